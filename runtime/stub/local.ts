/** Two endpoints in one process, each the other's peer. */
import { CallError, CallErrorCode } from './errors.ts';
import { RecordQueue } from './record-queue.ts';
import { DEFAULT_MAX_LENGTH, FULL, type Receive, type Transport, type TransportListener } from './transport.ts';

export interface LocalOptions {
  /** Bytes that may be on their way in each direction; 256 KiB by default. A longer record may be on its way alone. */
  readonly capacity?: number;
  /** Most bytes of a record; 1 MiB + 24 by default. */
  readonly maxLength?: number;
}

/** A connection within this process. Synchronous calls work over it, as long as the other side's handlers do not wait. */
export function createLocalPair({
  capacity = 256 * 1024,
  maxLength = DEFAULT_MAX_LENGTH,
}: LocalOptions = {}): [Transport, Transport] {
  const [forth, back] = [new RecordQueue(capacity), new RecordQueue(capacity)];
  const first = new LocalTransport(forth, back, maxLength, 'local:1');
  const second = new LocalTransport(back, forth, maxLength, 'local:0');
  first.join(second);
  second.join(first);
  return [first, second];
}

class LocalTransport implements Transport {
  readonly maxLength: number;
  readonly peer: string;
  isOpen = true;
  readonly #out: RecordQueue;
  readonly #in: RecordQueue;
  #other: LocalTransport | null = null;
  #listener: TransportListener | null = null;
  /** Whether the listener waits to be told that there is something to poll. */
  #isArmed = true;
  #isScheduled = false;
  #isFull = false;
  /** Why nothing will come any more, once the peer has said so. */
  #end: { readonly error: CallError | null } | null = null;
  readonly #work: () => void = () => {
    this.#isScheduled = false;
    this.#deliver();
  };

  constructor(out: RecordQueue, incoming: RecordQueue, maxLength: number, peer: string) {
    this.#out = out;
    this.#in = incoming;
    this.maxLength = maxLength;
    this.peer = peer;
  }

  join(other: LocalTransport): void {
    this.#other = other;
  }

  get listener(): TransportListener | null {
    return this.#listener;
  }

  set listener(listener: TransportListener | null) {
    this.#listener = listener;
    if (listener !== null && (this.#in.hasRecords || this.#end !== null)) this.#schedule();
  }

  get outgoing(): DataView {
    return this.#out.view;
  }

  tryReserve(length: number): number {
    if (!this.isOpen || length > this.maxLength) throw this.#refusal(length);
    const at = this.#out.tryReserve(length);
    if (at === FULL) this.#isFull = true;
    return at;
  }

  #refusal(length: number): CallError {
    if (!this.isOpen) return new CallError(CallErrorCode.PEER_CLOSED, 'the transport is closed');
    return new CallError(CallErrorCode.TOO_LONG, `a record has at most ${this.maxLength} bytes: length=${length}`);
  }

  commit(length: number): void {
    this.#out.commit(length);
  }

  abort(): void {
    this.#out.abort();
  }

  publish(): void {
    this.#out.publish();
    this.#other?.wake();
  }

  /** The other side has published something. */
  wake(): void {
    if (this.#isArmed) this.#schedule();
  }

  poll(receive: Receive, limit: number): number {
    const count = this.#in.poll(receive, limit);
    this.#isArmed = count < limit;
    if (count > 0) this.#other?.room();
    if (this.#isArmed && this.#end !== null) this.#schedule();
    return count;
  }

  /** The other side has released something. */
  room(): void {
    if (this.#isFull) this.#schedule();
  }

  wait(_timeoutMs: number): boolean {
    if (!this.#in.hasRecords) this.#other?.workNow();
    return this.#in.hasRecords;
  }

  /** In a blocked thread nobody but the caller can do what this side has to do. What is scheduled stays so, and finds nothing left. */
  workNow(): void {
    if (this.#in.hasRecords && this.#listener !== null) this.#deliver();
  }

  idlePeer(): Transport | null {
    const other = this.#other;
    return other !== null && this.isOpen && other.isOpen && !this.#out.hasRecords ? other : null;
  }

  close(): void {
    this.#shut(null);
  }

  destroy(error: CallError | null): void {
    this.#shut(error);
  }

  #shut(error: CallError | null): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#other?.hangUp(
      error === null ? null : new CallError(CallErrorCode.PEER_CLOSED, 'the peer has given up', { cause: error }),
    );
    queueMicrotask(() => this.#finish(error));
  }

  hangUp(error: CallError | null): void {
    if (!this.isOpen || this.#end !== null) return;
    this.#end = { error };
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled || this.#listener === null) return;
    this.#isScheduled = true;
    queueMicrotask(this.#work);
  }

  #deliver(): void {
    if (!this.isOpen) return;
    if (this.#isFull) {
      this.#isFull = false;
      this.#listener?.onWritable();
    }
    if (this.#in.hasRecords && this.#isArmed) {
      this.#isArmed = false;
      this.#listener?.onReadable();
    } else if (!this.#in.hasRecords && this.#end !== null) {
      this.isOpen = false;
      this.#finish(this.#end.error);
    }
  }

  #finish(error: CallError | null): void {
    const listener = this.#listener;
    this.#listener = null;
    listener?.onClose(error);
  }
}
