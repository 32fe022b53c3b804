/** Every error that the shared-memory runtime can throw. C has the same codes in `sluice/error.h`; calls and codecs have their own. */
import type { PoisonReason, RefusalReason } from '../generated/segment/codes.ts';
import type { Started } from './stub/errors.ts';

export const ChannelErrorCode = {
  /** Longer than a record of this ring can be. */
  TOO_LONG: 'SLUICE_ERR_TOO_LONG',
  /** The peer has left in an orderly way, or this side has closed. */
  PEER_CLOSED: 'SLUICE_ERR_PEER_CLOSED',
  /** The peer of a socket has sent what the protocol does not allow. */
  PROTOCOL: 'SLUICE_ERR_PROTOCOL',
  /** Given up by an AbortSignal. */
  CANCELLED: 'SLUICE_ERR_CANCELLED',
  /** Nobody came, or nothing happened, in time. */
  DEADLINE: 'SLUICE_ERR_DEADLINE',
  /** The operating system said no; `errno` and `syscall` say what. */
  SYSTEM: 'SLUICE_ERR_SYSTEM',
  /** The peer broke a rule of the ring; `reason` says which. */
  POISONED: 'SLUICE_ERR_POISONED',
  /** The peer ended without a word; `sent` and `released` say what it had taken. */
  PEER_DIED: 'SLUICE_ERR_PEER_DIED',
  /** The peer is connected, but neither reads nor writes; nothing else has changed. */
  PEER_UNRESPONSIVE: 'SLUICE_ERR_PEER_UNRESPONSIVE',
  /** The two sides speak different versions, layouts or protocols; `refusal` says what differs. */
  INCOMPATIBLE: 'SLUICE_ERR_INCOMPATIBLE',
  /** The policy of one side does not allow the other. */
  DENIED: 'SLUICE_ERR_DENIED',
  /** Too many connections wait. */
  BUSY: 'SLUICE_ERR_BUSY',
  /** No socket can have this address. */
  ADDRESS: 'SLUICE_ERR_ADDRESS',
  /** Somebody listens there, or something other than a socket lies there. */
  ADDRESS_IN_USE: 'SLUICE_ERR_ADDRESS_IN_USE',
  /** Nobody listens there. */
  NOT_LISTENING: 'SLUICE_ERR_NOT_LISTENING',
  /** The channel belongs to another thread. */
  THREAD: 'SLUICE_ERR_THREAD',
  /** The channel belongs to the parent of this process. */
  FORKED: 'SLUICE_ERR_FORKED',
  /** Called out of turn, such as a finish without a get. */
  STATE: 'SLUICE_ERR_STATE',
  /** This side has said END, or the peer has and all was read. */
  ENDED: 'SLUICE_ERR_ENDED',
  /** The shared-memory runtime needs Linux. */
  PLATFORM: 'SLUICE_ERR_PLATFORM',
  /** The addon is not built, or for another platform. */
  ADDON: 'SLUICE_ERR_ADDON',
  /** This JavaScript engine can't map memory into an ArrayBuffer (Electron, V8 sandbox). */
  NO_EXTERNAL_BUFFERS: 'SLUICE_ERR_NO_EXTERNAL_BUFFERS',
  /** An option is out of range. */
  OPTION: 'SLUICE_ERR_OPTION',
  /** A blocking call on a thread that must not block. */
  CANNOT_BLOCK: 'SLUICE_ERR_CANNOT_BLOCK',
  /** A member of the cluster has this number. */
  MEMBER_IN_USE: 'SLUICE_ERR_MEMBER_IN_USE',
  /** The cluster has no such member, or not any more. */
  NO_MEMBER: 'SLUICE_ERR_NO_MEMBER',
  /** An extended pointer leads outside of a heap. */
  POINTER: 'SLUICE_ERR_POINTER',
  /** What the handle named is gone. */
  HANDLE_STALE: 'SLUICE_ERR_HANDLE_STALE',
  /** The handle belongs to another member, or is none. */
  HANDLE_FOREIGN: 'SLUICE_ERR_HANDLE_FOREIGN',
  /** The handle names a thing of another type. */
  HANDLE_TYPE: 'SLUICE_ERR_HANDLE_TYPE',
} as const;
export type ChannelErrorCode = (typeof ChannelErrorCode)[keyof typeof ChannelErrorCode];

/** Why two endpoints do not talk to each other. */
export interface HandshakeRefusal {
  readonly reason: RefusalReason;
  /** Code of the message that differs; 0 when it is not about one. */
  readonly code: number;
  /** What the side that refused has, and what the other one has: fingerprints, versions, sizes. */
  readonly expected: bigint;
  readonly got: bigint;
  /** True when the peer refused, false when this side did. */
  readonly byPeer: boolean;
  /** A sentence. */
  readonly detail: string;
}

export interface ChannelErrorDetails {
  /** Positive errno of a system call that failed. */
  readonly errno?: number;
  readonly syscall?: string;
  readonly reason?: PoisonReason;
  readonly refusal?: HandshakeRefusal;
  readonly started?: Started;
  readonly cause?: unknown;
}

/** A channel, listener or stream that did not do what it was asked for. Match on `code`, never on the text. */
export class ChannelError extends Error {
  readonly code: ChannelErrorCode;
  /** Whether the peer may have seen what failed: what was not started can be repeated without harm. */
  readonly started: Started;
  readonly errno: number | null;
  readonly syscall: string | null;
  /** The rule that the peer broke. */
  readonly reason: PoisonReason | null;
  readonly refusal: HandshakeRefusal | null;

  constructor(code: ChannelErrorCode, text: string, details: ChannelErrorDetails = {}) {
    super(text, details.cause === undefined ? {} : { cause: details.cause });
    this.name = 'ChannelError';
    this.code = code;
    this.started = details.started ?? 'no';
    this.errno = details.errno ?? null;
    this.syscall = details.syscall ?? null;
    this.reason = details.reason ?? null;
    this.refusal = details.refusal ?? null;
  }
}

/** A cluster, a member of it, an extended pointer or a handle that did not do what it was asked for. */
export class ClusterError extends ChannelError {
  constructor(code: ChannelErrorCode, text: string, details: ChannelErrorDetails = {}) {
    super(code, text, details);
    this.name = 'ClusterError';
  }
}

/**
 * The peer ended without a word. What lies between `released` and `sent`, positions of the ring that this side writes, was published and not
 * given back: the peer may have acted on it or not, and it is not sent again.
 */
export class PeerDied extends ChannelError {
  readonly sent: number;
  readonly released: number;

  constructor(sent: number, released: number, text: string = `the peer died: sent=${sent} released=${released}`) {
    super('SLUICE_ERR_PEER_DIED', text, { started: sent === released ? 'no' : 'unknown' });
    this.name = 'PeerDied';
    this.sent = sent;
    this.released = released;
  }
}

/** The peer is connected, but has not answered in time. The channel goes on: only the end of its socket is death. */
export class PeerUnresponsive extends ChannelError {
  constructor(text: string, details: ChannelErrorDetails = {}) {
    super('SLUICE_ERR_PEER_UNRESPONSIVE', text, details);
    this.name = 'PeerUnresponsive';
  }
}

/** The peer broke a rule of shared memory: nothing that it writes is believed any more. */
export class PeerProtocolError extends ChannelError {
  constructor(reason: PoisonReason, text: string, details: Omit<ChannelErrorDetails, 'reason'> = {}) {
    super('SLUICE_ERR_POISONED', text, { ...details, reason });
    this.name = 'PeerProtocolError';
  }
}
