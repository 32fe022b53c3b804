import * as assert from 'uvu/assert';
import { RecordReader } from '../../../runtime/stub/record-reader.ts';
import { describe, hasCode } from '../../support/index.ts';

const LENGTHS = [1, 7, 300, 2, 5000, 1, 64];

/** Records one after the other: of each length, filled with its number. */
function streamOf(lengths: readonly number[]): Uint8Array {
  const parts = lengths.map((length, index) => {
    const bytes = new Uint8Array(4 + length).fill(index + 1);
    new DataView(bytes.buffer).setUint32(0, length, true);
    return [...bytes];
  });
  return Uint8Array.from(parts.flat());
}

describe('record reader', (it) => {
  it('finds records however the stream is cut, and knows when there is one', () => {
    const stream = streamOf(LENGTHS);
    for (const size of [1, 2, 3, 5, 11, 63, 305, 4096, stream.length]) {
      const reader = new RecordReader(5000);
      const found: number[] = [];
      for (let at = 0; at < stream.length; at += size) {
        reader.push(stream.slice(at, at + size));
        while (reader.hasRecord()) {
          const count = reader.poll((view, offset, length) => {
            assert.is(view.getUint8(offset), found.length + 1);
            assert.is(view.getUint8(offset + length - 1), found.length + 1);
            found.push(length);
          }, 1);
          assert.is(count, 1);
        }
        assert.is(
          reader.poll(() => assert.unreachable(), 1),
          0,
          'hasRecord has said so',
        );
      }
      assert.equal(found, LENGTHS, `chunks of ${size}`);
      assert.is(reader.queued, 0);
    }
  });

  it('refuses lengths that can be none', () => {
    for (const length of [0, 5001, 0xffffffff]) {
      const reader = new RecordReader(5000);
      const bytes = new Uint8Array(4);
      new DataView(bytes.buffer).setUint32(0, length, true);
      reader.push(bytes);
      assert.ok(reader.hasRecord());
      assert.throws(() => reader.poll(() => {}, 1), hasCode('SLUICE_ERR_PROTOCOL'));
    }
  });
});
