/** From an address to channels. `docs/runtime.md`, "Rendezvous". */
import { Purpose } from '../../generated/segment/codes.ts';
import { ChannelError, ChannelErrorCode } from '../errors.ts';
import { loadAddon } from '../memory/addon.ts';
import { callNative } from '../memory/failure.ts';
import type { NativeLink, NativeListening } from '../memory/native.ts';
import { Blocker } from './blocking.ts';
import { Channel } from './channel.ts';
import { ChannelEvent } from './channel-event.ts';
import { type ConnectOptions, openLink } from './open-link.ts';
import { type ChannelBehaviour, type ChannelOptions, checkBehaviour, type ListenOptions, termsOf } from './options.ts';
import { blockingMs, limitOf, NO_OPTIONS, throwIfAborted, type WaitOptions } from './waiting.ts';

export type { ConnectOptions };

/** A connection that nobody has opened yet, for another thread: a number that `openTicket` takes there, once. */
export type ChannelTicket = number;

export class Listener implements AsyncIterable<Channel>, AsyncDisposable {
  readonly address: string;
  readonly #native: NativeListening;
  readonly #behaviour: ChannelOptions;
  readonly #prepared: ChannelEvent;
  #mayBeReady = true;
  #isClosed = false;

  /** For the runtime; use `listen`. */
  constructor(address: string, options: ListenOptions) {
    this.address = address;
    this.#behaviour = options;
    this.#prepared = new ChannelEvent('prepared', { isSet: () => this.#mayBeReady || this.#isClosed, arm: () => false });
    this.#native = callNative(`listen on ${address}`, () =>
      loadAddon().listen(address, termsOf(options), () => {
        this.#mayBeReady = true;
        this.#prepared.poke();
      }),
    );
  }

  /** The next connection, or null when none is prepared. */
  tryAccept(): Channel | null {
    const link = this.#take(() => this.#native.take());
    return link === null ? null : new Channel(link, this.#behaviour);
  }

  /**
   * Waits for the next connection.
   *
   * @throws ChannelError `SLUICE_ERR_DEADLINE`, `SLUICE_ERR_CANCELLED`, `SLUICE_ERR_PEER_CLOSED` when the listener is closed
   */
  async accept(options: WaitOptions = NO_OPTIONS): Promise<Channel> {
    const link = await this.#wait(() => this.#native.take(), options);
    return new Channel(link, this.#behaviour);
  }

  /** The same for a connection that another thread is to open. A ticket that nobody opens is to be given to `dropTicket`. */
  acceptTicket(options: WaitOptions = NO_OPTIONS): Promise<ChannelTicket> {
    return this.#wait(() => this.#native.takeTicket(), options);
  }

  /** The same as `accept`, by blocking the thread: for workers. */
  acceptSync(options: WaitOptions = NO_OPTIONS): Channel {
    const limit = limitOf(options);
    for (;;) {
      const channel = this.tryAccept();
      if (channel !== null) return channel;
      Blocker.check(this.#behaviour.blocksMainThread === true);
      if (performance.now() >= limit) throw late(this.address);
      this.#native.wait(blockingMs(limit));
      this.#mayBeReady = true;
    }
  }

  /** Connections, until the listener is closed. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Channel, void, undefined> {
    while (!this.#isClosed) {
      const channel = this.tryAccept();
      if (channel === null) await this.#prepared.wait();
      else yield channel;
    }
  }

  ref(): this {
    if (!this.#isClosed) this.#native.ref();
    return this;
  }

  unref(): this {
    if (!this.#isClosed) this.#native.unref();
    return this;
  }

  /** Refuses who is not accepted, and removes the path. Channels live on. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#native.close();
    this.#prepared.poke();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  async #wait<T>(take: () => T | null, options: WaitOptions): Promise<T> {
    const limit = limitOf(options);
    for (;;) {
      throwIfAborted(options.signal, 'accepting');
      const taken = this.#take(take);
      if (taken !== null) return taken;
      if (!(await this.#prepared.until(options.signal, limit))) throw late(this.address);
    }
  }

  #take<T>(take: () => T | null): T | null {
    if (this.#isClosed) throw new ChannelError(ChannelErrorCode.PEER_CLOSED, `the listener is closed: address=${this.address}`);
    const taken = callNative(`accept on ${this.address}`, take);
    if (taken === null) this.#mayBeReady = false;
    return taken;
  }
}

function late(address: string): ChannelError {
  return new ChannelError(ChannelErrorCode.DEADLINE, `nobody has connected in time: address=${address}`);
}

/**
 * Listens on a socket path, or with a leading `@` on an abstract name. Options are those of the channels that are accepted, too.
 *
 * @throws ChannelError `SLUICE_ERR_ADDRESS`, `SLUICE_ERR_ADDRESS_IN_USE`, `SLUICE_ERR_OPTION`, `SLUICE_ERR_SYSTEM`, `SLUICE_ERR_ADDON`
 */
export function listen(address: string, options: ListenOptions = {}): Listener {
  return new Listener(address, options);
}

/**
 * Connects; completes when the other side has accepted.
 *
 * @throws ChannelError `SLUICE_ERR_NOT_LISTENING`, `SLUICE_ERR_INCOMPATIBLE` (`refusal` says what differs), `SLUICE_ERR_DENIED`,
 *   `SLUICE_ERR_BUSY`, `SLUICE_ERR_DEADLINE`, `SLUICE_ERR_CANCELLED`, `SLUICE_ERR_ADDRESS`, `SLUICE_ERR_OPTION`
 */
export async function connect(address: string, options: ConnectOptions = {}): Promise<Channel> {
  return new Channel(await openLink(address, options, Purpose.PurposeChannel), options);
}

/** The same, by blocking the thread: for workers. */
export function connectSync(address: string, options: ConnectOptions = {}): Channel {
  Blocker.check(options.blocksMainThread === true);
  const doing = `connect to ${address}`;
  const terms = termsOf(options);
  const link: NativeLink = callNative(doing, () => loadAddon().connectSync(address, terms, blockingMs(limitOf(options))));
  return new Channel(link, options);
}

/** Opens a connection that another thread has accepted. @throws ChannelError `SLUICE_ERR_STATE` for a ticket that is none any more */
export function openTicket(ticket: ChannelTicket, behaviour: ChannelBehaviour = {}): Channel {
  checkBehaviour(behaviour);
  return new Channel(
    callNative(`open ticket ${ticket}`, () => loadAddon().adopt(ticket)),
    behaviour,
  );
}

/** Forgets a ticket that nobody will open: its peer sees a death. */
export function dropTicket(ticket: ChannelTicket): void {
  callNative(`drop ticket ${ticket}`, () => loadAddon().dropTicket(ticket));
}
