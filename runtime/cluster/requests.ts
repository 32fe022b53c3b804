/**
 * The server's steps of a call: what came is judged, copied once, and answered. `docs/decisions/0009-cluster.md`, "A call", 3 to 6; S1 and the like
 * are the steps of `docs/models.md`.
 */
import { CallOutcome } from '../../generated/segment/codes.ts';
import type { CallPeer, Inbox } from './call-port.ts';
import {
  ARGUMENTS,
  COUNTED,
  DEADLINE_HIGH,
  DEADLINE_LOW,
  DESCRIPTOR_WORDS,
  ERROR,
  FINGERPRINT,
  FINISHED,
  GENERATION_SHIFT,
  LEAD_AND_WAITER,
  OUTCOME_MASK,
  RESPONSE,
  SLOT_WORDS,
  STATUS_SHIFT,
  WORD,
} from './call-words.ts';
import { Descriptor } from './descriptor.ts';
import { millisecondsOf } from './monotonic.ts';

/** In place of a lead or waiter that is out of bounds. */
const NONE = -1;
/** More than calls can share a lead: whatever else counts at the same time, the counter is another one afterwards. */
const UNCOUNTED = 1024;

/** A call that this member was asked for, with a copy of its descriptor. */
export class Request {
  /** Inputs; the handler writes its outputs into the same. Belongs to the handler until it has answered. */
  readonly descriptor: Descriptor = new Descriptor();
  /** Low half of the caller's fingerprint, i32; 0 for none. */
  fingerprint = 0;
  /** When the caller gives up, as `performance.now()` counts; Infinity when it does not. */
  deadline: number = Number.POSITIVE_INFINITY;
  isAnswered = true;
  /** Who is told that it is answered, and by what. */
  #inbox: Inbox | null = null;
  #entry = -1;
  #peer: CallPeer | null = null;
  #slot = 0;
  /** The slot's word while it is PENDING. */
  #word = 0;
  #lead = NONE;
  #waiter = NONE;

  /** Number of the member that asks. */
  get source(): number {
    return this.#peer?.cxy ?? 0;
  }

  get index(): number {
    return this.descriptor.index;
  }

  /** Whether the caller waits no more: it has cancelled, its time is over, or it is gone. */
  get isCancelled(): boolean {
    const peer = this.#peer;
    if (this.deadline !== Number.POSITIVE_INFINITY && performance.now() >= this.deadline) return true;
    return peer === null || peer.isDead || Atomics.load(peer.memory.calls, this.#slot * SLOT_WORDS + WORD) !== this.#word;
  }

  /**
   * Step 3, S1. Takes over what the inbox has.
   *
   * @returns false for a stray, and for a call that its caller has given up: then nothing is left to do
   */
  open(inbox: Inbox): boolean {
    const { peer, slot, generation, entry } = inbox;
    if (peer !== null && this.#begin(peer, slot, generation)) {
      this.#inbox = inbox;
      this.#entry = entry;
      return true;
    }
    inbox.forget(entry);
    return false;
  }

  #begin(peer: CallPeer, slot: number, generation: number): boolean {
    if (slot >= peer.memory.callsPerWaiter * peer.memory.waiterCount || generation > 0xffffff) return false;
    const words = peer.memory.calls;
    const at = slot * SLOT_WORDS;
    const expected = (generation << GENERATION_SHIFT) | CallOutcome.OutcomePending;
    // Pairs with the caller's store of the word: what it has written before is there.
    const word = Atomics.load(words, at + WORD);
    if (word !== expected) {
      if (((word ^ expected) & ~FINISHED) >>> GENERATION_SHIFT === 0) finish(words, at, word);
      return false;
    }
    this.#peer = peer;
    this.#slot = slot;
    this.#word = word;
    this.isAnswered = false;
    this.#copy(peer, words, at);
    return true;
  }

  /**
   * Steps 4 to 6. Answers, once; later answers are ignored.
   *
   * @param status - of `sluice_call_status`; outputs are written with OK only
   * @param errno - of a refusal
   */
  answer(status: number, errno: number): void {
    if (this.isAnswered) return;
    this.isAnswered = true;
    const peer = this.#peer as CallPeer;
    this.#peer = null;
    this.#put(peer, status, errno);
    this.#inbox?.forget(this.#entry);
    this.#inbox = null;
  }

  /** Another thread has it. */
  letGo(): void {
    this.isAnswered = true;
    this.#peer = null;
    this.#inbox = null;
  }

  #put(peer: CallPeer, status: number, errno: number): void {
    const words = peer.memory.calls;
    const at = this.#slot * SLOT_WORDS;
    // S2.
    if (status === 0) {
      const from = this.descriptor.words;
      for (let i = ARGUMENTS; i < DESCRIPTOR_WORDS; i += 1) words[at + i] = from[i] as number;
    }
    words[at + ERROR] = errno;
    const word = this.#word;
    const done = (word & ~OUTCOME_MASK) | CallOutcome.OutcomeDone | (status << STATUS_SHIFT);
    // S3. Who wins this decrements, and nobody else: the caller, or its steward, may have been first.
    const found = Atomics.compareExchange(words, at + WORD, word, done);
    if (found !== word) {
      if ((found ^ word) >>> GENERATION_SHIFT === 0) finish(words, at, found);
      return;
    }
    countDown(peer, this.#lead, this.#waiter);
    // S6. The last touch: from now on the caller may use the slot again.
    Atomics.compareExchange(words, at + WORD, done, done | FINISHED);
  }

  #copy(peer: CallPeer, words: Int32Array, at: number): void {
    const to = this.descriptor.words;
    for (let i = 0; i < DESCRIPTOR_WORDS; i += 1) to[i] = words[at + i] as number;
    // Others may be counting down in it.
    to[RESPONSE] = 0;
    const leadAndWaiter = words[at + LEAD_AND_WAITER] as number;
    this.#lead = leadOf(peer, leadAndWaiter);
    this.#waiter = waiterOf(peer, leadAndWaiter);
    this.fingerprint = words[at + FINGERPRINT] as number;
    const low = words[at + DEADLINE_LOW] as number;
    const high = words[at + DEADLINE_HIGH] as number;
    this.deadline = (low | high) === 0 ? Number.POSITIVE_INFINITY : millisecondsOf((high >>> 0) * 0x100000000 + (low >>> 0));
  }
}

/**
 * Ends a call whose thread is gone, as the caller's steward would if all of the member were: DEAD. Whoever has answered or given it up has been first.
 *
 * @param word - of the slot while it is PENDING
 * @returns whether it has ended by this
 */
export function abandon(peer: CallPeer, slot: number, word: number): boolean {
  const words = peer.memory.calls;
  const at = slot * SLOT_WORDS;
  // It may have ended before it had judged what it had taken.
  if (at >= words.length) return false;
  const leadAndWaiter = words[at + LEAD_AND_WAITER] as number;
  const lead = leadOf(peer, leadAndWaiter);
  const waiter = waiterOf(peer, leadAndWaiter);
  const found = Atomics.compareExchange(words, at + WORD, word, (word & ~OUTCOME_MASK) | CallOutcome.OutcomeDead);
  if ((found ^ word) >>> GENERATION_SHIFT !== 0 || (found & FINISHED) !== 0) return false;
  if (found === word) countDown(peer, lead, waiter);
  else if ((found & OUTCOME_MASK) === CallOutcome.OutcomeDone && lead !== NONE) {
    // It ended within its answer, and has perhaps not counted: a counter may be too high, but it has to move.
    Atomics.add(words, lead * SLOT_WORDS + RESPONSE, UNCOUNTED);
    if (waiter !== NONE) peer.wake(waiter);
  }
  finish(words, at, Atomics.load(words, at + WORD));
  return found === word;
}

function leadOf({ memory }: CallPeer, leadAndWaiter: number): number {
  const lead = leadAndWaiter & 0xffff;
  return lead < memory.callsPerWaiter * memory.waiterCount ? lead : NONE;
}

function waiterOf({ memory }: CallPeer, leadAndWaiter: number): number {
  const waiter = leadAndWaiter >>> 16;
  return waiter < memory.waiterCount ? waiter : NONE;
}

/** S4 and S5, after the word has moved. */
function countDown(peer: CallPeer, lead: number, waiter: number): void {
  if (lead === NONE) return;
  const left = (Atomics.sub(peer.memory.calls, lead * SLOT_WORDS + RESPONSE, 1) - 1) | 0;
  // Last answer, or COUNTED, which is the sign.
  if ((left === 0 || (left & COUNTED) !== 0) && waiter !== NONE) peer.wake(waiter);
}

/** Step 6, S6, for a call that is not PENDING any more. */
function finish(words: Int32Array, at: number, word: number): void {
  if ((word & FINISHED) === 0) Atomics.compareExchange(words, at + WORD, word, word | FINISHED);
}
