/** What one codec makes of some bytes, in a form that two codecs' results can be compared in. */
import { isDeepStrictEqual } from 'node:util';
import {
  CodecError,
  decodeFrame,
  encodeFrame,
  formatHex,
  integerToJson,
  type JsonObject,
  type JsonValue,
} from '../../generator/frame/index.ts';
import type { Layout } from '../../generator/index.ts';

export interface RefusalVerdict {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly field: string | null;
    readonly offset: number;
    readonly expected: JsonValue;
    readonly got: JsonValue;
  };
}

/** `message`, `code` and `header` are those of a frame. */
export interface ValueVerdict {
  readonly message?: string;
  readonly code?: number | null;
  readonly header?: JsonObject | null;
  readonly body: JsonObject;
  /** The value encoded again: hex, or why that can't be done; null where it says nothing. */
  readonly again: string | null;
}

export type Verdict = RefusalVerdict | ValueVerdict;

/** What views and byte streams see, which look at structure only; absent where that was not asked. */
export interface StructureVerdict {
  /** What `wrap` and `x_check` refuse, or null. */
  readonly structure?: RefusalVerdict['error'] | null;
  /** Bytes of the frame that starts here; null while they do not tell. */
  readonly length?: number | RefusalVerdict['error'] | null;
}

/** Anything but a `CodecError` is a mistake of a codec: its text stands as the code, which no other verdict has. */
export function refusalOf(error: unknown): RefusalVerdict {
  if (!(error instanceof CodecError)) {
    const code = error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 3).join(' ') : String(error);
    return { error: { code, message: '', field: null, offset: 0, expected: null, got: null } };
  }
  const { code, messageName, field, offset, expected, got } = error;
  const json = (value: number | bigint | null): JsonValue => (typeof value === 'bigint' ? integerToJson(value) : value);
  return { error: { code, message: messageName, field, offset, expected: json(expected), got: json(got) } };
}

/**
 * What the frame codec says.
 *
 * @param name - `frame`, or the C name of a message, an RPC or a struct
 */
export function frameCodecVerdict(layout: Layout, name: string, bytes: Uint8Array): Verdict {
  try {
    const { message, code, header, body } = decodeFrame(layout, bytes, name === 'frame' ? {} : { as: name });
    const decoded = header === null ? { body } : { message, code, header, body };
    return {
      ...decoded,
      again: encodedAgain(decoded, () => encodeFrame(layout, message, { ...(header === null ? {} : { header }), body })),
    };
  } catch (error) {
    return refusalOf(error);
  }
}

/** @param encode - makes bytes of what was decoded */
export function encodedAgain({ header = null, body }: Omit<ValueVerdict, 'again'>, encode: () => Uint8Array): string | null {
  if (hasNaN(header) || hasNaN(body)) return null;
  try {
    return formatHex(encode());
  } catch (error) {
    const { code, field } = refusalOf(error).error;
    return `${code} ${field}`;
  }
}

/** A NaN has many bit patterns, and JSON one: what holds one may change when it is encoded again. */
function hasNaN(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null) return value === 'NaN';
  return Object.values(value).some(hasNaN);
}

/** An error as C says it: integers of 64 bits, and 0 for what is not there. */
export function inC(verdict: Verdict): Verdict {
  return 'error' in verdict ? { error: errorInC(verdict.error) } : verdict;
}

export function errorInC(error: RefusalVerdict['error']): RefusalVerdict['error'] {
  return { ...error, expected: int64(error.expected), got: int64(error.got) };
}

function int64(value: JsonValue): JsonValue {
  if (typeof value === 'number') return Math.trunc(value);
  if (typeof value !== 'string') return 0;
  const isNegative = value.startsWith('-');
  return integerToJson(BigInt.asIntN(64, isNegative ? -BigInt(value.slice(1)) : BigInt(value)));
}

/** Whether two verdicts agree; `again` counts where both have one. */
export function agree(a: Verdict, b: Verdict): boolean {
  if ('error' in a || 'error' in b) return isDeepStrictEqual(a, b);
  const { again: againA, ...restA } = a;
  const { again: againB, ...restB } = b;
  return isDeepStrictEqual(restA, restB) && (againA === null || againB === null || againA === againB);
}
