/** Bytes of a region for the hand-written codecs, which get a DataView: made once per region, not once per message. */

let lastView: DataView | null = null;
let lastBytes: Buffer = Buffer.alloc(0);

export function bytesOf(view: DataView): Buffer {
  if (view !== lastView) {
    lastView = view;
    lastBytes = Buffer.from(view.buffer, view.byteOffset, view.byteLength);
  }
  return lastBytes;
}

const SLAB_BYTES = 65_536;
/** A frame larger than this gets an array of its own, so that a slab isn't wasted on one message. */
const LARGEST_SHARED = 8192;
let slab: DataView = new DataView(new ArrayBuffer(SLAB_BYTES));
let slabUsed = 0;

/** Encodes to bytes that the caller keeps: a piece of a slab, because a fresh array above 64 bytes costs hundreds of nanoseconds. */
export function encodeFresh<T>(
  encode: (view: DataView, offset: number, message: T) => number,
  mostBytes: number,
  message: T,
): Uint8Array {
  if (mostBytes > LARGEST_SHARED) {
    const bytes = new Uint8Array(mostBytes);
    return bytes.subarray(0, encode(new DataView(bytes.buffer), 0, message));
  }
  if (slabUsed + mostBytes > SLAB_BYTES) {
    slab = new DataView(new ArrayBuffer(SLAB_BYTES));
    slabUsed = 0;
  }
  const start = slabUsed;
  slabUsed += encode(slab, start, message);
  return new Uint8Array(slab.buffer, start, slabUsed - start);
}
