import type { NativeConnection, NativeDescriptors, PeerCredentials } from './native.ts';
import { goneBytes, idBytes, MEMORY_BYTES, VERSION_BYTES, vectorBytes } from './wire.ts';

/**
 * `greeting`: not everything that it is to know at first has left for it. `live`: it has. `kept`: a client of the server before this one, which
 * has lost its connection, and may still be there.
 */
export type IvshmemPeerState = 'greeting' | 'live' | 'kept';

/** A client as users of the server see it. */
export interface IvshmemPeer {
  readonly id: number;
  readonly state: IvshmemPeerState;
  /** When it connected. Null for a kept one, as is who it is. */
  readonly joinedAt: Date | null;
  readonly credentials: PeerCredentials | null;
  readonly vectors: number;
  /** Messages that wait for it to read. */
  readonly waiting: number;
}

/** A client that is connected, or a kept one: then `connection` is null, and it is told nothing. */
export class Peer {
  readonly id: number;
  readonly connection: NativeConnection | null;
  readonly eventfds: NativeDescriptors;
  readonly credentials: PeerCredentials | null;
  readonly joinedAt: Date | null;
  state: IvshmemPeerState;
  /** Messages that wait, as of the last flush. */
  waiting = 0;
  /** How many of them are its greeting, which the limit is not about. */
  #greeting = 0;
  /** Messages that had left, and when that was, for as long as some wait. */
  #left = -1;
  #leftAt = 0;

  constructor(id: number, eventfds: NativeDescriptors, connection: NativeConnection | null, credentials: PeerCredentials | null) {
    this.id = id;
    this.eventfds = eventfds;
    this.connection = connection;
    this.credentials = credentials;
    this.state = connection === null ? 'kept' : 'greeting';
    this.joinedAt = connection === null ? null : new Date();
  }

  /** Version, id, memory: always first, in this order. */
  greet(memory: NativeDescriptors): void {
    this.connection?.add(VERSION_BYTES, null);
    this.connection?.add(idBytes(this.id), null);
    this.connection?.add(MEMORY_BYTES, memory);
  }

  /** All eventfds of a client, be it another or itself. */
  tellVectors({ id, eventfds }: Peer): void {
    this.connection?.add(vectorBytes(id), eventfds);
  }

  tellGone({ id }: Peer): void {
    this.connection?.add(goneBytes(id), null);
  }

  /** Sends what goes. @returns false when nobody reads any more */
  flush(): boolean {
    if (this.connection === null) return true;
    const waiting = this.connection.flush();
    if (waiting < 0) return false;
    this.waiting = waiting;
    if (waiting === 0) this.drained();
    return true;
  }

  /** What waits now is its greeting. */
  endGreeting(): void {
    this.#greeting = this.waiting;
  }

  /** All has left. */
  drained(): void {
    this.waiting = 0;
    this.#greeting = 0;
    this.#left = -1;
    if (this.state === 'greeting') this.state = 'live';
  }

  isOver(limit: number): boolean {
    return this.waiting - this.#greeting > limit;
  }

  /** Whether messages have waited for `timeoutMs`, and none has left. Time in which nobody can be sent anything does not count. */
  isStalled(nowMs: number, timeoutMs: number): boolean {
    if (this.connection === null || this.waiting === 0) return false;
    const { waiting, left, isCrowded } = this.connection.progress();
    this.waiting = waiting;
    if (left !== this.#left || isCrowded) {
      this.#left = left;
      this.#leftAt = nowMs;
    }
    return nowMs - this.#leftAt >= timeoutMs;
  }

  close(): void {
    this.connection?.close();
    this.eventfds.close();
  }
}
