/** Errors of codecs, the same codes in TypeScript and C. */

/** What can be wrong with bytes or with a value; `docs/decisions/0001-codec-semantics.md` says when each is meant. */
export const ErrorCode = {
  TRUNCATED: 'SLUICE_ERR_TRUNCATED',
  SIZE: 'SLUICE_ERR_SIZE',
  COUNT: 'SLUICE_ERR_COUNT',
  TERMINATOR: 'SLUICE_ERR_TERMINATOR',
  ENUM: 'SLUICE_ERR_ENUM',
  CODE_UNKNOWN: 'SLUICE_ERR_CODE_UNKNOWN',
  CODE_RESERVED: 'SLUICE_ERR_CODE_RESERVED',
  CODE_DISABLED: 'SLUICE_ERR_CODE_DISABLED',
  OFFSET: 'SLUICE_ERR_OFFSET',
  RANGE: 'SLUICE_ERR_RANGE',
  UTF8: 'SLUICE_ERR_UTF8',
  TRAILING: 'SLUICE_ERR_TRAILING',
  UNION: 'SLUICE_ERR_UNION',
  BITS: 'SLUICE_ERR_BITS',
} as const;
export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode];

/** Bytes that are no message, or a value that no message can hold. */
export class CodecError extends Error {
  readonly code: ErrorCode;
  /** C name of the message, or of the struct where there is no message. */
  readonly messageName: string;
  /** C path without array indexes, such as `status.pid`; null when the whole item is meant. */
  readonly field: string | null;
  /** Bytes from the start of the frame, or of the body when a body is handled alone. */
  readonly offset: number;
  readonly expected: number | bigint | null;
  readonly got: number | bigint | null;

  constructor(
    code: ErrorCode,
    messageName: string,
    field: string | null,
    offset: number,
    expected: number | bigint | null,
    got: number | bigint | null,
  ) {
    const place = field === null ? messageName : `${messageName}.${field}`;
    super(`${code} in ${place} at offset ${offset}: expected=${expected} got=${got}`);
    this.name = 'CodecError';
    this.code = code;
    this.messageName = messageName;
    this.field = field;
    this.offset = offset;
    this.expected = expected;
    this.got = got;
  }
}
