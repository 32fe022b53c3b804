/**
 * What the native addon offers to the runtime, and nobody else: plain C over libsluice (`native/src/link.h`), without a rule of its own.
 * Words and records are read and written in JavaScript, on the buffers that a link hands out.
 */
import type { NativeMember, NativeMemberOptions } from '../cluster/native-member.ts';
import type { NativeIvshmem } from '../ivshmem/native.ts';

/** Doorbell bits of {@link NativeLink.watch} and {@link NativeLink.wait}. */
export const LINK_DATA = 1;
export const LINK_SPACE = 2;
/** The socket has ended: the peer is gone. */
export const LINK_CLOSED = 4;
/** A wait ended because the event loop, or the end of the thread, wants its turn. */
export const LINK_OTHER = 8;

/** Offsets and sizes of the parts of a segment, in bytes; -1 and 0 for a part that it does not have. */
export interface SegmentParts {
  /** Its owner's state. */
  readonly state: number;
  readonly ringControl: number;
  readonly ringData: number;
  readonly ringSize: number;
  readonly consumerControl: number;
  readonly arenaData: number;
  readonly arenaSize: number;
  readonly arenaBlockSize: number;
  readonly releasedData: number;
  readonly releasedCount: number;
  readonly broadcastControl: number;
  readonly broadcastData: number;
  readonly broadcastSize: number;
}

export interface Credentials {
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
}

/** One established connection. Belongs to the thread that opened it. */
export interface NativeLink {
  /** The segment that this side writes. Never leaves the runtime. */
  readonly own: ArrayBuffer;
  /** The peer's segment. A store into it ends the process with SIGSEGV. Never leaves the runtime. */
  readonly peer: ArrayBuffer;
  readonly ownParts: SegmentParts;
  readonly peerParts: SegmentParts;
  readonly credentials: Credentials;
  readonly peerEndpoint: number;
  readonly isListener: boolean;
  /** Both sides, and others, can write both segments: `docs/decisions/0010-region.md`. */
  readonly isCooperative?: true;
  /** Somebody else has this side's part by now, as in a region: nothing is stored there any more. Asked for when a channel looks, or ends. */
  readonly isReplaced?: boolean;
  /** Where both sides met; empty for a pair. */
  readonly address: string;
  /** What observers see of a channel or a subscriber: `sluice_statistics_entry`. Null for none. Never leaves the runtime. */
  readonly statistics: ArrayBuffer | null;
  /** Of a broadcast: what comes after the publisher has taken this side comes after here. */
  readonly startPosition: number;
  readonly startSequence: number;
  readonly hasEventfds: boolean;
  /** True when both sides may run on one and the same core only: spinning would keep the peer from working. Asks the kernel at each reading. */
  readonly sharesCore: boolean;
  /** The peer publishes without a fence, and relies on `fencePeer` before this side sleeps as its reader: `docs/decisions/0008-fence.md`. */
  readonly fencesPeer: boolean;
  /** Returns once every running thread of the peer, and this one, has run a full fence. */
  fencePeer(): void;
  /** Rings the peer's data doorbell; never waits. */
  ringData(): void;
  ringSpace(): void;
  /** Calls back on the event loop with LINK_ bits, doorbells already drained. One watcher; until `unwatch` or `close`. */
  watch(onEvents: (events: number) => void): void;
  unwatch(): void;
  ref(): void;
  unref(): void;
  /**
   * Blocks the thread; drains and returns LINK_ bits, 0 when the time is over. To be called again after LINK_OTHER: a thread that is to end does
   * so on the way back into JavaScript, and while the loop has other work, LINK_OTHER comes every few milliseconds only.
   *
   * @param timeoutMs - -1 for ever
   */
  wait(timeoutMs: number): number;
  /** Detaches `statistics`. What it says stays for observers to see, also after `close`, until it is dropped or this object is collected. */
  keepStatistics(): void;
  dropStatistics(): void;
  /** Detaches `peer` and unmaps it, if nobody else in the process maps it. */
  unmapPeer(): void;
  /** Detaches and unmaps everything, closes all descriptors. May be called twice. */
  close(): void;
}

/** `sluice_channel_options`, with the identity of a generated protocol. */
export interface NativeTerms {
  readonly sendOrder: number;
  /** -1 leaves it to the peer. */
  readonly receiveOrder: number;
  readonly largestOrder: number;
  readonly arenaBlockSize: number;
  readonly arenaBlockCount: number;
  /** SLUICE_PURPOSE_ of the segment schema. */
  readonly purpose: number;
  /** 0x and 16 hex digits; '0x0' for bare bytes. */
  readonly fingerprint: string;
  readonly messages: readonly { readonly code: number; readonly fingerprint: string }[];
  /** 0 deny, 1 allow, 2 allow with socket doorbells; null for same uid. Called on the loop. */
  readonly policy: ((peer: Credentials) => number) | null;
  readonly maxHalfOpen: number;
  readonly backlog: number;
  readonly handshakeTimeoutMs: number;
  readonly mode: number;
  /** -1 for the group of the process. */
  readonly group: number;
  /** For a publisher: bytes of the broadcast ring that all its subscribers map. 0 else. */
  readonly broadcastSize: number;
  /** Whether observers may see the channel. */
  readonly statistics: boolean;
}

/** What failed: `status` is a positive number of `sluice/error.h`. */
export interface NativeFailure {
  readonly status: number;
  readonly errno: number;
  readonly syscall: string;
  readonly reason: number;
  readonly code: number;
  readonly expected: bigint;
  readonly got: bigint;
  readonly byPeer: boolean;
  readonly detail: string;
}

export interface NativeConnecting {
  cancel(): void;
}

export interface NativeListening {
  /** The broadcast segment of a publisher, else null. */
  readonly shared: ArrayBuffer | null;
  readonly sharedParts: SegmentParts | null;
  /** What observers see of a publisher, until it is closed; else null. */
  readonly statistics: ArrayBuffer | null;
  /** The oldest prepared connection, which is told so; null when there is none. Throws what accepting has failed with, such as EMFILE, once. */
  take(): NativeLink | null;
  /** The same, for another thread: a number that `adopt` takes there, once. */
  takeTicket(): number | null;
  /** Blocks the thread until one is prepared: LINK_DATA, LINK_OTHER, or 0 when the time is over. */
  wait(timeoutMs: number): number;
  ref(): void;
  unref(): void;
  close(): void;
}

export interface NativeAddon {
  /** Both ends of a connection that nobody else can see. Purpose, fingerprints and orders are agreed as in a handshake. */
  createPair(a: NativeTerms, b: NativeTerms): [NativeLink, NativeLink];
  /** Calls back once, from the loop: with a link, or with what failed. Throws a NativeFailure for terms that are none. */
  connect(
    address: string,
    terms: NativeTerms,
    timeoutMs: number,
    done: (failure: NativeFailure | null, link: NativeLink | null) => void,
  ): NativeConnecting;
  /** Blocks the thread; throws a NativeFailure. */
  connectSync(address: string, terms: NativeTerms, timeoutMs: number): NativeLink;
  /** `onPrepared` is called from the loop whenever there is something to take, be it a failure. Throws a NativeFailure. */
  listen(address: string, terms: NativeTerms, onPrepared: () => void): NativeListening;
  adopt(ticket: number): NativeLink;
  /** Forgets a ticket that nobody adopted: the connection is closed. */
  dropTicket(ticket: number): void;
  /** An ArrayBuffer over a whole file that others write, too; mapped until it is unmapped or collected. Never leaves the runtime. */
  mapMemory(descriptor: number): ArrayBuffer;
  /** Detaches it. */
  unmapMemory(buffer: ArrayBuffer): void;
  /** `runtime/ivshmem/native.ts`. */
  readonly ivshmem: NativeIvshmem;
  /** Calls back once, from the loop: with a member, or with what failed. Throws a NativeFailure for options that are none. */
  joinCluster(
    name: string,
    options: NativeMemberOptions,
    timeoutMs: number,
    done: (failure: NativeFailure | null, member: NativeMember | null) => void,
  ): void;
  /** A waiter for this thread; throws a NativeFailure. */
  attachMember(ticket: number): NativeMember;
  /** Descriptors and mappings that links of this process hold, for leak tests. */
  counts(): { readonly links: number; readonly mappings: number; readonly descriptors: number };
}
