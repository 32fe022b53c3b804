/** What callers and servers can ask for. */
import type { CallContext } from './method.ts';
import type { Logger } from './observe.ts';

export interface ClientOptions {
  /** Whom calls are for unless they say otherwise; 0 by default. */
  readonly target?: number;
  /** For headers with a source field; 0 by default. */
  readonly source?: number;
  /** Milliseconds that a call may take unless it says otherwise; no limit by default. */
  readonly timeoutMs?: number;
  readonly logger?: Logger;
  /**
   * Measure the time of one call in so many, 0 for none. By default of every one, but one in 16 of those that come within 0.1 ms of each other, and
   * one in 64 where the peer is in this process.
   */
  readonly sampleEvery?: number;
}

export interface SendOptions {
  readonly target?: number;
  readonly signal?: AbortSignal;
}

export interface CallOptions extends SendOptions {
  /** Milliseconds from now. */
  readonly timeoutMs?: number;
  /** Point in time: a Date, or milliseconds as `Date.now()` counts them. The earlier of both limits holds. */
  readonly deadline?: Date | number;
}

/** A call that no handler was there for: what it was, and why. */
export type MissedCall = Pick<CallContext, 'peer' | 'code' | 'correlation' | 'target'>;

export interface ServeOptions {
  /** Handlers are functions, which stay on their thread: it is 0, this one's event loop. `servePool` of `sluice/runtime` serves by more. */
  readonly threads?: 0;
  /** Handlers that may run at the same time on this connection; 1024 by default. */
  readonly concurrency?: number;
  /** Calls that may wait for one of them; 1024 by default. Beyond that the connection is no longer read. */
  readonly backlog?: number;
  readonly logger?: Logger;
  /** As in {@link ClientOptions}. */
  readonly sampleEvery?: number;
  /** A code that the schema does not know. */
  onUndefined?(call: MissedCall): void;
  /** A code that the schema keeps free, and its reason. */
  onReserved?(call: MissedCall, reason: string): void;
  /** A code whose feature is off, and the C name that it would have. */
  onDisabled?(call: MissedCall, name: string): void;
  /** A code for which the partial handlers have none. */
  onUnimplemented?(call: MissedCall, name: string): void;
  /** A handler threw what is no `Refusal`, or gave what can't be encoded. The caller learns no more than `SLUICE_ERR_FAILED`. */
  onError?(error: unknown, call: MissedCall): void;
}
