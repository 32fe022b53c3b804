import {
  child,
  headOf,
  mapsOf,
  nearest,
  originOf,
  type ProblemCode,
  type ProblemList,
  quotedText,
  type Raw,
  type RawMap,
  type RawScalar,
  type Span,
  scalarsOf,
  shorten,
  spanOf,
  stringOf,
} from '../load/index.ts';
import { camelCase, dropPrefix, pascalCase } from './names.ts';
import type { ByteOrderRule, ConstantModel, Documented, Packing } from './types.ts';
import { WrittenNames } from './written-names.ts';

/** Defaults that an item takes from the file it stands in. */
export interface FileDefaults {
  readonly packing: Packing;
  readonly byteOrder: ByteOrderRule;
  /** Whether `packing` could be read: where not, no offset is certain. */
  readonly isSure: boolean;
}

/** An item of a schema list together with what surrounds it. */
export interface Item {
  readonly raw: RawMap;
  readonly defaults: FileDefaults;
  /** Template parameters that are set, for `when: {param: name}`; null outside of templates. */
  readonly params: ReadonlySet<string> | null;
}

/** The config that a model is built for, and the names it may use. */
export interface ConfigTarget {
  /** null when the schema has no configs. */
  readonly name: string | null;
  readonly features: readonly string[];
  /** Whether all of its features could be read: where not, its layouts mean nothing. */
  readonly isSure: boolean;
  /** Every feature that the schema declares. */
  readonly declared: ReadonlySet<string>;
  /** Every config of the schema, in order. */
  readonly configs: readonly string[];
  /** Whether all configs have readable names. */
  readonly areConfigsSure: boolean;
}

/** What model building shares: the config, where to report, and the names and constants known so far. */
export class Scope {
  readonly problems: ProblemList;
  readonly configs: readonly string[];
  readonly areConfigsSure: boolean;
  readonly prefixes: readonly string[];
  readonly constants: Map<string, ConstantModel> = new Map();
  /** Constants, types, enum values, flags and the like. */
  readonly names: WrittenNames = new WrittenNames();
  readonly messages: WrittenNames = new WrittenNames();
  readonly #target: ConfigTarget;
  readonly #enabled: ReadonlySet<string>;

  constructor(problems: ProblemList, target: ConfigTarget, prefixes: readonly string[]) {
    this.problems = problems;
    this.configs = target.configs;
    this.areConfigsSure = target.areConfigsSure;
    this.prefixes = prefixes;
    this.#target = target;
    this.#enabled = new Set(target.features);
  }

  /** Something that was reported may have held any number of names: unknown ones are no mistake any more. */
  loseNames(): void {
    this.names.lose();
    this.messages.lose();
  }

  report(code: ProblemCode, span: Span, message: string, fix?: string): void {
    this.problems.add(code, span, message, { fix });
  }

  /**
   * Reports a name that nobody defined, with the nearest one that is defined. Keeps quiet about one whose definition was reported.
   *
   * @param written - where a definition could stand
   * @param otherwise - what to do when no name is near
   */
  unknown(
    code: ProblemCode,
    span: Span,
    what: string,
    name: string,
    candidates: () => Iterable<string>,
    written: WrittenNames = this.names,
    otherwise?: string,
  ): void {
    const item = written.get(name);
    if (item) {
      if (!item.enabled) this.#reportOff(code, span, name, item.raw);
      return;
    }
    if (this.problems.isFull || !written.isComplete || /^\w*<[A-Za-z_]\w*>\w*$/.test(name)) return;
    const all = [...candidates()];
    const guess = nearest(name, all);
    const fix = guess
      ? `did you mean \`${guess}\`?`
      : all.length > 0 && all.length <= 12
        ? `there is ${all.map((n) => `\`${n}\``).join(', ')}`
        : otherwise;
    this.report(code, span, `unknown ${what} \`${shorten(name)}\``, fix);
  }

  #reportOff(code: ProblemCode, span: Span, name: string, raw: RawMap): void {
    const when = child(raw, 'when');
    const { name: config, configs } = this.#target;
    const place = config === null ? ': no config turns it on' : config === configs[0] ? ` in config \`${config}\`` : '';
    const fix = when ? `give what uses it the same \`when: ${quotedText(when.span)}\`` : 'give what uses it the same `when:`';
    this.report(code, span, `\`${name}\` is off${place}`, fix);
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

  /** What every item carries. Spread it last: V8 takes a hundred times as long for an object that starts with a spread. */
  documented(raw: RawMap): Documented {
    return {
      doc: (stringOf(raw, 'doc') ?? '').trim(),
      since: stringOf(raw, 'since') ?? null,
      deprecated: stringOf(raw, 'deprecated') ?? null,
      origin: originOf(raw.span),
    };
  }

  /** Whether the item's `when:` holds in this config; what was reported counts as on. */
  isEnabled(item: { readonly raw: RawMap; readonly params: ReadonlySet<string> | null }): boolean {
    const when = child(item.raw, 'when');
    return !when || this.#holds(when, item.params);
  }

  #holds(when: Raw, params: ReadonlySet<string> | null): boolean {
    if (when.kind === 'list') return when.items.every((part) => this.#holds(part, params));
    if (when.kind === 'map') return params?.has(stringOf(when, 'param') ?? '') ?? false;
    if (when.kind === 'broken') return true;
    const feature = String(when.value).replace(/^not /, '');
    return !this.#target.declared.has(feature) || this.#enabled.has(feature) === (feature === when.value);
  }

  /** Whether nothing was reported about when the item is there. Where something was, it counts as on. */
  isSure(raw: RawMap): boolean {
    const when = child(raw, 'when');
    return !raw.lacking && (!when || this.#isKnown(when));
  }

  #isKnown(when: Raw): boolean {
    if (when.kind === 'list') return when.items.every((part) => this.#isKnown(part));
    return when.kind === 'map' || (when.kind === 'scalar' && this.#target.declared.has(String(when.value).replace(/^not /, '')));
  }

  /** The items of a list that are on in this config; `written` learns the names of all. */
  enabledMaps(map: RawMap, key: string, params: ReadonlySet<string> | null, written: WrittenNames = this.names): RawMap[] {
    return mapsOf(map, key).filter((raw) => {
      const enabled = this.isEnabled({ raw, params });
      written.add(raw, enabled);
      return enabled;
    });
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
    this.unknown('NAM008', raw.span, 'constant', raw.value, () => this.constants.keys());
    return undefined;
  }

  /** Like `integer`, as a number; one outside of the bounds is reported and left out. */
  number(map: RawMap, key: string, least: number, most: number = Number.MAX_SAFE_INTEGER): number | undefined {
    const raw = child(map, key);
    return raw?.kind === 'scalar' ? this.numberOf(raw, key, least, most) : undefined;
  }

  numberOf(raw: RawScalar, key: string, least: number, most: number = Number.MAX_SAFE_INTEGER): number | undefined {
    const value = this.integerOf(raw);
    if (value === undefined || (value >= BigInt(least) && value <= BigInt(most)))
      return value === undefined ? undefined : Number(value);
    const bounds = most === Number.MAX_SAFE_INTEGER ? `at least ${least}` : `${least} to ${most}`;
    this.report('KEY006', raw.span, `found \`${key}: ${value}\`; expected ${bounds}`);
    return undefined;
  }

  /** A power of two up to 4096 under `key`, or 1 when absent. */
  alignment(map: RawMap, key: string): number {
    const value = this.number(map, key, 1, 4096) ?? 1;
    if ((value & (value - 1)) === 0) return value;
    this.report('KEY006', spanOf(map, key), `found \`${key}: ${value}\`; expected a power of two`);
    return 1;
  }

  /** Keeps the first of items that share a name, and reports the others. */
  unique<T extends { readonly name: string }>(items: readonly T[], rawOf: (item: T) => RawMap, what: string): T[] {
    const firsts = new Map<string, RawMap>();
    return items.filter((item) => {
      const first = firsts.get(item.name);
      if (first) this.twice(what, item.name, rawOf(item), first);
      else firsts.set(item.name, rawOf(item));
      return !first;
    });
  }

  /** Reports a second definition of a name. */
  twice(what: string, name: string, raw: RawMap, first: RawMap, key = 'name'): void {
    if (!this.isSure(raw) || !this.isSure(first)) return; // they may be meant for different configs
    this.report(
      'NAM001',
      spanOf(raw, key),
      `the ${what} \`${name}\` is defined twice (first in ${originOf(headOf(first))})`,
      'rename one of the two, or remove it',
    );
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
