/**
 * Calls that block their thread: a spin that learns how long it is worth while, then sleep. Requests of others are served meanwhile. K2 and the like are
 * the steps of `docs/models.md`.
 */
import { isMainThread } from 'node:worker_threads';
import { CallOutcome, WaiterSleep } from '../../generated/segment/codes.ts';
import { CallError, CallErrorCode } from '../stub/errors.ts';
import { finishDead, isAnswered, readErrno, readOutputs, setResponse, settleOwn, writeCall } from './call-memory.ts';
import type { CallPeer, CallPort } from './call-port.ts';
import { CallResult, resultOf } from './call-results.ts';
import { type CallShare, NO_SLOT } from './call-slots.ts';
import { ASLEEP, COUNTED, FINISHED, OUTCOME_MASK, RESPONSE, SLOT_WORDS, WAITER_WORDS, WORD } from './call-words.ts';
import type { Calls } from './calls.ts';
import type { Descriptor } from './descriptor.ts';
import { monotonicNs } from './monotonic.ts';

/** Looks of the longest spin, some 50 us; and between two looks at requests, at the clock. */
const MOST_SPINS = 4096;
const LEAST_SPINS = 16;
const SERVE_EVERY = 16;
const CLOCK_EVERY = 256;

/** What a thread does for others while it waits. */
export interface Meanwhile {
  /** Serves what has come, if this thread may. @returns whether there was something */
  serve(): boolean;
  /** Asks for a ring for what will come. @returns false when there is something already */
  arm(isBlocked: boolean): boolean;
  /** This thread goes on with something else. */
  leave(): void;
  /** From now on until {@link unblock} the event loop stands still. */
  block(): void;
  unblock(): void;
}

/** How a call to one target has ended. */
export interface TargetResult {
  peer: CallPeer | null;
  descriptor: Descriptor;
  /** A `CallResult`. */
  result: number;
  errno: number;
}

export class SyncCalls {
  /** errno of the last call that was refused. */
  errno = 0;
  readonly #port: CallPort;
  readonly #calls: Calls;
  readonly #share: CallShare;
  readonly #words: Int32Array;
  readonly #waiters: Int32Array;
  readonly #asleep: number;
  readonly #meanwhile: Meanwhile;
  readonly #blocksMainThread: boolean;
  #spins: number = MOST_SPINS;
  /** Calls that wait within each other, by handlers that are run meanwhile. */
  #depth = 0;

  constructor(calls: Calls, meanwhile: Meanwhile, blocksMainThread: boolean) {
    const { port, share } = calls;
    this.#port = port;
    this.#calls = calls;
    this.#share = share;
    this.#words = share.words;
    this.#waiters = port.memory.waiters;
    this.#asleep = port.waiter * WAITER_WORDS + ASLEEP;
    this.#meanwhile = meanwhile;
    this.#blocksMainThread = blocksMainThread;
  }

  /** @throws CallError `SLUICE_ERR_CANNOT_BLOCK` on the main thread, unless that was asked for */
  check(): void {
    if (!isMainThread || this.#blocksMainThread) return;
    const text = 'a synchronous call stops the event loop of the main thread: use a worker, or blocksMainThread';
    throw new CallError(CallErrorCode.CANNOT_BLOCK, text);
  }

  /** @param limit - as `performance.now()` counts @returns a `CallResult` */
  call(peer: CallPeer, descriptor: Descriptor, fingerprint: number, limit: number): number {
    const share = this.#share;
    const slot = share.take();
    if (slot === NO_SLOT) return CallResult.NoSlot;
    setResponse(share, slot, 1);
    writeCall(share, slot, slot, this.#port.waiter, peer.cxy, descriptor, fingerprint, monotonicNs(limit));
    let isPosted = false;
    this.#block();
    try {
      isPosted = this.#post(peer, slot, limit);
      if (isPosted) this.#await(peer, slot, limit);
    } finally {
      this.#unblock();
    }
    const result = this.#end(peer, slot, slot, isPosted);
    if (result === CallResult.Ok) readOutputs(this.#words, slot, descriptor);
    else if (result < CallResult.Dead) this.errno = readErrno(this.#words, slot);
    share.release(slot);
    return result;
  }

  /** One call to each target, waited for together. Fills in `result` and `errno` of each, and the outputs. */
  multicast(targets: readonly TargetResult[], fingerprint: number, limit: number): void {
    const share = this.#share;
    const slots = targets.map(({ peer }) => (peer === null ? NO_SLOT : share.take()));
    const taken = slots.filter((slot) => slot !== NO_SLOT);
    const lead = taken.find((slot) => !share.isCounter(slot)) ?? taken[0] ?? NO_SLOT;
    // K2. Before the first is posted.
    if (lead !== NO_SLOT) setResponse(share, lead, taken.length);
    let posted: boolean[];
    this.#block();
    try {
      posted = targets.map(({ peer, descriptor }, i) => {
        const slot = slots[i] as number;
        if (slot === NO_SLOT || peer === null) return false;
        if (slot !== lead) share.follow(slot, lead);
        writeCall(share, slot, lead, this.#port.waiter, peer.cxy, descriptor, fingerprint, monotonicNs(limit));
        return this.#post(peer, slot, limit) || this.#withdraw(slot, lead);
      });
      if (lead !== NO_SLOT) this.#awaitAll(targets, slots, lead, limit);
    } finally {
      this.#unblock();
    }
    targets.forEach((target, i) => {
      const { peer, descriptor } = target;
      const slot = slots[i] as number;
      if (peer === null) target.result = CallResult.NoMember;
      else if (slot === NO_SLOT) target.result = CallResult.NoSlot;
      else {
        target.result = this.#end(peer, slot, lead, posted[i] as boolean);
        if (target.result === CallResult.Ok) readOutputs(this.#words, slot, descriptor);
        else if (target.result < CallResult.Dead) target.errno = readErrno(this.#words, slot);
      }
    });
    // The lead last: it waits for the others.
    for (const slot of taken) if (slot !== lead) share.release(slot);
    if (lead !== NO_SLOT) share.release(lead);
  }

  #block(): void {
    this.#depth += 1;
    if (this.#depth === 1) this.#meanwhile.block();
  }

  #unblock(): void {
    this.#depth -= 1;
    if (this.#depth === 0) this.#meanwhile.unblock();
  }

  #isPending(slot: number): boolean {
    return (Atomics.load(this.#words, slot * SLOT_WORDS + WORD) & OUTCOME_MASK) === CallOutcome.OutcomePending;
  }

  /** K6. @returns false: nobody will answer it */
  #withdraw(slot: number, lead: number): false {
    settleOwn(this.#share, slot, lead, CallOutcome.OutcomeCancelled | FINISHED);
    return false;
  }

  /** Step 2, K5, waiting for room. @returns whether it was posted */
  #post(peer: CallPeer, slot: number, limit: number): boolean {
    const generation = this.#share.generationOf(slot) >>> 8;
    if (peer.tryPost(slot, generation)) return true;
    let isPosted = false;
    this.#sleepUntil(() => {
      isPosted = !peer.isDead && peer.postInLine(slot, generation);
      return isPosted || peer.isDead;
    }, limit);
    if (!isPosted) peer.leaveLine();
    return isPosted;
  }

  /** K6, K11, K12. Makes sure that a call has ended. @returns a `CallResult` */
  #end(peer: CallPeer, slot: number, lead: number, isPosted: boolean): number {
    const share = this.#share;
    if (!isPosted) {
      settleOwn(share, slot, lead, CallOutcome.OutcomeCancelled | FINISHED);
      return peer.isDead ? CallResult.NoMember : CallResult.NoRoom;
    }
    let isLate = false;
    if (this.#isPending(slot)) {
      if (peer.isDead) settleOwn(share, slot, lead, CallOutcome.OutcomeDead | FINISHED);
      else isLate = settleOwn(share, slot, lead, CallOutcome.OutcomeCancelled);
    }
    if (peer.isDead) finishDead(share, slot);
    if (isLate) return CallResult.Late;
    return resultOf(Atomics.load(this.#words, slot * SLOT_WORDS + WORD), share.generationOf(slot));
  }

  /** K7, and K4: the dead mark is looked at again before it sleeps. */
  #await(peer: CallPeer, slot: number, limit: number): void {
    const at = slot * SLOT_WORDS + WORD;
    const words = this.#words;
    for (let i = 1; i <= this.#spins; i += 1) {
      if ((Atomics.load(words, at) & OUTCOME_MASK) !== CallOutcome.OutcomePending) {
        this.#spins = Math.min(this.#spins * 2, MOST_SPINS);
        return;
      }
      if (i % SERVE_EVERY === 0) this.#meanwhile.serve();
      if (i % CLOCK_EVERY === 0 && performance.now() >= limit) return;
    }
    this.#spins = Math.max(this.#spins >> 1, LEAST_SPINS);
    this.#sleepUntil(() => peer.isDead || !this.#isPending(slot), limit);
  }

  #awaitAll(targets: readonly TargetResult[], slots: readonly number[], lead: number, limit: number): void {
    for (let i = 1; i <= MOST_SPINS; i += 1) {
      // The words decide; the counter only says that it is worth while to look.
      if (isAnswered(this.#share, lead) && this.#countPending(targets, slots, lead) === 0) return;
      if (i % SERVE_EVERY === 0) this.#meanwhile.serve();
      if (i % CLOCK_EVERY === 0 && performance.now() >= limit) break;
    }
    this.#sleepUntil(() => this.#hasEnded(targets, slots, lead), limit);
  }

  /**
   * K9. Whether a multicast has ended. A member that died before it had counted down leaves a counter that the last answer does not bring to 0: then
   * every answer has to wake.
   */
  #hasEnded(targets: readonly TargetResult[], slots: readonly number[], lead: number): boolean {
    const response = Atomics.load(this.#words, lead * SLOT_WORDS + RESPONSE);
    const pending = this.#countPending(targets, slots, lead);
    if (pending === 0) return true;
    if (response === pending || (response & COUNTED) !== 0) return false;
    Atomics.or(this.#words, lead * SLOT_WORDS + RESPONSE, COUNTED);
    // What has ended in between has not seen it, perhaps.
    return this.#countPending(targets, slots, lead) === 0;
  }

  /** K4. Those that are pending, whose member lives. */
  #countPending(targets: readonly TargetResult[], slots: readonly number[], lead: number): number {
    let count = 0;
    for (let i = 0; i < slots.length; i += 1) {
      const slot = slots[i] as number;
      if (slot === NO_SLOT || !this.#isPending(slot)) continue;
      if (targets[i]?.peer?.isDead) settleOwn(this.#share, slot, lead, CallOutcome.OutcomeDead | FINISHED);
      else count += 1;
    }
    return count;
  }

  /** K10. Serves and sleeps until something has happened, or the time is over. A death rings, too. */
  #sleepUntil(hasHappened: () => boolean, limit: number): void {
    const port = this.#port;
    while (!hasHappened()) {
      if (this.#meanwhile.serve()) continue;
      // Step 5, K8. The server decrements, then looks here; this thread stores here, then looks again.
      Atomics.store(this.#waiters, this.#asleep, WaiterSleep.WaiterAsleep);
      if (hasHappened()) break;
      if (!this.#meanwhile.arm(true)) continue;
      const left = limit - performance.now();
      if (left <= 0) break;
      port.sleep(left);
    }
    Atomics.store(this.#waiters, this.#asleep, WaiterSleep.WaiterAwake);
    this.#meanwhile.leave();
    this.#calls.onStolenBell();
  }
}
