/**
 * What the threads of a pool share beside the FIFO: a lock, who is idle, who is blocked, what blocked ones have passed on, and for each thread a journal of
 * what it has taken and not answered.
 */
import { CallOutcome } from '../../generated/segment/codes.ts';
import { GENERATION_SHIFT } from './call-words.ts';

/** 0 free; else 1 + the seat of who has it, and {@link AWAITED} when somebody may wait for it. */
export const LOCK = 0;
export const AWAITED = 0x100;
/** Bits of waiters that rest, two words for each way of it. */
export const IDLE = 1;
export const IDLE_WORDS = 2;
/** Bits of waiters whose threads serve; of those that are blocked by a call of theirs; of those that take only what was passed on. */
export const SERVING = 7;
export const BLOCKED = 9;
export const SPARE = 11;
/** Seat of the thread that has joined; those of the pool are less. */
export const KEEPER = 64;

/** Requests that blocked threads have passed on: the first of the ring, and how many. */
const PASSED_FIRST = 13;
const PASSED_COUNT = 14;
const PASSED = 16;
/** More are begun by the blocked thread itself. */
const MOST_PASSED = 1024;
/** Requests that a thread may have taken and not answered; more stay in the FIFO. */
export const JOURNAL_ENTRIES = 1024;
/** Epoch and number of the member that asks, its slot, and the word of that; which is 0 in an entry that is not in use. */
const ENTRY_WORDS = 4;
const EPOCH = 0;
const CXY = 1;
const SLOT = 2;
const WORD = 3;
const JOURNALS = PASSED + MOST_PASSED * ENTRY_WORDS;

/** @param seats - threads, and those that may come to their help */
export function makePoolMemory(seats: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * journalOf(seats)));
}

function journalOf(seat: number): number {
  return JOURNALS + seat * JOURNAL_ENTRIES * ENTRY_WORDS;
}

export function hasBit(words: Int32Array, at: number, waiter: number): boolean {
  return ((Atomics.load(words, at + (waiter >>> 5)) >>> (waiter & 31)) & 1) === 1;
}

/** Seq_cst, as whoever sets one looks at another word afterwards. */
export function setBit(words: Int32Array, at: number, waiter: number, isSet: boolean): void {
  if (isSet) Atomics.or(words, at + (waiter >>> 5), 1 << (waiter & 31));
  else Atomics.and(words, at + (waiter >>> 5), ~(1 << (waiter & 31)));
}

/** Whether no thread that serves would begin what was passed on. */
export function areAllBlocked(words: Int32Array): boolean {
  for (let word = 0; word < IDLE_WORDS; word += 1) {
    if ((Atomics.load(words, SERVING + word) & ~Atomics.load(words, BLOCKED + word)) !== 0) return false;
  }
  return true;
}

/** Requests that nobody has begun: those who have taken them are blocked, and would never end them. Changed under the lock. */
export class PassedRequests {
  readonly #words: Int32Array;

  constructor(words: Int32Array) {
    this.#words = words;
  }

  /** Without the lock it may change at any moment. */
  get isEmpty(): boolean {
    return Atomics.load(this.#words, PASSED_COUNT) === 0;
  }

  /** @returns false when it is full */
  push(epoch: number, cxy: number, slot: number, generation: number): boolean {
    const words = this.#words;
    const count = words[PASSED_COUNT] as number;
    if (count === MOST_PASSED) return false;
    const at = PASSED + (((words[PASSED_FIRST] as number) + count) % MOST_PASSED) * ENTRY_WORDS;
    words[at + EPOCH] = epoch;
    words[at + CXY] = cxy;
    words[at + SLOT] = slot;
    words[at + WORD] = (generation << GENERATION_SHIFT) | CallOutcome.OutcomePending;
    // Pairs with `areAllBlocked` of who passes, and with the look of who blocks: one sees the other.
    Atomics.store(words, PASSED_COUNT, count + 1);
    return true;
  }

  /** The one that waits for longest; null when there is none. */
  first(): Taken | null {
    return this.isEmpty ? null : entryAt(this.#words, PASSED + (this.#words[PASSED_FIRST] as number) * ENTRY_WORDS);
  }

  /** Removes what {@link first} has said. */
  shift(): void {
    const words = this.#words;
    words[PASSED_FIRST] = ((words[PASSED_FIRST] as number) + 1) % MOST_PASSED;
    Atomics.sub(words, PASSED_COUNT, 1);
  }
}

/** A journal as its thread writes it. */
export class Journal {
  readonly #words: Int32Array;
  /** Entries that are not in use. */
  readonly #free: number[];

  constructor(words: Int32Array, seat: number) {
    this.#words = words;
    this.#free = Array.from({ length: JOURNAL_ENTRIES }, (_, i) => journalOf(seat) + i * ENTRY_WORDS);
  }

  get isFull(): boolean {
    return this.#free.length === 0;
  }

  /** Unless it is full. @returns the entry */
  add(epoch: number, cxy: number, slot: number, generation: number): number {
    const entry = this.#free.pop() as number;
    const words = this.#words;
    words[entry + EPOCH] = epoch;
    words[entry + CXY] = cxy;
    words[entry + SLOT] = slot;
    words[entry + WORD] = (generation << GENERATION_SHIFT) | CallOutcome.OutcomePending;
    return entry;
  }

  remove(entry: number): void {
    this.#words[entry + WORD] = 0;
    this.#free.push(entry);
  }
}

/** A request that was taken from the FIFO. */
export interface Taken {
  readonly epoch: number;
  readonly cxy: number;
  readonly slot: number;
  /** Of the slot, while it is PENDING. */
  readonly word: number;
}

/** What a thread that has ended has left, and leaves its journal empty. */
export function readJournal(words: Int32Array, seat: number): Taken[] {
  const taken: Taken[] = [];
  for (let entry = journalOf(seat); entry < journalOf(seat + 1); entry += ENTRY_WORDS) {
    if (words[entry + WORD] === 0) continue;
    taken.push(entryAt(words, entry));
    words[entry + WORD] = 0;
  }
  return taken;
}

function entryAt(words: Int32Array, at: number): Taken {
  const [epoch, cxy, slot, word] = words.subarray(at, at + ENTRY_WORDS) as unknown as [number, number, number, number];
  return { epoch, cxy, slot, word };
}
