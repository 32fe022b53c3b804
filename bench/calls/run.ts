/** Measures calls: in this machine's one process, and over Unix sockets against peers, each pair of processes pinned to two cores. */
import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, pairedRatio, relativeSpread } from '../stats.ts';
import { formatNumber, formatRatio, formatTable } from '../table.ts';
import { ENGINES } from './engines.ts';
import type { LocalResult } from './local.ts';
import type { Question } from './worker.ts';

const DEPTHS = [1, 64] as const;
/** Many short ones: what disturbs this machine lasts longer than a sample. */
const ROUNDS = 41;
const SAMPLE_MS = 50;

export interface CallBar {
  readonly what: string;
  readonly measured: number;
  readonly atMost: number;
  readonly isMet: boolean;
}

export interface SocketResult {
  readonly engine: string;
  readonly depth: number;
  /** Median of all rounds. */
  readonly callsPerSecond: number;
  readonly spread: number;
  /** Time of ours divided by its time, median of the rounds: below 1 where we are faster. */
  readonly ratio: number;
}

export interface CallsReport {
  readonly local: readonly {
    readonly what: string;
    readonly subjectNs: number;
    readonly referenceNs: number;
    readonly ratio: number;
  }[];
  readonly sockets: readonly SocketResult[];
  readonly missing: readonly { readonly engine: string; readonly reason: string }[];
  readonly bars: readonly CallBar[];
}

const LOCAL: readonly (readonly [id: string, what: string, atMost: number])[] = [
  ['dispatch', 'dispatch of 47 codes / a bare switch with empty handlers', 2],
  ['sync', 'synchronous call in process / encode and decode of its two messages', 3],
  ['async', 'asynchronous call in process / a promise and a Map by hand', 1.3],
];

export async function runCallsBenchmark(onProgress: (text: string) => void): Promise<CallsReport> {
  const local = LOCAL.map(([id, what]) => {
    onProgress(what);
    const run = spawnSync(process.execPath, [fileURLToPath(new URL('local.js', import.meta.url)), id], { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(run.stderr);
    const { subject, reference } = JSON.parse(run.stdout) as LocalResult;
    return { what, subjectNs: median(subject), referenceNs: median(reference), ratio: pairedRatio(subject, reference) };
  });
  const { sockets, missing, metricsCost } = await runSockets(onProgress);
  const bar = (what: string, measured: number, atMost: number): CallBar => ({
    what,
    measured,
    atMost,
    isMet: measured <= atMost,
  });
  const bars = local.map(({ what, ratio }, index) => bar(what, ratio, LOCAL[index]?.[2] ?? 0));
  for (const { engine, depth, ratio } of sockets) {
    const at = `depth ${depth}: sluice / ${engine}`;
    if (engine === 'node:net, promise and Map') bars.push(bar(at, ratio, 1.15));
    else if (['gRPC', 'HTTP', 'zeromq ipc'].includes(engine)) bars.push(bar(at, ratio, 1));
  }
  bars.push(bar('depth 1: every call measured / no metrics', metricsCost, 1.05));
  return { local, sockets, missing, bars };
}

interface SocketsReport extends Pick<CallsReport, 'sockets' | 'missing'> {
  /** Time of a call that is measured, as all are, divided by that of one without metrics. */
  readonly metricsCost: number;
}

async function runSockets(onProgress: (text: string) => void): Promise<SocketsReport> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sluice-bench-'));
  const children: ChildProcess[] = [];
  const callers: { readonly engine: string; readonly child: ChildProcess }[] = [];
  const missing: { engine: string; reason: string }[] = [];
  try {
    for (const [index, { name }] of ENGINES.entries()) {
      const address = path.join(folder, `${index}.sock`);
      const server = await start('serve', name, address, 1, children);
      const client = typeof server === 'string' ? server : await start('call', name, address, 0, children);
      if (typeof client === 'string') missing.push({ engine: name, reason: client });
      else callers.push({ engine: name, child: client });
    }
    const sockets: SocketResult[] = [];
    let metricsCost = Number.NaN;
    for (const depth of DEPTHS) {
      onProgress(`Unix sockets, depth ${depth}`);
      const samples = new Map<string, number[]>(callers.map(({ engine }) => [engine, []]));
      for (const { child } of callers) await ask(child, { depth, ms: 400 });
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const { engine, child } of callers) samples.get(engine)?.push(await ask(child, { depth, ms: SAMPLE_MS }));
      }
      const own = samples.get('sluice') ?? [];
      if (depth === 1) {
        metricsCost = pairedRatio(samples.get('sluice, no metrics') ?? [], samples.get('sluice, every call measured') ?? []);
      }
      for (const [engine, rates] of samples) {
        sockets.push({
          engine,
          depth,
          callsPerSecond: median(rates),
          spread: relativeSpread(rates),
          ratio: pairedRatio(rates, own),
        });
      }
    }
    return { sockets, missing, metricsCost };
  } finally {
    for (const child of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns the process, or why it is of no use */
async function start(
  role: string,
  engine: string,
  address: string,
  core: number,
  children: ChildProcess[],
): Promise<ChildProcess | string> {
  const child = fork(fileURLToPath(new URL('worker.js', import.meta.url)), [role, engine, address], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  children.push(child);
  pin(child, core);
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  const failure = await answerOf(child);
  clearTimeout(timer);
  if (failure === null) return child;
  child.kill('SIGKILL');
  return typeof failure === 'string' ? failure : 'it ended before it was ready';
}

function pin(child: ChildProcess, core: number): void {
  if (availableParallelism() > 1) spawnSync('taskset', ['-a', '-p', '-c', String(core), String(child.pid)]);
}

async function ask(child: ChildProcess, question: Question): Promise<number> {
  child.send(question);
  return (await answerOf(child)) as number;
}

function answerOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => {
    const end = (value: unknown): void => {
      child.off('message', end);
      child.off('exit', onExit);
      resolve(value);
    };
    const onExit = (): void => end(undefined);
    child.on('message', end);
    child.on('exit', onExit);
  });
}

export function formatCallsReport({ local, sockets, missing, bars }: CallsReport): string {
  const localRows = local.map(({ what, subjectNs, referenceNs, ratio }) => [
    what,
    formatNumber(subjectNs),
    formatNumber(referenceNs),
    formatRatio(ratio),
  ]);
  const socketRows = sockets.map(({ engine, depth, callsPerSecond, spread, ratio }) => [
    engine,
    String(depth),
    formatNumber(callsPerSecond / 1000),
    `${Math.round(spread * 100)} %`,
    engine === 'sluice' ? '' : formatRatio(ratio),
  ]);
  const barRows = bars.map(({ what, measured, atMost, isMet }) => [
    what,
    formatRatio(measured),
    `<= ${atMost}x`,
    isMet ? 'pass' : 'FAIL',
  ]);
  return [
    `In one process, nanoseconds\n${formatTable([['', 'ours', 'other', 'ratio'], ...localRows])}`,
    `Over a Unix socket, client and server pinned to a core each; ratio: our time / its time\n${formatTable([['', 'depth', '1000 calls/s', 'spread', 'ratio'], ...socketRows])}`,
    `Bars\n${formatTable([['', 'measured', 'wanted', ''], ...barRows])}\n${bars.filter(({ isMet }) => isMet).length} of ${bars.length} bars met`,
    ...missing.map(({ engine, reason }) => `not measured: ${engine} (${reason})`),
  ].join('\n\n');
}
