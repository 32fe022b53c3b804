/** How a call to one member ends: a small number within the runtime, an error for its users. */
import { CallOutcome, CallStatus } from '../../generated/segment/codes.ts';
import { CallError, CallErrorCode } from '../stub/errors.ts';
import { MEANINGS } from '../stub/statuses.ts';
import { OUTCOME_MASK, STATUS_MASK, STATUS_SHIFT } from './call-words.ts';

/** 0 is an answer; up to 15 it is the status of `sluice_call_status` that the server has given; these are all others. */
export const CallResult = {
  Ok: 0,
  Dead: 16,
  Cancelled: 17,
  Late: 18,
  /** The slot holds what no honest server leaves. */
  Lie: 19,
  /** Not begun. */
  NoMember: 20,
  NoSlot: 21,
  NoRoom: 22,
  /** The own member has left. */
  Left: 23,
} as const;

/** What the word of a slot says that is not PENDING. @param generation - of the call, in its place */
export function resultOf(word: number, generation: number): number {
  if ((word ^ generation) >>> 8 !== 0) return CallResult.Lie;
  switch (word & OUTCOME_MASK) {
    case CallOutcome.OutcomeDone: {
      const status = (word >>> STATUS_SHIFT) & STATUS_MASK;
      // What comes after is said by transports, and by no server.
      return status <= CallStatus.CallIncompatible ? status : CallResult.Lie;
    }
    case CallOutcome.OutcomeDead:
      return CallResult.Dead;
    case CallOutcome.OutcomeCancelled:
      return CallResult.Cancelled;
    default:
      return CallResult.Lie;
  }
}

interface Meaning {
  readonly code: CallErrorCode;
  readonly text: string;
  readonly isUnstarted: boolean;
}

const OTHERS: Readonly<Record<number, Meaning>> = {
  [CallResult.Dead]: { code: CallErrorCode.PEER_DIED, text: 'it died, or left, before it had answered', isUnstarted: false },
  [CallResult.Cancelled]: { code: CallErrorCode.CANCELLED, text: 'cancelled', isUnstarted: false },
  [CallResult.Late]: { code: CallErrorCode.DEADLINE, text: 'there was no answer in time', isUnstarted: false },
  [CallResult.NoMember]: { code: CallErrorCode.NO_MEMBER, text: 'no such member', isUnstarted: true },
  [CallResult.NoSlot]: { code: CallErrorCode.BUSY, text: 'all call slots of this thread are in use', isUnstarted: true },
  [CallResult.NoRoom]: { code: CallErrorCode.BUSY, text: 'there was no room for one more request in time', isUnstarted: true },
  [CallResult.Left]: { code: CallErrorCode.PEER_CLOSED, text: 'this member has left', isUnstarted: false },
};

const LIE: Meaning = { code: CallErrorCode.PROTOCOL, text: 'the answer is none', isUnstarted: false };

/** @param result - not `Ok` @param errno - of a refusal @param cause - why it was cancelled */
export function errorOf(result: number, target: number, index: number, errno: number, cause?: unknown): CallError {
  const { code, text, isUnstarted } = MEANINGS[result] ?? OTHERS[result] ?? LIE;
  const refusal = code === CallErrorCode.REFUSED ? ` errno=${errno}` : '';
  return new CallError(code, `RPC ${index} of member ${target}: ${text}${refusal}`, {
    target,
    started: isUnstarted ? 'no' : 'unknown',
    ...(code === CallErrorCode.REFUSED ? { errno } : {}),
    ...(cause === undefined ? {} : { cause }),
  });
}
