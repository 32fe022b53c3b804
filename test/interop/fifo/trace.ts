/** Traces of FIFO operations: random ones, and what the FIFO of TypeScript makes of them. `c-trace.c` is the same for C. */
import { ChannelError, ChannelErrorCode } from '../../../runtime/errors.ts';
import { DONE, HEAD, LINE_WORDS, SKIP, SLOT_WORDS, TAIL_HINT } from '../../../runtime/fifo/fifo-layout.ts';
import { FifoPlace } from '../../../runtime/fifo/fifo-place.ts';
import { buryWriters, FifoReader } from '../../../runtime/fifo/fifo-reader.ts';
import { FifoWriter } from '../../../runtime/fifo/fifo-writer.ts';
import { xorshift } from '../../support/xorshift.ts';

const WRITERS = 4;

const Operation = {
  Post: 0,
  InLine: 1,
  Leave: 2,
  Take: 3,
  Settle: 4,
  Arm: 5,
  Revoke: 6,
  Holder: 7,
  Sweep: 8,
  Claim: 9,
  Finish: 10,
  Forge: 11,
  Depth: 12,
  HandOver: 13,
} as const;
type Operation = (typeof Operation)[keyof typeof Operation];

export interface Trace {
  readonly slots: number;
  readonly start: number;
  /** Three u32 for each operation. */
  readonly operations: Uint32Array;
}

/** Operations that come up as often as they are named. */
const COMMON: readonly Operation[] = [
  ...Array<Operation>(14).fill(Operation.Post),
  ...Array<Operation>(10).fill(Operation.InLine),
  ...Array<Operation>(16).fill(Operation.Take),
  ...[Operation.Leave, Operation.Settle, Operation.Arm, Operation.Arm, Operation.Revoke, Operation.Holder],
  ...[Operation.Sweep, Operation.Claim, Operation.Finish, Operation.Finish, Operation.Depth, Operation.HandOver],
];

/** @param lies - whether words are forged on the way */
export function drawTrace(seed: number, steps: number, lies: boolean): Trace {
  const draw = xorshift(Math.imul(seed, 2654435761) | 1);
  const slots = [2, 4, 8, 128][draw(4)] as number;
  const modulus = slots * 2 ** 20;
  // Half of them see their laps wrap.
  const start = draw(2) === 0 ? draw(modulus) : modulus - 1 - draw(3 * slots);
  const operations = new Uint32Array(3 * steps);
  for (let i = 0; i < operations.length; i += 3) {
    if (lies && draw(16) === 0) operations.set(drawLie(draw, slots, start), i);
    else operations.set([COMMON[draw(COMMON.length)] as number, draw(WRITERS), draw(20) === 0 ? 57 + draw(9) : draw(57)], i);
    // Mostly one writer, and one that is there.
    if (operations[i] === Operation.Sweep) operations.set([1 + draw(WRITERS), 1 + draw(2)], i + 1);
    if (operations[i] === Operation.Finish) operations[i + 2] = draw(3) === 0 ? 1 : 0;
  }
  return { slots, start, operations };
}

function drawLie(draw: (limit: number) => number, slots: number, start: number): number[] {
  const near = (start + draw(4 * slots)) % (slots * 2 ** 20);
  const value = draw(3) === 0 ? draw(2 ** 32 - 1) : near;
  const word = (draw(4) * 2 ** 30 + draw(6) * 2 ** 20 + Math.floor(near / slots)) >>> 0;
  switch (draw(6)) {
    case 0:
      return [Operation.Forge, TAIL_HINT, value];
    case 1:
      return [Operation.Forge, HEAD, value];
    case 2:
      return [Operation.Forge, 32 + draw(5), draw(2) === 0 ? value : draw(3)];
    case 3:
      return [Operation.Forge, 96 + draw(WRITERS + 2), draw(2) === 0 ? draw(8) : 2 ** 31 + value];
    case 4:
      return [Operation.Forge, LINE_WORDS + SLOT_WORDS * draw(slots) + 1, value];
    default:
      return [Operation.Forge, LINE_WORDS + SLOT_WORDS * draw(slots), draw(3) === 0 ? value : word];
  }
}

/** All sides of a FIFO on one buffer. */
class Bench {
  readonly bytes: Uint8Array;
  rung = 0;
  readonly #words: Int32Array;
  readonly #place: FifoPlace;
  readonly #writers: readonly FifoWriter[];
  readonly #reader: FifoReader;
  readonly #claims: number[] = Array<number>(WRITERS).fill(0);

  constructor({ slots, start }: Trace) {
    const buffer = new ArrayBuffer(4 * (LINE_WORDS + slots * SLOT_WORDS));
    this.bytes = new Uint8Array(buffer);
    this.#words = new Int32Array(buffer);
    const place = new FifoPlace(buffer, 0, 4 * LINE_WORDS, slots);
    this.#place = place;
    for (let i = 0; i < slots; i++) place.slots[place.at(start + i)] = place.lap((start + i) & place.mask);
    place.words[TAIL_HINT] = start;
    place.words[HEAD] = start;
    const ring = (by: number) => (number: number) => {
      this.rung = (Math.imul(this.rung, 31) + number + by) | 0;
    };
    this.#reader = new FifoReader(place, 7, ring(0));
    this.#writers = this.#claims.map((_, i) => new FifoWriter(place, i + 1, ring(1)));
  }

  run(operation: Operation, a: number, b: number): number {
    try {
      return Number(this.#run(operation, a, b));
    } catch (error) {
      if (!(error instanceof ChannelError)) throw error;
      return error.code === ChannelErrorCode.TOO_LONG ? -32 : error.code === ChannelErrorCode.PEER_CLOSED ? -33 : -1000;
    }
  }

  #run(operation: Operation, a: number, b: number): number | boolean {
    const reader = this.#reader;
    const writer = this.#writers[a % WRITERS] as FifoWriter;
    switch (operation) {
      case Operation.Post:
        return writer.tryPost(payload(a, b), b);
      case Operation.InLine:
        return writer.postInLine(payload(a, b), b);
      case Operation.Leave:
        writer.leaveLine();
        return 0;
      case Operation.Take:
        return this.#take();
      case Operation.Settle:
        reader.settle();
        return 0;
      case Operation.Arm:
        return reader.arm();
      case Operation.Revoke:
        return reader.revoke();
      case Operation.Holder:
        return reader.holder;
      case Operation.Sweep:
        return buryWriters(this.#place, a, b);
      case Operation.Claim:
        this.#claims[a % WRITERS] = this.#place.claim((a % WRITERS) + 1, 0);
        return this.#claims[a % WRITERS] as number;
      case Operation.Finish:
        return this.#place.finish(
          (this.#claims[a % WRITERS] as number) & this.#place.mask,
          (a % WRITERS) + 1,
          b === 0 ? DONE : SKIP,
        );
      case Operation.Forge:
        this.#words[a] = b;
        return 0;
      case Operation.Depth:
        return this.#place.depth;
      case Operation.HandOver:
        reader.handOver(a);
        return 0;
    }
  }

  #take(): number {
    const reader = this.#reader;
    if (!reader.take()) return -1;
    let sum = reader.owner * 64 + reader.length;
    for (let i = 0; i < reader.length; i++) sum = (Math.imul(sum, 33) + (reader.payload[i] as number)) | 0;
    return sum & 0x3fffffff;
  }
}

function payload(number: number, length: number): Uint8Array {
  return Uint8Array.from({ length: 68 }, (_, i) => length + number + i);
}

/** What `c-trace` writes: two answers for each operation, and all bytes. */
export interface Outcome {
  readonly answers: Int32Array;
  readonly bytes: Uint8Array;
}

export function runTrace(trace: Trace): Outcome {
  const bench = new Bench(trace);
  const { operations } = trace;
  const answers = new Int32Array((2 * operations.length) / 3);
  for (let i = 0; i < answers.length / 2; i++) {
    answers[2 * i] = bench.run(operations[3 * i] as Operation, operations[3 * i + 1] as number, operations[3 * i + 2] as number);
    answers[2 * i + 1] = bench.rung;
  }
  return { answers, bytes: bench.bytes };
}

export function readOutcome(output: Buffer, steps: number): Outcome {
  const bytes = Uint8Array.from(output);
  return { answers: new Int32Array(bytes.buffer, 0, 2 * steps), bytes: bytes.subarray(8 * steps) };
}
