import pc from 'picocolors';
import * as assert from 'uvu/assert';
import { renderLayout } from '../../../generator/cli/layout-table.ts';
import { checkSchema, computeLayout } from '../../../generator/index.ts';
import { describe } from '../../support/index.ts';

/** The table of the only struct of a schema, without its two title lines. */
function table(fields: string, more = ''): string[] {
  const text = `protocol: t\nlanguage: 1\nstructs:\n  - name: s\n    packing: natural\n    fields:\n${fields}${more}`;
  const { schema, problems } = checkSchema('t.yaml', () => new TextEncoder().encode(text));
  if (!schema) throw new Error(JSON.stringify(problems));
  return renderLayout(computeLayout(schema), pc.createColors(false)).split('\n').slice(3);
}

describe('layout-table', (it) => {
  it('marks where a cache line begins, also inside the field before', () => {
    assert.equal(
      table(
        '      - { name: a, type: u8, count: 64 }\n      - { name: b, type: u8, count: 70 }\n      - { name: c, type: u16 }\n',
      ),
      [
        '  offset  size  type    field',
        '       0    64  u8[64]  a',
        '  ------ cache line 1 (64) ------',
        '      64    70  u8[70]  b',
        '  ------ cache line 2 (128, 6 bytes ago) ------',
        '     134     2  u16     c',
      ],
    );
  });

  it('has no marks in a struct of one cache line', () => {
    assert.not.match(table('      - { name: a, type: u64, count: 8 }\n').join('\n'), 'cache line');
  });

  it('tells pads of the schema from holes of the alignment', () => {
    assert.equal(table('      - { name: a, type: u8 }\n      - { pad: 1 }\n      - { name: b, type: u32 }\n'), [
      '  offset  size  type  field',
      '       0     1  u8    a',
      '       1     1        (pad)',
      '       2     2        (hole)',
      '       4     4  u32   b',
      '  1 hole, 2 bytes',
    ]);
  });

  it('prints units, ranges and bits', () => {
    const bits = '      - { name: b, type: u8, bits: [{ name: lo, at: 0, width: 3 }, { name: hi, at: 7 }] }\n';
    assert.equal(table(`      - { name: a, type: u8, unit: ms, min: 1, max: 9 }\n${bits}`), [
      '  offset  size  type         field',
      '       0     1  u8           a      ms, 1..9',
      '       1     1  u8           b',
      '                  bits 0..2    lo',
      '                  bit 7        hi',
    ]);
  });

  it('says how long each tail is', () => {
    const tails = `    tails:
      - { name: list, kind: array, type: u16, count: n, max: 4 }
      - { name: name, kind: string }
      - { name: more, kind: rest }
`;
    assert.equal(table('      - { name: n, type: u8 }\n', tails), [
      '  offset  size  type    field',
      '       0     1  u8      n      count of list',
      '      +1   n*2  u16[n]  list   n = n, at most 4',
      '     ...   n+1  string  name   UTF-8, ends with NUL',
      '     ...     *  rest    more   what is left of the frame',
    ]);
  });
});
