/** A peer of a region that connects, and then rewrites words that it may write, at random, while the other side works on them. */
import type { Channel } from '../../../runtime/channel/channel.ts';
import { ChannelError } from '../../../runtime/errors.ts';
import { attachRegion, type Region } from '../../../runtime/ivshmem/region.ts';
import { laneAt, slotAt } from '../../../runtime/ivshmem/region-layout.ts';
import type { RegionMemory } from '../../../runtime/ivshmem/region-memory.ts';
import { xorshift } from '../../support/xorshift.ts';

/** Words of a slot that its peer writes; of a lane, its first line and those before its lines of rings. */
const SLOT_WORDS = 5;
const LANE_WORDS = 8;
const LINES = 32;
const LIES_AT_A_TIME = 300;

/** What lies are told about: whether somebody is there, what is sent and released, or both. */
export type Subject = 'presence' | 'traffic';

export class Liar {
  readonly #memory: RegionMemory;
  readonly #slot: number;
  readonly #victim: number;
  readonly #draw: (limit: number) => number;
  #region: Region | null = null;
  #channel: Channel | null = null;

  constructor(memory: RegionMemory, slot: number, victim: number, seed: number) {
    this.#memory = memory;
    this.#slot = slot;
    this.#victim = victim;
    this.#draw = xorshift(seed);
  }

  /** Comes as anybody does, in another epoch. */
  async connect(timeoutMs: number): Promise<Channel> {
    this.#region = await attachRegion(this.#memory, { slot: this.#slot, takesOver: true });
    this.#channel = await this.#region.connect(this.#victim, { timeoutMs });
    return this.#channel;
  }

  /** Sends something, and then lies about it, many times. */
  lie(subject: Subject): void {
    this.#send();
    for (let count = 0; count < LIES_AT_A_TIME; count += 1) {
      const words = subject === 'presence' ? this.#presence() : this.#traffic();
      Atomics.store(words, this.#draw(words.length), this.#value());
    }
  }

  /** Goes without a word. */
  leave(): void {
    this.#region?.detach();
    this.#region = null;
    this.#channel = null;
  }

  #send(): void {
    const channel = this.#channel as Channel;
    try {
      const length = 1 + this.#draw(3000);
      const at = channel.tryPrep(length, this.#draw(8), 0);
      // What it lies about ends its own side, too.
      if (at >= 0) channel.sendMessages();
      if (channel.tryGet() >= 0) channel.finishMessage();
    } catch (error) {
      if (!(error instanceof ChannelError)) throw error;
    }
  }

  /** Small numbers are more often nearly right. */
  #value(): number {
    const { length } = this.#lane();
    if (this.#draw(2) === 0) return this.#draw(4);
    return this.#draw(2) === 0 ? this.#draw(length) & ~15 : (this.#draw(0x10000) << 16) | this.#draw(0x10000);
  }

  #presence(): Int32Array {
    if (this.#draw(4) !== 0) return this.#lane().subarray(0, LANE_WORDS);
    const at = slotAt(this.#slot);
    return new Int32Array(this.#memory.buffer).subarray(at, at + SLOT_WORDS);
  }

  #traffic(): Int32Array {
    const lane = this.#lane();
    const { ringOffset } = (this.#region as Region).directory.layout;
    // Half of them in the few words that all depends on.
    return this.#draw(2) === 0 ? lane.subarray(LINES, ringOffset / 4) : lane.subarray(ringOffset / 4);
  }

  #lane(): Int32Array {
    const { layout } = (this.#region as Region).directory;
    return new Int32Array(this.#memory.buffer, laneAt(layout, this.#slot, this.#victim), layout.laneStride / 4);
  }
}
