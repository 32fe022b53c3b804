import { EXIT, type ExitCode } from '../exit.ts';
import type { Memory } from '../memory.ts';
import { applyOutputs, compareOutputs, type Difference } from '../output-folder.ts';
import { type Plan, planOutputs } from '../plan.ts';
import { configPath, openProject } from '../project.ts';
import { colorsFor, notice, plural, print, StatusLine } from '../terminal.ts';

export interface GenerateOptions {
  readonly configFile?: string;
  readonly check?: boolean;
  readonly watch?: boolean;
}

/** `sluice generate`: what the schemas say, on disk. */
export async function generate(options: GenerateOptions): Promise<ExitCode> {
  const configFile = configPath(options.configFile);
  if (options.check) return check(configFile);
  if (options.watch) return (await import('../watch.ts')).watchProject(configFile);
  notice(describeWritten(await writeProject(configFile)));
  return EXIT.ok;
}

/** What a run of `generate` did to the disk. */
export interface Written {
  readonly written: number;
  readonly unchanged: number;
  readonly removed: number;
  readonly elapsedMs: number;
}

/**
 * Generates once.
 *
 * @param sources - receives the absolute path of every file that was asked for
 * @param memory - of earlier runs
 */
export async function writeProject(configFile: string, sources?: Set<string>, memory?: Memory): Promise<Written> {
  const startedAt = performance.now();
  const { plan, difference } = await compare(configFile, sources, memory);
  applyOutputs(plan, difference);
  return {
    written: difference.missing.length + difference.differing.size,
    unchanged: difference.unchanged,
    removed: difference.extra.length,
    elapsedMs: Math.round(performance.now() - startedAt),
  };
}

/** `2 files written, 30 unchanged, in 640 ms` */
export function describeWritten({ written, unchanged, removed, elapsedMs }: Written): string {
  const pruned = removed > 0 ? `, ${removed} removed` : '';
  return `${plural(written, 'file')} written, ${unchanged} unchanged${pruned}, in ${elapsedMs} ms`;
}

async function check(configFile: string): Promise<ExitCode> {
  const { plan, difference } = await compare(configFile);
  const { missing, extra, differing, unchanged } = difference;
  const drifted = missing.length + extra.length + differing.size;
  if (drifted === 0) {
    notice(`${plural(unchanged, 'file')} up to date`);
    return EXIT.ok;
  }
  const { renderDrift } = await import('../drift.ts');
  print(renderDrift(plan, difference, colorsFor(process.stdout)));
  notice(`${missing.length} missing, ${extra.length} extra, ${differing.size} differing: run \`sluice generate\``);
  return EXIT.drift;
}

async function compare(
  configFile: string,
  sources?: Set<string>,
  memory?: Memory,
): Promise<{ plan: Plan; difference: Difference }> {
  const status = new StatusLine();
  try {
    const project = openProject(configFile, sources, memory);
    const plan = await planOutputs(project, (text) => status.show(text), memory);
    return { plan, difference: compareOutputs(plan) };
  } finally {
    status.clear();
  }
}
