/** An asynchronous call under way, and whom to tell how it ended. */
import type { CallPeer } from './call-port.ts';
import type { Descriptor } from './descriptor.ts';

/** Called once; `result` is a `CallResult`. */
export type Landing = (result: number, errno: number, flight: Flight) => void;

/** One per slot, used again by each call of it. */
export class Flight {
  /** Null when no call is under way. */
  peer: CallPeer | null = null;
  descriptor: Descriptor | null = null;
  target = 0;
  /** As `performance.now()` counts; Infinity for none. */
  limit: number = Number.POSITIVE_INFINITY;
  isPosted = false;
  land: Landing | null = null;
  /** Of a call that is a promise. */
  resolve: ((descriptor: Descriptor) => void) | null = null;
  reject: ((error: unknown) => void) | null = null;
  signal: AbortSignal | null = null;
  /** Why it was cancelled. */
  reason: unknown = undefined;
  onAbort: (() => void) | null = null;

  listen(signal: AbortSignal, onAbort: () => void): void {
    this.signal = signal;
    this.onAbort = onAbort;
    signal.addEventListener('abort', onAbort, { once: true });
  }

  unlisten(): void {
    if (this.signal === null) return;
    if (this.onAbort !== null) this.signal.removeEventListener('abort', this.onAbort);
    this.signal = null;
    this.onAbort = null;
  }
}
