/** Where calls of a member begin. */
import { ClusterCalls } from './cluster-calls.ts';
import { openDoor } from './door.ts';
import type { Member } from './member.ts';
import { MemberInbox, MemberPort } from './member-port.ts';

export interface CallsOptions {
  /** Lets `callSync` and `multicastSync` stop the event loop of the main thread. */
  readonly blocksMainThread?: boolean;
}

const OPENED: WeakMap<Member, ClusterCalls> = new WeakMap();

/**
 * Calls of this thread's end of a member; the same object each time. From now on the thread that has joined answers others, at first with
 * UNIMPLEMENTED; threads that were attached only call.
 *
 * @param options - of the first time
 */
export function callsOf(member: Member, { blocksMainThread = false }: CallsOptions = {}): ClusterCalls {
  const known = OPENED.get(member);
  if (known !== undefined) return known;
  openDoor(member);
  const port = new MemberPort(member);
  const calls = new ClusterCalls(port, member.waiter === 0 ? new MemberInbox(port) : null, blocksMainThread);
  OPENED.set(member, calls);
  member.onRung(() => calls.onBell());
  member.once('end', () => calls.leave());
  return calls;
}
