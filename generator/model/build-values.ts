import { booleanOf, child, mapsOf, type RawMap, scalarsOf, spanOf, stringOf } from '../load/index.ts';
import { BIT_WIDTHS, fits, integerRange } from './scalars.ts';
import type { Item, Scope } from './scope.ts';
import type { ConstantModel, EnumModel, FlagsModel, NamedValue, ScalarName } from './types.ts';

type Named<T> = T & { readonly raw: RawMap };

/** Constants, in order; each may use the ones before it. They are put into the scope. */
export function buildConstants(items: readonly Item[], scope: Scope): ConstantModel[] {
  const all: Named<ConstantModel>[] = [];
  for (const { raw } of items) {
    const name = stringOf(raw, 'name');
    const value = scope.integer(raw, 'value');
    if (name === undefined || value === undefined) continue;
    const type = (stringOf(raw, 'type') ?? 'u32') as ConstantModel['type'];
    if (!fits(value, type)) {
      scope.report('LAY009', spanOf(raw, 'value'), `${value} does not fit ${type}`, typeFor(value));
      continue;
    }
    const constant = { ...scope.documented(raw), name, tsName: scope.constantName(name), type, value, raw };
    all.push(constant);
    if (!scope.constants.has(name)) scope.constants.set(name, constant);
  }
  return scope.unique(all, (constant) => constant.raw, 'constant');
}

function typeFor(value: bigint): string | undefined {
  const type = (['u32', 'i32', 'u64', 'i64'] as const).find((name) => fits(value, name));
  return type && `write \`type: ${type}\``;
}

export function buildEnum(item: Item, scope: Scope): EnumModel | null {
  const { raw } = item;
  const name = stringOf(raw, 'name');
  const scalar = stringOf(raw, 'type') as ScalarName | undefined;
  if (name === undefined || scalar === undefined) return null;
  const values: Named<NamedValue>[] = [];
  for (const entry of mapsOf(raw, 'values')) {
    if (!scope.isEnabled({ raw: entry, params: item.params })) continue;
    const valueName = stringOf(entry, 'name');
    const value = scope.integer(entry, 'value');
    if (valueName === undefined || value === undefined) continue;
    const [low, high] = integerRange(scalar);
    if (value < low || value > high) {
      scope.report('LAY009', spanOf(entry, 'value'), `${value} does not fit ${scalar} (${low} to ${high})`);
      continue;
    }
    const twin = values.find((other) => other.value === value);
    if (twin) {
      scope.report('LAY010', spanOf(entry, 'value'), `\`${valueName}\` has the value ${value} of \`${twin.name}\``);
      continue;
    }
    values.push({ ...scope.documented(entry), name: valueName, tsName: scope.valueName(valueName), value, raw: entry });
  }
  const unique = scope.unique(values, (value) => value.raw, 'enum value');
  return {
    kind: 'enum',
    ...scope.documented(raw),
    raw,
    name,
    tsName: scope.typeName(name),
    scalar,
    size: BIT_WIDTHS[scalar] / 8,
    open: booleanOf(raw, 'open'),
    values: unique,
  };
}

export function buildFlags(item: Item, scope: Scope): FlagsModel | null {
  const { raw } = item;
  const name = stringOf(raw, 'name');
  const scalar = stringOf(raw, 'type') as ScalarName | undefined;
  if (name === undefined || scalar === undefined) return null;
  const width = BIT_WIDTHS[scalar];
  const bits: Named<NamedValue>[] = [];
  let mask = 0n;
  for (const entry of mapsOf(raw, 'bits')) {
    if (!scope.isEnabled({ raw: entry, params: item.params })) continue;
    const bitName = stringOf(entry, 'name');
    const value = child(entry, 'of') ? combine(entry, bits, scope) : singleBit(entry, width, mask, scope);
    if (bitName === undefined || value === undefined) continue;
    mask |= value;
    bits.push({ ...scope.documented(entry), name: bitName, tsName: scope.valueName(bitName), value, raw: entry });
  }
  const unique = scope.unique(bits, (bit) => bit.raw, 'flag');
  return {
    kind: 'flags',
    ...scope.documented(raw),
    raw,
    name,
    tsName: scope.typeName(name),
    scalar,
    size: width / 8,
    open: booleanOf(raw, 'open'),
    bits: unique,
    mask,
  };
}

function singleBit(entry: RawMap, width: number, taken: bigint, scope: Scope): bigint | undefined {
  const at = scope.number(entry, 'at');
  if (at === undefined) return undefined;
  if (at < 0 || at >= width) {
    scope.report('LAY008', spanOf(entry, 'at'), `bit ${at} lies outside of ${width} bits`);
    return undefined;
  }
  const value = 1n << BigInt(at);
  if ((taken & value) !== 0n) {
    scope.report('LAY008', spanOf(entry, 'at'), `bit ${at} is taken by another flag`);
    return undefined;
  }
  return value;
}

function combine(entry: RawMap, bits: readonly NamedValue[], scope: Scope): bigint {
  let value = 0n;
  for (const part of scalarsOf(entry, 'of')) {
    const bit = bits.find((other) => other.name === part.value);
    if (bit) value |= bit.value;
    else scope.unknown('NAM005', part.span, 'flag', String(part.value), bits.map((other) => other.name));
  }
  return value;
}
