import { readdirSync } from 'node:fs';
import { ChannelError, ChannelErrorCode } from '../errors.ts';
import { ID_COUNT } from './ids.ts';
import type { NativeIvshmem } from './native.ts';

/** For what Node opens by itself: modules, pipes, files. */
const RESERVED_DESCRIPTORS = 32;

/**
 * How many clients this process has descriptors for: one socket and one eventfd per vector each. RLIMIT_NOFILE is raised as far as it goes first.
 *
 * @param wanted - as many must fit; null for as many as do, at most 65,536
 * @throws ChannelError `SLUICE_ERR_OPTION` when they do not fit
 */
export function clientBudget(native: NativeIvshmem, vectors: number, wanted: number | null): number {
  const limit = native.raiseLimit();
  const inUse = readdirSync('/proc/self/fd').length;
  const each = vectors + 1;
  const fitting = Math.floor((limit - inUse - RESERVED_DESCRIPTORS) / each);
  if (fitting < (wanted ?? 1)) {
    const count = wanted ?? 1;
    const needed = count * each + inUse + RESERVED_DESCRIPTORS;
    throw new ChannelError(
      ChannelErrorCode.OPTION,
      `clients must fit into the limit of descriptors (RLIMIT_NOFILE, hard): clients=${count} vectors=${vectors} needed=${needed} limit=${limit}`,
    );
  }
  return wanted ?? Math.min(fitting, ID_COUNT);
}
