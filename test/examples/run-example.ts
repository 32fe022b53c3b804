/** Runs an example as its README says, where there is what it needs: the addon and a C compiler. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { addonOrNull } from '../support/addon.ts';
import { hasCompiler } from '../support/c-peer.ts';

/** Root of the project; tests run from `dist`. */
export const ROOT: string = fileURLToPath(new URL('../../../', import.meta.url));
export const canRun: boolean = addonOrNull() !== null && hasCompiler('cc');

/** @returns the exit code, and what was printed on both streams */
export function runExample(name: string, ...args: string[]): { readonly status: number | null; readonly output: string } {
  const main = path.join(ROOT, 'dist', 'examples', name, 'main.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { encoding: 'utf8', timeout: 120_000 });
  return { status, output: stdout + stderr };
}

/** What the README says that the command prints. @throws Error when it shows none, or is longer than 40 lines */
export function shownOutput(name: string): string {
  const text = readFileSync(path.join(ROOT, 'examples', name, 'README.md'), 'utf8');
  const lines = text.trimEnd().split('\n').length;
  if (lines > 40) throw new Error(`a README of an example has at most 40 lines: lines=${lines}`);
  const [, output] = new RegExp(`^\\$ node dist/examples/${name}/main\\.js.*\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(text) ?? [];
  if (output === undefined) throw new Error(`examples/${name}/README.md does not show its command`);
  return output;
}
