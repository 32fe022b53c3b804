/** What both sides of a soak know: how a record of each number looks, and where it ends in the ring. The same as soak.h and records.c. */

export const RING_ORDER = 2;
export const RING_SIZE: number = 4096 << RING_ORDER;
export const ARENA = { blockSize: 4096, blockCount: 16 } as const;
const REFERENCE_SIZE = 16;
const LARGE_WORDS = 1500;
const LARGE_EVERY = 61;
const LEDGER_ENTRIES = 2048;
/** Records of one publish, at most. */
export const MOST_IN_BATCH = 12;
export const STREAM_CHUNK = 3000;
const FACTOR = 2654435761;

export function wordsOf(number: number): number {
  return number % LARGE_EVERY === LARGE_EVERY - 1 ? LARGE_WORDS : 2 + (Math.imul(number, FACTOR) >>> 26);
}

export function wordOf(number: number, life: number, index: number): number {
  if (index < 2) return index === 0 ? number : life;
  return ((Math.imul(number, FACTOR) + index) ^ Math.imul(life, 40503)) >>> 0;
}

export function byteOf(offset: number, life: number): number {
  return ((Math.imul(offset, FACTOR) >>> 24) + life) & 0xff;
}

export function writeRecord(view: DataView, at: number, number: number, life: number, words: number = wordsOf(number)): void {
  for (let i = 0; i < words; i += 1) view.setUint32(at + i * 4, wordOf(number, life, i), true);
}

export function isRecord(
  view: DataView,
  at: number,
  length: number,
  number: number,
  life: number,
  words: number = wordsOf(number),
): boolean {
  if (length !== words * 4) return false;
  for (let i = 0; i < words; i += 1) if (view.getUint32(at + i * 4, true) !== wordOf(number, life, i)) return false;
  return true;
}

/** Ends of the records that were sent, by a model of the ring that knows nothing of the ring's code. */
export class Ledger {
  #position = 0;
  #count = 0;
  readonly #ends = new Int32Array(LEDGER_ENTRIES);

  /** A record is 16 bytes and its payload, in multiples of 16; it never wraps. Above a quarter of the ring it is a reference. */
  enter(length: number): void {
    const bytes = 16 + (length > RING_SIZE / 4 - 16 ? REFERENCE_SIZE : (length + 15) & ~15);
    const offset = this.#position & (RING_SIZE - 1);
    if (offset + bytes > RING_SIZE) this.#position += RING_SIZE - offset;
    this.#position = (this.#position + bytes) | 0;
    this.#ends[this.#count % LEDGER_ENTRIES] = this.#position;
    this.#count += 1;
  }

  /** How many of the records lie beyond this position. */
  beyond(position: number): number {
    let count = 0;
    while (count < this.#count && count < LEDGER_ENTRIES) {
      const end = this.#ends[(this.#count - 1 - count) % LEDGER_ENTRIES] as number;
      if (((end - position) | 0) <= 0) break;
      count += 1;
    }
    return count;
  }
}
