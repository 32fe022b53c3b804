import { findCompilers } from '../../verify/index.ts';
import { EXIT, type ExitCode, InputError } from '../exit.ts';
import { configPath, openProject } from '../project.ts';
import { proveLayouts, type Subject } from '../proof.ts';
import { loadSchema } from '../schema-file.ts';
import { colorsFor, notice, print } from '../terminal.ts';
import { createVerifyIo } from '../verify-io.ts';
import { renderProofs } from '../verify-report.ts';

export interface VerifyOptions {
  readonly configFile?: string;
  readonly cc?: string;
  readonly require?: boolean;
}

/** `sluice verify`: asks every compiler about every layout, each under the compiler's own data model. */
export async function verify(files: readonly string[], options: VerifyOptions): Promise<ExitCode> {
  const subjects = findSubjects(files, options);
  const io = createVerifyIo();
  const compilers = options.cc === undefined ? await findCompilers(io) : splitList(options.cc);
  if (compilers.length === 0) return withoutCompiler('there is no C compiler on the PATH', options);
  const proofs = await proveLayouts(subjects, compilers, io);
  print(renderProofs(proofs, colorsFor(process.stdout)));
  const statuses = new Set(proofs.map(({ result }) => result.status));
  if (statuses.has('differs') || statuses.has('failed')) return EXIT.input;
  if (!statuses.has('agrees')) return withoutCompiler('none of these compilers could be asked', options);
  const isIncomplete = options.cc !== undefined && statuses.size > 1;
  return isIncomplete ? withoutCompiler('not every compiler named by --cc could be asked', options) : EXIT.ok;
}

function findSubjects(files: readonly string[], { configFile }: VerifyOptions): Subject[] {
  if (files.length > 0) {
    if (configFile !== undefined) throw new InputError('name schemas, or a config file with --config-file, not both');
    return files.map((file) => {
      const schema = loadSchema(file);
      const names = schema.configs.map(({ name }) => name);
      return { schema, configs: names.length > 0 ? names : [null], folder: process.cwd() };
    });
  }
  const { folder, protocols } = openProject(configPath(configFile));
  return protocols.map(({ schema, configs }) => ({ schema, configs, folder }));
}

function splitList(text: string): string[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) throw new InputError('--cc names no compiler');
  return [...new Set(names)];
}

function withoutCompiler(why: string, { require }: VerifyOptions): ExitCode {
  notice(`${require ? 'error' : 'notice'}: ${why}`);
  return require ? EXIT.input : EXIT.ok;
}
