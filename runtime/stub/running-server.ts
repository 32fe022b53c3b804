/** A server of one connection, as those see it who started it. */
import type { AsyncDisposer } from './disposal.ts';
import type { Metrics } from './observe.ts';

/** What a server has done so far. `struct sluice_call_counters` of `sluice/call.h` has the same, under the same names. */
export interface ServerCounters {
  /** Requests that came. */
  calls: number;
  /** One-way calls that came. */
  oneway: number;
  /** Requests answered with a result. */
  answered: number;
  /** By their handler. */
  refused: number;
  failed: number;
  /** No such code, one-way calls included; so are the next four. */
  undefined: number;
  reserved: number;
  disabled: number;
  unimplemented: number;
  malformed: number;
  /** By the caller. */
  cancelled: number;
  /** Whose time was over, before they ran or while they did. */
  deadline: number;
  /** Turned away, or given up, because the server stops. */
  stopping: number;
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
    refused: 0,
    failed: 0,
    undefined: 0,
    reserved: 0,
    disabled: 0,
    unimplemented: 0,
    malformed: 0,
    cancelled: 0,
    deadline: 0,
    stopping: 0,
  };
}
