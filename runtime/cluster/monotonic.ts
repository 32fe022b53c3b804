/** CLOCK_MONOTONIC, which all processes of a machine share, beside `performance.now()`, which begins anew in each thread. */

const START_NS: number = Number(process.hrtime.bigint()) - performance.now() * 1e6;

/** @param ms - as `performance.now()` counts @returns ns of CLOCK_MONOTONIC; 0, which means none, for Infinity */
export function monotonicNs(ms: number): number {
  return ms === Number.POSITIVE_INFINITY ? 0 : Math.max(1, Math.round(START_NS + ms * 1e6));
}

/** The other way round; Infinity for 0. */
export function millisecondsOf(ns: number): number {
  return ns === 0 ? Number.POSITIVE_INFINITY : (ns - START_NS) / 1e6;
}
