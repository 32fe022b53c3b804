/** How the generator grows with the schema, and how long the CLI takes from a cold start. */
import { fork, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../peers.ts';
import { median } from '../stats.ts';
import type { Stage, StageSample } from './worker.ts';

export const STAGES: readonly Stage[] = ['validate', 'generate ts', 'generate c'];
export const MESSAGE_COUNTS: readonly number[] = [100, 1000, 10_000];

export interface StageResult {
  readonly stage: Stage;
  readonly messages: number;
  readonly ms: number;
  readonly phases: Readonly<Record<string, number>>;
  readonly peakRss: number;
  readonly outputBytes: number;
}

export interface ColdResult {
  readonly command: string;
  readonly ms: number;
  readonly barMs: number;
}

export interface GenerateReport {
  /** Peak memory of a process that has loaded the generator and done nothing. */
  readonly idleRss: number;
  readonly stages: readonly StageResult[];
  readonly cold: readonly ColdResult[];
  readonly failures: readonly string[];
}

const WORKER = fileURLToPath(new URL('worker.js', import.meta.url));
const CLI = fileURLToPath(new URL('../../generator/cli/main.js', import.meta.url));

function sampleStage(stage: Stage, messages: number): Promise<StageSample> {
  return new Promise((resolve, reject) => {
    const child = fork(WORKER, [stage, String(messages)], { execArgv: ['--max-old-space-size=8192'] });
    let sample: StageSample | null = null;
    child.once('message', (answer) => {
      sample = answer as StageSample;
    });
    child.once('exit', (code, signal) => {
      if (sample) resolve(sample);
      else reject(new Error(`${stage} with ${messages} messages ended with code ${code}, signal ${signal}`));
    });
  });
}

/** Small schemas are over in no time, so one run tells little about them. */
function repeatsFor(messages: number): number {
  return messages >= 10_000 ? 1 : 5;
}

async function measureStage(stage: Stage, messages: number): Promise<StageResult> {
  const samples: StageSample[] = [];
  for (let run = 0; run < repeatsFor(messages); run++) samples.push(await sampleStage(stage, messages));
  const totals = samples.map((sample) => Object.values(sample.phases).reduce((sum, ms) => sum + ms, 0));
  const ms = median(totals);
  const middle = samples[totals.indexOf(ms)] as StageSample;
  return {
    stage,
    messages,
    ms,
    phases: middle.phases,
    peakRss: median(samples.map((s) => s.peakRss)),
    outputBytes: middle.outputBytes,
  };
}

const COLD_RUNS = 5;

/** Wall time of a command in a new process, start of Node included; the files it reads are in the page cache. */
function measureCold(command: string, args: readonly string[], cwd: string, barMs: number, prepare: () => void): ColdResult {
  const times = Array.from({ length: COLD_RUNS }, () => {
    prepare();
    const start = performance.now();
    const run = spawnSync(process.execPath, [CLI, ...args], { cwd, encoding: 'utf8' });
    const ms = performance.now() - start;
    if (run.status !== 0) throw new Error(`sluice ${command} exited with ${run.status}: ${run.stderr.split('\n')[0]}`);
    return ms;
  });
  return { command, ms: median(times), barMs };
}

/** In a copy of the project's schemas, so that `generate` has everything to write. */
function measureColdCommands(): ColdResult[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'sluice-bench-'));
  const inRoot = (name: string): string => fileURLToPath(new URL(name, ROOT));
  const clear = (): void => {
    for (const name of readdirSync(folder)) rmSync(path.join(folder, name), { recursive: true });
    cpSync(inRoot('schema'), path.join(folder, 'schema'), { recursive: true });
    if (existsSync(inRoot('sluice.config.yaml'))) cpSync(inRoot('sluice.config.yaml'), path.join(folder, 'sluice.config.yaml'));
  };
  try {
    clear();
    const schemas = readdirSync(path.join(folder, 'schema')).filter((name) => name.endsWith('.yaml'));
    const files = schemas.map((name) => path.join('schema', name));
    return [
      measureCold('generate', ['generate'], folder, 2000, clear),
      measureCold('validate', ['validate', ...files], folder, 500, () => {}),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs everything; a stage that fails is named and its larger sizes are left out. */
export async function runGenerateBenchmark(onProgress: (text: string) => void): Promise<GenerateReport> {
  const failures: string[] = [];
  const stages: StageResult[] = [];
  const idle = await sampleStage('validate', 0);
  for (const stage of STAGES) {
    try {
      for (const messages of MESSAGE_COUNTS) {
        onProgress(`${stage}, ${messages} messages`);
        stages.push(await measureStage(stage, messages));
      }
    } catch (error) {
      failures.push((error as Error).message);
    }
  }
  let cold: ColdResult[] = [];
  onProgress('cold start');
  try {
    cold = measureColdCommands();
  } catch (error) {
    failures.push((error as Error).message);
  }
  return { idleRss: idle.peakRss, stages, cold, failures };
}
