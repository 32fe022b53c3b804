/** The tracing channels of `node:diagnostics_channel`. Nothing is published, and next to nothing done, while nobody listens. */
import { type TracingChannel, tracingChannel } from 'node:diagnostics_channel';
import type { CallTrace } from './observe.ts';

/** Calls of this process, from the call to its outcome. */
export const callChannel: TracingChannel<CallTrace, CallTrace> = tracingChannel('sluice:call');
/** Calls that handlers of this process answer. */
export const serveChannel: TracingChannel<CallTrace, CallTrace> = tracingChannel('sluice:serve');

/** A call that is served, as subscribers see it. */
export interface ServeTrace extends CallTrace {
  /** What the handler has answered. */
  result?: unknown;
  /** What it threw, or why its answer can't be encoded. */
  error?: unknown;
}

/** Runs `serve` between `start` and `end`, in the stores that are bound to `start`. */
export function traceServing(trace: ServeTrace, serve: () => void): void {
  serveChannel.start.runStores(trace, () => {
    try {
      serve();
    } finally {
      serveChannel.end.publish(trace);
    }
  });
}

export function publishError(trace: ServeTrace, error: unknown): void {
  trace.error = error;
  serveChannel.error.publish(trace as ServeTrace & { error: unknown });
}

/** Runs `finish`, which hands over what a promise came to, between `asyncStart` and `asyncEnd`. */
export function traceOutcome(trace: ServeTrace, finish: () => void): void {
  serveChannel.asyncStart.publish(trace);
  try {
    finish();
  } finally {
    serveChannel.asyncEnd.publish(trace);
  }
}
