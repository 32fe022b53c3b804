/** Child process: runs one stage of the generator on one synthetic schema and reports time by phase and its peak memory. */
import { performance } from 'node:perf_hooks';
import { checkSchema, computeLayout } from '../../generator/index.ts';
import { synthesizeSchema } from './synthetic.ts';

export type Stage = 'validate' | 'generate ts' | 'generate c';

export interface StageSample {
  /** Milliseconds by phase, in order. */
  readonly phases: Readonly<Record<string, number>>;
  /** Bytes, of the whole process. */
  readonly peakRss: number;
  readonly outputBytes: number;
}

const phases: Record<string, number> = {};

async function timed<T>(phase: string, work: () => T | Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  phases[phase] = performance.now() - start;
  return result;
}

async function runStage(stage: Stage, messageCount: number): Promise<number> {
  const bytes = new TextEncoder().encode(synthesizeSchema(messageCount));
  const { schema, problems } = await timed('load and check', () => checkSchema('synthetic.yaml', () => bytes));
  if (!schema) throw new Error(`the synthetic schema has problems, the first: ${JSON.stringify(problems[0])}`);
  if (stage === 'validate') return 0;
  const layout = await timed('layout', () => computeLayout(schema, {}));
  const files =
    stage === 'generate ts'
      ? await timed('emit', async () =>
          (await import('../../generator/emit/ts/index.ts')).emitTypeScript(layout, { importExtension: 'js' }),
        )
      : await timed('emit', async () => (await import('../../generator/emit/c/index.ts')).emitC(layout));
  return files.reduce((sum, file) => sum + file.text.length, 0);
}

const [stage, count] = process.argv.slice(2) as [Stage, string];
const outputBytes = Number(count) > 0 ? await runStage(stage, Number(count)) : 0;
const sample: StageSample = { phases, peakRss: process.resourceUsage().maxRSS * 1024, outputBytes };
process.send?.(sample);
