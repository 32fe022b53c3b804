import type { Span } from './source-file.ts';

/** YAML as plain data with a position on every node. */
export type Raw = RawMap | RawList | RawScalar | RawBroken;

export interface RawMap {
  readonly kind: 'map';
  readonly span: Span;
  readonly entries: ReadonlyMap<string, RawEntry>;
  /** A key of it was reported and is gone or missing: what the map means is not certain any more. */
  readonly lacking?: boolean;
}

export interface RawEntry {
  readonly keySpan: Span;
  readonly value: Raw;
}

export interface RawList {
  readonly kind: 'list';
  readonly span: Span;
  readonly items: readonly Raw[];
}

export interface RawScalar {
  readonly kind: 'scalar';
  readonly span: Span;
  /** Integers beyond 2^53 are bigints. */
  readonly value: string | number | bigint | boolean | null;
}

/** Stands for something that was reported: there, but nobody knows what it is. */
export interface RawBroken {
  readonly kind: 'broken';
  readonly span: Span;
}

export function child(map: RawMap, key: string): Raw | undefined {
  return map.entries.get(key)?.value;
}

/** Items of the list under `key`; nothing when it is absent or no list. */
export function itemsOf(map: RawMap, key: string): readonly Raw[] {
  const value = child(map, key);
  return value?.kind === 'list' ? value.items : [];
}

/** Maps among the items of the list under `key`. */
export function mapsOf(map: RawMap, key: string): readonly RawMap[] {
  return itemsOf(map, key).filter((item): item is RawMap => item.kind === 'map');
}

export function stringOf(map: RawMap, key: string): string | undefined {
  const value = child(map, key);
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
}

/** The name of an item in backquotes, or `otherwise` where it could not be read. */
export function quotedNameOf(map: RawMap, otherwise: string): string {
  const name = stringOf(map, 'name');
  return name === undefined ? otherwise : `\`${name}\``;
}

export function booleanOf(map: RawMap, key: string): boolean {
  const value = child(map, key);
  return value?.kind === 'scalar' && value.value === true;
}

/** Span of the value under `key`, or of the head of the map when the key is absent. */
export function spanOf(map: RawMap, key: string): Span {
  return child(map, key)?.span ?? headOf(map);
}

/** The first key of a map, where the eye should land when the whole map is meant. */
export function headOf(raw: Raw): Span {
  const first = raw.kind === 'map' ? raw.entries.values().next().value : undefined;
  return first?.keySpan ?? raw.span;
}

/** The scalars of a list, or a lone scalar, under `key`. */
export function scalarsOf(map: RawMap, key: string): readonly RawScalar[] {
  const value = child(map, key);
  if (!value) return [];
  const items = value.kind === 'list' ? value.items : [value];
  return items.filter((item): item is RawScalar => item.kind === 'scalar');
}

/** Whether the value under `key`, or one of its items, was reported. */
export function isBrokenAt(map: RawMap, key: string): boolean {
  const value = child(map, key);
  return value?.kind === 'broken' || (value?.kind === 'list' && value.items.some((item) => item.kind === 'broken'));
}

/** Plain JavaScript data for a JSON Schema validator; bigints become (inexact) numbers. */
export function toPlain(raw: Raw): unknown {
  switch (raw.kind) {
    case 'broken':
      return null;
    case 'scalar':
      return typeof raw.value === 'bigint' ? Number(raw.value) : raw.value;
    case 'list':
      return raw.items.map(toPlain);
    case 'map': {
      const plain: Record<string, unknown> = Object.create(null);
      for (const [key, entry] of raw.entries) plain[key] = toPlain(entry.value);
      return plain;
    }
  }
}
