/**
 * What every transport must do (`docs/transport.md`), as cases that any of them can be put through: in a test of your own,
 * `for (const { name, run } of transportCases) test(name, () => run(makePair))`.
 */
import assert from 'node:assert/strict';
import { callCases } from './conformance-calls.ts';
import { CallError, CallErrorCode } from './errors.ts';
import { FULL, type Transport, type TransportListener } from './transport.ts';

/** Two joined endpoints, fresh, with room for at most a few MiB between them. */
export type MakePair = () => Promise<readonly [Transport, Transport]>;

export interface ConformanceCase {
  readonly name: string;
  /** @throws AssertionError */
  run(makePair: MakePair): Promise<void>;
}

/** Fails instead of waiting for ever. */
export async function within<T>(promise: Promise<T>, what: string, ms = 20_000): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not happen within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Takes everything that comes, and remembers it. */
class Collector implements TransportListener {
  readonly records: Uint8Array[] = [];
  readonly transport: Transport;
  limit = 8;
  isPaused = false;
  writable = 0;
  readable = 0;
  closes: (CallError | null)[] = [];
  #changed: (() => void) | null = null;

  constructor(transport: Transport) {
    this.transport = transport;
    transport.listener = this;
  }

  onReadable(): void {
    this.readable += 1;
    if (!this.isPaused) this.take();
    this.#changed?.();
  }

  take(): void {
    let count = this.limit;
    while (count === this.limit) {
      count = this.transport.poll((view, offset, length) => {
        this.records.push(new Uint8Array(view.buffer, view.byteOffset + offset, length).slice());
      }, this.limit);
    }
  }

  onWritable(): void {
    this.writable += 1;
    this.#changed?.();
  }

  onClose(error: CallError | null): void {
    this.closes.push(error);
    this.#changed?.();
  }

  async until(isMet: () => boolean, what: string): Promise<void> {
    const met = (async () => {
      while (!isMet()) {
        await new Promise<void>((resolve) => {
          this.#changed = resolve;
        });
      }
    })();
    await within(met, what);
  }
}

function send(transport: Transport, bytes: Uint8Array): boolean {
  const at = transport.tryReserve(bytes.length);
  if (at === FULL) return false;
  const { outgoing } = transport;
  new Uint8Array(outgoing.buffer, outgoing.byteOffset + at, bytes.length).set(bytes);
  transport.commit(bytes.length);
  return true;
}

/** Bytes that depend on their number and place. */
function pattern(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 31 + seed * 7 + (i >> 8)) & 0xff);
}

function hasCode(code: CallErrorCode): (error: unknown) => boolean {
  return (error) => error instanceof CallError && error.code === code;
}

async function withPair(makePair: MakePair, run: (near: Transport, far: Transport) => Promise<void>): Promise<void> {
  const [near, far] = await makePair();
  try {
    await run(near, far);
  } finally {
    near.destroy(null);
    far.destroy(null);
  }
}

const seamCases: readonly ConformanceCase[] = [
  {
    name: 'records arrive in order, whole and once, whatever their length',
    run: (makePair) =>
      withPair(makePair, async (near, far) => {
        const collector = new Collector(far);
        const sender = new Collector(near);
        const lengths = [
          1,
          2,
          3,
          4,
          5,
          7,
          8,
          9,
          63,
          64,
          65,
          4095,
          4096,
          4097,
          65_535,
          65_536,
          65_537,
          300_000,
          near.maxLength,
          1,
        ];
        const sent = [...lengths, ...lengths.map((length) => Math.min(length, 5000)), ...lengths].map(pattern);
        for (const record of sent) {
          while (!send(near, record)) {
            near.publish();
            const seen = sender.writable;
            await sender.until(() => sender.writable > seen, 'room');
          }
          near.publish();
        }
        await collector.until(() => collector.records.length >= sent.length, 'the last record');
        assert.equal(collector.records.length, sent.length);
        for (const [i, record] of sent.entries())
          assert.ok(Buffer.compare(record, collector.records[i] ?? new Uint8Array()) === 0, `record ${i}`);
      }),
  },
  {
    name: 'both directions are independent',
    run: (makePair) =>
      withPair(makePair, async (near, far) => {
        const [here, there] = [new Collector(near), new Collector(far)];
        for (let i = 0; i < 100; i += 1) {
          assert.ok(send(near, pattern(20, i)));
          assert.ok(send(far, pattern(30, i)));
          near.publish();
          far.publish();
        }
        await there.until(() => there.records.length === 100, 'records forth');
        await here.until(() => here.records.length === 100, 'records back');
        assert.deepEqual(here.records[99], pattern(30, 99));
        assert.deepEqual(there.records[99], pattern(20, 99));
      }),
  },
  {
    name: 'a record may be shorter than its reservation, and an aborted one leaves nothing',
    run: (makePair) =>
      withPair(makePair, async (near, far) => {
        const collector = new Collector(far);
        near.tryReserve(1000);
        near.abort();
        const at = near.tryReserve(1000);
        near.outgoing.setUint32(at, 0x01020304);
        near.commit(4);
        assert.ok(send(near, pattern(5, 1)));
        near.publish();
        await collector.until(() => collector.records.length === 2, 'two records');
        assert.deepEqual(collector.records, [Uint8Array.of(1, 2, 3, 4), pattern(5, 1)]);
      }),
  },
  {
    name: 'a peer that does not poll gives FULL in the end, and room when it polls again',
    run: (makePair) =>
      withPair(makePair, async (near, far) => {
        const [sender, collector] = [new Collector(near), new Collector(far)];
        collector.isPaused = true;
        const record = pattern(8192, 3);
        let count = 0;
        // A turn of the event loop after each record lets the transport move what it can.
        for (let isFull = false; !isFull; ) {
          isFull = !send(near, record);
          if (!isFull) count += 1;
          near.publish();
          await new Promise(setImmediate);
          assert.ok(count * record.length < 64 * 1024 * 1024, 'the transport must have a bound');
        }
        collector.isPaused = false;
        collector.take();
        await sender.until(() => sender.writable > 0, 'room');
        assert.ok(send(near, record));
        near.publish();
        await collector.until(() => collector.records.length === count + 1, 'all records');
        for (const one of collector.records) assert.ok(Buffer.compare(one, record) === 0);
      }),
  },
  {
    name: 'poll takes no more than its limit, and onReadable waits until less was found',
    run: (makePair) =>
      withPair(makePair, async (near, far) => {
        const collector = new Collector(far);
        collector.isPaused = true;
        for (let i = 0; i < 10; i += 1) send(near, pattern(3, i));
        near.publish();
        await collector.until(() => collector.readable === 1, 'onReadable');
        let count = 0;
        const receive = (): void => {
          count += 1;
        };
        assert.equal(far.poll(receive, 4), 4);
        await new Promise((resolve) => setTimeout(resolve, 20));
        assert.equal(collector.readable, 1);
        assert.equal(far.poll(receive, 4), 4);
        assert.equal(far.poll(receive, 4), 2);
        assert.equal(count, 10);
        send(near, pattern(3, 11));
        near.publish();
        await collector.until(() => collector.readable === 2, 'onReadable again');
      }),
  },
  {
    name: 'too long a record is refused, and the transport lives on',
    run: (makePair) =>
      withPair(makePair, async (near, far) => {
        const collector = new Collector(far);
        assert.throws(() => near.tryReserve(near.maxLength + 1), hasCode(CallErrorCode.TOO_LONG));
        assert.ok(send(near, pattern(9, 1)));
        near.publish();
        await collector.until(() => collector.records.length === 1, 'the record');
      }),
  },
  {
    name: 'close lets what is published arrive first, and is told once on both sides',
    run: (makePair) =>
      withPair(makePair, async (near, far) => {
        const [closer, collector] = [new Collector(near), new Collector(far)];
        for (let i = 0; i < 50; i += 1) assert.ok(send(near, pattern(1000, i)));
        near.publish();
        near.close();
        near.close();
        await collector.until(() => collector.closes.length > 0, 'the end');
        await closer.until(() => closer.closes.length > 0, 'the end on this side');
        await new Promise((resolve) => setTimeout(resolve, 20));
        assert.equal(collector.records.length, 50);
        assert.deepEqual(collector.closes, [null]);
        assert.equal(closer.closes.length, 1);
        assert.equal(near.isOpen || far.isOpen, false);
        assert.throws(() => near.tryReserve(1), hasCode(CallErrorCode.PEER_CLOSED));
        assert.throws(() => far.tryReserve(1), hasCode(CallErrorCode.PEER_CLOSED));
      }),
  },
  {
    name: 'records that came before the end are polled before the end is told',
    run: (makePair) =>
      withPair(makePair, async (near, far) => {
        const collector = new Collector(far);
        collector.isPaused = true;
        for (let i = 0; i < 20; i += 1) assert.ok(send(near, pattern(10, i)));
        near.publish();
        near.close();
        await collector.until(() => collector.readable === 1, 'onReadable');
        await new Promise((resolve) => setTimeout(resolve, 30));
        assert.equal(collector.closes.length, 0);
        collector.take();
        await collector.until(() => collector.closes.length === 1, 'the end');
        assert.equal(collector.records.length, 20);
      }),
  },
  {
    name: 'destroy tells this side its own error',
    run: (makePair) =>
      withPair(makePair, async (near, far) => {
        const [breaker, collector] = [new Collector(near), new Collector(far)];
        const error = new CallError(CallErrorCode.PROTOCOL, 'enough');
        near.destroy(error);
        await breaker.until(() => breaker.closes.length === 1, 'the end on this side');
        await collector.until(() => collector.closes.length === 1, 'the end');
        assert.equal(breaker.closes[0], error);
      }),
  },
];

/** All of them: the seam itself, then calls over it. */
export const transportCases: readonly ConformanceCase[] = [...seamCases, ...callCases];
