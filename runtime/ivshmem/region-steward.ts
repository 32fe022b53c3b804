/**
 * The one host process that keeps a region's directory: it assigns slots to whom the server lets in, and says who is dead. `docs/ivshmem.md`,
 * "The steward".
 */
import { EventEmitter } from 'node:events';
import { ChannelError, ChannelErrorCode } from '../errors.ts';
import type { IvshmemClient, IvshmemClientPeer } from './client.ts';
import type { Region } from './region.ts';
import { watchLeaves } from './region-bell.ts';

export interface StewardOptions {
  /** The server's client; without one, heartbeats tell who lives. */
  readonly client?: IvshmemClient;
  /**
   * 5000 by default. A peer whose end no server tells, and whose heartbeat has not moved for so long, is dead; at least 4 times the interval of the
   * heartbeats. That are all peers without a server, or while it is away, and those that have not come back to one that was restarted. In a
   * region without heartbeats the latter are dead after this time.
   */
  readonly patienceMs?: number;
  /** Slots that are never assigned, because peers are configured to have them. That of this process is one in any case. */
  readonly reserved?: readonly number[];
}

export type StewardEvents = {
  /** A slot is for this number now. */
  assign: [slot: number, number: number];
  /** Whoever was in this slot is dead. */
  death: [slot: number, epoch: number];
  /** No slot is free for this number. */
  full: [number: number];
};

const DEFAULT_PATIENCE_MS = 5000;

interface Pulse {
  readonly epoch: number;
  readonly heartbeat: number;
  readonly since: number;
}

export class RegionSteward extends EventEmitter<StewardEvents> implements Disposable {
  readonly #region: Region;
  readonly #client: IvshmemClient | null;
  readonly #patienceMs: number;
  readonly #reserved: ReadonlySet<number>;
  readonly #pulses: Map<number, Pulse> = new Map();
  /** Numbers at a server before this one: who still has one has not come back, and no server tells of its end. */
  readonly #stayed: Set<number> = new Set();
  readonly #timer: NodeJS.Timeout | null;
  #return: NodeJS.Timeout | null = null;
  readonly #onReady = (): void => {
    if (this.#return !== null) clearTimeout(this.#return);
    this.#return = setTimeout(() => this.#buryAbsent(), this.#patienceMs).unref();
    this.#assignAll();
  };
  readonly #onLost = (): void => {
    const { id, peers } = this.#client as IvshmemClient;
    if (id !== null) this.#stayed.add(id);
    for (const peer of peers) this.#stayed.add(peer.id);
  };
  readonly #onJoin = ({ id }: IvshmemClientPeer): void => {
    // Before that, a successor tells of those who were there.
    if (this.#client?.isReady) this.#stayed.delete(id);
    this.#assignAll();
  };
  readonly #stopWatching: () => void;

  /** @throws ChannelError `SLUICE_ERR_OPTION` */
  constructor(region: Region, { client, patienceMs = DEFAULT_PATIENCE_MS, reserved = [] }: StewardOptions = {}) {
    super();
    this.#region = region;
    this.#client = client ?? null;
    this.#patienceMs = patienceMs;
    this.#reserved = new Set([...reserved, region.slot]);
    const { beatIntervalMs } = region.directory.layout;
    if ((client === undefined && beatIntervalMs === 0) || !(patienceMs >= 4 * beatIntervalMs)) {
      const text = 'without a server a region needs heartbeats, and the steward the patience for four of them';
      throw new ChannelError(ChannelErrorCode.OPTION, `${text}: beatIntervalMs=${beatIntervalMs} patienceMs=${patienceMs}`);
    }
    this.#timer = beatIntervalMs > 0 ? setInterval(() => this.#feelPulses(), Math.max(patienceMs / 8, 1)).unref() : null;
    this.#stopWatching = client === undefined ? () => {} : watchLeaves(client, (number) => this.#bury(number));
    client?.on('join', this.#onJoin).on('ready', this.#onReady).on('lost', this.#onLost);
    if (client !== undefined) this.#buryAbsent();
  }

  /** Says that whoever is in a slot is dead: its channels end, and the slot is free. */
  markDead(slot: number): void {
    const { directory } = this.#region;
    const epoch = directory.liveEpoch(slot);
    if (epoch === null) return;
    const bell = directory.bellOf(slot);
    directory.markDead(slot);
    this.#region.ringAll();
    // It may live, and sleep.
    this.#region.ringEach(slot, bell);
    // Nobody rings this one.
    this.#region.look();
    this.emit('death', slot, epoch);
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    if (this.#return !== null) clearTimeout(this.#return);
    this.#stopWatching();
    this.#client?.off('join', this.#onJoin).off('ready', this.#onReady).off('lost', this.#onLost);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  // ---- with a server

  /** Who was there under an earlier steward, or an earlier server, and is not any more; where there are heartbeats, these say so. */
  #buryAbsent(): void {
    const { directory, slot: own, slotCount } = this.#region;
    const present = new Set(this.#client?.peers.map(({ id }) => id));
    for (let slot = 0; slot < slotCount; slot += 1) {
      if (slot === own) continue;
      const number = directory.assignedTo(slot);
      const isLive = directory.liveEpoch(slot) !== null;
      const isSpared = isLive && this.#timer !== null;
      if (number !== null && !present.has(number) && !isSpared) directory.assign(slot, null);
      if (isLive && !present.has(directory.bellOf(slot).number) && !isSpared) this.markDead(slot);
    }
    for (const number of present) this.#settle(number);
    this.#assignAll();
  }

  /** Whoever has come back by another number lives in the slot that it had. */
  #settle(number: number): void {
    const { directory, slot: own, slotCount } = this.#region;
    for (let slot = 0; slot < slotCount; slot += 1) {
      if (slot === own || this.#reserved.has(slot)) continue;
      if (directory.liveEpoch(slot) === null || directory.bellOf(slot).number !== number) continue;
      const given = directory.assignedSlot(number);
      if (given === slot) return;
      if (given !== null) directory.assign(given, null);
      directory.assign(slot, number);
      return;
    }
  }

  #assignAll(): void {
    for (const { id } of this.#client?.peers ?? []) {
      if (this.#region.directory.assignedSlot(id) === null && !this.#stayed.has(id)) this.#assign(id);
    }
  }

  #assign(number: number): void {
    const { directory } = this.#region;
    // Who has stayed behind and was declared dead finds its slot when it comes again, unless somebody needs it.
    const slot =
      this.#findFree((each) => directory.assignedTo(each) === null) ??
      this.#findFree((each) => !this.#isTold(directory.assignedTo(each) as number));
    if (slot === null) {
      this.emit('full', number);
      return;
    }
    directory.assign(slot, number);
    this.emit('assign', slot, number);
  }

  /** A slot in which nobody lives, and of which that is true. */
  #findFree(isFree: (slot: number) => boolean): number | null {
    const { directory, slotCount } = this.#region;
    for (let slot = 0; slot < slotCount; slot += 1)
      if (!this.#reserved.has(slot) && directory.liveEpoch(slot) === null && isFree(slot)) return slot;
    return null;
  }

  #bury(number: number): void {
    this.#stayed.delete(number);
    const { directory, slot: own, slotCount } = this.#region;
    for (let slot = 0; slot < slotCount; slot += 1) {
      if (slot === own) continue;
      if (directory.assignedTo(slot) === number) directory.assign(slot, null);
      if (directory.liveEpoch(slot) !== null && directory.bellOf(slot).number === number) this.markDead(slot);
    }
    // Somebody may have waited for a slot.
    this.#assignAll();
  }

  // ---- where no server tells of an end

  #isTold(number: number): boolean {
    const client = this.#client;
    if (client === null || !client.isConnected || !client.isReady || this.#stayed.has(number)) return false;
    return client.peers.some(({ id }) => id === number);
  }

  #feelPulses(): void {
    const { directory, slot: own, slotCount } = this.#region;
    const now = performance.now();
    for (let slot = 0; slot < slotCount; slot += 1) {
      const epoch = slot === own ? null : directory.liveEpoch(slot);
      if (epoch === null || this.#isTold(directory.bellOf(slot).number)) {
        this.#pulses.delete(slot);
        continue;
      }
      const heartbeat = directory.heartbeat(slot);
      const last = this.#pulses.get(slot);
      if (last === undefined || last.epoch !== epoch || last.heartbeat !== heartbeat) {
        this.#pulses.set(slot, { epoch, heartbeat, since: now });
      } else if (now - last.since >= this.#patienceMs) this.markDead(slot);
    }
  }
}
