import { child, type RawMap, type RawScalar, scalarsOf, spanOf, stringOf } from '../load/index.ts';
import { fits, isInteger } from './scalars.ts';
import type { Scope } from './scope.ts';
import type { StructNames } from './struct-names.ts';
import { scalarOf } from './type-table.ts';
import type { ConditionModel, FieldModel, ScalarType } from './types.ts';
import { WrittenNames } from './written-names.ts';

/** Reads the `if:` of a tail; undefined when it was reported. */
export function conditionOf(raw: RawMap, names: StructNames, scope: Scope): ConditionModel | undefined {
  const map = child(raw, 'if');
  const name = map?.kind === 'map' ? stringOf(map, 'field') : undefined;
  if (map?.kind !== 'map' || name === undefined) return undefined;
  const field = names.fields.get(name);
  if (!field && names.tails.has(name)) {
    scope.report('TAI007', spanOf(map, 'field'), `\`${name}\` is a tail itself`, 'look at a field of the fixed part');
    return undefined;
  }
  if (!field) {
    scope.unknown('NAM006', spanOf(map, 'field'), 'field', name, () => names.fields.keys(), names.written);
    return undefined;
  }
  const scalar = scalarOf(field.type);
  if (!scalar || !canDecide(field, scalar)) {
    scope.report(
      'TAI007',
      spanOf(map, 'field'),
      `\`${name}\` is no single integer, enum or flags field`,
      'look at another field',
    );
    return undefined;
  }
  const key = child(map, 'has') ? 'has' : 'is';
  if (key === 'has' && field.type.kind !== 'flags') {
    scope.report('TAI007', spanOf(map, 'has'), `\`has:\` looks for a flag, but \`${name}\` is no flags field`, 'use `is:`');
    return undefined;
  }
  const entries = scalarsOf(map, key);
  const values = entries.flatMap((entry) => valueOf(entry, field, scalar, scope) ?? []);
  if (values.length === 0 || values.length < entries.length) return undefined;
  return key === 'has'
    ? { field, values: null, mask: values.reduce((mask, value) => mask | value, 0n) }
    : { field, values, mask: null };
}

function canDecide(field: FieldModel, scalar: ScalarType): boolean {
  const isWhole = field.count === null && field.bits === null;
  return isWhole && (isInteger(scalar) || scalar === 'bool' || scalar === 'char');
}

/** A number, a constant, or a name of the field's own enum or flags. */
function valueOf(entry: RawScalar, field: FieldModel, scalar: ScalarType, scope: Scope): bigint | undefined {
  const value =
    field.type.kind === 'scalar' || typeof entry.value !== 'string' || scope.constants.has(entry.value)
      ? scope.integerOf(entry)
      : namedValue(entry, field, scope);
  if (value === undefined || fits(value, scalar)) return value;
  scope.report('LAY009', entry.span, `${value} does not fit \`${field.name}\` (${scalar})`);
  return undefined;
}

function namedValue(entry: RawScalar, field: FieldModel, scope: Scope): bigint | undefined {
  const { type } = field;
  if (type.kind !== 'enum' && type.kind !== 'flags') return undefined;
  const [known, item, key] =
    type.kind === 'enum' ? [type.enum.values, type.enum, 'values'] : [type.flags.bits, type.flags, 'bits'];
  const name = String(entry.value);
  const found = known.find((value) => value.name === name);
  if (found) return found.value;
  const written = new WrittenNames();
  if (item.raw) scope.enabledMaps(item.raw, key, null, written);
  scope.unknown(
    'NAM005',
    entry.span,
    type.kind === 'enum' ? 'enum value' : 'flag',
    name,
    () => known.map((value) => value.name),
    written,
  );
  return undefined;
}
