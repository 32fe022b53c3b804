import * as assert from 'uvu/assert';
import { StatisticsEntry } from '../../../generated/statistics/messages.ts';
import { ENTRY_WORDS, Tally } from '../../../runtime/channel/tally.ts';
import { describe } from '../../support/index.ts';

function makeTally(): { tally: Tally; read: () => StatisticsEntry } {
  const memory = new ArrayBuffer(ENTRY_WORDS * 4);
  // Enums of an entry in use: what the native side writes.
  new Uint32Array(memory).set([2, 1, 2, 1]);
  return { tally: new Tally(memory), read: () => StatisticsEntry.decode(new DataView(memory), 0, memory.byteLength) };
}

describe('tally', (it) => {
  it('writes where the schema says', () => {
    const { tally, read } = makeTally();
    tally.published(1, 2);
    tally.released(3, 4);
    tally.refused(5, 6, 7);
    tally.tell(296, 9);
    tally.rang(10);
    tally.lost(11);
    tally.serves(12);
    const { rings, lost, subscribers } = read();
    assert.equal([rings, lost, subscribers], [10n, 11n, 12]);
    const { sent, sentBytes, received, releasedBytes, refused, dropped, seenReleased, remoteState, reason } = read();
    assert.equal([sent, sentBytes, received, releasedBytes, refused, dropped, seenReleased], [1n, 2n, 3n, 4n, 5n, 6n, 7n]);
    assert.equal([remoteState, reason], [296, 9]);
  });

  it('counts on after positions have wrapped, and when counts do not fit in 32 bits', () => {
    const { tally, read } = makeTally();
    let bytes = 0n;
    for (let i = 0; i < 10; i += 1) {
      bytes += 0x7fff_fff0n;
      tally.published(0xffff_fff0 + i * 8, Number(bytes & 0xffff_ffffn));
      tally.released(2 ** 32 - 1 + i, Number(bytes & 0xffff_ffffn));
      assert.equal([read().sentBytes, read().releasedBytes], [bytes, bytes]);
      assert.equal([read().sent, read().received], [BigInt(0xffff_fff0 + i * 8), BigInt(2 ** 32 - 1 + i)]);
    }
    assert.ok(bytes > 2n ** 34n);
  });

  it('writes nothing any more once it has left', () => {
    const { tally, read } = makeTally();
    tally.published(1, 16);
    tally.leave();
    tally.published(2, 32);
    tally.tell(297, 1);
    assert.equal([read().sent, read().sentBytes, read().remoteState], [1n, 16n, 0]);
  });
});
