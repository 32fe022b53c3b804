/** The reading side of a ring. `docs/runtime.md` has the rules; `native/include/sluice/ring.h` is the same in C. R1 and the like are the steps of `docs/models.md`. */
import { PoisonReason, RECORD_ALIGN, RECORD_SHARE } from '../../generated/segment/codes.ts';
import { ChannelError, ChannelErrorCode } from '../errors.ts';
import { CLOSED, EMPTY } from './answers.ts';
import type { RingPlace } from './spsc-producer.ts';
import {
  DATA_WAKE_AT,
  END,
  HEAD,
  INDIRECT,
  KIND_MASK,
  LENGTH_MASK,
  LINE_WORDS,
  MORE,
  PAD,
  RECORD_HEADER,
  REFERENCE_SIZE,
  SPACE_WAKE_AT,
  TAIL,
} from './words.ts';

/** Belongs to one thread; never waits, never allocates. Of a writer that has lied nothing more is read. */
export class SpscConsumer {
  /** Bytes of the longest payload. */
  readonly maxLength: number;
  readonly capacity: number;
  /** The current record: payload bytes, and the flags beside the length: MORE, or a kind. */
  length = 0;
  flags = 0;
  /** Header words of the current record, as i32. */
  code = 0;
  correlation = 0;
  /** The rule that the writer broke. */
  reason: PoisonReason = PoisonReason.PoisonNone;
  /** END was read: nothing comes any more. */
  hasEnded = false;
  readonly #data: Int32Array;
  #lines: Int32Array;
  #peer: Int32Array;
  readonly #fenceWriter: (() => void) | undefined;
  readonly #mask: number;
  /** End of what is finished. */
  #head: number;
  /** End of the current record; `head` without one. */
  #next: number;
  /** What the writer had published when it was last looked at; checked. */
  #tail: number;
  /** How far records can be read without another look: to `tail`, or to the end of the ring; `head` when that is to be found out. */
  #end: number;
  /** The furthest that a tail may lie. */
  #bound: number;
  #sequence = 0;
  /** The head that the writer knows. */
  #released: number;
  /** Bytes that may stay unreleased: an eighth of the ring. */
  readonly #lazy: number;
  /** What an empty ring says. */
  #answer: number = EMPTY;

  constructor({ own, ownLines, peer, peerLines, data, capacity, fenceWriter, start = 0 }: RingPlace) {
    this.capacity = capacity;
    this.maxLength = capacity / RECORD_SHARE - RECORD_HEADER;
    this.#data = new Int32Array(peer, data, capacity / 4);
    this.#lines = new Int32Array(own, ownLines, LINE_WORDS);
    this.#peer = new Int32Array(peer, peerLines, LINE_WORDS);
    this.#fenceWriter = fenceWriter;
    this.#mask = capacity - 1;
    this.#head = start | 0;
    this.#next = start | 0;
    this.#tail = start | 0;
    this.#end = start | 0;
    this.#bound = (start + capacity) | 0;
    this.#released = start | 0;
    this.#lazy = capacity / 8;
  }

  /** Whether `tryGet` has handed out a record that is not finished. */
  get hasRecord(): boolean {
    return this.#next !== this.#head;
  }

  /** The head that the writer knows, u32. */
  get released(): number {
    return this.#released >>> 0;
  }

  /** Whether something is finished that the writer does not know of. */
  get hasUnreleased(): boolean {
    return this.#head !== this.#released;
  }

  /**
   * R2. Finds the next record; the same one until it is finished. Pads are skipped; END is a record, and nothing comes after it.
   *
   * @returns offset of the payload in the ring's bytes, a multiple of 16, or EMPTY, or CLOSED
   */
  tryGet(): number {
    const at = this.#head;
    const place = at & this.#mask;
    if (this.#next !== at) return place + RECORD_HEADER;
    if (this.#end === at) {
      const answer = this.#look(at);
      if (answer < 0) return answer;
    }
    const data = this.#data;
    const index = place >> 2;
    // Each word of the header is read once.
    const word = data[index] as number;
    const sequence = data[index + 1] as number;
    const next = (at + ((word + 31) & ~15)) | 0;
    // The first test passes DATA alone, without MORE: no other word is that small.
    if (word >>> 0 > this.maxLength || ((this.#end - next) | 0) < 0 || sequence !== this.#sequence) {
      return this.#judge(word, sequence);
    }
    this.#sequence = (sequence + 1) | 0;
    this.#next = next;
    this.length = word;
    this.flags = 0;
    this.code = data[index + 2] as number;
    this.correlation = data[index + 3] as number;
    return place + RECORD_HEADER;
  }

  /** Beside `tryGet`, which shall be small enough to become part of who calls it. @returns 0 when there is something at `at` */
  #look(at: number): number {
    let tail = this.#tail;
    if (tail === at) {
      // R1. Gains the records before it: partner is the store of `tail` in SpscProducer.publish.
      tail = Atomics.load(this.#peer, TAIL);
      if (tail === at) return this.#answer;
      if ((tail - at) >>> 0 > (this.#bound - at) >>> 0 || (tail & (RECORD_ALIGN - 1)) !== 0) return this.#refuse(tail);
      this.#tail = tail;
    }
    const visible = (tail - at) | 0;
    const toEnd = this.capacity - (at & this.#mask);
    this.#end = (at + (visible < toEnd ? visible : toEnd)) | 0;
    return 0;
  }

  /**
   * R12. Done with the current record.
   *
   * @returns whether `release` is due
   * @throws ChannelError `SLUICE_ERR_STATE` when there is none
   */
  finish(): boolean {
    const next = this.#next;
    if (next === this.#head) return this.#finishNothing();
    this.#head = next;
    const unreleased = (next - this.#released) | 0;
    // A writer that waits shall not wait for the rest of an eighth. A plain load, because this is a hint: a writer that is missed here is seen
    // by the release at the next empty look. Atomics.load is a call, and takes 16 ns of some 25 ns per record; this takes 1.6 ns.
    return unreleased >= this.#lazy || ((this.#peer[SPACE_WAKE_AT] as number) - this.#released) >>> 0 < unreleased;
  }

  #finishNothing(): boolean {
    // Poison, or leaving, has let go of it.
    if (this.#answer === CLOSED) return false;
    throw new ChannelError(ChannelErrorCode.STATE, 'finish needs a record that was got, and finishes it once');
  }

  /**
   * Gives all that is finished back to the writer. Due at the first empty look, before sleeping, and when `finish` says so.
   *
   * @returns whether the writer's space doorbell is due
   */
  release(): boolean {
    const old = this.#released;
    const now = this.#head;
    if (old === now) return false;
    // R3, R9. Gives the bytes away, after all reads of them: partner is the load of `head` in SpscProducer.look.
    Atomics.store(this.#lines, HEAD, now);
    this.#released = now;
    if (!this.hasEnded) this.#bound = (now + this.capacity) | 0;
    // R10. Partner: SpscProducer.arm stores space_wake_at, then loads `head`. One of both sees the other, or it sleeps beside free room.
    return (Atomics.load(this.#peer, SPACE_WAKE_AT) - old) >>> 0 < (now - old) >>> 0;
  }

  /**
   * Before sleeping, after releasing: asks the writer to ring the data doorbell.
   *
   * @returns false: now sleep; true: there is something to get after all, or never again
   */
  arm(): boolean {
    const head = this.#head;
    if (this.#next !== head || this.#tail !== head) return true;
    // R4, R5. A writer in C may leave its fence, W4, to this side.
    Atomics.store(this.#lines, DATA_WAKE_AT, head);
    this.#fenceWriter?.();
    // R6. Partner: SpscProducer.publish stores `tail`, then loads data_wake_at. What was seen is kept: a tail that goes back is a lie.
    const tail = Atomics.load(this.#peer, TAIL);
    if (tail === head) return this.#answer !== EMPTY;
    if ((tail - head) >>> 0 > (this.#bound - head) >>> 0 || (tail & (RECORD_ALIGN - 1)) !== 0) this.#refuse(tail);
    else this.#tail = tail;
    return true;
  }

  /** Whether `tryGet` would not say EMPTY. Looks at `tail`, changes nothing. */
  isReady(): boolean {
    const head = this.#head;
    return this.#next !== head || this.#tail !== head || Atomics.load(this.#peer, TAIL) !== head || this.#answer !== EMPTY;
  }

  /** Whether all records up to the tail of now are finished. */
  isDrained(): boolean {
    return this.#next === this.#head && Atomics.load(this.#peer, TAIL) === this.#head;
  }

  /** R7. Nothing comes after the tail of now, which is looked at and judged for the last time; after that, `tryGet` says CLOSED. */
  stop(): void {
    const tail = Atomics.load(this.#peer, TAIL);
    if ((tail - this.#tail) >>> 0 > (this.#bound - this.#tail) >>> 0 || (tail & (RECORD_ALIGN - 1)) !== 0) {
      this.#refuse(tail);
      return;
    }
    const last = new Int32Array(LINE_WORDS);
    last[TAIL] = tail;
    last[SPACE_WAKE_AT] = this.#released - 1;
    this.#peer = last;
    this.#answer = CLOSED;
  }

  /** Nothing more is read, not even what is there. */
  leave(): void {
    this.#next = this.#head;
    this.#tail = this.#head;
    this.#end = this.#head;
    this.#peer = new Int32Array(LINE_WORDS);
    this.#peer[TAIL] = this.#head;
    this.#peer[SPACE_WAKE_AT] = this.#released - 1;
    this.#answer = CLOSED;
  }

  /** Leaves, and stores nothing more: somebody else has this side's lines by now. */
  abandon(): void {
    this.leave();
    this.#lines = new Int32Array(LINE_WORDS);
  }

  /** The writer has lied, in this way. */
  poison(reason: PoisonReason): number {
    this.reason = reason;
    this.leave();
    return CLOSED;
  }

  #refuse(tail: number): number {
    const bound = this.#released + this.capacity;
    if ((tail - this.#tail) >>> 0 > (bound - this.#tail) >>> 0) return this.poison(PoisonReason.PoisonTail);
    if ((tail & (RECORD_ALIGN - 1)) !== 0) return this.poison(PoisonReason.PoisonAlignment);
    // Only END lowers the bound.
    return this.poison(PoisonReason.PoisonKind);
  }

  /** Whatever is not plain data, and every lie about a header. */
  #judge(word: number, sequence: number): number {
    const reason = this.#broken(word, sequence);
    if (reason !== PoisonReason.PoisonNone) return this.poison(reason);
    const at = this.#head;
    const length = word & LENGTH_MASK;
    const kind = word & KIND_MASK;
    const next = (at + ((length + 31) & ~15)) | 0;
    const index = (at & this.#mask) >> 2;
    this.#sequence = (sequence + 1) | 0;
    this.#next = next;
    if (kind === PAD) {
      this.#head = next;
      // Not deep: two pads in a row would be longer than a record may be.
      return this.tryGet();
    }
    this.length = length;
    this.flags = word & ~LENGTH_MASK;
    this.code = this.#data[index + 2] as number;
    this.correlation = this.#data[index + 3] as number;
    if (kind === END) {
      this.hasEnded = true;
      this.#bound = next;
    }
    return (at & this.#mask) + RECORD_HEADER;
  }

  /** Length, sequence and kind, in this order. */
  #broken(word: number, sequence: number): PoisonReason {
    const length = word & LENGTH_MASK;
    const kind = word & KIND_MASK;
    const bytes = (length + 31) & ~15;
    const toEnd = this.capacity - (this.#head & this.#mask);
    const visible = (this.#tail - this.#head) | 0;
    if (length > this.maxLength || bytes > visible || bytes > toEnd || (kind === INDIRECT && length !== REFERENCE_SIZE)) {
      return PoisonReason.PoisonLength;
    }
    if (sequence !== this.#sequence) return PoisonReason.PoisonSequence;
    if ((word & MORE) !== 0 && kind !== 0) return PoisonReason.PoisonKind;
    if (kind === PAD && RECORD_HEADER + length !== toEnd) return PoisonReason.PoisonKind;
    if (kind === END && (length !== 0 || visible !== RECORD_HEADER)) return PoisonReason.PoisonKind;
    return PoisonReason.PoisonNone;
  }
}
