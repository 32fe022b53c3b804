/** How long the command line takes from a cold start on the project's own schemas, and what dominates. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../peers.ts';
import { median } from '../stats.ts';
import { profileScript, type Share } from './profile.ts';

export interface ColdResult {
  readonly command: string;
  /** Wall time, start of Node included; the files are in the page cache. */
  readonly ms: number;
  /** null for Node alone, which is printed to tell how busy the machine is. */
  readonly barMs: number | null;
  /** Largest first. */
  readonly shares: readonly Share[];
}

const CLI = fileURLToPath(new URL('../../generator/cli/main.js', import.meta.url));
const RUNS = 5;

function timeRuns(label: string, args: readonly string[], cwd: string, prepare: () => void): number {
  const times = Array.from({ length: RUNS }, () => {
    prepare();
    const start = performance.now();
    const run = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
    const ms = performance.now() - start;
    if (run.status !== 0) throw new Error(`${label} exited with ${run.status}: ${run.stderr.split('\n')[0]}`);
    return ms;
  });
  return median(times);
}

/** Works in a copy of the project's schemas, so that `generate` has everything to write and the checkout stays as it is. */
export function measureColdCommands(): ColdResult[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'sluice-bench-'));
  const clear = (): void => {
    for (const name of readdirSync(folder)) rmSync(path.join(folder, name), { recursive: true });
    for (const name of ['schema', 'sluice.config.yaml']) {
      cpSync(fileURLToPath(new URL(name, ROOT)), path.join(folder, name), { recursive: true });
    }
  };
  const measure = (command: string, args: readonly string[], barMs: number, prepare: () => void): ColdResult => {
    const ms = timeRuns(`sluice ${command}`, [CLI, command, ...args], folder, prepare);
    prepare();
    return { command: `sluice ${command}`, ms, barMs, shares: profileScript(CLI, [command, ...args], folder) };
  };
  try {
    clear();
    const schemas = readdirSync(path.join(folder, 'schema')).filter((name) => name.endsWith('.yaml'));
    const nothing = (): void => {};
    return [
      { command: 'node alone', ms: timeRuns('node', ['-e', '0'], folder, nothing), barMs: null, shares: [] },
      measure('generate', [], 2000, clear),
      measure(
        'validate',
        schemas.map((name) => `schema/${name}`),
        500,
        nothing,
      ),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
