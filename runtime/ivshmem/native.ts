/**
 * What `ivshmem` of the addon offers to `runtime/ivshmem/`: system calls for messages of 8 bytes with at most one descriptor. Every object closes
 * its descriptors when it is closed or collected. Failures are those of `runtime/memory/native.ts`.
 */
import type { Credentials } from '../memory/native.ts';

/** Bits of {@link NativeConnection.watch}: the last message has left; nobody is there any more; the client has said something. */
export const CONNECTION_DRAINED = 1;
export const CONNECTION_ENDED = 2;
export const CONNECTION_SPOKE = 4;

/** File descriptors with one owner. What an outbox has still to send stays open there, also after `close`. */
export interface NativeDescriptors {
  /** Still the object's: for the functions of `node:fs`, and not to be closed. Empty once it is closed. */
  numbers(): number[];
  close(): void;
}

export interface PeerCredentials extends Credentials {
  /** Supplementary groups, as the kernel has them. */
  readonly groups: readonly number[];
}

/** The server's end of a client's socket, or a successor's end of a hand-over. */
export interface NativeConnection {
  credentials(): PeerCredentials;
  /** Calls back from the loop with CONNECTION_ bits; from now on what waits is sent whenever there is room. Once. */
  watch(onEvents: (events: number) => void): void;
  /** Queues the 8 bytes once for each descriptor, in order; once, with none, for null. */
  add(bytes: Uint8Array, descriptors: NativeDescriptors | null): void;
  /** Sends what goes. @returns messages that still wait; -1 when nobody reads any more */
  flush(): number;
  /** `left` counts messages that have left; `isCrowded`: sending rests because too many descriptors of this user are in flight. */
  progress(): { readonly waiting: number; readonly left: number; readonly isCrowded: boolean };
  /** Blocks the thread for the next message. */
  receive(timeoutMs: number): { readonly value: bigint; readonly descriptors: NativeDescriptors | null };
  close(): void;
}

export interface NativeIvshmemListening {
  /** The next client, or null. When accepting fails, such as for want of descriptors, that client is turned away, and this throws. */
  accept(): NativeConnection | null;
  /** Clients wait in the queue of the socket until `resume`. */
  pause(): void;
  resume(): void;
  /** A duplicate of the socket, for a successor. */
  duplicate(): NativeDescriptors;
  /** Closing this leaves the path of the socket alone: it is a successor's. */
  leavePath(): void;
  ref(): void;
  unref(): void;
  close(): void;
}

export interface NativeIvshmemClient {
  ring(peer: number, vector: number): boolean;
  peers(): { readonly id: number; readonly vectors: number }[];
  state(): {
    readonly id: number;
    readonly vectors: number;
    /** Own vectors that this connection and all earlier ones have. */
    readonly commonVectors: number;
    /** Whether there are peers of earlier connections, who have not come back. */
    readonly hasEarlier: boolean;
    readonly size: number;
    readonly isReady: boolean;
    readonly isConnected: boolean;
  };
  /** From now on eventfds of a connection stay when another one replaces it, until `keepOnly` drops them. */
  keepEarlier(): void;
  /** Drops those of all peers of earlier connections but these. */
  keepOnly(numbers: Uint32Array): void;
  /** The own id as a peer of an earlier connection knows it; -1 when there is no such peer. */
  numberFor(peer: number): number;
  map(): { readonly buffer: ArrayBuffer; readonly isSealed: boolean };
  unmap(): void;
  ref(): void;
  unref(): void;
  close(): void;
}

/** `sluice_ivshmem_event` of `sluice/ivshmem.h`; `status` is positive here. */
export type NativeIvshmemEvent = (
  kind: number,
  peer: number,
  vector: number,
  count: number,
  status: number,
  value: bigint,
) => void;

export interface NativeIvshmem {
  createEventfds(count: number): NativeDescriptors;
  /** A memfd, sealed against changes of its size. */
  createMemory(size: bigint, isAllocated: boolean): NativeDescriptors;
  /** A file in a folder, such as one of hugetlbfs, without a name. */
  createUnnamed(folder: string, size: bigint, isAllocated: boolean): NativeDescriptors;
  /** A file that is made or found; `found` bytes were in it. `lock` keeps other servers away until it is closed. */
  openNamed(
    path: string,
    size: bigint,
    isAllocated: boolean,
  ): { readonly descriptors: NativeDescriptors; readonly lock: NativeDescriptors; readonly found: bigint };
  /** Removes the name, if it still is that of this file. */
  unlinkNamed(path: string, file: NativeDescriptors): void;
  /** Takes over a descriptor that this process has inherited. */
  adopt(descriptor: number): NativeDescriptors;
  /** One object for all, in order; the others are closed. */
  join(all: readonly NativeDescriptors[]): NativeDescriptors;
  /** Raises RLIMIT_NOFILE as far as it goes, and returns it. */
  raiseLimit(): number;
  /** A datagram to systemd, with descriptors. */
  notify(socket: string, text: string, descriptors: NativeDescriptors | null): void;
  listen(address: string, mode: number, group: number, onConnection: () => void): NativeIvshmemListening;
  listenOn(descriptors: NativeDescriptors, onConnection: () => void): NativeIvshmemListening;
  /** Blocks until it is connected. */
  connect(address: string): NativeConnection;
  connectClient(
    address: string,
    vectors: number,
    reconnectMs: number,
    settleMs: number,
    onEvent: NativeIvshmemEvent,
  ): NativeIvshmemClient;
}
