import { DEFAULT_SHM_SIZE, DEFAULT_VECTORS, SERVER_MAX_VECTORS } from '../../generated/ivshmem/codes.ts';
import { ChannelError, ChannelErrorCode } from '../errors.ts';
import { ID_COUNT } from './ids.ts';

/** Where the shared memory lies. */
export type IvshmemMemory =
  /** A memfd: nobody can change its size, and it is gone with its last user. */
  | { readonly kind: 'memfd' }
  /** A POSIX shared memory object, `/dev/shm/NAME`. Can't be sealed: a client can cut it short, and who reads beyond the end dies of SIGBUS. */
  | { readonly kind: 'shm'; readonly name: string }
  /** A file without a name in a folder, such as a mount of hugetlbfs; with `keep` a file named `ivshmem`. Can't be sealed either. */
  | { readonly kind: 'folder'; readonly folder: string };

export interface IvshmemServerOptions {
  /** Path of the socket, or `@name` in the abstract namespace. */
  readonly path: string;
  /** Eventfds of each client, 1..64. Default 1. */
  readonly vectors?: number;
  /** Bytes of the shared memory: a power of two and a multiple of the page size, because it becomes a BAR. Default 4 MiB. */
  readonly size?: number | bigint;
  readonly memory?: IvshmemMemory;
  /** Takes all pages at the start, so that a lack of memory shows there. Default false. */
  readonly preallocate?: boolean;
  /** Permissions of the socket. Default 0o600. */
  readonly mode?: number;
  /** gid of the socket. Default that of the process. */
  readonly group?: number;
  readonly allowUids?: readonly number[];
  readonly allowGids?: readonly number[];
  /** Most clients at a time. Default as many as the limit of descriptors allows, at most 65,536. */
  readonly maxClients?: number;
  /** A client for which messages wait and which has read none for so long is dropped. Default 30,000 ms. */
  readonly stallTimeoutMs?: number;
  /** So is one for which more messages wait than this, those of its own greeting not counted. Default 262,144. */
  readonly outboxLimit?: number;
  /** Memory and ids outlive this server: `docs/ivshmem.md`, "Restarting". Default false. */
  readonly keep?: boolean;
}

export interface CheckedServerOptions {
  readonly path: string;
  readonly vectors: number;
  readonly size: bigint;
  readonly memory: IvshmemMemory;
  readonly preallocate: boolean;
  readonly mode: number;
  readonly group: number;
  readonly allowUids: readonly number[];
  readonly allowGids: readonly number[];
  readonly maxClients: number | null;
  readonly stallTimeoutMs: number;
  readonly outboxLimit: number;
  readonly keep: boolean;
}

/** Of Linux on all machines that run Node. Bigger pages are for `mmap` to refuse. */
const PAGE_SIZE = 4096n;
/** What a file can have. */
const MOST_BYTES = 1n << 62n;

/** @throws ChannelError `SLUICE_ERR_OPTION` */
export function checkServerOptions(options: IvshmemServerOptions): CheckedServerOptions {
  return {
    path: options.path,
    vectors: wholeNumber('vectors', options.vectors ?? DEFAULT_VECTORS, 1, SERVER_MAX_VECTORS),
    size: checkSize(options.size ?? DEFAULT_SHM_SIZE),
    memory: checkMemory(options.memory ?? { kind: 'memfd' }),
    preallocate: options.preallocate ?? false,
    mode: wholeNumber('mode', options.mode ?? 0o600, 0, 0o777),
    group: wholeNumber('group', options.group ?? -1, -1, 0x7fffffff),
    allowUids: options.allowUids ?? [],
    allowGids: options.allowGids ?? [],
    maxClients: options.maxClients === undefined ? null : wholeNumber('maxClients', options.maxClients, 1, ID_COUNT),
    stallTimeoutMs: wholeNumber('stallTimeoutMs', options.stallTimeoutMs ?? 30_000, 1, 0x7fffffff),
    outboxLimit: wholeNumber('outboxLimit', options.outboxLimit ?? 262_144, 1, Number.MAX_SAFE_INTEGER),
    keep: options.keep ?? false,
  };
}

function wholeNumber(name: string, value: number, least: number, most: number): number {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  throw new ChannelError(ChannelErrorCode.OPTION, `${name} must be a whole number from ${least} to ${most}: ${name}=${value}`);
}

/** Exact, or an error: QEMU needs a power of two for a BAR. */
function checkSize(value: number | bigint): bigint {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new ChannelError(ChannelErrorCode.OPTION, `size must be a whole number of bytes: size=${value}`);
  }
  const size = BigInt(value);
  if (size < PAGE_SIZE || size > MOST_BYTES || (size & (size - 1n)) !== 0n) {
    throw new ChannelError(
      ChannelErrorCode.OPTION,
      `size must be a power of two from ${PAGE_SIZE} to ${MOST_BYTES}: size=${size}`,
    );
  }
  return size;
}

function checkMemory(memory: IvshmemMemory): IvshmemMemory {
  if (memory.kind === 'shm' && !/^\/?[^/\0]{1,255}$/.test(memory.name)) {
    throw new ChannelError(ChannelErrorCode.OPTION, `the name of a shared memory object must have no slash: name=${memory.name}`);
  }
  return memory;
}
