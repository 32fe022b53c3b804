/**
 * Kernel objects and what names them. A reference has 64 bits, and takes the place of the source's pointers, local and extended ones:
 *
 *   | generation, high half : 16 | cluster : 16 | generation, low half : 16 | type : 4 | index : 12 |
 *
 * Whoever passes a wrong one is refused: EFAULT for null, EXDEV for one of another cluster, EINVAL for one of another type, ESTALE when the
 * object is gone. The first 8 bits of a generation count the lives of the member, so that nothing outlives a restart.
 */
import { Refusal } from 'sluice/runtime/stub';
import { errno } from './faults.ts';

export const Type = {
  PAGE: 1,
  PROCESS: 2,
  THREAD: 3,
  INODE: 4,
  DENTRY: 5,
  FILE: 6,
  MAPPER: 7,
  VSEG: 8,
  OBJECT: 9,
} as const;
export type Type = (typeof Type)[keyof typeof Type];

export function reference(generation: number, cxy: number, type: Type, index: number): bigint {
  const low = ((generation & 0xffff) * 0x10000 + type * 0x1000 + index) >>> 0;
  return (BigInt((generation >>> 16) * 0x10000 + cxy) << 32n) | BigInt(low);
}

export function clusterOf(ref: bigint): number {
  return Number((ref >> 32n) & 0xffffn);
}

export function typeOf(ref: bigint): number {
  return Number((ref >> 12n) & 0xfn);
}

export function indexOf(ref: bigint): number {
  return Number(ref & 0xfffn);
}

/** For references to objects of any cluster. @throws Refusal EFAULT, EINVAL */
export function judge(ref: bigint, type: Type, limit: number): void {
  if (ref === 0n) throw new Refusal(errno.EFAULT);
  if (typeOf(ref) !== type || indexOf(ref) >= limit) throw new Refusal(errno.EINVAL);
}

/** @throws Refusal EFAULT, EXDEV, EINVAL */
export function judgeLocal(ref: bigint, cxy: number, type: Type, limit: number): number {
  if (ref !== 0n && clusterOf(ref) !== cxy) throw new Refusal(errno.EXDEV);
  judge(ref, type, limit);
  return indexOf(ref);
}

/** The first generation of a life. */
export function firstGeneration(life: number): number {
  return ((life & 0xff) << 24) >>> 0;
}

/** The generation after this one: 24 bits of a life. Three quarters of a million uses a second take 22 seconds to come round. */
export function nextGeneration(generation: number): number {
  const count = ((generation & 0xffffff) + 1) & 0xffffff;
  return ((generation & 0xff000000) >>> 0) + (count === 0 ? 1 : count);
}

/** Objects of one type. The lowest free place is taken first. */
export class Table<T> {
  readonly #cxy: number;
  readonly #type: Type;
  readonly #items: (T | null)[];
  readonly #generations: number[];

  constructor(type: Type, limit: number, cxy: number, life: number) {
    this.#type = type;
    this.#cxy = cxy;
    this.#items = Array.from({ length: limit }, () => null);
    this.#generations = Array.from({ length: limit }, () => firstGeneration(life));
  }

  get count(): number {
    return this.#items.reduce((count, item) => count + (item === null ? 0 : 1), 0);
  }

  get isFull(): boolean {
    return !this.#items.includes(null);
  }

  /** @param make - gets the reference that the object will have. @returns the object, or null when there is no place */
  add(make: (ref: bigint) => T): T | null {
    const index = this.#items.indexOf(null);
    if (index < 0) return null;
    const generation = nextGeneration(this.#generations[index] as number);
    this.#generations[index] = generation;
    const item = make(reference(generation, this.#cxy, this.#type, index));
    this.#items[index] = item;
    return item;
  }

  /** @throws Refusal */
  find(ref: bigint): T {
    const index = judgeLocal(ref, this.#cxy, this.#type, this.#items.length);
    const item = this.get(ref);
    if (item === null || this.#items[index] !== item) throw new Refusal(errno.ESTALE);
    return item;
  }

  /** Null for any reference that is none of a living object here. */
  get(ref: bigint): T | null {
    const index = indexOf(ref);
    const generation = this.#generations[index];
    if (generation === undefined || reference(generation, this.#cxy, this.#type, index) !== ref) return null;
    return this.#items[index] ?? null;
  }

  remove(ref: bigint): void {
    if (this.get(ref) !== null) this.#items[indexOf(ref)] = null;
  }

  /** By place. */
  *[Symbol.iterator](): Generator<T> {
    for (const item of this.#items) if (item !== null) yield item;
  }
}
