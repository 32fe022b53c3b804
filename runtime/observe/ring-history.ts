/** When what lies in a ring was written, from samples of its tail. */
import type { Age } from './observed-channel.ts';

interface Moment {
  readonly atMs: number;
  readonly tail: bigint;
}

/** Of a tail that grows in each sample while nothing is given back; the rest is told less exactly. */
const MOST_MOMENTS = 1024;

export class RingHistory {
  /** Ascending; the first one may lie before the head. */
  #moments: Moment[] = [];

  /** How many samples are kept. */
  get size(): number {
    return this.#moments.length;
  }

  /** @param head - what the reader has given back by now */
  add(atMs: number, tail: bigint, head: bigint): void {
    const { length } = this.#moments;
    if (length === 0 || (this.#moments[length - 1] as Moment).tail !== tail) this.#moments.push({ atMs, tail });
    // The last one that the head has reached bounds the age of what comes after it; at a standstill it is as good as this one.
    while (this.#moments.length > 1 && (this.#moments[1] as Moment).tail <= head) this.#moments.shift();
    if (this.#moments.length === 1 && (this.#moments[0] as Moment).tail <= head) this.#moments = [{ atMs, tail }];
    if (this.#moments.length > MOST_MOMENTS) this.#moments = this.#moments.filter((_, i) => i < 2 || i % 2 === 0);
  }

  /** Of the record at the head, which must be less than the tail. */
  age(nowMs: number, head: bigint): Age {
    const seen = this.#moments.findIndex(({ tail }) => tail > head);
    const before = this.#moments[seen - 1];
    return {
      atLeastMs: nowMs - (this.#moments[seen]?.atMs ?? nowMs),
      atMostMs: before === undefined ? null : nowMs - before.atMs,
    };
  }
}
