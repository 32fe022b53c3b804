/** Overlay unions: all members share their bytes. */
import { bytesOf, takeBytes } from './bytes.ts';

/** A private copy of `length` bytes, for members that all read the same ones. */
export function snapshot(view: DataView, at: number, length: number): DataView {
  const copy = takeBytes(view, at, length);
  return new DataView(copy.buffer, copy.byteOffset, length);
}

/** Collects the members of one overlay union: each is written to `view`, then added. */
export class OverlayWriter {
  /** Where the next member is written, from offset 0. */
  readonly view: DataView;
  readonly #member: Uint8Array;
  readonly #bytes: Uint8Array;
  readonly #isSet: Uint8Array;

  constructor(size: number) {
    this.#member = new Uint8Array(size);
    this.#bytes = new Uint8Array(size);
    this.#isSet = new Uint8Array(size);
    this.view = new DataView(this.#member.buffer);
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
        const byte = this.#member[at] ?? 0;
        if (this.#isSet[at] === 1 && this.#bytes[at] !== byte) return false;
        this.#bytes[at] = byte;
        this.#isSet[at] = 1;
      }
    }
    return true;
  }

  /** Writes the whole union; bytes that no member set are zero. */
  copyTo(view: DataView, at: number): void {
    bytesOf(view).set(this.#bytes, at);
  }
}
