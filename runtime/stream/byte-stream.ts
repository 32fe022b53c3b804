/** A stream of bytes over a channel, with the manners of TCP: order and bytes are kept, chunks are not. `native/include/sluice/stream.h` is the same in C. */
import type { Duplex } from 'node:stream';
import { type Channel, partsOf } from '../channel/channel.ts';
import type { Exchange } from '../channel/exchange.ts';
import { NO_OPTIONS, type WaitOptions } from '../channel/waiting.ts';
import type { Waits } from '../channel/waits.ts';
import { ChannelError, ChannelErrorCode } from '../errors.ts';
import { CLOSED, FULL } from '../ring/answers.ts';
import { makeDuplex } from './duplex.ts';
import { makeWebStreams, type WebStreams } from './web-streams.ts';

/** Type of its messages; others are skipped, and so are empty ones. */
const STREAM_DATA = 1;
/** Longest chunk while the peer has requested fast receive. */
const FAST_CHUNK = 2048;

const attached: WeakSet<Exchange> = new WeakSet();

/**
 * No byte is kept outside of the two rings: two sides that only send block each other until their deadlines. Each direction ends on its own; an
 * end without END is the peer's death or departure, and an error.
 */
export class ByteStream {
  readonly channel: Channel;
  /** Bytes sent and received so far. After a send that failed, the first of them tells how much of it has left. */
  bytesSent = 0;
  bytesReceived = 0;
  readonly #exchange: Exchange;
  readonly #waits: Waits;
  /** Bytes of the current message that were read. */
  #offset = 0;
  #isAttached = true;

  /**
   * Attaches a stream to a channel, whose messages must not be used meanwhile.
   *
   * @throws ChannelError `SLUICE_ERR_STATE` when there is one, or a message is not finished
   */
  constructor(channel: Channel) {
    const { exchange, waits } = partsOf(channel);
    if (attached.has(exchange) || exchange.hasMessage) {
      throw new ChannelError(ChannelErrorCode.STATE, 'a stream needs a channel without another stream, or an open message');
    }
    attached.add(exchange);
    this.channel = channel;
    this.#exchange = exchange;
    this.#waits = waits;
  }

  /** Gives the channel back. What is left of a chunk that was read in part is dropped. */
  detach(): void {
    if (!this.#isAttached) return;
    this.#isAttached = false;
    attached.delete(this.#exchange);
    if (this.#exchange.hasMessage) this.#exchange.finish();
  }

  /**
   * Sends what fits.
   *
   * @returns bytes sent, or FULL when none fits, or CLOSED
   * @throws ChannelError `SLUICE_ERR_ENDED` after `shutdown`
   */
  trySend(bytes: Uint8Array): number {
    this.#check();
    const before = this.bytesSent;
    const answer = this.#push(bytes, 0);
    return answer === CLOSED || (answer === FULL && this.bytesSent === before) ? answer : this.bytesSent - before;
  }

  /**
   * Sends all bytes; they may be used again afterwards. Sends of several callers keep their order.
   *
   * @throws ChannelError `SLUICE_ERR_DEADLINE`, `SLUICE_ERR_CANCELLED`, `SLUICE_ERR_ENDED`, PeerUnresponsive, PeerDied, or another end; part of the
   *   bytes may have been sent
   */
  async send(bytes: Uint8Array, options: WaitOptions = NO_OPTIONS): Promise<void> {
    this.#check();
    await this.#waits.send(this.#pusher(bytes), options, 'block');
  }

  /** The same, by blocking the thread. */
  sendSync(bytes: Uint8Array, options: WaitOptions = NO_OPTIONS): void {
    this.#check();
    this.#waits.sendBlocking(this.#pusher(bytes), options, 'block');
  }

  /**
   * Takes what is there, up to the length of `target`.
   *
   * @returns bytes, or EMPTY, or CLOSED; 0 for an empty target
   */
  tryReceive(target: Uint8Array): number {
    this.#check();
    let count = 0;
    while (count < target.length) {
      const at = this.#next();
      if (at < 0) {
        if (count === 0) return at;
        break;
      }
      const rest = this.#exchange.messageLength - this.#offset;
      count += this.#take(target, count, Math.min(rest, target.length - count));
    }
    return count;
  }

  /**
   * Waits for the first byte only, and takes what is there.
   *
   * @returns bytes; 0 at the end that the peer has sent, or for an empty target
   * @throws ChannelError as `send`; when the peer has left without an END, `SLUICE_ERR_PEER_CLOSED` or PeerDied; all only after the last byte
   */
  async receive(target: Uint8Array, options: WaitOptions = NO_OPTIONS): Promise<number> {
    for (;;) {
      const count = this.tryReceive(target);
      if (count >= 0) return count;
      if (count === CLOSED || (await this.#waits.getFor(this.#peek, options)) === CLOSED) return this.#end();
    }
  }

  /** The same, by blocking the thread. */
  receiveSync(target: Uint8Array, options: WaitOptions = NO_OPTIONS): number {
    for (;;) {
      const count = this.tryReceive(target);
      if (count >= 0) return count;
      if (count === CLOSED || this.#waits.getBlockingFor(this.#peek, options) === CLOSED) return this.#end();
    }
  }

  /** Waits for bytes and gives what is left of one chunk, in memory of its own; null at the end that the peer has sent. */
  async receiveChunk(options: WaitOptions = NO_OPTIONS): Promise<Uint8Array<ArrayBuffer> | null> {
    for (;;) {
      this.#check();
      const at = this.#next();
      if (at >= 0) {
        const chunk = new Uint8Array(this.#exchange.messageLength - this.#offset);
        this.#take(chunk, 0, chunk.length);
        return chunk;
      }
      if (at === CLOSED || (await this.#waits.getFor(this.#peek, options)) === CLOSED) {
        this.#end();
        return null;
      }
    }
  }

  /** Half close: ends the direction that this side sends. The other one goes on. */
  shutdown(): void {
    this.#check();
    this.#exchange.end();
  }

  /** As a Node stream, which owns stream and channel from now on: it disconnects when both directions have ended, or when it is destroyed. */
  toDuplex(): Duplex {
    return makeDuplex(this);
  }

  /** As a pair of Web streams, which own stream and channel from now on. */
  toWeb(): WebStreams {
    return makeWebStreams(this);
  }

  readonly #peek: () => number = () => this.#next();

  /** The next message that has bytes: its offset, or EMPTY, or CLOSED. */
  #next(): number {
    const exchange = this.#exchange;
    for (;;) {
      const at = exchange.tryPeek();
      if (at < 0 || (exchange.messageType === STREAM_DATA && exchange.messageLength > 0)) return at;
      exchange.finish();
    }
  }

  /** The one copy is what makes bytes of a peer that is not trusted safe to look at. */
  #take(target: Uint8Array, to: number, count: number): number {
    const exchange = this.#exchange;
    exchange.copyMessage(this.#offset, count, target, to);
    this.#offset += count;
    this.bytesReceived += count;
    if (this.#offset === exchange.messageLength) {
      this.#offset = 0;
      exchange.finish();
    }
    return count;
  }

  /** What CLOSED means: 0 for an END, else an error. */
  #end(): number {
    const { consumer, endpoint } = this.#exchange;
    if (consumer.hasEnded && !endpoint.wasLeft) return 0;
    throw endpoint.error ?? new ChannelError(ChannelErrorCode.PEER_CLOSED, 'the peer has closed the channel');
  }

  /** Sends the rest of `bytes`, each time it is called. */
  #pusher(bytes: Uint8Array): () => number {
    let start = -1;
    return () => {
      // Only now: others may have sent before it was this one's turn.
      if (start < 0) start = this.bytesSent;
      return this.#push(bytes, this.bytesSent - start);
    };
  }

  /** @returns 0 when all bytes from `at` on are sent, else FULL or CLOSED */
  #push(bytes: Uint8Array, at: number): number {
    const exchange = this.#exchange;
    const longest = exchange.producer.maxLength;
    let from = at;
    while (from < bytes.length) {
      const most = exchange.producer.readerIsFast ? Math.min(longest, FAST_CHUNK) : longest;
      const chunk = Math.min(bytes.length - from, most);
      // Never an empty message, and no crumbs while the ring is nearly full.
      const least = Math.min(chunk, longest >> 2);
      const available = exchange.available();
      if (available < least) {
        if (exchange.producer.isOpen) {
          exchange.wanted = least;
          exchange.wantsReference = false;
          return FULL;
        }
        exchange.throwIfEnded();
        return CLOSED;
      }
      const length = Math.min(chunk, available);
      const offset = exchange.tryReserve(length);
      if (offset < 0) return offset;
      const { outgoing } = exchange;
      new Uint8Array(outgoing.buffer, outgoing.byteOffset + offset, length).set(bytes.subarray(from, from + length));
      exchange.commit(length, STREAM_DATA, 0);
      exchange.send();
      from += length;
      this.bytesSent += length;
    }
    return 0;
  }

  #check(): void {
    if (!this.#isAttached) throw new ChannelError(ChannelErrorCode.STATE, 'the stream is detached');
  }
}
