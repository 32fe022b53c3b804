/** Waiting on an exchange: for messages and for room, on the event loop and by blocking the thread. */
import { PoisonReason } from '../../generated/segment/codes.ts';
import { ChannelError, ChannelErrorCode, PeerUnresponsive } from '../errors.ts';
import { CLOSED, EMPTY, FULL } from '../ring/answers.ts';
import { Blocker, type Condition } from './blocking.ts';
import { ChannelEvent } from './channel-event.ts';
import type { Backpressure, Exchange } from './exchange.ts';
import type { EndpointState } from './state.ts';
import { limitOf, throwIfAborted, type WaitOptions } from './waiting.ts';

/** How long each turn of the loop looks for a message in fast-receive mode, before it sleeps after all. */
const FAST_MS = 2;

export class Waits {
  readonly receiveEvent: ChannelEvent;
  readonly sendEvent: ChannelEvent;
  readonly controlEvent: ChannelEvent;
  /** What the user was last told of the peer; the control event is set while it is something else. */
  toldState: EndpointState;
  readonly #exchange: Exchange;
  readonly #blocker: Blocker;
  readonly #backpressure: Backpressure;
  readonly #readable: Condition;
  readonly #writable: Condition;
  readonly #either: Condition;
  #isReceiving = false;
  #fastRequests = 0;
  /** When that is over, as `performance.now()` counts. */
  #fastUntil = 0;
  #isPolling = false;
  /** Sends that wait for room, in order. */
  #waitingSends = 0;
  #lastSend: Promise<void> = Promise.resolve();
  readonly #drains: Set<() => void> = new Set();
  readonly #poll: () => void = () => this.#pollFast();

  constructor(exchange: Exchange, backpressure: Backpressure, blocksMainThread: boolean) {
    const { endpoint, consumer } = exchange;
    this.#exchange = exchange;
    this.#backpressure = backpressure;
    this.#blocker = new Blocker(endpoint, blocksMainThread);
    this.toldState = endpoint.remoteState;
    this.#readable = {
      isMet: () => exchange.hasMessage || endpoint.isOver || consumer.hasEnded || consumer.isReady(),
      arm: () => exchange.armData(),
    };
    this.#writable = {
      isMet: () => exchange.fits(exchange.wanted, exchange.wantsReference),
      arm: () => exchange.armRoom(),
    };
    this.#either = {
      isMet: () => this.#readable.isMet() || this.#writable.isMet(),
      arm: () => {
        const isWritable = this.#writable.arm();
        return this.#readable.arm() || isWritable;
      },
    };
    this.receiveEvent = new ChannelEvent('receive', { isSet: () => this.#readable.isMet(), arm: () => this.#armData() });
    this.sendEvent = new ChannelEvent('send', { isSet: () => this.#writable.isMet(), arm: () => this.#writable.arm() });
    this.controlEvent = new ChannelEvent('control', { isSet: () => endpoint.remoteState !== this.toldState, arm: () => false });
  }

  /** Doorbells have rung, or the peer has another state. */
  wake(): void {
    if (this.#fastRequests > 0) this.#fastUntil = performance.now() + FAST_MS;
    this.receiveEvent.poke();
    this.sendEvent.poke();
    this.controlEvent.poke();
    for (const poke of this.#drains) poke();
  }

  /** @returns offset of the next message, or CLOSED at an orderly end @throws ChannelError for any other end, and for the limits of `options` */
  get(options: WaitOptions): Promise<number> {
    return this.getFor(() => this.#exchange.tryGet(), options);
  }

  /** The same for another way of looking. */
  async getFor(look: () => number, options: WaitOptions): Promise<number> {
    const at = look();
    if (at >= 0) return at;
    if (this.#isReceiving) throw new ChannelError(ChannelErrorCode.STATE, 'somebody waits for a message already');
    this.#isReceiving = true;
    try {
      const limit = limitOf(options);
      const before = this.#exchange.producer.released;
      for (;;) {
        throwIfAborted(options.signal, 'waiting for a message');
        const found = look();
        if (found !== EMPTY) return this.#ended(found);
        if (!(await this.receiveEvent.until(options.signal, limit))) throw this.#late('waiting for a message', before);
      }
    } finally {
      this.#isReceiving = false;
    }
  }

  getBlocking(options: WaitOptions): number {
    return this.getBlockingFor(() => this.#exchange.tryGet(), options);
  }

  getBlockingFor(look: () => number, options: WaitOptions): number {
    let at = look();
    if (at !== EMPTY) return this.#ended(at);
    this.#blocker.check();
    const limit = limitOf(options);
    const before = this.#exchange.producer.released;
    for (;;) {
      const isMet = this.#blocker.wait(this.#readable, limit);
      at = look();
      if (at !== EMPTY) return this.#ended(at);
      if (!isMet && limit <= performance.now()) throw this.#late('waiting for a message', before);
    }
  }

  /** Calls `attempt` until it does not say FULL, with the back-pressure of the channel; attempts of several callers succeed in their order. */
  async send(attempt: () => number, options: WaitOptions, backpressure: Backpressure = this.#backpressure): Promise<number> {
    if (this.#waitingSends === 0) {
      const answer = this.#sent(attempt());
      if (answer !== FULL || backpressure === 'refuse') return answer;
    }
    const before = this.#lastSend;
    let done: () => void = () => {};
    this.#waitingSends += 1;
    this.#lastSend = new Promise((resolve) => {
      done = resolve;
    });
    try {
      await before;
      return await this.#sendInTurn(attempt, options, backpressure);
    } finally {
      this.#waitingSends -= 1;
      done();
    }
  }

  async #sendInTurn(attempt: () => number, options: WaitOptions, backpressure: Backpressure): Promise<number> {
    const limit = limitOf(options);
    const released = this.#releasedNow();
    for (;;) {
      throwIfAborted(options.signal, 'waiting for room');
      const answer = this.#sent(attempt());
      if (answer !== FULL || backpressure === 'refuse') return answer;
      if (!(await this.sendEvent.until(options.signal, limit))) throw this.#late('waiting for room', released);
    }
  }

  sendBlocking(attempt: () => number, options: WaitOptions, backpressure: Backpressure = this.#backpressure): number {
    let answer = this.#sent(attempt());
    if (answer !== FULL || backpressure === 'refuse') return answer;
    this.#blocker.check();
    const limit = limitOf(options);
    const released = this.#releasedNow();
    for (;;) {
      const isMet = this.#blocker.wait(this.#writable, limit);
      answer = this.#sent(attempt());
      if (answer !== FULL) return answer;
      if (!isMet && limit <= performance.now()) throw this.#late('waiting for room', released);
    }
  }

  /** Waits until the peer has released all that is published, or is gone. */
  async drain(options: WaitOptions): Promise<void> {
    const { producer, endpoint } = this.#exchange;
    const limit = limitOf(options);
    const released = this.#releasedNow();
    const drained = new ChannelEvent('drained', {
      isSet: () => endpoint.error !== null || !producer.look() || producer.released === producer.sent,
      arm: () => producer.armDrained(),
    });
    const poke = (): void => drained.poke();
    this.#drains.add(poke);
    try {
      if (endpoint.isOver || (await drained.until(options.signal, limit))) return;
      throw this.#late('waiting until all was read', released);
    } finally {
      this.#drains.delete(poke);
    }
  }

  /** Whether blocking calls are allowed on this thread. */
  get canBlock(): boolean {
    return this.#blocker.isAllowed;
  }

  /** Blocks until there is something to get, or room if that is `needed`. @returns false when the time, as `performance.now()` counts, is over */
  block(needsRoom: boolean, limit: number): boolean {
    return this.#blocker.wait(needsRoom ? this.#either : this.#readable, limit);
  }

  requestFast(): void {
    this.#fastRequests += 1;
    this.#fastUntil = performance.now() + FAST_MS;
    if (this.#fastRequests === 1) this.#exchange.endpoint.setFast(true);
  }

  cancelFast(): void {
    if (this.#fastRequests === 0) throw new ChannelError(ChannelErrorCode.STATE, 'each cancel needs a request of its own');
    this.#fastRequests -= 1;
    if (this.#fastRequests === 0) this.#exchange.endpoint.setFast(false);
  }

  #ended(at: number): number {
    if (at !== CLOSED) return at;
    const { endpoint, consumer } = this.#exchange;
    const { error } = endpoint;
    if (error === null || endpoint.wasLeft) {
      if (error !== null) throw error;
      return CLOSED;
    }
    // A peer that has said END, or has left in an orderly way, is no error.
    const isOrderly = error.code === ChannelErrorCode.PEER_CLOSED || consumer.hasEnded;
    if (consumer.reason !== PoisonReason.PoisonNone || !isOrderly) throw error;
    return CLOSED;
  }

  #sent(answer: number): number {
    if (answer !== CLOSED) return answer;
    throw this.#exchange.endpoint.error ?? new ChannelError(ChannelErrorCode.PEER_CLOSED, 'the channel is closed');
  }

  #releasedNow(): number {
    const { producer } = this.#exchange;
    producer.look();
    return producer.released;
  }

  /** A peer that has not touched what lies before it is not there, or stopped; one that has is slow, or has nothing to say. */
  #late(doing: string, before: number): ChannelError {
    const { producer, endpoint } = this.#exchange;
    if (!producer.look()) {
      endpoint.settle();
      if (endpoint.error !== null) return endpoint.error;
    }
    const { sent, released } = producer;
    if (released === before && released !== sent) {
      return new PeerUnresponsive(`${doing}: the peer has read nothing in time: sent=${sent} released=${released}`);
    }
    return new ChannelError(ChannelErrorCode.DEADLINE, `${doing}: the time is over`);
  }

  #armData(): boolean {
    if (this.#fastRequests === 0 || performance.now() >= this.#fastUntil) return this.#exchange.armData();
    if (!this.#isPolling) {
      this.#isPolling = true;
      setImmediate(this.#poll);
    }
    return false;
  }

  /** A turn of the loop costs about a microsecond, a doorbell some ten. */
  #pollFast(): void {
    this.#isPolling = false;
    if (this.#readable.isMet()) this.#fastUntil = performance.now() + FAST_MS;
    this.receiveEvent.poke();
  }
}
