import { child, isBrokenAt, type RawMap, spanOf, stringOf } from '../load/index.ts';
import { readAssertions } from './assertion.ts';
import { buildBits } from './build-bits.ts';
import { fits, isInteger } from './scalars.ts';
import { byteOrderOf, type Scope } from './scope.ts';
import type { StructNames } from './struct-names.ts';
import { scalarOf, type TypeTable } from './type-table.ts';
import type { ByteOrderRule, FieldModel, FieldRole, PadModel, UnionModel } from './types.ts';

/** Most elements of an array and bytes of a pad: those of the largest struct. */
export const MAX_COUNT = 0x3fff_ffff;

export function buildPad(raw: RawMap, scope: Scope): PadModel | null {
  const at = readAssertions(raw, 'at', scope);
  const size = scope.number(raw, 'pad', 1, MAX_COUNT);
  return size === undefined ? null : { kind: 'pad', raw, size, at };
}

/** Reads one field; null when its name or its size is not known, which is reported. */
export function buildField(
  raw: RawMap,
  order: ByteOrderRule,
  names: StructNames,
  table: TypeTable,
  scope: Scope,
): FieldModel | null {
  const name = stringOf(raw, 'name');
  const at = readAssertions(raw, 'at', scope);
  const isFree = name !== undefined && names.claim(name, raw);
  const resolved = isFree ? table.resolve(raw) : undefined;
  if (!isFree || !resolved) return null;
  const { type } = resolved;
  const count = child(raw, 'count') ? scope.number(raw, 'count', 1, MAX_COUNT) : null;
  if (count === undefined) return null;
  if (type.kind === 'struct' && type.struct.hasTails) {
    scope.report(
      'TAI004',
      spanOf(raw, 'type'),
      `\`${type.struct.name}\` has a tail and can't stand inside of another struct`,
      'use it as a message body or in a `records` tail',
    );
    return null;
  }
  const isTagged = type.kind === 'union' && (type.union.tagged || child(raw, 'tag') !== undefined);
  const rules = table.rulesOf(raw, resolved);
  return {
    kind: 'field',
    name,
    tsName: scope.fieldName(name),
    raw,
    type,
    count,
    at,
    byteOrder: byteOrderOf(raw, order),
    bits: child(raw, 'bits') ? buildBits(raw, type, count, table, scope) : null,
    role: (stringOf(raw, 'role') as FieldRole | undefined) ?? null,
    tag: isTagged ? tagOf(raw, type.union, names, scope) : null,
    ...scope.documented(raw),
    ...rules,
  };
}

/** The field that selects the member of a tagged union. */
function tagOf(raw: RawMap, union: UnionModel, names: StructNames, scope: Scope): FieldModel | null {
  const name = stringOf(raw, 'tag');
  if (union.broken || raw.lacking || isBrokenAt(raw, 'tag')) return null;
  if (name === undefined) {
    scope.report(
      'LAY014',
      spanOf(raw, 'type'),
      `\`${union.name}\` is a tagged union and needs a tag here`,
      'add `tag:` with the name of a field before it',
    );
    return null;
  }
  if (!union.tagged) {
    scope.report(
      'LAY014',
      spanOf(raw, 'tag'),
      `\`${union.name}\` is an overlay union: its members have no \`is:\``,
      'leave `tag:` out, or give every member a value with `is:`',
    );
    return null;
  }
  const tag = names.fields.get(name);
  const later = names.written.get(name);
  if (!tag && later?.enabled && (names.tails.has(name) || later.raw.span.start >= raw.span.start)) {
    scope.report('LAY014', spanOf(raw, 'tag'), `the tag \`${name}\` does not stand before the union`, 'move it before the union');
    return null;
  }
  if (!tag) {
    scope.unknown('NAM006', spanOf(raw, 'tag'), 'field', name, () => names.fields.keys(), names.written);
    return null;
  }
  const { type } = tag;
  const canSelect =
    (type.kind === 'enum' || (type.kind === 'scalar' && (isInteger(type.scalar) || type.bool))) &&
    tag.count === null &&
    tag.bits === null;
  if (!canSelect) {
    scope.report(
      'LAY014',
      spanOf(raw, 'tag'),
      `\`${name}\` can't be a tag: it is no single integer or enum`,
      'use an integer or an enum',
    );
    return null;
  }
  checkTagValues(tag, union, scope);
  return tag;
}

/** Every `is:` of the union must be a value that the tag can have. */
function checkTagValues(tag: FieldModel, union: UnionModel, scope: Scope): void {
  const scalar = scalarOf(tag.type);
  const listed = tag.type.kind === 'enum' && !tag.type.enum.open ? new Set(tag.type.enum.values.map(({ value }) => value)) : null;
  for (const { name, is, raw } of union.members) {
    for (const value of is) {
      if (scalar && !fits(value, scalar)) {
        scope.report(
          'LAY009',
          spanOf(raw, 'is'),
          `the value ${value} of \`${name}\` does not fit its tag \`${tag.name}\` (${scalar})`,
        );
      } else if (listed && !listed.has(value)) {
        scope.report(
          'LAY014',
          spanOf(raw, 'is'),
          `the value ${value} of \`${name}\` is none of those its tag \`${tag.name}\` can have`,
        );
      }
    }
  }
}
