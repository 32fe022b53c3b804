/** One publisher, any number of subscribers, one ring that they all map read-only. `docs/runtime.md`, "Broadcast". */
import { EventEmitter } from 'node:events';
import { PAGE_SIZE, Purpose, SegmentState } from '../../generated/segment/codes.ts';
import type { Encoder } from '../channel/channel-types.ts';
import { type ListenOptions, termsOf } from '../channel/options.ts';
import { Tally } from '../channel/tally.ts';
import { ChannelError, ChannelErrorCode } from '../errors.ts';
import { loadAddon } from '../memory/addon.ts';
import { callNative } from '../memory/failure.ts';
import { LINK_CLOSED, type NativeLink, type NativeListening, type SegmentParts } from '../memory/native.ts';
import { DATA_WAKE_AT, LINE_WORDS, STATE } from '../ring/words.ts';
import { BroadcastWriter } from './broadcast-writer.ts';

/** `sendOrder` is the order of the ring; options of channels alone (arena, back-pressure, trust) mean nothing here. */
export type PublishOptions = ListenOptions;

/** As long as the addon's listener looks at nothing after a failure. */
const PAUSE_AFTER_ERROR_MS = 100;

export type PublisherEvents = {
  /** A subscriber has come, or is gone. */
  subscribers: [count: number];
  /** A subscriber could not be taken in, such as for want of descriptors or memory. The publisher goes on, and tries again with others. */
  refused: [error: Error];
};

/** A subscriber as its publisher sees it. */
interface Subscription {
  readonly link: NativeLink;
  /** Its lines as a reader. */
  readonly lines: Int32Array;
}

export class Publisher extends EventEmitter<PublisherEvents> implements AsyncDisposable {
  readonly address: string;
  readonly #native: NativeListening;
  readonly #writer: BroadcastWriter;
  readonly #state: Int32Array;
  #subscriptions: Subscription[] = [];
  #isClosed = false;
  #published = 0;
  #rings = 0;
  readonly #tally: Tally;

  /** For the runtime; use `publish`. */
  constructor(address: string, options: PublishOptions) {
    super();
    this.address = address;
    const terms = termsOf(options, Purpose.PurposeBroadcast);
    this.#native = callNative(`publish on ${address}`, () =>
      loadAddon().listen(address, { ...terms, broadcastSize: PAGE_SIZE * 2 ** terms.sendOrder }, () => this.#takeAll()),
    );
    // A listener with a broadcast size has both.
    const shared = this.#native.shared as ArrayBuffer;
    const parts = this.#native.sharedParts as SegmentParts;
    this.#writer = new BroadcastWriter(shared, parts.broadcastControl, parts.broadcastData, parts.broadcastSize);
    this.#state = new Int32Array(shared, STATE * 4, 1);
    this.#tally = new Tally(this.#native.statistics);
  }

  /** Most payload bytes of a record: a quarter of the ring, with its header. */
  get maxLength(): number {
    return this.#writer.maxLength;
  }

  get subscriberCount(): number {
    return this.#subscriptions.length;
  }

  /** Records published so far. */
  get published(): number {
    return this.#published;
  }

  /** Where a reserved record is written; read it after each {@link reserve}. Its buffer is the runtime's. */
  get outgoing(): DataView {
    return this.#writer.view;
  }

  /**
   * Room for a record of at most `length` bytes, at once: what lay there is lost to subscribers that have not read it.
   *
   * @returns its offset in {@link outgoing}
   * @throws ChannelError `SLUICE_ERR_TOO_LONG`, `SLUICE_ERR_STATE`, `SLUICE_ERR_PEER_CLOSED` when this publisher is closed
   */
  reserve(length: number): number {
    if (this.#isClosed) throw new ChannelError(ChannelErrorCode.PEER_CLOSED, `the publisher is closed: address=${this.address}`);
    return this.#writer.reserve(length);
  }

  /** Publishes what was reserved, and wakes the subscribers that sleep. Never waits, whoever listens. */
  commit(length: number, type: number, flags: number): void {
    const old = this.#writer.publish(length, type, flags);
    const moved = (this.#writer.tail - old) >>> 0;
    this.#published += 1;
    this.#tally.published(this.#published, this.#writer.tail);
    for (const { link, lines } of this.#subscriptions) {
      // After the store of the tail; pairs with a subscriber's arming, which stores this word and then looks at the tail.
      const wakeAt = Atomics.load(lines, DATA_WAKE_AT);
      if ((wakeAt - old) >>> 0 >= moved) continue;
      this.#rings += 1;
      this.#tally.rang(this.#rings);
      link.ringData();
    }
  }

  /** Encodes a record straight into the ring and publishes it. @throws what `codec` throws; then nothing is published */
  publish<T>(codec: Encoder<T>, value: T, type = 0, flags = 0): void {
    const at = this.reserve(codec.byteLength(value));
    let length: number;
    try {
      length = codec.encode(this.#writer.view, at, value);
    } catch (error) {
      this.#writer.abort();
      throw error;
    }
    this.commit(length, type, flags);
  }

  publishBytes(bytes: Uint8Array, type = 0, flags = 0): void {
    const at = this.reserve(bytes.length);
    const { view } = this.#writer;
    new Uint8Array(view.buffer, view.byteOffset + at, bytes.length).set(bytes);
    this.commit(bytes.length, type, flags);
  }

  ref(): this {
    if (!this.#isClosed) this.#native.ref();
    return this;
  }

  unref(): this {
    if (!this.#isClosed) this.#native.unref();
    return this;
  }

  /** Says goodbye. Subscribers still read what is published. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    Atomics.store(this.#state, 0, SegmentState.SegmentClosing);
    Atomics.store(this.#state, 0, SegmentState.SegmentClosed);
    for (const { link } of this.#subscriptions) link.close();
    this.#subscriptions = [];
    this.#tally.leave();
    this.#native.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  #takeAll(): void {
    while (!this.#isClosed) {
      let link: NativeLink | null = null;
      try {
        link = callNative(`accept on ${this.address}`, () => this.#native.take());
        if (link === null) return;
        this.#add(link);
      } catch (error) {
        link?.close();
        // Nobody tells again of those that are there already.
        setTimeout(() => this.#takeAll(), PAUSE_AFTER_ERROR_MS).unref();
        this.emit('refused', error as Error);
        return;
      }
      this.emit('subscribers', this.#subscriptions.length);
    }
  }

  #add(link: NativeLink): void {
    const subscription = { link, lines: new Int32Array(link.peer, link.peerParts.consumerControl, LINE_WORDS) };
    // What a subscriber rings means nothing; only its end does.
    link.watch((events) => {
      if ((events & LINK_CLOSED) !== 0) this.#forget(subscription);
    });
    link.unref();
    this.#subscriptions.push(subscription);
    this.#tally.serves(this.#subscriptions.length);
  }

  #forget(subscription: Subscription): void {
    if (!this.#subscriptions.includes(subscription)) return;
    this.#subscriptions = this.#subscriptions.filter((other) => other !== subscription);
    this.#tally.serves(this.#subscriptions.length);
    subscription.link.close();
    this.emit('subscribers', this.#subscriptions.length);
  }
}

/**
 * Listens on an address for subscribers.
 *
 * @throws ChannelError as `listen` does
 */
export function publish(address: string, options: PublishOptions = {}): Publisher {
  return new Publisher(address, options);
}
