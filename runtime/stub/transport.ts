/** The seam between stubs and whatever moves their bytes. `docs/transport.md` is the contract, with its reasons. */
import type { CallError } from './errors.ts';

/** What `tryReserve` says when there is no room: back-pressure, not an error. */
export const FULL = -1;

/** Takes one record of `length` bytes at `offset`. The bytes are the transport's again once it returns. */
export type Receive = (view: DataView, offset: number, length: number) => void;

/** Whom a transport tells. Called from the event loop, or from within `wait`; never from within `poll`, `commit` or `publish`. */
export interface TransportListener {
  /** How many requests it would begin now; any number by default. A selective transport hands over none while that is 0. */
  readonly room?: number;
  /**
   * Whether the handler of a request gives a promise, as far as is known: what a shared transport may leave to another thread while its own is blocked,
   * where no promise is kept.
   */
  waits?(code: number): boolean;
  /** There is something to poll; not called again before `poll` has found less than its limit. */
  onReadable(): void;
  /** There is room again, after `FULL`. */
  onWritable(): void;
  /** Nothing will come any more, and what had come has been polled. `error` is null when the peer closed in an orderly way. */
  onClose(error: CallError | null): void;
}

/** One end of a connection that moves records of bytes, in order, each whole and once. */
export interface Transport {
  /** Most bytes of a record. */
  readonly maxLength: number;
  /** Names the other side, for people. */
  readonly peer: string;
  readonly isOpen: boolean;
  /** Its one owner; records wait until there is one. */
  listener: TransportListener | null;

  /** Where a reserved record is written; may be another view after each `tryReserve`. */
  readonly outgoing: DataView;
  /**
   * Claims room for one record, of which there can be one at a time.
   *
   * @param length - bytes, 1..{@link maxLength}
   * @returns offset of the record in `outgoing`, or {@link FULL}
   * @throws CallError `SLUICE_ERR_TOO_LONG`, `SLUICE_ERR_PEER_CLOSED`
   */
  tryReserve(length: number): number;
  /** Marks the reserved record whole. @param length - bytes, at most those reserved */
  commit(length: number): void;
  /** Gives the reservation back. */
  abort(): void;
  /** Lets the peer see what is committed, soon. */
  publish(): void;

  /** @returns how many records were handed over, at most `limit` */
  poll(receive: Receive, limit: number): number;

  /** Only where a thread can be blocked: waits until there is something to poll. False when the time is over, or nothing can come. */
  wait?(timeoutMs: number): boolean;

  /** Whether it tells requests from answers, and leaves them where they are while its listener has no room. */
  readonly isSelective?: boolean;
  /** Whether others serve what this one leaves: then no request has to wait behind others here. */
  readonly isShared?: boolean;

  /**
   * Only where the other end is in this process: that end, when it has polled everything that was sent to it; else null. A synchronous call then
   * hands its bytes over itself (`direct.ts`).
   */
  idlePeer?(): Transport | null;

  /** Closes once what is published has left. */
  close(): void;
  /** Closes at once. */
  destroy(error: CallError | null): void;
}

/** Bytes of the largest record unless told otherwise: a frame of 1 MiB and its envelope. */
export const DEFAULT_MAX_LENGTH: number = 1024 * 1024 + 24;
