import { booleanOf, child, mapsOf, type RawMap, type Span, shorten, spanOf, stringOf } from '../load/index.ts';
import { fits, integerRange, isInteger, isWide, SCALAR_TYPES } from './scalars.ts';
import type { Item, Scope } from './scope.ts';
import { typeHint } from './type-hints.ts';
import type {
  EnumModel,
  JsPolicy,
  NamedTypeModel,
  NamedValue,
  ResolvedType,
  ScalarType,
  StructModel,
  TypeModel,
  ValueRules,
} from './types.ts';

/** Kinds of types, as messages call them. */
export const KIND_NAMES: Readonly<Record<TypeModel['kind'], string>> = {
  scalar: 'a scalar',
  enum: 'an enum',
  flags: 'a flags type',
  struct: 'a struct',
  union: 'a union',
};

const NO_RULES: ValueRules = { js: null, unit: null, min: null, max: null, sentinels: [] };

/** Every type name of a schema: aliases, enums, flags, structs and unions share one set of names. */
export class TypeTable {
  readonly #scope: Scope;
  readonly #types = new Map<string, ResolvedType>();
  readonly #firsts = new Map<string, RawMap>();

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** Adds a type; a second one of the same name is reported and refused. */
  add(name: string, raw: RawMap, type: TypeModel, rules: ValueRules = NO_RULES): boolean {
    const first = this.#firsts.get(name);
    const key = child(raw, 'typedef') ? 'typedef' : 'name';
    if (first) this.#scope.twice('type', name, raw, first, key);
    else if (builtinType(name))
      this.#scope.report('NAM002', spanOf(raw, key), `\`${name}\` is a scalar of the schema language`, 'rename it');
    else this.#types.set(name, { type, rules });
    if (!first) this.#firsts.set(name, raw);
    return this.#firsts.get(name) === raw && this.#types.has(name);
  }

  /** Adds all `types:` entries; they may refer to each other in any order. */
  addAliases(items: readonly Item[]): NamedTypeModel[] {
    const waiting = new Map<string, RawMap>();
    for (const { raw } of items) {
      const name = stringOf(raw, 'name');
      const first = name === undefined ? undefined : (this.#firsts.get(name) ?? waiting.get(name));
      if (first && name !== undefined) this.#scope.twice('type', name, raw, first);
      else if (name !== undefined) waiting.set(name, raw);
    }
    return [...waiting.keys()].flatMap((name) => this.#addAlias(name, waiting));
  }

  /** Adds an alias after those it builds on; an alias that builds on itself is reported. */
  #addAlias(first: string, waiting: Map<string, RawMap>): NamedTypeModel[] {
    const chain = new Map<string, RawMap>();
    for (let name = first, raw = waiting.get(name); raw; raw = waiting.get(name)) {
      waiting.delete(name);
      chain.set(name, raw);
      name = stringOf(raw, 'is') ?? '';
      if (chain.has(name)) {
        this.#scope.report('NAM004', spanOf(raw, 'is'), `the type \`${shorten(name)}\` is defined by itself`, 'name a scalar');
        return [];
      }
    }
    return [...chain].reverse().flatMap(([name, raw]): NamedTypeModel[] => {
      const target = this.#aliasTarget(raw);
      if (!target) return [];
      const rules = this.rulesOf(raw, target);
      if (!this.add(name, raw, target.type, rules)) return [];
      return [{ name, type: target.type, raw, ...this.#scope.documented(raw), ...rules }];
    });
  }

  #aliasTarget(raw: RawMap): (ResolvedType & { readonly type: NamedTypeModel['type'] }) | undefined {
    const target = this.resolve(raw, 'is');
    if (!target) return undefined;
    const { type, rules } = target;
    if (type.kind !== 'scalar') {
      this.#scope.report(
        'NAM004',
        spanOf(raw, 'is'),
        `\`${stringOf(raw, 'is')}\` is ${KIND_NAMES[type.kind]}, and a scalar is needed here`,
        'use it as a type itself',
      );
      return undefined;
    }
    if (!booleanOf(raw, 'bool')) return { type, rules };
    if (isInteger(type.scalar)) return { type: { ...type, bool: true }, rules };
    this.#scope.report('LAY012', spanOf(raw, 'bool'), '`bool:` stands on a type that is no integer', 'leave it out');
    return { type, rules };
  }

  /** The type named under `key`; undefined when absent or reported. */
  resolve(raw: RawMap, key = 'type'): ResolvedType | undefined {
    const text = stringOf(raw, key);
    if (text === undefined) return undefined;
    const builtin = builtinType(text);
    if (builtin) return { type: builtin, rules: NO_RULES };
    const named = this.#types.get(text);
    if (named) return named;
    const hint = typeHint(text);
    if (hint && !this.#scope.names.get(text)) this.#scope.report('NAM004', spanOf(raw, key), `unknown type \`${text}\``, hint);
    else
      this.#scope.unknown(
        'NAM004',
        spanOf(raw, key),
        'type',
        text,
        () => [...SCALAR_TYPES, 'xptr', ...this.#types.keys()],
        undefined,
        'define it under `types`, `enums`, `flags`, `structs` or `unions`',
      );
    return undefined;
  }

  enumNamed(raw: RawMap, key: string): EnumModel | null {
    const name = stringOf(raw, key);
    if (name === undefined) return null;
    const type = this.#types.get(name)?.type;
    if (type?.kind === 'enum') return type.enum;
    this.#refuse('NAM005', raw, key, 'enum');
    return null;
  }

  /** Reports a name under `key` that is not of the kind that is asked for. */
  #refuse(code: 'NAM005' | 'NAM011', raw: RawMap, key: string, kind: 'enum' | 'struct'): void {
    const name = stringOf(raw, key) ?? '';
    const other = this.#types.get(name)?.type.kind ?? (builtinType(name) ? 'scalar' : undefined);
    if (other) {
      this.#scope.report(code, spanOf(raw, key), `\`${name}\` is ${KIND_NAMES[other]}, and ${KIND_NAMES[kind]} is needed here`);
      return;
    }
    this.#scope.unknown(code, spanOf(raw, key), kind, name, () =>
      [...this.#types].flatMap(([known, { type }]) => (type.kind === kind ? known : [])),
    );
  }

  structNamed(raw: RawMap, key: string): StructModel | null {
    const name = stringOf(raw, key);
    if (name === undefined) return null;
    const type = this.#types.get(name)?.type;
    if (type?.kind === 'struct') return type.struct;
    this.#refuse('NAM011', raw, key, 'struct');
    return null;
  }

  /** `js`, `unit`, `min`, `max` and `sentinels` of an item, over those of its type. */
  rulesOf(raw: RawMap, over: ResolvedType): ValueRules {
    const scope = this.#scope;
    const scalar = scalarOf(over.type);
    let js = (stringOf(raw, 'js') as JsPolicy | undefined) ?? over.rules.js;
    if (child(raw, 'js') && js && !(scalar && isWide(scalar))) {
      scope.report('LAY012', spanOf(raw, 'js'), '`js:` stands on a type that is no 64-bit integer', 'leave it out');
      js = null;
    }
    const min = this.#bound(raw, 'min', scalar) ?? over.rules.min;
    const max = this.#bound(raw, 'max', scalar) ?? over.rules.max;
    if (min !== null && max !== null && min > max) {
      scope.report('LAY011', spanOf(raw, child(raw, 'min') ? 'min' : 'max'), `min ${min} is above max ${max}`);
    }
    const sentinels = child(raw, 'sentinels') ? this.#sentinels(raw, scalar, js) : over.rules.sentinels;
    return { js, unit: stringOf(raw, 'unit') ?? over.rules.unit, min, max, sentinels };
  }

  #bound(raw: RawMap, key: 'min' | 'max', scalar: ScalarType | null): bigint | null {
    const value = this.#scope.integer(raw, key);
    if (value === undefined) return null;
    if (!scalar || !isInteger(scalar)) {
      this.#scope.report('LAY012', spanOf(raw, key), `\`${key}:\` stands on a type that is no integer`, 'leave it out');
      return null;
    }
    return this.#fits(value, scalar, spanOf(raw, key)) ? value : null;
  }

  #fits(value: bigint, scalar: ScalarType, span: Span): boolean {
    if (fits(value, scalar)) return true;
    const [low, high] = integerRange(scalar);
    this.#scope.report('LAY009', span, `${value} does not fit ${scalar} (${low} to ${high})`);
    return false;
  }

  #sentinels(raw: RawMap, scalar: ScalarType | null, js: JsPolicy | null): NamedValue[] {
    const scope = this.#scope;
    if (!scalar || !isInteger(scalar)) {
      scope.report('LAY012', spanOf(raw, 'sentinels'), '`sentinels:` stand on a type that is no integer', 'leave them out');
      return [];
    }
    const values = mapsOf(raw, 'sentinels').flatMap((entry) => {
      const name = stringOf(entry, 'name');
      const value = scope.integer(entry, 'value');
      if (name === undefined || value === undefined || !this.#fits(value, scalar, spanOf(entry, 'value'))) return [];
      if (value > Number.MAX_SAFE_INTEGER && js === 'number') {
        scope.report(
          'LAY009',
          spanOf(entry, 'value'),
          `${value} does not fit a JavaScript number, which \`js: number\` asks for`,
          'use `js: bigint`',
        );
      }
      return [{ name, tsName: scope.constantName(name), value, raw: entry, ...scope.documented(entry) }];
    });
    return scope.unique(values, (value) => value.raw, 'sentinel');
  }
}

/** The scalar behind a scalar, enum or flags type. */
export function scalarOf(type: TypeModel): ScalarType | null {
  switch (type.kind) {
    case 'scalar':
      return type.scalar;
    case 'enum':
      return type.enum.scalar;
    case 'flags':
      return type.flags.scalar;
    default:
      return null;
  }
}

function builtinType(text: string): TypeModel | null {
  if (SCALAR_TYPES.has(text) && text !== 'ptr') {
    return { kind: 'scalar', scalar: text as ScalarType, bool: text === 'bool', typeName: text };
  }
  if (text === 'xptr' || /^handle<\w+>$/.test(text)) return { kind: 'scalar', scalar: 'u64', bool: false, typeName: text };
  if (/^ptr<\w+>$/.test(text)) return { kind: 'scalar', scalar: 'ptr', bool: false, typeName: text };
  return null;
}
