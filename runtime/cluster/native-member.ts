/**
 * What the addon offers to the cluster runtime, and nobody else: plain C over libsluice (`native/src/member.h`). Words of segments are read and
 * written in JavaScript, on the buffers of members; every member writes all of them, so each word is judged each time it is read.
 */
import type { Credentials, NativeTerms } from '../memory/native.ts';

/** Bits that {@link NativeMember.wait} returns. */
export const MEMBER_RUNG = 1;
/** The event loop, or the end of the thread, wants its turn. */
export const MEMBER_OTHER = 8;

/**
 * Where the parts of a member's segment lie in its buffer, in bytes, and how many elements they have: judged once, constant. Layouts: schema/segment.yaml.
 */
export interface MemberParts {
  /** `sluice_fifo_lines` */
  readonly fifoLines: number;
  /** `sluice_fifo_slot` each */
  readonly fifoSlots: number;
  /** A power of two, 2 to 4096. */
  readonly fifoSlotCount: number;
  /** `sluice_call_slot` each; waiter w has those from w * callsPerWaiter on. */
  readonly calls: number;
  /** waiterCount * callsPerWaiter */
  readonly callCount: number;
  /** A power of two, 1 to 1024. */
  readonly callsPerWaiter: number;
  /** `sluice_waiter_lines` each */
  readonly waiters: number;
  /** 1 to 64 */
  readonly waiterCount: number;
  /** Bytes that extended pointers lead to. */
  readonly heapOffset: number;
  readonly heapSize: number;
}

/** A member as this one sees it; constant. */
export interface NativePeer {
  readonly cxy: number;
  /** Tells a number that was used again: unique in this process. */
  readonly epoch: number;
  /** This member's waiter w writes into its FIFO as number writerFirst + w. */
  readonly writerFirst: number;
  /** Its waiter w writes into this member's FIFO as number claimsFirst + w. */
  readonly claimsFirst: number;
  /** All of its segment; stays mapped as long as it is referred to, also when the peer is dead. Never leaves the runtime. */
  readonly buffer: ArrayBuffer;
  readonly parts: MemberParts;
  readonly credentials: Credentials;
}

export interface NativeMemberEvent {
  /** 1 joined, 2 left, 3 died. */
  readonly kind: number;
  /** Of the member, which may be gone by now. */
  readonly cxy: number;
  readonly epoch: number;
  readonly waiters: number;
  readonly heapOffset: number;
  readonly heapSize: number;
  readonly credentials: Credentials;
}

/** A thread's end of a member: its waiter. Belongs to that thread; the waiter is given back when the thread ends, however it does. */
export interface NativeMember {
  readonly cxy: number;
  /** The folder of the cluster. */
  readonly folder: string;
  /** Number of this thread's waiter. */
  readonly waiter: number;
  /** For `attachMember` in other threads of this process, as often as there are waiters; as long as the member has not left. */
  readonly ticket: number;
  /** This member itself as a peer; its buffer is the own segment. */
  readonly self: NativePeer;
  /** The member of that number, this one included; null when there is none, or it is dead. A new object at every call: keep it by its epoch. */
  peer(cxy: number): NativePeer | null;
  /**
   * Whose number that is in the own FIFO: of its waiter number - claimsFirst. A dead one is still found as long as a slot of the FIFO carries its
   * number, and at least 20 ms longer: ask at once when a message was taken. Null when it is nobody's.
   */
  writer(number: number): NativePeer | null;
  /**
   * Whether the member of that number is another one by now, or none, or dead. Ask once a call's word is PENDING: either this says so, or the
   * steward sees that word when it sweeps.
   */
  isGone(cxy: number, epoch: number): boolean;
  /** Rings a waiter's doorbell; never waits. Nothing when there is no such member or waiter. */
  ring(cxy: number, waiter: number): void;
  /** All other members now, by number. */
  peers(): NativePeer[];
  /** Whether the member has left, by any of its threads. Never throws. */
  readonly hasLeft: boolean;
  /** What has happened since the last call, in order; starts with the members that were there at first, as joined. */
  nextEvent(): NativeMemberEvent | null;
  /**
   * Blocks the thread until this waiter is rung (MEMBER_RUNG) or the time is over (0); to be called again after MEMBER_OTHER, as
   * {@link import('../memory/native.ts').NativeLink.wait}. The bell is drained.
   *
   * @param timeoutMs - -1 for ever
   */
  wait(timeoutMs: number): number;
  /** Calls back on the event loop whenever this waiter was rung, its bell already drained. One watcher; until `unwatch` or `close`. */
  watch(onRung: () => void): void;
  unwatch(): void;
  ref(): void;
  unref(): void;
  /**
   * The thread that joined leaves the cluster; one that was attached gives its waiter back: its claims in FIFOs are turned to SKIP, its calls are
   * given up. May be called twice. Buffers stay readable.
   */
  close(): void;
}

/** Of `sluice_member_options`. */
export interface NativeMemberOptions {
  /** -1 for the lowest number that nobody has. */
  readonly cxy: number;
  readonly waiters: number;
  readonly callsPerWaiter: number;
  readonly fifoSlots: number;
  readonly heapSize: number;
  /** Users that may be members, beside this one. */
  readonly allowUids: readonly number[];
  /** Identity, mode and group are taken from it. */
  readonly terms: NativeTerms;
}
