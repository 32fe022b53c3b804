/** One direction of an in-process connection: a ring of records in ordinary memory, for one thread. */
import { CallError, CallErrorCode } from './errors.ts';
import { FULL, type Receive } from './transport.ts';

/** Before each record; also the alignment of records. */
const HEADER = 8;
/** In place of a length: the rest of the ring is empty. */
const PAD = 0xffffffff;

/**
 * ```
 * | length u32 | 4 bytes | record ... | up to 8 | length | ...
 * ```
 * Records never wrap. A record of more than half the ring makes the ring grow, once it is empty.
 */
export class RecordQueue {
  view: DataView;
  /** Bytes of the ring. Asking the DataView takes 2.5 ns. */
  #capacity: number;
  /** Where the next record is read; those before, down to `head`, have been handed over. */
  #next = 0;
  #tail = 0;
  #used = 0;
  /** Bytes handed over whose receivers have not all returned: nested polls release together. */
  #held = 0;
  #polls = 0;
  #committed = 0;
  #visible = 0;
  #reserved = 0;

  constructor(capacity: number) {
    this.#capacity = roundUp(Math.max(capacity, 64));
    this.view = new DataView(new ArrayBuffer(this.#capacity));
  }

  get hasRecords(): boolean {
    return this.#visible > 0;
  }

  /** @returns offset of the record in `view`, or FULL */
  tryReserve(length: number): number {
    if (this.#reserved !== 0) throw new CallError(CallErrorCode.PROTOCOL, 'there is a reservation already');
    const needed = HEADER + roundUp(length);
    if (2 * needed > this.#capacity && !this.#grow(2 * needed)) return FULL;
    const capacity = this.#capacity;
    const left = capacity - this.#tail;
    const skipped = needed > left ? left : 0;
    if (this.#used + skipped + needed > capacity) return FULL;
    if (skipped > 0) {
      this.view.setUint32(this.#tail, PAD, true);
      this.#used += skipped;
      this.#tail = 0;
    }
    this.#reserved = needed;
    return this.#tail + HEADER;
  }

  #grow(capacity: number): boolean {
    if (this.#used > 0) return false;
    this.#capacity = capacity;
    this.view = new DataView(new ArrayBuffer(capacity));
    this.#next = 0;
    this.#tail = 0;
    return true;
  }

  commit(length: number): void {
    const needed = HEADER + roundUp(length);
    if (length < 1 || needed > this.#reserved) throw notReserved(length, this.#reserved);
    this.view.setUint32(this.#tail, length, true);
    this.#tail += needed;
    if (this.#tail === this.#capacity) this.#tail = 0;
    this.#used += needed;
    this.#committed += 1;
    this.#reserved = 0;
  }

  abort(): void {
    this.#reserved = 0;
  }

  publish(): void {
    this.#visible += this.#committed;
    this.#committed = 0;
  }

  poll(receive: Receive, limit: number): number {
    let count = 0;
    this.#polls += 1;
    try {
      while (count < limit && this.#visible > 0) {
        const { view } = this;
        let at = this.#next;
        let length = view.getUint32(at, true);
        if (length === PAD) {
          this.#held += this.#capacity - at;
          at = 0;
          length = view.getUint32(0, true);
        }
        const taken = HEADER + roundUp(length);
        this.#next = at + taken === this.#capacity ? 0 : at + taken;
        this.#held += taken;
        this.#visible -= 1;
        count += 1;
        receive(view, at + HEADER, length);
        if (this.#polls === 1) this.#release();
      }
    } finally {
      this.#polls -= 1;
      if (this.#polls === 0) this.#release();
    }
    return count;
  }

  #release(): void {
    this.#used -= this.#held;
    this.#held = 0;
  }
}

function notReserved(length: number, reserved: number): RangeError {
  return new RangeError(`length must be within the reservation: length=${length} reserved=${reserved}`);
}

function roundUp(length: number): number {
  return (length + 7) & ~7;
}
