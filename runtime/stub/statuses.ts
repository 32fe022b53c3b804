/** What statuses mean on either side; `docs/decisions/0003-calls.md` has the reasons. */
import { CallStatus } from './envelope.ts';
import { CallErrorCode } from './errors.ts';

/** Linux errnos, whatever the machine: they are part of the wire. */
const EIO = 5;
const EAGAIN = 11;
const EINVAL = 22;
const ENOSYS = 38;
const EPROTO = 71;
const ETIMEDOUT = 110;
const ECANCELED = 125;

export interface StatusMeaning {
  readonly code: CallErrorCode;
  readonly text: string;
  /** What the negative answer of the protocol holds; 0 where the handler has said it. */
  readonly errno: number;
  /** Whether the handler has certainly not run. */
  readonly isUnstarted: boolean;
}

export const MEANINGS: Readonly<Record<number, StatusMeaning>> = {
  [CallStatus.CallUndefined]: {
    code: CallErrorCode.UNDEFINED,
    text: 'the server knows no such code',
    errno: ENOSYS,
    isUnstarted: true,
  },
  [CallStatus.CallReserved]: {
    code: CallErrorCode.RESERVED,
    text: "the server's schema keeps the code free",
    errno: ENOSYS,
    isUnstarted: true,
  },
  [CallStatus.CallDisabled]: {
    code: CallErrorCode.DISABLED,
    text: "it is off in the server's config",
    errno: ENOSYS,
    isUnstarted: true,
  },
  [CallStatus.CallUnimplemented]: {
    code: CallErrorCode.UNIMPLEMENTED,
    text: 'the server has no handler for it',
    errno: ENOSYS,
    isUnstarted: true,
  },
  [CallStatus.CallMalformed]: {
    code: CallErrorCode.MALFORMED,
    text: 'the server could not decode it',
    errno: EINVAL,
    isUnstarted: true,
  },
  [CallStatus.CallRefused]: { code: CallErrorCode.REFUSED, text: 'refused', errno: 0, isUnstarted: false },
  [CallStatus.CallFailed]: { code: CallErrorCode.FAILED, text: 'its handler failed', errno: EIO, isUnstarted: false },
  [CallStatus.CallCancelled]: { code: CallErrorCode.CANCELLED, text: 'cancelled', errno: ECANCELED, isUnstarted: true },
  [CallStatus.CallDeadline]: {
    code: CallErrorCode.DEADLINE,
    text: 'there was no answer in time',
    errno: ETIMEDOUT,
    isUnstarted: false,
  },
  [CallStatus.CallStopping]: {
    code: CallErrorCode.STOPPING,
    text: 'the server takes no new calls',
    errno: EAGAIN,
    isUnstarted: true,
  },
  [CallStatus.CallIncompatible]: {
    code: CallErrorCode.INCOMPATIBLE,
    text: "the server's schema has another layout for it",
    errno: EPROTO,
    isUnstarted: true,
  },
  [CallStatus.CallPeerDied]: {
    code: CallErrorCode.PEER_DIED,
    text: 'who was asked has died, or left: the member, or the thread that ran it',
    errno: EIO,
    isUnstarted: false,
  },
  [CallStatus.CallNoMember]: {
    code: CallErrorCode.NO_MEMBER,
    text: 'the cluster has no such member',
    errno: EIO,
    isUnstarted: true,
  },
  [CallStatus.CallBusy]: { code: CallErrorCode.BUSY, text: 'there was no room for it in time', errno: EAGAIN, isUnstarted: true },
};
