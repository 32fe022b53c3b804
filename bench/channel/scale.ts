/** What channels cost that do nothing, and how round trips get on among many: 1 to 256 channels between two processes. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { findPlacements, Pair, type SideProcess } from './pair.ts';

export interface ScaleResult {
  readonly channels: number;
  /** Of the connecting process alone, beyond what it had before. */
  readonly privateKibPerChannel: number;
  /** Both segments, for both processes together: allocated when they are made, touched or not. */
  readonly sharedKibPerChannel: number;
  /** Of both processes together, with all channels open and nothing to do. */
  readonly wakeUpsPerSecond: number;
  /** One channel after the other, receivers asleep. */
  readonly roundTripNs: number;
}

export interface ScaleEffort {
  readonly counts: readonly number[];
  readonly idleMs: number;
  readonly roundTrips: number;
}

export async function runScale(effort: ScaleEffort, onProgress: (text: string) => void): Promise<ScaleResult[]> {
  const results: ScaleResult[] = [];
  for (const channels of effort.counts) {
    onProgress(`${channels} channels`);
    results.push(await measureMany(channels, effort));
  }
  return results;
}

async function measureMany(channels: number, { idleMs, roundTrips }: ScaleEffort): Promise<ScaleResult> {
  const placement = findPlacements().at(-1);
  if (placement === undefined) throw new Error('no core to run on');
  const pair = new Pair(['ts', 'ts'], placement);
  try {
    // So that what the first channel brings along (addon, code) is not counted, nor the growth of the heap by running it.
    const first = await pair.open('channel-many', { bytes: 64, ringBytes: 65536, batch: 1 });
    await pair.run(first, roundTrips);
    const before = memoryOf(pair.lead);
    const id = await pair.open('channel-many', { bytes: 64, ringBytes: 65536, batch: channels });
    await pair.run(id, channels);
    const after = memoryOf(pair.lead);
    const wakeUpsPerSecond = await countWakeUps(pair, idleMs);
    await pair.run(id, roundTrips);
    return {
      channels,
      privateKibPerChannel: (after.privateKib - before.privateKib) / channels,
      sharedKibPerChannel: (after.sharedKib - before.sharedKib) / channels,
      wakeUpsPerSecond,
      roundTripNs: (await pair.run(id, roundTrips)) / roundTrips,
    };
  } finally {
    pair.end();
  }
}

async function countWakeUps({ lead, echo }: Pair, idleMs: number): Promise<number> {
  // What was still to be said and collected.
  await sleep(200);
  const before = switchesOf(lead) + switchesOf(echo);
  await sleep(idleMs);
  return ((switchesOf(lead) + switchesOf(echo) - before) * 1000) / idleMs;
}

/** How often a thread of the process went to sleep. */
function switchesOf({ child }: SideProcess): number {
  const threads = readdirSync(`/proc/${child.pid}/task`);
  return threads.reduce(
    (sum, thread) => sum + numberAfter(`/proc/${child.pid}/task/${thread}/status`, 'voluntary_ctxt_switches'),
    0,
  );
}

function segmentKib(maps: string): number {
  const ranges = [...readFileSync(maps, 'utf8').matchAll(/^([0-9a-f]+)-([0-9a-f]+) .*memfd:sluice/gm)];
  return ranges.reduce((sum, [, from = '', to = '']) => sum + (Number.parseInt(to, 16) - Number.parseInt(from, 16)) / 1024, 0);
}

function memoryOf({ child }: SideProcess): { privateKib: number; sharedKib: number } {
  const file = `/proc/${child.pid}/smaps_rollup`;
  return { privateKib: numberAfter(file, 'Pss_Anon'), sharedKib: segmentKib(`/proc/${child.pid}/maps`) };
}

function numberAfter(file: string, name: string): number {
  const match = new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(file, 'utf8'));
  return Number(match?.[1] ?? Number.NaN);
}
