import * as assert from 'uvu/assert';
import { emitC } from '../../../generator/emit/c/index.ts';
import { sentinelConstants } from '../../../generator/emit/sentinels.ts';
import { emitTypeScript } from '../../../generator/emit/ts/index.ts';
import { describe } from '../../support/index.ts';
import { layoutOfText } from './ts/compiled.ts';

const SCHEMA = `
protocol: clock
language: 1
c_prefix: [CK_, ck_]
constants: [{ name: CK_TAKEN, value: 7 }]
types:
  - { name: ck_limit, is: i64, min: 0, sentinels: [{ name: CK_NEVER, value: -1, doc: "No end." }] }
unions:
  - { name: ck_either, members: [{ name: soon, type: u8 }, { name: late, type: ck_limit }] }
structs:
  - name: ck_wait
    fields:
      - { name: limit, type: ck_limit }
      - { name: safe, type: i64, js: number, sentinels: [{ name: CK_NEVER, value: -1 }] }
      - { name: order, type: u32, max: 3, sentinels: [{ name: any, value: 0xffffffff }, { name: CK_TAKEN, value: 9 }] }
      - { name: other, type: u32, sentinels: [{ name: any, value: 0xffffffff }] }
      - { name: either, type: ck_either }
`;

describe('sentinelConstants', (it) => {
  it('gives each meaning one constant, by its own name where that is one and free', () => {
    const found = sentinelConstants(layoutOfText(SCHEMA)).map(({ name, tsName, value }) => [name, tsName, value]);
    assert.equal(found, [
      ['CK_NEVER', 'NEVER', -1n],
      ['CK_WAIT_SAFE_NEVER', 'WAIT_SAFE_NEVER', -1n],
      ['CK_WAIT_ORDER_ANY', 'WAIT_ORDER_ANY', 0xffffffffn],
      ['CK_WAIT_ORDER_TAKEN', 'WAIT_ORDER_TAKEN', 9n],
      ['CK_WAIT_OTHER_ANY', 'WAIT_OTHER_ANY', 0xffffffffn],
    ]);
  });

  it('is written as what its field holds', async () => {
    const layout = layoutOfText(SCHEMA);
    const header = emitC(layout).find(({ path }) => path === 'clock.h')?.text ?? '';
    assert.match(header, /^#define CK_NEVER +\(INT64_C\(-1\)\) +\/\* ck_either\.late: No end\. \*\/$/m);
    assert.match(header, /^#define CK_WAIT_ORDER_ANY +4294967295u /m);
    const codes = (await emitTypeScript(layout, { importExtension: 'js' })).find(({ path }) => path === 'codes.ts')?.text ?? '';
    assert.match(codes, /^export const NEVER = -1n;$/m);
    assert.match(codes, /^export const WAIT_SAFE_NEVER = -1;$/m);
  });
});
