/** How the generator grows with the schema, and how long the CLI takes from a cold start. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from '../stats.ts';
import { type ColdResult, measureColdCommands } from './cold.ts';
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

export interface GenerateReport {
  /** Peak memory of a process that has loaded the generator and done nothing. */
  readonly idleRss: number;
  readonly stages: readonly StageResult[];
  readonly cold: readonly ColdResult[];
  readonly failures: readonly string[];
}

const WORKER = fileURLToPath(new URL('worker.js', import.meta.url));

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
