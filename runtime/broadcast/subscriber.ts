/** The reading side of a broadcast. `docs/runtime.md`, "Broadcast". */
import { EventEmitter } from 'node:events';
import { PoisonReason, Purpose, SegmentState } from '../../generated/segment/codes.ts';
import { Blocker } from '../channel/blocking.ts';
import { ChannelEvent } from '../channel/channel-event.ts';
import { type ConnectOptions, openLink } from '../channel/open-link.ts';
import { EndpointState } from '../channel/state.ts';
import { Tally } from '../channel/tally.ts';
import { turnOfOthers } from '../channel/turns.ts';
import { blockingMs, limitOf, NO_OPTIONS, type WaitOptions } from '../channel/waiting.ts';
import { ChannelError, ChannelErrorCode, PeerDied, PeerProtocolError } from '../errors.ts';
import { watchOrClose } from '../memory/failure.ts';
import { LINK_CLOSED, type NativeLink } from '../memory/native.ts';
import { CLOSED, EMPTY } from '../ring/answers.ts';
import { DATA_WAKE_AT, LINE_WORDS, READER_REASON, STATE } from '../ring/words.ts';
import { BROADCAST_RECORD, BroadcastReader } from './broadcast-reader.ts';

export type SubscriberEvents = {
  /** The publisher is gone and all was read: null after an orderly end, else why. */
  close: [error: ChannelError | null];
};

/** A copy of a record. */
export interface BroadcastMessage {
  readonly type: number;
  readonly flags: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Records that were overwritten before this subscriber came to them, right before this one. */
  readonly lost: number;
}

export class Subscriber extends EventEmitter<SubscriberEvents> implements AsyncIterable<BroadcastMessage>, AsyncDisposable {
  readonly #link: NativeLink;
  readonly #reader: BroadcastReader;
  readonly #lines: Int32Array;
  readonly #ownState: Int32Array;
  readonly #blocksMainThread: boolean;
  #peerState: Int32Array | null;
  readonly #readable: ChannelEvent;
  readonly #tally: Tally;
  #isSeen = false;
  #isEnded = false;
  #error: ChannelError | null = null;
  #isClosed = false;

  /** For the runtime; use `subscribe`. */
  constructor(link: NativeLink, blocksMainThread: boolean) {
    super();
    const { own, peer, ownParts, peerParts } = link;
    this.#link = link;
    this.#blocksMainThread = blocksMainThread;
    this.#reader = new BroadcastReader(peer, peerParts.broadcastControl, peerParts.broadcastData, peerParts.broadcastSize, {
      position: link.startPosition,
      sequence: link.startSequence,
    });
    this.#lines = new Int32Array(own, ownParts.consumerControl, LINE_WORDS);
    this.#ownState = new Int32Array(own, STATE * 4, 1);
    this.#peerState = new Int32Array(peer, STATE * 4, 1);
    this.#tally = new Tally(link.statistics);
    this.#readable = new ChannelEvent('receive', { isSet: () => this.#isReadable(), arm: () => this.#arm() });
    watchOrClose(link, (events) => this.#onEvents(events));
  }

  /** Holds a copy of the record that `tryGet` has found, until the next one. */
  get incoming(): DataView {
    return this.#reader.view;
  }

  get messageLength(): number {
    return this.#reader.length;
  }

  get messageType(): number {
    return this.#reader.type;
  }

  get messageFlags(): number {
    return this.#reader.flags;
  }

  /** Records lost right before the last one. */
  get lost(): number {
    return this.#reader.lost;
  }

  get counters(): { readonly received: number; readonly lost: number } {
    return { received: this.#reader.received, lost: this.#reader.lostInAll };
  }

  /** Why nothing will come any more; null while the publisher is there. */
  get error(): ChannelError | null {
    return this.#error;
  }

  /**
   * Copies the next record into {@link incoming}, at offset 0. Never waits, allocates nothing.
   *
   * @returns 0, or EMPTY, or CLOSED when the publisher is gone and all was read, or has broken the rules
   */
  tryGet(): number {
    if (this.#isSeen) {
      this.#isSeen = false;
      return 0;
    }
    if (this.#isEnded) return CLOSED;
    const found = this.#reader.tryRead();
    if (found === BROADCAST_RECORD) {
      this.#tellObservers();
      return 0;
    }
    if (found !== 0) this.#poison();
    else if (this.#error === null) return EMPTY;
    this.#end();
    return CLOSED;
  }

  /**
   * Waits for the next record.
   *
   * @returns null when the publisher has left in an orderly way, and all was read
   * @throws PeerDied, PeerProtocolError, ChannelError `SLUICE_ERR_DEADLINE`, `SLUICE_ERR_CANCELLED`
   */
  async getMessage(options: WaitOptions = NO_OPTIONS): Promise<BroadcastMessage | null> {
    const limit = limitOf(options);
    for (;;) {
      const at = this.tryGet();
      if (at !== EMPTY) return this.#message(at);
      if (!(await this.#readable.until(options.signal, limit))) throw late();
    }
  }

  /** The same, by blocking the thread: for workers. */
  getMessageSync(options: WaitOptions = NO_OPTIONS): BroadcastMessage | null {
    const limit = limitOf(options);
    for (;;) {
      const at = this.tryGet();
      if (at !== EMPTY) return this.#message(at);
      Blocker.check(this.#blocksMainThread);
      if (performance.now() >= limit) throw late();
      if (!this.#arm()) this.#look(this.#link.wait(blockingMs(limit)));
    }
  }

  /** Records until the publisher leaves. */
  async *[Symbol.asyncIterator](): AsyncGenerator<BroadcastMessage, void, undefined> {
    for (let count = 0; ; count += 1) {
      const others = turnOfOthers(count);
      if (others !== null) await others;
      const message = await this.getMessage();
      if (message === null) return;
      yield message;
    }
  }

  /** Set while there is a record, or the end to be told of. */
  getReceiveEvent(): ChannelEvent {
    return this.#readable;
  }

  ref(): this {
    if (!this.#isClosed) this.#link.ref();
    return this;
  }

  unref(): this {
    if (!this.#isClosed) this.#link.unref();
    return this;
  }

  close(): void {
    this.#link.dropStatistics();
    if (this.#isClosed) return;
    this.#error ??= new ChannelError(ChannelErrorCode.PEER_CLOSED, 'the subscriber is closed');
    this.#leave();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  #message(at: number): BroadcastMessage | null {
    if (at === CLOSED) {
      if (this.#error !== null && this.#error.code !== ChannelErrorCode.PEER_CLOSED) throw this.#error;
      return null;
    }
    const { type, flags, lost, length, payload } = this.#reader;
    return { type, flags, lost, bytes: new Uint8Array(payload.subarray(0, length)) };
  }

  #isReadable(): boolean {
    if (this.#isSeen || this.#isEnded || this.#error !== null) return true;
    this.#isSeen = this.tryGet() === 0;
    return this.#isSeen || this.#isEnded;
  }

  /** Stored, then looked again: pairs with `Publisher.commit`, which stores the tail and then loads this word. */
  #arm(): boolean {
    if (this.#isEnded || this.#error !== null) return true;
    Atomics.store(this.#lines, DATA_WAKE_AT, this.#reader.position | 0);
    return this.#reader.hasMore();
  }

  #onEvents(events: number): void {
    this.#look(events);
    this.#readable.poke();
  }

  #look(events: number): void {
    if ((events & LINK_CLOSED) === 0 || this.#error !== null || this.#peerState === null) return;
    const state = Atomics.load(this.#peerState, 0);
    const hasLeft = state === SegmentState.SegmentClosing || state === SegmentState.SegmentClosed;
    this.#error = hasLeft
      ? new ChannelError(ChannelErrorCode.PEER_CLOSED, 'the publisher has left')
      : new PeerDied(0, 0, 'the publisher died');
    this.#tally.tell(hasLeft ? EndpointState.Disconnected : EndpointState.Crashed, PoisonReason.PoisonNone);
    this.#link.unwatch();
  }

  #tellObservers(): void {
    const { received, position, lost, lostInAll } = this.#reader;
    this.#tally.released(received, position);
    if (lost > 0) this.#tally.lost(lostInAll);
  }

  #poison(): void {
    Atomics.store(this.#lines, READER_REASON, PoisonReason.PoisonSequence);
    Atomics.store(this.#ownState, 0, SegmentState.SegmentPoisoned);
    this.#tally.tell(EndpointState.Connected, PoisonReason.PoisonSequence);
    this.#error = new PeerProtocolError(PoisonReason.PoisonSequence, 'the publisher broke the rules of the ring');
  }

  /** All was read: what is mapped is given back, after this turn of the loop. */
  #end(): void {
    this.#isEnded = true;
    const error = this.#error?.code === ChannelErrorCode.PEER_CLOSED ? null : this.#error;
    queueMicrotask(() => {
      // How it ended can be seen until its user closes it.
      this.#link.keepStatistics();
      this.#leave();
      this.emit('close', error);
    });
  }

  #leave(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#isEnded = true;
    if (Atomics.load(this.#ownState, 0) < SegmentState.SegmentClosing)
      Atomics.store(this.#ownState, 0, SegmentState.SegmentClosing);
    this.#tally.leave();
    this.#peerState = null;
    this.#link.unmapPeer();
    if (Atomics.load(this.#ownState, 0) < SegmentState.SegmentClosed)
      Atomics.store(this.#ownState, 0, SegmentState.SegmentClosed);
    this.#link.close();
    this.#readable.poke();
  }
}

function late(): ChannelError {
  return new ChannelError(ChannelErrorCode.DEADLINE, 'nothing was published in time');
}

/**
 * Connects to a publisher; gets everything that is published once its `subscribers` event has counted this one, and perhaps a little before.
 *
 * @throws ChannelError as `connect` does
 */
export async function subscribe(address: string, options: ConnectOptions = {}): Promise<Subscriber> {
  return new Subscriber(await openLink(address, options, Purpose.PurposeBroadcast), options.blocksMainThread === true);
}
