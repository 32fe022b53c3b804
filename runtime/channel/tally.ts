/**
 * What a channel or a broadcast tells observers: `sluice_statistics_entry` of `schema/statistics.yaml`, in memory that only this process writes. Words are
 * stored when positions are published or released, beside an atomic store that costs ten times as much. `docs/decisions/0007-statistics.md`.
 */

/** Words of an entry. */
export const ENTRY_WORDS = 128;

/** Indices of words, and of the lower word of pairs; a test holds them against the layout. */
export const REMOTE_STATE = 64;
export const REASON = 65;
export const REFUSED = 72;
export const DROPPED = 74;
export const RINGS = 80;
export const SEEN_RELEASED = 82;
export const LOST = 84;
export const SUBSCRIBERS = 86;
export const SENT = 96;
export const SENT_BYTES = 98;
export const RECEIVED = 100;
export const RELEASED_BYTES = 102;

const IS_LITTLE: boolean = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
/** From the start of a u64 to its halves. */
const LOW: number = IS_LITTLE ? 0 : 1;
const HIGH: number = IS_LITTLE ? 1 : 0;

/** Belongs to the thread of its channel. */
export class Tally {
  #words: Int32Array;

  /** @param statistics - null for a channel that nobody observes */
  constructor(statistics: ArrayBuffer | null) {
    this.#words = statistics === null ? new Int32Array(ENTRY_WORDS) : new Int32Array(statistics);
  }

  /** @param position - end of what is published, u32 */
  published(sent: number, position: number): void {
    const words = this.#words;
    grow(words, SENT, sent);
    grow(words, SENT_BYTES, position);
  }

  /** @param position - end of what is released, u32 */
  released(received: number, position: number): void {
    const words = this.#words;
    grow(words, RECEIVED, received);
    grow(words, RELEASED_BYTES, position);
  }

  /** There was no room. @param released - what the peer had given back then, u32 */
  refused(refused: number, dropped: number, released: number): void {
    const words = this.#words;
    grow(words, REFUSED, refused);
    grow(words, DROPPED, dropped);
    grow(words, SEEN_RELEASED, released);
  }

  /** Of a subscriber. */
  lost(lost: number): void {
    grow(this.#words, LOST, lost);
  }

  /** Of a publisher: bells for all subscribers. */
  rang(rings: number): void {
    grow(this.#words, RINGS, rings);
  }

  /** Of a publisher. */
  serves(subscribers: number): void {
    this.#words[SUBSCRIBERS] = subscribers;
  }

  tell(remoteState: number, reason: number): void {
    this.#words[REMOTE_STATE] = remoteState;
    this.#words[REASON] = reason;
  }

  /** From now on the entry is another channel's. */
  leave(): void {
    this.#words = new Int32Array(ENTRY_WORDS);
  }
}

/** A u64 becomes the next number that has these lower 32 bits: totals grow by less than 2^32 at a time. */
function grow(words: Int32Array, index: number, value: number): void {
  const low = value | 0;
  const before = words[index + LOW] as number;
  words[index + LOW] = low;
  if (low >>> 0 < before >>> 0) words[index + HIGH] = ((words[index + HIGH] as number) + 1) | 0;
}
