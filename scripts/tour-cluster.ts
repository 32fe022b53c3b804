/** The cluster of the tour: `examples/cluster` in a process of its own, whose lines are shown as they come. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { loadAddon } from '../runtime/memory/addon.ts';

/** Each of its calls has 10 seconds; this is for what can't be foreseen. */
const TIMEOUT_MS = 120_000;

/** What the cluster needs and is not here, or null. @param compiler - command of a C compiler, null when there is none */
export function missingForCluster(compiler: string | null): string | null {
  if (compiler === null) return 'there is no C compiler here, and two of its members are in C';
  try {
    loadAddon();
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * Runs the example, and tells each line that it prints.
 *
 * @throws Error when it ends with anything but 0; what it says of that is on standard error by then
 */
export async function runCluster(root: string, compiler: string, tell: (line: string) => void): Promise<void> {
  const main = path.join(root, 'dist', 'examples', 'cluster', 'main.js');
  const env = { ...process.env, CC: compiler };
  const example = spawn(process.execPath, [main], { stdio: ['ignore', 'pipe', 'inherit'], env, timeout: TIMEOUT_MS });
  createInterface(example.stdout).on('line', tell);
  const [code, signal] = (await once(example, 'close')) as [number | null, NodeJS.Signals | null];
  if (code !== 0) throw new Error(`examples/cluster ended with ${code ?? signal}`);
}
