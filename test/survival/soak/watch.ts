/** What the survivors of a soak hold on to: descriptors, mappings and memory, in total and over time. */
import { readdirSync, readFileSync } from 'node:fs';

export interface Sample {
  readonly atMs: number;
  readonly descriptors: number;
  readonly segments: number;
  /** Allocated; of Node what is left of the heap after garbage is collected. */
  readonly bytes: number;
}

export function sampleOf(pid: number, atMs: number, bytes: number): Sample {
  const maps = readFileSync(`/proc/${pid}/maps`, 'utf8');
  return {
    atMs,
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    segments: maps.split('memfd:sluice').length - 1,
    bytes,
  };
}

/** What a line through the samples gains from the first to the last. */
export function growthOf(samples: readonly Sample[], key: 'descriptors' | 'segments' | 'bytes'): number {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined || samples.length < 3) return 0;
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanAt = mean(samples.map(({ atMs }) => atMs));
  const meanOf = mean(samples.map((sample) => sample[key]));
  let above = 0;
  let below = 0;
  for (const sample of samples) {
    above += (sample.atMs - meanAt) * (sample[key] - meanOf);
    below += (sample.atMs - meanAt) ** 2;
  }
  return below === 0 ? 0 : (above / below) * (last.atMs - first.atMs);
}

/** The first part of a run fills caches: it does not count. */
export function afterWarmUp(samples: readonly Sample[]): readonly Sample[] {
  return samples.slice(Math.floor(samples.length / 3));
}
