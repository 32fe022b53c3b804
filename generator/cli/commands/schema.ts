import { readFileSync } from 'node:fs';
import { EXIT, type ExitCode } from '../exit.ts';
import { packagePath } from '../package-root.ts';
import { print } from '../terminal.ts';

/** `sluice schema`: where the JSON Schema of the language is, for the settings of an editor; or its text. */
export async function schema(options: { readonly print?: boolean }): Promise<ExitCode> {
  const file = packagePath('schema/meta.schema.json');
  print(options.print ? readFileSync(file, 'utf8').trimEnd() : file);
  return EXIT.ok;
}
