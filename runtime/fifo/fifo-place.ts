import { FIFO_LAP_BITS, FIFO_MAX_SLOTS, FIFO_OWNERS } from '../../generated/segment/codes.ts';
import { ChannelError, ChannelErrorCode } from '../errors.ts';
import {
  CLAIMED,
  GRANTED,
  HEAD,
  LAP_MASK,
  LAST_WAITING,
  LINE_WORDS,
  NO_TICKET,
  ROOM,
  SLOT_WORDS,
  STATE_MASK,
  TAIL_HINT,
  TICKET_MASK,
} from './fifo-layout.ts';

/** Claims that somebody else makes first, one after the other. */
const MOST_ATTEMPTS = 256;

/** Rings somebody by number, and never waits: a writer rings a waiter of the owner, the reader a writer. The number may be a lie: judge it. */
export type FifoRing = (number: number) => void;

/** Where a FIFO lies, and what both of its sides do there; `native/src/fifo.c` is the same. */
export class FifoPlace {
  /** Its lines. */
  readonly words: Int32Array;
  /** Its slots, as words and as bytes. */
  readonly slots: Int32Array;
  readonly bytes: Uint8Array;
  /** How many there are. */
  readonly count: number;
  /** Tickets are modulo this and one. */
  readonly mask: number;
  readonly #shift: number;

  /**
   * Memory that is all 0 is an empty FIFO.
   *
   * @param lines - offset of the lines in the buffer, a multiple of 128
   * @param slots - offset of the slots, a multiple of 64
   * @param count - of slots: a power of two, 2 to 2048
   * @throws ChannelError `SLUICE_ERR_OPTION`
   */
  constructor(buffer: ArrayBuffer, lines: number, slots: number, count: number) {
    if (!Number.isInteger(count) || count < 2 || count > FIFO_MAX_SLOTS || (count & (count - 1)) !== 0) {
      const text = `a FIFO has a power of two of slots, 2 to ${FIFO_MAX_SLOTS}: slots=${count}`;
      throw new ChannelError(ChannelErrorCode.OPTION, text);
    }
    this.words = new Int32Array(buffer, lines, LINE_WORDS);
    this.slots = new Int32Array(buffer, slots, count * SLOT_WORDS);
    this.bytes = new Uint8Array(buffer, slots, 4 * count * SLOT_WORDS);
    this.count = count;
    this.#shift = 31 - Math.clz32(count);
    this.mask = count * (LAP_MASK + 1) - 1;
  }

  /** Messages that are waiting or being written; only a snapshot. */
  get depth(): number {
    const head = Atomics.load(this.words, HEAD);
    const depth = (Atomics.load(this.words, TAIL_HINT) - head) & this.mask;
    // More means that the hint is behind the head.
    return depth <= this.count ? depth : 0;
  }

  lap(ticket: number): number {
    return (ticket >>> this.#shift) & LAP_MASK;
  }

  /** Index of the slot's word among the slots. */
  at(ticket: number): number {
    return (ticket & (this.count - 1)) * SLOT_WORDS;
  }

  /** The word of a slot that `owner` has at this ticket. */
  as(ticket: number, owner: number, state: number): number {
    return state | (owner << FIFO_LAP_BITS) | this.lap(ticket);
  }

  /** F1 of `docs/models.md`. The first free slot after `ahead` others: its ticket, or NO_TICKET. A look; takes nothing. */
  find(ahead: number): number {
    let ticket = this.#walk((this.words[TAIL_HINT] as number) & this.mask);
    // The hint of somebody who has slept long, or lied.
    if (ticket < NO_TICKET) ticket = this.#walk(Atomics.load(this.words, HEAD) & this.mask);
    if (ticket < 0) return NO_TICKET;
    if (ahead === 0) return ticket;
    // Slots are freed in the order of tickets: if this one is free, so are those between.
    ticket = (ticket + ahead) & this.mask;
    return ahead < this.count && Atomics.load(this.slots, this.at(ticket)) === this.lap(ticket) ? ticket : NO_TICKET;
  }

  /** The first free slot from `ticket` on, or NO_TICKET when all are taken, or less when no slot there has the lap it should. */
  #walk(start: number): number {
    let ticket = start;
    for (let i = 0; i <= this.count; i++) {
      // Pairs with the reader's freeing, so that it has read before anybody writes.
      const word = Atomics.load(this.slots, this.at(ticket));
      const lap = this.lap(ticket);
      if (word === lap) return ticket;
      if ((word & LAP_MASK) !== lap) {
        // Taken, and a lap behind: full.
        return (word & STATE_MASK) !== 0 && ((word + 1) & LAP_MASK) === lap ? NO_TICKET : NO_TICKET - 1;
      }
      ticket = (ticket + 1) & this.mask;
    }
    return NO_TICKET;
  }

  /**
   * Takes the first free slot for `owner`, unless `ahead` fewer are free than there would have to be: those are for who came before.
   *
   * @returns its ticket, or NO_TICKET
   */
  claim(owner: number, ahead: number): number {
    for (let i = 0; i < MOST_ATTEMPTS; i++) {
      const found = this.find(ahead);
      if (found === NO_TICKET) return found;
      const ticket = (found - ahead) & this.mask;
      const free = this.lap(ticket);
      // F2. Names the owner in the same instant. Who sleeps before it for 2^20 laps may succeed all the same, beyond slots that are free: F5 and
      // F9 see to that.
      if (Atomics.compareExchange(this.slots, this.at(ticket), free, CLAIMED | (owner << FIFO_LAP_BITS) | free) === free) {
        this.words[TAIL_HINT] = (ticket + 1) & this.mask;
        return ticket;
      }
    }
    return NO_TICKET;
  }

  /**
   * F4. Turns a claim into a message, or into nothing. A compareExchange, because the owner may have taken this writer for dead, and the slot has
   * moved on.
   *
   * @returns false when it is no longer `owner`'s
   */
  finish(ticket: number, owner: number, state: number): boolean {
    const claimed = this.as(ticket, owner, CLAIMED);
    const finished = (claimed & ~STATE_MASK) | state;
    return Atomics.compareExchange(this.slots, this.at(ticket), claimed, finished) === claimed;
  }

  #lastWaiting(): number {
    const last = Atomics.load(this.words, LAST_WAITING) >>> 0;
    return last < FIFO_OWNERS ? last : FIFO_OWNERS;
  }

  /** Who waits longest for room; 0 for nobody. */
  firstInLine(): number {
    const last = this.#lastWaiting();
    let first = 0;
    let number = 0;
    for (let owner = 1; owner <= last; owner++) {
      const room = Atomics.load(this.words, ROOM + owner);
      if (room > 0 && (first === 0 || isBefore(room, number))) {
        first = owner;
        number = room;
      }
    }
    return first;
  }

  /** How many wait longer than somebody with this number; with 0, how many wait. */
  countBefore(number: number): number {
    const last = this.#lastWaiting();
    let count = 0;
    for (let owner = 1; owner <= last; owner++) {
      const room = Atomics.load(this.words, ROOM + owner);
      if (room > 0 && (number === 0 || isBefore(room, number))) count++;
    }
    return count;
  }
}

/** Places in the line are modulo 2^31. */
function isBefore(a: number, b: number): boolean {
  return (a - b) << 1 < 0;
}

/** The ticket of a room word that was granted. */
export function grantedTicket(room: number, mask: number): number {
  return room & TICKET_MASK & mask;
}

/** Whether a room word is a ticket, and not a place in the line. */
export function isGranted(room: number): boolean {
  return (room & GRANTED) !== 0;
}
