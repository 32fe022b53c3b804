/** The FIFO against its floor and a queue under a mutex, with more and more writers, and how evenly they share it. */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../peers.ts';
import { median, pairedRatio, relativeSpread } from '../stats.ts';
import { formatNumber, formatRatio, formatTable } from '../table.ts';
import { compareThreads } from './threads.ts';

export interface FifoEffort {
  readonly blocks: number;
  /** Per block. */
  readonly messages: number;
  readonly shareMs: number;
}

export const FULL_EFFORT: FifoEffort = { blocks: 60, messages: 100_000, shareMs: 5000 };
export const QUICK_EFFORT: FifoEffort = { blocks: 6, messages: 5000, shareMs: 200 };

const WRITERS = [1, 2, 4, 8, 16] as const;
/** Rate by that of the floor; rate by the best of all numbers of writers; most messages of a writer by least. */
const FLOOR_BAR = 0.6;
const SCALE_BAR = 0.7;
const SHARE_BAR = 2;

export interface Row {
  readonly title: string;
  /** Nanoseconds per message, ours and theirs. */
  readonly oursNs: number;
  readonly otherNs: number | null;
  readonly ratio: number;
  readonly spread: number;
  readonly bar: string;
  readonly isMet: boolean | null;
}

export interface FifoReport {
  readonly rows: readonly Row[];
}

type Samples = Readonly<Record<string, readonly number[]>>;

/** @param name - part of a title; all rows without it */
export async function runFifoBenchmark(
  effort: FifoEffort,
  filter: string,
  onProgress: (text: string) => void,
): Promise<FifoReport> {
  const program = build();
  const rows: Row[] = [];
  const isWanted = (title: string): boolean => title.includes(filter);
  if (isWanted('C')) {
    onProgress('C');
    const samples = runProgram(program, ['compare', effort.blocks, effort.messages]);
    rows.push(compare('C, bare CAS', samples['ours'], samples['bare'], FLOOR_BAR));
    rows.push(compare('C, mutex and futex', samples['ours'], samples['futex'], null));
  }
  if (isWanted('TypeScript')) {
    onProgress('TypeScript');
    const samples = await compareThreads(effort.blocks, effort.messages);
    rows.push(compare('TypeScript, bare CAS', samples.ours, samples.bare, FLOOR_BAR));
  }
  if (isWanted('writers')) rows.push(...scale(program, effort, onProgress));
  if (isWanted('share')) rows.push(...WRITERS.slice(1).map((writers) => share(program, writers, effort, onProgress)));
  return { rows };
}

/** @throws Error with what the compiler says */
function build(): string {
  const folder = new URL('build/bench/', ROOT);
  const inRoot = (name: string): string => fileURLToPath(new URL(name, ROOT));
  const program = fileURLToPath(new URL('fifo', folder));
  const sources = [
    'bench/fifo/native/fifo.c',
    ...['fifo', 'fifo-reader', 'fifo-writer', 'doorbell', 'clock'].map((name) => `native/src/${name}.c`),
  ];
  const flags = ['-std=gnu11', '-O2', '-Wall', '-Wextra', '-Werror', '-pthread'];
  mkdirSync(folder, { recursive: true });
  const includes = ['native/include', 'generated/segment'].map((name) => `-I${inRoot(name)}`);
  const run = spawnSync('cc', [...flags, ...includes, '-o', program, ...sources.map(inRoot)], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.error?.message ?? run.stderr);
  return program;
}

/** Numbers that it prints, by what is before each. */
function runProgram(program: string, parameters: readonly (string | number)[]): Samples {
  const run = spawnSync(program, parameters.map(String), { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`fifo ${parameters.join(' ')}: ${run.error?.message ?? run.stderr}`);
  const samples: Record<string, number[]> = {};
  for (const line of run.stdout.trim().split('\n')) {
    const [name = '', value] = line.split(' ');
    samples[name] ??= [];
    samples[name]?.push(Number(value));
  }
  return samples;
}

function compare(title: string, ours: readonly number[] = [], other: readonly number[] = [], bar: number | null): Row {
  // Of rates: theirs by ours in time.
  const ratio = pairedRatio(other, ours);
  return {
    title,
    oursNs: median(ours),
    otherNs: median(other),
    ratio,
    spread: relativeSpread(ours.map((value, i) => (other[i] ?? Number.NaN) / value)),
    bar: bar === null ? '' : `at least ${bar}`,
    isMet: bar === null ? null : ratio >= bar,
  };
}

/** Each number of writers against the best one. */
function scale(program: string, { blocks, messages }: FifoEffort, onProgress: (text: string) => void): Row[] {
  const times = WRITERS.map((writers) => {
    onProgress(`${writers} writers`);
    const each = Math.ceil(messages / writers);
    return runProgram(program, ['scale', writers, Math.ceil(blocks / 4), each])['ours'] ?? [];
  });
  const best = Math.min(...times.map(median));
  return WRITERS.map((writers, i) => {
    const ours = times[i] ?? [];
    const ratio = best / median(ours);
    return {
      title: `C, ${writers} writers`,
      oursNs: median(ours),
      otherNs: best,
      ratio,
      spread: relativeSpread(ours),
      bar: `at least ${SCALE_BAR}`,
      isMet: ratio >= SCALE_BAR,
    };
  });
}

function share(program: string, writers: number, { shareMs }: FifoEffort, onProgress: (text: string) => void): Row {
  onProgress(`share of ${writers} writers`);
  const posted = runProgram(program, ['share', writers, shareMs])['ours'] ?? [];
  const ratio = Math.max(...posted) / Math.min(...posted);
  return {
    title: `C, share of ${writers} writers, most by least`,
    oursNs: (shareMs * 1e6) / posted.reduce((sum, value) => sum + value, 0),
    otherNs: null,
    ratio,
    spread: relativeSpread(posted),
    bar: `below ${SHARE_BAR}`,
    isMet: ratio < SHARE_BAR,
  };
}

export function formatFifoReport({ rows }: FifoReport): string {
  const cells = rows.map(({ title, oursNs, otherNs, ratio, spread, bar, isMet }) => [
    title,
    `${formatNumber(1000 / oursNs)} M/s`,
    otherNs === null ? '' : `${formatNumber(1000 / otherNs)} M/s`,
    formatRatio(ratio),
    `${Math.round(spread * 100)} %`,
    bar,
    isMet === null ? '' : isMet ? 'pass' : 'FAIL',
  ]);
  const judged = rows.filter(({ isMet }) => isMet !== null);
  return [
    'Messages of 8 bytes through 128 slots, from threads to one that reads on a core of its own; short blocks in turn, median of their ratios.',
    formatTable([['', 'ours', 'theirs', 'ratio', 'spread', 'bar', ''], ...cells]),
    `${judged.filter(({ isMet }) => isMet).length} of ${judged.length} bars met`,
  ].join('\n\n');
}
