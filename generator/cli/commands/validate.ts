import { readFileSync } from 'node:fs';
import { checkSchema } from '../../index.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { distinctProblems, ProblemsError } from '../failure.ts';
import { toSlashes } from '../schema-file.ts';
import { notice, plural, print } from '../terminal.ts';

/** `sluice validate FILES...`: every mistake of every file, in the order given. */
export async function validate(files: readonly string[], options: { json?: boolean }): Promise<ExitCode> {
  const problems = distinctProblems(files.flatMap((file) => checkSchema(toSlashes(file), (name) => readFileSync(name)).problems));
  if (options.json) {
    print(JSON.stringify({ problems }, null, 2));
    return problems.length === 0 ? EXIT.ok : EXIT.input;
  }
  if (problems.length > 0) throw new ProblemsError(problems);
  notice(`${plural(files.length, 'schema')} checked, no problem`);
  return EXIT.ok;
}
