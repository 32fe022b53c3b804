/**
 * The FIFO of a member that several of its threads read in turns: `docs/decisions/0009-cluster.md`, "Serving". Whoever takes a request appoints a
 * thread that rests, before it runs the handler: that one is rung for what comes, or at once if there is more.
 *
 * A thread that is blocked by a call of its own takes requests, too, but the promise of a handler would wait there for the end of that call, which may
 * wait for the promise. So it passes on what gives one, to threads that are not blocked.
 */
import { Rest } from './call-port.ts';
import { GENERATION_SHIFT } from './call-words.ts';
import { MemberInbox, type MemberPort } from './member-port.ts';
import {
  AWAITED,
  areAllBlocked,
  BLOCKED,
  hasBit,
  IDLE,
  IDLE_WORDS,
  Journal,
  LOCK,
  PassedRequests,
  SERVING,
  SPARE,
  setBit,
} from './pool-memory.ts';

/** A lost wake-up of the lock costs no more than this. */
const LOCK_MS = 5;

/** Whom an inbox tells. */
export interface InboxListener {
  /** There is room again, after `arm` has said that this thread takes no more; from within `forget`. */
  onRoom(): void;
  /** Something was passed on, and all threads that serve are blocked. */
  onCrowded(): void;
}

export class SharedInbox extends MemberInbox {
  readonly #shared: Int32Array;
  readonly #passed: PassedRequests;
  /** What the lock holds while this thread has it. */
  readonly #mark: number;
  readonly #journal: Journal;
  readonly #listener: InboxListener;
  /** Takes only what was passed on, so that there is always room for that. */
  readonly #isSpare: boolean;
  #isStalled = false;
  /** Whether it counts as idle. */
  #isIdle = false;

  /** @param seat - of this thread in the pool */
  constructor(port: MemberPort, shared: Int32Array, seat: number, listener: InboxListener, isSpare = false) {
    super(port, false);
    this.#shared = shared;
    this.#passed = new PassedRequests(shared);
    this.#mark = seat + 1;
    this.#journal = new Journal(shared, seat);
    this.#listener = listener;
    this.#isSpare = isSpare;
  }

  /** This thread serves from now on. */
  override resume(): void {
    const { waiter } = this.port;
    setBit(this.#shared, SPARE, waiter, this.#isSpare);
    setBit(this.#shared, SERVING, waiter, true);
  }

  override tryTake(rest: Rest): boolean {
    if (this.#journal.isFull) return false;
    if (rest !== Rest.Blocked && !this.#passed.isEmpty && this.#takePassed()) return true;
    if (this.#isSpare || this.reader.isFree) return false;
    this.#lock();
    this.#setIdle(null);
    this.reader.resume();
    const hasTaken = !this.#leavesTo(rest) && this.reader.take();
    // What follows may be a long handler.
    if (hasTaken) this.reader.settle();
    this.#appoint();
    if (hasTaken) this.open();
    return hasTaken;
  }

  override arm(rest: Rest): boolean {
    this.lieDown();
    if (this.#journal.isFull) {
      this.#isStalled = true;
      this.leave();
      return true;
    }
    if (this.#isSpare) return rest === Rest.Blocked || this.#passed.isEmpty;
    this.#lock();
    if (rest !== Rest.Blocked && !this.#passed.isEmpty) {
      this.#unlock();
      return false;
    }
    const { reader } = this;
    this.#setIdle(rest);
    reader.resume();
    const best = this.#firstIdle(Rest.Blocked);
    reader.handOver(best);
    const hasMore = reader.arm();
    if (hasMore && best === this.port.waiter) this.#setIdle(null);
    this.#unlock();
    if (!hasMore) return true;
    if (best === this.port.waiter) return false;
    this.port.wakeOwn(best);
    return true;
  }

  override leave(): void {
    if (this.#isSpare) return;
    this.#lock();
    this.#setIdle(null);
    this.reader.resume();
    this.#appoint();
  }

  override forget(entry: number): void {
    if (entry < 0) return;
    this.#journal.remove(entry);
    if (!this.#isStalled) return;
    this.#isStalled = false;
    this.#listener.onRoom();
  }

  override pass(): boolean {
    const { peer, entry } = this;
    if (peer === null) return false;
    this.#lock();
    const hasRoom = this.#passed.push(peer.epoch, peer.cxy, this.slot, this.generation);
    this.#unlock();
    if (!hasRoom) return false;
    // Not before: a thread that ends in between leaves it twice, and whoever comes second finds it ended.
    this.forget(entry);
    this.#offer();
    return true;
  }

  override block(): void {
    // It is not to be rung any more for what others would begin sooner.
    if (this.#isIdle) this.leave();
    setBit(this.#shared, BLOCKED, this.port.waiter, true);
    // What this thread was rung for, perhaps.
    if (!this.#passed.isEmpty) this.#offer();
  }

  override unblock(): void {
    setBit(this.#shared, BLOCKED, this.port.waiter, false);
  }

  /** For the thread that keeps the pool: takes one that was passed on, to tell its caller that nobody serves it. */
  takeLeft(): boolean {
    return !this.#passed.isEmpty && this.#takePassed();
  }

  /** For the thread that keeps the pool: another one has ended, wherever it was. */
  bury(waiter: number, seat: number): void {
    if ((Atomics.load(this.#shared, LOCK) & ~AWAITED) === seat + 1) {
      this.reader.recover();
      this.#unlock();
    }
    for (const at of [SERVING, BLOCKED, SPARE]) setBit(this.#shared, at, waiter, false);
    this.#lock();
    for (let rest: number = Rest.Free; rest <= Rest.Blocked; rest += 1) this.#set(waiter, rest, false);
    this.reader.resume();
    this.#appoint();
    // What it was rung for, perhaps.
    if (!this.#passed.isEmpty) this.#offer();
  }

  protected override open(): void {
    super.open();
    const { peer } = this;
    this.entry = peer === null ? -1 : this.#journal.add(peer.epoch, peer.cxy, this.slot, this.generation);
  }

  /** Takes one of somebody who lives. */
  #takePassed(): boolean {
    for (;;) {
      this.#lock();
      const taken = this.#passed.first();
      if (taken !== null) {
        const { epoch, cxy, slot, word } = taken;
        // In this order: a thread that ends in between leaves it twice.
        this.entry = this.#journal.add(epoch, cxy, slot, word >>> GENERATION_SHIFT);
        this.#passed.shift();
      }
      this.#unlock();
      if (taken === null) return false;
      this.peer = this.port.peer(taken.cxy);
      this.slot = taken.slot;
      this.generation = taken.word >>> GENERATION_SHIFT;
      if (this.peer?.epoch === taken.epoch) return true;
      this.forget(this.entry);
    }
  }

  /** Sees to it that somebody looks at what was passed on: one that rests, or one that will when it has done what it does. */
  #offer(): void {
    this.#lock();
    const waiter = this.#firstIdle(Rest.Held);
    this.#unlock();
    if (waiter >= 0) return this.port.wakeOwn(waiter);
    for (let spare = 0; spare < IDLE_WORDS * 32; spare += 1) {
      if (hasBit(this.#shared, SPARE, spare)) this.port.wakeOwn(spare);
    }
    if (areAllBlocked(this.#shared)) this.#listener.onCrowded();
  }

  /** Whether there is another thread that would serve sooner, or better, than one that does something else already. */
  #leavesTo(rest: Rest): boolean {
    return rest !== Rest.Free && this.#firstIdle((rest - 1) as Rest) >= 0;
  }

  /** Names a thread that rests as the one to ring; and unlocks. */
  #appoint(): void {
    const waiter = this.#firstIdle(Rest.Blocked);
    if (waiter < 0) {
      this.#unlock();
      return;
    }
    this.reader.handOver(waiter);
    // It counts as idle until it comes, so that nobody else is rung meanwhile.
    const hasMore = this.reader.arm();
    this.#unlock();
    if (hasMore) this.port.wakeOwn(waiter);
  }

  /** @param worst - how it may rest at most @returns -1 when there is none */
  #firstIdle(worst: Rest): number {
    for (let word = 0; word < (worst + 1) * IDLE_WORDS; word += 1) {
      const bits = this.#shared[IDLE + word] as number;
      if (bits !== 0) return (word % IDLE_WORDS) * 32 + (31 - Math.clz32(bits & -bits));
    }
    return -1;
  }

  /** @param rest - how this thread does; null when it does not */
  #setIdle(rest: Rest | null): void {
    this.#isIdle = rest !== null;
    for (let each: number = Rest.Free; each <= Rest.Blocked; each += 1) this.#set(this.port.waiter, each, each === rest);
  }

  #set(waiter: number, rest: number, isIdle: boolean): void {
    const at = IDLE + rest * IDLE_WORDS + (waiter >>> 5);
    const bits = this.#shared[at] as number;
    this.#shared[at] = isIdle ? bits | (1 << (waiter & 31)) : bits & ~(1 << (waiter & 31));
  }

  /** Held for about a microsecond, and never while somebody else's code runs. */
  #lock(): void {
    const shared = this.#shared;
    for (;;) {
      const found = Atomics.compareExchange(shared, LOCK, 0, this.#mark);
      if (found === 0) return;
      const awaited = found | AWAITED;
      if (found === awaited || Atomics.compareExchange(shared, LOCK, found, awaited) === found)
        Atomics.wait(shared, LOCK, awaited, LOCK_MS);
    }
  }

  #unlock(): void {
    if ((Atomics.exchange(this.#shared, LOCK, 0) & AWAITED) !== 0) Atomics.notify(this.#shared, LOCK, 1);
  }
}
