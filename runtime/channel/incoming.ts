/** Where a message is read: in place, or in a private copy, made once, before anything looks at it. */
import type { NativeLink } from '../memory/native.ts';
import { ReadOnlyView } from './read-only-view.ts';

/** Longer messages are copied by one call, which allocates a view; shorter ones word by word, which takes 0.5 ns per word. */
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
  readonly #arena: Uint8Array | null;
  readonly #ringView: DataView;
  readonly #arenaView: DataView | null;
  readonly #copies: boolean;
  #words: Int32Array = new Int32Array(0);

  constructor({ peer, peerParts }: NativeLink, trustsPeer: boolean) {
    const { ringData, ringSize, arenaData, arenaSize } = peerParts;
    this.#ring = new Int32Array(peer, ringData, ringSize / 4);
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
      this.view = this.#ringView;
      return at;
    }
    if (length > LOOP_LIMIT) {
      if (length > this.#words.length * 4) this.#grow(length);
      const ring = this.#ring;
      new Uint8Array(this.#words.buffer).set(new Uint8Array(ring.buffer, ring.byteOffset + at, length));
      return 0;
    }
    const from = this.#ring;
    const to = this.#words;
    const start = at >> 2;
    const count = (length + 3) >> 2;
    for (let i = 0; i < count; i += 1) to[i] = from[start + i] as number;
    return 0;
  }

  /** The same for a payload in the arena. */
  takeLarge(at: number, length: number): number {
    if (!this.#copies) {
      this.view = this.#arenaView as DataView;
      return at;
    }
    if (length > this.#words.length * 4) this.#grow(length);
    new Uint8Array(this.#words.buffer).set((this.#arena as Uint8Array).subarray(at, at + length));
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
    else target.set(new Uint8Array(this.#words.buffer, at, length), to);
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
    this.#words = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(length, FIRST_COPY))) / 4);
    this.view = new DataView(this.#words.buffer);
  }
}
