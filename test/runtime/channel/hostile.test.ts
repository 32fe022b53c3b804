/** A peer that writes anything anywhere into its own segment: calls answer or fail with a ChannelError, and nothing else happens. */
import * as assert from 'uvu/assert';
import { ChannelError } from '../../../runtime/errors.ts';
import { describe } from '../../support/index.ts';
import { closeAll, makePair, wordsOf } from './channel-pair.ts';

function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return Math.floor(((state >>> 0) / 2 ** 32) * below);
  };
}

const VALUES = [
  0, 1, 4, 8, 15, 16, 32, 48, 240, 1008, 4096, 65_536, 0x1fffffff, 0x20000010, 0x40000000, 0x80000010, 0xc0000000, 0xffffffff,
];

describe('a hostile peer', (it) => {
  it.after.each(closeAll);

  it('gets an answer, or poisons the channel, whatever it writes', () => {
    let poisoned = 0;
    for (let seed = 1; seed <= 400; seed += 1) {
      const draw = random(seed);
      const trust = seed % 2 === 0 ? 'peer' : 'none';
      const { near, far, farLink } = makePair({ sendOrder: 0, trust, arena: { blockSize: 256, blockCount: 16 } });
      const { state, writer, reader, ring } = wordsOf(farLink);
      const released = new Int32Array(farLink.own, farLink.ownParts.releasedData, 16);
      const value = (): number => (draw(3) === 0 ? draw(2 ** 32) : (VALUES[draw(VALUES.length)] as number));
      for (let step = 0; step < 60; step += 1) {
        const kind = draw(10);
        try {
          if (kind === 0) writer[draw(3) === 0 ? draw(64) : 0] = value();
          else if (kind === 1) reader[draw(3) === 0 ? draw(64) : 0] = value();
          else if (kind === 2) ring[draw(64)] = value();
          else if (kind === 3) released[draw(16)] = value();
          else if (kind === 4 && draw(10) === 0) state[0] = draw(7);
          else if (kind === 5) {
            if (far.tryPrep(draw(1500), 1, 0) >= 0) far.sendMessages();
          } else if (kind === 6) {
            if (near.tryPrep(draw(1500), 1, 0) >= 0) near.sendMessages();
          } else if (kind === 7) near.getRemoteState();
          else {
            const at = near.tryGet();
            if (at >= 0) {
              for (let i = 0; i < near.messageLength; i += 64) near.incoming.getUint8(at + i);
              near.finishMessage();
            }
          }
        } catch (error) {
          assert.instance(error, ChannelError, `seed=${seed} step=${step}: ${error}`);
        }
      }
      if ((near.error as ChannelError | null)?.code === 'SLUICE_ERR_POISONED') poisoned += 1;
      closeAll();
    }
    assert.ok(poisoned > 100, `poisoned=${poisoned}`);
  });
});
