/** Fresh bytes, cheaply: cut off a common slab, because an ArrayBuffer of its own costs 150 ns and more. */

import { CodecError } from './errors.ts';

const SLAB_SIZE = 65536;
/** Up to this many bytes V8 keeps a typed array on its heap, for 12 ns: nothing to cut off for a copy. */
const HEAP_LIMIT = 64;
/** Longer runs get an ArrayBuffer of their own; cutting them off would waste most of a slab. */
const OWN_LIMIT = SLAB_SIZE / 4;

/** Where `toBytes` encodes: everything from `position` to `size` is free. */
export const slab: { view: DataView; buffer: ArrayBuffer; size: number; position: number } = {
  view: new DataView(new ArrayBuffer(0)),
  buffer: new ArrayBuffer(0),
  size: 0,
  position: 0,
};

/** Makes room for `size` bytes at `slab.position`. */
export function reserve(size: number): void {
  if (slab.size - slab.position < size) refill(size);
}

/**
 * Makes room for `size()` bytes at `slab.position`, which were too few. A value that `size` finds fault with has none; it gets twice the
 * room, until the encoder has come to what is wrong first.
 */
export function reserveAll(size: () => number): void {
  const tried = slab.size - slab.position;
  let wanted = 0;
  try {
    wanted = size();
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
  }
  refill(wanted > tried ? wanted : 2 * tried);
}

function refill(size: number): void {
  slab.size = Math.max(size, SLAB_SIZE);
  slab.buffer = new ArrayBuffer(slab.size);
  slab.view = new DataView(slab.buffer);
  slab.position = 0;
}

/** Hands out the bytes from `slab.position` to `end`; a constructor takes half the time of `subarray`. */
export function take(end: number): Uint8Array {
  const start = slab.position;
  slab.position = end;
  return new Uint8Array(slab.buffer, start, end - start);
}

/** Bytes to be filled by the caller; not zeroed when they come from the slab. */
export function allocate(length: number): Uint8Array {
  if (length <= HEAP_LIMIT || length > OWN_LIMIT) return new Uint8Array(length);
  reserve(length);
  return take(slab.position + length);
}
