/**
 * The FIFO of a member that several of its threads read in turns: `docs/decisions/0009-cluster.md`, "Serving". Whoever takes a request appoints a
 * thread that rests, before it runs the handler: that one is rung for what comes, or at once if there is more.
 */
import { Rest } from './call-port.ts';
import { MemberInbox, type MemberPort } from './member-port.ts';
import { AWAITED, IDLE, IDLE_WORDS, Journal, LOCK } from './pool-memory.ts';

/** A lost wake-up of the lock costs no more than this. */
const LOCK_MS = 5;

export class SharedInbox extends MemberInbox {
  readonly #shared: Int32Array;
  /** What the lock holds while this thread has it. */
  readonly #mark: number;
  readonly #journal: Journal;
  readonly #onRoom: () => void;
  #isStalled = false;

  /**
   * @param seat - of this thread in the pool
   * @param onRoom - called from within {@link forget}, after {@link arm} has said that this thread takes no more
   */
  constructor(port: MemberPort, shared: Int32Array, seat: number, onRoom: () => void) {
    super(port);
    this.#shared = shared;
    this.#mark = seat + 1;
    this.#journal = new Journal(shared, seat);
    this.#onRoom = onRoom;
  }

  override resume(): void {}

  override tryTake(rest: Rest): boolean {
    if (this.#journal.isFull || this.reader.isFree) return false;
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
    this.#lock();
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
    this.#onRoom();
  }

  /** For the thread that keeps the pool: another one has ended, wherever it was. */
  bury(waiter: number, seat: number): void {
    if ((Atomics.load(this.#shared, LOCK) & ~AWAITED) === seat + 1) {
      this.reader.recover();
      this.#unlock();
    }
    this.#lock();
    for (let rest: number = Rest.Free; rest <= Rest.Blocked; rest += 1) this.#set(waiter, rest, false);
    this.reader.resume();
    this.#appoint();
  }

  protected override open(): void {
    super.open();
    const { peer } = this;
    this.entry = peer === null ? -1 : this.#journal.add(peer.epoch, peer.cxy, this.slot, this.generation);
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
