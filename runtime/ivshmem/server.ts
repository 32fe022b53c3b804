/** A server of the ivshmem protocol, version 0: `docs/ivshmem.md`, and for the wire `docs/protocols/ivshmem.md`. */
import { EventEmitter } from 'node:events';
import { ChannelError, ChannelErrorCode } from '../errors.ts';
import { loadAddon } from '../memory/addon.ts';
import { callNative } from '../memory/failure.ts';
import { admits } from './admission.ts';
import { clientBudget } from './budget.ts';
import { type HandoverOffer, offerHandover } from './handover-offer.ts';
import { IdLedger } from './ids.ts';
import { dropInheritance, type IvshmemInheritance, NO_INHERITANCE } from './inheritance.ts';
import { inherit, type Keeper, openKeeper } from './keeper.ts';
import { openMemory, type SharedMemory } from './memory.ts';
import {
  CONNECTION_DRAINED,
  CONNECTION_SPOKE,
  type NativeConnection,
  type NativeDescriptors,
  type NativeIvshmem,
  type NativeIvshmemListening,
  type PeerCredentials,
} from './native.ts';
import { type CheckedServerOptions, checkServerOptions, type IvshmemServerOptions } from './options.ts';
import { type IvshmemPeer, Peer } from './peer.ts';
import { dumpStatus, type IvshmemStatus } from './status.ts';

/** Why a client has gone: it hung up; it said something, which no client may; it did not read; the server was told that it is no more. */
export type IvshmemLeaveReason = 'left' | 'spoke' | 'slow' | 'released';

/** Why somebody did not become a client: its user; as many are there as may be; no id is free; something ran out (`error` says what). */
export interface IvshmemRefusal {
  readonly reason: 'denied' | 'full' | 'ids' | 'resources';
  readonly credentials: PeerCredentials | null;
  readonly error: Error | null;
}

export type IvshmemServerEvents = {
  join: [peer: IvshmemPeer];
  leave: [peer: IvshmemPeer, reason: IvshmemLeaveReason];
  refuse: [refusal: IvshmemRefusal];
  /** A successor has taken over; this server is closed. */
  handover: [];
};

/** Clients taken in at one turn of the loop: those that are there want theirs. */
const MOST_ACCEPTS = 32;

/** Of one run, from `start` to `close`. */
interface Run {
  readonly native: NativeIvshmem;
  readonly listening: NativeIvshmemListening;
  readonly memory: SharedMemory;
  readonly ids: IdLedger;
  /** Null without `keep`. */
  readonly keeper: Keeper | null;
  readonly offer: HandoverOffer | null;
  readonly maxClients: number;
  readonly stallTimer: NodeJS.Timeout;
}

export class IvshmemServer extends EventEmitter<IvshmemServerEvents> implements AsyncDisposable {
  readonly #options: CheckedServerOptions;
  /** By id; oldest first, which is the order that newcomers are told of them. */
  readonly #peers = new Map<number, Peer>();
  #run: Run | null = null;
  #doomed: { readonly peer: Peer; readonly reason: IvshmemLeaveReason }[] = [];
  #isDropping = false;
  readonly #counters = { joined: 0, left: 0, dropped: 0, refused: 0 };

  /** Checks the options; nothing is opened before {@link start}. @throws ChannelError `SLUICE_ERR_OPTION` */
  constructor(options: IvshmemServerOptions) {
    super();
    this.#options = checkServerOptions(options);
  }

  get isStarted(): boolean {
    return this.#run !== null;
  }

  /** Clients that are connected. */
  get clientCount(): number {
    let count = 0;
    for (const { connection } of this.#peers.values()) if (connection !== null) count += 1;
    return count;
  }

  /**
   * Makes the memory and listens; with `keep`, takes over from a server that runs at the same path and keeps, too.
   *
   * @param from - what systemd has passed (`inheritFromSystemd`); it is taken over, also when this throws
   * @throws ChannelError `SLUICE_ERR_STATE` when it has started, `SLUICE_ERR_OPTION` when clients or memory do not fit,
   *   `SLUICE_ERR_ADDRESS`, `SLUICE_ERR_ADDRESS_IN_USE` for the socket or the memory of a server that runs, `SLUICE_ERR_SYSTEM`
   */
  start(from: IvshmemInheritance = NO_INHERITANCE): void {
    if (this.#run !== null) throw new ChannelError(ChannelErrorCode.STATE, `the server has started: path=${this.#options.path}`);
    const options = this.#options;
    const native = loadAddon().ivshmem;
    const undo: (() => void)[] = [];
    try {
      const maxClients = clientBudget(native, options.vectors, options.maxClients);
      const inherited = inherit(options, from);
      undo.push(() => dropInheritance(inherited));
      const memory = openMemory(native, options, inherited.memory);
      undo.push(() => memory.close());
      const keeper = options.keep ? openKeeper(native, options, inherited, memory) : null;
      undo.push(() => keeper?.close());
      const listening = this.#listen(native, inherited);
      undo.push(() => listening.close());
      const offer = options.keep ? offerHandover(native, options, (connection) => this.#handOver(connection)) : null;
      const stallTimer = setInterval(() => this.#dropStalled(), Math.max(10, Math.min(1000, options.stallTimeoutMs / 4))).unref();
      const ids = keeper?.restore() ?? new IdLedger();
      this.#run = { native, listening, memory, ids, keeper, offer, maxClients, stallTimer };
      for (const { id, eventfds } of inherited.kept) this.#peers.set(id, new Peer(id, eventfds, null, null));
    } catch (error) {
      for (const each of undo.reverse()) each();
      throw error;
    }
  }

  #listen(native: NativeIvshmem, { listening }: IvshmemInheritance): NativeIvshmemListening {
    const { path, mode, group } = this.#options;
    return callNative(`listen on ${path}`, () => {
      if (listening === null) return native.listen(path, mode, group, () => this.#acceptSome());
      const adopted = native.listenOn(listening, () => this.#acceptSome());
      listening.close();
      return adopted;
    });
  }

  /**
   * Hangs up on all clients and lets go of the memory; may start again. Nobody is told that others have gone: they have not, and their
   * memory and eventfds go on working.
   */
  close(): void {
    const run = this.#run;
    if (run === null) return;
    this.#run = null;
    clearInterval(run.stallTimer);
    run.listening.close();
    run.offer?.close();
    for (const peer of this.#peers.values()) peer.close();
    this.#peers.clear();
    run.keeper?.close();
    run.memory.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  /** Null when nobody has this id. */
  searchPeer(id: number): IvshmemPeer | null {
    const peer = this.#peers.get(id);
    return peer === undefined ? null : infoOf(peer, this.#options.vectors);
  }

  /**
   * Says that a client of a server before this one is known to be gone: the others are told, and its id may come again.
   *
   * @returns false when it is not such an id
   */
  release(id: number): boolean {
    if (this.#run?.ids.release(id) !== true) return false;
    const peer = this.#peers.get(id);
    if (peer !== undefined) this.#doom(peer, 'released');
    this.#dropDoomed();
    return true;
  }

  status(): IvshmemStatus {
    const { path, vectors, size } = this.#options;
    const run = this.#run;
    return {
      path,
      isStarted: run !== null,
      protocolVersion: 0,
      vectors,
      size: size <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(size) : `0x${size.toString(16)}`,
      memory: run === null ? null : { place: run.memory.place, isSealed: run.memory.isSealed },
      maxClients: run?.maxClients ?? null,
      nextId: run?.ids.next ?? null,
      retiredIds: run?.ids.retiredCount ?? 0,
      reservedIds: run?.ids.reservedCount ?? 0,
      reserved: run?.ids.reservedIds ?? [],
      ...this.#counters,
      clients: Array.from(this.#peers.values(), (peer) => infoOf(peer, vectors)),
    };
  }

  /** The same as a table, for people. */
  dump(): string {
    return dumpStatus(this.status());
  }

  /** Keeps the process running, as it does from the start, or not. */
  ref(): this {
    this.#run?.listening.ref();
    return this;
  }

  unref(): this {
    this.#run?.listening.unref();
    return this;
  }

  // ---- taking clients in ---------------------------------------------------------------------------------------------------------

  #acceptSome(): void {
    for (let count = 0; count < MOST_ACCEPTS && this.#run !== null; count += 1) {
      try {
        const connection = callNative('accept a client', () => (this.#run as Run).listening.accept());
        if (connection === null) return;
        this.#admit(connection);
      } catch (error) {
        this.#refuse({ reason: 'resources', credentials: null, error: error as Error });
      }
    }
  }

  /** Judges one, and finds what it needs before it gets an id: who is turned away has used none. */
  #admit(connection: NativeConnection): void {
    const run = this.#run as Run;
    let credentials: PeerCredentials | null = null;
    let eventfds: NativeDescriptors | null = null;
    try {
      credentials = callNative('ask who a client is', () => connection.credentials());
      const reason = !admits(this.#options, credentials) ? 'denied' : this.clientCount >= run.maxClients ? 'full' : null;
      if (reason !== null) {
        connection.close();
        this.#refuse({ reason, credentials, error: null });
        return;
      }
      eventfds = callNative('make eventfds for a client', () => run.native.createEventfds(this.#options.vectors));
      callNative('watch a client', () => connection.watch((events) => this.#onEvents(connection, events)));
    } catch (error) {
      connection.close();
      eventfds?.close();
      this.#refuse({ reason: 'resources', credentials, error: error as Error });
      return;
    }
    const id = run.ids.take();
    if (id === null) {
      connection.close();
      eventfds.close();
      this.#refuse({ reason: 'ids', credentials, error: null });
      return;
    }
    this.#introduce(run, new Peer(id, eventfds, connection, credentials));
  }

  /** In the order of QEMU's server: so those that were there can ring the newcomer before it knows its own eventfds, which keep the kick. */
  #introduce(run: Run, newcomer: Peer): void {
    newcomer.greet(run.memory.descriptors);
    this.#flush(newcomer);
    for (const old of this.#peers.values()) {
      old.tellVectors(newcomer);
      this.#flush(old);
    }
    for (const old of this.#peers.values()) newcomer.tellVectors(old);
    newcomer.tellVectors(newcomer);
    this.#peers.set(newcomer.id, newcomer);
    this.#byConnection.set(newcomer.connection as NativeConnection, newcomer);
    this.#counters.joined += 1;
    if (newcomer.flush()) newcomer.endGreeting();
    else this.#doom(newcomer, 'left');
    const info = infoOf(newcomer, this.#options.vectors);
    this.emit('join', info);
    this.#dropDoomed();
  }

  // ---- handing over --------------------------------------------------------------------------------------------------------------

  /** To a process of the same user that has connected for it. Nobody is taken in meanwhile. */
  #handOver(connection: NativeConnection): void {
    const { listening, memory, keeper, offer } = this.#run as Run;
    const kept = Array.from(this.#peers.values(), ({ id, eventfds }) => ({ id, eventfds }));
    const socket = callNative('hand the socket over', () => listening.duplicate());
    const isMemfd = this.#options.memory.kind === 'memfd';
    listening.pause();
    offer?.make(
      connection,
      { listening: socket, memory: isMemfd ? memory.descriptors : null, ids: keeper?.descriptors ?? null, kept },
      (isTaken) => {
        socket.close();
        if (this.#run?.offer !== offer) return;
        if (!isTaken) {
          listening.resume();
          return;
        }
        listening.leavePath();
        this.close();
      },
      () => this.emit('handover'),
    );
  }

  #refuse(refusal: IvshmemRefusal): void {
    this.#counters.refused += 1;
    this.emit('refuse', refusal);
  }

  // ---- letting them go -----------------------------------------------------------------------------------------------------------

  readonly #byConnection = new WeakMap<NativeConnection, Peer>();

  #onEvents(connection: NativeConnection, events: number): void {
    const peer = this.#byConnection.get(connection);
    if (peer === undefined) return;
    if ((events & ~CONNECTION_DRAINED) === 0) peer.drained();
    else this.#doom(peer, events & CONNECTION_SPOKE ? 'spoke' : 'left');
    this.#dropDoomed();
  }

  /** Sends what goes; a peer that does not take it is dropped later: others are being told something right now. */
  #flush(peer: Peer): void {
    if (!peer.flush()) this.#doom(peer, 'left');
    else if (peer.isOver(this.#options.outboxLimit)) this.#doom(peer, 'slow');
  }

  #dropStalled(): void {
    const now = performance.now();
    for (const peer of this.#peers.values()) if (peer.isStalled(now, this.#options.stallTimeoutMs)) this.#doom(peer, 'slow');
    this.#dropDoomed();
  }

  #doom(peer: Peer, reason: IvshmemLeaveReason): void {
    this.#doomed.push({ peer, reason });
  }

  /** Telling others that one has gone can find that another one has. */
  #dropDoomed(): void {
    if (this.#isDropping) return;
    this.#isDropping = true;
    try {
      for (let next = this.#doomed.shift(); next !== undefined; next = this.#doomed.shift()) this.#drop(next.peer, next.reason);
    } finally {
      this.#isDropping = false;
    }
  }

  #drop(peer: Peer, reason: IvshmemLeaveReason): void {
    if (this.#peers.get(peer.id) !== peer) return;
    const info = infoOf(peer, this.#options.vectors);
    this.#peers.delete(peer.id);
    peer.close();
    for (const other of this.#peers.values()) {
      other.tellGone(peer);
      this.#flush(other);
    }
    this.#run?.ids.leave(peer.id);
    if (reason === 'left') this.#counters.left += 1;
    else this.#counters.dropped += 1;
    this.emit('leave', info, reason);
  }
}

function infoOf({ id, state, joinedAt, credentials, waiting }: Peer, vectors: number): IvshmemPeer {
  return { id, state, joinedAt, credentials, vectors, waiting };
}
