import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { cursor, findNul, putText, takeText, textLength, textOf } from '../../../runtime/codec.ts';
import { describe, hasCode } from '../../support/index.ts';

const TEXTS = [
  '',
  'pipe:1',
  'x'.repeat(255),
  'x'.repeat(256),
  'x'.repeat(5000),
  'é',
  '€uro',
  '😀',
  'a\u{10ffff}b',
  '\ufeffbom',
  '\uffff',
];
/** No UTF-8: a lone continuation, overlong forms, halves of surrogate pairs, beyond U+10FFFF, cut off. */
const NO_UTF8 = [[0x80], [0xc0, 0x80], [0xe0, 0x9f, 0xbf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xff], [0x61, 0xc3]];

function put(text: string, room: number, max?: number): { end: number; view: DataView } {
  const view = new DataView(new Uint8Array(room + 2).fill(0xaa).buffer, 1, room);
  return { end: putText(view, 0, text, 'm', 'uri', 4, max), view };
}

function take(bytes: readonly number[], max?: number): string {
  return takeText(new DataView(Uint8Array.from([9, ...bytes]).buffer), 1, bytes.length + 1, 'm', 'uri', 4, max);
}

describe('text', (it) => {
  it('comes back as it was', () => {
    for (const text of TEXTS) {
      const bytes = new TextEncoder().encode(text).length;
      const { end, view } = put(text, bytes + 1);
      assert.is(end, bytes + 1);
      assert.is(takeText(view, 0, end, 'm', 'uri', 0), text);
      assert.is(cursor.end, end);
      assert.is(textLength(text, 'm', 'uri', 0), bytes);
      assert.is(findNul(view, 0, end, 'm', 'uri', 0), bytes);
      assert.is(textOf(view, 0, bytes), text);
    }
  });

  it('of any characters comes back as it was', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
        (text) => {
          const { end, view } = put(text, 3 * text.length + 1);
          return takeText(view, 0, end, 'm', 'uri', 0) === text && textLength(text, 'm', 'uri', 0) === end - 1;
        },
      ),
    );
  });

  it('says -1 when there is no room, and writes nothing behind the end', () => {
    for (const text of TEXTS) {
      const bytes = new TextEncoder().encode(text).length;
      const { end, view } = put(text, bytes);
      assert.is(end, -1, text);
      assert.is(new Uint8Array(view.buffer)[bytes + 1], 0xaa);
    }
  });

  it('refuses what is no text', () => {
    assert.throws(() => put(5 as unknown as string, 9), hasCode('SLUICE_ERR_RANGE'));
    assert.throws(() => put('a\0b', 9), hasCode('SLUICE_ERR_UTF8'));
    assert.throws(() => put('half \ud83d', 20), hasCode('SLUICE_ERR_UTF8'));
    assert.throws(() => put('half \ud83d', 2), hasCode('SLUICE_ERR_UTF8'));
    assert.throws(() => put('\udc00', 20, 1), hasCode('SLUICE_ERR_UTF8'));
  });

  it('is bounded in bytes, not in characters', () => {
    assert.is(put('éé', 9, 4).end, 5);
    assert.throws(() => put('éé', 9, 3), hasCode('SLUICE_ERR_COUNT'));
    assert.is(take([0x61, 0x62, 0], 2), 'ab');
    assert.throws(() => take([0x61, 0x62, 0], 1), hasCode('SLUICE_ERR_TERMINATOR'));
  });

  it('needs its NUL before the limit', () => {
    assert.throws(() => take([0x61, 0x62]), hasCode('SLUICE_ERR_TERMINATOR'));
    assert.throws(() => take([]), hasCode('SLUICE_ERR_TERMINATOR'));
  });

  it('must be UTF-8', () => {
    for (const bytes of NO_UTF8) assert.throws(() => take([...bytes, 0]), hasCode('SLUICE_ERR_UTF8'), String(bytes));
    for (const bytes of NO_UTF8) assert.is(textOf(new DataView(Uint8Array.from(bytes).buffer), 0, bytes.length), null);
  });
});
