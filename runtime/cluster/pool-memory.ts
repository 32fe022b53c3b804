/** What the threads of a pool share beside the FIFO: a lock, who is idle, and for each thread a journal of what it has taken and not answered. */
import { CallOutcome } from '../../generated/segment/codes.ts';
import { GENERATION_SHIFT } from './call-words.ts';

/** 0 free; else 1 + the seat of who has it, and {@link AWAITED} when somebody may wait for it. */
export const LOCK = 0;
export const AWAITED = 0x100;
/** Bits of waiters that rest, two words for each way of it. */
export const IDLE = 1;
export const IDLE_WORDS = 2;
/** Seat of the thread that has joined; those of the pool are less. */
export const KEEPER = 64;

const JOURNALS = 16;
/** Requests that a thread may have taken and not answered; more stay in the FIFO. */
export const JOURNAL_ENTRIES = 1024;
/** Epoch and number of the member that asks, its slot, and the word of that; which is 0 in an entry that is not in use. */
const ENTRY_WORDS = 4;
const EPOCH = 0;
const CXY = 1;
const SLOT = 2;
const WORD = 3;

export function makePoolMemory(threads: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * journalOf(threads)));
}

function journalOf(seat: number): number {
  return JOURNALS + seat * JOURNAL_ENTRIES * ENTRY_WORDS;
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
    const word = words[entry + WORD] as number;
    if (word === 0) continue;
    taken.push({
      epoch: words[entry + EPOCH] as number,
      cxy: words[entry + CXY] as number,
      slot: words[entry + SLOT] as number,
      word,
    });
    words[entry + WORD] = 0;
  }
  return taken;
}
