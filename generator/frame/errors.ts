/** What the frame codec throws: `FrameError` about bytes and values, `FrameInputError` about what surrounds them. */
import { CodecError, ErrorCode } from '../../runtime/codec.ts';

export { CodecError, ErrorCode };

/** Where a value stands. `path` has array indexes, for the dump; errors drop them. `offset` counts bytes from the start of the frame. */
export interface Place {
  readonly messageName: string;
  readonly path: string;
  readonly offset: number;
}

/** A `CodecError` whose text may also say what a person should do about it. */
export class FrameError extends CodecError {
  constructor(code: ErrorCode, place: Place, expected: number | bigint | null, got: number | bigint | null, hint?: string) {
    const field = place.path.replace(/\[\d+\]/g, '');
    super(code, place.messageName, field === '' ? null : field, place.offset, toSafe(expected), toSafe(got));
    this.name = 'FrameError';
    if (hint !== undefined) this.message += ` (${hint})`;
  }
}

export type FrameInputCode = 'SLUICE_ERR_INPUT_JSON' | 'SLUICE_ERR_INPUT_HEX' | 'SLUICE_ERR_INPUT_NAME' | 'SLUICE_ERR_INPUT_AS';

/** The text given is no JSON or no hex, names nothing in the schema, or does not say what the bytes are. */
export class FrameInputError extends Error {
  readonly code: FrameInputCode;
  /** Names that would have been understood, best first; empty when the input is not about names. */
  readonly candidates: readonly string[];

  constructor(code: FrameInputCode, sentence: string, candidates: readonly string[] = []) {
    super(sentence);
    this.name = 'FrameInputError';
    this.code = code;
    this.candidates = candidates;
  }
}

/** Joins a path and a name: `status[3]` and `pid` give `status[3].pid`. */
export function joinPath(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function toSafe(value: number | bigint | null): number | bigint | null {
  return typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
