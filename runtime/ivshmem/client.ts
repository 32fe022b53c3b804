/** A client of an ivshmem server, QEMU's or ours: the one of libsluice (`sluice/ivshmem.h`), on the event loop. `docs/ivshmem.md`. */
import { EventEmitter } from 'node:events';
import { ChannelError, ChannelErrorCode } from '../errors.ts';
import { loadAddon } from '../memory/addon.ts';
import { callNative, channelErrorCode } from '../memory/failure.ts';
import type { NativeIvshmemClient } from './native.ts';

export interface IvshmemClientOptions {
  /** How many vectors the server gives each client, when it is known: `ready` then waits for all of them. */
  readonly vectors?: number;
  /** How long after the end of a connection, or a failure to make one, it is tried again. Default never. */
  readonly reconnectMs?: number;
  /**
   * No message says how many vectors a client has. One with fewer than `vectors`, or than others have, counts as complete when the server has said
   * nothing for so long: 2000 by default. When that is this client, and `vectors` was given, a `fault` (`SLUICE_ERR_COUNT`) comes before `ready`.
   */
  readonly settleMs?: number;
}

/** Another client. */
export interface IvshmemClientPeer {
  readonly id: number;
  readonly vectors: number;
}

export type IvshmemClientEvents = {
  /** Own id, memory and vectors are there, and everybody who was before. Again after a reconnect, with another id. */
  ready: [id: number];
  join: [peer: IvshmemClientPeer];
  leave: [id: number];
  /** Somebody has rung: a hint to look at the memory. */
  kick: [vector: number];
  /** The server sent what makes no sense; it was ignored. `code` is that of `sluice/ivshmem.h`. */
  fault: [fault: { readonly code: string; readonly value: bigint }];
  /** The connection has ended. Memory and peers stay good until there is another one. */
  lost: [error: ChannelError];
};

/** `enum sluice_ivshmem_kind`. */
const READY = 1;
const JOIN = 2;
const LEAVE = 3;
const KICK = 4;
const FAULT = 5;

/** What a timer takes. */
const MOST_MS = 0x7fffffff;

export class IvshmemClient extends EventEmitter<IvshmemClientEvents> implements AsyncDisposable {
  readonly path: string;
  readonly #native: NativeIvshmemClient;
  #isClosed = false;

  /** For the runtime; use {@link connectIvshmem}. */
  constructor(path: string, { vectors = 0, reconnectMs = 0, settleMs = 2000 }: IvshmemClientOptions) {
    super();
    if (!(Number.isInteger(vectors) && vectors >= 0 && vectors <= 64)) {
      throw new ChannelError(ChannelErrorCode.OPTION, `vectors must be from 0 to 64: vectors=${vectors}`);
    }
    if (!isDuration(reconnectMs) || !isDuration(settleMs) || settleMs === 0) {
      const text = `reconnectMs must be from 0, settleMs above it, both at most ${MOST_MS}: reconnectMs=${reconnectMs} settleMs=${settleMs}`;
      throw new ChannelError(ChannelErrorCode.OPTION, text);
    }
    this.path = path;
    this.#native = callNative(`connect to ${path}`, () =>
      loadAddon().ivshmem.connectClient(path, vectors, reconnectMs, settleMs, (kind, peer, vector, count, status, value) => {
        if (!this.#isClosed) this.#tell(kind, peer, vector, count, status, value);
      }),
    );
  }

  /** Own id; null before the server has said it. */
  get id(): number | null {
    const { id } = this.#native.state();
    return id < 0 ? null : id;
  }

  get isReady(): boolean {
    return this.#native.state().isReady;
  }

  get isConnected(): boolean {
    return !this.#isClosed && this.#native.state().isConnected;
  }

  /** Own vectors. */
  get vectors(): number {
    return this.#native.state().vectors;
  }

  /** Bytes of the shared memory; 0 before it is there. */
  get size(): number {
    return this.#native.state().size;
  }

  /** The others, by id. */
  get peers(): readonly IvshmemClientPeer[] {
    return this.#native.peers();
  }

  /** Rings a vector of a client, which may be this one. Never waits. False when there is no such client or vector. */
  ring(peer: number, vector: number): boolean {
    return this.#native.ring(peer, vector);
  }

  /** Rings all vectors of a client. @returns how many */
  ringAll(peer: number): number {
    let count = 0;
    while (count < 64 && this.ring(peer, count)) count += 1;
    return count;
  }

  /**
   * The shared memory, which everybody writes: read a value once, by Atomics, judge it, then use it. One map at a time: the next call, and
   * `close`, detach the buffer of the last one. If it is not sealed, another client can cut it short, and reading beyond ends this process.
   *
   * @throws ChannelError `SLUICE_ERR_STATE` before there is one, `SLUICE_ERR_SYSTEM`
   */
  map(): { readonly buffer: ArrayBuffer; readonly isSealed: boolean } {
    return callNative('map the shared memory', () => this.#native.map());
  }

  unmap(): void {
    this.#native.unmap();
  }

  /** For the runtime: who never connects anew is rung, and rings, by what was there before. `native/src/ivshmem-client.h` has the rules. */
  get earlier(): Pick<NativeIvshmemClient, 'keepEarlier' | 'keepOnly' | 'numberFor'> {
    return this.#native;
  }

  /** For the runtime. */
  get hasEarlier(): boolean {
    return !this.#isClosed && this.#native.state().hasEarlier;
  }

  /** For the runtime: vectors that this connection and all earlier ones have. */
  get commonVectors(): number {
    return this.#native.state().commonVectors;
  }

  ref(): this {
    if (!this.#isClosed) this.#native.ref();
    return this;
  }

  unref(): this {
    if (!this.#isClosed) this.#native.unref();
    return this;
  }

  close(): void {
    this.#isClosed = true;
    this.#native.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  #tell(kind: number, peer: number, vector: number, count: number, status: number, value: bigint): void {
    const code = channelErrorCode(status);
    if (kind === READY) this.emit('ready', peer);
    else if (kind === JOIN) this.emit('join', { id: peer, vectors: count });
    else if (kind === LEAVE) this.emit('leave', peer);
    else if (kind === KICK) this.emit('kick', vector);
    else if (kind === FAULT) this.emit('fault', { code, value });
    else {
      const errno = code === ChannelErrorCode.SYSTEM ? Number(value) : 0;
      const text = `the connection has ended: ${code}${errno === 0 ? '' : ` errno=${errno}`}: path=${this.path}`;
      this.emit('lost', new ChannelError(code as ChannelErrorCode, text, errno === 0 ? {} : { errno }));
    }
  }
}

function isDuration(ms: number): boolean {
  return ms >= 0 && ms <= MOST_MS;
}

/**
 * Connects; the rest comes as events.
 *
 * @param path - of the server's socket, or `@name`
 * @throws ChannelError `SLUICE_ERR_NOT_LISTENING`, `SLUICE_ERR_ADDRESS`, `SLUICE_ERR_OPTION`, `SLUICE_ERR_DEADLINE` (its queue is full), `SLUICE_ERR_SYSTEM`
 */
export function connectIvshmem(path: string, options: IvshmemClientOptions = {}): IvshmemClient {
  return new IvshmemClient(path, options);
}
