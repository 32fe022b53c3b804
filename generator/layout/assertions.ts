import type { ProblemCode, ProblemList, Raw } from '../load/index.ts';
import { DATA_MODELS } from './data-models.ts';
import type { DataModel } from './types.ts';

/** Which layout is computed, and whether it is the one that plain assertions are about. */
export interface LayoutTarget {
  readonly config: string | null;
  readonly isDefaultConfig: boolean;
  readonly configs: readonly string[];
  readonly dataModel: DataModel;
}

export const DEFAULT_DATA_MODEL: DataModel = 'lp64';

/**
 * What an `at:`, `size:` or `align:` asserts for this target: a plain number holds in the default config and data model; a map names
 * configs, data models or `config/model`. Undefined when it asserts nothing here.
 */
export function assertedValue(raw: Raw | undefined | null, target: LayoutTarget, problems: ProblemList | null): { value: number; raw: Raw } | undefined {
  if (!raw) return undefined;
  const isDefaultModel = target.dataModel === DEFAULT_DATA_MODEL;
  if (raw.kind === 'scalar') {
    return target.isDefaultConfig && isDefaultModel ? numberOf(raw) : undefined;
  }
  if (raw.kind !== 'map') return undefined;
  let found: { value: number; raw: Raw } | undefined;
  for (const [key, entry] of raw.entries) {
    const [config, model] = splitKey(key, target.configs);
    if (config === undefined) {
      problems?.add('NAM010', entry.keySpan, `\`${key}\` is neither a config nor a data model`, {
        fix: `known: ${[...target.configs, ...DATA_MODELS].join(', ')}`,
      });
      continue;
    }
    const configFits = config === null ? target.isDefaultConfig : config === target.config;
    if (configFits && model === target.dataModel) found = numberOf(entry.value);
  }
  return found;
}

function splitKey(key: string, configs: readonly string[]): [config: string | null | undefined, model: DataModel] {
  const isModel = (text: string): text is DataModel => (DATA_MODELS as readonly string[]).includes(text);
  if (isModel(key)) return [null, key];
  if (configs.includes(key)) return [key, DEFAULT_DATA_MODEL];
  const [config = '', model = ''] = key.split('/');
  return configs.includes(config) && isModel(model) ? [config, model] : [undefined, DEFAULT_DATA_MODEL];
}

function numberOf(raw: Raw): { value: number; raw: Raw } | undefined {
  return raw.kind === 'scalar' && typeof raw.value === 'number' ? { value: raw.value, raw } : undefined;
}

/** Compares one assertion with the computed number and reports a difference. */
export function checkAssertion(
  code: ProblemCode,
  raw: Raw | undefined | null,
  computed: number,
  describe: (asserted: number) => { message: string; layoutSoFar?: string },
  target: LayoutTarget,
  problems: ProblemList | null,
): void {
  const asserted = assertedValue(raw, target, problems);
  if (!asserted || asserted.value === computed || !problems) return;
  const { message, layoutSoFar } = describe(asserted.value);
  const where = target.isDefaultConfig && target.dataModel === DEFAULT_DATA_MODEL ? '' : ` (${[target.config, target.dataModel].filter(Boolean).join(', ')})`;
  problems.add(code, asserted.raw.span, message + where, { layoutSoFar, fix: `write ${computed}, or change what comes before` });
}
