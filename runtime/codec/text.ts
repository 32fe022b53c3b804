/** NUL-terminated UTF-8. */
import { bytesOf, hasRoom } from './bytes.ts';
import { CodecError, ErrorCode } from './errors.ts';
import { kindError } from './refusals.ts';

/** Where the last {@link takeText}, or the last struct with tails that was decoded, ended in its view. */
export const cursor: { end: number } = { end: 0 };

/** U+0000, which would end the text, and halves of surrogate pairs, which UTF-8 has no bytes for. */
const UNENCODABLE = /[\0\p{Surrogate}]/u;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
let scratch: Buffer = Buffer.alloc(256);

/** Where the schema says nothing, texts are bounded by the bytes around them. */
const UNBOUNDED = 0x3fff_ffff;

/**
 * Reads up to the first NUL before `limit`, and leaves the place after it in {@link cursor}. Bytes are copied one at a time and looked at
 * in the copy only: a peer that changes them meanwhile can't move the end.
 *
 * @param max - most bytes without the NUL
 * @throws CodecError `SLUICE_ERR_TERMINATOR`, `SLUICE_ERR_UTF8`
 */
export function takeText(
  view: DataView,
  at: number,
  limit: number,
  messageName: string,
  field: string,
  offset: number,
  max: number = UNBOUNDED,
): string {
  const most = Math.min(limit - at, max + 1);
  let length = 0;
  let seen = 0;
  for (; length < most; length += 1) {
    const byte = view.getUint8(at + length);
    if (byte === 0) break;
    if (length === scratch.length) grow();
    scratch[length] = byte;
    seen |= byte;
  }
  if (length >= most) throw new CodecError(ErrorCode.TERMINATOR, messageName, field, offset, 0, null);
  const text = seen < 0x80 ? scratch.toString('latin1', 0, length) : decode(scratch.subarray(0, length));
  if (text === null) throw new CodecError(ErrorCode.UTF8, messageName, field, offset, null, null);
  cursor.end = at + length + 1;
  return text;
}

/** Where the first NUL before `limit` is. @throws CodecError `SLUICE_ERR_TERMINATOR` */
export function findNul(
  view: DataView,
  at: number,
  limit: number,
  messageName: string,
  field: string,
  offset: number,
  max: number = UNBOUNDED,
): number {
  const end = Math.min(limit, at + max + 1);
  for (let next = at; next < end; next += 1) if (view.getUint8(next) === 0) return next;
  throw new CodecError(ErrorCode.TERMINATOR, messageName, field, offset, 0, null);
}

/** The text of `length` bytes whose end is known; null when they are not UTF-8. */
export function textOf(view: DataView, at: number, length: number): string | null {
  while (scratch.length < length) grow();
  for (let i = 0; i < length; i += 1) scratch[i] = view.getUint8(at + i);
  return decode(scratch.subarray(0, length));
}

function grow(): void {
  scratch = Buffer.concat([scratch], 2 * scratch.length);
}

function decode(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

/** Longer texts are written as a whole; up to here a loop is faster. */
const LOOP_LIMIT = 128;

/**
 * Writes `text` and its NUL.
 *
 * @param max - most bytes without the NUL
 * @returns the place after the NUL, or -1 when the view ends too early
 * @throws CodecError `SLUICE_ERR_RANGE`, `SLUICE_ERR_UTF8`, `SLUICE_ERR_COUNT`
 */
export function putText(
  view: DataView,
  at: number,
  text: string,
  messageName: string,
  field: string,
  offset: number,
  max: number = UNBOUNDED,
): number {
  if (typeof text !== 'string') throw kindError(messageName, field, offset, text);
  const { length } = text;
  if (length > LOOP_LIMIT || length > max || !hasRoom(view, at + length + 1))
    return putAny(view, at, text, messageName, field, offset, max);
  for (let i = 0; i < length; i += 1) {
    const unit = text.charCodeAt(i);
    if ((unit - 1) >>> 0 > 126) return putAny(view, at, text, messageName, field, offset, max);
    view.setUint8(at + i, unit);
  }
  view.setUint8(at + length, 0);
  return at + length + 1;
}

/** Text that is long, does not fit, or is not all ASCII. */
function putAny(
  view: DataView,
  at: number,
  text: string,
  messageName: string,
  field: string,
  offset: number,
  max: number,
): number {
  if (UNENCODABLE.test(text)) throw new CodecError(ErrorCode.UTF8, messageName, field, offset, null, null);
  const length = textLength(text, messageName, field, offset);
  if (length > max) throw new CodecError(ErrorCode.COUNT, messageName, field, offset, max, length);
  if (!hasRoom(view, at + length + 1)) return -1;
  encoder.encodeInto(text, bytesOf(view).subarray(at, at + length));
  view.setUint8(at + length, 0);
  return at + length + 1;
}

/** Bytes of `text` without the NUL. */
export function textLength(text: string, messageName: string, field: string, offset: number): number {
  if (typeof text !== 'string') throw kindError(messageName, field, offset, text);
  let length = text.length;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit >= 0x80) length += unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 1 : 2;
  }
  return length;
}
