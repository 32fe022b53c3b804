/** Growing bytes that start zero and remember which of them were set, so that overlay members can be compared. */
export class ByteSink {
  #bytes: Uint8Array = new Uint8Array(64);
  #isSet: Uint8Array = new Uint8Array(64);
  #length = 0;

  set(offset: number, data: Uint8Array): void {
    this.extend(offset + data.length);
    this.#bytes.set(data, offset);
    this.#isSet.fill(1, offset, offset + data.length);
  }

  /** Zeros up to `end`. */
  extend(end: number): void {
    this.#length = Math.max(this.#length, end);
    if (end <= this.#bytes.length) return;
    const size = Math.max(end, 2 * this.#bytes.length);
    const [bytes, isSet] = [this.#bytes, this.#isSet];
    this.#bytes = new Uint8Array(size);
    this.#isSet = new Uint8Array(size);
    this.#bytes.set(bytes);
    this.#isSet.set(isSet);
  }

  /** Takes over every byte that `other` set; false when both had set one differently. */
  merge(other: ByteSink): boolean {
    this.extend(other.#length);
    for (let offset = 0; offset < other.#length; offset += 1) {
      if (other.#isSet[offset] === 0) continue;
      const byte = other.#bytes[offset] ?? 0;
      if (this.#isSet[offset] === 1 && this.#bytes[offset] !== byte) return false;
      this.#bytes[offset] = byte;
      this.#isSet[offset] = 1;
    }
    return true;
  }

  /** The bytes so far; a view, not a copy. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}
