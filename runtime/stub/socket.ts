/** Records over a byte stream: each behind its length as a little-endian u32, which does not count itself. */
import { CallError, CallErrorCode } from './errors.ts';
import { RecordReader } from './record-reader.ts';
import { DEFAULT_MAX_LENGTH, FULL, type Receive, type Transport, type TransportListener } from './transport.ts';

export interface SocketOptions {
  /** Most bytes of a record, both ways; 1 MiB + 24 by default. */
  readonly maxLength?: number;
  /** Bytes that may wait to be sent before there is no room for another record; 1 MiB by default. */
  readonly capacity?: number;
}

/**
 * What is used of a `net.Socket`, told without Node's types: who imports a generated `index.ts` for its codecs, in a browser say, need not have
 * them.
 */
export interface StreamSocket {
  readonly destroyed: boolean;
  readonly writableLength: number;
  on(event: 'data', listener: (chunk: Uint8Array) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'end' | 'close', listener: () => void): unknown;
  isPaused(): boolean;
  pause(): unknown;
  resume(): unknown;
  cork(): void;
  uncork(): void;
  write(bytes: Uint8Array, onWritten: () => void): boolean;
  end(): unknown;
  destroy(): unknown;
}

const PREFIX = 4;
const CHUNK = 64 * 1024;
/** Received bytes that may wait to be polled before the socket is no longer read. */
const READ_AHEAD = 256 * 1024;

/** Wraps a connected stream socket: of `node:net`, Unix or TCP. It must not have been read from, nor be used by anyone else. */
export class SocketTransport implements Transport {
  readonly maxLength: number;
  readonly peer: string;
  readonly #socket: StreamSocket;
  readonly #capacity: number;
  readonly #reader: RecordReader;
  #listener: TransportListener | null = null;
  isOpen = true;

  #chunk: Buffer = Buffer.allocUnsafeSlow(CHUNK);
  outgoing: DataView = viewOf(this.#chunk);
  /** What is committed but not yet given to the socket, within the chunk. */
  #start = 0;
  #end = 0;
  #reserved = 0;
  #isFlushing = false;
  #isCorked = false;
  #isFull = false;
  #isArmed = true;
  #isEnded = false;
  #isClosed = false;
  #error: CallError | null = null;
  readonly #flushLater: () => void = () => this.#flush();
  readonly #onWritten: () => void = () => this.#makeRoom();

  constructor(
    socket: StreamSocket,
    peer: string,
    { maxLength = DEFAULT_MAX_LENGTH, capacity = 1024 * 1024 }: SocketOptions = {},
  ) {
    this.#socket = socket;
    this.peer = peer;
    this.maxLength = maxLength;
    this.#capacity = capacity;
    this.#reader = new RecordReader(maxLength);
    socket.on('data', (chunk) => this.#onData(chunk));
    socket.on('end', () => {
      this.#isEnded = true;
    });
    socket.on('error', (cause) => {
      this.#error ??= new CallError(CallErrorCode.PEER_CLOSED, 'the connection broke', { cause, started: 'unknown' });
    });
    socket.on('close', () => this.#onClose());
  }

  get listener(): TransportListener | null {
    return this.#listener;
  }

  set listener(listener: TransportListener | null) {
    this.#listener = listener;
    if (listener !== null && (this.#reader.queued > 0 || this.#isClosed)) setImmediate(() => this.#notify());
  }

  tryReserve(length: number): number {
    if (!this.isOpen) throw new CallError(CallErrorCode.PEER_CLOSED, 'the transport is closed');
    if (length > this.maxLength) {
      throw new CallError(CallErrorCode.TOO_LONG, `a record has at most ${this.maxLength} bytes: length=${length}`);
    }
    const waiting = this.#end - this.#start + this.#socket.writableLength;
    if (waiting > 0 && waiting + PREFIX + length > this.#capacity) {
      this.#isFull = true;
      return FULL;
    }
    if (this.#end + PREFIX + length > this.#chunk.length) this.#renew(PREFIX + length);
    this.#reserved = length;
    return this.#end + PREFIX;
  }

  commit(length: number): void {
    if (length < 1 || length > this.#reserved) {
      throw new RangeError(`length must be within the reservation: length=${length} reserved=${this.#reserved}`);
    }
    this.outgoing.setUint32(this.#end, length, true);
    this.#end += PREFIX + length;
    this.#reserved = 0;
  }

  abort(): void {
    this.#reserved = 0;
  }

  /** Everything published in one macrotask leaves in one write, also what promises publish in between. */
  publish(): void {
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    setImmediate(this.#flushLater);
  }

  poll(receive: Receive, limit: number): number {
    let count: number;
    try {
      count = this.#reader.poll(receive, limit);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      this.destroy(error);
      return 0;
    }
    this.#isArmed = count < limit;
    if (this.#reader.queued < READ_AHEAD && this.#socket.isPaused()) this.#socket.resume();
    if (this.#isArmed && this.#isClosed) setImmediate(() => this.#notify());
    return count;
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#flush();
    this.#socket.end();
    // Nobody polls any more: what the peer still sends must not keep the socket from ending.
    this.#socket.resume();
  }

  destroy(error: CallError | null): void {
    this.isOpen = false;
    this.#error ??= error;
    this.#socket.destroy();
  }

  #renew(needed: number): void {
    this.#write();
    if (this.#end === 0 && needed <= this.#chunk.length) return;
    this.#chunk = Buffer.allocUnsafeSlow(Math.max(CHUNK, needed));
    this.outgoing = viewOf(this.#chunk);
    this.#start = 0;
    this.#end = 0;
  }

  #flush(): void {
    this.#isFlushing = false;
    this.#write();
    if (!this.#isCorked) return;
    this.#isCorked = false;
    this.#socket.uncork();
  }

  /** Hands over what is committed. Within one macrotask several chunks are corked into one write. */
  #write(): void {
    if (this.#end === this.#start || this.#socket.destroyed) return;
    if (this.#isFlushing && !this.#isCorked) {
      this.#isCorked = true;
      this.#socket.cork();
    }
    this.#socket.write(this.#chunk.subarray(this.#start, this.#end), this.#onWritten);
    // The system has taken all of it: the chunk can be used again.
    const isTaken = this.#socket.writableLength === 0;
    this.#start = isTaken ? 0 : this.#end;
    this.#end = this.#start;
  }

  #onData(chunk: Uint8Array): void {
    if (!this.isOpen) return;
    this.#reader.push(chunk);
    // Not while a long record is still incomplete: nobody could poll it.
    if (this.#reader.queued >= READ_AHEAD && this.#reader.hasRecord()) this.#socket.pause();
    this.#notify();
  }

  #makeRoom(): void {
    if (!this.#isFull || !this.isOpen || this.#end - this.#start + this.#socket.writableLength > this.#capacity / 2) return;
    this.#isFull = false;
    this.#listener?.onWritable();
  }

  #onClose(): void {
    this.#isClosed = true;
    this.#notify();
  }

  #notify(): void {
    if (this.#isArmed && this.isOpen && this.#reader.hasRecord()) {
      this.#isArmed = false;
      this.#listener?.onReadable();
    }
    if (this.#isClosed && (this.#isArmed || !this.isOpen)) this.#finish();
  }

  #finish(): void {
    const listener = this.#listener;
    if (listener === null) return;
    this.#listener = null;
    const wasOpen = this.isOpen;
    this.isOpen = false;
    const isCut = wasOpen && (!this.#isEnded || this.#reader.queued > 0);
    const cut = isCut
      ? new CallError(CallErrorCode.PEER_CLOSED, 'the connection ended in the middle of a record', { started: 'unknown' })
      : null;
    listener.onClose(this.#error ?? cut);
  }
}

function viewOf(buffer: Buffer): DataView {
  return new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
