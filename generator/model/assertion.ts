import { child, type Raw, type RawMap, type Span } from '../load/index.ts';
import type { Scope } from './scope.ts';
import type { DataModel } from './types.ts';
import { WrittenNames } from './written-names.ts';

/** Data models of the C ABI that a layout can be computed for; the first is the default. */
export const DATA_MODELS: readonly DataModel[] = ['lp64', 'lp64-be', 'ilp32', 'i386'];
export const DEFAULT_DATA_MODEL: DataModel = 'lp64';

/** One number that an `at:`, `size:` or `align:` asserts, and for what. */
export interface Assertion {
  /** null for the default config. */
  readonly config: string | null;
  readonly dataModel: DataModel;
  readonly value: number;
  readonly span: Span;
}

/** The assertions under `key`: a plain number, or a map from configs, data models or `config/model` to numbers. */
export function readAssertions(raw: RawMap, key: string, scope: Scope): readonly Assertion[] {
  const value = child(raw, key);
  if (value?.kind !== 'map') return value ? entryOf(value, null, DEFAULT_DATA_MODEL, scope) : [];
  return [...value.entries].flatMap(([name, entry]) => {
    const [config, model] = splitKey(name, scope.configs);
    if (model === undefined) {
      if (scope.areConfigsSure)
        scope.unknown(
          'NAM010',
          entry.keySpan,
          'config or data model',
          name,
          () => [...scope.configs, ...DATA_MODELS],
          new WrittenNames(),
        );
      return [];
    }
    return entryOf(entry.value, config, model, scope);
  });
}

function entryOf(raw: Raw, config: string | null, dataModel: DataModel, scope: Scope): Assertion[] {
  if (raw.kind !== 'scalar') return [];
  const value = scope.integerOf(raw);
  return value === undefined ? [] : [{ config, dataModel, value: Number(value), span: raw.span }];
}

function splitKey(key: string, configs: readonly string[]): readonly [string | null, DataModel | undefined] {
  const modelOf = (text: string): DataModel | undefined => DATA_MODELS.find((model) => model === text);
  if (modelOf(key)) return [null, modelOf(key)];
  if (configs.includes(key)) return [key, DEFAULT_DATA_MODEL];
  const [config = '', model = ''] = key.split('/');
  return [config, configs.includes(config) ? modelOf(model) : undefined];
}
