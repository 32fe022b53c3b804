/** Goes through the rows, placement by placement. What cannot be measured is said, and the rest goes on. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from '../stats.ts';
import { buildNative } from './build.ts';
import { alternate, type Comparison, compare, type Effort, type Samples } from './measure.ts';
import { findPlacements, Pair, type Placement } from './pair.ts';
import { type Rival, ROWS, type Row } from './rows.ts';
import { runScale, type ScaleEffort, type ScaleResult } from './scale.ts';

export interface ChannelEffort extends Effort {
  readonly scale: ScaleEffort;
}

export const FULL_EFFORT: ChannelEffort = {
  runs: 10,
  blocks: 120,
  blockMs: 4,
  warmUpMs: 500,
  scale: { counts: [1, 4, 16, 64, 256], idleMs: 2000, roundTrips: 3000 },
};
export const QUICK_EFFORT: ChannelEffort = {
  runs: 1,
  blocks: 12,
  blockMs: 3,
  warmUpMs: 120,
  scale: { counts: [1, 256], idleMs: 500, roundTrips: 300 },
};
const SCALE_TITLE = 'idle channels, and many of them';

export interface Bar {
  readonly measured: number;
  readonly wanted: number;
  readonly kind: 'at most' | 'at least';
  readonly isMet: boolean;
}

export interface Result extends Comparison {
  readonly title: string;
  readonly sides: string;
  readonly placement: Placement['name'];
  readonly rival: string;
  readonly unit: Row['unit'];
  readonly bytes: number;
  /** Of rates for records and chunks, unless the bar is one of times; else of times. */
  readonly shown: number;
  /** The worst of the runs, when there were several. */
  readonly worst?: number;
  readonly bars: readonly Bar[];
}

export interface Missing {
  readonly title: string;
  readonly placement: string;
  readonly what: string;
  readonly reason: string;
}

export interface ChannelReport {
  readonly results: readonly Result[];
  readonly scale: readonly ScaleResult[];
  /** No wake-up while nothing happens. */
  readonly idle: Bar | null;
  readonly missing: readonly Missing[];
}

/** Of one pair of processes: samples by exercise and size, and what failed. */
export type Outcome = { readonly samples: Samples; readonly failures: ReadonlyMap<string, string> };

/** @param filter - part of a title; all rows without it */
export async function runChannelBenchmark(
  effort: ChannelEffort,
  filter: string,
  onProgress: (text: string) => void,
): Promise<ChannelReport> {
  buildNative(onProgress);
  const rows = await runRows(effort, filter, onProgress);
  const scale = SCALE_TITLE.includes(filter) ? await runScale(effort.scale, onProgress) : [];
  const wakeUps = Math.max(...scale.map(({ wakeUpsPerSecond }) => wakeUpsPerSecond));
  const idle: Bar | null = scale.length === 0 ? null : { measured: wakeUps, wanted: 0, kind: 'at most', isMet: wakeUps === 0 };
  return { ...rows, scale, idle };
}

async function runRows(
  effort: Effort,
  filter: string,
  onProgress: (text: string) => void,
): Promise<Pick<ChannelReport, 'results' | 'missing'>> {
  const results: Result[] = [];
  const missing: Missing[] = [];
  for (const row of ROWS.filter(({ title }) => title.includes(filter))) {
    for (const placement of findPlacements().filter(({ name }) => row.placements.includes(name))) {
      const where = { title: `${row.title}, ${row.sides.join('-')}`, placement: placement.name };
      onProgress(`${where.title}: ${placement.name}`);
      const outcomes = await measureRow(row, placement, effort);
      for (const [what, reason] of new Map(outcomes.flatMap(({ failures }) => [...failures]))) {
        missing.push({ ...where, what, reason });
      }
      for (const rival of row.rivals.filter(({ barIn = placement.name }) => barIn === placement.name)) {
        const result = judge(row, rival, placement, outcomes);
        if (result !== null) results.push(result);
      }
    }
  }
  return { results, missing };
}

async function measureRow(row: Row, placement: Placement, effort: Effort): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const failures = new Map<string, string>();
  const keys = new Set([keyOf(row, null), ...row.rivals.map((rival) => keyOf(row, rival))]);
  for (let run = 0; run < (row.isRepeated ? effort.runs : 1); ) {
    const left = [...keys].filter((key) => !failures.has(key));
    // A bar on several runs is a bar on each: they may be shorter.
    const share = row.isRepeated ? { ...effort, blocks: Math.ceil(effort.blocks / 4) } : effort;
    const failuresBefore = failures.size;
    const samples = await measurePair(row, placement, left, share, failures);
    if (failures.size === failuresBefore) outcomes.push({ samples, failures });
    if (failures.size === failuresBefore || left.length === 0) run += 1;
  }
  return outcomes;
}

/** Exercise and size: what tells the samples of a row apart. */
function keyOf(row: Row, rival: Rival | null): string {
  return `${rival?.exercise ?? row.subject} ${rival?.bytes ?? row.numbers.bytes}`;
}

/** In a fresh pair of processes. The first exercise that fails goes to `failures`, and the pair is worth nothing. */
async function measurePair(
  row: Row,
  placement: Placement,
  keys: readonly string[],
  effort: Effort,
  failures: Map<string, string>,
): Promise<Samples> {
  const pair = new Pair(row.sides, placement);
  const observer = row.isObserved ? startObserver() : null;
  let current = '';
  try {
    const ids = new Map<string, string>();
    for (current of keys) {
      const [exercise = '', bytes] = current.split(' ');
      ids.set(await pair.open(exercise, { ...row.numbers, bytes: Number(bytes) }), current);
    }
    const samples = await alternate(pair, [...ids.keys()], effort, (id) => {
      current = ids.get(id) ?? '';
    });
    return new Map([...samples].map(([id, values]) => [ids.get(id) ?? '', values]));
  } catch (error) {
    failures.set(current, (error as Error).message);
    return new Map();
  } finally {
    pair.end();
    observer?.kill();
  }
}

function startObserver(): ChildProcess {
  const main = fileURLToPath(new URL('../../generator/cli/main.js', import.meta.url));
  return spawn(process.execPath, [main, 'top', '--json', '--interval', '0.1'], { stdio: 'ignore' });
}

/** @returns null when one of the two could not be measured */
export function judge(row: Row, rival: Rival, placement: Placement, outcomes: readonly Outcome[]): Result | null {
  const comparisons = outcomes.flatMap(({ samples }) => {
    const subject = samples.get(keyOf(row, null));
    const other = samples.get(keyOf(row, rival));
    return subject === undefined || other === undefined ? [] : [compare(subject, other)];
  });
  if (comparisons.length === 0) return null;
  const showsTime = row.unit === 'round trip' || rival.timeAtMost !== undefined;
  const shown = comparisons.map(({ ratio }) => (showsTime ? ratio : 1 / ratio));
  const worst = showsTime ? Math.max(...shown) : Math.min(...shown);
  const bars: Bar[] = [];
  const add = (kind: Bar['kind'], measured: number, wanted: number | undefined): void => {
    if (wanted === undefined) return;
    bars.push({ kind, measured, wanted, isMet: kind === 'at most' ? measured <= wanted : measured >= wanted });
  };
  add('at most', median(shown), rival.timeAtMost);
  add('at least', median(shown), rival.rateAtLeast);
  add('at least', worst, rival.worstRateAtLeast);
  return {
    title: row.title,
    sides: row.sides.join('-'),
    placement: placement.name,
    rival: rival.name,
    unit: row.unit,
    bytes: row.numbers.bytes,
    subjectNs: median(comparisons.map(({ subjectNs }) => subjectNs)),
    otherNs: median(comparisons.map(({ otherNs }) => otherNs)),
    ratio: median(comparisons.map(({ ratio }) => ratio)),
    spread: median(comparisons.map(({ spread }) => spread)),
    shown: median(shown),
    ...(shown.length > 1 ? { worst } : {}),
    bars,
  };
}
