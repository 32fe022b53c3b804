import {
  DATA_MODELS,
  type DataModel,
  DEFAULT_DATA_MODEL,
  describeTarget,
  type Layout,
  type LayoutTarget,
  computeLayout as layoutModel,
} from './layout/index.ts';
import {
  isBrokenAt,
  type LoadedFiles,
  loadFiles,
  mapsOf,
  nearest,
  type Problem,
  ProblemList,
  type RawMap,
  type RawScalar,
  type ReadFile,
  scalarsOf,
  spanOf,
  stringOf,
} from './load/index.ts';
import { areFeaturesSure, buildModel, type ConfigTarget, checkReferences, type Model } from './model/index.ts';

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
  const { root, ...loaded } = loadFiles(source, readFile, problems);
  const failed = (): CheckedSchema => ({ schema: null, problems: problems.sorted(loaded.order), files: loaded.order });
  if (!root || problems.isFull) return failed();
  const files: LoadedFiles = { ...loaded, root };
  const features = declaredNames(root, 'features', problems);
  checkReferences(files, features, problems);
  const configs = readConfigs(root, features, problems);
  const models = new Map<string | null, Model>();
  for (const [at, config] of configs.entries()) {
    const isDefaultConfig = at === 0;
    const target = { config: config.name, isDefaultConfig, dataModel: DEFAULT_DATA_MODEL };
    problems.setTarget(describeTarget(target));
    const model = buildModel(files, source, config, problems);
    models.set(config.name, model);
    if (!config.isSure) continue;
    for (const dataModel of isDefaultConfig || mentionsBoth(files) ? modelsToCheck(files) : [DEFAULT_DATA_MODEL]) {
      problems.setTarget(describeTarget({ ...target, dataModel }));
      layoutModel(model, { ...target, dataModel }, problems);
    }
  }
  if (problems.size > 0) return failed();
  const named = configs.flatMap(({ name, features: on }) => (name === null ? [] : [{ name, features: on }]));
  return {
    schema: { protocol: stringOf(root, 'protocol') ?? '', source, configs: named, files: files.order, models },
    problems: [],
    files: files.order,
  };
}

/**
 * The layout of a checked schema.
 * @param options.config - one of `schema.configs`; default the first
 * @param options.dataModel - default `lp64`
 * @throws RangeError on a config that the schema does not have
 */
export function computeLayout(
  schema: Schema,
  options: { readonly config?: string | undefined; readonly dataModel?: DataModel | undefined } = {},
): Layout {
  const config = options.config ?? schema.configs[0]?.name ?? null;
  const model = schema.models.get(config);
  if (!model) throw new RangeError(`unknown config: config=${config}`);
  const target: LayoutTarget = {
    config,
    isDefaultConfig: config === (schema.configs[0]?.name ?? null),
    dataModel: options.dataModel ?? DEFAULT_DATA_MODEL,
  };
  return layoutModel(model, target);
}

function declaredNames(root: RawMap, key: string, problems: ProblemList): string[] {
  const names = new Set<string>();
  for (const raw of mapsOf(root, key)) {
    const name = stringOf(raw, 'name');
    if (name === undefined) continue;
    if (names.has(name))
      problems.add('NAM001', spanOf(raw, 'name'), `\`${name}\` is defined twice under \`${key}\``, {
        fix: 'rename one of the two, or remove it',
      });
    names.add(name);
  }
  return [...names];
}

/** The configs of a schema; without any, a nameless one with every feature off. */
function readConfigs(root: RawMap, features: readonly string[], problems: ProblemList): ConfigTarget[] {
  const names = declaredNames(root, 'configs', problems);
  const areConfigsSure =
    mapsOf(root, 'configs').every((raw) => stringOf(raw, 'name') !== undefined) && !isBrokenAt(root, 'configs');
  const common = { declared: new Set(features), configs: names, areConfigsSure };
  const configs = new Map<string, ConfigTarget>();
  for (const raw of mapsOf(root, 'configs')) {
    const name = stringOf(raw, 'name');
    const written = scalarsOf(raw, 'on');
    const on = written.flatMap((scalar) => knownFeature(scalar, root, features, problems));
    const isSure = on.length === written.length && !isBrokenAt(raw, 'on') && !raw.lacking;
    if (name !== undefined && !configs.has(name)) configs.set(name, { ...common, name, features: on, isSure });
  }
  return configs.size > 0 ? [...configs.values()] : [{ ...common, name: null, features: [], isSure: true }];
}

function knownFeature(scalar: RawScalar, root: RawMap, features: readonly string[], problems: ProblemList): string[] {
  if (typeof scalar.value !== 'string') return [];
  if (features.includes(scalar.value)) return [scalar.value];
  if (areFeaturesSure(root)) {
    const guess = nearest(scalar.value, features);
    problems.add('NAM009', scalar.span, `unknown feature \`${scalar.value}\``, {
      fix: guess ? `did you mean \`${guess}\`?` : 'declare it under `features:`',
    });
  }
  return [];
}

/** Data models that some assertion of the schema names, and the default one. */
function modelsToCheck(files: LoadedFiles): DataModel[] {
  return DATA_MODELS.filter(
    (model) => model === DEFAULT_DATA_MODEL || files.files.some((file) => mentions(file, new RegExp(`\\b${model}(?!-)\\b`))),
  );
}

function mentionsBoth(files: LoadedFiles): boolean {
  return files.files.some((file) => mentions(file, /\/(?:lp64|lp64-be|ilp32|i386)\b/));
}

function mentions(file: RawMap, pattern: RegExp): boolean {
  return pattern.test(file.span.source.text);
}
