import { FIFO_INLINE, FIFO_LAP_BITS, FIFO_OWNERS } from '../../generated/segment/codes.ts';
import {
  ASLEEP,
  AWAITED,
  BROKEN,
  CLAIMED,
  DONE,
  GRANTED,
  HEAD,
  LAP_MASK,
  LENGTH,
  NO_TICKET,
  PAYLOAD,
  READER,
  ROOM,
  SKIP,
  SKIPPED,
  STATE_MASK,
  WAKE_AT,
} from './fifo-layout.ts';
import type { FifoPlace, FifoRing } from './fifo-place.ts';

/** Looks at a free head until a reader that never sleeps searches the slots behind it: F9. */
const LOOKS_PER_SEARCH = 64;
/** How often a word that changes meanwhile is looked at again. */
const MOST_ATTEMPTS = 8;

/**
 * One per FIFO, in one thread at a time; `native/src/fifo-reader.c` is the same. Never allocates. F6 and the like are the steps of
 * `docs/models.md`.
 */
export class FifoReader {
  /** What the last {@link take} has copied: its writer's number, never 0 (a lying member may name another's); its bytes. */
  owner = 0;
  length = 0;
  readonly payload: Uint8Array = new Uint8Array(FIFO_INLINE);
  /** Messages; slots that held nothing; slots that no honest writer leaves so. */
  taken = 0;
  skipped = 0;
  broken = 0;
  readonly #place: FifoPlace;
  readonly #words: Int32Array;
  readonly #ring: FifoRing;
  #head: number;
  /** Looks in a row that found the head free. */
  #idle = 0;
  /** At first as whoever came before may have left it. */
  #isArmed = true;

  /**
   * Goes on where the last reader was.
   *
   * @param waiter - whom writers ring; null leaves that to {@link handOver}
   * @param ring - rings a writer
   */
  constructor(place: FifoPlace, waiter: number | null, ring: FifoRing) {
    this.#place = place;
    this.#words = place.words;
    this.#ring = ring;
    this.#head = findHead(place);
    if (waiter !== null) Atomics.store(place.words, READER, waiter);
  }

  /** Copies the next message and frees its slot. @returns false when there is none that is whole */
  take(): boolean {
    if (this.#isArmed) this.#disarm();
    const place = this.#place;
    const slots = place.slots;
    for (let i = 0; i < 2 * place.count; i++) {
      const at = place.at(this.#head);
      // F6. Pairs with the commit, F4, so that the payload is whole.
      const word = Atomics.load(slots, at);
      if (!this.#hasTurn(word)) {
        this.#passOver(word);
        continue;
      }
      if ((word & STATE_MASK) !== DONE) {
        if (!this.#lookAround(word)) return false;
        continue;
      }
      const length = slots[at + LENGTH] as number;
      if (length >>> 0 > FIFO_INLINE) {
        this.#passOver(word);
        continue;
      }
      this.owner = ownerOf(word);
      this.length = length;
      const bytes = place.bytes;
      const payload = this.payload;
      const start = 4 * (at + PAYLOAD);
      for (let j = 0; j < length; j++) payload[j] = bytes[start + j] as number;
      this.#freeHead();
      this.taken++;
      return true;
    }
    // Only liars make so many in a row.
    return false;
  }

  /** Whether it is what honest writers leave at the head: free, claimed or done. SKIP, which has nothing, is not among them. */
  #hasTurn(word: number): boolean {
    if ((word & LAP_MASK) !== this.#place.lap(this.#head)) return false;
    const state = word & STATE_MASK;
    return state === 0 ? ownerOf(word) === 0 : state !== SKIP && ownerOf(word) !== 0;
  }

  #passOver(word: number): void {
    if ((word & STATE_MASK) === SKIP && (word & LAP_MASK) === this.#place.lap(this.#head)) {
      Atomics.store(this.#words, SKIPPED, ++this.skipped);
    } else Atomics.store(this.#words, BROKEN, ++this.broken);
    this.#freeHead();
  }

  /** F7. Frees the slot at the head for the next lap, after all reads of it, and goes on. */
  #freeHead(): void {
    const place = this.#place;
    const head = this.#head;
    Atomics.store(place.slots, place.at(head), place.lap((head + place.count) & place.mask));
    this.#head = (head + 1) & place.mask;
    Atomics.store(this.#words, HEAD, this.#head);
    this.#idle = 0;
    this.settle();
  }

  /** Nothing to take: the head is free, or somebody's. @returns whether there may be something after all */
  #lookAround(word: number): boolean {
    this.settle();
    if ((word & STATE_MASK) !== 0 || ++this.#idle < LOOKS_PER_SEARCH) return false;
    this.#idle = 0;
    return this.#closeHole();
  }

  #disarm(): void {
    this.#isArmed = false;
    Atomics.store(this.#words, WAKE_AT, 0);
  }

  /** F9. The head is free: when something behind it is taken in this lap, it was left out by a writer that had slept for all laps, or lied. */
  #closeHole(): boolean {
    const place = this.#place;
    const slots = place.slots;
    const head = this.#head;
    let ticket = head;
    for (let i = 1; i < place.count; i++) {
      ticket = (ticket + 1) & place.mask;
      // A plain load, after that of the head: Atomics are calls here, 6 ns each.
      const word = slots[place.at(ticket)] as number;
      if ((word & STATE_MASK) === 0 || (word & LAP_MASK) !== place.lap(ticket)) continue;
      // Fails when it was claimed at last, which does as well.
      Atomics.compareExchange(slots, place.at(head), place.lap(head), place.as(head, 0, SKIP));
      return true;
    }
    return false;
  }

  /**
   * Before anything longer than the next take, such as a handler: tells those who wait for room of all that is free. Takes, empty looks and arming do
   * so, too.
   */
  settle(): void {
    // F17. After the store that freed a slot: pairs with F11 and the look after it.
    if (Atomics.load(this.#words, AWAITED) !== 0) this.#grant();
  }

  #grant(): void {
    // Who comes after this (F11) is seen below, or changes it.
    const seen = Atomics.load(this.#words, AWAITED);
    for (let i = 0; i < 2 * this.#place.count; i++) if (!this.#grantOne()) break;
    if (this.#place.firstInLine() === 0) Atomics.compareExchange(this.#words, AWAITED, seen, 0);
  }

  /** Claims a slot in the name of who waits longest. @returns false when there is no room, or nobody */
  #grantOne(): boolean {
    const place = this.#place;
    const owner = place.firstInLine();
    if (owner === 0) return false;
    const number = Atomics.load(this.#words, ROOM + owner);
    const ticket = place.claim(owner, 0);
    if (ticket === NO_TICKET) return false;
    // F13. The claim is there before the word: who is swept meanwhile loses the word first, then its claims.
    if (number > 0 && Atomics.compareExchange(this.#words, ROOM + owner, number, GRANTED | ticket) === number) this.#ring(owner);
    else place.finish(ticket, owner, SKIP);
    return true;
  }

  /**
   * Before sleeping, with `asleep` set: asks for a ring. The next take disarms.
   *
   * @returns false: now sleep; true: take again, there may be something after all
   */
  arm(): boolean {
    const place = this.#place;
    // F8. Pairs with F5: of store and look on both sides, one sees the other.
    this.#isArmed = true;
    Atomics.store(this.#words, WAKE_AT, ASLEEP | this.#head);
    this.settle();
    const word = Atomics.load(place.slots, place.at(this.#head));
    if (!this.#hasTurn(word) || (word & STATE_MASK) === DONE) return true;
    return (word & STATE_MASK) === 0 && this.#closeHole();
  }

  /** A look at the head as whoever reads has left it: whether it is free, so that there is nothing to take. A hint, for a thread without the turn. */
  get isFree(): boolean {
    const head = Atomics.load(this.#words, HEAD) & this.#place.mask;
    return (Atomics.load(this.#place.slots, this.#place.at(head)) & STATE_MASK) === 0;
  }

  /** Another thread has read meanwhile: goes on where that one was. Threads that share a FIFO take turns, under a lock of theirs. */
  resume(): void {
    this.#head = Atomics.load(this.#words, HEAD) & this.#place.mask;
    this.#isArmed = true;
  }

  /** Another thread ended while it read: goes on where that one has come to. */
  recover(): void {
    Atomics.store(this.#words, HEAD, findHead(this.#place));
    this.resume();
  }

  /** Names another thread as the one to ring. It sleeps already: arm after this, and when that says true, ring it or take for it. */
  handOver(waiter: number): void {
    Atomics.store(this.#words, READER, waiter);
  }

  /** Whose claim holds up the reader, 0 for nobody's. One that belongs to no member was forged: bury it. */
  get holder(): number {
    const word = Atomics.load(this.#place.slots, this.#place.at(this.#head));
    return this.#hasTurn(word) && (word & STATE_MASK) === CLAIMED ? ownerOf(word) : 0;
  }

  /**
   * Takes room back that was granted at the head and that its writer has not come for, asleep or stopped as it is; it keeps its place in the line.
   * For a reader that was held up longer than it likes.
   *
   * @returns whether there was such
   */
  revoke(): boolean {
    const owner = this.holder;
    const granted = GRANTED | this.#head;
    // F16. The word first: after this, its writer can't take it for granted.
    if (owner === 0 || Atomics.compareExchange(this.#words, ROOM + owner, granted, 0) !== granted) return false;
    return this.#place.finish(this.#head, owner, SKIP);
  }
}

/** Where the last reader was: one further when it ended between freeing a slot and saying so. */
function findHead(place: FifoPlace): number {
  const head = Atomics.load(place.words, HEAD) & place.mask;
  const lap = Atomics.load(place.slots, place.at(head)) & LAP_MASK;
  return lap === place.lap((head + place.count) & place.mask) ? (head + 1) & place.mask : head;
}

/**
 * Writers `first` and `count` - 1 more are dead, or gone: what they have claimed becomes SKIP, and they wait for no room. Ring the reader afterwards,
 * in any case, and only then give the numbers to others.
 *
 * @returns how many claims it were
 */
export function buryWriters(place: FifoPlace, first: number, count: number): number {
  // F10. Out of the line first, so that nothing is granted to it behind this.
  for (let owner = first; owner < first + count && owner <= FIFO_OWNERS; owner++) Atomics.exchange(place.words, ROOM + owner, 0);
  let swept = 0;
  for (let i = 0; i < place.count; i++) if (sweepSlot(place, place.at(i), first, count)) swept++;
  return swept;
}

function sweepSlot(place: FifoPlace, at: number, first: number, count: number): boolean {
  for (let i = 0; i < MOST_ATTEMPTS; i++) {
    const word = Atomics.load(place.slots, at);
    const owner = ownerOf(word);
    if ((word & STATE_MASK) !== CLAIMED || owner < first || owner >= first + count) return false;
    if (Atomics.compareExchange(place.slots, at, word, word | SKIP) === word) return true;
  }
  return false;
}

function ownerOf(word: number): number {
  return (word >> FIFO_LAP_BITS) & FIFO_OWNERS;
}
