/** Measures calls in a cluster: spinning against the same bytes exchanged by hand, from loop to loop against peers, and multicast. */
import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { findPlacements } from '../channel/pair.ts';
import { ROOT } from '../peers.ts';
import { median, pairedRatio, relativeSpread } from '../stats.ts';
import { formatNumber, formatRatio, formatTable } from '../table.ts';
import { CLUSTER_ENGINES } from './engines.ts';
import type { MulticastResult } from './multicast.ts';

export interface ClusterEffort {
  /** Of each kind, one after the other. */
  readonly blocks: number;
  readonly blockMs: number;
}

export const FULL_EFFORT: ClusterEffort = { blocks: 120, blockMs: 4 };
export const QUICK_EFFORT: ClusterEffort = { blocks: 8, blockMs: 2 };

export interface ClusterRow {
  readonly what: string;
  readonly subjectNs: number;
  readonly otherNs: number;
  /** Time of ours by that of the other: median of the pairs of blocks. */
  readonly ratio: number;
  readonly spread: number;
  readonly atMost: number | null;
}

export interface ClusterReport {
  readonly rows: readonly ClusterRow[];
  readonly multicast: readonly MulticastResult[];
  readonly missing: readonly string[];
}

type Language = 'TS' | 'C';
const PAIRS: readonly (readonly [Language, Language, atMost: number])[] = [
  ['TS', 'TS', 2.5],
  ['TS', 'C', 2.5],
  ['C', 'TS', 2.5],
  ['C', 'C', 1.8],
];
const besideThis = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

function row(what: string, subject: readonly number[], other: readonly number[], atMost: number | null): ClusterRow {
  const ratios = subject.map((value, i) => value / (other[i] ?? Number.NaN));
  const [subjectNs, otherNs] = [median(subject), median(other)];
  return { what, subjectNs, otherNs, ratio: pairedRatio(subject, other), spread: relativeSpread(ratios), atMost };
}

export async function runClusterBenchmark(effort: ClusterEffort, onProgress: (text: string) => void): Promise<ClusterReport> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sluice-bench-'));
  const missing: string[] = [];
  const rows: ClusterRow[] = [];
  try {
    const side = buildSide(folder);
    const apart = findPlacements().find(({ name }) => name === 'two cores');
    if (apart === undefined) missing.push('calls that spin: there is one core only');
    for (const [lead, echo, atMost] of apart === undefined ? [] : PAIRS) {
      onProgress(`${lead}-${echo}, spinning`);
      rows.push(...(await measureSpinning(folder, side, [lead, echo], apart?.cores ?? [0, 0], atMost, effort)));
    }
    onProgress('from event loop to event loop, on one core');
    rows.push(...(await measureLoops(folder, effort, missing)));
    onProgress('multicast');
    const cores = apart?.cores.join(',') ?? '0';
    const parameters = [besideThis('multicast.js'), path.join(folder, 'multicast'), String(effort.blocks)];
    const run = spawnSync('taskset', ['-c', cores, process.execPath, ...parameters], { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(run.stderr);
    return { rows, multicast: JSON.parse(run.stdout) as MulticastResult[], missing };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns the program */
function buildSide(folder: string): string {
  const program = path.join(folder, 'side');
  const inRoot = (name: string): string => fileURLToPath(new URL(name, ROOT));
  const library = path.join(folder, 'native');
  const runs: [string, string[]][] = [
    ['make', ['-s', '-C', inRoot('native'), `BUILD=${library}`, 'CFLAGS=-O2', `${library}/libsluice.a`]],
    [
      'cc',
      [
        ...['-std=gnu11', '-O2', '-Wall', '-Wextra', '-Werror', '-pthread', `-I${inRoot('native/include')}`],
        ...[`-I${inRoot('generated/segment')}`, '-o', program, inRoot('bench/cluster/side.c'), `${library}/libsluice.a`],
      ],
    ],
  ];
  for (const [command, parameters] of runs) {
    const run = spawnSync(command, parameters, { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(run.stderr || String(run.error));
  }
  return program;
}

class Side {
  readonly child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(command: readonly string[], core: number) {
    this.child = spawn('taskset', ['-c', String(core), ...command], { stdio: ['pipe', 'pipe', 'inherit'] });
    if (this.child.stdout === null) throw new Error('a process without output');
    this.#lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  say(line: string): void {
    this.child.stdin?.write(`${line}\n`);
  }

  async expect(word: string): Promise<number> {
    const { value, done } = await this.#lines.next();
    const [first, number] = done ? ['nothing'] : value.split(' ');
    if (first !== word) throw new Error(`expected=${word} got=${first}`);
    return Number(number);
  }
}

async function measureSpinning(
  folder: string,
  program: string,
  languages: readonly [Language, Language],
  cores: readonly [number, number],
  atMost: number,
  { blocks, blockMs }: ClusterEffort,
): Promise<ClusterRow[]> {
  const place = mkdtempSync(path.join(folder, 'pair-'));
  const [lead, echo] = languages.map((language, cxy) => {
    const command = language === 'C' ? [program] : [process.execPath, besideThis('side.js')];
    return new Side([...command, place, String(cxy)], cores[cxy] ?? 0);
  }) as [Side, Side];
  const time = async (kind: string, count: number): Promise<number> => {
    echo.say(`echo${kind} ${count}`);
    await echo.expect('started');
    lead.say(`lead${kind} ${count}`);
    const [nanoseconds] = await Promise.all([lead.expect('done'), echo.expect('done')]);
    return nanoseconds / count;
  };
  try {
    await Promise.all([lead.expect('joined'), echo.expect('joined')]);
    for (const side of [lead, echo]) {
      side.say('open');
      await side.expect('done');
    }
    // What C programs do without a library between two processes is a row of C alone.
    const kinds = languages.includes('TS') ? ['Rpc', 'Bare'] : ['Rpc', 'Bare', 'Queue'];
    const samples: Record<string, number[]> = { Rpc: [], Bare: [], Queue: [] };
    const counts: Record<string, number> = {};
    for (const kind of kinds) {
      for (let i = 0; i < 8; i += 1) await time(kind, 5000);
      counts[kind] = Math.max(100, Math.round((blockMs * 1e6) / (await time(kind, 5000))));
    }
    for (let block = 0; block < blocks; block += 1) {
      for (const kind of block % 2 === 0 ? kinds : kinds.toReversed()) {
        samples[kind]?.push(await time(kind, counts[kind] ?? 100));
      }
    }
    const { Rpc = [], Bare = [], Queue = [] } = samples;
    const what = `null RPC ${languages.join('-')}, spinning`;
    const rows = [row(`${what} / by hand`, Rpc, Bare, atMost)];
    if (Queue.length > 0) rows.push(row(`${what} / two queues of futex and mutex`, Rpc, Queue, null));
    return rows;
  } finally {
    for (const side of [lead, echo]) side.child.kill('SIGKILL');
  }
}

async function measureLoops(folder: string, { blocks, blockMs }: ClusterEffort, missing: string[]): Promise<ClusterRow[]> {
  const children: ChildProcess[] = [];
  const callers = new Map<string, ChildProcess>();
  const samples = new Map<string, number[]>();
  const counts = new Map<string, number>();
  try {
    for (const [i, { name }] of CLUSTER_ENGINES.entries()) {
      const address = path.join(folder, `${i}.sock`);
      mkdirSync(`${address}.d`, { mode: 0o700 });
      const server = await start('serve', name, address, children);
      const caller = typeof server === 'string' ? server : await start('call', name, address, children);
      if (typeof caller === 'string') missing.push(`${name}: ${caller}`);
      else callers.set(name, caller);
    }
    for (const [name, child] of callers) {
      await ask(child, 2000);
      counts.set(name, Math.max(20, Math.round((2 * blockMs * 1e6) / ((await ask(child, 500)) / 500))));
      samples.set(name, []);
    }
    for (let block = 0; block < blocks; block += 1) {
      for (const [name, child] of callers) {
        const count = counts.get(name) ?? 20;
        samples.get(name)?.push((await ask(child, count)) / count);
      }
    }
    const [own = '', ...others] = [...callers.keys()];
    return others.map((name) => {
      const atMost = name.startsWith('node:net') ? 0.75 : null;
      return row(`null RPC, event loops on one core / ${name}`, samples.get(own) ?? [], samples.get(name) ?? [], atMost);
    });
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
}

/** @returns the process, or why it is of no use */
async function start(role: string, engine: string, address: string, children: ChildProcess[]): Promise<ChildProcess | string> {
  const child = fork(besideThis('worker.js'), [role, engine, address], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  children.push(child);
  const core = findPlacements()[0]?.cores[0] ?? 0;
  spawnSync('taskset', ['-a', '-p', '-c', String(core), String(child.pid)]);
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
  const failure = await answerOf(child);
  clearTimeout(timer);
  if (failure === null) return child;
  child.kill('SIGKILL');
  return typeof failure === 'string' ? failure : 'it ended before it was ready';
}

async function ask(child: ChildProcess, count: number): Promise<number> {
  child.send(count);
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

export function formatClusterReport({ rows, multicast, missing }: ClusterReport): string {
  const lines = rows.map(({ what, subjectNs, otherNs, ratio, spread, atMost }) => [
    what,
    formatNumber(subjectNs),
    formatNumber(otherNs),
    formatRatio(ratio),
    `${Math.round(spread * 100)} %`,
    atMost === null ? '' : `<= ${atMost}x`,
    atMost === null ? '' : ratio <= atMost ? 'pass' : 'FAIL',
  ]);
  const shares = multicast.map(({ targets, nsPerTarget }) => [String(targets), formatNumber(nsPerTarget)]);
  return [
    `Calls in a cluster, nanoseconds\n${formatTable([['', 'ours', 'other', 'ratio', 'spread', 'wanted', ''], ...lines])}`,
    `Multicast from TypeScript, nanoseconds per target\n${formatTable([['targets', 'ns'], ...shares])}`,
    ...missing.map((what) => `not measured: ${what}`),
  ].join('\n\n');
}
