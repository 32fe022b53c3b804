/** Overlay unions: all members share their bytes. */
import { bytesOf, takeBytes } from './bytes.ts';

/** A private copy of `length` bytes, for members that all read the same ones. */
export function snapshot(view: DataView, at: number, length: number): DataView {
  const copy = takeBytes(view, at, length);
  return new DataView(copy.buffer, copy.byteOffset, length);
}

/** The overlay whose members are being written: innermost when one stands inside of another. */
let innermost: OverlayWriter | null = null;

/**
 * Tells the overlay that `view` belongs to, if it does, that a tagged union inside of its member left these bytes alone.
 *
 * @param ranges - start and end of every run of such bytes, one after the other, counted from `at`
 */
export function leaveAlone(view: DataView, at: number, ...ranges: readonly number[]): void {
  if (innermost?.view !== view) return;
  for (let i = 0; i < ranges.length; i += 2) innermost.leave(at + (ranges[i] ?? 0), at + (ranges[i + 1] ?? 0));
}

/** Collects the members of one overlay union: each is written to `view`, then added. */
export class OverlayWriter {
  /** Where the next member is written, from offset 0. */
  readonly view: DataView;
  readonly #member: Uint8Array;
  readonly #bytes: Uint8Array;
  readonly #isSet: Uint8Array;
  /** Bytes that a union inside of the member did not set. */
  readonly #isLeft: Uint8Array;
  readonly #outer: OverlayWriter | null;

  /** @param target - where the union will go: when that is an overlay again, it gets to know which bytes nobody set */
  constructor(size: number, target: DataView) {
    this.#member = new Uint8Array(size);
    this.#bytes = new Uint8Array(size);
    this.#isSet = new Uint8Array(size);
    this.#isLeft = new Uint8Array(size);
    this.view = new DataView(this.#member.buffer);
    // One that an error has interrupted may still be there.
    this.#outer = innermost?.view === target ? innermost : null;
    innermost = this;
  }

  /** The member did not set these bytes, although they are within its own. */
  leave(start: number, end: number): void {
    this.#isLeft.fill(1, start, end);
  }

  /**
   * Takes over the bytes that the member sets, not its padding.
   *
   * @param ranges - start and end of every run of such bytes, one after the other
   * @returns false when another member has set one of them differently
   */
  add(...ranges: readonly number[]): boolean {
    for (let i = 0; i < ranges.length; i += 2) {
      for (let at = ranges[i] ?? 0; at < (ranges[i + 1] ?? 0); at += 1) {
        if (this.#isLeft[at] === 1) continue;
        const byte = this.#member[at] ?? 0;
        if (this.#isSet[at] === 1 && this.#bytes[at] !== byte) return false;
        this.#bytes[at] = byte;
        this.#isSet[at] = 1;
      }
    }
    this.#isLeft.fill(0);
    return true;
  }

  /** Writes the whole union; bytes that no member set are zero. */
  copyTo(view: DataView, at: number): void {
    bytesOf(view).set(this.#bytes, at);
    innermost = this.#outer;
    if (innermost === null) return;
    for (const [index, isSet] of this.#isSet.entries()) if (isSet === 0) innermost.leave(at + index, at + index + 1);
  }
}
