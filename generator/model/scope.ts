import {
  child,
  nearest,
  originOf,
  type ProblemCode,
  type ProblemList,
  type Raw,
  type RawMap,
  type RawScalar,
  scalarsOf,
  type Span,
  spanOf,
  stringOf,
} from '../load/index.ts';
import { camelCase, dropPrefix, pascalCase } from './names.ts';
import type { ByteOrderRule, ConstantModel, Documented, Packing } from './types.ts';

/** Defaults that an item takes from the file it stands in. */
export interface FileDefaults {
  readonly packing: Packing;
  readonly byteOrder: ByteOrderRule;
}

/** An item of a schema list together with what surrounds it. */
export interface Item {
  readonly raw: RawMap;
  readonly defaults: FileDefaults;
  /** Template parameters that are set, for `when: {param: name}`; null outside of templates. */
  readonly params: ReadonlySet<string> | null;
}

/** What model building shares: the config, where to report, and the constants known so far. */
export class Scope {
  readonly problems: ProblemList;
  readonly declared: ReadonlySet<string>;
  readonly enabled: ReadonlySet<string>;
  readonly prefixes: readonly string[];
  readonly constants: Map<string, ConstantModel> = new Map();

  constructor(
    problems: ProblemList,
    declared: ReadonlySet<string>,
    enabled: ReadonlySet<string>,
    prefixes: readonly string[],
  ) {
    this.problems = problems;
    this.declared = declared;
    this.enabled = enabled;
    this.prefixes = prefixes;
  }

  report(code: ProblemCode, span: Span, message: string, fix?: string): void {
    this.problems.add(code, span, message, { fix });
  }

  /** Reports a name that nobody defined, with the nearest one that is defined. */
  unknown(code: ProblemCode, span: Span, what: string, name: string, candidates: Iterable<string>): void {
    const all = [...candidates];
    const guess = nearest(name, all);
    const fix = guess ? `did you mean \`${guess}\`?` : all.length > 0 && all.length <= 12 ? `known: ${all.join(', ')}` : undefined;
    this.report(code, span, `unknown ${what} \`${name}\``, fix);
  }

  typeName(name: string): string {
    return pascalCase(dropPrefix(name, this.prefixes));
  }

  valueName(name: string): string {
    return pascalCase(dropPrefix(name, this.prefixes));
  }

  constantName(name: string): string {
    return dropPrefix(name, this.prefixes).toUpperCase();
  }

  fieldName(name: string): string {
    return camelCase(name);
  }

  documented(raw: RawMap): Documented {
    return {
      doc: (stringOf(raw, 'doc') ?? '').trim(),
      since: stringOf(raw, 'since') ?? null,
      deprecated: stringOf(raw, 'deprecated') ?? null,
      origin: originOf(raw.span),
    };
  }

  /** Whether the item's `when:` holds in this config. Unknown features are reported and count as off. */
  isEnabled(item: { readonly raw: RawMap; readonly params: ReadonlySet<string> | null }): boolean {
    const when = child(item.raw, 'when');
    return !when || this.#holds(when, item.params);
  }

  #holds(when: Raw, params: ReadonlySet<string> | null): boolean {
    if (when.kind === 'list') return when.items.every((part) => this.#holds(part, params));
    if (when.kind === 'map') {
      const name = stringOf(when, 'param') ?? '';
      return params !== null && params.has(name);
    }
    if (typeof when.value !== 'string') return false;
    const negated = when.value.startsWith('not ');
    const feature = negated ? when.value.slice(4).trim() : when.value;
    if (!this.declared.has(feature)) {
      this.unknown('NAM009', when.span, 'feature', feature, this.declared);
      return false;
    }
    return this.enabled.has(feature) !== negated;
  }

  /** The integer under `key`: a literal, or the name of a constant. Undefined when absent or (already) reported. */
  integer(map: RawMap, key: string): bigint | undefined {
    const raw = child(map, key);
    return raw?.kind === 'scalar' ? this.integerOf(raw) : undefined;
  }

  integerOf(raw: RawScalar): bigint | undefined {
    if (typeof raw.value === 'bigint') return raw.value;
    if (typeof raw.value === 'number') return Number.isInteger(raw.value) ? BigInt(raw.value) : undefined;
    if (typeof raw.value !== 'string') return undefined;
    const known = this.constants.get(raw.value);
    if (known) return known.value;
    this.unknown('NAM008', raw.span, 'constant', raw.value, this.constants.keys());
    return undefined;
  }

  /** Like `integer`, as a number; values that are no safe integer are left out. */
  number(map: RawMap, key: string): number | undefined {
    const value = this.integer(map, key);
    return value === undefined || value > BigInt(Number.MAX_SAFE_INTEGER) || value < -BigInt(Number.MAX_SAFE_INTEGER)
      ? undefined
      : Number(value);
  }

  /** Keeps the first of items that share a name, and reports the others. */
  unique<T extends { readonly name: string }>(items: readonly T[], rawOf: (item: T) => RawMap, what: string): T[] {
    const seen = new Map<string, RawMap>();
    return items.filter((item) => {
      const first = seen.get(item.name);
      if (!first) {
        seen.set(item.name, rawOf(item));
        return true;
      }
      this.report('NAM001', spanOf(rawOf(item), 'name'), `the ${what} \`${item.name}\` is defined twice (first in ${originOf(first.span)})`);
      return false;
    });
  }
}

/** Texts of a list of words under `key`. */
export function wordsOf(map: RawMap, key: string): string[] {
  return scalarsOf(map, key).flatMap((scalar) => (typeof scalar.value === 'string' ? [scalar.value] : []));
}

/** `packed`, `natural` or `natural(max=N)` as written under `key`, else the fallback. */
export function packingOf(map: RawMap, key: string, fallback: Packing): Packing {
  const text = stringOf(map, key);
  if (text === 'packed') return { kind: 'packed' };
  if (text === 'natural') return { kind: 'natural', max: null };
  const max = /^natural\(max=(\d+)\)$/.exec(text ?? '');
  return max ? { kind: 'natural', max: Number(max[1]) } : fallback;
}

export function byteOrderOf(map: RawMap, fallback: ByteOrderRule): ByteOrderRule {
  const text = stringOf(map, 'byte_order');
  return text === 'little' || text === 'big' || text === 'native' ? text : fallback;
}
