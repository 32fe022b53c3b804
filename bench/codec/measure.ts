/** Times and weighs one compiled loop. */
import { performance } from 'node:perf_hooks';
import { median, quantile } from '../stats.ts';
import type { Loop } from './loops.ts';

/** Long enough that reading the clock (some 50 ns) disappears, short enough that an interruption spoils few batches. */
const BATCH_MS = 0.05;

/** Keeps results alive: what a loop returns ends up here. */
let kept = 0;

export function keptResults(): number {
  return kept;
}

function timeBatch(loop: Loop, iterations: number): number {
  const start = performance.now();
  kept += loop(iterations);
  return performance.now() - start;
}

/** Runs the loop for `warmUpMs`, until it is optimised. Returns the iterations of one batch. */
export function warmUp(loop: Loop, warmUpMs: number): number {
  const deadline = performance.now() + warmUpMs;
  let iterations = 64;
  while (performance.now() < deadline) {
    const ms = timeBatch(loop, iterations);
    iterations = Math.max(64, Math.round((iterations * BATCH_MS) / Math.max(ms, BATCH_MS / 100) / 64) * 64);
  }
  return iterations;
}

/** A loop and the iterations of one batch of it. */
export interface TimedLoop {
  readonly loop: Loop;
  iterations: number;
}

const BATCHES_PER_EMPTY = 4;

/**
 * Nanoseconds per operation in about `ms`. With `empty`: the median of all batches, less that of a loop that does nothing; batches of both
 * alternate, because a neighbour on the same core slows everything down by half from one millisecond to the next. Without it the operation is
 * a few reads that allocate nothing, and the fastest tenth of the batches is what they cost undisturbed.
 */
export function timeLoop(timed: TimedLoop, empty: TimedLoop | null, ms: number): number {
  const deadline = performance.now() + ms;
  const batches: number[] = [];
  const emptyBatches: number[] = [];
  do {
    for (let batch = 0; batch < BATCHES_PER_EMPTY; batch++) batches.push(timeBatch(timed.loop, timed.iterations));
    if (empty) emptyBatches.push(timeBatch(empty.loop, empty.iterations));
  } while (performance.now() < deadline);
  if (!empty) return (quantile(batches, 0.1) * 1e6) / timed.iterations;
  return (median(batches) / timed.iterations - median(emptyBatches) / empty.iterations) * 1e6;
}

const WEIGHED_ITERATIONS = 4096;
const WEIGHINGS = 9;

/**
 * Bytes of JavaScript heap that one operation allocates (memory outside the heap is not seen). Needs `--expose-gc` and a young
 * generation that holds `WEIGHED_ITERATIONS` results, so that no collection runs in between; a weighing in which one ran comes out low and
 * the median drops it.
 */
export function weighLoop(loop: Loop): number {
  const collect = (globalThis as { gc?: () => void }).gc;
  if (!collect) throw new Error('weighLoop needs --expose-gc');
  const weigh = (iterations: number): number => {
    collect();
    const before = process.memoryUsage().heapUsed;
    kept += loop(iterations);
    return process.memoryUsage().heapUsed - before;
  };
  const weighings = Array.from({ length: WEIGHINGS }, () => weigh(WEIGHED_ITERATIONS) - weigh(0));
  return Math.max(0, Math.round(median(weighings) / WEIGHED_ITERATIONS));
}
