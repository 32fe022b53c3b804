import { KIND_MASK, LENGTH_MASK, MORE, PAD, RECORD_HEADER } from '../ring/words.ts';
import { FLAGS, INTENT, LATEST, maxLengthOf, recordSize, SEQUENCE, TAIL, TYPE } from './broadcast-layout.ts';

/** What {@link BroadcastReader.tryRead} answers. */
export const BROADCAST_RECORD = 1;
export const BROADCAST_EMPTY = 0;
/** The writer breaks the rules of the ring. */
export const BROADCAST_BROKEN = -1;

/** A writer that laps the reader again and again gets the better of it; the reader comes back later. */
const MOST_ATTEMPTS = 64;

/** Nobody reads it: a store to it keeps what is loaded before from being loaded after what follows. */
const FENCE = new Int32Array(1);

/** A place between two records. */
export interface BroadcastStart {
  readonly position: number;
  /** Of the record that comes next. */
  readonly sequence: number;
}

const WHOLE = 1;
const PADDING = 2;
const OVERWRITTEN = 0;
const JUNK = -1;

/**
 * Reads a ring that does not wait: copies a record, then looks at `intent`; what may have been overwritten during the copy is thrown away, and
 * reading goes on at the latest record. What was lost is counted, from the sequence numbers.
 *
 * Bytes change while they are copied, and are used only when `intent` says that they had not. Nothing of the shared memory is handed out.
 */
export class BroadcastReader {
  /** Copy of the last record that was read; `length` bytes of it count. */
  readonly payload: Uint8Array;
  /** The same bytes, for codecs. */
  readonly view: DataView;
  length = 0;
  type = 0;
  flags = 0;
  /** Records lost right before the last one. */
  lost = 0;
  /** Records lost since the reader began. */
  lostInAll = 0;
  received = 0;
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #lines: number;
  readonly #data: number;
  readonly #capacity: number;
  readonly #maxLength: number;
  #position = 0;
  /** Of the next record. */
  #sequence = 0;
  /** Of the record that was copied. */
  #copiedSequence = 0;

  /**
   * Other parameters as for the writer.
   *
   * @param start - where to begin; by default after what is published now
   */
  constructor(buffer: ArrayBuffer, control: number, data: number, capacity: number, start?: BroadcastStart) {
    this.#words = new Int32Array(buffer);
    this.#bytes = new Uint8Array(buffer);
    this.#lines = control >> 2;
    this.#data = data;
    this.#capacity = capacity;
    this.#maxLength = maxLengthOf(capacity);
    this.payload = new Uint8Array(this.#maxLength);
    this.view = new DataView(this.payload.buffer);
    if (start === undefined) this.#begin();
    else {
      this.#position = start.position | 0;
      this.#sequence = start.sequence | 0;
    }
  }

  /** Bytes read, modulo 2^32: what to wait for the tail to pass. */
  get position(): number {
    return this.#position >>> 0;
  }

  /** Whether something was published after {@link position}; pairs with the store of a wake word before it. */
  hasMore(): boolean {
    return this.#load(TAIL) !== this.#position;
  }

  /** @returns BROADCAST_RECORD with the fields of this object filled, BROADCAST_EMPTY, or BROADCAST_BROKEN */
  tryRead(): number {
    let isLapped = false;
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      // Pairs with the writer's store of the tail: what lies before it is whole, or overwritten.
      if (this.#load(TAIL) === this.#position) return BROADCAST_EMPTY;
      const found = this.#copy(this.#position);
      if (found === PADDING) {
        this.#position = (this.#position + this.#capacity - (this.#position & (this.#capacity - 1))) | 0;
        continue;
      }
      if (found === WHOLE && this.#take(isLapped)) return BROADCAST_RECORD;
      // Whoever is more than 4 GiB behind finds junk where its record was; at `latest` there is never any, nor anything old.
      if (found !== OVERWRITTEN && isLapped) return BROADCAST_BROKEN;
      // B11.
      const latest = this.#load(LATEST);
      // An honest writer stores another `latest` long before it announces what overwrites this one.
      if (isLapped && latest === this.#position) return BROADCAST_BROKEN;
      this.#position = latest;
      isLapped = true;
    }
    return BROADCAST_EMPTY;
  }

  #load(word: number): number {
    return Atomics.load(this.#words, this.#lines + word);
  }

  #begin(): void {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      // B9.
      const latest = this.#load(LATEST);
      if (this.#load(TAIL) === 0) return;
      if (this.#copy(latest) !== WHOLE) continue;
      this.#position = (latest + recordSize(this.length)) | 0;
      this.#sequence = (this.#copiedSequence + 1) | 0;
      return;
    }
    // The first read finds its way.
    this.#position = this.#load(TAIL);
  }

  /** Copies what lies at a position, header fields and payload; the copy counts only if it is WHOLE. */
  #copy(position: number): number {
    if ((position & 15) !== 0) return JUNK;
    const at = position & (this.#capacity - 1);
    const index = (this.#data + at) >> 2;
    const word = Atomics.load(this.#words, index);
    const sequence = Atomics.load(this.#words, index + SEQUENCE);
    const type = Atomics.load(this.#words, index + TYPE);
    const flags = Atomics.load(this.#words, index + FLAGS);
    if (this.#isOverwritten(position)) return OVERWRITTEN;
    const length = word & LENGTH_MASK;
    const flagsOfWord = word & (KIND_MASK | MORE);
    if (flagsOfWord === PAD) return length + RECORD_HEADER === this.#capacity - at ? PADDING : JUNK;
    // Not data, or in parts.
    if (flagsOfWord !== 0 || length > this.#maxLength || at + recordSize(length) > this.#capacity) return JUNK;
    const start = this.#data + at + RECORD_HEADER;
    this.payload.set(this.#bytes.subarray(start, start + length));
    // B6, B7, B8 of docs/models.md: on AArch64 an acquire-load may pass the plain loads before it, but not a release-store between them.
    Atomics.store(FENCE, 0, 0);
    if (this.#isOverwritten(position)) return OVERWRITTEN;
    this.length = length;
    this.type = type >>> 0;
    this.flags = flags >>> 0;
    this.#copiedSequence = sequence;
    return WHOLE;
  }

  #isOverwritten(position: number): boolean {
    return (this.#load(INTENT) - position) >>> 0 > this.#capacity;
  }

  #take(isLapped: boolean): boolean {
    const gap = (this.#copiedSequence - this.#sequence) >>> 0;
    if (isLapped ? gap >= 0x80000000 : gap !== 0) return false;
    // B10.
    this.lost = gap;
    this.lostInAll += gap;
    this.received += 1;
    this.#sequence = (this.#copiedSequence + 1) | 0;
    this.#position = (this.#position + recordSize(this.length)) | 0;
    return true;
  }
}
