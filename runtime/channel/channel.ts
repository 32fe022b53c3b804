/** A connection to another process (or thread) on this machine, over shared memory. `docs/runtime.md` has what both sides may rely on. */
import { EventEmitter } from 'node:events';
import { putBytes } from '../codec/bytes.ts';
import { ChannelErrorCode } from '../errors.ts';
import type { Credentials, NativeLink } from '../memory/native.ts';
import { CLOSED } from '../ring/answers.ts';
import type { ChannelEvent } from './channel-event.ts';
import type { ChannelCounters, ChannelEvents, Decoder, DisconnectOptions, Encoder, SendOptions } from './channel-types.ts';
import type { Endpoint } from './endpoint.ts';
import { Exchange } from './exchange.ts';
import { ChannelMessage } from './message.ts';
import type { ChannelBehaviour } from './options.ts';
import type { EndpointState } from './state.ts';
import { turnOfOthers } from './turns.ts';
import { NO_OPTIONS, type WaitOptions } from './waiting.ts';
import { Waits } from './waits.ts';

/** Bytes as they are. */
const BYTES: Encoder<Uint8Array> = {
  byteLength: (bytes) => bytes.length,
  encode(view, offset, bytes) {
    putBytes(view, offset, bytes);
    return bytes.length;
  },
};

let partsOfChannel: (channel: Channel) => { readonly exchange: Exchange; readonly waits: Waits };

/** For streams and transports, within the runtime. */
export function partsOf(channel: Channel): { readonly exchange: Exchange; readonly waits: Waits } {
  return partsOfChannel(channel);
}

/**
 * `try...` calls never wait and allocate nothing. The promise forms take a signal and a deadline; the `...Sync` forms block the thread, and are for
 * workers. All of them fail with what has ended the channel: `SLUICE_ERR_PEER_CLOSED`, `PeerDied`, `PeerProtocolError` (poison).
 */
export class Channel extends EventEmitter<ChannelEvents> implements AsyncIterable<ChannelMessage>, AsyncDisposable {
  readonly #exchange: Exchange;
  readonly #endpoint: Endpoint;
  readonly #waits: Waits;
  #emittedState: EndpointState;
  #isCloseEmitted = false;

  static {
    partsOfChannel = (channel) => ({ exchange: channel.#exchange, waits: channel.#waits });
  }

  /** For the runtime; use `connect`, `Listener.accept` or `openTicket`. */
  constructor(link: NativeLink, { trust = 'none', backpressure = 'block', blocksMainThread = false }: ChannelBehaviour = {}) {
    super();
    this.#exchange = new Exchange(link, trust === 'peer', backpressure);
    this.#endpoint = this.#exchange.endpoint;
    this.#waits = new Waits(this.#exchange, backpressure, blocksMainThread);
    this.#emittedState = this.#endpoint.remoteState;
    this.#endpoint.owner = { onWake: () => this.#onWake() };
  }

  // ---- receiving

  /** Holds the message that `tryGet` has found. Read it after each `tryGet`: it may be another view. */
  get incoming(): DataView {
    return this.#exchange.incoming;
  }

  /** Payload bytes of the current message. */
  get messageLength(): number {
    return this.#exchange.messageLength;
  }

  /** What its sender gave as `type`, u32. */
  get messageType(): number {
    return this.#exchange.messageType;
  }

  /** What its sender gave as `flags`, u32. */
  get messageFlags(): number {
    return this.#exchange.messageFlags;
  }

  /** The next message continues the current one. */
  get messageHasMore(): boolean {
    return this.#exchange.messageHasMore;
  }

  /**
   * Finds the next message; the same one until it is finished.
   *
   * @returns its offset in {@link incoming}, or EMPTY, or CLOSED
   */
  tryGet(): number {
    return this.#exchange.tryGet();
  }

  /** The message that `tryGet` has found, as an object. @param at - what it returned */
  currentMessage(at: number): ChannelMessage {
    const { messageType, messageFlags, messageHasMore, incoming, messageLength } = this.#exchange;
    return new ChannelMessage(messageType, messageFlags, messageHasMore, incoming, at, messageLength);
  }

  /** Done with the current message. @throws ChannelError `SLUICE_ERR_STATE` when there is none */
  finishMessage(): void {
    this.#exchange.finish();
  }

  /** Waits for the next message, which is to be finished. @returns null when the peer has ended or left in an orderly way, and all was read */
  async getMessage(options: WaitOptions = NO_OPTIONS): Promise<ChannelMessage | null> {
    return this.#message(await this.#waits.get(options));
  }

  /** The same, by blocking the thread. */
  getMessageSync(options: WaitOptions = NO_OPTIONS): ChannelMessage | null {
    return this.#message(this.#waits.getBlocking(options));
  }

  /** Waits for the next message, decodes and finishes it. */
  async receive<T>(codec: Decoder<T>, options: WaitOptions = NO_OPTIONS): Promise<T | null> {
    return this.#decode(codec, await this.#waits.get(options));
  }

  /** The same, by blocking the thread. */
  receiveSync<T>(codec: Decoder<T>, options: WaitOptions = NO_OPTIONS): T | null {
    return this.#decode(codec, this.#waits.getBlocking(options));
  }

  /** Messages until the peer ends; each is finished when the next is asked for. */
  async *[Symbol.asyncIterator](): AsyncGenerator<ChannelMessage, void, undefined> {
    for (let count = 0; ; count += 1) {
      const others = turnOfOthers(count);
      if (others !== null) await others;
      const message = await this.getMessage();
      if (message === null) return;
      try {
        yield message;
      } finally {
        if (this.#exchange.hasMessage) this.#exchange.finish();
      }
    }
  }

  // ---- sending

  /** Bytes of the longest message that needs no arena: a quarter of the ring, less 16. */
  get maxLength(): number {
    return this.#exchange.producer.maxLength;
  }

  /** Where a prepared message is written, until it is sent. Read it after each `tryPrep`: it may be another view. Its buffer is the runtime's. */
  get outgoing(): DataView {
    return this.#exchange.outgoing;
  }

  /**
   * Prepares a message of exactly `length` bytes, to be written before `sendMessages`; several may be prepared before one send. A peer that has
   * requested fast receive gets the earlier ones at once. Above {@link maxLength} it goes by reference.
   *
   * @param type - message code, u32
   * @param flags - opaque, u32
   * @returns offset in {@link outgoing}, or FULL, or CLOSED, or DROPPED
   * @throws ChannelError `SLUICE_ERR_TOO_LONG`, `SLUICE_ERR_ENDED`
   */
  tryPrep(length: number, type: number, flags: number): number {
    return this.#exchange.tryPrep(length, type, flags);
  }

  /** The same, with the payload in the arena whatever its size. */
  tryPrepReference(length: number, type: number, flags: number): number {
    return this.#exchange.tryPrepReference(length, type, flags);
  }

  /** Room for at most `length` bytes, for writers that know the length only afterwards. One at a time; see `commitMessage`, `abortMessage`. */
  tryReserve(length: number): number {
    return this.#exchange.tryReserve(length);
  }

  /** What was reserved is a message of `length` bytes. */
  commitMessage(length: number, type: number, flags: number): void {
    this.#exchange.commit(length, type, flags);
  }

  abortMessage(): void {
    this.#exchange.abort();
  }

  /** Makes all that is prepared visible to the peer, and wakes it if it sleeps. */
  sendMessages(): void {
    this.#exchange.send();
  }

  /** Waits for room as `backpressure` says. @returns as `tryPrep` does, but for CLOSED, which is thrown */
  prepMessage(length: number, type: number, flags: number, options: WaitOptions = NO_OPTIONS): Promise<number> {
    return this.#waits.send(() => this.#exchange.tryPrep(length, type, flags), options);
  }

  /** The same, by blocking the thread. */
  prepMessageSync(length: number, type: number, flags: number, options: WaitOptions = NO_OPTIONS): number {
    return this.#waits.sendBlocking(() => this.#exchange.tryPrep(length, type, flags), options);
  }

  /**
   * Prepares a message that `codec` encodes straight into the ring; `sendMessages` sends it.
   *
   * @returns 0, or FULL, or CLOSED, or DROPPED
   * @throws what `codec` throws; then nothing is prepared
   */
  tryEncode<T>(codec: Encoder<T>, value: T, type = 0, flags = 0): number {
    const exchange = this.#exchange;
    const at = exchange.tryReserve(codec.byteLength(value));
    if (at < 0) return at;
    let length: number;
    try {
      length = codec.encode(exchange.outgoing, at, value);
    } catch (error) {
      exchange.abort();
      throw error;
    }
    exchange.commit(length, type, flags);
    return 0;
  }

  /** Encodes a message and sends it, with all that is prepared. Messages of several callers keep their order. @returns false when it was not sent: refused, or dropped */
  async send<T>(codec: Encoder<T>, value: T, options: SendOptions = NO_OPTIONS): Promise<boolean> {
    const { type = 0, flags = 0 } = options;
    return (await this.#waits.send(() => this.#sendNow(codec, value, type, flags), options)) === 0;
  }

  /** The same, by blocking the thread. */
  sendSync<T>(codec: Encoder<T>, value: T, options: SendOptions = NO_OPTIONS): boolean {
    const { type = 0, flags = 0 } = options;
    return this.#waits.sendBlocking(() => this.#sendNow(codec, value, type, flags), options) === 0;
  }

  /** Sends bytes as they are. */
  sendBytes(bytes: Uint8Array, options: SendOptions = NO_OPTIONS): Promise<boolean> {
    return this.send(BYTES, bytes, options);
  }

  sendBytesSync(bytes: Uint8Array, options: SendOptions = NO_OPTIONS): boolean {
    return this.sendSync(BYTES, bytes, options);
  }

  /** Half close: the peer gets what was sent, and then learns that nothing follows. There is always room for it. */
  end(): void {
    this.#exchange.end();
  }

  /** A message of that many bytes, and of any fewer, fits now; 0: perhaps not even an empty one. */
  producerBytesAvailable(): number {
    return this.#exchange.available();
  }

  // ---- fast receive: hints that change no result

  /** The peer prefers to be woken early. */
  remoteRequestedFastWakeup(): boolean {
    return this.#exchange.producer.readerIsFast;
  }

  /** Tells the peer that this side does, and looks for messages in each turn of the event loop for some 2 ms before it sleeps. Counted. */
  requestFastReceive(): void {
    this.#waits.requestFast();
  }

  /** Takes one request back. @throws ChannelError `SLUICE_ERR_STATE` for one too many */
  cancelFastReceive(): void {
    this.#waits.cancelFast();
  }

  // ---- state

  /** The peer's state now. The control event is set when it has another one. */
  getRemoteState(): EndpointState {
    this.#endpoint.drain();
    this.#waits.toldState = this.#endpoint.remoteState;
    return this.#waits.toldState;
  }

  /** Set while there is a message, or the end to be told of. */
  getReceiveEvent(): ChannelEvent {
    return this.#waits.receiveEvent;
  }

  /** Set while the message that last found no room would find it, or sending fails. */
  getSendEvent(): ChannelEvent {
    return this.#waits.sendEvent;
  }

  /** Set while the peer's state is not the one that `getRemoteState` has last told. */
  getControlEvent(): ChannelEvent {
    return this.#waits.controlEvent;
  }

  /** Who the other side was when it connected. */
  get credentials(): Credentials {
    return this.#endpoint.link.credentials;
  }

  /** Whether others can write the memory of this channel: in a region of ivshmem, `docs/ivshmem.md`. Then who lies can lose or forge messages. */
  get isCooperative(): boolean {
    return this.#endpoint.link.isCooperative === true;
  }

  /** Why nothing can be sent any more; null while the peer is there. */
  get error(): Error | null {
    return this.#endpoint.error;
  }

  get counters(): ChannelCounters {
    const { received, refused, dropped } = this.#exchange;
    const { sent, bellsRung, wakeUps } = this.#endpoint;
    return { sent, received, refused, dropped, bellsRung, wakeUps };
  }

  /** Keeps the event loop alive, as a channel does from the start. */
  ref(): this {
    if (!this.#endpoint.hasLeft) this.#endpoint.link.ref();
    return this;
  }

  unref(): this {
    if (!this.#endpoint.hasLeft) this.#endpoint.link.unref();
    return this;
  }

  /** Leaves at once. What was sent can still be read by the peer; what was only prepared is gone. */
  disconnectNow(): void {
    this.#endpoint.leave();
  }

  /** Leaves; with `drain`, once the peer has read all that was sent, and also when waiting for that has failed, which is thrown. */
  async disconnect(options: DisconnectOptions = NO_OPTIONS): Promise<void> {
    try {
      if (options.drain === true && !this.#endpoint.isOver) {
        this.sendMessages();
        await this.#waits.drain(options);
      }
    } finally {
      this.disconnectNow();
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.disconnect();
  }

  #sendNow<T>(codec: Encoder<T>, value: T, type: number, flags: number): number {
    const answer = this.tryEncode(codec, value, type, flags);
    // Also when there was no room: the peer makes some only of what it sees.
    if (answer !== CLOSED) this.#exchange.send();
    return answer;
  }

  #message(at: number): ChannelMessage | null {
    return at === CLOSED ? null : this.currentMessage(at);
  }

  #decode<T>(codec: Decoder<T>, at: number): T | null {
    if (at === CLOSED) return null;
    try {
      return codec.decode(this.#exchange.incoming, at, this.#exchange.messageLength);
    } finally {
      this.#exchange.finish();
    }
  }

  #onWake(): void {
    this.#waits.wake();
    const state = this.#endpoint.remoteState;
    if (state !== this.#emittedState) {
      this.#emittedState = state;
      this.emit('state', state);
    }
    if (!this.#endpoint.isOver || this.#isCloseEmitted) return;
    this.#isCloseEmitted = true;
    const { error } = this.#endpoint;
    queueMicrotask(() => this.emit('close', error?.code === ChannelErrorCode.PEER_CLOSED ? null : error));
  }
}
