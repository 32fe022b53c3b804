/** The writing side of a ring. `docs/runtime.md` has the rules; `native/include/sluice/ring.h` is the same in C. W1 and the like are the steps of `docs/models.md`. */
import { PoisonReason, RECORD_ALIGN, RECORD_SHARE } from '../../generated/segment/codes.ts';
import { ChannelError, ChannelErrorCode } from '../errors.ts';
import { CLOSED, FULL } from './answers.ts';
import { DATA_WAKE_AT, END, FAST_RECEIVE, HEAD, LINE_WORDS, PAD, RECORD_HEADER, SPACE_WAKE_AT, TAIL } from './words.ts';

/** Where a side of a ring lies: bytes from the start of two segments. */
export interface RingPlace {
  /** The segment of this side. */
  readonly own: ArrayBuffer;
  /** `sluice_producer_lines` for the writer, `sluice_consumer_lines` for the reader. */
  readonly ownLines: number;
  readonly peer: ArrayBuffer;
  /** The lines of the other side. */
  readonly peerLines: number;
  /** The ring's bytes, in the writer's segment. */
  readonly data: number;
  /** A power of two from 256 to 2^30 bytes. */
  readonly capacity: number;
  /** For the reader of a writer that publishes without a fence: makes it run one. */
  readonly fenceWriter?: (() => void) | undefined;
  /** Position where both sides begin: 0 in a fresh segment. Tests begin near 2^32. */
  readonly start?: number;
}

/**
 * Positions are kept as i32, so that V8 keeps them as small integers, and are compared by subtraction alone. Belongs to one thread; never
 * waits, never allocates.
 */
export class SpscProducer {
  /** The ring's bytes. Offsets are within it. */
  readonly view: DataView;
  /** Bytes of the longest payload. */
  readonly maxLength: number;
  readonly capacity: number;
  /** The rule that the reader broke. */
  reason: PoisonReason = PoisonReason.PoisonNone;
  /** Whether END is committed. */
  hasEnded = false;
  #isOpen = true;
  readonly #data: Int32Array;
  #lines: Int32Array;
  #peer: Int32Array;
  readonly #mask: number;
  #committed: number;
  /** Bytes from there that are free and lie before the end of the ring; 16 less, for END. */
  #room = 0;
  #sequence = 0;
  /** Where the reserved record starts; behind `committed` by a pad. */
  #at = 0;
  /** Payload bytes of the reservation; -1 without one. */
  #reserved = -1;
  #published: number;
  /** What the reader had released when it was last looked at; checked. */
  #head: number;

  constructor({ own, ownLines, peer, peerLines, data, capacity, start = 0 }: RingPlace) {
    this.view = new DataView(own, data, capacity);
    this.capacity = capacity;
    this.maxLength = capacity / RECORD_SHARE - RECORD_HEADER;
    this.#data = new Int32Array(own, data, capacity / 4);
    this.#lines = new Int32Array(own, ownLines, LINE_WORDS);
    this.#peer = new Int32Array(peer, peerLines, LINE_WORDS);
    this.#mask = capacity - 1;
    this.#committed = start | 0;
    this.#published = start | 0;
    this.#head = start | 0;
    this.#measure();
  }

  /** Whether more can be written. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Position after the last byte that is published, u32. */
  get sent(): number {
    return this.#published >>> 0;
  }

  /** Position up to which the reader had released when it was last looked at, u32. */
  get released(): number {
    return this.#head >>> 0;
  }

  /** Whether something is committed that the reader does not see yet. */
  get hasUnpublished(): boolean {
    return this.#published !== this.#committed;
  }

  /** The reader prefers to be woken early. A plain load, because it is a hint. */
  get readerIsFast(): boolean {
    return this.#peer[FAST_RECEIVE] !== 0;
  }

  /** Offset in {@link view} of the payload that is reserved. */
  get reservedAt(): number {
    return (this.#at & this.#mask) + RECORD_HEADER;
  }

  /** Whether there is room for a payload now. Looks at the reader's `head` when that is needed; reserves nothing. */
  fits(length: number): boolean {
    const needed = this.#needed(length);
    return needed <= this.#free() || (this.look() && needed <= this.#free());
  }

  /**
   * W1. Claims room for one record, of which there can be one at a time; another one replaces it.
   *
   * @param length - payload bytes, 0..{@link maxLength}
   * @returns offset of the payload in {@link view}, a multiple of 16, or FULL, or CLOSED
   * @throws ChannelError `SLUICE_ERR_TOO_LONG`
   */
  tryReserve(length: number): number {
    if (length >>> 0 !== length || length > this.maxLength || ((length + 31) & ~15) > this.#room)
      return this.#reserveSlowly(length);
    const at = this.#committed;
    this.#at = at;
    this.#reserved = length;
    return (at & this.#mask) + RECORD_HEADER;
  }

  #reserveSlowly(length: number): number {
    this.#reserved = -1;
    if (!this.#isOpen) return CLOSED;
    if (length >>> 0 !== length || length > this.maxLength) throw tooLong(length, this.maxLength);
    const needed = this.#needed(length);
    if (needed > this.#free()) {
      if (!this.look()) return CLOSED;
      if (needed > this.#free()) return FULL;
    }
    // At the end of the ring, what is free starts anew.
    this.#measure();
    const at = (this.#committed + needed - ((length + 31) & ~15)) | 0;
    this.#at = at;
    this.#reserved = length;
    return (at & this.#mask) + RECORD_HEADER;
  }

  /**
   * W2. The reserved record is whole. Its payload may still be written until it is published.
   *
   * @param length - payload bytes, at most those reserved
   * @param flags - 0, MORE or INDIRECT
   * @param code - u32
   * @param correlation - u32
   * @throws ChannelError `SLUICE_ERR_STATE` without a reservation that is long enough
   */
  commit(length: number, flags: number, code: number, correlation: number): void {
    if (!(length >= 0 && length <= this.#reserved)) {
      this.#commitNothing(length);
      return;
    }
    if (this.#at !== this.#committed) this.#pad();
    const at = this.#committed;
    const data = this.#data;
    const index = (at & this.#mask) >> 2;
    const bytes = (length + 31) & ~15;
    data[index] = length | flags;
    data[index + 1] = this.#sequence;
    data[index + 2] = code;
    data[index + 3] = correlation;
    this.#sequence = (this.#sequence + 1) | 0;
    this.#committed = (at + bytes) | 0;
    this.#room -= bytes;
    this.#reserved = -1;
  }

  #commitNothing(length: number): void {
    // A reader that has died, or lied, since the reservation is no mistake of the caller.
    if (this.#isOpen || this.hasEnded) throw outOfTurn(length, this.#reserved);
  }

  /** W13. Gives the reservation back; nothing stays of it. */
  abort(): void {
    this.#reserved = -1;
  }

  /** Makes all that is committed visible, by one store. @returns whether the reader's data doorbell is due */
  publish(): boolean {
    const old = this.#published;
    const now = this.#committed;
    if (old === now) return false;
    // W3, W4. Gives the records away: partner is the load of `tail` in SpscConsumer.tryGet.
    Atomics.store(this.#lines, TAIL, now);
    this.#published = now;
    // W5. Partner: SpscConsumer.arm stores data_wake_at, then loads `tail`. One of both sees the other, or it sleeps on a record.
    return (Atomics.load(this.#peer, DATA_WAKE_AT) - old) >>> 0 < (now - old) >>> 0;
  }

  /**
   * Before waiting for room for `length` bytes, after publishing: asks the reader to ring the space doorbell.
   *
   * @returns false: now wait; true: there is room after all, or never again
   */
  arm(length: number): boolean {
    if (!this.#isOpen) return true;
    const needed = this.#needed(Math.min(length, this.maxLength));
    // W8, W9. One before the head that gives enough room, with 16 bytes for END.
    Atomics.store(this.#lines, SPACE_WAKE_AT, (this.#committed + needed + RECORD_HEADER - this.capacity - 1) | 0);
    // W10. Partner: SpscConsumer.release stores `head`, then loads space_wake_at.
    return !this.#accept(Atomics.load(this.#peer, HEAD)) || needed <= this.#free();
  }

  /** Asks for the space doorbell when the reader has released all that is published. @returns whether it has */
  armDrained(): boolean {
    const sent = this.#published;
    if (this.#head === sent) return true;
    Atomics.store(this.#lines, SPACE_WAKE_AT, (sent - 1) | 0);
    return !this.#accept(Atomics.load(this.#peer, HEAD)) || this.#head === sent;
  }

  /** The longest payload that `tryReserve` takes now, bytes; 0 also when not even an empty one fits. */
  available(): number {
    const most = this.maxLength + RECORD_HEADER;
    if (!this.#isOpen) return 0;
    if (this.#free() < 2 * most && !this.look()) return 0;
    const free = this.#free();
    const toEnd = this.#toEnd();
    const bytes = Math.min(most, Math.max(Math.min(free, toEnd), free - toEnd));
    return bytes < RECORD_HEADER ? 0 : bytes - RECORD_HEADER;
  }

  /** W12. Commits END: nothing comes after it, and its room is always there. A reservation is given back. @returns false when it is too late */
  end(): boolean {
    if (!this.#isOpen) return false;
    this.#putHeader(END);
    this.#committed = (this.#committed + RECORD_HEADER) | 0;
    this.hasEnded = true;
    this.stop();
    return true;
  }

  /** Loads and checks how far the reader has released. @returns false when it has lied, now or before */
  look(): boolean {
    if (this.reason !== PoisonReason.PoisonNone) return false;
    // W7. Gains the bytes that the reader is done with: partner is the store of `head` in SpscConsumer.release.
    return this.#accept(Atomics.load(this.#peer, HEAD));
  }

  /** Nothing can be written any more. What is committed can still be published. */
  stop(): void {
    this.#isOpen = false;
    this.#room = 0;
    this.#reserved = -1;
  }

  /** The reader has lied, in this way. */
  poison(reason: PoisonReason): void {
    this.reason = reason;
    this.stop();
  }

  /** The peer's segment is about to be unmapped: looks at its `head` once more, and never again. */
  leave(): void {
    this.look();
    this.stop();
    // What is only committed is gone.
    this.#committed = this.#published;
    const last = new Int32Array(LINE_WORDS);
    last[HEAD] = this.#head;
    last[DATA_WAKE_AT] = this.#published - 1;
    this.#peer = last;
  }

  /** Leaves, and stores nothing more: somebody else has this side's lines by now. */
  abandon(): void {
    this.leave();
    this.#lines = new Int32Array(LINE_WORDS);
  }

  #accept(head: number): boolean {
    if ((head & (RECORD_ALIGN - 1)) !== 0) {
      this.poison(PoisonReason.PoisonAlignment);
      return false;
    }
    if ((head - this.#head) >>> 0 > (this.#published - this.#head) >>> 0) {
      this.poison(PoisonReason.PoisonHead);
      return false;
    }
    this.#head = head;
    this.#measure();
    return true;
  }

  /** Free bytes for records, as far as is known. Behind END nothing is kept for END. */
  #free(): number {
    return this.#isOpen ? this.capacity - RECORD_HEADER - ((this.#committed - this.#head) | 0) : 0;
  }

  #toEnd(): number {
    return this.capacity - (this.#committed & this.#mask);
  }

  #measure(): void {
    this.#room = Math.min(this.#free(), this.#toEnd());
  }

  /** What a payload takes, with the pad before it. */
  #needed(length: number): number {
    const bytes = (length + 31) & ~15;
    const toEnd = this.#toEnd();
    return bytes > toEnd ? toEnd + bytes : bytes;
  }

  #pad(): void {
    this.#putHeader((((this.#at - this.#committed) | 0) - RECORD_HEADER) | PAD);
    this.#committed = this.#at;
    this.#measure();
  }

  #putHeader(word: number): void {
    const index = (this.#committed & this.#mask) >> 2;
    const data = this.#data;
    data[index] = word;
    data[index + 1] = this.#sequence;
    data[index + 2] = 0;
    data[index + 3] = 0;
    this.#sequence = (this.#sequence + 1) | 0;
  }
}

function tooLong(length: number, maxLength: number): ChannelError {
  return new ChannelError(ChannelErrorCode.TOO_LONG, `a record has 0 to ${maxLength} bytes: length=${length}`);
}

function outOfTurn(length: number, reserved: number): ChannelError {
  const what = reserved < 0 ? 'nothing is reserved' : `reserved=${reserved}`;
  return new ChannelError(ChannelErrorCode.STATE, `a record must be within its reservation: length=${length}, ${what}`);
}
