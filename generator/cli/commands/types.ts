import { EXIT, type ExitCode } from '../exit.ts';
import { checkConfig, loadSchema } from '../schema-file.ts';
import { print } from '../terminal.ts';
import { typesToJson } from '../types-json.ts';

/** `sluice types SCHEMA`: the resolved model of one config as JSON, for tools that build on it. */
export async function types(file: string, { config }: { readonly config?: string }): Promise<ExitCode> {
  const schema = loadSchema(file);
  checkConfig(schema, config);
  const model = schema.models.get(config ?? schema.configs[0]?.name ?? null);
  if (!model) throw new Error(`a schema has a model for each of its configs: config=${config}`);
  print(JSON.stringify(typesToJson(schema, model), null, 2));
  return EXIT.ok;
}
