/** A server of one connection, as those see it who started it. */
import type { AsyncDisposer } from './disposal.ts';
import type { Metrics } from './observe.ts';

/** What a server has done so far. */
export interface ServerCounters {
  /** Requests and one-way calls that came. */
  calls: number;
  oneway: number;
  /** Answers that were sent, refusals included. */
  answered: number;
  unknown: number;
  reserved: number;
  disabled: number;
  unimplemented: number;
  malformed: number;
  refused: number;
  failed: number;
  cancelled: number;
  expired: number;
  /** One-way calls that no handler took, and requests that were turned away. */
  dropped: number;
}

/** A running server of one connection. */
export interface Server extends AsyncDisposer {
  readonly counters: Readonly<ServerCounters>;
  readonly metrics: Metrics | null;
  /** Handlers that run now. */
  readonly running: number;
  /** Kept when the connection has ended; never broken. */
  readonly closed: Promise<void>;
  /** Takes no new calls, waits for those that run, then closes the connection. After `timeoutMs` their signals abort. */
  stop(options?: { readonly timeoutMs?: number }): Promise<void>;
}

export function noCounters(): ServerCounters {
  return {
    calls: 0,
    oneway: 0,
    answered: 0,
    unknown: 0,
    reserved: 0,
    disabled: 0,
    unimplemented: 0,
    malformed: 0,
    refused: 0,
    failed: 0,
    cancelled: 0,
    expired: 0,
    dropped: 0,
  };
}
