/** Aligned memory in which an encoder gathers 32-bit integers, before all of them go to the view at once. */
import { bytesOf } from './bytes.ts';

/** Longer arrays get memory of their own. */
const SHARED_WORDS = 16384;
/** Fewer words are stored one by one: a copy costs as much as about this many. */
const LOOP_LIMIT = 32;

const IS_LITTLE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

let shared: Uint32Array = new Uint32Array(256);
let sharedBytes: Uint8Array = new Uint8Array(shared.buffer);
/** The start of the shared bytes, as long as the last copy. */
let lastCopy: Uint8Array = sharedBytes;
/** An encoder that is called while another one gathers (by a getter of its values) must not get the same words. */
let isTaken = false;

/** Words to fill; {@link dropWords} gives them back, whatever happens. */
export function takeWords(count: number): Uint32Array {
  if (isTaken || count > SHARED_WORDS) return new Uint32Array(count);
  isTaken = true;
  if (count > shared.length) grow(count);
  return shared;
}

function grow(count: number): void {
  shared = new Uint32Array(Math.min(SHARED_WORDS, 2 * count));
  sharedBytes = new Uint8Array(shared.buffer);
  lastCopy = sharedBytes;
}

export function dropWords(words: Uint32Array): void {
  if (words === shared) isTaken = false;
}

/** Writes the first `count` words, little-endian. The caller has checked that there is room. */
export function putWords(view: DataView, at: number, words: Uint32Array, count: number): void {
  if (count > LOOP_LIMIT && IS_LITTLE) bytesOf(view).set(bytesOfWords(words, 4 * count), at);
  else for (let i = 0; i < count; i += 1) view.setUint32(at + 4 * i, words[i] as number, true);
}

function bytesOfWords(words: Uint32Array, length: number): Uint8Array {
  if (words !== shared) return new Uint8Array(words.buffer, 0, length);
  // Messages of one kind often have one length: that spares an allocation.
  if (lastCopy.length !== length) lastCopy = sharedBytes.subarray(0, length);
  return lastCopy;
}
