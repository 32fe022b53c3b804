import fc from 'fast-check';
import * as assert from 'uvu/assert';
import * as segment from '../../../generated/segment/index.ts';
import { ChannelErrorCode } from '../../../runtime/errors.ts';
import * as layout from '../../../runtime/fifo/fifo-layout.ts';
import { FifoPlace } from '../../../runtime/fifo/fifo-place.ts';
import { buryWriters, FifoReader } from '../../../runtime/fifo/fifo-reader.ts';
import { type FifoWaiter, FifoWriter } from '../../../runtime/fifo/fifo-writer.ts';
import { describe, hasCode } from '../../support/index.ts';

/** Where slots begin: after the lines. */
const SLOTS = 4 * layout.LINE_WORDS;

/** A FIFO that has seen `start` messages, and whom its sides have rung. */
function makeFifo(slots: number, start = 0) {
  const place = new FifoPlace(new ArrayBuffer(SLOTS + 64 * slots), 0, SLOTS, slots);
  for (let i = 0; i < slots; i++) place.slots[place.at(start + i)] = place.lap((start + i) & place.mask);
  place.words[layout.TAIL_HINT] = start;
  place.words[layout.HEAD] = start;
  const readersRung: number[] = [];
  const writersRung: number[] = [];
  const reader = new FifoReader(place, 9, (number) => writersRung.push(number));
  const newWriter = (owner: number) => new FifoWriter(place, owner, (number) => readersRung.push(number));
  return { place, reader, newWriter, readersRung, writersRung };
}

const bytes = (...values: number[]) => Uint8Array.from(values);

/** Everything that can be taken, as `owner: bytes`. */
function takeAll(reader: FifoReader): string[] {
  const taken: string[] = [];
  while (reader.take()) taken.push(`${reader.owner}: ${[...reader.payload.subarray(0, reader.length)].join(' ')}`);
  return taken;
}

describe('FIFO layout', (it) => {
  it('is that of the schema', () => {
    const memory = new Int32Array(layout.LINE_WORDS + 2 * layout.SLOT_WORDS).fill(0);
    const view = new DataView(memory.buffer);
    const { TAIL_HINT, WAKE_AT, READER, AWAITED, LAST_WAITING, ROOM_NEXT, HEAD, SKIPPED, BROKEN } = layout;
    for (const word of [TAIL_HINT, WAKE_AT, READER, AWAITED, LAST_WAITING, ROOM_NEXT, HEAD, SKIPPED, BROKEN])
      memory[word] = word + 1;
    memory[layout.ROOM + 3] = 77;
    const lines = new segment.FifoLinesView().wrap(view, 0, memory.byteLength);
    assert.equal(
      [lines.tailHint, lines.wakeAt, lines.reader, lines.awaited, lines.lastWaiting, lines.roomNext],
      [1, 33, 34, 35, 36, 37],
    );
    assert.equal([lines.head, lines.skipped, lines.broken, lines.roomAt(3)], [65, 66, 67, 77]);
    const at = layout.LINE_WORDS + layout.SLOT_WORDS;
    memory[at] = layout.SKIP | (5 << segment.FIFO_LAP_BITS) | 9;
    memory[at + layout.LENGTH] = 11;
    memory[at + layout.PAYLOAD] = 12;
    const slot = new segment.FifoSlotView().wrap(view, 4 * at, 64);
    assert.equal([slot.wordState, slot.wordOwner, slot.wordLap], [segment.SlotState.SlotSkip, 5, 9]);
    assert.equal([slot.length, slot.payload[0]], [11, 12]);
    assert.throws(() => new segment.FifoLinesView().wrap(view, 0, SLOTS - 1), hasCode('SLUICE_ERR_TRUNCATED'));
    assert.throws(() => slot.wrap(view, 4 * at, 4 * layout.SLOT_WORDS - 1), hasCode('SLUICE_ERR_TRUNCATED'));
  });

  it('has a power of two of slots, up to 2048', () => {
    for (const count of [0, 1, 3, 100, 4096, 2.5, -2, Number.NaN]) {
      assert.throws(() => new FifoPlace(new ArrayBuffer(1 << 20), 0, SLOTS, count), hasCode(ChannelErrorCode.OPTION));
    }
    for (const owner of [0, 1024, -1, 1.5]) assert.throws(() => makeFifo(2).newWriter(owner), hasCode(ChannelErrorCode.OPTION));
  });
});

describe('FIFO', (it) => {
  it('hands out what was posted, in order, and says full at the right slot, while laps wrap', () => {
    for (const slots of [2, 8, 128, 2048]) {
      const { reader, newWriter, place } = makeFifo(slots, slots * 2 ** 20 - slots - 1);
      const [first, second] = [newWriter(1), newWriter(1023)];
      for (let round = 0; round < 3; round++) {
        const expected: string[] = [];
        for (let i = 0; i < slots; i++) {
          assert.ok((i % 2 === 0 ? first : second).tryPost(bytes(i, round, 0), 2));
          expected.push(`${i % 2 === 0 ? 1 : 1023}: ${i & 255} ${round}`);
        }
        assert.is(place.depth, slots);
        assert.not.ok(first.tryPost(bytes(1)));
        assert.equal(takeAll(reader), expected);
        assert.is(place.depth, 0);
      }
      assert.equal([first.fulls, second.fulls, reader.skipped, reader.broken], [3, 0, 0, 0]);
    }
  });

  it('is a queue, whatever is posted and taken when', () => {
    const step = fc.option(fc.uint8Array({ maxLength: 56 }), { freq: 2 });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.constantFrom(2, 4, 16), fc.nat(), (steps, slots, start) => {
        const { reader, newWriter, place } = makeFifo(slots, start % (slots * 2 ** 20));
        const writer = newWriter(3);
        const queue: Uint8Array[] = [];
        for (const payload of steps) {
          if (payload !== null) {
            assert.is(writer.tryPost(payload), queue.length < slots);
            if (queue.length < slots) queue.push(payload);
          } else if (reader.take()) assert.equal(reader.payload.slice(0, reader.length), queue.shift());
          else assert.is(queue.length, 0);
          assert.is(place.depth, queue.length);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('refuses what is too long', () => {
    const { reader, newWriter } = makeFifo(2);
    const writer = newWriter(1);
    for (const length of [57, -1, 1e9])
      assert.throws(() => writer.tryPost(new Uint8Array(60), length), hasCode(ChannelErrorCode.TOO_LONG));
    assert.throws(() => writer.postInLine(bytes(1, 2), 3), hasCode(ChannelErrorCode.TOO_LONG));
    assert.ok(writer.tryPost(new Uint8Array(0)));
    assert.equal(takeAll(reader), ['1: ']);
  });

  it('rings only a reader that sleeps on the slot, once', () => {
    const { reader, newWriter, readersRung } = makeFifo(4);
    const writer = newWriter(1);
    writer.tryPost(bytes(1));
    assert.equal(readersRung, []);
    assert.ok(reader.arm());
    takeAll(reader);
    assert.not.ok(reader.arm());
    writer.tryPost(bytes(2));
    writer.tryPost(bytes(3));
    assert.equal(readersRung, [9]);
    takeAll(reader);
    reader.handOver(5);
    assert.not.ok(reader.arm());
    writer.tryPost(bytes(4));
    assert.equal(readersRung, [9, 5]);
  });

  it('skips what the dead have claimed', () => {
    const { place, reader, newWriter, readersRung } = makeFifo(8);
    const writer = newWriter(1);
    writer.tryPost(bytes(1));
    const claimed = [place.claim(7, 0), place.claim(8, 0)];
    writer.tryPost(bytes(2));
    assert.equal(takeAll(reader), ['1: 1']);
    assert.is(reader.holder, 7);
    assert.is(buryWriters(place, 1, 6), 0);
    assert.is(buryWriters(place, 7, 2), 2);
    assert.equal(takeAll(reader), ['1: 2']);
    assert.equal([reader.skipped, reader.holder], [2, 0]);
    assert.not.ok(place.finish(claimed[0] as number, 7, layout.DONE));
    assert.equal(readersRung, []);
  });

  it('finds what was posted behind a free slot, asleep and awake', () => {
    const { place, reader, newWriter, readersRung } = makeFifo(8);
    const writer = newWriter(3);
    assert.not.ok(reader.arm());
    place.words[layout.TAIL_HINT] = 2;
    writer.tryPost(bytes(4));
    assert.equal(readersRung, [9]);
    while (reader.arm()) assert.equal(takeAll(reader).length <= 1, true);
    assert.equal([reader.taken, reader.skipped], [1, 2]);
    place.words[layout.TAIL_HINT] = 4;
    writer.tryPost(bytes(5));
    for (let i = 0; i < 200 && reader.taken < 2; i++) reader.take();
    assert.equal([reader.taken, reader.skipped], [2, 3]);
  });

  it('keeps the order of a writer that has posted behind a free slot', () => {
    const { place, reader, newWriter } = makeFifo(8);
    const [writer, other] = [newWriter(3), newWriter(4)];
    place.words[layout.TAIL_HINT] = 2;
    writer.tryPost(bytes(1));
    place.words[layout.TAIL_HINT] = 0;
    other.tryPost(bytes(9));
    assert.not.ok(writer.tryPost(bytes(2)));
    assert.ok(writer.postInLine(bytes(2)));
    assert.equal(takeAll(reader), ['4: 9', '3: 1', '3: 2']);
    assert.is(reader.skipped, 1);
  });

  it('tells a writer that was taken for dead', () => {
    const { place, newWriter } = makeFifo(4);
    const writer = newWriter(1);
    // Its claim is swept while it copies: the payload of a lying caller does it.
    const payload = new Proxy(bytes(1), {
      get: (target, key) => {
        if (key === '0') buryWriters(place, 1, 1);
        return Reflect.get(target, key);
      },
    });
    assert.throws(() => writer.tryPost(payload, 1), hasCode(ChannelErrorCode.PEER_CLOSED));
  });
});

describe('FIFO, waiting for room', (it) => {
  it('gives room in the order of coming, past who gave up and who died', () => {
    const { place, reader, newWriter, writersRung, readersRung } = makeFifo(2);
    const [a, b, c, d, e] = [5, 4, 3, 2, 1].map(newWriter) as [FifoWriter, FifoWriter, FifoWriter, FifoWriter, FifoWriter];
    e.tryPost(bytes(0));
    e.tryPost(bytes(1));
    for (const writer of [a, b, c, d]) assert.not.ok(writer.postInLine(bytes(7)));
    reader.take();
    assert.equal(writersRung, [5]);
    assert.not.ok(e.tryPost(bytes(2)));
    assert.not.ok(b.postInLine(bytes(8)));
    c.leaveLine();
    assert.equal([c.isInLine, readersRung], [false, [9]]);
    buryWriters(place, 2, 1);
    assert.ok(a.postInLine(bytes(9)));
    reader.take();
    assert.equal(writersRung, [5, 4]);
    assert.ok(b.postInLine(bytes(10)));
    assert.equal(takeAll(reader), ['5: 9', '4: 10']);
    assert.ok(e.tryPost(bytes(3)));
  });

  it('takes room back from who does not come for it, and keeps its place', () => {
    const { reader, newWriter } = makeFifo(2);
    const [slow, other] = [newWriter(1), newWriter(2)];
    other.tryPost(bytes(0));
    other.tryPost(bytes(1));
    assert.not.ok(slow.postInLine(bytes(7)));
    reader.take();
    assert.not.ok(reader.revoke());
    reader.take();
    other.tryPost(bytes(2));
    assert.equal([reader.take(), reader.holder, reader.revoke(), reader.revoke()], [false, 1, true, false]);
    assert.equal(takeAll(reader), ['2: 2']);
    assert.ok(slow.postInLine(bytes(8)));
    assert.equal(takeAll(reader), ['1: 8']);
  });

  it('sleeps until there is room, and no longer than the deadline', () => {
    const { reader, newWriter } = makeFifo(2);
    const writer = newWriter(1);
    writer.tryPost(bytes(0));
    writer.tryPost(bytes(1));
    const asleep: boolean[] = [];
    const waiter = (sleep: () => void): FifoWaiter => ({ setAsleep: (is) => asleep.push(is), sleep });
    writer.post(
      waiter(() => reader.take()),
      bytes(2),
      Number.POSITIVE_INFINITY,
    );
    assert.equal(asleep, [true, false, true, false]);
    const start = performance.now();
    const late = waiter(() => {});
    assert.throws(() => writer.post(late, bytes(3), start + 3), hasCode(ChannelErrorCode.DEADLINE));
    assert.ok(performance.now() >= start + 3);
    assert.not.ok(writer.isInLine);
    assert.equal(takeAll(reader), ['1: 1', '1: 2']);
  });
});
