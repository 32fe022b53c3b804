/**
 * Makes the errors that generated codecs throw. They stand here, out of line, so that hot functions stay small enough to be inlined; none of
 * this runs while all goes well. What each error says is in `docs/decisions/0001-codec-semantics.md`.
 */
import { CodecError, ErrorCode } from './errors.ts';

/** C name, offset and size of each field of a struct, in order. */
export type FieldPlaces = readonly (readonly [name: string, offset: number, size: number])[];

/** Largest finite value of an f32. */
const F32_MAX = 2 ** 128 - 2 ** 104;

/** Fewer bytes than the fixed part needs: names the first field that does not fit, none when only padding is missing. */
export function truncated(messageName: string, fields: FieldPlaces, needed: number, available: number): CodecError {
  const [name, offset] = fields.find(([, start, size]) => start + size > available) ?? [null, available];
  return new CodecError(ErrorCode.TRUNCATED, messageName, name, offset, needed, available);
}

/** `encode` has too little room at `offset`. */
export function roomError(messageName: string, needed: number, view: DataView, offset: number): CodecError {
  return new CodecError(ErrorCode.SIZE, messageName, null, 0, needed, Math.max(0, view.byteLength - offset));
}

/** A value of the wrong kind, or none at all. */
export function kindError(messageName: string, field: string | null, offset: number, value: unknown): CodecError {
  const got = typeof value === 'number' || typeof value === 'bigint' ? plain(value) : null;
  return new CodecError(ErrorCode.RANGE, messageName, field, offset, null, got);
}

/**
 * What went wrong while an element was written: that it is undefined or null shows when its properties are read, because asking each element
 * beforehand costs a list a twentieth of its time. Anything else comes back as it is.
 */
export function elementError(error: unknown, element: unknown, messageName: string, field: string, offset: number): unknown {
  const isMissing = (element === undefined || element === null) && error instanceof TypeError;
  return isMissing ? kindError(messageName, field, offset, element) : error;
}

/** An integer that is none, or not within `min .. max`. */
export function rangeError(
  messageName: string,
  field: string | null,
  offset: number,
  value: unknown,
  min: number | bigint,
  max: number | bigint,
): CodecError {
  const integer = toInteger(value);
  if (integer === null) return kindError(messageName, field, offset, value);
  const bound = unsafeBound(value) ?? (integer < BigInt(min) ? min : integer > BigInt(max) ? max : null);
  return new CodecError(ErrorCode.RANGE, messageName, field, offset, bound === null ? null : plain(bound), plain(integer));
}

/** A float that is none, that an f32 can't hold, or that is not within `min .. max`. */
export function floatError(
  messageName: string,
  field: string | null,
  offset: number,
  value: unknown,
  isSingle: boolean,
  min: number,
  max: number,
): CodecError {
  if (typeof value !== 'number') return kindError(messageName, field, offset, value);
  const overflows = isSingle && Number.isFinite(value) && !Number.isFinite(Math.fround(value));
  const bound = overflows ? F32_MAX * Math.sign(value) : value < min ? min : max;
  return new CodecError(ErrorCode.RANGE, messageName, field, offset, bound, value);
}

/** A value that a closed enum does not list. */
export function enumError(messageName: string, field: string | null, offset: number, value: unknown): CodecError {
  return listError(ErrorCode.ENUM, messageName, field, offset, value, null);
}

/** Bits that nothing names. */
export function bitsError(
  messageName: string,
  field: string | null,
  offset: number,
  value: unknown,
  mask: number | bigint,
): CodecError {
  return listError(ErrorCode.BITS, messageName, field, offset, value, mask);
}

function listError(
  code: ErrorCode,
  messageName: string,
  field: string | null,
  offset: number,
  value: unknown,
  expected: number | bigint | null,
): CodecError {
  const integer = toInteger(value);
  if (integer === null || unsafeBound(value) !== null) return rangeError(messageName, field, offset, value, 0, 0);
  return new CodecError(code, messageName, field, offset, expected === null ? null : plain(expected), plain(integer));
}

/**
 * A count that bytes do not bear out.
 *
 * @param max - the schema's bound, or -1
 * @param room - bytes that are left for the elements
 */
export function countError(
  messageName: string,
  field: string | null,
  offset: number,
  count: number | bigint,
  max: number,
  room: number,
  elementSize: number,
): CodecError {
  const most = Math.floor(room / elementSize);
  const expected = max >= 0 && (count < 0 || count > max) ? max : most;
  return new CodecError(ErrorCode.COUNT, messageName, field, offset, expected, plain(count));
}

/** A count, offset, size or code that `encode` was given although it follows from the rest, and that is not what follows. */
export function givenError(
  code: ErrorCode,
  messageName: string,
  field: string,
  offset: number,
  actual: number | bigint,
  given: unknown,
): CodecError {
  return listError(code, messageName, field, offset, given, actual);
}

/** An element of a view that is not there. */
export function indexError(messageName: string, field: string, offset: number, index: number, count: number): CodecError {
  return new CodecError(ErrorCode.RANGE, messageName, field, offset, count - 1, index);
}

/**
 * Says where in the outer item an error of an inner one happened; what is no `CodecError` comes back as it is.
 *
 * @param field - the outer field that holds the inner item, null when the inner item is the outer one under another name
 * @param offset - bytes from the start of the outer item to that of the inner one
 */
export function within(error: unknown, messageName: string, field: string | null, offset: number): unknown {
  if (!(error instanceof CodecError)) return error;
  const path = field === null || error.field === null ? (field ?? error.field) : `${field}.${error.field}`;
  return new CodecError(error.code, messageName, path, error.offset + offset, error.expected, error.got);
}

function toInteger(value: unknown): bigint | null {
  if (typeof value === 'bigint') return value;
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : null;
}

/** The bound that a number crosses beyond which it may have been rounded, else null. */
function unsafeBound(value: unknown): number | null {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return null;
  return value < 0 ? Number.MIN_SAFE_INTEGER : Number.MAX_SAFE_INTEGER;
}

function plain(value: number | bigint): number | bigint {
  return typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
