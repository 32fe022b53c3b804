import { child, type LoadedFiles, loadFiles, mapsOf, type Problem, ProblemList, type RawMap, type ReadFile, scalarsOf, stringOf } from './load/index.ts';
import { computeLayout as layoutModel, DATA_MODELS, type DataModel, DEFAULT_DATA_MODEL, type Layout, type LayoutTarget } from './layout/index.ts';
import { buildModel, type ConfigChoice, type Model } from './model/index.ts';

/** A schema without mistakes, ready to be laid out for any of its configs and any data model. */
export interface Schema {
  readonly protocol: string;
  /** The schema's path as it was given to {@link checkSchema}, with forward slashes. */
  readonly source: string;
  /** In order; the first is the default. Empty when the schema has no configs. */
  readonly configs: readonly { readonly name: string; readonly features: readonly string[] }[];
  /** Every file that was read: the schema itself and what it includes. */
  readonly files: readonly string[];
  /** Resolved models by config name (null without configs). */
  readonly models: ReadonlyMap<string | null, Model>;
}

export interface CheckedSchema {
  /** null when there are problems. */
  readonly schema: Schema | null;
  /** In file order, the schema's own file first. */
  readonly problems: readonly Problem[];
  /** Every file that was asked for, found or not. */
  readonly files: readonly string[];
}

/** Loads a schema with its includes and checks it in every config; reports every mistake of all of them at once. Never throws for bad input. */
export function checkSchema(path: string, readFile: ReadFile): CheckedSchema {
  const source = path.replaceAll('\\', '/');
  const problems = new ProblemList();
  const files = loadFiles(source, readFile, problems);
  if (!files) return { schema: null, problems: problems.sorted([source]), files: [source] };
  const features = declaredNames(files.root, 'features', problems);
  const configs = readConfigs(files, features, problems);
  const models = new Map<string | null, Model>();
  for (const [at, config] of configs.entries()) {
    const model = buildModel(files, source, features, config, problems);
    models.set(config.name, model);
    const names = configs.flatMap((c) => c.name ?? []);
    for (const dataModel of at === 0 || mentionsBoth(files) ? modelsToCheck(files) : [DEFAULT_DATA_MODEL]) {
      layoutModel(model, { config: config.name, isDefaultConfig: at === 0, configs: names, dataModel }, problems);
    }
  }
  const order = files.order;
  if (problems.size > 0) return { schema: null, problems: problems.sorted(order), files: order };
  const named = configs.flatMap((config) => (config.name === null ? [] : [{ name: config.name, features: config.features }]));
  const protocol = stringOf(files.root, 'protocol') ?? '';
  return { schema: { protocol, source, configs: named, files: order, models }, problems: [], files: order };
}

/**
 * The layout of a checked schema.
 * @param options.config - one of `schema.configs`; default the first
 * @param options.dataModel - default `lp64`
 * @throws RangeError on a config that the schema does not have
 */
export function computeLayout(schema: Schema, options: { readonly config?: string | undefined; readonly dataModel?: DataModel | undefined } = {}): Layout {
  const config = options.config ?? schema.configs[0]?.name ?? null;
  const model = schema.models.get(config);
  if (!model) throw new RangeError(`unknown config: config=${config}`);
  const target: LayoutTarget = {
    config,
    isDefaultConfig: config === (schema.configs[0]?.name ?? null),
    configs: schema.configs.map((c) => c.name),
    dataModel: options.dataModel ?? DEFAULT_DATA_MODEL,
  };
  return layoutModel(model, target);
}

function declaredNames(root: RawMap, key: string, problems: ProblemList): string[] {
  const names: string[] = [];
  for (const raw of mapsOf(root, key)) {
    const name = stringOf(raw, 'name');
    if (name === undefined) continue;
    const span = child(raw, 'name')?.span ?? raw.span;
    if (names.includes(name)) problems.add('NAM001', span, `\`${name}\` is defined twice under \`${key}\``);
    else names.push(name);
  }
  return names;
}

/** The configs of a schema; without any, one nameless config per extreme: everything off (and, to check the rest, nothing else). */
function readConfigs(files: LoadedFiles, features: readonly string[], problems: ProblemList): ConfigChoice[] {
  const names = declaredNames(files.root, 'configs', problems);
  const configs: ConfigChoice[] = [];
  for (const raw of mapsOf(files.root, 'configs')) {
    const name = stringOf(raw, 'name');
    if (name === undefined || !names.includes(name) || configs.some((config) => config.name === name)) continue;
    const on = scalarsOf(raw, 'on').flatMap((scalar) => {
      if (typeof scalar.value !== 'string') return [];
      if (features.includes(scalar.value)) return [scalar.value];
      problems.add('NAM009', scalar.span, `unknown feature \`${scalar.value}\``, { fix: features.length > 0 ? `known: ${features.join(', ')}` : 'declare it under `features:`' });
      return [];
    });
    configs.push({ name, features: on });
  }
  return configs.length > 0 ? configs : [{ name: null, features: [] }];
}

/** Data models that some assertion of the schema names, and the default one. */
function modelsToCheck(files: LoadedFiles): DataModel[] {
  return DATA_MODELS.filter((model) => model === DEFAULT_DATA_MODEL || files.files.some((file) => mentions(file, new RegExp(`\\b${model}(?!-)\\b`))));
}

function mentionsBoth(files: LoadedFiles): boolean {
  return files.files.some((file) => mentions(file, /[\w-]+\/(?:lp64|lp64-be|ilp32|i386)\b/));
}

function mentions(file: RawMap, pattern: RegExp): boolean {
  return pattern.test(file.span.source.text);
}
