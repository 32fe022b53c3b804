/** Measures all codecs: every round asks every process for every case in turn, so that drift hits all of them alike. */
import { median, pairedRatio, relativeSpread } from '../stats.ts';
import { CASE_NAMES, type CaseName } from './codec.ts';
import { CODEC_IDS } from './codecs.ts';
import { MESSAGE_NAMES, type MessageName } from './messages.ts';
import { CodecProcess } from './process.ts';

/** `generations`: how often all processes are started anew, because a process keeps its luck with code and data placement. */
export interface Effort {
  readonly generations: number;
  readonly rounds: number;
  readonly warmUpMs: number;
  readonly sampleMs: number;
}

export const FULL_EFFORT: Effort = { generations: 7, rounds: 3, warmUpMs: 70, sampleMs: 6 };
export const QUICK_EFFORT: Effort = { generations: 3, rounds: 2, warmUpMs: 60, sampleMs: 4 };

export interface CaseResult {
  /** Median nanoseconds per operation, and the width of the middle half of the rounds relative to it. */
  readonly ns: number;
  readonly spread: number;
  /** JavaScript heap bytes per operation. */
  readonly heapBytes: number;
  /** Median of own time / time of another codec in the same round, by the other's id: for `sluice`, `floor` and `floor-unchecked`. */
  readonly ratios: Readonly<Record<string, number>>;
}

export interface CodecResult {
  readonly id: string;
  readonly name: string;
  readonly note: string;
  readonly bytes: number;
  readonly cases: Partial<Record<CaseName, CaseResult>>;
}

export interface MessageResult {
  readonly message: MessageName;
  readonly codecs: readonly CodecResult[];
}

export interface CodecReport {
  readonly messages: readonly MessageResult[];
  /** What could not be measured, and why. */
  readonly missing: readonly { readonly id: string; readonly reason: string }[];
}

const REFERENCE_IDS = ['sluice', 'floor', 'floor-unchecked'] as const;

/** Samples by codec id and case, in round order. */
type Samples = Map<string, Map<CaseName, number[]>>;

async function startAll(message: MessageName, mode: 'time' | 'weigh', missing: Map<string, string>): Promise<CodecProcess[]> {
  const processes: CodecProcess[] = [];
  for (const id of CODEC_IDS) {
    if (missing.has(id)) continue;
    const started = await CodecProcess.start(id, message, mode);
    if (started.ready.failure === null) processes.push(started);
    else missing.set(id, started.ready.failure);
  }
  return processes;
}

function addSample(samples: Samples, id: string, name: CaseName, value: number): void {
  const byCase = samples.get(id) ?? new Map<CaseName, number[]>();
  samples.set(id, byCase);
  const values = byCase.get(name) ?? [];
  byCase.set(name, values);
  values.push(value);
}

async function timeGeneration(processes: readonly CodecProcess[], effort: Effort, samples: Samples): Promise<void> {
  for (const one of processes) await one.warmUp(effort.warmUpMs);
  for (let round = 0; round < effort.rounds; round++) {
    for (const name of CASE_NAMES) {
      for (const one of processes) {
        if (one.has(name)) addSample(samples, one.id, name, await one.time(name, effort.sampleMs));
      }
    }
  }
}

async function weighAll(processes: readonly CodecProcess[], effort: Effort): Promise<Samples> {
  const samples: Samples = new Map();
  for (const one of processes) {
    await one.warmUp(effort.warmUpMs);
    for (const name of one.ready.cases) addSample(samples, one.id, name, await one.weigh(name));
  }
  return samples;
}

function summarize(process: CodecProcess, times: Samples, weights: Samples): CodecResult {
  const cases: Partial<Record<CaseName, CaseResult>> = {};
  for (const name of process.ready.cases) {
    const own = times.get(process.id)?.get(name) ?? [];
    const ratios: Record<string, number> = {};
    for (const id of REFERENCE_IDS) {
      // Nothing of ours is lent: what a peer lends is compared with encoding into the region.
      const other = times.get(id)?.get(name === 'lent' ? 'encode' : name);
      if (other) ratios[id] = pairedRatio(own, other);
    }
    cases[name] = {
      ns: median(own),
      spread: relativeSpread(own),
      heapBytes: weights.get(process.id)?.get(name)?.[0] ?? Number.NaN,
      ratios,
    };
  }
  const { name, note, bytes } = process.ready;
  return { id: process.id, name, note, bytes, cases };
}

async function measureMessage(message: MessageName, effort: Effort, missing: Map<string, string>): Promise<MessageResult> {
  const times: Samples = new Map();
  for (let generation = 0; generation < effort.generations; generation++) {
    const processes = await startAll(message, 'time', missing);
    await timeGeneration(processes, effort, times);
    for (const one of processes) one.stop();
  }
  const processes = await startAll(message, 'weigh', missing);
  const weights = await weighAll(processes, effort);
  for (const one of processes) one.stop();
  return { message, codecs: processes.map((one) => summarize(one, times, weights)) };
}

/** Runs everything; `onProgress` is told what is being measured. */
export async function runCodecBenchmark(effort: Effort, onProgress: (text: string) => void): Promise<CodecReport> {
  const missing = new Map<string, string>();
  const messages: MessageResult[] = [];
  for (const message of MESSAGE_NAMES) {
    onProgress(message);
    messages.push(await measureMessage(message, effort, missing));
  }
  return { messages, missing: [...missing].map(([id, reason]) => ({ id, reason })) };
}
