/** Deadlines and cancellation of everything that waits. */
import { ChannelError, ChannelErrorCode } from '../errors.ts';

export interface WaitOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds from now. */
  readonly timeoutMs?: number;
  /** Point in time: a Date, or milliseconds as `Date.now()` counts them. The earlier of both limits holds. */
  readonly deadline?: Date | number;
}

export const NO_OPTIONS: WaitOptions = {};

/** When to give up, as `performance.now()` counts; Infinity for never. */
export function limitOf({ timeoutMs, deadline }: WaitOptions): number {
  let limit = Number.POSITIVE_INFINITY;
  if (timeoutMs !== undefined) limit = performance.now() + checked('timeoutMs', timeoutMs);
  if (deadline !== undefined) limit = Math.min(limit, performance.now() + checked('deadline', Number(deadline)) - Date.now());
  return limit;
}

function checked(name: string, value: number): number {
  if (typeof value === 'number' && !Number.isNaN(value)) return value;
  throw new ChannelError(ChannelErrorCode.OPTION, `${name} must be a number of milliseconds, or a Date: ${name}=${value}`);
}

/** Milliseconds for a blocking call until `limit`, -1 for ever. At least 1, so that rounding does not make it spin. */
export function blockingMs(limit: number): number {
  if (limit === Number.POSITIVE_INFINITY) return -1;
  return Math.min(Math.max(Math.ceil(limit - performance.now()), 1), 0x7fffffff);
}

export function throwIfAborted(signal: AbortSignal | undefined, doing: string): void {
  if (signal?.aborted) throw cancelled(signal, doing);
}

function cancelled(signal: AbortSignal, doing: string): ChannelError {
  return new ChannelError(ChannelErrorCode.CANCELLED, `${doing} was given up`, { cause: signal.reason });
}

/** setTimeout takes no more. */
const LONGEST_TIMER = 0x7fffffff;

/**
 * Waits until `wake` is called, once.
 *
 * @param limit - when to give up, as {@link limitOf} says
 * @param begin - gets `wake`; returns what takes it back
 * @returns false when the time is over
 * @throws ChannelError `SLUICE_ERR_CANCELLED`
 */
export function sleep(
  signal: AbortSignal | undefined,
  limit: number,
  doing: string,
  begin: (wake: () => void) => () => void,
): Promise<boolean> {
  if (signal?.aborted) return Promise.reject(cancelled(signal, doing));
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    let takeBack: (() => void) | undefined;
    let isDone = false;
    const end = (): boolean => {
      if (isDone) return false;
      isDone = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      takeBack?.();
      return true;
    };
    const onAbort = (): void => {
      if (end()) reject(cancelled(signal as AbortSignal, doing));
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    takeBack = begin(() => {
      if (end()) resolve(true);
    });
    if (isDone) takeBack();
    else if (limit !== Number.POSITIVE_INFINITY) {
      timer = setTimeout(
        () => {
          if (end()) resolve(false);
        },
        Math.min(Math.max(limit - performance.now(), 0), LONGEST_TIMER),
      );
    }
  });
}
