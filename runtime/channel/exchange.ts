/** Messages over an endpoint, without waiting: what channels, streams and transports share. Hot paths first. */
import { PoisonReason } from '../../generated/segment/codes.ts';
import { ChannelError, ChannelErrorCode } from '../errors.ts';
import type { NativeLink } from '../memory/native.ts';
import { CLOSED, DROPPED, EMPTY, FULL } from '../ring/answers.ts';
import type { SpscConsumer } from '../ring/spsc-consumer.ts';
import type { SpscProducer } from '../ring/spsc-producer.ts';
import { END, INDIRECT, KIND_MASK, MORE, REFERENCE_SIZE } from '../ring/words.ts';
import { type Borrower, type Lender, LIE } from './arena.ts';
import { Endpoint } from './endpoint.ts';
import { Incoming } from './incoming.ts';

export type Backpressure = 'block' | 'refuse' | 'drop-newest';

/** A tryGet or tryPrep that finds nothing asks the socket once in so many times, so that a thread that only spins learns of a death. */
const LOOKS = 4096;

export class Exchange {
  readonly endpoint: Endpoint;
  readonly producer: SpscProducer;
  readonly consumer: SpscConsumer;
  outgoing: DataView;
  prepared = 0;
  received = 0;
  refused = 0;
  dropped = 0;
  /** Payload bytes that last found no room, and whether they go by reference: what the send event is about. */
  wanted = 0;
  wantsReference = false;
  readonly incomingBytes: Incoming;
  readonly #dropsNewest: boolean;
  readonly #lender: Lender | null;
  readonly #borrower: Borrower | null;
  /** Offset of the current message in `incoming`, if there is one. */
  #gotAt = 0;
  /** It lies in the ring, and `incoming` knows nothing of it. */
  #isPeeked = false;
  /** First block that the current message lies in; -1 for none. */
  #borrowed = -1;
  #isReservedByReference = false;
  #isArenaWaiting = false;
  #looks = 0;

  constructor(link: NativeLink, trustsPeer: boolean, backpressure: Backpressure) {
    const endpoint = new Endpoint(link);
    this.endpoint = endpoint;
    this.producer = endpoint.producer;
    this.consumer = endpoint.consumer;
    this.outgoing = endpoint.producer.view;
    this.incomingBytes = new Incoming(link, trustsPeer);
    this.#lender = endpoint.lender;
    this.#borrower = endpoint.borrower;
    this.#dropsNewest = backpressure === 'drop-newest';
  }

  /** Where `tryGet` has put the message. */
  get incoming(): DataView {
    return this.incomingBytes.view;
  }

  get hasMessage(): boolean {
    return this.consumer.hasRecord;
  }

  /** Of the current message. Asked of the consumer, which has read the header once: copies of them would cost each message four stores. */
  get messageLength(): number {
    return this.consumer.length;
  }

  get messageType(): number {
    return this.consumer.code >>> 0;
  }

  get messageFlags(): number {
    return this.consumer.correlation >>> 0;
  }

  get messageHasMore(): boolean {
    return (this.consumer.flags & MORE) !== 0;
  }

  tryGet(): number {
    const consumer = this.consumer;
    if (consumer.hasRecord) return this.#gotAt;
    const at = consumer.tryGet();
    if (at < 0) return this.#miss(at);
    if (consumer.flags !== 0) return this.#getOther(at);
    const gotAt = this.incomingBytes.take(at, consumer.length);
    this.#gotAt = gotAt;
    return gotAt;
  }

  /** The same without copying a plain record out of the ring; see `copyMessage`. */
  tryPeek(): number {
    const consumer = this.consumer;
    if (consumer.hasRecord) return this.#gotAt;
    const at = consumer.tryGet();
    if (at < 0) return this.#miss(at);
    if (consumer.flags !== 0) return this.#getOther(at);
    this.#gotAt = at;
    this.#isPeeked = true;
    return at;
  }

  /** Copies a part of the current message, wherever it lies. */
  copyMessage(from: number, length: number, target: Uint8Array, to: number): void {
    const bytes = this.incomingBytes;
    if (this.#isPeeked) bytes.copyFromRing(this.#gotAt + from, length, target, to);
    else bytes.copyTo(this.#gotAt + from, length, target, to);
  }

  finish(): void {
    if (!this.consumer.hasRecord) {
      this.#finishNothing();
      return;
    }
    if (this.#borrowed >= 0) this.#giveBack();
    const isDue = this.consumer.finish();
    this.received += 1;
    if (isDue) this.endpoint.release(this.received);
  }

  tryPrep(length: number, type: number, flags: number): number {
    const producer = this.producer;
    if (length > producer.maxLength || producer.readerIsFast) return this.#prepSlowly(length, type, flags);
    const at = producer.tryReserve(length);
    if (at < 0) return this.#miss2(at, length, false);
    if (this.#lender !== null) this.#pointAt(false);
    producer.commit(length, 0, type, flags);
    this.prepared += 1;
    return at;
  }

  send(): void {
    this.endpoint.publish(this.prepared);
  }

  /** Room for at most so many bytes, to be committed with as many as they are. */
  tryReserve(length: number): number {
    const producer = this.producer;
    if (length > producer.maxLength || producer.readerIsFast) return this.#reserveSlowly(length);
    const at = producer.tryReserve(length);
    if (at < 0) return this.#miss2(at, length, false);
    if (this.#lender !== null) this.#pointAt(false);
    return at;
  }

  commit(length: number, type: number, flags: number, more = 0): void {
    if (this.#isReservedByReference) this.#commitReference(length, type, flags);
    else this.producer.commit(length, more, type, flags);
    // A peer that has gone since the reservation gets nothing.
    if (this.producer.isOpen) this.prepared += 1;
  }

  abort(): void {
    this.producer.abort();
    this.#lender?.abort();
    this.#isReservedByReference = false;
  }

  /** The same as `tryPrep`, with the payload in the arena whatever its size. */
  tryPrepReference(length: number, type: number, flags: number): number {
    if (this.producer.readerIsFast) this.send();
    const at = this.#reserveReference(length);
    if (at < 0) return this.#miss2(at, length, true);
    this.outgoing = (this.#lender as Lender).view;
    this.#commitReference(length, type, flags);
    this.prepared += 1;
    return at;
  }

  end(): boolean {
    const isNew = this.producer.end();
    if (isNew) this.send();
    return isNew;
  }

  /** What the peer's end says counts more than an END of one's own. @throws ChannelError `SLUICE_ERR_ENDED` */
  throwIfEnded(): void {
    if (!this.producer.hasEnded || this.endpoint.error !== null) return;
    throw new ChannelError(ChannelErrorCode.ENDED, 'this side has said that it sends nothing more');
  }

  /** A message of so many bytes, and any smaller one, fits now. */
  available(): number {
    const available = this.producer.available();
    if (!this.producer.isOpen) this.endpoint.settle();
    return available;
  }

  /** Whether a message that found no room would find it now, or never. */
  fits(length: number, byReference: boolean): boolean {
    if (byReference && this.#lender !== null && this.producer.isOpen) {
      const at = this.#lender.tryFind(length);
      if (at === LIE) this.endpoint.poison(PoisonReason.PoisonReleased);
      if (at === FULL) return false;
    }
    const fits = this.producer.isOpen && this.producer.fits(byReference ? REFERENCE_SIZE : length);
    if (this.producer.isOpen) return fits;
    this.endpoint.settle();
    return true;
  }

  /** Before sleeping for room. @returns whether there is room after all */
  armRoom(): boolean {
    if (this.producer.isOpen) this.send();
    const length = this.wantsReference ? REFERENCE_SIZE : this.wanted;
    this.#waitForArena(this.wantsReference);
    // A4 of `docs/models.md`.
    if (!this.producer.arm(length)) return false;
    return this.fits(this.wanted, this.wantsReference);
  }

  /** Before sleeping for messages. @returns whether there is something after all */
  armData(): boolean {
    if (this.endpoint.isOver || this.hasMessage) return true;
    this.endpoint.release(this.received);
    return this.consumer.arm();
  }

  #miss(answer: number): number {
    const { endpoint, consumer } = this;
    if (answer === EMPTY) {
      if (consumer.hasUnreleased) endpoint.release(this.received);
      if (consumer.hasEnded) return CLOSED;
      this.#looks += 1;
      if (this.#looks % LOOKS === 0) endpoint.drain();
      return EMPTY;
    }
    endpoint.settle();
    return CLOSED;
  }

  #miss2(answer: number, length: number, byReference: boolean): number {
    if (answer === FULL) {
      this.refused += 1;
      if (this.#dropsNewest) this.dropped += 1;
      this.endpoint.tally.refused(this.refused, this.dropped, this.producer.released);
      this.wanted = length;
      this.wantsReference = byReference;
      this.#looks += 1;
      if (this.#looks % LOOKS === 0) this.endpoint.drain();
      return this.#dropsNewest ? DROPPED : FULL;
    }
    this.throwIfEnded();
    this.endpoint.settle();
    return CLOSED;
  }

  /** Whatever is not one plain record. */
  #getOther(at: number): number {
    const consumer = this.consumer;
    const { flags } = consumer;
    if ((flags & KIND_MASK) === END) {
      consumer.finish();
      this.endpoint.release(this.received);
      // The peer may have been gone before this was read: then nothing else tells that the channel is over.
      this.endpoint.settle();
      return CLOSED;
    }
    this.#isPeeked = false;
    if ((flags & KIND_MASK) !== INDIRECT) {
      this.#gotAt = this.incomingBytes.take(at, consumer.length);
      return this.#gotAt;
    }
    const { block, length, generation, region } = this.incomingBytes.reference(at);
    const start = this.#borrower === null ? -1 : this.#borrower.follow(region, block, length, generation);
    if (start < 0) {
      this.endpoint.poison(PoisonReason.PoisonReference);
      return CLOSED;
    }
    consumer.length = length;
    this.#borrowed = block;
    this.#gotAt = this.incomingBytes.takeLarge(start, length);
    return this.#gotAt;
  }

  /** A mistake, unless poison, or leaving, has let go of the message. */
  #finishNothing(): void {
    this.#borrowed = -1;
    if (this.consumer.reason !== PoisonReason.PoisonNone || this.endpoint.wasLeft) return;
    throw new ChannelError(ChannelErrorCode.STATE, 'finish needs a message that was got, and finishes it once');
  }

  #giveBack(): void {
    const block = this.#borrowed;
    this.#borrowed = -1;
    this.#borrower?.giveBack(block);
    this.endpoint.afterGivingBack();
  }

  #prepSlowly(length: number, type: number, flags: number): number {
    if (this.producer.readerIsFast) this.send();
    if (length > this.producer.maxLength) return this.tryPrepReference(length, type, flags);
    const at = this.producer.tryReserve(length);
    if (at < 0) return this.#miss2(at, length, false);
    this.#pointAt(false);
    this.producer.commit(length, 0, type, flags);
    this.prepared += 1;
    return at;
  }

  #reserveSlowly(length: number): number {
    const producer = this.producer;
    if (producer.readerIsFast) this.send();
    const byReference = length > producer.maxLength;
    const at = byReference ? this.#reserveReference(length) : producer.tryReserve(length);
    if (at < 0) return this.#miss2(at, length, byReference);
    this.#pointAt(byReference);
    return at;
  }

  #pointAt(byReference: boolean): void {
    this.#isReservedByReference = byReference;
    this.outgoing = byReference ? (this.#lender as Lender).view : this.producer.view;
  }

  #reserveReference(length: number): number {
    // Of what was reserved before nothing stays, also when there is no room for this.
    this.abort();
    if (!this.producer.isOpen) return CLOSED;
    const lender = this.#lender;
    if (lender === null) {
      const { maxLength } = this.producer;
      throw new ChannelError(
        ChannelErrorCode.TOO_LONG,
        `a message without arena has at most ${maxLength} bytes: length=${length}`,
      );
    }
    const at = lender.tryReserve(length);
    if (at === LIE) {
      this.endpoint.poison(PoisonReason.PoisonReleased);
      return CLOSED;
    }
    if (at < 0) return at;
    this.#waitForArena(false);
    const slot = this.producer.tryReserve(REFERENCE_SIZE);
    return slot < 0 ? slot : at;
  }

  /** From arming for a run of blocks until one is reserved. */
  #waitForArena(isWaiting: boolean): void {
    if (this.#isArenaWaiting === isWaiting) return;
    this.#isArenaWaiting = isWaiting;
    this.endpoint.waitForArena(isWaiting);
  }

  #commitReference(length: number, type: number, flags: number): void {
    this.#isReservedByReference = false;
    if (!this.producer.isOpen) return;
    (this.#lender as Lender).commit(length, this.producer.view, this.producer.reservedAt);
    this.producer.commit(REFERENCE_SIZE, INDIRECT, type, flags);
  }
}
