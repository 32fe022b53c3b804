import { child, isBrokenAt, itemsOf, quotedNameOf, type RawMap, spanOf, stringOf } from '../load/index.ts';
import { conditionOf } from './build-conditions.ts';
import { MAX_COUNT } from './build-fields.ts';
import { isInteger } from './scalars.ts';
import { byteOrderOf, type Item, type Scope } from './scope.ts';
import type { StructNames } from './struct-names.ts';
import { KIND_NAMES, type TypeTable } from './type-table.ts';
import type { ByteOrderRule, FieldModel, StructModel, TailModel, TypeModel } from './types.ts';
import { WrittenNames } from './written-names.ts';

/** Most elements or bytes that a `max:` may name: what a 32-bit count can hold. */
const MAX_TAIL = 0xffff_ffff;

interface TailContext {
  readonly struct: StructModel;
  readonly names: StructNames;
  readonly tails: readonly TailModel[];
  readonly order: ByteOrderRule;
  readonly table: TypeTable;
  readonly scope: Scope;
}

/** Reads the tails of a struct in order; null when one of them was reported and left out. */
export function buildTails(
  struct: StructModel,
  item: Item,
  names: StructNames,
  order: ByteOrderRule,
  table: TypeTable,
  scope: Scope,
): TailModel[] | null {
  const tails: TailModel[] = [];
  let sound = true;
  for (const raw of itemsOf(item.raw, 'tails')) {
    if (raw.kind === 'map' && !scope.isEnabled({ raw, params: item.params })) continue;
    const last = tails.at(-1);
    if (last?.kind === 'rest' && raw.kind === 'map') {
      scope.report(
        'TAI004',
        spanOf(last.raw, 'kind'),
        `\`${last.name}\` takes the rest of the frame, but ${quotedNameOf(raw, 'another tail')} follows it`,
        'put the rest tail last, or give it a count',
      );
    }
    const tail = raw.kind === 'map' ? buildTail(raw, { struct, names, tails, order, table, scope }) : null;
    if (!tail || !scope.isSure(tail.raw)) sound = false;
    if (tail) tails.push(tail);
  }
  return sound ? tails : null;
}

function buildTail(raw: RawMap, context: TailContext): TailModel | null {
  const { names, scope, table } = context;
  const name = stringOf(raw, 'name');
  const kind = stringOf(raw, 'kind') as TailModel['kind'] | undefined;
  if (name === undefined || !names.claim(name, raw) || kind === undefined) return null;
  const element = kind === 'array' || kind === 'records' ? elementOf(raw, kind, context) : null;
  const count = kind === 'array' || kind === 'bytes' ? countOf(raw, name, context) : { field: null, constant: null };
  const records = kind === 'records' ? recordsOf(raw, context) : { per: null, offsetField: null };
  const condition = child(raw, 'if') ? conditionOf(raw, names, scope) : null;
  const max = child(raw, 'max') ? scope.number(raw, 'max', 1, MAX_TAIL) : null;
  const align = scope.alignment(raw, 'align');
  const cDeclOne = stringOf(raw, 'c_decl') === 'one';
  if (cDeclOne && context.tails.length > 0) {
    scope.report(
      'TAI008',
      spanOf(raw, 'c_decl'),
      `\`${name}\` is not the first tail, so C can't declare a byte of it`,
      'leave `c_decl` out',
    );
  }
  if (element === undefined || !count || !records || condition === undefined || max === undefined || isBrokenAt(raw, 'c_decl'))
    return null;
  return {
    name,
    tsName: scope.fieldName(name),
    raw,
    kind,
    type: element,
    rules: element ? (table.resolve(raw)?.rules ?? null) : null,
    byteOrder: byteOrderOf(raw, context.order),
    countField: count.field,
    countConstant: count.constant,
    max,
    align,
    cDeclOne: cDeclOne && context.tails.length === 0,
    condition,
    per: records.per,
    offsetField: records.offsetField,
    ...scope.documented(raw),
  };
}

function elementOf(raw: RawMap, kind: 'array' | 'records', { table, scope, struct }: TailContext): TypeModel | undefined {
  const type = table.resolve(raw)?.type;
  if (!type) return undefined;
  if (kind === 'records' && type.kind !== 'struct') {
    scope.report('TAI005', spanOf(raw, 'type'), 'records are structs', 'name a struct, or use `kind: array`');
  } else if (kind === 'array' && type.kind === 'struct' && type.struct.hasTails && type.struct !== struct) {
    scope.report(
      'TAI006',
      spanOf(raw, 'type'),
      `\`${type.struct.name}\` has a tail, so its elements differ in size`,
      'use `kind: records` with an offset in an array tail',
    );
  } else if (kind === 'array' && type.kind === 'union' && type.union.tagged) {
    scope.report(
      'LAY014',
      spanOf(raw, 'type'),
      `the tagged union \`${type.union.name}\` has no tag field here`,
      'put it into a struct with its tag',
    );
  } else return type;
  return undefined;
}

interface Count {
  readonly field: FieldModel | null;
  readonly constant: number | null;
}

function countOf(raw: RawMap, name: string, { names, scope }: TailContext): Count | null {
  const count = child(raw, 'count');
  if (count?.kind !== 'scalar') return null;
  const word = typeof count.value === 'string' ? count.value : null;
  if (word === null || (scope.constants.has(word) && !names.written.get(word)?.enabled)) {
    const constant = scope.numberOf(count, 'count', 1, MAX_COUNT);
    return constant === undefined ? null : { field: null, constant };
  }
  const field = names.fields.get(word);
  if (!field && names.tails.has(word)) {
    scope.report(
      'TAI002',
      count.span,
      `the count of \`${name}\` is \`${word}\`, which is a tail itself`,
      'count it with a field of the fixed part',
    );
  } else if (!field && !scope.names.get(word)?.enabled) {
    scope.unknown(
      'TAI001',
      count.span,
      'count field',
      word,
      () => [...names.fields.values()].filter(isCount).map((f) => f.name),
      names.written,
    );
  } else if (field && !isCount(field)) {
    scope.report(
      'TAI003',
      count.span,
      `\`${word}\` counts \`${name}\`, but it is ${describeField(field)}`,
      'make it a single integer such as u32',
    );
  } else if (field) return { field, constant: null };
  return null; // or a constant that was reported
}

function isCount(field: FieldModel): boolean {
  return (
    field.type.kind === 'scalar' &&
    isInteger(field.type.scalar) &&
    field.count === null &&
    field.bits === null &&
    !field.type.bool
  );
}

function describeField(field: FieldModel): string {
  if (field.count !== null) return 'an array';
  if (field.bits !== null) return 'made of bit ranges';
  const { type } = field;
  if (type.kind === 'scalar') return type.bool ? 'a truth value' : `of type ${type.typeName}`;
  return KIND_NAMES[type.kind];
}

function recordsOf(raw: RawMap, { names, scope, tails }: TailContext): { per: TailModel; offsetField: FieldModel } | null {
  const perName = stringOf(raw, 'per');
  const offsetName = stringOf(raw, 'offset');
  if (perName === undefined || offsetName === undefined) return null;
  const per = tails.find((tail) => tail.name === perName);
  const isElsewhere = perName === stringOf(raw, 'name') || names.fields.has(perName) || !names.isClaimed(perName);
  if (!per && names.written.get(perName)?.enabled && isElsewhere) {
    scope.report(
      'TAI005',
      spanOf(raw, 'per'),
      `\`${perName}\` is no array tail before the records`,
      'name the array tail whose elements hold the offsets',
    );
    return null;
  }
  if (!per) {
    scope.unknown(
      'TAI005',
      spanOf(raw, 'per'),
      'array tail',
      perName,
      () => tails.filter((tail) => tail.kind === 'array').map((tail) => tail.name),
      names.written,
    );
    return null;
  }
  if (per.kind !== 'array' || per.type?.kind !== 'struct') {
    scope.report(
      'TAI005',
      spanOf(raw, 'per'),
      `\`${perName}\` is no array of structs`,
      'name the array tail whose elements hold the offsets',
    );
    return null;
  }
  const { struct } = per.type;
  const members = struct.members.filter((member): member is FieldModel => member.kind === 'field');
  const offsetField = members.find((member) => member.name === offsetName);
  const other = tails.find((tail) => tail.per === per && tail.offsetField === offsetField);
  if (!offsetField) {
    if (!struct.broken)
      scope.unknown(
        'NAM006',
        spanOf(raw, 'offset'),
        'field',
        offsetName,
        () => members.filter(isCount).map((member) => member.name),
        new WrittenNames(),
      );
  } else if (!isCount(offsetField)) {
    scope.report(
      'TAI005',
      spanOf(raw, 'offset'),
      `\`${offsetName}\` holds offsets, but it is ${describeField(offsetField)}`,
      'make it a single integer such as u32',
    );
  } else if (other) {
    scope.report(
      'TAI005',
      spanOf(raw, 'offset'),
      `\`${offsetName}\` holds the offsets of \`${other.name}\` already`,
      'add a field for these offsets',
    );
  } else return { per, offsetField };
  return null;
}
