import { ChannelError, ChannelErrorCode } from '../errors.ts';
import { PAD, RECORD_HEADER } from '../ring/words.ts';
import { FLAGS, INTENT, LATEST, maxLengthOf, recordSize, SEQUENCE, TAIL, TYPE } from './broadcast-layout.ts';

/**
 * Writes a ring that never waits for its readers: announces by `intent` which bytes are about to change, writes them, moves `tail`, then
 * `latest`. A pad has the sequence number of the record after it, so that a gap counts records alone.
 */
export class BroadcastWriter {
  /** Most payload bytes of a record. */
  readonly maxLength: number;
  /** Where {@link reserve} lets its caller write. */
  readonly view: DataView;
  readonly #words: Int32Array;
  readonly #lines: number;
  readonly #data: number;
  readonly #capacity: number;
  #tail = 0;
  /** What was ever announced: it never goes back, also when a record is given up, or shorter than its reservation. */
  #intent = 0;
  #sequence = 0;
  #record = 0;
  /** Payload bytes of the reservation, -1 without one. */
  #reserved = -1;

  /**
   * @param control - offset of the `sluice_broadcast_lines` in the buffer, a multiple of 4
   * @param data - offset of the ring, a multiple of 16
   * @param capacity - its size in bytes, a power of two
   */
  constructor(buffer: ArrayBuffer, control: number, data: number, capacity: number) {
    this.maxLength = maxLengthOf(capacity);
    this.view = new DataView(buffer);
    this.#words = new Int32Array(buffer);
    this.#lines = control >> 2;
    this.#data = data;
    this.#capacity = capacity;
  }

  /** Bytes ever published, modulo 2^32. */
  get tail(): number {
    return this.#tail >>> 0;
  }

  /**
   * Room for one record, at once: what lay there is lost to readers that have not read it.
   *
   * @param length - payload bytes, 0..{@link maxLength}
   * @returns offset of the payload in {@link view}
   * @throws ChannelError `SLUICE_ERR_TOO_LONG`, `SLUICE_ERR_STATE` while another record is reserved
   */
  reserve(length: number): number {
    if (length > this.maxLength || length < 0) {
      throw new ChannelError(ChannelErrorCode.TOO_LONG, `a record has at most ${this.maxLength} bytes: length=${length}`);
    }
    if (this.#reserved >= 0) throw new ChannelError(ChannelErrorCode.STATE, 'the record before is still reserved');
    const size = recordSize(length);
    const at = this.#tail & (this.#capacity - 1);
    const rest = this.#capacity - at;
    const pad = rest < size ? rest : 0;
    // B1, B3 of docs/models.md. Before any byte changes; pairs with the reader's look at it after its copy.
    const end = (this.#tail + pad + size) | 0;
    if (((end - this.#intent) | 0) > 0) this.#intent = end;
    Atomics.store(this.#words, this.#lines + INTENT, this.#intent);
    // B2: on AArch64 plain stores may pass a release-store, but not the acquire-load after it.
    Atomics.load(this.#words, this.#lines + INTENT);
    if (pad > 0) this.#putHeader(this.#data + at, PAD | (pad - RECORD_HEADER), 0, 0);
    this.#record = (this.#tail + pad) | 0;
    this.#reserved = length;
    return this.#data + (pad > 0 ? 0 : at) + RECORD_HEADER;
  }

  /**
   * Publishes what was reserved.
   *
   * @param length - payload bytes, at most those reserved
   * @returns the tail before it, for the check of wake words
   */
  publish(length: number, type: number, flags: number): number {
    if (this.#reserved < 0) throw new ChannelError(ChannelErrorCode.STATE, 'no record is reserved');
    if (length > this.#reserved || length < 0) {
      throw new ChannelError(ChannelErrorCode.TOO_LONG, `${this.#reserved} bytes are reserved: length=${length}`);
    }
    const old = this.#tail;
    const record = this.#record;
    this.#putHeader(this.#data + (record & (this.#capacity - 1)), length, type, flags);
    this.#sequence = (this.#sequence + 1) | 0;
    this.#tail = (record + recordSize(length)) | 0;
    // B4. Sequentially consistent, so that the wake words that are looked at next are not older; pairs with a reader's arming.
    Atomics.store(this.#words, this.#lines + TAIL, this.#tail);
    // B5. After the tail: a reader that goes on here must find it published.
    Atomics.store(this.#words, this.#lines + LATEST, record);
    this.#reserved = -1;
    return old >>> 0;
  }

  /** Gives the reservation back. What lay there is lost all the same. */
  abort(): void {
    this.#reserved = -1;
  }

  #putHeader(at: number, word: number, type: number, flags: number): void {
    const index = at >> 2;
    Atomics.store(this.#words, index, word);
    Atomics.store(this.#words, index + SEQUENCE, this.#sequence);
    Atomics.store(this.#words, index + TYPE, type | 0);
    Atomics.store(this.#words, index + FLAGS, flags | 0);
  }
}
