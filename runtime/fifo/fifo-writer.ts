import { FIFO_INLINE, FIFO_OWNERS } from '../../generated/segment/codes.ts';
import { ChannelError, ChannelErrorCode } from '../errors.ts';
import {
  ASLEEP,
  AWAITED,
  CLAIMED,
  DONE,
  LAST_WAITING,
  LENGTH,
  NO_TICKET,
  PAYLOAD,
  READER,
  ROOM,
  ROOM_NEXT,
  SKIP,
  TICKET_MASK,
  WAKE_AT,
} from './fifo-layout.ts';
import { type FifoPlace, type FifoRing, grantedTicket, isGranted } from './fifo-place.ts';

/** How often a writer in line looks again because others came and went while it looked. */
const MOST_ATTEMPTS = 64;
/**
 * Looks for room before a thread sleeps, some microseconds: a reader at work frees a slot sooner than it could wake anybody. C yields in between, and
 * looks for longer; here the shortest wait (`Atomics.wait`) is a sleep of some 70 microseconds, in which the reader could ring, so sleeping in line does.
 */
const MOST_SPINS = 200;

/** How a thread sleeps: `asleep` of its `sluice_waiter_lines`, and its eventfd. */
export interface FifoWaiter {
  /** Stores `asleep` with Atomics. */
  setAsleep(isAsleep: boolean): void;
  /** Blocks until it is rung, or the time is over. @param limit - as `performance.now()` counts */
  sleep(limit: number): void;
}

/**
 * One per thread and FIFO; `native/src/fifo-writer.c` is the same. Never allocates. F1 and the like are the steps of `docs/models.md`.
 */
export class FifoWriter {
  /** Messages that were posted; posts that found no room. */
  posted = 0;
  fulls = 0;
  readonly #place: FifoPlace;
  readonly #words: Int32Array;
  readonly #owner: number;
  readonly #ring: FifoRing;
  /** Place in the line of those who wait for room, 0 out of it. */
  #number = 0;
  /** Ticket of its last message. */
  #last = 0;

  /**
   * @param owner - this writer's number, 1 to 1023; nobody else's
   * @param ring - rings a waiter of the FIFO's owner
   * @throws ChannelError `SLUICE_ERR_OPTION`
   */
  constructor(place: FifoPlace, owner: number, ring: FifoRing) {
    if (!Number.isInteger(owner) || owner < 1 || owner > FIFO_OWNERS)
      throw new ChannelError(ChannelErrorCode.OPTION, `a writer has a number from 1 to ${FIFO_OWNERS}: owner=${owner}`);
    this.#place = place;
    this.#words = place.words;
    this.#owner = owner;
    this.#ring = ring;
  }

  /** Whether {@link postInLine} has said false, and nothing else has happened since. */
  get isInLine(): boolean {
    return this.#number !== 0;
  }

  /**
   * Posts the first bytes of `payload`. Never waits.
   *
   * @param length - 0 to 56
   * @returns false when there is no room, or only for those who wait for it
   * @throws ChannelError `SLUICE_ERR_TOO_LONG`; `SLUICE_ERR_PEER_CLOSED` when the owner has taken this writer for dead
   */
  tryPost(payload: Uint8Array, length: number = payload.length): boolean {
    if (length >>> 0 > FIFO_INLINE || length > payload.length) this.#refuse(length, payload);
    const place = this.#place;
    // Free slots of which there are no more than who waits for them are theirs. A plain load: who has just come is served by the reader.
    const ahead = this.#words[AWAITED] === 0 ? 0 : place.countBefore(0);
    const ticket = this.#keepOrder(place.claim(this.#owner, ahead));
    if (ticket === NO_TICKET) {
      this.fulls++;
      return false;
    }
    this.#put(ticket, payload, length);
    return true;
  }

  #refuse(length: number, payload: Uint8Array): never {
    const most = Math.min(FIFO_INLINE, payload.length);
    throw new ChannelError(ChannelErrorCode.TOO_LONG, `a message has at most ${most} bytes here: length=${length}`);
  }

  /**
   * A claim that may be filled. A slot before this writer's last message, while that is still there, was left out by a claim that came laps too late:
   * what is posted there would overtake.
   *
   * @returns the ticket; or NO_TICKET, and the slot is skipped
   */
  #keepOrder(ticket: number): number {
    const distance = (this.#last - ticket) & this.#place.mask;
    if (distance === 0 || distance >= this.#place.count || ticket === NO_TICKET) return ticket;
    return this.#skipBeforeLast(ticket);
  }

  /** F3. */
  #skipBeforeLast(ticket: number): number {
    const place = this.#place;
    if (Atomics.load(place.slots, place.at(this.#last)) !== place.as(this.#last, this.#owner, DONE)) return ticket;
    place.finish(ticket, this.#owner, SKIP);
    this.#announce(ticket);
    return NO_TICKET;
  }

  /** Fills the slot that was claimed, and hands it to the reader. */
  #put(ticket: number, payload: Uint8Array, length: number): void {
    const place = this.#place;
    const at = place.at(ticket);
    // Between claim and commit the slot is this writer's alone.
    this.#last = ticket;
    place.slots[at + LENGTH] = length;
    const bytes = place.bytes;
    const start = 4 * (at + PAYLOAD);
    for (let i = 0; i < length; i++) bytes[start + i] = payload[i] as number;
    if (!place.finish(ticket, this.#owner, DONE)) {
      throw new ChannelError(ChannelErrorCode.PEER_CLOSED, `the owner of the FIFO has taken writer ${this.#owner} for dead`);
    }
    this.#announce(ticket);
    this.posted++;
  }

  /** Rings a reader that sleeps on this slot; also one that sleeps on a free slot before it, which nobody else would. */
  #announce(ticket: number): void {
    // F5. After the commit: pairs with FifoReader.arm, which stores this and then looks at the slots.
    const wakeAt = Atomics.load(this.#words, WAKE_AT);
    if (wakeAt === 0) return;
    const place = this.#place;
    const before = (ticket - 1) & place.mask;
    if (wakeAt === (ASLEEP | ticket) || Atomics.load(place.slots, place.at(before)) === place.lap(before)) this.#ringReader();
  }

  #ringReader(): void {
    this.#ring(Atomics.load(this.#words, READER) >>> 0);
  }

  /**
   * The same with room that comes in turn. When it was not posted, this writer stands in line: it sleeps (`asleep` is set before the call whose
   * answer it trusts) or does something else, and calls this again when it was rung; the payload need not be the same.
   *
   * @returns whether it was posted
   * @throws ChannelError as {@link tryPost}
   */
  postInLine(payload: Uint8Array, length: number = payload.length): boolean {
    if (length >>> 0 > FIFO_INLINE || length > payload.length) this.#refuse(length, payload);
    if (this.#number === 0 && this.tryPost(payload, length)) return true;
    for (let i = 0; i < MOST_ATTEMPTS; i++) {
      const room = Atomics.load(this.#words, ROOM + this.#owner);
      if (this.#number === 0 || (room !== this.#number && !isGranted(room))) {
        this.#lineUp();
        continue;
      }
      const ahead = room === this.#number ? this.#place.countBefore(this.#number) : 0;
      const ticket = room === this.#number ? this.#serveItself(ahead) : this.#accept(room);
      if (ticket !== NO_TICKET) {
        this.#number = 0;
        this.#put(ticket, payload, length);
        return true;
      }
      // It may sleep: the reader has seen it, or will; unless who has left the line since it was counted has taken the room it was counted for.
      if (Atomics.load(this.#words, ROOM + this.#owner) === this.#number && this.#place.countBefore(this.#number) === ahead)
        return false;
    }
    // The reader looks for it, and finds nobody who has just taken its own word back for a slot that another was faster to claim.
    if (Atomics.load(this.#words, ROOM + this.#owner) === 0) this.#lineUp();
    this.#ringReader();
    return false;
  }

  /** Stands in line, at the old place when it had one. */
  #lineUp(): void {
    const words = this.#words;
    let number: number;
    do number = (Atomics.add(words, ROOM_NEXT, 1) + 1) & TICKET_MASK;
    while (number === 0);
    if (this.#number === 0) this.#number = number;
    // Bounded, as others may lie; as many as there are writers.
    for (let i = 0; i < FIFO_OWNERS; i++) {
      const seen = Atomics.load(words, LAST_WAITING);
      if (seen >>> 0 >= this.#owner || Atomics.compareExchange(words, LAST_WAITING, seen, this.#owner) === seen) break;
    }
    // F11. In this order, and with a number that was never there: the reader, who looks for who waits between a load and a CAS that clears this,
    // sees one of both.
    Atomics.store(words, ROOM + this.#owner, this.#number);
    Atomics.store(words, AWAITED, number);
  }

  /** Takes the slot that the reader has claimed for this writer. NO_TICKET when it was taken back. */
  #accept(room: number): number {
    const place = this.#place;
    const ticket = grantedTicket(room, place.mask);
    // F14. Before a byte is written: after this the reader can't take it back.
    if (Atomics.compareExchange(this.#words, ROOM + this.#owner, room, 0) !== room) return NO_TICKET;
    // A grant without a claim is a lie, or from before this number was swept.
    return Atomics.load(place.slots, place.at(ticket)) !== place.as(ticket, this.#owner, CLAIMED)
      ? NO_TICKET
      : this.#keepOrder(ticket);
  }

  /**
   * F12. Room that the reader has freed without seeing this writer in line: it takes it itself, if there is enough for all `ahead` that came before.
   */
  #serveItself(ahead: number): number {
    if (this.#place.find(ahead) === NO_TICKET) {
      // There is some for those before it, who may have been stopped: the reader grants it to them, and takes it back.
      if (ahead > 0 && this.#place.find(0) !== NO_TICKET) this.#ringReader();
      return NO_TICKET;
    }
    // Fails when the reader has granted it a slot meanwhile.
    const number = this.#number;
    if (Atomics.compareExchange(this.#words, ROOM + this.#owner, number, 0) !== number) return NO_TICKET;
    return this.#keepOrder(this.#place.claim(this.#owner, ahead));
  }

  /** Gives up the place in the line, and room that was granted meanwhile. */
  leaveLine(): void {
    if (this.#number === 0) return;
    this.#number = 0;
    const place = this.#place;
    // F15.
    const room = Atomics.exchange(this.#words, ROOM + this.#owner, 0);
    if (isGranted(room)) place.finish(grantedTicket(room, place.mask), this.#owner, SKIP);
    // It skips the slot, and grants what those behind have left to this one.
    this.#ringReader();
  }

  /**
   * Blocks the thread until it was posted.
   *
   * @param limit - as `performance.now()` counts; Infinity for ever
   * @throws ChannelError as {@link tryPost}; `SLUICE_ERR_DEADLINE`
   */
  post(waiter: FifoWaiter, payload: Uint8Array, limit: number, length: number = payload.length): void {
    if (this.tryPost(payload, length)) return;
    for (let i = 0; i < MOST_SPINS; i++) {
      if (this.#place.find(0) !== NO_TICKET && this.tryPost(payload, length)) return;
    }
    for (;;) {
      // Before the look whose answer it trusts: pairs with who does something for this thread and then looks at `asleep`.
      waiter.setAsleep(true);
      const isPosted = this.postInLine(payload, length);
      if (!isPosted) waiter.sleep(limit);
      waiter.setAsleep(false);
      if (isPosted) return;
      if (performance.now() < limit) continue;
      // It may have come at the last moment.
      if (this.postInLine(payload, length)) return;
      this.leaveLine();
      throw new ChannelError(ChannelErrorCode.DEADLINE, 'there was no room in the FIFO in time');
    }
  }
}
