import { readFileSync } from 'node:fs';
import type { Problem } from '../load/index.ts';
import { EXIT, type ExitCode, InputError } from './exit.ts';
import { colorsFor, notice, plural } from './terminal.ts';

/** Mistakes in schemas or the config file; `file` of each is relative to the working directory. */
export class ProblemsError extends InputError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(plural(problems.length, 'problem'));
    this.problems = problems;
  }
}

/** Each problem once, also when several schemas include the file that has it. */
export function distinctProblems(problems: readonly Problem[]): Problem[] {
  const byPlace = new Map(problems.map((problem) => [`${problem.code} ${problem.file} ${problem.start.offset}`, problem]));
  return [...byPlace.values()];
}

/** Tells what went wrong on stderr, and which exit code that is. The one place that tells a user's mistake from ours. */
export async function reportFailure(error: unknown, { debug }: { debug: boolean }): Promise<ExitCode> {
  const colors = colorsFor(process.stderr);
  if (error instanceof ProblemsError) {
    // Loaded here: only a run that found problems pays for the code frames.
    const { renderProblems } = await import('./render-problem.ts');
    const files = new Set(error.problems.map((problem) => problem.file)).size;
    notice(renderProblems(error.problems, readTextOrNull, colors));
    notice(`\n${plural(error.problems.length, 'problem')} in ${plural(files, 'file')}`);
    return EXIT.input;
  }
  if (error instanceof InputError) {
    notice(`${colors.red('error:')} ${error.message}`);
    return EXIT.input;
  }
  if (isSystemError(error)) {
    notice(`${colors.red('error:')} ${error.message}`);
    return EXIT.input;
  }
  const text = error instanceof Error ? error.message : String(error);
  notice(`${colors.red('internal error:')} ${text}`);
  notice('This is a mistake of Sluice, not yours. Please report it with the command and the schema that show it.');
  if (debug && error instanceof Error) notice(error.stack ?? '');
  else notice('--debug prints the stack.');
  return EXIT.internal;
}

/** A file that can't be read or written: the disk's or the user's doing, told in the system's words. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'errno' in error;
}

function readTextOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
