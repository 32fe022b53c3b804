/** Payloads by reference: runs of blocks in the writer's arena. `docs/runtime.md`, "Large payloads"; `native/src/arena.c` is the same in C. */
import { ChannelError, ChannelErrorCode } from '../errors.ts';
import type { SegmentParts } from '../memory/native.ts';
import { FULL } from '../ring/answers.ts';

/** The reader has released what it was never lent. */
export const LIE = -4;

/** The writer's side: first fit from block 0, free once the reader has published the generation that was lent. */
export class Lender {
  /** The arena's bytes. */
  readonly view: DataView;
  readonly #blockSize: number;
  readonly #count: number;
  #released: Int32Array;
  readonly #generations: Int32Array;
  /** Blocks of the run that starts at a block; 0 when none does. */
  readonly #runs: Int32Array;
  #first = 0;
  #blocks = 0;

  constructor(own: ArrayBuffer, parts: SegmentParts, peer: ArrayBuffer, peerParts: SegmentParts) {
    this.view = new DataView(own, parts.arenaData, parts.arenaSize);
    this.#blockSize = parts.arenaBlockSize;
    this.#count = parts.arenaSize / parts.arenaBlockSize;
    this.#released = new Int32Array(peer, peerParts.releasedData, this.#count);
    this.#generations = new Int32Array(this.#count);
    this.#runs = new Int32Array(this.#count);
  }

  /** @returns offset in {@link view}, or FULL, or LIE @throws ChannelError `SLUICE_ERR_TOO_LONG` */
  tryReserve(length: number): number {
    this.#blocks = 0;
    const first = this.tryFind(length);
    if (first < 0) return first;
    this.#first = first;
    this.#blocks = this.#needed(length);
    return first * this.#blockSize;
  }

  /** First block of the run that `tryReserve` would take now, or FULL, or LIE. Leaves a reservation alone. */
  tryFind(length: number): number {
    const needed = this.#needed(length);
    let block = 0;
    let first = 0;
    while (block < this.#count && block - first < needed) {
      const run = this.#runs[block] as number;
      if (run === 0) {
        block += 1;
        continue;
      }
      // A2 of `docs/models.md`. Gains the blocks after the reader's last look: partner is the store in Borrower.giveBack.
      const released = Atomics.load(this.#released, block);
      const lent = this.#generations[block] as number;
      if (released === lent) this.#runs[block] = 0;
      else if (released !== ((lent - 1) | 0)) return LIE;
      else {
        block += run;
        first = block;
      }
    }
    return block - first < needed ? FULL : first;
  }

  #needed(length: number): number {
    const needed = Math.max(1, Math.ceil(length / this.#blockSize));
    if (!(length >= 0) || needed > this.#count) {
      const most = this.#count * this.#blockSize;
      throw new ChannelError(ChannelErrorCode.TOO_LONG, `a payload by reference has at most ${most} bytes: length=${length}`);
    }
    return needed;
  }

  /** A1. Writes the reference of what was reserved. */
  commit(length: number, view: DataView, at: number): void {
    const first = this.#first;
    const generation = ((this.#generations[first] as number) + 1) | 0;
    this.#generations[first] = generation;
    this.#runs[first] = this.#blocks;
    this.#blocks = 0;
    view.setUint32(at, 0, LITTLE);
    view.setUint32(at + 4, first, LITTLE);
    view.setUint32(at + 8, length, LITTLE);
    view.setInt32(at + 12, generation, LITTLE);
  }

  abort(): void {
    this.#blocks = 0;
  }

  /** A6. */
  leave(): void {
    this.#released = new Int32Array(this.#count);
  }
}

/** The reader's side. */
export class Borrower {
  readonly size: number;
  readonly #blockSize: number;
  #released: Int32Array;
  readonly #given: Int32Array;

  constructor(own: ArrayBuffer, parts: SegmentParts, peerParts: SegmentParts) {
    this.size = peerParts.arenaSize;
    this.#blockSize = peerParts.arenaBlockSize;
    this.#released = new Int32Array(own, parts.releasedData, peerParts.arenaSize / peerParts.arenaBlockSize);
    this.#given = new Int32Array(this.#released.length);
  }

  /** @returns offset in the peer's arena, or -1 for a reference that breaks a rule */
  follow(region: number, block: number, length: number, generation: number): number {
    if (region !== 0 || block >= this.#given.length) return -1;
    const start = block * this.#blockSize;
    if (start + length > this.size || generation !== (((this.#given[block] as number) + 1) | 0)) return -1;
    return start;
  }

  /** A7, A8. Partner: Lender.tryReserve loads it; and the caller then loads arena_waiting, which a writer stores before it looks here again. */
  giveBack(block: number): void {
    const generation = ((this.#given[block] as number) + 1) | 0;
    this.#given[block] = generation;
    Atomics.store(this.#released, block, generation);
  }

  /** Stores nothing more: somebody else has this side's generations by now. */
  abandon(): void {
    this.#released = new Int32Array(this.#given.length);
  }
}

/** Shared words have the byte order of the machine. */
export const LITTLE: boolean = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
