/** Members on plain memory within one thread: all of calls and FIFOs as they are, only addon and steward are played here. */
import { CallOutcome, FIFO_LAP_BITS, FIFO_OWNERS } from '../../../generated/segment/codes.ts';
import {
  FINISHED,
  LEAD_AND_WAITER,
  NEWS,
  OUTCOME_MASK,
  RESPONSE,
  SLOT_WORDS,
  TARGET,
  WAITER_WORDS,
  WORD,
} from '../../../runtime/cluster/call-words.ts';
import { ClusterCalls } from '../../../runtime/cluster/cluster-calls.ts';
import type { Member } from '../../../runtime/cluster/member.ts';
import { MemberInbox, MemberPort } from '../../../runtime/cluster/member-port.ts';
import type { MemberParts, NativePeer } from '../../../runtime/cluster/native-member.ts';
import { CLAIMED, ROOM, SKIP, STATE_MASK, SLOT_WORDS as TICKET_WORDS } from '../../../runtime/fifo/fifo-layout.ts';
import { FifoPlace } from '../../../runtime/fifo/fifo-place.ts';
import { FifoWriter } from '../../../runtime/fifo/fifo-writer.ts';

export const WAITERS = 2;
/** Bytes of the layouts of `schema/segment.yaml`. */
const FIFO_LINES_SIZE = 4480;
const FIFO_SLOT_SIZE = 64;
const CALL_SLOT_SIZE = SLOT_WORDS * 4;
const WAITER_LINES_SIZE = WAITER_WORDS * 4;
/** Writer number of somebody who is no member. */
const STRANGER = 1000;

/** Of the runtime, or of a copy of it. */
export interface MemberClasses {
  readonly ClusterCalls: typeof ClusterCalls;
  readonly MemberInbox: typeof MemberInbox;
  readonly MemberPort: typeof MemberPort;
}

export interface PlainOptions {
  readonly callsPerWaiter?: number;
  /** Slots of each FIFO. */
  readonly room?: number;
  /** What the member of that number is made of, if not of what all are. */
  readonly classesOf?: (cxy: number) => MemberClasses | null;
}

const CLASSES: MemberClasses = { ClusterCalls, MemberInbox, MemberPort };

function partsOf({ callsPerWaiter = 64, room = 128 }: PlainOptions): MemberParts {
  const fifoSlots = FIFO_LINES_SIZE;
  const calls = fifoSlots + room * FIFO_SLOT_SIZE;
  const callCount = WAITERS * callsPerWaiter;
  const waiters = calls + callCount * CALL_SLOT_SIZE;
  const heapOffset = waiters + WAITERS * WAITER_LINES_SIZE;
  const parts = { fifoLines: 0, fifoSlots, fifoSlotCount: room, calls, callCount, callsPerWaiter, waiters };
  return { ...parts, waiterCount: WAITERS, heapOffset, heapSize: 64 };
}

/** Waiter w of that member writes into every FIFO as this number + w. */
function firstNumber(cxy: number): number {
  return 1 + cxy * WAITERS;
}

/** A member of a {@link PlainCluster}: its memory, and the thread that has its waiter 0. */
export class PlainMember {
  readonly cxy: number;
  readonly parts: MemberParts;
  readonly buffer: ArrayBuffer;
  /** The words of its call slots. */
  readonly calls: Int32Array;
  readonly waiters: Int32Array;
  readonly thread: ClusterCalls;
  readonly port: MemberPort;
  readonly cluster: PlainCluster;
  isDead = false;
  bells = 0;
  /** A bell that was rung and not heard yet; set by tests, for a thread that hears nothing. */
  isRinging = false;

  constructor(cluster: PlainCluster, cxy: number, options: PlainOptions, before?: PlainMember) {
    this.cluster = cluster;
    this.cxy = cxy;
    this.parts = partsOf(options);
    const { parts } = this;
    this.buffer = before?.buffer ?? new ArrayBuffer(parts.heapOffset + parts.heapSize);
    this.calls = new Int32Array(this.buffer, parts.calls, parts.callCount * SLOT_WORDS);
    this.waiters = new Int32Array(this.buffer, parts.waiters, WAITERS * WAITER_WORDS);
    const peer = (number: number): NativePeer | null => {
      const member = cluster.members[number] ?? (number === cxy ? this : undefined);
      return member === undefined || member.isDead ? null : this.#see(member);
    };
    const native = {
      self: this.#see(this),
      writer: (number: number) => {
        const member = cluster.members[Math.floor((number - 1) / WAITERS)];
        return member === undefined ? null : this.#see(member);
      },
      isGone: (number: number) => cluster.members[number]?.isDead ?? true,
      ring: (number: number) => cluster.members[number]?.ring(),
    };
    // Within one thread, somebody else has to do something meanwhile.
    const member = { native, cxy, waiter: 0, hasLeft: false, peer, wait: () => cluster.onSleep(this) };
    const classes = options.classesOf?.(cxy) ?? CLASSES;
    this.port = new classes.MemberPort(member as unknown as Member);
    this.thread = new classes.ClusterCalls(this.port, new classes.MemberInbox(this.port), true);
  }

  #see({ cxy, buffer, parts }: PlainMember): NativePeer {
    const credentials = { pid: 0, uid: 0, gid: 0 };
    const numbers = { writerFirst: firstNumber(this.cxy), claimsFirst: firstNumber(cxy) };
    return { cxy, epoch: cxy + 1, ...numbers, buffer, parts, credentials };
  }

  /** Puts a message into this member's FIFO. @param from - a member, or null for a number that is nobody's */
  forge(from: PlainMember | null, bytes: Uint8Array): boolean {
    const { buffer, parts } = this;
    const place = new FifoPlace(buffer, parts.fifoLines, parts.fifoSlots, parts.fifoSlotCount);
    return new FifoWriter(place, from === null ? STRANGER : firstNumber(from.cxy), () => {}).tryPost(bytes);
  }

  /** Puts a reference into this member's FIFO. */
  refer(from: PlainMember | null, slot: number, generation: number): boolean {
    return this.forge(from, new Uint8Array(new Uint32Array([slot, generation]).buffer));
  }

  ring(): void {
    this.bells += 1;
    if (this.isRinging) return;
    this.isRinging = true;
    setImmediate(() => {
      this.isRinging = false;
      if (!this.isDead) this.thread.onBell();
    });
  }

  /** What the stewards of all others do. @param sweeps - whether they find the calls, or came before those were PENDING */
  die(sweeps = true): void {
    this.isDead = true;
    for (const member of this.cluster.members) {
      if (member === this || member.isDead) continue;
      if (sweeps) {
        this.cluster.sweepFifo(member, this);
        this.cluster.sweepCalls(member, this);
      }
      for (let waiter = 0; waiter < WAITERS; waiter += 1) Atomics.add(member.waiters, waiter * WAITER_WORDS + NEWS, 1);
      member.ring();
    }
  }
}

export class PlainCluster {
  readonly members: PlainMember[] = [];
  /** What happens while a thread of the member sleeps. */
  onSleep: (member: PlainMember) => void = (member) => {
    for (const other of this.members) if (other !== member && !other.isDead) other.thread.onBell();
  };
  /** Real members keep the loop alive while they wait; these do for a while, so that a test that fails comes to an end. */
  readonly #alive: NodeJS.Timeout = setTimeout(() => {}, 20_000);
  readonly #options: PlainOptions;

  constructor(count: number, options: PlainOptions = {}) {
    this.#options = options;
    for (let cxy = 0; cxy < count; cxy += 1) this.members.push(new PlainMember(this, cxy, options));
  }

  get(cxy: number): PlainMember {
    return this.members[cxy] as PlainMember;
  }

  /** Another thread gets the waiter of a member, in the same memory. */
  again(cxy: number): PlainMember {
    const member = new PlainMember(this, cxy, this.#options, this.members[cxy]);
    this.members[cxy] = member;
    return member;
  }

  /** What the steward of `owner` does when `dead` is. */
  sweepFifo({ buffer, parts }: PlainMember, dead: PlainMember): void {
    const { words, slots } = new FifoPlace(buffer, parts.fifoLines, parts.fifoSlots, parts.fifoSlotCount);
    for (let number = firstNumber(dead.cxy); number < firstNumber(dead.cxy) + WAITERS; number += 1) {
      Atomics.store(words, ROOM + number, 0);
      for (let at = 0; at < slots.length; at += TICKET_WORDS) {
        const word = Atomics.load(slots, at);
        if ((word & STATE_MASK) === CLAIMED && ((word >>> FIFO_LAP_BITS) & FIFO_OWNERS) === number)
          Atomics.store(slots, at, word | SKIP);
      }
    }
  }

  /** Step 3 of `docs/decisions/0009-cluster.md`, "Membership". */
  sweepCalls({ calls }: PlainMember, { cxy }: PlainMember): void {
    for (let at = 0; at < calls.length; at += SLOT_WORDS) {
      if (calls[at + TARGET] !== cxy) continue;
      const word = Atomics.load(calls, at + WORD);
      if ((word & OUTCOME_MASK) === CallOutcome.OutcomePending) {
        const dead = (word & ~OUTCOME_MASK) | CallOutcome.OutcomeDead;
        const lead = (calls[at + LEAD_AND_WAITER] as number) & 0xffff;
        if (Atomics.compareExchange(calls, at + WORD, word, dead) === word) Atomics.sub(calls, lead * SLOT_WORDS + RESPONSE, 1);
      }
      const now = Atomics.load(calls, at + WORD);
      if ((now & OUTCOME_MASK) !== 0) Atomics.compareExchange(calls, at + WORD, now, now | FINISHED);
    }
  }

  close(): void {
    clearTimeout(this.#alive);
  }
}
