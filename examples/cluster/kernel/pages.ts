/** Physical pages: blocks of 2^order, split and joined in pairs. RPC 0 and 1. */

import { Refusal } from 'sluice/runtime/stub';
import { errno, Fault } from './faults.ts';
import { FRAMES, MAX_ORDER, PAGE_BYTES } from './limits.ts';
import { frameAddress, type Memory } from './memory.ts';
import { firstGeneration, judgeLocal, nextGeneration, reference, Type } from './objects.ts';

/** Whom a page is for. */
export const Use = { FREE: 0, CLIENT: 1, MAPPER: 2, USER: 3, SLAB: 4 } as const;
export type Use = (typeof Use)[keyof typeof Use];

const INSIDE = -1;

export class Pages {
  /** Of the block that starts here; INSIDE within a block. */
  readonly order: Int8Array = new Int8Array(FRAMES).fill(INSIDE);
  readonly use: Uint8Array = new Uint8Array(FRAMES);
  /** Mappers, page table entries and clients that hold the block. */
  readonly holders: Uint16Array = new Uint16Array(FRAMES);
  readonly #generations: Uint32Array;
  readonly #cxy: number;
  readonly #memory: Memory;

  constructor(memory: Memory, cxy: number, life: number) {
    this.#memory = memory;
    this.#cxy = cxy;
    this.#generations = new Uint32Array(FRAMES).fill(firstGeneration(life));
    this.order[0] = MAX_ORDER;
  }

  get freeCount(): number {
    let count = 0;
    for (let i = 0; i < FRAMES; i += 1)
      if ((this.order[i] as number) >= 0 && this.use[i] === Use.FREE) count += 1 << (this.order[i] as number);
    return count;
  }

  /**
   * A block for its first holder: of the smallest free ones that fit the one at the lowest address. Its bytes are what they were.
   *
   * @returns number of its first page
   * @throws Fault ENOMEM
   */
  allocate(order: number, use: Use): number {
    if (order > MAX_ORDER) throw new Fault(errno.ENOMEM);
    const index = this.#smallestFree(order);
    if (index < 0) throw new Fault(errno.ENOMEM);
    while ((this.order[index] as number) > order) {
      const half = (this.order[index] as number) - 1;
      this.order[index] = half;
      this.order[index + (1 << half)] = half;
    }
    this.use[index] = use;
    this.holders[index] = 1;
    this.#generations[index] = nextGeneration(this.#generations[index] as number);
    return index;
  }

  hold(index: number): void {
    this.holders[index] = (this.holders[index] as number) + 1;
  }

  /** One holder less; without any, the block is free and joined with its pair. */
  release(index: number): void {
    this.holders[index] = (this.holders[index] as number) - 1;
    if (this.holders[index] !== 0) return;
    this.use[index] = Use.FREE;
    let start = index;
    let order = this.order[index] as number;
    while (order < MAX_ORDER) {
      const pair = start ^ (1 << order);
      if (this.use[pair] !== Use.FREE || this.order[pair] !== order) break;
      this.order[Math.max(start, pair)] = INSIDE;
      start = Math.min(start, pair);
      order += 1;
      this.order[start] = order;
    }
  }

  /** RPC 1. @throws Refusal; EBUSY for a page that the kernel uses itself */
  releaseOfClient(ref: bigint): void {
    const index = this.find(ref);
    if (this.use[index] !== Use.CLIENT) throw new Refusal(errno.EBUSY);
    this.release(index);
  }

  /** What names a block that is in use. */
  refOf(index: number): bigint {
    return reference(this.#generations[index] as number, this.#cxy, Type.PAGE, index);
  }

  find(ref: bigint): number {
    const index = judgeLocal(ref, this.#cxy, Type.PAGE, FRAMES);
    if (this.use[index] === Use.FREE || (this.order[index] as number) < 0 || this.refOf(index) !== ref) {
      throw new Refusal(errno.ESTALE);
    }
    return index;
  }

  /** Physical page number, which is unique in the cluster. */
  ppnOf(index: number): number {
    return ((this.#cxy << 16) | index) >>> 0;
  }

  read(index: number): Uint8Array {
    return this.#memory.read(this.#addressOf(index), PAGE_BYTES) ?? new Uint8Array(PAGE_BYTES);
  }

  write(index: number, bytes: Uint8Array, offset = 0): void {
    this.#memory.write(this.#addressOf(index) + BigInt(offset), bytes);
  }

  #addressOf(index: number): bigint {
    return frameAddress(this.#memory, this.ppnOf(index)) as bigint;
  }

  #smallestFree(order: number): number {
    let best = -1;
    for (let i = 0; i < FRAMES; i += 1) {
      const found = this.order[i] as number;
      if (this.use[i] !== Use.FREE || found < order) continue;
      if (best < 0 || found < (this.order[best] as number)) best = i;
    }
    return best;
  }
}
