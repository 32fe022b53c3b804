import { booleanOf, child, itemsOf, type RawMap, scalarsOf, spanOf, stringOf } from '../load/index.ts';
import { isInteger } from './scalars.ts';
import { byteOrderOf, type Item, type Scope } from './scope.ts';
import { scalarOf, type TypeTable } from './type-table.ts';
import type { ByteOrderRule, ConditionModel, FieldModel, StructModel, TailModel, TypeModel } from './types.ts';

interface TailContext {
  readonly struct: StructModel;
  readonly fields: readonly FieldModel[];
  readonly tails: readonly TailModel[];
  readonly order: ByteOrderRule;
  readonly table: TypeTable;
  readonly scope: Scope;
}

/** Reads the tails of a struct in order; null when one of them was reported and left out. */
export function buildTails(
  struct: StructModel,
  item: Item,
  fields: readonly FieldModel[],
  order: ByteOrderRule,
  table: TypeTable,
  scope: Scope,
): TailModel[] | null {
  const tails: TailModel[] = [];
  let broken = false;
  for (const raw of itemsOf(item.raw, 'tails')) {
    if (raw.kind !== 'map') {
      broken = true;
      continue;
    }
    if (!scope.isEnabled({ raw, params: item.params })) continue;
    const last = tails.at(-1);
    if (last?.kind === 'rest') {
      scope.report('TAI004', spanOf(last.raw, 'name'), `\`${last.name}\` takes the rest of the frame, but \`${stringOf(raw, 'name')}\` follows it`, 'put the rest tail last, or give it a count');
    }
    const tail = buildTail(raw, { struct, fields, tails, order, table, scope });
    if (tail) tails.push(tail);
    else broken = true;
  }
  return broken ? null : tails;
}

function buildTail(raw: RawMap, context: TailContext): TailModel | null {
  const { scope, table } = context;
  const name = stringOf(raw, 'name');
  const kind = stringOf(raw, 'kind') as TailModel['kind'] | undefined;
  if (name === undefined || kind === undefined) return null;
  const element = kind === 'array' || kind === 'records' ? elementOf(raw, kind, context) : null;
  if (element === undefined) return null;
  const count = kind === 'array' || kind === 'bytes' ? countOf(raw, name, context) : { field: null, constant: null };
  const records = kind === 'records' ? recordsOf(raw, context) : { per: null, offsetField: null };
  const condition = child(raw, 'if') ? conditionOf(raw, context) : null;
  if (!count || !records || condition === undefined) return null;
  const cDeclOne = stringOf(raw, 'c_decl') === 'one';
  if (cDeclOne && context.tails.length > 0) {
    scope.report('TAI008', spanOf(raw, 'c_decl'), `\`${name}\` is not the first tail, so C can't declare a byte of it`, 'leave `c_decl` out');
  }
  return {
    ...scope.documented(raw),
    name,
    tsName: scope.fieldName(name),
    raw,
    kind,
    type: element,
    js: element ? (table.resolve(raw)?.rules.js ?? null) : null,
    byteOrder: byteOrderOf(raw, context.order),
    countField: count.field,
    countConstant: count.constant,
    max: child(raw, 'max') ? (scope.number(raw, 'max') ?? null) : null,
    align: scope.number(raw, 'align') ?? 1,
    cDeclOne: cDeclOne && context.tails.length === 0,
    condition,
    per: records.per,
    offsetField: records.offsetField,
  };
}

function elementOf(raw: RawMap, kind: 'array' | 'records', { table, scope, struct }: TailContext): TypeModel | undefined {
  const type = table.resolve(raw)?.type;
  if (!type) return undefined;
  if (kind === 'records' && type.kind !== 'struct') {
    scope.report('TAI005', spanOf(raw, 'type'), 'records are structs', 'name a struct');
    return undefined;
  }
  if (kind === 'array' && type.kind === 'struct' && child(type.struct.raw, 'tails')) {
    scope.report('TAI006', spanOf(raw, 'type'), `\`${type.struct.name}\` has a tail, so its elements differ in size`, 'use `kind: records` with an offset in an array tail');
    return undefined;
  }
  if (kind === 'array' && type.kind === 'union' && mentionsTag(type.union.raw)) {
    scope.report('LAY014', spanOf(raw, 'type'), `the tagged union \`${type.union.name}\` has no tag field here`, 'put it into a struct with its tag');
    return undefined;
  }
  if (type.kind === 'struct' && type.struct === struct) {
    scope.report('LAY001', spanOf(raw, 'type'), `\`${struct.name}\` contains itself`);
    return undefined;
  }
  return type;
}

function mentionsTag(union: RawMap): boolean {
  return itemsOf(union, 'members').some((member) => member.kind === 'map' && child(member, 'is') !== undefined);
}

interface Count {
  readonly field: FieldModel | null;
  readonly constant: number | null;
}

function countOf(raw: RawMap, name: string, context: TailContext): Count | null {
  const { scope, fields, tails } = context;
  const count = child(raw, 'count');
  if (count?.kind !== 'scalar') return null;
  if (typeof count.value !== 'string' || (scope.constants.has(count.value) && !fields.some((f) => f.name === count.value))) {
    const constant = scope.number(raw, 'count');
    return constant === undefined ? null : { field: null, constant };
  }
  const field = fields.find((candidate) => candidate.name === count.value);
  if (!field) {
    if (tails.some((tail) => tail.name === count.value) || laterTail(context, count.value)) {
      scope.report('TAI002', count.span, `the count of \`${name}\` is \`${count.value}\`, which is a tail`, 'count it with a field of the fixed part');
    } else {
      const known = fields.filter((candidate) => isCount(candidate)).map((candidate) => candidate.name);
      scope.unknown('TAI001', count.span, 'count field', count.value, known);
    }
    return null;
  }
  if (!isCount(field)) {
    scope.report('TAI003', count.span, `\`${field.name}\` counts \`${name}\`, but it is no single integer`, 'make it an integer such as u32');
    return null;
  }
  return { field, constant: null };
}

function laterTail(context: TailContext, name: string): boolean {
  return itemsOf(context.struct.raw, 'tails').some((tail) => tail.kind === 'map' && stringOf(tail, 'name') === name);
}

function isCount(field: FieldModel): boolean {
  return field.type.kind === 'scalar' && isInteger(field.type.scalar) && field.count === null && field.bits === null && !field.type.bool;
}

function recordsOf(raw: RawMap, context: TailContext): { per: TailModel; offsetField: FieldModel } | null {
  const { scope, tails } = context;
  const perName = stringOf(raw, 'per');
  const offsetName = stringOf(raw, 'offset');
  if (perName === undefined || offsetName === undefined) return null;
  const per = tails.find((tail) => tail.name === perName);
  if (!per || per.kind !== 'array' || per.type?.kind !== 'struct') {
    const known = tails.filter((tail) => tail.kind === 'array').map((tail) => tail.name);
    if (per) scope.report('TAI005', spanOf(raw, 'per'), `\`${perName}\` is no array of structs`);
    else scope.unknown('TAI005', spanOf(raw, 'per'), 'array tail', perName, known);
    return null;
  }
  const members = per.type.struct.members.filter((member): member is FieldModel => member.kind === 'field');
  const offsetField = members.find((member) => member.name === offsetName);
  if (!offsetField || !isCount(offsetField)) {
    const known = members.filter(isCount).map((member) => member.name);
    if (offsetField) scope.report('TAI005', spanOf(raw, 'offset'), `\`${offsetName}\` is no integer`);
    else scope.unknown('NAM006', spanOf(raw, 'offset'), 'field', offsetName, known);
    return null;
  }
  return { per, offsetField };
}

/** Undefined when reported. */
function conditionOf(raw: RawMap, context: TailContext): ConditionModel | undefined {
  const { scope, fields } = context;
  const map = child(raw, 'if');
  if (map?.kind !== 'map') return undefined;
  const name = stringOf(map, 'field');
  if (name === undefined) return undefined;
  const field = fields.find((candidate) => candidate.name === name);
  if (!field) {
    scope.unknown('NAM006', spanOf(map, 'field'), 'field', name, fields.map((candidate) => candidate.name));
    return undefined;
  }
  const scalar = scalarOf(field.type);
  if (!scalar || scalar === 'f32' || scalar === 'f64' || field.count !== null) {
    scope.report('TAI007', spanOf(map, 'field'), `\`${name}\` is no single integer, enum or flags field`);
    return undefined;
  }
  if (booleanOf(map, 'is')) return { field, values: [1n], mask: null };
  const named = namedValues(field);
  const list = scalarsOf(map, child(map, 'has') ? 'has' : 'is');
  const values = list.flatMap((entry) => {
    if (typeof entry.value === 'boolean') return [entry.value ? 1n : 0n];
    const known = named.find((value) => value.name === entry.value);
    if (known) return [known.value];
    if (typeof entry.value === 'string' && named.length > 0 && !scope.constants.has(entry.value)) {
      scope.unknown('NAM005', entry.span, field.type.kind === 'flags' ? 'flag' : 'enum value', entry.value, named.map((v) => v.name));
      return [];
    }
    const value = scope.integerOf(entry);
    return value === undefined ? [] : [value];
  });
  if (values.length === 0) return undefined;
  return child(map, 'has')
    ? { field, values: null, mask: values.reduce((mask, value) => mask | value, 0n) }
    : { field, values, mask: null };
}

function namedValues(field: FieldModel): readonly { readonly name: string; readonly value: bigint }[] {
  if (field.type.kind === 'enum') return field.type.enum.values;
  return field.type.kind === 'flags' ? field.type.flags.bits : [];
}
