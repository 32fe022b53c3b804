import { child, mapsOf, type RawMap, spanOf, stringOf, booleanOf } from '../load/index.ts';
import { fits, isInteger, isWide, SCALAR_TYPES } from './scalars.ts';
import type { Item, Scope } from './scope.ts';
import type {
  EnumModel,

  JsPolicy,
  NamedValue,
  ResolvedType,
  ScalarType,
  StructModel,
  TypeModel,

  ValueRules,
} from './types.ts';

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
    if (first) {
      this.#scope.unique([{ name, raw: first }, { name, raw }], (item) => item.raw, 'type');
      return false;
    }
    this.#firsts.set(name, raw);
    this.#types.set(name, { type, rules });
    return true;
  }

  /** Adds `types:` entries in order; an alias may use the ones before it. */
  addAlias(item: Item): void {
    const { raw } = item;
    const name = stringOf(raw, 'name');
    const target = this.resolve(raw, 'is');
    if (name === undefined || !target) return;
    let type = target.type;
    if (booleanOf(raw, 'bool')) {
      if (type.kind === 'scalar' && isInteger(type.scalar)) type = { ...type, bool: true };
      else this.#scope.report('LAY012', spanOf(raw, 'bool'), '`bool:` stands on a type that is no integer');
    }
    this.add(name, raw, type, this.rulesOf(raw, { type, rules: target.rules }));
  }

  /** The type named under `key`; undefined when absent or reported. */
  resolve(raw: RawMap, key = 'type'): ResolvedType | undefined {
    const text = stringOf(raw, key);
    if (text === undefined) return undefined;
    const builtin = builtinType(text);
    if (builtin) return { type: builtin, rules: NO_RULES };
    const named = this.#types.get(text);
    if (named) return named;
    this.#scope.unknown('NAM004', spanOf(raw, key), 'type', text, [...SCALAR_TYPES, 'xptr', ...this.#types.keys()]);
    return undefined;
  }

  enumNamed(raw: RawMap, key: string): EnumModel | null {
    const name = stringOf(raw, key);
    if (name === undefined) return null;
    const type = this.#types.get(name)?.type;
    if (type?.kind === 'enum') return type.enum;
    const known = [...this.#types].flatMap(([known, resolved]) => (resolved.type.kind === 'enum' ? known : []));
    this.#scope.unknown('NAM005', spanOf(raw, key), 'enum', name, known);
    return null;
  }

  structNamed(raw: RawMap, key: string): StructModel | null {
    const name = stringOf(raw, key);
    if (name === undefined) return null;
    const type = this.#types.get(name)?.type;
    if (type?.kind === 'struct') return type.struct;
    const known = [...this.#types].flatMap(([known, resolved]) => (resolved.type.kind === 'struct' ? known : []));
    this.#scope.unknown('NAM011', spanOf(raw, key), 'struct', name, known);
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
    const sentinels = child(raw, 'sentinels') ? this.#sentinels(raw, scalar) : over.rules.sentinels;
    return { js, unit: stringOf(raw, 'unit') ?? over.rules.unit, min, max, sentinels };
  }

  #bound(raw: RawMap, key: 'min' | 'max', scalar: ScalarType | null): bigint | null {
    const value = this.#scope.integer(raw, key);
    if (value === undefined) return null;
    if (!scalar || !isInteger(scalar)) {
      this.#scope.report('LAY012', spanOf(raw, key), `\`${key}:\` stands on a type that is no integer`);
      return null;
    }
    if (!fits(value, scalar)) {
      this.#scope.report('LAY009', spanOf(raw, key), `${value} does not fit ${scalar}`);
      return null;
    }
    return value;
  }

  #sentinels(raw: RawMap, scalar: ScalarType | null): NamedValue[] {
    const scope = this.#scope;
    return mapsOf(raw, 'sentinels').flatMap((entry) => {
      const name = stringOf(entry, 'name');
      const value = scope.integer(entry, 'value');
      if (name === undefined || value === undefined) return [];
      if (!scalar || !fits(value, scalar)) {
        scope.report('LAY009', spanOf(entry, 'value'), `${value} does not fit ${scalar ?? 'this type'}`);
        return [];
      }
      return [{ ...scope.documented(entry), name, tsName: scope.constantName(name), value }];
    });
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

