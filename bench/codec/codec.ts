/** What a codec gives to the benchmark: expressions to time, and a check that it really round-trips. */

/**
 * - `encode`, `decode`: into a region at an offset, and back to an object;
 * - `lent`: encode to bytes that the next call overwrites, where a peer does that;
 * - `fresh`: encode to bytes that the caller keeps;
 * - `view`: two fields through a view that is already wrapped; `wrap`: wrap it and read two fields.
 */
export type CaseName = 'encode' | 'decode' | 'lent' | 'fresh' | 'view' | 'wrap';

export const CASE_NAMES: readonly CaseName[] = ['encode', 'decode', 'lent', 'fresh', 'view', 'wrap'];

/** Cases that read numbers: a few nanoseconds at most, so they are compiled into the loop. The others are called from it. */
const INLINE_CASES: ReadonlySet<CaseName> = new Set(['view', 'wrap']);

export function isInline(name: CaseName): boolean {
  return INLINE_CASES.has(name);
}

/**
 * One operation as source text, so that each case is compiled on its own and shares no call site with another.
 * In scope: `k` (index of the input, 0..63) and the names of `scope`.
 */
export interface Operation {
  /** Statements that come first. */
  readonly before?: string;
  /** The result; of an inline case a number. */
  readonly expression: string;
  readonly scope: Readonly<Record<string, unknown>>;
}

export interface Codec {
  readonly name: string;
  readonly note: string;
  /** Bytes of the first input, encoded. */
  readonly bytes: number;
  readonly cases: Partial<Record<CaseName, Operation>>;
  /** Encodes and decodes all inputs and throws on the first difference. */
  verify(): void;
}
