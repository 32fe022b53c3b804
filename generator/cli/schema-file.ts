import { readFileSync } from 'node:fs';
import path from 'node:path';
import { checkSchema, computeLayout, DATA_MODELS, type DataModel, type Layout, type Schema } from '../index.ts';
import { nearest } from '../load/index.ts';
import { InputError } from './exit.ts';
import { ProblemsError } from './failure.ts';

/** Paths in messages and generated files have forward slashes on every platform. */
export function toSlashes(name: string): string {
  return path.sep === '/' ? name : name.replaceAll(path.sep, '/');
}

/** Loads a schema named on the command line, or throws all its problems. */
export function loadSchema(file: string): Schema {
  const { schema, problems } = checkSchema(toSlashes(file), (name) => readFileSync(name));
  if (schema === null || problems.length > 0) throw new ProblemsError(problems);
  return schema;
}

/** The layout for names that a user gave, or a sentence about the name that is unknown. */
export function layoutFor(
  schema: Schema,
  names: { readonly config?: string | undefined; readonly dataModel?: string | undefined },
): Layout {
  const { config, dataModel } = names;
  checkConfig(schema, config);
  if (dataModel !== undefined) checkName('data model', dataModel, DATA_MODELS);
  return computeLayout(schema, {
    ...(config === undefined ? {} : { config }),
    ...(dataModel === undefined ? {} : { dataModel: dataModel as DataModel }),
  });
}

/** Throws a sentence when a config that a user gave is none of the schema's. */
export function checkConfig(schema: Schema, config: string | undefined): void {
  if (config === undefined) return;
  if (schema.configs.length === 0) throw new InputError(`${schema.protocol} has no configs: config=${config}`);
  checkName(
    'config',
    config,
    schema.configs.map(({ name }) => name),
  );
}

/** Throws a sentence when `name` is none of `known`. Short lists are told whole, long ones by the nearest name. */
export function checkName(what: string, name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  const guess = nearest(name, known);
  const hint = guess ? `; did you mean ${guess}?` : known.length <= 12 ? `; there is ${known.join(', ')}` : '';
  throw new InputError(`there is no ${what} ${name}${hint}`);
}
