/** What calls tell about themselves: traces, per-method counters and latencies, a logger. */

/** pino's call shape. */
export interface Logger {
  debug(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** What subscribers of `sluice:call` and `sluice:serve` are given. `error` or `result` follow, as tracing channels have them. */
export interface CallTrace {
  /** C name. */
  readonly method: string;
  readonly code: number;
  readonly peer: string;
  readonly target: number;
}

/** Two buckets per power of two of nanoseconds, up to 2^40. */
const BUCKETS = 80;

/** Counters of one method; latencies are those of the calls that were sampled. */
export class MethodMetrics {
  /** C name. */
  readonly name: string;
  calls = 0;
  errors = 0;
  sampled = 0;
  readonly #histogram: Uint32Array = new Uint32Array(BUCKETS);

  constructor(name: string) {
    this.name = name;
  }

  /** @param milliseconds - time from call to outcome */
  sample(milliseconds: number): void {
    this.sampled += 1;
    const twice = Math.floor(2 * Math.log2(Math.max(1, milliseconds * 1e6)));
    const bucket = Math.min(BUCKETS - 1, twice);
    this.#histogram[bucket] = (this.#histogram[bucket] ?? 0) + 1;
  }

  /** @returns nanoseconds that this share of the sampled calls stayed below, to a factor of 1.42; 0 without samples */
  quantileNs(share: number): number {
    let left = share * this.sampled;
    for (const [bucket, count] of this.#histogram.entries()) {
      left -= count;
      if (count > 0 && left <= 0) return Math.round(2 ** ((bucket + 1) / 2));
    }
    return 0;
  }

  toJSON(): object {
    const { name, calls, errors, sampled } = this;
    return { name, calls, errors, sampled, p50Ns: this.quantileNs(0.5), p99Ns: this.quantileNs(0.99) };
  }
}

/** Calls that begin within this time of the one measured before come in a crowd. */
const CROWD_MS = 0.1;
const CROWD_EVERY = 16;

/**
 * Chooses the calls whose time is measured, which costs 150 ns on each side: one in so many, or every one until they come in crowds, and then one
 * in 16.
 */
export class Sampler {
  readonly #every: number | null;
  #left = 1;
  #latestMs: number = Number.NEGATIVE_INFINITY;

  /** @param every - null for every one, but of a crowd */
  constructor(every: number | null) {
    this.#every = every;
  }

  /** @returns when the call has begun, by the clock of `performance.now()`; null when it is not measured */
  begin(): number | null {
    this.#left -= 1;
    if (this.#left > 0) return null;
    const now = performance.now();
    this.#left = this.#every ?? (now - this.#latestMs < CROWD_MS ? CROWD_EVERY : 1);
    this.#latestMs = now;
    return now;
  }
}

/** Counters of all methods that were used. */
export class Metrics {
  readonly #methods: Map<number, MethodMetrics> = new Map();
  /** The method that was asked for last: calls come in runs. */
  #code = -1;
  #latest: MethodMetrics = new MethodMetrics('');

  of(code: number, name: string): MethodMetrics {
    if (code === this.#code) return this.#latest;
    let found = this.#methods.get(code);
    if (found === undefined) {
      found = new MethodMetrics(name);
      this.#methods.set(code, found);
    }
    this.#code = code;
    this.#latest = found;
    return found;
  }

  [Symbol.iterator](): Iterator<MethodMetrics> {
    return this.#methods.values();
  }

  toJSON(): object {
    return [...this.#methods.values()];
  }
}
