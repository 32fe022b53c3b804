import type { PeerCredentials } from './native.ts';

/** Who may be a client besides the server's own user and root, who could read the server's memory anyway. */
export interface Admission {
  readonly allowUids: readonly number[];
  /** Primary or supplementary group. */
  readonly allowGids: readonly number[];
}

export function admits({ allowUids, allowGids }: Admission, { uid, gid, groups }: PeerCredentials): boolean {
  if (uid === 0 || uid === process.geteuid?.() || allowUids.includes(uid)) return true;
  return allowGids.includes(gid) || groups.some((group) => allowGids.includes(group));
}
