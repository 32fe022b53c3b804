/** What a member says once its transport has closed in an orderly way: STOPPING, to whoever asks, until it is served again or leaves. */
import type { Member } from './member.ts';

const REFUSING: WeakMap<Member, () => void> = new WeakMap();

/** @param refuse - answers what has come, and asks to be rung for more */
export function shutDoor(member: Member, refuse: () => void): void {
  if (member.hasLeft) return;
  REFUSING.set(member, refuse);
  member.onRung(refuse);
  refuse();
}

/** Somebody else takes requests from now on. */
export function openDoor(member: Member): void {
  const refuse = REFUSING.get(member);
  if (refuse === undefined) return;
  REFUSING.delete(member);
  member.offRung(refuse);
}
