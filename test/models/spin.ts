/** Runs one model through Spin: the verifier that it writes in C is compiled, visits every state, and says what it has found. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { REPOSITORY } from '../generator/cli/support.ts';

const MEMORY_LIMIT_MB = 3000;
const DEPTH_LIMIT = 3_000_000;

/** How the verifier is made: optimised where that takes less time than it saves, and with states packed where they would need too much memory. */
export type Size = 'short' | 'long' | 'huge';
const FLAGS: Readonly<Record<Size, readonly string[]>> = { short: ['-O0'], long: ['-O1'], huge: ['-O2', '-DCOLLAPSE'] };

export interface Finding {
  /** What went wrong first: `invalid end state`, `assertion violated ...`; null when nothing did. */
  readonly error: string | null;
  /** States that were visited; all there are, when nothing went wrong. */
  readonly states: number;
}

function run(command: string, args: readonly string[], cwd: string): string {
  const result = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (result.error !== undefined)
    throw new Error(`${command} can't be run (Debian has it in the package of that name)`, { cause: result.error });
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${result.stdout}${result.stderr}`);
  return result.stdout;
}

/**
 * Searches all states of `test/models/NAME.pml` for failed assertions and for ends where somebody still waits.
 *
 * @throws Error when the search was cut short, which proves nothing
 */
export function verify(name: string, defines: readonly string[], size: Size): Finding {
  const folder = mkdtempSync(path.join(tmpdir(), 'sluice-model-'));
  try {
    run('spin', [...defines.map((each) => `-D${each}`), '-a', path.join(REPOSITORY, 'test/models', `${name}.pml`)], folder);
    run('gcc', ['-w', ...FLAGS[size], '-DSAFETY', `-DMEMLIM=${MEMORY_LIMIT_MB}`, '-o', 'pan', 'pan.c'], folder);
    return read(run('./pan', [`-m${DEPTH_LIMIT}`, size === 'huge' ? '-w25' : '-w22'], folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function read(output: string): Finding {
  const errors = output.match(/errors: (\d+)$/m)?.[1];
  const states = output.match(/^ *(\d+) states, stored/m)?.[1];
  const error = output.match(/^pan:1: (.*) \(at depth \d+\)$/m)?.[1] ?? null;
  if (
    errors === undefined ||
    states === undefined ||
    /Search not completed/.test(output) !== (error !== null) ||
    /max search depth too small/.test(output) ||
    (errors === '0') !== (error === null)
  )
    throw new Error(`the search was cut short:\n${output}`);
  return { error, states: Number(states) };
}
