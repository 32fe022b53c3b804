/** The checked NUL-terminated string of the floor: UTF-8, no U+0000, every byte of the region read once. */
import { ErrorCode } from '../../runtime/codec.ts';

type Refuse = (code: ErrorCode, offset: number) => never;

/** U+0000 and surrogates without a partner. */
const UNENCODABLE = /[\0\p{Surrogate}]/u;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** Strings are copied out before they are judged: another process may write to the region meanwhile. */
let scratch: Buffer = Buffer.alloc(4096);

/** Writes text and NUL in one pass; returns the bytes of both. The view bounds what is longer than `text.length`. */
export function writeCString(view: DataView, offset: number, text: string, refuse: Refuse): number {
  const { length } = text;
  for (let index = 0; index < length; index++) {
    const unit = text.charCodeAt(index);
    if ((unit - 1) >>> 0 > 126) return writeBytes(view, offset, encodeOrRefuse(text, offset, refuse));
    view.setUint8(offset + index, unit);
  }
  view.setUint8(offset + length, 0);
  return length + 1;
}

function encodeOrRefuse(text: string, offset: number, refuse: Refuse): Uint8Array {
  if (UNENCODABLE.test(text)) refuse(ErrorCode.UTF8, offset);
  return encoder.encode(text);
}

function writeBytes(view: DataView, offset: number, bytes: Uint8Array): number {
  for (const [index, byte] of bytes.entries()) view.setUint8(offset + index, byte);
  view.setUint8(offset + bytes.length, 0);
  return bytes.length + 1;
}

/** Bytes that the last {@link readCString} read, NUL included. */
export let lastReadLength = 0;

/** Reads up to the NUL, which must come before `end`. */
export function readCString(view: DataView, offset: number, end: number, refuse: Refuse): string {
  if (end - offset > scratch.length) scratch = Buffer.alloc(2 * (end - offset));
  let length = 0;
  let seen = 0;
  for (let at = offset; ; at++) {
    if (at === end) refuse(ErrorCode.TERMINATOR, offset);
    const byte = view.getUint8(at);
    if (byte === 0) break;
    seen |= byte;
    scratch[length++] = byte;
  }
  lastReadLength = length + 1;
  if (seen < 128) return scratch.toString('latin1', 0, length);
  try {
    return decoder.decode(scratch.subarray(0, length));
  } catch {
    return refuse(ErrorCode.UTF8, offset);
  }
}
