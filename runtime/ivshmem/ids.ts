import { MAX_ID } from '../../generated/ivshmem/codes.ts';

const FREE = 0;
const LIVE = 1;
/** Its client is gone, but others that are still there have seen it: QEMU aborts when such an id comes again (I12). */
const RETIRED = 2;
/** Of a client of an earlier server that may still run. */
const RESERVED = 3;

export const ID_COUNT: number = MAX_ID + 1;

/** Told of what must survive this process. */
export interface IdWitness {
  held(id: number): void;
  freed(id: number): void;
  next(id: number): void;
}

/**
 * Who has which id. Ids rotate as in QEMU's server: the next one above the last that is not in use. Besides, none comes again while a client
 * is connected that has seen it.
 */
export class IdLedger {
  readonly #states = new Uint8Array(ID_COUNT);
  /** Of clients that are there: id to the number of the event that brought it; oldest first, as maps are. */
  readonly #joined = new Map<number, number>();
  /** Ids of clients that have left, with the number of that event; oldest first. */
  #retired: { readonly id: number; readonly leftAt: number }[] = [];
  #next = 0;
  #events = 0;
  #reserved = 0;
  readonly #witness: IdWitness | null;

  constructor(witness: IdWitness | null = null) {
    this.#witness = witness;
  }

  /** The id that is looked at first for the next client. */
  get next(): number {
    return this.#next;
  }

  set next(id: number) {
    this.#next = id % ID_COUNT;
    this.#witness?.next(this.#next);
  }

  get reservedCount(): number {
    return this.#reserved;
  }

  /** Ids that have left and may not come again yet. */
  get retiredCount(): number {
    this.#free();
    return this.#retired.length;
  }

  /** An id for a new client; null when all are in use, or known to somebody. */
  take(): number | null {
    this.#free();
    for (let tried = 0; tried < ID_COUNT; tried += 1) {
      const id = (this.#next + tried) % ID_COUNT;
      if (this.#states[id] !== FREE) continue;
      // Held before it is the next one's turn: whoever dies in between has used an id too many, and none twice.
      this.#set(id, LIVE);
      this.#joined.set(id, this.#events++);
      this.next = id + 1;
      return id;
    }
    return null;
  }

  /** Its client has left. */
  leave(id: number): void {
    if (!this.#joined.delete(id)) return;
    this.#set(id, RETIRED);
    this.#retired.push({ id, leftAt: this.#events++ });
    this.#free();
  }

  /** Of another server's client, that nobody here can ask: nobody gets it until `release`. */
  reserve(id: number): void {
    if (this.#states[id] !== FREE) return;
    this.#set(id, RESERVED);
    this.#reserved += 1;
  }

  /** Whoever had it is known to be gone. False when it was not reserved. */
  release(id: number): boolean {
    if (this.#states[id] !== RESERVED) return false;
    this.#reserved -= 1;
    this.#set(id, RETIRED);
    this.#retired.push({ id, leftAt: this.#events++ });
    this.#free();
    return true;
  }

  /** Ascending. */
  get reservedIds(): readonly number[] {
    const ids: number[] = [];
    for (let id = 0; ids.length < this.#reserved; id += 1) if (this.isReserved(id)) ids.push(id);
    return ids;
  }

  isReserved(id: number): boolean {
    return this.#states[id] === RESERVED;
  }

  /** Retired ids that every client left has never heard of: the oldest of them came later. */
  #free(): void {
    const oldest: number = this.#joined.values().next().value ?? Number.POSITIVE_INFINITY;
    const kept = this.#retired.findIndex(({ leftAt }) => leftAt > oldest);
    const freed = kept === -1 ? this.#retired : this.#retired.slice(0, kept);
    if (freed.length === 0) return;
    this.#retired = kept === -1 ? [] : this.#retired.slice(kept);
    for (const { id } of freed) this.#set(id, FREE);
  }

  #set(id: number, state: number): void {
    const was = this.#states[id];
    this.#states[id] = state;
    if (was === FREE) this.#witness?.held(id);
    else if (state === FREE) this.#witness?.freed(id);
  }
}
