/** Every word that a peer can forge, one at a time: the right reason, and nothing read or written any more. */
import * as assert from 'uvu/assert';
import { PoisonReason } from '../../../generated/segment/codes.ts';
import { CLOSED } from '../../../runtime/ring/answers.ts';
import { END, HEAD, INDIRECT, MORE, PAD, TAIL } from '../../../runtime/ring/words.ts';
import { describe } from '../../support/index.ts';
import { makeRing, put, type RingPair, take } from './ring-pair.ts';

const STARTS = [0, 2 ** 32 - 64, 2 ** 31 - 64];

/** Two records of 32 bytes, the first one read. */
function used(start: number): RingPair {
  const ring = makeRing(1024, start);
  put(ring, 16, 1);
  put(ring, 16, 2);
  assert.is(take(ring), 1);
  return ring;
}

function expectReader(ring: RingPair, reason: PoisonReason): void {
  const answer = ring.consumer.tryGet();
  assert.is(ring.consumer.reason, reason);
  assert.is(answer, CLOSED);
  assert.is(ring.consumer.tryGet(), CLOSED, 'it stays so');
  assert.not(ring.consumer.release());
}

describe('lies of a writer', (it) => {
  const forge: [string, PoisonReason, (ring: RingPair, tail: number) => void][] = [
    ['a tail beyond the ring is TAIL', PoisonReason.PoisonTail, (ring, tail) => (ring.writerLines[TAIL] = tail + 1040)],
    ['a tail that went back is TAIL', PoisonReason.PoisonTail, (ring, tail) => (ring.writerLines[TAIL] = tail - 48)],
    ['a tail half the numbers away is TAIL', PoisonReason.PoisonTail, (ring, tail) => (ring.writerLines[TAIL] = tail + 2 ** 31)],
    ['a tail off the alignment is ALIGNMENT', PoisonReason.PoisonAlignment, (ring, tail) => (ring.writerLines[TAIL] = tail + 8)],
    [
      'a tail within the record that it gives is LENGTH',
      PoisonReason.PoisonLength,
      (ring, tail) => (ring.writerLines[TAIL] = tail + 16),
    ],
  ];
  for (const [name, reason, lie] of forge) {
    it(name, () => {
      for (const start of STARTS) {
        const ring = used(start);
        assert.is(take(ring), 2);
        ring.words[((start + 64) % 1024) / 4] = 16;
        ring.words[((start + 64) % 1024) / 4 + 1] = 2;
        lie(ring, start + 64);
        expectReader(ring, reason);
      }
    });
  }

  const headers: [string, PoisonReason, number, number][] = [
    ['a record beyond the tail is LENGTH', PoisonReason.PoisonLength, 17, 1],
    ['a record of more than a quarter is LENGTH', PoisonReason.PoisonLength, 241, 1],
    ['the greatest length is LENGTH', PoisonReason.PoisonLength, 0x1fffffff, 1],
    ['a reference that is not 16 bytes is LENGTH', PoisonReason.PoisonLength, 8 | INDIRECT, 1],
    ['another sequence is SEQUENCE', PoisonReason.PoisonSequence, 16, 2],
    ['a length that is too short shows in the next sequence', PoisonReason.PoisonNone, 0, 1],
    ['more on a reference is KIND', PoisonReason.PoisonKind, 16 | MORE | INDIRECT, 1],
    ['more on padding is KIND', PoisonReason.PoisonKind, 16 | MORE | PAD, 1],
    ['padding that does not end the ring is KIND', PoisonReason.PoisonKind, 0 | PAD, 1],
    ['an END with a payload is KIND', PoisonReason.PoisonKind, 16 | END, 1],
    ['an END with something after it is KIND', PoisonReason.PoisonKind, 0 | END, 1],
    ['more on END is KIND', PoisonReason.PoisonKind, 0 | MORE | END, 1],
  ];
  for (const [name, reason, word, sequence] of headers) {
    it(name, () => {
      for (const start of STARTS) {
        const ring = used(start);
        const at = ((start + 32) % 1024) / 4;
        ring.words[at] = word;
        ring.words[at + 1] = sequence;
        if (reason !== PoisonReason.PoisonNone) {
          expectReader(ring, reason);
          continue;
        }
        assert.is(take(ring), 2);
        ring.words[(at + 4) % 256] = 0;
        ring.words[(at + 5) % 256] = 99;
        expectReader(ring, PoisonReason.PoisonSequence);
      }
    });
  }

  it('a record that reaches over the end of the ring is LENGTH', () => {
    const ring = makeRing(1024, 1024 - 32);
    put(ring, 16, 1);
    put(ring, 16, 2);
    ring.words[(1024 - 32) / 4] = 32;
    expectReader(ring, PoisonReason.PoisonLength);
  });

  it('a tail after END is KIND', () => {
    const ring = makeRing(1024);
    ring.producer.end();
    ring.producer.publish();
    assert.is(take(ring), 0);
    ring.writerLines[TAIL] = 32;
    expectReader(ring, PoisonReason.PoisonKind);
  });

  it('a word of a header that changes after it was read changes nothing', () => {
    const ring = makeRing(1024);
    put(ring, 16, 1);
    put(ring, 16, 2);
    ring.consumer.tryGet();
    ring.words[0] = 240;
    ring.words[1] = 77;
    ring.writerLines[TAIL] = 8;
    assert.is(ring.consumer.length, 16);
    assert.is(take(ring), 1);
    assert.is(take(ring), 2);
  });
});

describe('lies of a reader', (it) => {
  const forge: [string, PoisonReason, number][] = [
    ['a head past what was published is HEAD', PoisonReason.PoisonHead, 80],
    ['a head that went back is HEAD', PoisonReason.PoisonHead, 16],
    ['a head half the numbers away is HEAD', PoisonReason.PoisonHead, 2 ** 31],
    ['a head off the alignment is ALIGNMENT', PoisonReason.PoisonAlignment, 40],
  ];
  for (const [name, reason, head] of forge) {
    it(name, () => {
      for (const start of STARTS) {
        const ring = used(start);
        assert.ok(ring.producer.look());
        ring.producer.tryReserve(16);
        ring.producer.commit(16, 0, 3, 0);
        ring.readerLines[HEAD] = start + head;
        assert.not(ring.producer.look());
        assert.is(ring.producer.reason, reason);
        assert.is(ring.producer.tryReserve(16), CLOSED);
        assert.is(ring.producer.available(), 0);
        assert.not(ring.producer.end());
        assert.ok(ring.producer.arm(16), 'and nobody waits for it');
      }
    });
  }

  it('are looked for only when room is needed', () => {
    const ring = used(0);
    ring.readerLines[HEAD] = 8;
    assert.ok(ring.producer.tryReserve(16) >= 0);
    while (put(ring, 16));
    assert.is(ring.producer.reason, PoisonReason.PoisonAlignment);
  });
});
