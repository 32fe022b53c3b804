/**
 * What fuzz.c feeds to C, for the readers in TypeScript: images of rings, broadcasts, segments and streams that are honest but for a few words,
 * and words that change between calls. Readers answer, or refuse with a typed error, after no more steps than there are bytes, and read
 * nothing that lies elsewhere. The same images in every run; `SLUICE_SEED=N` draws others, `SLUICE_IMAGES=N` so many of each.
 */
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { PoisonReason } from '../../../generated/segment/codes.ts';
import { BROADCAST_BROKEN, BROADCAST_RECORD, BroadcastReader } from '../../../runtime/broadcast/broadcast-reader.ts';
import { BroadcastWriter } from '../../../runtime/broadcast/broadcast-writer.ts';
import { ChannelError } from '../../../runtime/errors.ts';
import { ByteStream } from '../../../runtime/index.ts';
import { SpscConsumer } from '../../../runtime/ring/spsc-consumer.ts';
import { SpscProducer } from '../../../runtime/ring/spsc-producer.ts';
import { CallError } from '../../../runtime/stub/errors.ts';
import { RecordReader } from '../../../runtime/stub/record-reader.ts';
import { closeAll, makePair } from '../../runtime/channel/channel-pair.ts';
import { describe } from '../../support/index.ts';

const SEED = Number(process.env['SLUICE_SEED'] ?? 1);
const COUNT = Number(process.env['SLUICE_IMAGES'] ?? 20_000);
const CAPACITY = 4096;
const LINES = 256;
/** Of any record, and more: a reader that takes more steps goes round in circles. */
const MOST_STEPS = CAPACITY / 16 + 64;

/** What is wrong with a tail: how far it is, or that it is no multiple of 16. */
const POSITIONS: readonly number[] = [PoisonReason.PoisonTail, PoisonReason.PoisonAlignment];

/** A store of the peer: which word, and what becomes of it. */
interface Lie {
  readonly index: number;
  readonly adds: boolean;
  readonly value: number;
}

const lie: fc.Arbitrary<Lie> = fc.record({
  index: fc.oneof(fc.nat(80), fc.nat(0xffff)),
  adds: fc.boolean(),
  value: fc.oneof(
    fc.integer(),
    fc.nat(31).map((bit) => 1 << bit),
    fc.integer({ min: -300, max: 300 }).map((by) => 16 * by),
    fc.constantFrom(0, -1, 0x1fffffff, CAPACITY, CAPACITY - 16, CAPACITY / 4 - 16, CAPACITY / 4),
  ),
});
const lies: fc.Arbitrary<Lie[]> = fc.array(lie, { minLength: 1, maxLength: 8 });
const start: fc.Arbitrary<number> = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 600 }).map((by) => -16 * by),
);
const length: fc.Arbitrary<number> = fc.oneof(fc.nat(64), fc.nat(CAPACITY / 4 - 16));
const lengths: fc.Arbitrary<number[]> = fc.array(length, { maxLength: 12 });

function tell(words: Int32Array, { index, adds, value }: Lie): void {
  const at = index % words.length;
  words[at] = adds ? (words[at] as number) + value : value;
}

/** One seed, and no shrinking that would take longer than all the rest. */
function holds(...all: Parameters<typeof fc.assert>): void {
  fc.assert(all[0], { seed: SEED, numRuns: COUNT, endOnFailure: COUNT > 20_000 });
}

/** @throws what is no typed error */
function answerOf<T>(call: () => T): T | null {
  try {
    return call();
  } catch (error) {
    if (error instanceof ChannelError || error instanceof CallError) return null;
    throw error;
  }
}

describe(`images that lie to readers in TypeScript (SLUICE_SEED=${SEED})`, (it) => {
  it.after.each(closeAll);

  it('of a ring: every record lies in it, and whoever lied is told so', () => {
    const reasons = new Set<number>();
    holds(
      fc.property(start, lengths, lies, fc.array(lie, { maxLength: 4 }), (start, lengths, before, during) => {
        // The writer's lines, the data, and nothing that the reader writes.
        const peer = new ArrayBuffer(LINES + CAPACITY);
        const own = new ArrayBuffer(LINES);
        const words = new Int32Array(peer);
        words[0] = start;
        new Int32Array(own)[0] = start;
        const place = { data: LINES, capacity: CAPACITY, start };
        const producer = new SpscProducer({ ...place, own: peer, ownLines: 0, peer: own, peerLines: 0 });
        const consumer = new SpscConsumer({ ...place, own, ownLines: 0, peer, peerLines: 0 });
        for (const length of lengths) if (producer.tryReserve(length) >= 0) producer.commit(length, 0, length, 1);
        producer.publish();
        for (const each of before) tell(words, each);
        const isBeyond = ((words[0] as number) - start) >>> 0 > CAPACITY;
        for (const each of [...during, null]) {
          let steps = 0;
          for (let at = consumer.tryGet(); at >= 0; at = consumer.tryGet()) {
            steps += 1;
            assert.ok(steps < MOST_STEPS, 'it comes to an end');
            assert.ok(at % 16 === 0 && consumer.length >= 0 && at + consumer.length <= CAPACITY, `${at}, ${consumer.length}`);
            if (consumer.finish()) consumer.release();
          }
          if (isBeyond) assert.ok(POSITIONS.includes(consumer.reason), `a tail beyond the ring: reason=${consumer.reason}`);
          consumer.arm();
          if (each !== null) tell(words, each);
        }
        assert.ok(consumer.reason >= PoisonReason.PoisonNone && consumer.reason < 32);
        reasons.add(consumer.reason);
      }),
    );
    // TAIL, ALIGNMENT, LENGTH, SEQUENCE, KIND, and none at all.
    for (const reason of [0, 1, 3, 4, 5, 6]) assert.ok(reasons.has(reason), `no image has led to reason ${reason}`);
  });

  it('of what a reader says: a writer that believes no head that can not be', () => {
    const reasons = new Set<number>();
    holds(
      fc.property(start, lengths, lies, (start, lengths, all) => {
        const own = new ArrayBuffer(LINES + CAPACITY);
        const peer = new ArrayBuffer(LINES);
        new Int32Array(own)[0] = start;
        new Int32Array(peer)[0] = start;
        const producer = new SpscProducer({
          ...{ own, ownLines: 0, peer, peerLines: 0 },
          ...{ data: LINES, capacity: CAPACITY, start },
        });
        for (const length of lengths) {
          const at = producer.tryReserve(length);
          assert.ok(at < 0 || (at % 16 === 0 && at + length <= CAPACITY), `${at}, ${length}`);
          if (at >= 0) producer.commit(length, 0, length, 1);
          producer.publish();
          for (const each of all) tell(new Int32Array(peer), each);
          producer.look();
          const room = producer.available();
          assert.ok(room >= 0 && room <= CAPACITY, `${room} bytes of room`);
        }
        reasons.add(producer.reason);
      }),
    );
    for (const reason of [0, 2, 3]) assert.ok(reasons.has(reason), `no image has led to reason ${reason}`);
  });

  it('of a broadcast: nothing is longer than a record can be, and no reader goes round in circles', () => {
    let broken = 0;
    holds(
      fc.property(lengths, lies, fc.array(lie, { maxLength: 4 }), fc.boolean(), (lengths, before, during, isLate) => {
        const memory = new ArrayBuffer(LINES + CAPACITY);
        const words = new Int32Array(memory);
        const writer = new BroadcastWriter(memory, 0, LINES, CAPACITY);
        const early = isLate ? null : new BroadcastReader(memory, 0, LINES, CAPACITY);
        for (const length of lengths) {
          writer.reserve(length);
          writer.publish(length, 1, 2);
        }
        for (const each of before) tell(words, each);
        const reader = early ?? new BroadcastReader(memory, 0, LINES, CAPACITY);
        for (const each of [...during, null]) {
          let answer = BROADCAST_RECORD;
          for (let steps = 0; answer === BROADCAST_RECORD && steps < MOST_STEPS; steps += 1) {
            answer = reader.tryRead();
            assert.ok(reader.length >= 0 && reader.length <= writer.maxLength, `${reader.length} bytes`);
          }
          broken += Number(answer === BROADCAST_BROKEN);
          reader.hasMore();
          if (each !== null) tell(words, each);
        }
      }),
    );
    assert.ok(broken > 0, 'no image was refused');
  });

  it('of framed records: each is as long as it may be, and all bytes are accounted for', () => {
    const framed = fc.array(
      fc.oneof(
        { weight: 4, arbitrary: fc.nat(40).map((size) => [size, 0, 0, 0, ...Array<number>(size).fill(size)]) },
        { weight: 1, arbitrary: fc.array(fc.nat(255), { maxLength: 9 }) },
      ),
      { maxLength: 10 },
    );
    let refused = 0;
    holds(
      fc.property(framed, fc.array(fc.nat(20), { maxLength: 40 }), (records, cuts) => {
        const bytes = Uint8Array.from(records.flat());
        const reader = new RecordReader(32);
        let at = 0;
        let seen = 0;
        for (const cut of [...cuts, bytes.length]) {
          const chunk = bytes.subarray(at, at + cut);
          at += chunk.length;
          if (chunk.length > 0) reader.push(chunk);
          const isFine = answerOf(() => {
            reader.hasRecord();
            return reader.poll((view, offset, length) => {
              assert.ok(length >= 1 && length <= 32 && offset + length <= view.byteLength, `${offset}, ${length}`);
              seen += 4 + length;
            }, 100);
          });
          if (isFine === null) {
            refused += 1;
            return;
          }
          assert.is(seen + reader.queued, at);
        }
      }),
    );
    assert.ok(refused > 0, 'no stream was refused');
  });

  for (const [name, isStream] of [
    ['messages and references', false],
    ['a stream', true],
  ] as const) {
    it(`of a segment, between the calls of a channel: ${name}`, () => {
      let poisoned = 0;
      const use = fc.record({ kind: fc.nat(5), size: fc.nat(1500), lie });
      fc.assert(
        fc.property(fc.boolean(), fc.array(use, { minLength: 1, maxLength: 30 }), (trusts, uses) => {
          const trust = trusts ? 'peer' : 'none';
          const arena = { blockSize: 64, blockCount: 8 };
          const options = { sendOrder: 0, trust, backpressure: 'refuse', arena } as const;
          const { near, far, farLink } = makePair(options);
          // All that is the peer's to write, the header with its state included.
          const words = new Int32Array(farLink.own);
          const stream = isStream ? new ByteStream(near) : null;
          for (const { kind, size, lie } of uses) {
            answerOf(() => {
              if (far.tryPrep(size % 900, 1, 2) >= 0) far.sendMessages();
              if (kind === 0 && far.tryPrepReference(size % 600, 1, 2) >= 0) far.sendMessages();
            });
            // Most in lines and small offsets: the ring is larger than all the rest.
            const { ringControl, consumerControl, releasedData, ringData } = farLink.ownParts;
            const bases = [ringControl, consumerControl, releasedData, ringData, ringData, 0];
            const within = lie.index % 3 === 0 ? 0 : lie.index % 80;
            tell(words, { ...lie, index: (bases[size % 6] as number) / 4 + within });
            answerOf(() => (stream === null ? useChannel(near, kind, size) : useStream(stream, kind, size)));
          }
          poisoned += Number((near.error as ChannelError | null)?.code === 'SLUICE_ERR_POISONED');
          closeAll();
        }),
        { seed: SEED, numRuns: Math.ceil(COUNT / 40) },
      );
      assert.ok(poisoned > COUNT / 400, `${poisoned} were poisoned`);
    });
  }
});

type Near = ReturnType<typeof makePair>['near'];

function useChannel(channel: Near, kind: number, size: number): void {
  for (let steps = 0; kind < 3; steps += 1) {
    const at = channel.tryGet();
    if (at < 0) break;
    assert.ok(steps < MOST_STEPS, 'it comes to an end');
    assert.ok(at + channel.messageLength <= channel.incoming.byteLength, `${at}, ${channel.messageLength}`);
    if (channel.messageLength > 0) channel.incoming.getUint8(at + channel.messageLength - 1);
    channel.finishMessage();
  }
  if (kind === 3 && channel.tryPrep(size, 1, 2) >= 0) channel.sendMessages();
  if (kind === 4 && channel.tryPrepReference(size % 600, 1, 2) >= 0) channel.sendMessages();
  if (kind === 5) channel.getRemoteState();
}

function useStream(stream: ByteStream, kind: number, size: number): void {
  const bytes = new Uint8Array(size);
  const done = kind < 4 ? stream.tryReceive(bytes) : stream.trySend(bytes);
  assert.ok(done <= size, `${done} of ${size} bytes`);
}
