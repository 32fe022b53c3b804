/** Calls on a real member: its peers, their FIFOs and bells, and the own FIFO as an inbox. */
import { WaiterSleep } from '../../generated/segment/codes.ts';
import { FifoPlace } from '../fifo/fifo-place.ts';
import { FifoReader } from '../fifo/fifo-reader.ts';
import { FifoWriter } from '../fifo/fifo-writer.ts';
import type { CallMemory, CallPeer, CallPort, Inbox, Rest } from './call-port.ts';
import { ASLEEP, NEWS, SLOT_WORDS, WAITER_WORDS } from './call-words.ts';
import type { Member } from './member.ts';
import type { MemberParts, NativePeer } from './native-member.ts';

/** Bytes of a `sluice_call_reference`. */
const REFERENCE_SIZE = 8;
/** A thread of Node has to look after its loop now and then while it sleeps. */
const LONGEST_SLEEP_MS = 0x7fffffff;

function memoryOf(buffer: ArrayBuffer, parts: MemberParts): CallMemory {
  const { callCount, callsPerWaiter, waiterCount } = parts;
  return {
    calls: new Int32Array(buffer, parts.calls, callCount * SLOT_WORDS),
    callsPerWaiter,
    waiters: new Int32Array(buffer, parts.waiters, waiterCount * WAITER_WORDS),
    waiterCount,
  };
}

function placeOf({ buffer, parts }: NativePeer): FifoPlace {
  return new FifoPlace(buffer, parts.fifoLines, parts.fifoSlots, parts.fifoSlotCount);
}

/** Another member, or this one, as one thread calls and answers it. */
export class MemberPeer implements CallPeer {
  readonly cxy: number;
  readonly epoch: number;
  readonly memory: CallMemory;
  readonly #port: MemberPort;
  readonly #writer: FifoWriter;
  readonly #reference: Uint8Array = new Uint8Array(REFERENCE_SIZE);
  /** The news by which it was last asked for. */
  #news: number;
  #isDead = false;

  constructor(port: MemberPort, native: NativePeer) {
    this.cxy = native.cxy;
    this.epoch = native.epoch;
    this.memory = memoryOf(native.buffer, native.parts);
    this.#port = port;
    // One less than now: nobody has asked yet.
    this.#news = (port.news - 1) | 0;
    this.#writer = new FifoWriter(placeOf(native), native.writerFirst + port.waiter, (waiter) => this.wake(waiter));
  }

  get isDead(): boolean {
    const { news } = this.#port;
    if (news !== this.#news && !this.#isDead) {
      // K4. Before the question: the steward, which is libsluice's, marks it first (T1), and then moves this and rings (T4).
      this.#news = news;
      this.#isDead = this.#port.isGone(this);
    }
    return this.#isDead;
  }

  tryPost(slot: number, generation: number): boolean {
    this.#refer(slot, generation);
    try {
      return this.#writer.tryPost(this.#reference);
    } catch (error) {
      return this.#isOver(error);
    }
  }

  postInLine(slot: number, generation: number): boolean {
    this.#refer(slot, generation);
    try {
      return this.#writer.postInLine(this.#reference);
    } catch (error) {
      return this.#isOver(error);
    }
  }

  leaveLine(): void {
    this.#writer.leaveLine();
  }

  /**
   * Step 5, S5. Pairs with the waiter's store of `asleep`, after which it looks once more; one that dozes sees this without a ring. The number may be a
   * lie.
   */
  wake(waiter: number): void {
    const { waiters, waiterCount } = this.memory;
    const asleep = waiter * WAITER_WORDS + ASLEEP;
    if (waiter >= waiterCount || Atomics.load(waiters, asleep) === WaiterSleep.WaiterAwake) return;
    const found = Atomics.exchange(waiters, asleep, WaiterSleep.WaiterAwake);
    if (found !== WaiterSleep.WaiterAwake && found !== WaiterSleep.WaiterDozing) this.#port.ring(this.cxy, waiter);
  }

  wakeAll(): void {
    for (let waiter = 0; waiter < this.memory.waiterCount; waiter += 1) this.wake(waiter);
  }

  /** Its owner has taken this thread for dead, as liars make it do; or it has closed in this moment, which news will tell. */
  #isOver(error: unknown): false {
    if ((error as { code?: unknown }).code === 'SLUICE_ERR_PEER_CLOSED') return false;
    throw error;
  }

  #refer(slot: number, generation: number): void {
    const bytes = this.#reference;
    bytes[0] = slot;
    bytes[1] = slot >>> 8;
    bytes[2] = slot >>> 16;
    bytes[3] = slot >>> 24;
    bytes[4] = generation;
    bytes[5] = generation >>> 8;
    bytes[6] = generation >>> 16;
    bytes[7] = 0;
  }
}

/** A member as one thread has it. */
export class MemberPort implements CallPort {
  readonly cxy: number;
  readonly waiter: number;
  readonly memory: CallMemory;
  readonly member: Member;
  readonly #newsAt: number;
  /** By number, as `#news` has it. */
  readonly #peers: Map<number, MemberPeer> = new Map();
  readonly #byEpoch: Map<number, MemberPeer> = new Map();
  /** By writer number of the own FIFO. */
  readonly #writers: Map<number, MemberPeer> = new Map();
  /** The news by which the above are right. */
  #news: number;

  constructor(member: Member) {
    const { self } = member.native;
    this.member = member;
    this.cxy = member.cxy;
    this.waiter = member.waiter;
    this.memory = memoryOf(self.buffer, self.parts);
    this.#newsAt = member.waiter * WAITER_WORDS + NEWS;
    this.#news = this.news;
  }

  get news(): number {
    return Atomics.load(this.memory.waiters, this.#newsAt);
  }

  peer(cxy: number): MemberPeer | null {
    if (this.news !== this.#news) this.#forget();
    const known = this.#peers.get(cxy);
    if (known !== undefined) return known.isDead ? null : known;
    if (this.member.hasLeft) return null;
    const native = this.member.peer(cxy);
    if (native === null) return null;
    const peer = this.#meet(native);
    this.#peers.set(cxy, peer);
    return peer;
  }

  /** Whose number that is in the own FIFO. To be asked while a slot carries it, or just after. */
  writer(number: number): MemberPeer | null {
    if (this.news !== this.#news) this.#forget();
    const known = this.#writers.get(number);
    if (known !== undefined) return known;
    const native = this.member.hasLeft ? null : this.member.native.writer(number);
    if (native === null) return null;
    const peer = this.#meet(native);
    this.#writers.set(number, peer);
    return peer;
  }

  /** Wakes another thread of this member. */
  wakeOwn(waiter: number): void {
    this.#meet(this.member.native.self).wake(waiter);
  }

  /** Wakes whoever writes with that number: there is room. */
  wakeWriter(number: number): void {
    const native = this.member.hasLeft ? null : this.member.native.writer(number);
    if (native !== null) this.#meet(native).wake(number - native.claimsFirst);
  }

  ring(cxy: number, waiter: number): void {
    if (!this.member.hasLeft) this.member.native.ring(cxy, waiter);
  }

  isGone({ cxy, epoch }: MemberPeer): boolean {
    return this.member.hasLeft || this.member.native.isGone(cxy, epoch);
  }

  sleep(timeoutMs: number): void {
    this.member.wait(timeoutMs > LONGEST_SLEEP_MS ? -1 : Math.max(1, Math.ceil(timeoutMs)));
  }

  #meet(native: NativePeer): MemberPeer {
    const known = this.#byEpoch.get(native.epoch);
    if (known !== undefined) return known;
    const peer = new MemberPeer(this, native);
    this.#byEpoch.set(native.epoch, peer);
    return peer;
  }

  /** Numbers may have been given to others. */
  #forget(): void {
    this.#news = this.news;
    this.#peers.clear();
    this.#writers.clear();
    for (const [epoch, peer] of this.#byEpoch) if (peer.isDead) this.#byEpoch.delete(epoch);
  }
}

/** The own FIFO, as one thread reads it. */
export class MemberInbox implements Inbox {
  peer: MemberPeer | null = null;
  slot = 0;
  generation = 0;
  entry = -1;
  protected readonly port: MemberPort;
  protected readonly reader: FifoReader;
  readonly #reference: DataView;

  /** @param isRung - whether writers ring this thread from now on */
  constructor(port: MemberPort, isRung = true) {
    this.port = port;
    const waiter = isRung ? port.waiter : null;
    this.reader = new FifoReader(placeOf(port.member.native.self), waiter, (number) => port.wakeWriter(number));
    const { payload } = this.reader;
    this.#reference = new DataView(payload.buffer, payload.byteOffset, REFERENCE_SIZE);
  }

  tryTake(_rest: Rest): boolean {
    if (!this.reader.take()) return false;
    this.open();
    return true;
  }

  arm(_rest: Rest): boolean {
    this.lieDown();
    return !this.reader.arm();
  }

  forget(_entry: number): void {}

  leave(): void {}

  /** Other threads have read meanwhile. */
  resume(): void {
    this.reader.resume();
    this.reader.handOver(this.port.waiter);
  }

  /** Its thread is the only one that reads. */
  pass(): boolean {
    return false;
  }

  block(): void {}

  unblock(): void {}

  /** Pairs with the writer's look at this word, after it has posted: without it, nobody rings. */
  protected lieDown(): void {
    const { memory, waiter } = this.port;
    Atomics.store(memory.waiters, waiter * WAITER_WORDS + ASLEEP, WaiterSleep.WaiterAsleep);
  }

  /** What the reader has taken. */
  protected open(): void {
    const { reader } = this;
    // A message of another length is none of a call.
    this.peer = reader.length === REFERENCE_SIZE ? this.port.writer(reader.owner) : null;
    this.slot = this.#reference.getUint32(0, true);
    this.generation = this.#reference.getUint32(4, true);
  }
}
