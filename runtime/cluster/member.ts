/** A place in a cluster: processes that call each other through memory that all of them may write. `docs/cluster.md`. */
import { EventEmitter } from 'node:events';
import { CLUSTER_CALLS, FIFO_SLOTS, LINE_SPACING, MAX_CXY, Purpose } from '../../generated/segment/codes.ts';
import type { ProtocolIdentity } from '../channel/identity.ts';
import { termsOf } from '../channel/options.ts';
import { ClusterError } from '../errors.ts';
import { loadAddon } from '../memory/addon.ts';
import type { Credentials, NativeFailure } from '../memory/native.ts';
import { callCluster, toClusterError } from './failure.ts';
import type { NativeMember, NativeMemberOptions, NativePeer } from './native-member.ts';

export interface JoinOptions {
  /** Number of the member, 0..65535; by default the lowest that nobody has. */
  readonly cxy?: number;
  /** Threads that may use the member at a time, this one included: 1..64, 4 by default. */
  readonly waiters?: number;
  /** Calls that each thread may have under way: a power of two, 1..1024, 64 by default. */
  readonly callsPerWaiter?: number;
  /** Requests of others that may wait: a power of two, 2..4096, 128 by default. */
  readonly fifoSlots?: number;
  /** Bytes that extended pointers lead to: 1..2^30, rounded up to 4096; 65536 by default. */
  readonly heapSize?: number;
  /** What is spoken: `identityOf` of generated code. All members must agree. */
  readonly protocol?: ProtocolIdentity;
  /** Users that may be members, beside the one that runs this process. A list, since a function would have to wait for the event loop. */
  readonly allowUids?: readonly number[];
  /** Of the member's socket; 0o600 by default. */
  readonly mode?: number;
  /** Group id of the socket; that of the process by default. */
  readonly group?: number;
  /** How long to wait for others that join, and for all members to answer: 5000 by default, -1 for ever. */
  readonly timeoutMs?: number;
}

/** A member as others see it. */
export interface MemberInfo {
  readonly cxy: number;
  /** Tells a number that was used again: unique in this process. */
  readonly epoch: number;
  /** Its threads, at most. */
  readonly waiters: number;
  /** Its heap: where it starts, as an extended pointer, and its bytes. */
  readonly heap: { readonly xptr: bigint; readonly size: number };
  /** By the kernel, when the two met. */
  readonly credentials: Credentials;
}

export type MemberEvents = {
  /** Another member is there; those that were there first are told of, too, once the event loop runs. */
  join: [member: MemberInfo];
  /** It has left in an orderly way. */
  leave: [member: MemberInfo];
  /** It has ended without a word. */
  death: [member: MemberInfo];
  /** This member has left, by this thread or another one. */
  end: [];
};

/** What `attachMember` needs; may be sent to any thread of this process, as often as there are waiters. */
export interface MemberTicket {
  readonly memberTicket: number;
}

const KINDS = [null, 'join', 'leave', 'death'] as const;
/** `sluice_waiter_lines`; a test holds them against the layout. */
const WAITER_LINES_SIZE = LINE_SPACING;
const NEWS_OFFSET = 4;
const DEFAULT_HEAP = 65536;

/** `cluster << 32 | offset`, the offset in bytes within the segment of that member. */
export function xptr(cxy: number, offset: number): bigint {
  return (BigInt(cxy) << 32n) | BigInt(offset);
}

/** A thread's end of a member. Keeps the process running until it leaves, or `unref`. */
export class Member extends EventEmitter<MemberEvents> implements AsyncDisposable {
  readonly cxy: number;
  /** The folder of the cluster. */
  readonly folder: string;
  /** Number of this thread's waiter; 0 for the thread that has joined. */
  readonly waiter: number;
  /** For the runtime: what calls are made of. */
  readonly native: NativeMember;
  readonly #news: Uint32Array;
  #newsSeen = 0;
  /** By number: those that were asked for, or told of. Each keeps its segment mapped. */
  readonly #peers: Map<number, NativePeer> = new Map();
  readonly #listeners: Set<() => void> = new Set();
  #isScheduled = false;
  #hasEnded = false;

  /** For the runtime; use `joinCluster` and `attachMember`. */
  constructor(native: NativeMember) {
    super();
    this.native = native;
    this.cxy = native.cxy;
    this.folder = native.folder;
    this.waiter = native.waiter;
    const { buffer, parts } = native.self;
    this.#news = new Uint32Array(buffer, parts.waiters + this.waiter * WAITER_LINES_SIZE + NEWS_OFFSET, 1);
    callCluster('watch the cluster', () => native.watch(() => this.#onRung()));
    // Whoever was there first is told of once there may be listeners.
    this.#schedule();
  }

  /** The other members, by number. Empty once this one has left. */
  get members(): MemberInfo[] {
    return this.native.hasLeft ? [] : this.native.peers().map(infoOf);
  }

  /** Whether this member has left, by any of its threads. */
  get hasLeft(): boolean {
    return this.native.hasLeft;
  }

  /**
   * A member's heap, this one's included: where it starts, and its bytes.
   *
   * @throws ClusterError `SLUICE_ERR_NO_MEMBER`
   */
  heapOf(cxy: number): { readonly xptr: bigint; readonly size: number } {
    const { parts } = this.#peerOrThrow(cxy);
    return { xptr: xptr(cxy, parts.heapOffset), size: parts.heapSize };
  }

  /**
   * A copy of bytes of a member's heap, which others may be writing at the same time.
   *
   * @throws ClusterError `SLUICE_ERR_NO_MEMBER`, `SLUICE_ERR_POINTER` when not all of it lies within that heap
   */
  readAt(pointer: bigint, length: number): Uint8Array<ArrayBuffer> {
    return this.#bytesAt(pointer, length).slice();
  }

  /** Writes bytes into a member's heap. Throws as {@link readAt}. */
  writeAt(pointer: bigint, bytes: Uint8Array): void {
    this.#bytesAt(pointer, bytes.length).set(bytes);
  }

  /**
   * A ticket for other threads of this process; good until the member leaves.
   *
   * @throws ClusterError `SLUICE_ERR_STATE` when it has left
   */
  ticket(): MemberTicket {
    if (this.native.hasLeft) throw new ClusterError('SLUICE_ERR_STATE', `member ${this.cxy} has left`);
    return { memberTicket: this.native.ticket };
  }

  /**
   * The thread that has joined leaves the cluster, for all threads: others see `leave`, and calls that were under way end as with a dead member. A
   * thread that was attached gives its waiter back. May be called twice.
   */
  async leave(): Promise<void> {
    this.native.close();
    this.#end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.leave();
  }

  /** Keeps the process running as long as this thread is a member's; the default. */
  ref(): this {
    this.native.ref();
    return this;
  }

  unref(): this {
    this.native.unref();
    return this;
  }

  /** For the runtime: the member of that number, this one included; null when there is none. The same object as long as it is the same member. */
  peer(cxy: number): NativePeer | null {
    const cached = this.#peers.get(cxy);
    if (cached !== undefined && !this.native.isGone(cxy, cached.epoch)) return cached;
    this.#peers.delete(cxy);
    const found = cxy === this.cxy ? this.native.self : this.native.peer(cxy);
    if (found !== null) this.#peers.set(cxy, found);
    return found;
  }

  /** For the runtime: calls back on the event loop whenever this thread's waiter was rung. */
  onRung(listener: () => void): void {
    this.#listeners.add(listener);
  }

  offRung(listener: () => void): void {
    this.#listeners.delete(listener);
  }

  /**
   * For the runtime: blocks the thread until its waiter is rung; what it returns is that of {@link NativeMember.wait}. Events of members are told
   * once the event loop runs.
   */
  wait(timeoutMs: number): number {
    const answer = callCluster('wait', () => this.native.wait(timeoutMs));
    if (Atomics.load(this.#news, 0) !== this.#newsSeen) this.#schedule();
    return answer;
  }

  #onRung(): void {
    for (const listener of this.#listeners) listener();
    if (Atomics.load(this.#news, 0) !== this.#newsSeen) this.#tellNews();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#tellNews();
    });
  }

  #tellNews(): void {
    // Before the events: a later one moves it again, and rings.
    this.#newsSeen = Atomics.load(this.#news, 0);
    if (this.#hasEnded) return;
    if (this.native.hasLeft) {
      this.native.close();
      this.#end();
      return;
    }
    for (let event = this.native.nextEvent(); event !== null; event = this.#next()) {
      const { kind, cxy, epoch, waiters, heapOffset, heapSize, credentials } = event;
      const name = KINDS[kind];
      if (name !== 'join' && this.#peers.get(cxy)?.epoch === epoch) this.#peers.delete(cxy);
      const heap = { xptr: xptr(cxy, heapOffset), size: heapSize };
      if (name !== null && name !== undefined) this.emit(name, { cxy, epoch, waiters, heap, credentials });
    }
  }

  /** A listener may have left. */
  #next(): ReturnType<NativeMember['nextEvent']> {
    return this.#hasEnded || this.native.hasLeft ? null : this.native.nextEvent();
  }

  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#peers.clear();
    this.emit('end');
  }

  #peerOrThrow(cxy: number): NativePeer {
    const peer = this.native.hasLeft ? null : this.peer(cxy);
    if (peer === null) throw new ClusterError('SLUICE_ERR_NO_MEMBER', `the cluster has no such member: cxy=${cxy}`);
    return peer;
  }

  #bytesAt(pointer: bigint, length: number): Uint8Array<ArrayBuffer> {
    const { buffer, parts } = this.#peerOrThrow(Number(BigInt.asUintN(64, pointer) >> 32n));
    const within = Number(pointer & 0xffffffffn) - parts.heapOffset;
    if (!Number.isInteger(length) || length < 0 || within < 0 || within + length > parts.heapSize) {
      const values = `xptr=0x${pointer.toString(16)} length=${length} heap=${parts.heapOffset}+${parts.heapSize}`;
      throw new ClusterError('SLUICE_ERR_POINTER', `an extended pointer must lead into the heap: ${values}`);
    }
    return new Uint8Array(buffer, parts.heapOffset + within, length);
  }
}

function infoOf({ cxy, epoch, parts, credentials }: NativePeer): MemberInfo {
  const heap = { xptr: xptr(cxy, parts.heapOffset), size: parts.heapSize };
  return { cxy, epoch, waiters: parts.waiterCount, heap, credentials };
}

function nativeOptions(options: JoinOptions): NativeMemberOptions {
  const { cxy = -1, waiters = 4, callsPerWaiter = CLUSTER_CALLS, fifoSlots = FIFO_SLOTS, heapSize = DEFAULT_HEAP } = options;
  const { protocol, mode = 0o600, group = -1, allowUids = [] } = options;
  const numbers: [string, number][] = Object.entries({ waiters, callsPerWaiter, fifoSlots, heapSize });
  for (const [name, value] of [...numbers, ...allowUids.map((uid): [string, number] => ['uid', uid])]) {
    if (!Number.isInteger(value) || value < 0 || value > 0xffffffff) {
      throw new ClusterError('SLUICE_ERR_OPTION', `${name} must be an integer in its range: ${name}=${value}`);
    }
  }
  if (!Number.isInteger(cxy) || cxy < -1 || cxy > MAX_CXY) {
    throw new ClusterError('SLUICE_ERR_OPTION', `cxy must be 0..${MAX_CXY}: cxy=${cxy}`);
  }
  if (mode < 0 || mode > 0o777 || !Number.isInteger(mode) || group < -1 || !Number.isInteger(group)) {
    throw new ClusterError('SLUICE_ERR_OPTION', `mode must be 0..0o777, and group an id or -1: mode=${mode} group=${group}`);
  }
  const listen = {
    ...(protocol === undefined ? {} : { protocol }),
    mode,
    group,
  };
  return { cxy, waiters, callsPerWaiter, fifoSlots, heapSize, allowUids, terms: termsOf(listen, Purpose.PurposeCluster) };
}

/**
 * Joins a cluster: an absolute path of a folder, or a plain name, which is a folder below $XDG_RUNTIME_DIR/sluice-clusters, or without that below
 * /tmp/sluice-UID/clusters. Resolves when every other member knows this one.
 *
 * @throws ClusterError `SLUICE_ERR_MEMBER_IN_USE` when a member has the number, `SLUICE_ERR_BUSY` when there is no room for one more,
 * `SLUICE_ERR_ADDRESS` for a name that is none, `SLUICE_ERR_DEADLINE`, `SLUICE_ERR_INCOMPATIBLE`, `SLUICE_ERR_DENIED`, `SLUICE_ERR_OPTION`
 */
export async function joinCluster(name: string, options: JoinOptions = {}): Promise<Member> {
  const doing = `join ${name}`;
  const addon = loadAddon();
  const native = nativeOptions(options);
  return new Promise((resolve, reject) => {
    const done = (failure: NativeFailure | null, member: NativeMember | null): void => {
      if (member !== null) resolve(new Member(member));
      else reject(failure === null ? new ClusterError('SLUICE_ERR_SYSTEM', doing) : toClusterError(failure, doing));
    };
    callCluster(doing, () => addon.joinCluster(name, native, options.timeoutMs ?? 5000, done));
  });
}

/**
 * Gets this thread a waiter of a member that another thread of this process has joined. It is given back by `leave`, or when the thread ends, however
 * it does: its claims in FIFOs of others are turned to nothing, and its calls are given up.
 *
 * @throws ClusterError `SLUICE_ERR_STATE` when the member has left, `SLUICE_ERR_BUSY` when all waiters are in use
 */
export function attachMember(ticket: MemberTicket): Member {
  return new Member(callCluster('attach to a member', () => loadAddon().attachMember(ticket.memberTicket)));
}
