/** A waiter's share of its member's call slots: who may take one, and when it may be taken again. `docs/decisions/0009-cluster.md`, "A call". K1 of `docs/models.md`. */
import type { CallMemory } from './call-port.ts';
import { BLOCK_SLOTS, COUNTED, GENERATION_SHIFT, isReusable, RESPONSE, SLOT_WORDS, WORD } from './call-words.ts';

/** In place of a slot: all are in use, or in quarantine. */
export const NO_SLOT = -1;

/** `lead` of a slot whose server has finished. */
const NOBODY = -1;

/** Belongs to one thread. Slots are numbered within the member's segment. */
export class CallShare {
  readonly words: Int32Array;
  readonly first: number;
  readonly count: number;
  /** By slot of the share: the generation of its last call. Kept here, so that no other member can turn it back. */
  readonly #generations: Int32Array;
  /** Lead of a slot until its server has finished; then NOBODY. */
  readonly #leads: Int32Array;
  /** Slots that name this one as their lead, and are not finished. */
  readonly #followers: Int32Array;
  /** A stack: the last one used is still in the cache. */
  readonly #free: Int32Array;
  #freeCount = 0;
  /** A ring, in the order of their coming. */
  readonly #quarantine: Int32Array;
  #quarantineFirst = 0;
  #quarantined = 0;

  constructor(memory: CallMemory, waiter: number) {
    const count = memory.callsPerWaiter;
    this.words = memory.calls;
    this.first = waiter * count;
    this.count = count;
    this.#generations = new Int32Array(count);
    this.#leads = new Int32Array(count).fill(NOBODY);
    this.#followers = new Int32Array(count);
    this.#free = new Int32Array(count);
    this.#quarantine = new Int32Array(count);
    // Backwards, so that the first slots are taken first.
    for (let local = count - 1; local >= 0; local -= 1) this.#adopt(local);
  }

  get quarantined(): number {
    return this.#quarantined;
  }

  /** Whether `response` of this slot counts the calls of a block, and is never reset. */
  isCounter(slot: number): boolean {
    return (slot - this.first) % BLOCK_SLOTS === 0;
  }

  /** The slot whose `response` counts the calls of that block. */
  counterOf(slot: number): number {
    const local = slot - this.first;
    return slot - (local % BLOCK_SLOTS);
  }

  /** K1. A slot for a call of its own, or {@link NO_SLOT}. */
  take(): number {
    if (this.#quarantined > 0) this.#reconsider();
    if (this.#freeCount === 0 && !this.#reconsiderAll()) return NO_SLOT;
    this.#freeCount -= 1;
    const local = this.#free[this.#freeCount] as number;
    this.#leads[local] = local;
    this.#followers[local] = 1;
    return this.first + local;
  }

  /** Makes `lead`, which was taken, the lead of another slot that was taken. */
  follow(slot: number, lead: number): void {
    const local = slot - this.first;
    const leader = lead - this.first;
    this.#followers[local] = (this.#followers[local] as number) - 1;
    this.#leads[local] = leader;
    this.#followers[leader] = (this.#followers[leader] as number) + 1;
  }

  /** The generation of the next call of a slot, shifted to its place. */
  nextGeneration(slot: number): number {
    const local = slot - this.first;
    const generation = ((this.#generations[local] as number) + (1 << GENERATION_SHIFT)) | 0;
    this.#generations[local] = generation;
    return generation;
  }

  generationOf(slot: number): number {
    return this.#generations[slot - this.first] as number;
  }

  /** The caller needs a slot no more. Until its server has finished, it is kept in quarantine. */
  release(slot: number): void {
    const local = slot - this.first;
    if (this.#isQuiet(local)) {
      this.#free[this.#freeCount] = local;
      this.#freeCount += 1;
      return;
    }
    this.#quarantine[(this.#quarantineFirst + this.#quarantined) & (this.count - 1)] = local;
    this.#quarantined += 1;
  }

  #adopt(local: number): void {
    const at = (this.first + local) * SLOT_WORDS;
    const word = Atomics.load(this.words, at + WORD);
    this.#generations[local] = word & (-1 << GENERATION_SHIFT);
    if (this.isCounter(this.first + local)) Atomics.store(this.words, at + RESPONSE, COUNTED);
    // What a thread that had this waiter before has left under way.
    if (!isReusable(word)) {
      this.#leads[local] = local;
      this.#followers[local] = 1;
    }
    this.release(this.first + local);
  }

  /** K1. Whether nobody will touch a slot, as server of its call or of one that it counts for. */
  #isQuiet(local: number): boolean {
    const lead = this.#leads[local] as number;
    if (lead !== NOBODY) {
      // Pairs with the server's last CAS, after which it stores nothing here.
      if (!isReusable(Atomics.load(this.words, (this.first + local) * SLOT_WORDS + WORD))) return false;
      this.#leads[local] = NOBODY;
      this.#followers[lead] = (this.#followers[lead] as number) - 1;
    }
    return this.#followers[local] === 0;
  }

  /** Looks at the one that has been in quarantine for longest; if it has to stay, it goes to the end. */
  #reconsider(): void {
    const mask = this.count - 1;
    const local = this.#quarantine[this.#quarantineFirst] as number;
    this.#quarantineFirst = (this.#quarantineFirst + 1) & mask;
    this.#quarantined -= 1;
    this.release(this.first + local);
  }

  #reconsiderAll(): boolean {
    // Twice: a lead may stand before the last slot that names it.
    for (let i = 2 * this.#quarantined; i > 0 && this.#freeCount === 0; i -= 1) this.#reconsider();
    return this.#freeCount > 0;
  }

  /** Takes all that is finished out of quarantine. */
  reap(): void {
    for (let i = 2 * this.#quarantined; i > 0 && this.#quarantined > 0; i -= 1) this.#reconsider();
  }
}
