/** The few statistics that the benchmarks need. */

/** The middle value; of an even number of values the lower one of the two. NaN of none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which `fraction` of the values lie (nearest rank, no interpolation). NaN of none. */
export function quantile(values: readonly number[], fraction: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.floor((sorted.length - 1) * fraction)] ?? Number.NaN;
}

/** Width of the middle half relative to the median: how much to trust a digit. */
export function relativeSpread(values: readonly number[]): number {
  return (quantile(values, 0.75) - quantile(values, 0.25)) / median(values);
}

/** Median of `a[i] / b[i]`: both were measured one right after the other, so that slow drift cancels. */
export function pairedRatio(a: readonly number[], b: readonly number[]): number {
  return median(a.map((value, index) => value / (b[index] ?? Number.NaN)));
}
