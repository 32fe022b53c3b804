/** Traces of ring operations: random ones, and what the ring of TypeScript makes of them. `c-trace.c` is the same for C. */
import { ChannelError, ChannelErrorCode } from '../../../runtime/errors.ts';
import { SpscConsumer } from '../../../runtime/ring/spsc-consumer.ts';
import { SpscProducer } from '../../../runtime/ring/spsc-producer.ts';
import { MORE, RECORD_HEADER } from '../../../runtime/ring/words.ts';
import { xorshift } from '../../support/xorshift.ts';

const LINES = 256;

const Operation = {
  Reserve: 0,
  Commit: 1,
  Abort: 2,
  Publish: 3,
  Get: 4,
  Finish: 5,
  Release: 6,
  ArmReader: 7,
  ArmWriter: 8,
  Available: 9,
  End: 10,
  Look: 11,
  Forge: 12,
} as const;
type Operation = (typeof Operation)[keyof typeof Operation];

export interface Trace {
  readonly capacity: number;
  readonly start: number;
  /** Three u32 for each operation. */
  readonly operations: Uint32Array;
}

/** @param lies - whether words are forged on the way, so that most traces end poisoned */
export function drawTrace(seed: number, steps: number, lies: boolean): Trace {
  const draw = xorshift(Math.imul(seed, 2654435761) | 1);
  const capacity = [256, 1024, 4096][draw(3)] as number;
  const start = draw(2) === 0 ? 0 : (2 ** 32 - 16 * draw(600)) % 2 ** 32;
  const operations = new Uint32Array(3 * steps);
  const most = capacity / 4 - RECORD_HEADER;
  for (let i = 0; i < operations.length; i += 3) {
    const length = draw(3) === 0 ? draw(most + 2) : draw(Math.min(most, 60) + 1);
    const kind = draw(100);
    if (kind < 25) operations.set([Operation.Reserve, length], i);
    else if (kind < 47)
      operations.set([Operation.Commit, draw(4) === 0 ? draw(length + 1) : Math.min(length, 8), draw(1 << 16)], i);
    else if (kind < 60) operations.set([Operation.Publish], i);
    else if (kind < 75) operations.set([Operation.Get], i);
    else if (kind < 88) operations.set([Operation.Finish], i);
    else if (kind < 92) operations.set([Operation.Release], i);
    else if (kind < 94) operations.set([Operation.ArmReader], i);
    else if (kind < 96) operations.set([Operation.ArmWriter, Math.min(length, most)], i);
    else if (kind < 98) operations.set([Operation.Available], i);
    else if (kind < 99) operations.set([draw(2) === 0 ? Operation.Abort : Operation.Look], i);
    else if (lies && draw(4) === 0) operations.set(drawLie(draw, capacity, start), i);
    else if (draw(steps) < 2) operations.set([Operation.End], i);
    else operations.set([Operation.Available], i);
  }
  return { capacity, start, operations };
}

function drawLie(draw: (limit: number) => number, capacity: number, start: number): number[] {
  const value = draw(2) === 0 ? draw(2 ** 32 - 1) : (start + 16 * draw(capacity / 8)) % 2 ** 32;
  switch (draw(4)) {
    case 0:
      return [Operation.Forge, 0, value];
    case 1:
      return [Operation.Forge, LINES / 4, value];
    case 2:
      return [Operation.Forge, draw(2) === 0 ? 32 : LINES / 4 + 32, value];
    default:
      return [
        Operation.Forge,
        (2 * LINES) / 4 + draw(capacity / 4),
        draw(2) === 0 ? draw(2 ** 32 - 1) : draw(4) * 2 ** 30 + draw(capacity / 2),
      ];
  }
}

/** Both sides of a ring on one buffer: the writer's lines, the reader's, and the data. */
class Bench {
  readonly bytes: Uint8Array;
  readonly #words: Uint32Array;
  readonly #producer: SpscProducer;
  readonly #consumer: SpscConsumer;
  /** Longest that `commit` takes; only what is reserved is filled. */
  #reserved = -1;

  constructor({ capacity, start }: Trace) {
    const buffer = new ArrayBuffer(2 * LINES + capacity);
    this.bytes = new Uint8Array(buffer);
    this.#words = new Uint32Array(buffer);
    this.#words[0] = start;
    this.#words[LINES / 4] = start;
    const place = { own: buffer, peer: buffer, data: 2 * LINES, capacity, start };
    this.#producer = new SpscProducer({ ...place, ownLines: 0, peerLines: LINES });
    this.#consumer = new SpscConsumer({ ...place, ownLines: LINES, peerLines: 0 });
  }

  get reasons(): readonly number[] {
    return [this.#producer.reason, this.#consumer.reason];
  }

  run(operation: Operation, a: number, b: number): number {
    // Who has caught a lie stops; what is left of its ring is nobody's business.
    if (this.#producer.reason + this.#consumer.reason !== 0) return 0;
    try {
      return this.#run(operation, a, b);
    } catch (error) {
      if (!(error instanceof ChannelError)) throw error;
      return error.code === ChannelErrorCode.TOO_LONG ? -3 : error.code === ChannelErrorCode.STATE ? -4 : -2;
    }
  }

  #run(operation: Operation, a: number, b: number): number {
    const producer = this.#producer;
    const consumer = this.#consumer;
    switch (operation) {
      case Operation.Reserve: {
        this.#reserved = -1;
        const offset = producer.tryReserve(a);
        if (offset >= 0) this.#reserved = a;
        return offset;
      }
      case Operation.Commit:
        return this.#commit(a, b);
      case Operation.Abort:
        this.#reserved = -1;
        producer.abort();
        return 0;
      case Operation.Publish:
        return Number(producer.publish());
      case Operation.Get:
        return this.#get();
      case Operation.Finish:
        return Number(consumer.finish());
      case Operation.Release:
        return Number(consumer.release());
      case Operation.ArmReader:
        return Number(consumer.arm());
      case Operation.ArmWriter:
        return Number(producer.arm(a));
      case Operation.Available:
        return producer.available();
      case Operation.End:
        return Number(producer.end());
      case Operation.Look:
        return Number(producer.look());
      case Operation.Forge:
        this.#words[a] = b;
        return 0;
    }
  }

  #commit(length: number, code: number): number {
    if (length <= this.#reserved && this.#producer.isOpen)
      this.bytes.fill(code & 255, 2 * LINES + this.#producer.reservedAt, 2 * LINES + this.#producer.reservedAt + length);
    this.#producer.commit(length, (code & 256) !== 0 ? MORE : 0, code, ~code);
    this.#reserved = -1;
    return 0;
  }

  #get(): number {
    const consumer = this.#consumer;
    const offset = consumer.tryGet();
    if (offset < 0) return offset;
    let sum = consumer.length + consumer.flags + Math.imul(consumer.code, 31) + Math.imul(consumer.correlation, 17) + offset;
    for (let i = 0; i < consumer.length; i++) sum = (Math.imul(sum, 33) + (this.bytes[2 * LINES + offset + i] as number)) | 0;
    return sum & 0x3fffffff;
  }
}

/** What `c-trace` writes: an answer for each operation, both reasons, and all bytes. */
export interface Outcome {
  readonly answers: Int32Array;
  readonly reasons: readonly number[];
  readonly bytes: Uint8Array;
}

export function runTrace(trace: Trace): Outcome {
  const bench = new Bench(trace);
  const { operations } = trace;
  const answers = new Int32Array(operations.length / 3);
  for (let i = 0; i < answers.length; i++)
    answers[i] = bench.run(operations[3 * i] as Operation, operations[3 * i + 1] as number, operations[3 * i + 2] as number);
  return { answers, reasons: bench.reasons, bytes: bench.bytes };
}

export function readOutcome(output: Buffer, steps: number): Outcome {
  const bytes = Uint8Array.from(output);
  const words = new Int32Array(bytes.buffer, 0, steps + 2);
  return { answers: words.slice(0, steps), reasons: [...words.subarray(steps)], bytes: bytes.subarray(4 * (steps + 2)) };
}
