/** Errors of calls; codecs have their own, in `sluice/runtime/codec`. C has the same codes in `sluice/error.h`. */

export const CallErrorCode = {
  /** The record is longer than the transport takes. */
  TOO_LONG: 'SLUICE_ERR_TOO_LONG',
  /** The peer is gone, or this side has closed. */
  PEER_CLOSED: 'SLUICE_ERR_PEER_CLOSED',
  /** The peer broke a rule of the transport or of the envelope. */
  PROTOCOL: 'SLUICE_ERR_PROTOCOL',
  /** Given up by its caller. */
  CANCELLED: 'SLUICE_ERR_CANCELLED',
  /** There was no answer in time. */
  DEADLINE: 'SLUICE_ERR_DEADLINE',
  /** The server knows no such code. */
  UNDEFINED: 'SLUICE_ERR_UNDEFINED',
  /** The server's schema keeps the code free. */
  RESERVED: 'SLUICE_ERR_RESERVED',
  /** Its feature is off in the server's config. */
  DISABLED: 'SLUICE_ERR_DISABLED',
  /** The server has no handler for it. */
  UNIMPLEMENTED: 'SLUICE_ERR_UNIMPLEMENTED',
  /** The server could not decode the call, or this side its answer: then `cause` says why, and `started` is unknown. */
  MALFORMED: 'SLUICE_ERR_MALFORMED',
  /** The handler refused, with an errno. */
  REFUSED: 'SLUICE_ERR_REFUSED',
  /** The handler failed in a way that it did not mean to. */
  FAILED: 'SLUICE_ERR_FAILED',
  /** The server takes no new calls. */
  STOPPING: 'SLUICE_ERR_STOPPING',
  /** The server's schema has another layout for the call. */
  INCOMPATIBLE: 'SLUICE_ERR_INCOMPATIBLE',
  /** No member of the cluster has this number. */
  NO_MEMBER: 'SLUICE_ERR_NO_MEMBER',
  /** All call slots are in use, or there was no room for the call in time. */
  BUSY: 'SLUICE_ERR_BUSY',
  /** The member that was asked died, or left, before it had answered. */
  PEER_DIED: 'SLUICE_ERR_PEER_DIED',
  /** A synchronous call over a transport, or to a handler, that needs the event loop. */
  CANNOT_BLOCK: 'SLUICE_ERR_CANNOT_BLOCK',
  /** An option that can't be had here. */
  OPTION: 'SLUICE_ERR_OPTION',
  /** The operating system said no; see `cause`. */
  SYSTEM: 'SLUICE_ERR_SYSTEM',
} as const;
export type CallErrorCode = (typeof CallErrorCode)[keyof typeof CallErrorCode];

/** Whether the handler may have begun: a call that was not started can be repeated without harm. */
export type Started = 'no' | 'unknown';

export interface CallErrorDetails {
  /** C name of the message or RPC. */
  readonly call?: string;
  /** Number of the member that was asked. */
  readonly target?: number;
  readonly started?: Started;
  /** Positive errno of a refusal. */
  readonly errno?: number;
  readonly cause?: unknown;
}

/** A call, or a transport, that did not do what it was asked for. Match on `code`, never on the text. */
export class CallError extends Error {
  readonly code: CallErrorCode;
  readonly call: string | null;
  /** Number of the member, or of the process, that the call was meant for; null for what is no call. In C `target` of `sluice_call_error`. */
  readonly target: number | null;
  readonly started: Started;
  readonly errno: number | null;

  constructor(code: CallErrorCode, text: string, details: CallErrorDetails = {}) {
    super(
      details.call === undefined ? text : `${details.call}: ${text}`,
      details.cause === undefined ? {} : { cause: details.cause },
    );
    this.name = 'CallError';
    this.code = code;
    this.call = details.call ?? null;
    this.target = details.target ?? null;
    this.started = details.started ?? 'no';
    this.errno = details.errno ?? null;
  }
}

/** Thrown by a handler to answer with an errno: the caller gets `SLUICE_ERR_REFUSED`. Anything else that it throws is `SLUICE_ERR_FAILED`. */
export class Refusal extends Error {
  /** Positive errno, such as `os.constants.errno.ENOENT`. */
  readonly errno: number;

  constructor(errno: number, text: string = `errno ${errno}`) {
    if (!Number.isInteger(errno) || errno < 1 || errno > 4095) throw new RangeError(`errno must be 1..4095: errno=${errno}`);
    super(text);
    this.name = 'Refusal';
    this.errno = errno;
  }
}
