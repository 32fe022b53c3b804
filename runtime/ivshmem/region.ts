/** A peer of a region: attached, in a slot, with channels to others. `docs/ivshmem.md`, "Regions"; `native/include/sluice/region.h` is the same in C. */
import { Channel } from '../channel/channel.ts';
import type { ProtocolIdentity } from '../channel/identity.ts';
import { type ChannelBehaviour, checkBehaviour } from '../channel/options.ts';
import { limitOf, NO_OPTIONS, sleep, throwIfAborted, type WaitOptions } from '../channel/waiting.ts';
import { ChannelError, ChannelErrorCode } from '../errors.ts';
import { type PeerBell, RegionDirectory } from './region-directory.ts';
import { isMade, readLayout } from './region-layout.ts';
import { Lane, RegionLink, type RegionSide } from './region-link.ts';
import { RegionLoop } from './region-loop.ts';
import type { RegionMemory } from './region-memory.ts';

export interface RegionOptions extends WaitOptions {
  /** Which slot this peer has; by default the one that the steward has assigned to its number at the server. */
  readonly slot?: number;
  /** Attaches also where somebody is said to live, who is over then. */
  readonly takesOver?: boolean;
}

export interface RegionConnectOptions extends WaitOptions, ChannelBehaviour {
  /** What is spoken: `identityOf` of generated code; by default bare bytes. */
  readonly protocol?: ProtocolIdentity;
}

/** Of this process, by the memory that they are in. Who is replaced within a process learns of it before the successor uses its lanes. */
const attached: WeakMap<ArrayBuffer, Set<Region>> = new WeakMap();

/** How long to wait before looking again for what nobody rings for: a region that is not made yet, a slot that is not assigned. */
const RETRY_MS = 5;

export class Region implements RegionSide, AsyncDisposable {
  readonly slot: number;
  /** How often somebody has attached at this slot, up to this peer. */
  readonly epoch: number;
  /** For the runtime. */
  readonly directory: RegionDirectory;
  readonly #memory: RegionMemory;
  readonly #lanes: readonly Lane[];
  readonly #links: Set<RegionLink> = new Set();
  /** Slots that somebody connects to right now. */
  readonly #connecting: Set<number> = new Set();
  readonly #waiting: Set<() => void> = new Set();
  readonly #loop: RegionLoop;
  readonly #unwatchBell: () => void;
  #nextBeatAt = 0;
  /** Of the last look; another connection alone makes it true. */
  #mayHaveEarlier = true;
  #isDetached = false;

  /** For the runtime; use {@link attachRegion}. */
  constructor(memory: RegionMemory, directory: RegionDirectory, slot: number) {
    this.#memory = memory;
    this.directory = directory;
    this.slot = slot;
    this.epoch = directory.enter(slot, this.#ownBell());
    this.#lanes = Array.from({ length: directory.layout.slotCount }, (_, peer) => new Lane(this, peer));
    this.#loop = new RegionLoop(() => this.look(), directory.layout.beatIntervalMs);
    this.#unwatchBell =
      memory.bell?.watch({
        onRung: () => this.look(),
        // It can have been rung for nothing before the server's word of it came.
        onJoin: ({ number, vectors }) => this.#ring(number, vectors),
        onLeave: (number) => {
          for (const link of [...this.#links]) link.onLeave(number);
        },
        onChange: () => this.#bellChanged(),
      }) ?? (() => {});
    const neighbours = attached.get(memory.buffer) ?? new Set();
    attached.set(memory.buffer, neighbours);
    for (const neighbour of neighbours) if (neighbour.slot === slot) neighbour.look();
    neighbours.add(this);
    this.beat();
    this.watchersChanged();
    this.ringAll();
  }

  get slotCount(): number {
    return this.directory.layout.slotCount;
  }

  get isOwn(): boolean {
    return this.directory.liveEpoch(this.slot) === this.epoch;
  }

  /** Bytes of each ring: a message that needs no arena has at most a quarter of that, less 16. */
  get ringSize(): number {
    return this.directory.layout.ringSize;
  }

  /** Whether somebody is attached there who is not known to be dead. */
  isLive(slot: number): boolean {
    return slot >= 0 && slot < this.slotCount && this.directory.liveEpoch(slot) !== null;
  }

  /**
   * Makes a channel with the peer in a slot, which has to do the same; in any order. One channel for each pair at a time.
   *
   * @throws ChannelError `SLUICE_ERR_DEADLINE`, `SLUICE_ERR_CANCELLED`, `SLUICE_ERR_INCOMPATIBLE` (another protocol, on both sides, with a `refusal`), `SLUICE_ERR_STATE` (there is
   *   a channel already), `SLUICE_ERR_OPTION`, `SLUICE_ERR_PEER_CLOSED` (this peer was declared dead, or has detached)
   */
  async connect(slot: number, options: RegionConnectOptions = NO_OPTIONS): Promise<Channel> {
    checkBehaviour(options);
    const lane = this.#laneTo(slot);
    const doing = `connect to slot ${slot}`;
    this.#connecting.add(slot);
    try {
      throwIfAborted(options.signal, doing);
      await this.#join(lane, BigInt(options.protocol?.fingerprint ?? 0), doing, options);
    } catch (error) {
      lane.withdraw();
      throw error;
    } finally {
      this.#connecting.delete(slot);
    }
    return this.#open(lane, options);
  }

  /** Leaves: channels that are open end, as if this side had disconnected them. */
  detach(): void {
    if (this.#isDetached) return;
    this.#isDetached = true;
    for (const link of [...this.#links]) link.close();
    for (const lane of this.#lanes) lane.withdraw();
    if (this.isOwn) {
      this.directory.leave(this.slot);
      this.ringAll();
    }
    attached.get(this.#memory.buffer)?.delete(this);
    this.#unwatchBell();
    this.#loop.stop();
    for (const wake of [...this.#waiting]) wake();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.detach();
  }

  // ---- for links, lanes and the steward

  ringSlot(slot: number): PeerBell {
    const bell = this.directory.bellOf(slot);
    this.#ring(bell.number, bell.vectors);
    const earlier = this.directory.earlierOf(slot, this.slot);
    // Both: who has just come to the slot of somebody who stayed behind is not known to its peer yet.
    if (earlier !== null) this.#ring(earlier, bell.vectors);
    return bell;
  }

  /** News about any peer concern whoever waits for one. */
  ringAll(): void {
    for (let slot = 0; slot < this.slotCount; slot += 1) {
      if (slot === this.slot || !this.isLive(slot)) continue;
      this.ringEach(slot, this.directory.bellOf(slot));
    }
  }

  /** All vectors of the peer in a slot. */
  ringEach(slot: number, { number, vectors }: PeerBell): void {
    const earlier = this.directory.earlierOf(slot, this.slot);
    for (let vector = 0; vector < vectors; vector += 1) {
      this.#memory.bell?.ring(number, vector);
      if (earlier !== null) this.#memory.bell?.ring(earlier, vector);
    }
  }

  /** At all channels of this peer. @returns whether anything had changed */
  look(): boolean {
    this.beat();
    this.#tellEarlier();
    let hasChanged = false;
    for (const link of [...this.#links]) hasChanged = link.look() || hasChanged;
    for (const wake of [...this.#waiting]) wake();
    return hasChanged;
  }

  beat(): void {
    const { beatIntervalMs } = this.directory.layout;
    if (beatIntervalMs === 0 || this.#isDetached) return;
    const now = performance.now();
    // Not for whoever has the slot by now.
    if (now < this.#nextBeatAt || !this.isOwn) return;
    this.#nextBeatAt = now + beatIntervalMs / 2;
    this.directory.beat(this.slot);
  }

  watchersChanged(): void {
    for (const link of this.#links) {
      if (!link.isClosed) continue;
      this.#links.delete(link);
      for (const wake of [...this.#waiting]) wake();
    }
    const watched = [...this.#links].filter((link) => link.isWatched);
    const isPolling = (this.#memory.bell?.vectors ?? 0) === 0;
    const isAsked = watched.some((link) => link.isRef) || this.#waiting.size > 0;
    this.#loop.set(isPolling && (watched.length > 0 || this.#waiting.size > 0), isAsked);
  }

  #laneTo(slot: number): Lane {
    const lane = slot === this.slot ? undefined : this.#lanes[slot];
    if (lane === undefined) {
      const text = `a peer is in another slot, 0..${this.slotCount - 1}: slot=${slot} own=${this.slot}`;
      throw new ChannelError(ChannelErrorCode.OPTION, text);
    }
    // Of a channel that has ended, what is left to be read is waited for.
    if (this.#connecting.has(slot) || (lane.isJoined && !lane.hasEnded()))
      throw new ChannelError(ChannelErrorCode.STATE, `there is a channel to that slot: slot=${slot}`);
    return lane;
  }

  async #join(lane: Lane, fingerprint: bigint, doing: string, options: WaitOptions): Promise<void> {
    const limit = limitOf(options);
    while (!this.#step(lane, fingerprint)) {
      if (await sleep(options.signal, limit, doing, (wake) => this.#waitForNews(wake))) continue;
      if (this.#step(lane, fingerprint)) return;
      throw new ChannelError(ChannelErrorCode.DEADLINE, `${doing}: the peer has not done the same in time`);
    }
  }

  #step(lane: Lane, fingerprint: bigint): boolean {
    if (this.#isDetached || !this.isOwn) {
      throw new ChannelError(
        ChannelErrorCode.PEER_CLOSED,
        `this peer has left the region, or was declared dead: slot=${this.slot}`,
      );
    }
    return lane.step(fingerprint);
  }

  #open(lane: Lane, behaviour: ChannelBehaviour): Channel {
    const link = new RegionLink(lane);
    this.#links.add(link);
    return new Channel(link, behaviour);
  }

  #waitForNews(wake: () => void): () => void {
    this.#waiting.add(wake);
    this.watchersChanged();
    return () => {
      this.#waiting.delete(wake);
      this.watchersChanged();
    };
  }

  #ownBell(): PeerBell {
    const { bell } = this.#memory;
    return bell === null ? { number: 0, vectors: 0 } : { number: bell.number, vectors: bell.vectors };
  }

  #ring(number: number, vectors: number): void {
    if (vectors > 0) this.#memory.bell?.ring(number, this.slot % vectors);
  }

  /**
   * A peer that has not come back to a server that was restarted, as QEMU never does, rings this side by the number that it had there, and is rung by
   * the eventfds of that time. All others of that time are let go.
   */
  #tellEarlier(): void {
    const { bell } = this.#memory;
    if (bell === null || !this.#mayHaveEarlier || !this.isOwn) return;
    this.#mayHaveEarlier = bell.hasEarlier;
    if (!this.#mayHaveEarlier) return;
    const stayed: number[] = [];
    for (let slot = 0; slot < this.slotCount; slot += 1) {
      if (slot === this.slot) continue;
      const { number } = this.directory.bellOf(slot);
      const known = this.isLive(slot) ? bell.numberFor(number) : null;
      if (known !== null) stayed.push(number);
      this.directory.tellEarlier(this.slot, slot, known);
    }
    bell.keepOnly(stayed);
  }

  #bellChanged(): void {
    this.#mayHaveEarlier = true;
    // First the number by which those are to ring who ring as soon as there are vectors.
    this.#tellEarlier();
    if (this.isOwn) this.directory.setBell(this.slot, this.#ownBell());
    this.watchersChanged();
    this.ringAll();
    this.look();
  }
}

/**
 * Attaches to a region, once somebody has made it and there is a slot.
 *
 * @throws ChannelError `SLUICE_ERR_DEADLINE`, `SLUICE_ERR_CANCELLED`, `SLUICE_ERR_BUSY` (somebody lives in that slot), `SLUICE_ERR_OPTION`,
 *   `SLUICE_ERR_INCOMPATIBLE` (another byte order, version or layout), `SLUICE_ERR_PROTOCOL` (no region); of these two `refusal` says what differs
 */
export async function attachRegion(memory: RegionMemory, options: RegionOptions = NO_OPTIONS): Promise<Region> {
  const limit = limitOf(options);
  await until(() => isMade(memory.buffer), 'wait for the region to be made', options, limit);
  const directory = new RegionDirectory(memory.buffer, readLayout(memory.buffer));
  const slot = options.slot ?? (await assigned(directory, memory, options, limit));
  if (!(Number.isInteger(slot) && slot >= 0 && slot < directory.layout.slotCount)) {
    throw new ChannelError(ChannelErrorCode.OPTION, `slot must be 0..${directory.layout.slotCount - 1}: slot=${slot}`);
  }
  if (options.takesOver !== true && directory.liveEpoch(slot) !== null) {
    throw new ChannelError(ChannelErrorCode.BUSY, `somebody lives in this slot: slot=${slot}`);
  }
  return new Region(memory, directory, slot);
}

async function assigned(
  directory: RegionDirectory,
  { bell }: RegionMemory,
  options: RegionOptions,
  limit: number,
): Promise<number> {
  if (bell === null) throw new ChannelError(ChannelErrorCode.OPTION, 'without a server nobody assigns slots: say which');
  const find = (): number | null => directory.assignedSlot(bell.number);
  await until(() => find() !== null, 'wait for a slot', options, limit);
  return find() as number;
}

async function until(condition: () => boolean, doing: string, { signal }: WaitOptions, limit: number): Promise<void> {
  throwIfAborted(signal, doing);
  while (!condition()) {
    if (performance.now() >= limit) throw new ChannelError(ChannelErrorCode.DEADLINE, `${doing}: not in time`);
    const pause = Math.min(limit, performance.now() + RETRY_MS);
    await sleep(signal, pause, doing, () => () => {});
  }
}
