/** The slots of a region, as one of its peers sees and writes them. `docs/decisions/0010-region.md`, "Slots" and "Epochs". */
import { REGION_MAX_NUMBER, REGION_MAX_VECTORS, RegionPeerState } from '../../generated/region/codes.ts';
import {
  ASSIGNED,
  DEAD_EPOCH,
  EARLIER,
  EPOCH,
  HEARTBEAT,
  LANE_EPOCH,
  laneAt,
  NUMBER,
  PARTNER,
  PEER_STATE,
  type RegionLayout,
  SESSION,
  slotAt,
  VECTORS,
} from './region-layout.ts';

/** Where a peer can be rung. */
export interface PeerBell {
  readonly number: number;
  /** 0: it polls. */
  readonly vectors: number;
}

export class RegionDirectory {
  readonly layout: RegionLayout;
  /** All of the memory, for Atomics. */
  readonly words: Int32Array;

  constructor(buffer: ArrayBuffer, layout: RegionLayout) {
    this.layout = layout;
    this.words = new Int32Array(buffer);
  }

  /** The epoch of whoever lives in a slot; null when nobody does. */
  liveEpoch(slot: number): number | null {
    const at = slotAt(slot);
    // Partners: the stores of `enter` and `leave`, which put the state last; and that of `markDead`.
    if (Atomics.load(this.words, at + PEER_STATE) !== RegionPeerState.RegionLive) return null;
    const epoch = Atomics.load(this.words, at + EPOCH);
    return ((epoch - Atomics.load(this.words, at + DEAD_EPOCH)) | 0) > 0 ? epoch : null;
  }

  /** Judged; `vectors` is 0 also for a peer that lies. */
  bellOf(slot: number): PeerBell {
    const at = slotAt(slot);
    const number = Atomics.load(this.words, at + NUMBER) >>> 0;
    const vectors = Atomics.load(this.words, at + VECTORS) >>> 0;
    return { number, vectors: number > REGION_MAX_NUMBER || vectors > REGION_MAX_VECTORS ? 0 : vectors };
  }

  /** What the one in `slot` has told `peer` so; judged. */
  earlierOf(slot: number, peer: number): number | null {
    const earlier = Atomics.load(this.words, laneAt(this.layout, slot, peer) / 4 + EARLIER) >>> 0;
    return earlier === 0 || earlier > REGION_MAX_NUMBER + 1 ? null : earlier - 1;
  }

  /** Whose slot it is by the steward's choice: a number at the server, or null. */
  assignedTo(slot: number): number | null {
    const value = Atomics.load(this.words, slotAt(slot) + ASSIGNED) >>> 0;
    return value === 0 || value > REGION_MAX_NUMBER + 1 ? null : value - 1;
  }

  assignedSlot(number: number): number | null {
    for (let slot = 0; slot < this.layout.slotCount; slot += 1) if (this.assignedTo(slot) === number) return slot;
    return null;
  }

  heartbeat(slot: number): number {
    return Atomics.load(this.words, slotAt(slot) + HEARTBEAT);
  }

  // ---- by the peer of the slot

  /** From here on others see this peer, and all channels of who was there before are over. @returns the epoch */
  enter(slot: number, { number, vectors }: PeerBell): number {
    const at = slotAt(slot);
    const { words, layout } = this;
    const dead = Atomics.load(words, at + DEAD_EPOCH);
    const last = Atomics.load(words, at + EPOCH);
    const epoch = ((((last - dead) | 0) < 0 ? dead : last) + 1) | 0;
    Atomics.store(words, at + EPOCH, epoch);
    this.setBell(slot, { number, vectors });
    for (let peer = 0; peer < layout.slotCount; peer += 1) {
      const lane = laneAt(layout, slot, peer) / 4;
      // What lies there is no offer of this life, nor does anybody of an earlier one read any more.
      Atomics.store(words, lane + LANE_EPOCH, epoch - 1);
      Atomics.store(words, lane + PARTNER, 0);
      this.tellEarlier(slot, peer, null);
    }
    Atomics.store(words, at + PEER_STATE, RegionPeerState.RegionLive);
    return epoch;
  }

  setBell(slot: number, { number, vectors }: PeerBell): void {
    const at = slotAt(slot);
    Atomics.store(this.words, at + NUMBER, number);
    Atomics.store(this.words, at + VECTORS, vectors);
  }

  /** Says by which number a peer rings the one in `slot`, besides its own of now: 0..65535, or null for none. */
  tellEarlier(slot: number, peer: number, number: number | null): void {
    // Partner: the load in earlierOf of that peer.
    Atomics.store(this.words, laneAt(this.layout, slot, peer) / 4 + EARLIER, number === null ? 0 : number + 1);
  }

  beat(slot: number): void {
    Atomics.store(this.words, slotAt(slot) + HEARTBEAT, (this.heartbeat(slot) + 1) | 0);
  }

  leave(slot: number): void {
    Atomics.store(this.words, slotAt(slot) + PEER_STATE, RegionPeerState.RegionLeft);
  }

  // ---- by the steward

  /** @param number - null for nobody */
  assign(slot: number, number: number | null): void {
    Atomics.store(this.words, slotAt(slot) + ASSIGNED, number === null ? 0 : number + 1);
  }

  markDead(slot: number): void {
    const at = slotAt(slot);
    Atomics.store(this.words, at + DEAD_EPOCH, Atomics.load(this.words, at + EPOCH));
  }
}

/** The first line of a lane. */
export class LaneLine {
  readonly #words: Int32Array;
  readonly at: number;

  constructor({ words, layout }: RegionDirectory, from: number, to: number) {
    this.#words = words;
    this.at = laneAt(layout, from, to) / 4;
  }

  get session(): number {
    return Atomics.load(this.#words, this.at + SESSION);
  }

  set session(session: number) {
    Atomics.store(this.#words, this.at + SESSION, session);
  }

  get partner(): number {
    return Atomics.load(this.#words, this.at + PARTNER);
  }

  set partner(session: number) {
    Atomics.store(this.#words, this.at + PARTNER, session);
  }

  get epoch(): number {
    return Atomics.load(this.#words, this.at + LANE_EPOCH);
  }

  set epoch(epoch: number) {
    Atomics.store(this.#words, this.at + LANE_EPOCH, epoch);
  }

  word(index: number): number {
    return Atomics.load(this.#words, this.at + index);
  }

  setWord(index: number, value: number): void {
    Atomics.store(this.#words, this.at + index, value);
  }
}
