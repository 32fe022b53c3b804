import { child, isBrokenAt, itemsOf, mapsOf, type RawMap, type RawScalar, scalarsOf, spanOf, stringOf } from '../load/index.ts';
import { readAssertions } from './assertion.ts';
import { buildField, buildPad } from './build-fields.ts';
import { buildTails } from './build-tails.ts';
import { byteOrderOf, type Item, packingOf, type Scope } from './scope.ts';
import { StructNames } from './struct-names.ts';
import type { TypeTable } from './type-table.ts';
import type { StructModel, UnionMemberModel, UnionModel } from './types.ts';

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
    ...named,
    tsName: scope.typeName(named.name),
    raw: item.raw,
    packing: packingOf(item.raw, 'packing', item.defaults.packing),
    cHeader: stringOf(item.raw, 'c_header') ?? null,
    members: [],
    tails: [],
    hasTails: itemsOf(item.raw, 'tails').some((raw) => raw.kind !== 'map' || scope.isEnabled({ raw, params: item.params })),
    sizes: readAssertions(item.raw, 'size', scope),
    aligns: readAssertions(item.raw, 'align', scope),
    broken: !isSure(item, ['packing', 'fields', 'tails']),
    soundMembers: isSure(item, ['packing', 'fields']) ? Number.POSITIVE_INFINITY : 0,
    ...scope.documented(item.raw),
  };
  return table.add(model.name, item.raw, { kind: 'struct', struct: model }) ? { model, item } : null;
}

export function declareUnion(item: Item, table: TypeTable, scope: Scope): Declared<UnionModel> | null {
  const named = declaredName(item.raw);
  if (!named) return null;
  const model: UnionModel = {
    kind: 'union',
    ...named,
    tsName: scope.typeName(named.name),
    raw: item.raw,
    packing: packingOf(item.raw, 'packing', item.defaults.packing),
    members: [],
    sizes: readAssertions(item.raw, 'size', scope),
    tagged: false,
    broken: !isSure(item, ['packing', 'members']),
    ...scope.documented(item.raw),
  };
  return table.add(model.name, item.raw, { kind: 'union', union: model }) ? { model, item } : null;
}

/** Whether nothing was reported of an item that decides where its members are. */
function isSure(item: Item, keys: readonly string[]): boolean {
  if (item.raw.lacking || keys.some((key) => isBrokenAt(item.raw, key))) return false;
  return item.defaults.isSure || child(item.raw, 'packing') !== undefined;
}

function declaredName(raw: RawMap, fallback?: string): { name: string; tag: string; typedef: boolean } | null {
  const typedef = stringOf(raw, 'typedef');
  const tag = stringOf(raw, 'name') ?? fallback ?? typedef;
  const name = typedef ?? tag;
  return name === undefined || tag === undefined ? null : { name, tag, typedef: typedef !== undefined };
}

/** Reads the fixed part of a declared struct. Wrong fields are reported, left out, and mark the struct as broken. */
export function defineFields({ model, item }: Declared<StructModel>, table: TypeTable, scope: Scope): StructNames {
  const order = byteOrderOf(item.raw, item.defaults.byteOrder);
  const names = new StructNames(item, scope);
  for (const raw of itemsOf(item.raw, 'fields')) {
    if (raw.kind === 'map' && !scope.isEnabled({ raw, params: item.params })) continue;
    const member =
      raw.kind !== 'map' ? null : child(raw, 'pad') ? buildPad(raw, scope) : buildField(raw, order, names, table, scope);
    if (!member || !scope.isSure(member.raw)) {
      model.broken = true;
      model.soundMembers = Math.min(model.soundMembers, model.members.length);
    }
    if (!member) continue;
    model.members.push(member);
    if (member.kind === 'field') names.fields.set(member.name, member);
  }
  return names;
}

/** Reads the tails of a struct, once the fields of all structs are known. */
export function defineTails({ model, item }: Declared<StructModel>, names: StructNames, table: TypeTable, scope: Scope): void {
  const tails = buildTails(model, item, names, byteOrderOf(item.raw, item.defaults.byteOrder), table, scope);
  if (!tails) model.broken = true;
  model.tails.push(...(tails ?? []));
}

/** Reads the members of a declared union. `is:` values are numbers, constants, or names of the values of any enum. */
export function defineUnion(
  { model, item }: Declared<UnionModel>,
  table: TypeTable,
  scope: Scope,
  enumValues: ReadonlyMap<string, bigint>,
): void {
  const order = byteOrderOf(item.raw, item.defaults.byteOrder);
  const members: UnionMemberModel[] = [];
  for (const raw of mapsOf(item.raw, 'members')) {
    if (!scope.isEnabled({ raw, params: item.params })) continue;
    const name = stringOf(raw, 'name');
    const resolved = table.resolve(raw);
    if (name === undefined || !resolved || !scope.isSure(raw)) model.broken = true;
    if (name === undefined || !resolved) continue;
    const { type, rules } = resolved;
    if (type.kind === 'struct' && type.struct.hasTails) {
      scope.report(
        'TAI004',
        spanOf(raw, 'type'),
        `\`${type.struct.name}\` has a tail and can't be a union member`,
        'leave its tails out, or send it as a message body',
      );
      model.broken = true;
      continue;
    }
    const is = scalarsOf(raw, 'is').flatMap((scalar) => valueOf(scalar, scope, enumValues));
    members.push({
      name,
      tsName: scope.fieldName(name),
      type,
      rules,
      byteOrder: order,
      is,
      raw,
      ...scope.documented(raw),
    });
  }
  const unique = scope.unique(members, (member) => member.raw, 'union member');
  model.tagged = unique.some((member) => child(member.raw, 'is'));
  if (model.tagged) checkTags(unique, scope);
  model.members.push(...unique);
}

function checkTags(members: readonly UnionMemberModel[], scope: Scope): void {
  const seen = new Map<bigint, string>();
  for (const { name, raw, is } of members) {
    if (!child(raw, 'is') && !raw.lacking) {
      scope.report(
        'LAY014',
        spanOf(raw, 'name'),
        `the member \`${name}\` has no \`is:\`, but others have`,
        'add `is:` with the value of the tag that selects it',
      );
    }
    for (const value of is) {
      const other = seen.get(value);
      if (other) scope.report('LAY014', spanOf(raw, 'is'), `the value ${value} selects \`${other}\` already`);
      seen.set(value, name);
    }
  }
}

/** An integer, a constant's name or an enum value's name. */
function valueOf(raw: RawScalar, scope: Scope, enumValues: ReadonlyMap<string, bigint>): bigint[] {
  if (typeof raw.value === 'string' && !scope.constants.has(raw.value)) {
    const known = enumValues.get(raw.value);
    if (known === undefined)
      scope.unknown('NAM005', raw.span, 'enum value', raw.value, () => [...enumValues.keys(), ...scope.constants.keys()]);
    return known === undefined ? [] : [known];
  }
  const value = scope.integerOf(raw);
  return value === undefined ? [] : [value];
}
