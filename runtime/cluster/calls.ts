/**
 * Calls of one thread that end on its event loop. `docs/decisions/0009-cluster.md`, "A call"; `sync-calls.ts` has those that block. K2 and the like are the
 * steps of `docs/models.md`.
 */
import { CallOutcome } from '../../generated/segment/codes.ts';
import { Alarm } from './alarm.ts';
import { finishDead, readErrno, readOutputs, settleOwn, wordOf, writeCall } from './call-memory.ts';
import type { CallPeer, CallPort } from './call-port.ts';
import { CallResult, resultOf } from './call-results.ts';
import { CallShare, NO_SLOT } from './call-slots.ts';
import { BLOCK_SLOTS, COUNTED, FINISHED, NEWS, OUTCOME_MASK, RESPONSE, SLOT_WORDS, WAITER_WORDS, WORD } from './call-words.ts';
import type { Descriptor } from './descriptor.ts';
import { Flight, type Landing } from './flight.ts';
import { monotonicNs } from './monotonic.ts';

/** setTimeout takes no more. */
const LONGEST_TIMER = 0x7fffffff;
/** How soon a full FIFO is looked at again, should its ring be lost with its member. */
const ROOM_MS = 20;

export class Calls {
  readonly port: CallPort;
  readonly share: CallShare;
  /** Calls under way. */
  inFlight = 0;
  /** Told when something may have been done for this thread that no bell tells of: by default, `hear`. */
  onHeard: () => void = () => this.hear();
  readonly #alarm: Alarm;
  readonly #words: Int32Array;
  readonly #waiters: Int32Array;
  /** First word of the own waiter's lines. */
  readonly #lines: number;
  readonly #flights: Flight[];
  /** By block of the share: its counter when the block was last looked through. */
  readonly #seen: Int32Array;
  #news: number;
  /** Slots that wait for room in a FIFO, in order. */
  #unposted: number[] = [];
  #timer: NodeJS.Timeout | null = null;
  /** When it fires. */
  #timerLimit: number = Number.POSITIVE_INFINITY;
  readonly #onTimer: () => void = () => this.#expire();

  constructor(port: CallPort) {
    const { memory, waiter } = port;
    this.port = port;
    this.share = new CallShare(memory, waiter);
    this.#words = memory.calls;
    this.#waiters = memory.waiters;
    this.#lines = waiter * WAITER_WORDS;
    this.#flights = Array.from({ length: this.share.count }, () => new Flight());
    this.#seen = new Int32Array(Math.ceil(this.share.count / BLOCK_SLOTS));
    for (let block = 0; block < this.#seen.length; block += 1) this.#seen[block] = this.#counter(block);
    this.#news = this.newsNow();
    this.#alarm = new Alarm(port, () => this.onHeard());
  }

  /**
   * Begins a call, of which `land` is told from {@link poll}, never from within here.
   *
   * @param limit - as `performance.now()` counts
   * @returns its slot, or {@link NO_SLOT}
   */
  begin(peer: CallPeer, descriptor: Descriptor, fingerprint: number, limit: number, land: Landing): number {
    const { share, port } = this;
    const slot = share.take();
    if (slot === NO_SLOT) return NO_SLOT;
    const flight = this.#flights[slot - share.first] as Flight;
    flight.peer = peer;
    flight.descriptor = descriptor;
    flight.target = peer.cxy;
    flight.limit = limit;
    flight.isPosted = false;
    flight.land = land;
    this.inFlight += 1;
    this.#alarm.expect();
    const lead = share.counterOf(slot);
    // K2, K3; then K5.
    this.#count(lead);
    writeCall(share, slot, lead, port.waiter, peer.cxy, descriptor, fingerprint, monotonicNs(limit));
    if (!this.#isAwaited(peer) && peer.tryPost(slot, share.generationOf(slot) >>> 8)) flight.isPosted = true;
    else this.#postLater(slot, peer);
    if (limit < this.#timerLimit) this.#startTimer(limit);
    return slot;
  }

  /** The flight of a slot that {@link begin} has given. */
  flightOf(slot: number): Flight {
    return this.#flights[slot - this.share.first] as Flight;
  }

  /** A blocking call has taken bells that were meant for the loop. */
  onStolenBell(): void {
    this.#alarm.stolen();
  }

  /** K11, and K6 for one that was not posted. Gives a call up, unless it has ended: then it is told so by {@link poll}. @param result - what its end is called */
  giveUp(slot: number, result: number): void {
    const flight = this.flightOf(slot);
    if (flight.peer === null) return;
    const lead = this.share.counterOf(slot);
    // A call that was never posted has no server that could finish it.
    const outcome = CallOutcome.OutcomeCancelled | (flight.isPosted ? 0 : FINISHED);
    if (!settleOwn(this.share, slot, lead, outcome)) return;
    this.#seen[(lead - this.share.first) / BLOCK_SLOTS] =
      ((this.#seen[(lead - this.share.first) / BLOCK_SLOTS] as number) - 1) | 0;
    // Who serves it knows its deadline; of this it has to hear.
    if (flight.isPosted && result === CallResult.Cancelled) flight.peer.wakeAll();
    this.#land(slot, flight, !flight.isPosted && result === CallResult.Late ? CallResult.NoRoom : result);
  }

  /** Gives up everything. */
  giveUpAll(result: number): void {
    for (let local = 0; local < this.#flights.length; local += 1) this.giveUp(this.share.first + local, result);
    this.poll();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** The bell of the waiter has rung. */
  onBell(): void {
    this.#alarm.rung();
    this.hear();
  }

  /** Something may have been done for this thread. */
  hear(): void {
    this.#alarm.disarm();
    if (this.inFlight === 0) return;
    this.#alarm.arm();
    this.poll();
  }

  /** Tells of all calls that have ended. */
  poll(): void {
    const seen = this.#seen;
    for (let block = 0; block < seen.length; block += 1) {
      const now = this.#counter(block);
      if (now === seen[block]) continue;
      // Before the words: what comes after this look is found by the next one.
      seen[block] = now;
      this.#lookThrough(block);
    }
    // T1, T4. After the mark.
    const news = this.newsNow();
    if (news !== this.#news) {
      this.#news = news;
      this.#bury();
    }
    if (this.#unposted.length > 0) this.#postWaiting();
  }

  newsNow(): number {
    return Atomics.load(this.#waiters, this.#lines + NEWS);
  }

  /** So all that happens from now on rings. */
  arm(): void {
    this.#alarm.arm();
  }

  #counter(block: number): number {
    return Atomics.load(this.#words, (this.share.first + block * BLOCK_SLOTS) * SLOT_WORDS + RESPONSE);
  }

  /** K2. The counter of a block is always loud: what K9 asks for where none would be the last. */
  #count(lead: number): void {
    const block = (lead - this.share.first) / BLOCK_SLOTS;
    const at = lead * SLOT_WORDS + RESPONSE;
    // A liar has taken the bit away, without which no answer would wake.
    if (Atomics.add(this.#words, at, 1) >= 0) Atomics.or(this.#words, at, COUNTED);
    this.#seen[block] = ((this.#seen[block] as number) + 1) | 0;
  }

  /** K7. */
  #lookThrough(block: number): void {
    const { share } = this;
    const end = Math.min((block + 1) * BLOCK_SLOTS, share.count);
    for (let local = block * BLOCK_SLOTS; local < end; local += 1) {
      const flight = this.#flights[local] as Flight;
      if (flight.peer === null) continue;
      const slot = share.first + local;
      const word = Atomics.load(this.#words, slot * SLOT_WORDS + WORD);
      const generation = share.generationOf(slot);
      if (word !== (generation | CallOutcome.OutcomePending)) this.#land(slot, flight, resultOf(word, generation));
    }
  }

  /** K4, and T2 and T3 in the steward's place. Somebody is gone: its calls are dead, whether the steward has seen them or not. */
  #bury(): void {
    for (let local = 0; local < this.#flights.length; local += 1) {
      const flight = this.#flights[local] as Flight;
      if (flight.peer === null) continue;
      const slot = this.share.first + local;
      if (flight.peer.isDead) {
        settleOwn(this.share, slot, this.share.counterOf(slot), CallOutcome.OutcomeDead | FINISHED);
        finishDead(this.share, slot);
      }
      const word = wordOf(this.port.memory, slot);
      if ((word & OUTCOME_MASK) !== CallOutcome.OutcomePending) {
        this.#land(slot, flight, resultOf(word, this.share.generationOf(slot)));
      }
    }
  }

  /** K12. */
  #land(slot: number, flight: Flight, result: number): void {
    const { descriptor, land } = flight;
    let errno = 0;
    // The word that says so was read with Atomics before: what its server wrote is there.
    if (result === CallResult.Ok) readOutputs(this.#words, slot, descriptor as Descriptor);
    else if (result < CallResult.Dead) errno = readErrno(this.#words, slot);
    if (!flight.isPosted) this.#postNever(slot, flight.peer as CallPeer);
    flight.peer = null;
    flight.land = null;
    flight.reason = result === CallResult.Cancelled ? flight.signal?.reason : undefined;
    flight.unlisten();
    this.inFlight -= 1;
    this.share.release(slot);
    (land as Landing)(result, errno, flight);
  }

  #isAwaited(peer: CallPeer): boolean {
    return this.#unposted.length > 0 && this.#unposted.some((slot) => this.flightOf(slot).peer === peer);
  }

  #postLater(slot: number, peer: CallPeer): void {
    const isFirst = !this.#isAwaited(peer);
    this.#unposted.push(slot);
    if (isFirst) this.#postWaiting();
  }

  #postNever(slot: number, peer: CallPeer): void {
    this.#unposted = this.#unposted.filter((waiting) => waiting !== slot);
    if (!this.#isAwaited(peer)) peer.leaveLine();
  }

  /** K5. In order, but those of one member do not wait for those of another. */
  #postWaiting(): void {
    const full: CallPeer[] = [];
    const still: number[] = [];
    for (const slot of this.#unposted) {
      const flight = this.flightOf(slot);
      const peer = flight.peer as CallPeer;
      if (!full.includes(peer)) {
        const generation = this.share.generationOf(slot) >>> 8;
        if (peer.postInLine(slot, generation)) {
          flight.isPosted = true;
          continue;
        }
        full.push(peer);
      }
      still.push(slot);
    }
    this.#unposted = still;
    if (still.length > 0) this.#startTimer(performance.now() + ROOM_MS);
  }

  #startTimer(limit: number): void {
    if (limit >= this.#timerLimit) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timerLimit = limit;
    this.#timer = setTimeout(this.#onTimer, Math.min(Math.max(Math.ceil(limit - performance.now()), 0), LONGEST_TIMER));
    // It may outlive its call; what keeps the loop alive is the member.
    this.#timer.unref();
  }

  /** Gives up what is late. Costs a look at all calls, once per deadline at most. */
  #expire(): void {
    this.#timer = null;
    this.#timerLimit = Number.POSITIVE_INFINITY;
    this.poll();
    const now = performance.now();
    let next = Number.POSITIVE_INFINITY;
    for (let local = 0; local < this.#flights.length; local += 1) {
      const flight = this.#flights[local] as Flight;
      if (flight.peer === null) continue;
      if (flight.limit <= now) this.giveUp(this.share.first + local, CallResult.Late);
      else next = Math.min(next, flight.limit);
    }
    if (next !== Number.POSITIVE_INFINITY) this.#startTimer(next);
  }
}
