/** Where a message is read: in place, or in a private copy, made once, before anything looks at it. */
import type { NativeLink } from '../memory/native.ts';
import { ReadOnlyView } from './read-only-view.ts';

/** Longer messages are copied by one call, which allocates a view and takes 50 ns; shorter ones by words of 8 bytes, each of less than 1 ns. */
const LOOP_LIMIT = 512;
const FIRST_COPY = 4096;

export interface Reference {
  readonly region: number;
  readonly block: number;
  readonly length: number;
  readonly generation: number;
}

export class Incoming {
  /** Read it after each `take`: it may be another one. */
  view: DataView;
  readonly #ring: Int32Array;
  /**
   * For copies. As bigints, because halves would be written by stores of 4 bytes, which a codec's loads of 8 bytes wait for: 16 ns per 64 bytes
   * instead of 8. Optimised code makes no bigint of them.
   */
  readonly #ring64: BigInt64Array;
  readonly #arena: Uint8Array | null;
  readonly #ringView: DataView;
  readonly #arenaView: DataView | null;
  readonly #copies: boolean;
  #words64: BigInt64Array<ArrayBuffer> = new BigInt64Array(0);

  constructor({ peer, peerParts }: NativeLink, trustsPeer: boolean) {
    const { ringData, ringSize, arenaData, arenaSize } = peerParts;
    this.#ring = new Int32Array(peer, ringData, ringSize / 4);
    this.#ring64 = new BigInt64Array(peer, ringData, ringSize / 8);
    this.#ringView = new ReadOnlyView(peer, ringData, ringSize);
    this.#arena = arenaSize > 0 ? new Uint8Array(peer, arenaData, arenaSize) : null;
    this.#arenaView = arenaSize > 0 ? new ReadOnlyView(peer, arenaData, arenaSize) : null;
    this.#copies = !trustsPeer;
    this.view = this.#ringView;
    if (this.#copies) this.#grow(FIRST_COPY);
  }

  /** @returns offset in {@link view} of the record's payload, which lies at `at` of the ring */
  take(at: number, length: number): number {
    if (!this.#copies) {
      if (this.#arenaView !== null) this.view = this.#ringView;
      return at;
    }
    if (length > LOOP_LIMIT) return this.#takeLong(at, length);
    const from = this.#ring64;
    const to = this.#words64;
    // Up to the next record, which is at a multiple of 16.
    for (let start = at >> 3, i = 0; i << 3 < length; i += 2) {
      to[i] = from[start + i] as bigint;
      to[i + 1] = from[start + i + 1] as bigint;
    }
    return 0;
  }

  #takeLong(at: number, length: number): number {
    if (length > this.#words64.byteLength) this.#grow(length);
    const ring = this.#ring;
    new Uint8Array(this.#words64.buffer).set(new Uint8Array(ring.buffer, ring.byteOffset + at, length));
    return 0;
  }

  /** The same for a payload in the arena. */
  takeLarge(at: number, length: number): number {
    if (!this.#copies) {
      this.view = this.#arenaView as DataView;
      return at;
    }
    if (length > this.#words64.byteLength) this.#grow(length);
    new Uint8Array(this.#words64.buffer).set((this.#arena as Uint8Array).subarray(at, at + length));
    return 0;
  }

  /** Copies `length` bytes from `at` of the ring to `to` of `target`. */
  copyFromRing(at: number, length: number, target: Uint8Array, to: number): void {
    target.set(new Uint8Array(this.#ring.buffer, this.#ring.byteOffset + at, length), to);
  }

  /** Copies `length` bytes from `at` of {@link view} to `to` of `target`. */
  copyTo(at: number, length: number, target: Uint8Array, to: number): void {
    const { view } = this;
    if (view === this.#ringView) this.copyFromRing(at, length, target, to);
    else if (view === this.#arenaView) target.set((this.#arena as Uint8Array).subarray(at, at + length), to);
    else target.set(new Uint8Array(this.#words64.buffer, at, length), to);
  }

  /** A `sluice_block_reference`, each word read once. */
  reference(at: number): Reference {
    const ring = this.#ring;
    const index = at >> 2;
    return {
      region: (ring[index] as number) >>> 0,
      block: (ring[index + 1] as number) >>> 0,
      length: (ring[index + 2] as number) >>> 0,
      generation: ring[index + 3] as number,
    };
  }

  #grow(length: number): void {
    this.#words64 = new BigInt64Array(2 ** Math.ceil(Math.log2(Math.max(length, FIRST_COPY))) / 8);
    this.view = new DataView(this.#words64.buffer);
  }
}
