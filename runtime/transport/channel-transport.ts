/** A channel as the transport of stubs: `docs/transport.md` is the contract, `docs/runtime.md` ("Streams and transports") the records. */
import { type Channel, partsOf } from '../channel/channel.ts';
import type { Exchange } from '../channel/exchange.ts';
import type { Waits } from '../channel/waits.ts';
import { ChannelErrorCode } from '../errors.ts';
import { EMPTY } from '../ring/answers.ts';
import { MORE } from '../ring/words.ts';
import { CallError, CallErrorCode } from '../stub/errors.ts';
import { DEFAULT_MAX_LENGTH, FULL, type Receive, type Transport, type TransportListener } from '../stub/transport.ts';

export interface ChannelTransportOptions {
  /** Most bytes of a record, both ways; 1 MiB + 24 by default. */
  readonly maxLength?: number;
}

/** Takes the channel over: nobody else may send, receive, or wait on it. */
export function createChannelTransport(channel: Channel, options: ChannelTransportOptions = {}): Transport {
  return new ChannelTransport(channel, options.maxLength ?? DEFAULT_MAX_LENGTH);
}

class ChannelTransport implements Transport {
  readonly maxLength: number;
  readonly peer: string;
  /** Where this thread may block. */
  readonly wait?: (timeoutMs: number) => boolean;
  isOpen = true;
  outgoing: DataView;
  readonly #channel: Channel;
  readonly #exchange: Exchange;
  readonly #waits: Waits;
  readonly #longest: number;
  #listener: TransportListener | null = null;
  /** A record that is longer than a message can be, until its parts have left. */
  #staging: Uint8Array<ArrayBuffer> | null = null;
  #isStaging = false;
  #staged = 0;
  #stagedAt = 0;
  /** The same on its way in. */
  #gathered: Uint8Array<ArrayBuffer> | null = null;
  #gatheredLength = 0;
  #isFull = false;
  /** The listener is to be told that there is something to poll. */
  #isArmed = true;
  #isClosing = false;
  #isFinished = false;
  /** Why this side has closed. */
  #cause: CallError | null = null;
  /** Publishes since the last wake-up, and between the two before. */
  #published = 0;
  #lastPublished = 0;
  #isPublishing = false;
  readonly #publishNow: () => void = () => {
    this.#isPublishing = false;
    this.#turn();
    if (this.isOpen) this.#pump();
  };
  readonly #onReadable: () => void = () => this.#readable();
  readonly #onWritable: () => void = () => this.#writable();

  constructor(channel: Channel, maxLength: number) {
    const { exchange, waits } = partsOf(channel);
    this.#channel = channel;
    this.#exchange = exchange;
    this.#waits = waits;
    this.maxLength = maxLength;
    this.#longest = exchange.producer.maxLength;
    this.outgoing = exchange.producer.view;
    this.peer = `shm:${channel.credentials.pid}`;
    if (waits.canBlock) this.wait = (timeoutMs) => this.#wait(timeoutMs);
  }

  get listener(): TransportListener | null {
    return this.#listener;
  }

  set listener(listener: TransportListener | null) {
    this.#listener = listener;
    this.#isArmed = true;
    if (listener === null) this.#waits.receiveEvent.off(this.#onReadable);
    else if (this.isOpen) this.#waits.receiveEvent.on(this.#onReadable);
  }

  tryReserve(length: number): number {
    if (!this.isOpen || this.#isClosing) throw closed();
    if (length > this.maxLength) {
      throw new CallError(CallErrorCode.TOO_LONG, `a record has at most ${this.maxLength} bytes: length=${length}`);
    }
    if (this.#staged > 0) this.#pump();
    if (this.#staged > 0) return this.#full();
    if (length > this.#longest) {
      this.#staging ??= new Uint8Array(this.maxLength);
      this.outgoing = new DataView(this.#staging.buffer);
      this.#isStaging = true;
      return 0;
    }
    const exchange = this.#exchange;
    const at = exchange.tryReserve(length);
    if (at === FULL) return this.#full();
    if (at < 0) throw closed();
    this.outgoing = exchange.outgoing;
    return at;
  }

  commit(length: number): void {
    if (!this.#isStaging) {
      this.#exchange.commit(length, 0, 0);
      return;
    }
    this.#isStaging = false;
    this.#staged = length;
    this.#stagedAt = 0;
  }

  abort(): void {
    this.#isStaging = false;
    this.#exchange.abort();
  }

  /**
   * At once, when this is all that is published between two wake-ups: a lone call is 20 % faster than by the next turn of the loop. When the last
   * time it was more, all of a turn leaves together: 8 calls at once are twice as fast, since the peer is not woken for the first of them.
   */
  publish(): void {
    if (!this.isOpen) return;
    this.#published += 1;
    if (this.#published === 1 && this.#lastPublished <= 1) {
      this.#pump();
      return;
    }
    if (this.#isPublishing) return;
    this.#isPublishing = true;
    setImmediate(this.#publishNow);
  }

  poll(receive: Receive, limit: number): number {
    let count = 0;
    while (count < limit && this.isOpen) {
      const at = this.#exchange.tryGet();
      if (at < 0) break;
      if (!this.#handOver(at, receive)) continue;
      count += 1;
    }
    if (count < limit && !this.#isArmed && this.isOpen) {
      this.#isArmed = true;
      this.#waits.receiveEvent.on(this.#onReadable);
    }
    return count;
  }

  close(): void {
    if (!this.isOpen || this.#isClosing) return;
    this.#isClosing = true;
    this.#pump();
    if (this.#staged === 0) this.#shut(null);
  }

  destroy(error: CallError | null): void {
    if (!this.isOpen) return;
    this.#shut(error);
  }

  /** Sends what is committed, and of a staged record what fits. */
  #pump(): void {
    const exchange = this.#exchange;
    exchange.send();
    while (this.#staged > 0) {
      const rest = this.#staged - this.#stagedAt;
      const part = Math.min(rest, this.#longest);
      const at = exchange.tryReserve(part);
      if (at < 0) {
        if (at === FULL) this.#waitForRoom();
        else this.#staged = 0;
        return;
      }
      const { outgoing } = exchange;
      const bytes = (this.#staging as Uint8Array).subarray(this.#stagedAt, this.#stagedAt + part);
      new Uint8Array(outgoing.buffer, outgoing.byteOffset + at, part).set(bytes);
      exchange.commit(part, 0, 0, part === rest ? 0 : MORE);
      // The peer takes the first parts while the others are copied.
      exchange.send();
      this.#stagedAt += part;
      if (part === rest) this.#staged = 0;
    }
  }

  #full(): typeof FULL {
    this.#isFull = true;
    this.#waitForRoom();
    return FULL;
  }

  #waitForRoom(): void {
    this.#waits.sendEvent.on(this.#onWritable);
  }

  #writable(): void {
    this.#waits.sendEvent.off(this.#onWritable);
    if (!this.isOpen) return;
    this.#pump();
    if (this.#staged > 0) return;
    if (this.#isClosing) {
      this.#shut(null);
      return;
    }
    if (!this.#isFull) return;
    this.#isFull = false;
    this.#listener?.onWritable();
  }

  #turn(): void {
    if (this.#published === 0) return;
    this.#lastPublished = this.#published;
    this.#published = 0;
  }

  #readable(): void {
    const at = this.#exchange.tryGet();
    if (at === EMPTY) return;
    if (!this.#isPublishing) this.#turn();
    // Not again before a poll has found less than its limit.
    this.#isArmed = false;
    this.#waits.receiveEvent.off(this.#onReadable);
    if (at >= 0) this.#listener?.onReadable();
    else this.#end();
  }

  /** Blocks until there is something to poll, or room for what found none. */
  #wait(timeoutMs: number): boolean {
    const limit = performance.now() + timeoutMs;
    while (this.isOpen) {
      this.#pump();
      const at = this.#exchange.tryGet();
      if (at >= 0) return true;
      if (at !== EMPTY) this.#end();
      else {
        const needsRoom = this.#isFull || this.#staged > 0;
        if (!this.#waits.block(needsRoom, limit)) return false;
        if (this.#isFull && this.#staged === 0 && this.#exchange.fits(this.#exchange.wanted, false)) {
          this.#isFull = false;
          return true;
        }
      }
    }
    return false;
  }

  /** A record for the receiver; false for a part of one. */
  #handOver(at: number, receive: Receive): boolean {
    const exchange = this.#exchange;
    const { messageLength: length, messageHasMore: hasMore } = exchange;
    if (!hasMore && this.#gatheredLength === 0) {
      if (length === 0 || length > this.maxLength) {
        this.#shut(brokenRecord(length, this.maxLength));
        return false;
      }
      try {
        receive(exchange.incoming, at, length);
      } finally {
        // Unless the receiver has closed.
        if (exchange.hasMessage) exchange.finish();
      }
      return true;
    }
    return this.#gather(at, length, hasMore, receive);
  }

  #gather(at: number, length: number, hasMore: boolean, receive: Receive): boolean {
    const total = this.#gatheredLength + length;
    if (total > this.maxLength || total === 0) {
      this.#shut(brokenRecord(total, this.maxLength));
      return false;
    }
    this.#gathered ??= new Uint8Array(this.maxLength);
    this.#exchange.incomingBytes.copyTo(at, length, this.#gathered, this.#gatheredLength);
    this.#exchange.finish();
    this.#gatheredLength = hasMore ? total : 0;
    if (hasMore) return false;
    receive(new DataView(this.#gathered.buffer), 0, total);
    return true;
  }

  /** The peer will send nothing more: an END before it left is an orderly close, and anything else is none. */
  #end(): void {
    const { endpoint, consumer } = this.#exchange;
    const { error } = endpoint;
    if (consumer.hasEnded && this.#gatheredLength === 0) this.#shut(null);
    else if (error?.code === ChannelErrorCode.POISONED) {
      this.#shut(
        new CallError(CallErrorCode.PROTOCOL, 'the peer broke a rule of shared memory', { cause: error, started: 'unknown' }),
      );
    } else {
      const details = error === null ? {} : { cause: error };
      this.#shut(new CallError(CallErrorCode.PEER_CLOSED, 'the peer is gone', { ...details, started: 'unknown' }));
    }
  }

  #shut(cause: CallError | null): void {
    this.isOpen = false;
    this.#cause = cause;
    if (cause === null && this.#staged === 0) this.#exchange.end();
    this.#waits.receiveEvent.off(this.#onReadable);
    this.#waits.sendEvent.off(this.#onWritable);
    this.#channel.disconnectNow();
    setImmediate(() => this.#finish());
  }

  #finish(): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    const listener = this.#listener;
    this.#listener = null;
    listener?.onClose(this.#cause);
  }
}

function closed(): CallError {
  return new CallError(CallErrorCode.PEER_CLOSED, 'the transport is closed');
}

function brokenRecord(length: number, maxLength: number): CallError {
  return new CallError(CallErrorCode.PROTOCOL, `a record has 1 to ${maxLength} bytes: length=${length}`, { started: 'unknown' });
}
