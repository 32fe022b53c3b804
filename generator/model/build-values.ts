import { booleanOf, child, isBrokenAt, type RawMap, scalarsOf, shorten, spanOf, stringOf } from '../load/index.ts';
import { BIT_WIDTHS, fits, integerRange } from './scalars.ts';
import type { Item, Scope } from './scope.ts';
import type { ConstantModel, EnumModel, FlagsModel, NamedValue, ScalarName } from './types.ts';
import { WrittenNames } from './written-names.ts';

type Named<T> = T & { readonly raw: RawMap };

/** Constants of a schema; they may refer to each other in any order. They are put into the scope. */
export function buildConstants(items: readonly Item[], scope: Scope): ConstantModel[] {
  const firsts = new Map<string, RawMap>();
  for (const { raw } of items) {
    const name = stringOf(raw, 'name');
    const first = name === undefined ? undefined : firsts.get(name);
    if (first && name !== undefined) scope.twice('constant', name, raw, first);
    else if (name !== undefined) firsts.set(name, raw);
  }
  const waiting = new Map(firsts);
  for (const name of firsts.keys()) addConstant(name, waiting, scope);
  return [...firsts.keys()].flatMap((name) => scope.constants.get(name) ?? []);
}

/** Adds a constant after those it is defined by; one that is defined by itself is reported. */
function addConstant(first: string, waiting: Map<string, RawMap>, scope: Scope): void {
  const chain = new Map<string, RawMap>();
  for (let name = first, raw = waiting.get(name); raw; raw = waiting.get(name)) {
    waiting.delete(name);
    chain.set(name, raw);
    name = stringOf(raw, 'value') ?? '';
    if (chain.has(name)) {
      scope.report('NAM008', spanOf(raw, 'value'), `the constant \`${shorten(name)}\` is defined by itself`, 'write a number');
      return;
    }
  }
  for (const [name, raw] of [...chain].reverse()) {
    const value = scope.integer(raw, 'value');
    const type = (stringOf(raw, 'type') ?? 'u32') as ConstantModel['type'];
    if (value === undefined || isBrokenAt(raw, 'type') || !scope.isSure(raw)) continue;
    if (!fits(value, type)) scope.report('LAY009', spanOf(raw, 'value'), `${value} does not fit ${type}`, typeFor(value));
    else scope.constants.set(name, { name, tsName: scope.constantName(name), type, value, raw, ...scope.documented(raw) });
  }
}

function typeFor(value: bigint): string | undefined {
  const type = (['u32', 'i32', 'u64', 'i64'] as const).find((name) => fits(value, name));
  return type && `write \`type: ${type}\``;
}

export function buildEnum(item: Item, scope: Scope): EnumModel | null {
  const { raw } = item;
  const name = stringOf(raw, 'name');
  const scalar = stringOf(raw, 'type') as ScalarName | undefined;
  const entries = scope.enabledMaps(raw, 'values', item.params);
  if (name === undefined || scalar === undefined) return null;
  const [low, high] = integerRange(scalar);
  const byValue = new Map<bigint, string>();
  const values: Named<NamedValue>[] = [];
  for (const entry of uniqueEntries(entries, 'enum value', scope)) {
    const valueName = stringOf(entry, 'name');
    const value = scope.integer(entry, 'value');
    if (valueName === undefined || value === undefined) continue;
    const twin = byValue.get(value);
    if (value < low || value > high)
      scope.report('LAY009', spanOf(entry, 'value'), `${value} does not fit ${scalar} (${low} to ${high})`);
    else if (twin)
      scope.report(
        'LAY010',
        spanOf(entry, 'value'),
        `\`${valueName}\` has the value ${value} of \`${twin}\``,
        'use a constant for a second name',
      );
    else {
      byValue.set(value, valueName);
      values.push({ name: valueName, tsName: scope.valueName(valueName), value, raw: entry, ...scope.documented(entry) });
    }
  }
  return {
    kind: 'enum',
    raw,
    name,
    tsName: scope.typeName(name),
    scalar,
    size: BIT_WIDTHS[scalar] / 8,
    open: booleanOf(raw, 'open'),
    values,
    ...scope.documented(raw),
  };
}

/** Entries whose name no other has: a copied one is one mistake, not a second one about its value. */
function uniqueEntries(entries: readonly RawMap[], what: string, scope: Scope): RawMap[] {
  const named = entries.flatMap((raw) => ({ raw, name: stringOf(raw, 'name') ?? '' })).filter(({ name }) => name !== '');
  return scope.unique(named, ({ raw }) => raw, what).map(({ raw }) => raw);
}

export function buildFlags(item: Item, scope: Scope): FlagsModel | null {
  const { raw } = item;
  const name = stringOf(raw, 'name');
  const scalar = stringOf(raw, 'type') as ScalarName | undefined;
  const written = new WrittenNames();
  const entries = uniqueEntries(scope.enabledMaps(raw, 'bits', item.params, written), 'flag', scope);
  if (name === undefined || scalar === undefined) return null;
  const width = BIT_WIDTHS[scalar];
  const masks = new Map<string, bigint>();
  const single = new Map<bigint, string>();
  for (const entry of entries) if (!child(entry, 'of')) addBit(entry, width, masks, single, scope);
  const combinations = new Set(entries.filter((entry) => child(entry, 'of')));
  for (const entry of combinations) addCombination(entry, combinations, masks, written, scope);
  const bits = entries.flatMap((entry): Named<NamedValue>[] => {
    const bitName = stringOf(entry, 'name') ?? '';
    const value = masks.get(bitName);
    return value === undefined
      ? []
      : [{ name: bitName, tsName: scope.valueName(bitName), value, raw: entry, ...scope.documented(entry) }];
  });
  return {
    kind: 'flags',
    raw,
    name,
    tsName: scope.typeName(name),
    scalar,
    size: width / 8,
    open: booleanOf(raw, 'open'),
    bits,
    mask: bits.reduce((all, bit) => all | bit.value, 0n),
    ...scope.documented(raw),
  };
}

function addBit(entry: RawMap, width: number, masks: Map<string, bigint>, single: Map<bigint, string>, scope: Scope): void {
  const at = scope.integer(entry, 'at');
  const name = stringOf(entry, 'name');
  if (at === undefined || name === undefined) return;
  const other = single.get(at);
  if (at < 0n || at >= BigInt(width)) {
    scope.report('LAY008', spanOf(entry, 'at'), `bit ${at} of \`${name}\` lies outside of bits 0 to ${width - 1}`);
  } else if (other) {
    scope.report('LAY008', spanOf(entry, 'at'), `bit ${at} of \`${name}\` is \`${other}\` already`);
  } else {
    single.set(at, name);
    masks.set(name, 1n << at);
  }
}

/** A combination may join bits, and combinations that stand before it. Each leaves `waiting` in its turn. */
function addCombination(
  entry: RawMap,
  waiting: Set<RawMap>,
  masks: Map<string, bigint>,
  written: WrittenNames,
  scope: Scope,
): void {
  let value = 0n;
  for (const part of scalarsOf(entry, 'of')) {
    const name = String(part.value);
    const mask = masks.get(name);
    const later = written.get(name)?.raw;
    if (mask !== undefined) value |= mask;
    else if (later && waiting.has(later))
      scope.report('NAM005', part.span, `the flag \`${name}\` is itself a combination that stands later`, 'move it up');
    else scope.unknown('NAM005', part.span, 'flag', name, () => masks.keys(), written);
  }
  waiting.delete(entry);
  const name = stringOf(entry, 'name');
  if (name !== undefined && value !== 0n) masks.set(name, value);
}
