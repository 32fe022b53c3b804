/** Subject and floor in short blocks, one after the other, in one pair of processes: what the machine does to one, it does to the other. */
import { median, relativeSpread } from '../stats.ts';
import type { Pair } from './pair.ts';

export interface Effort {
  /** Pairs of processes, one after the other. */
  readonly runs: number;
  /** Blocks of each exercise, per pair. */
  readonly blocks: number;
  readonly blockMs: number;
  readonly warmUpMs: number;
}

/** Nanoseconds per operation of each block; blocks of the same index were measured together. */
export type Samples = ReadonlyMap<string, readonly number[]>;

/** Runs each exercise for a while, until it is compiled, and finds how many operations a block has. */
async function calibrate(pair: Pair, id: string, { blockMs, warmUpMs }: Effort): Promise<number> {
  let count = 16;
  let nanoseconds = await pair.run(id, count);
  for (let total = nanoseconds; total < warmUpMs * 1e6 || nanoseconds < (blockMs * 1e6) / 4; total += nanoseconds) {
    // A block that was interrupted seems long: never shrink, and grow no more than is certain.
    if (nanoseconds < (blockMs * 1e6) / 2) count *= 2;
    nanoseconds = await pair.run(id, count);
  }
  return count;
}

/** @param onTurn - is told whose block comes next */
export async function alternate(
  pair: Pair,
  ids: readonly string[],
  effort: Effort,
  onTurn: (id: string) => void,
): Promise<Samples> {
  const counts = new Map<string, number>();
  for (const id of ids) {
    onTurn(id);
    counts.set(id, await calibrate(pair, id, effort));
  }
  const samples = new Map<string, number[]>(ids.map((id) => [id, []]));
  for (let block = 0; block < effort.blocks; block += 1) {
    // There and back again, so that none has a place of its own.
    for (const id of block % 2 === 0 ? ids : ids.toReversed()) {
      onTurn(id);
      const count = counts.get(id) ?? 1;
      samples.get(id)?.push((await pair.run(id, count)) / count);
    }
  }
  return samples;
}

export interface Comparison {
  readonly subjectNs: number;
  readonly otherNs: number;
  /** Time of the subject by that of the other one: median of the pairs, and how far their middle half is spread. */
  readonly ratio: number;
  readonly spread: number;
}

export function compare(subject: readonly number[], other: readonly number[]): Comparison {
  const ratios = subject.map((value, index) => value / (other[index] ?? Number.NaN));
  return { subjectNs: median(subject), otherNs: median(other), ratio: median(ratios), spread: relativeSpread(ratios) };
}
