import { child, itemsOf, mapsOf, type Raw, type RawMap, scalarsOf, spanOf, stringOf } from '../load/index.ts';
import { buildBits } from './build-bits.ts';
import { buildTails } from './build-tails.ts';
import { byteOrderOf, type Item, packingOf, type Scope } from './scope.ts';
import { scalarOf, type TypeTable } from './type-table.ts';
import type { ByteOrderRule, FieldModel, FieldRole, PadModel, StructModel, UnionMemberModel, UnionModel } from './types.ts';

/** A struct or union whose members are still to be read, so that members can refer to it. */
export interface Declared<T> {
  readonly model: T;
  readonly item: Item;
}

/** Declares a struct under its typedef (or tag); null when the name is missing or taken. */
export function declareStruct(item: Item, table: TypeTable, scope: Scope, fallbackName?: string): Declared<StructModel> | null {
  const named = declaredName(item.raw, fallbackName);
  if (!named) return null;
  const model: StructModel = {
    kind: 'struct',
    ...scope.documented(item.raw),
    ...named,
    tsName: scope.typeName(named.name),
    raw: item.raw,
    packing: packingOf(item.raw, 'packing', item.defaults.packing),
    cHeader: stringOf(item.raw, 'c_header') ?? null,
    members: [],
    tails: [],
    broken: false,
    soundMembers: Number.POSITIVE_INFINITY,
  };
  return table.add(model.name, item.raw, { kind: 'struct', struct: model }) ? { model, item } : null;
}

export function declareUnion(item: Item, table: TypeTable, scope: Scope): Declared<UnionModel> | null {
  const named = declaredName(item.raw);
  if (!named) return null;
  const model: UnionModel = {
    kind: 'union',
    ...scope.documented(item.raw),
    ...named,
    tsName: scope.typeName(named.name),
    raw: item.raw,
    packing: packingOf(item.raw, 'packing', item.defaults.packing),
    members: [],
    tagged: false,
    broken: false,
  };
  return table.add(model.name, item.raw, { kind: 'union', union: model }) ? { model, item } : null;
}

function declaredName(raw: RawMap, fallback?: string): { name: string; tag: string; typedef: boolean } | null {
  const typedef = stringOf(raw, 'typedef');
  const tag = stringOf(raw, 'name') ?? fallback ?? typedef;
  const name = typedef ?? tag;
  return name === undefined || tag === undefined ? null : { name, tag, typedef: typedef !== undefined };
}

/** Reads fields, pads and tails of a declared struct. Wrong ones are reported, left out, and mark the struct as broken. */
export function defineStruct({ model, item }: Declared<StructModel>, table: TypeTable, scope: Scope): void {
  const order = byteOrderOf(item.raw, item.defaults.byteOrder);
  const fields: FieldModel[] = [];
  for (const raw of itemsOf(item.raw, 'fields')) {
    if (raw.kind === 'map' && !scope.isEnabled({ raw, params: item.params })) continue;
    const member = raw.kind !== 'map' ? null : child(raw, 'pad') ? buildPad(raw, scope) : buildField(raw, order, fields, table, scope);
    if (!member) {
      model.broken = true;
      model.soundMembers = Math.min(model.soundMembers, model.members.length);
      continue;
    }
    model.members.push(member);
    if (member.kind === 'field') fields.push(member);
  }
  const tails = buildTails(model, item, fields, order, table, scope);
  if (!tails) model.broken = true;
  model.tails.push(...(tails ?? []));
  const names = [...fields, ...model.tails];
  if (scope.unique(names, (part) => part.raw, 'field').length < names.length) model.broken = true;
}

function buildPad(raw: RawMap, scope: Scope): PadModel | null {
  const size = scope.number(raw, 'pad');
  return size === undefined ? null : { kind: 'pad', raw, size, at: child(raw, 'at') ?? null };
}

function buildField(
  raw: RawMap,
  order: ByteOrderRule,
  before: readonly FieldModel[],
  table: TypeTable,
  scope: Scope,
): FieldModel | null {
  const name = stringOf(raw, 'name');
  const resolved = table.resolve(raw);
  if (name === undefined || !resolved) return null;
  const { type } = resolved;
  const count = child(raw, 'count') ? scope.number(raw, 'count') : null;
  if (count === undefined) return null;
  if (count !== null && (count < 1 || count > 0x3fff_ffff)) {
    scope.report('LAY013', spanOf(raw, 'count'), `an array of ${count} elements`, 'give it at least one element, or leave it out');
    return null;
  }
  if (type.kind === 'struct' && child(type.struct.raw, 'tails')) {
    scope.report('TAI004', spanOf(raw, 'type'), `\`${type.struct.name}\` has a tail and can't stand inside of another struct`, 'use it as a message body or in a `records` tail');
    return null;
  }
  const rules = table.rulesOf(raw, resolved);
  const scalar = scalarOf(type);
  const bits = child(raw, 'bits') ? buildBits(raw, type, count, table, scope) : null;
  return {
    kind: 'field',
    ...scope.documented(raw),
    ...rules,
    name,
    tsName: scope.fieldName(name),
    raw,
    type,
    count,
    at: child(raw, 'at') ?? null,
    byteOrder: byteOrderOf(raw, order),
    bits,
    role: (stringOf(raw, 'role') as FieldRole | undefined) ?? null,
    tag: type.kind === 'union' ? tagOf(raw, type.union, before, scope) : null,
    js: rules.js,
    unit: rules.unit,
    min: scalar ? rules.min : null,
    max: scalar ? rules.max : null,
  };
}

function tagOf(raw: RawMap, union: UnionModel, before: readonly FieldModel[], scope: Scope): FieldModel | null {
  const name = stringOf(raw, 'tag');
  const tagged = mapsOf(union.raw, 'members').some((member) => child(member, 'is'));
  if (name === undefined) {
    if (tagged) scope.report('LAY014', spanOf(raw, 'type'), `\`${union.name}\` is a tagged union and needs a tag here`, 'add `tag: FIELD`');
    return null;
  }
  if (!tagged) {
    scope.report('LAY014', spanOf(raw, 'tag'), `\`${union.name}\` is an overlay union: its members have no \`is:\``, 'leave `tag:` out, or give every member a value with `is:`');
    return null;
  }
  const tag = before.find((field) => field.name === name);
  if (!tag) {
    scope.unknown('NAM006', spanOf(raw, 'tag'), 'field', name, before.map((field) => field.name));
    return null;
  }
  const scalar = tag.type.kind === 'scalar' || tag.type.kind === 'enum' ? scalarOf(tag.type) : null;
  if (!scalar || scalar === 'f32' || scalar === 'f64' || tag.count !== null) {
    scope.report('LAY014', spanOf(raw, 'tag'), `\`${name}\` can't be a tag: it is no single integer or enum`);
    return null;
  }
  return tag;
}

/** Reads the members of a declared union. `is:` values are numbers, constants, or names of the values of any enum. */
export function defineUnion({ model, item }: Declared<UnionModel>, table: TypeTable, scope: Scope, enumValue: (name: string) => bigint | undefined): void {
  const order = byteOrderOf(item.raw, item.defaults.byteOrder);
  const members: (UnionMemberModel & { raw: RawMap })[] = [];
  for (const raw of mapsOf(item.raw, 'members')) {
    if (!scope.isEnabled({ raw, params: item.params })) continue;
    const name = stringOf(raw, 'name');
    const resolved = table.resolve(raw);
    if (name === undefined || !resolved) {
      model.broken = true;
      continue;
    }
    const { type, rules } = resolved;
    if (type.kind === 'struct' && child(type.struct.raw, 'tails')) {
      scope.report('TAI004', spanOf(raw, 'type'), `\`${type.struct.name}\` has a tail and can't be a union member`);
      model.broken = true;
      continue;
    }
    const is = scalarsOf(raw, 'is').flatMap((scalar) => valueOf(scalar, scope, enumValue));
    members.push({ ...scope.documented(raw), name, tsName: scope.fieldName(name), type, js: rules.js, byteOrder: order, is, raw });
  }
  model.tagged = members.some((member) => child(member.raw, 'is'));
  const seen = new Map<bigint, string>();
  for (const member of members) {
    if (model.tagged && !child(member.raw, 'is')) {
      scope.report('LAY014', spanOf(member.raw, 'name'), `the member \`${member.name}\` has no \`is:\`, but others have`);
    }
    for (const value of member.is) {
      const other = seen.get(value);
      if (other) scope.report('LAY014', spanOf(member.raw, 'is'), `the value ${value} selects \`${other}\` already`);
      seen.set(value, member.name);
    }
  }
  model.members.push(...scope.unique(members, (member) => member.raw, 'union member'));
}

/** An integer, a constant's name or an enum value's name. */
export function valueOf(raw: Raw, scope: Scope, enumValue: (name: string) => bigint | undefined): bigint[] {
  if (raw.kind !== 'scalar') return [];
  if (typeof raw.value === 'string') {
    const known = enumValue(raw.value);
    if (known !== undefined) return [known];
  }
  const value = scope.integerOf(raw);
  return value === undefined ? [] : [value];
}
