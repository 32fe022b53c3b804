/** Runs of bytes in and out of a region. */
import { allocate } from './slab.ts';

/** Views point here until they are wrapped. */
export const NOTHING: DataView = new DataView(new ArrayBuffer(0));

/** Shorter runs are copied byte by byte: a call of `set` costs as much as about this many. */
const LOOP_LIMIT = 24;

let lastView: DataView = NOTHING;
let lastBytes: Uint8Array = new Uint8Array(0);
let formerView: DataView = NOTHING;
let formerBytes: Uint8Array = lastBytes;

/**
 * The bytes of `view`. One view per region is the rule, and a call goes out through one and comes back through another: remembering the last
 * two spares an allocation of 40 ns and more per call.
 */
export function bytesOf(view: DataView): Uint8Array {
  return view === lastView ? lastBytes : recall(view);
}

/** Of DataView itself: views of memory that may only be read refuse `buffer` to everyone else. */
const bufferOf = Object.getOwnPropertyDescriptor(DataView.prototype, 'buffer')?.get as () => ArrayBuffer;

function recall(view: DataView): Uint8Array {
  const bytes = view === formerView ? formerBytes : new Uint8Array(bufferOf.call(view), view.byteOffset, view.byteLength);
  formerView = lastView;
  formerBytes = lastBytes;
  lastView = view;
  lastBytes = bytes;
  return bytes;
}

let measuredView: DataView = NOTHING;
let measuredLength = 0;

/**
 * Whether `view` reaches up to `end`. Asking a DataView for its length takes 2.5 ns on Node 20, so that of the last one is remembered. Should
 * its buffer have shrunk since, the DataView itself refuses what lies outside.
 */
export function hasRoom(view: DataView, end: number): boolean {
  if (view !== measuredView || end > measuredLength) measure(view);
  return end <= measuredLength;
}

/**
 * The same for messages of one size, by looking at the byte before `end`: that costs nothing while there is room. V8 compiles the call anew
 * after the first time that there is none, and slower by some 10 ns.
 */
export function reaches(view: DataView, end: number): boolean {
  try {
    view.getUint8(end - 1);
    return true;
  } catch {
    return false;
  }
}

function measure(view: DataView): void {
  measuredView = view;
  measuredLength = view.byteLength;
}

/** @returns a copy of `length` bytes that nothing else will write */
export function takeBytes(view: DataView, at: number, length: number): Uint8Array {
  const bytes = allocate(length);
  copyInto(view, at, length, bytes);
  return bytes;
}

/** Copies `length` bytes to the start of `target`. @throws RangeError when it is shorter */
export function copyInto(view: DataView, at: number, length: number, target: Uint8Array): void {
  if (target.length < length) throw new RangeError(`target must have room: needed=${length} length=${target.length}`);
  if (length <= LOOP_LIMIT) {
    for (let i = 0; i < length; i += 1) target[i] = view.getUint8(at + i);
    return;
  }
  if (at + length > view.byteLength)
    throw new RangeError(`bytes must be inside of the view: end=${at + length} length=${view.byteLength}`);
  target.set(bytesOf(view).subarray(at, at + length));
}

/** The caller has checked that there is room. */
export function putBytes(view: DataView, at: number, bytes: Uint8Array): void {
  if (bytes.length > LOOP_LIMIT) {
    bytesOf(view).set(bytes, at);
    return;
  }
  let to = at;
  for (const byte of bytes) {
    view.setUint8(to, byte);
    to += 1;
  }
}

/** Zeros `from` up to `to`: padding, which must never leak what was there before. */
export function zero(view: DataView, from: number, to: number): void {
  if (to - from > LOOP_LIMIT) {
    bytesOf(view).fill(0, from, to);
    return;
  }
  for (let at = from; at < to; at += 1) view.setUint8(at, 0);
}
