import type { Span } from './source-file.ts';

/** YAML as plain data with a position on every node. Integers beyond 2^53 are bigints. */
export type Raw = RawMap | RawList | RawScalar;

export interface RawMap {
  readonly kind: 'map';
  readonly span: Span;
  readonly entries: ReadonlyMap<string, { readonly keySpan: Span; readonly value: Raw }>;
}

export interface RawList {
  readonly kind: 'list';
  readonly span: Span;
  readonly items: readonly Raw[];
}

export interface RawScalar {
  readonly kind: 'scalar';
  readonly span: Span;
  readonly value: string | number | bigint | boolean | null;
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

export function booleanOf(map: RawMap, key: string): boolean {
  const value = child(map, key);
  return value?.kind === 'scalar' && value.value === true;
}

/** Span of the value under `key`, or of the whole map when the key is absent. */
export function spanOf(map: RawMap, key: string): Span {
  return child(map, key)?.span ?? map.span;
}

/** The scalars of a list, or a lone scalar, under `key`. */
export function scalarsOf(map: RawMap, key: string): readonly RawScalar[] {
  const value = child(map, key);
  if (!value) return [];
  const items = value.kind === 'list' ? value.items : [value];
  return items.filter((item): item is RawScalar => item.kind === 'scalar');
}

/** A copy of `raw` in which `edit` has replaced every string value; positions stay. */
export function mapStrings(raw: Raw, edit: (text: string, span: Span) => string): Raw {
  switch (raw.kind) {
    case 'scalar':
      return typeof raw.value === 'string' ? { ...raw, value: edit(raw.value, raw.span) } : raw;
    case 'list':
      return { ...raw, items: raw.items.map((item) => mapStrings(item, edit)) };
    case 'map': {
      const entries = new Map<string, { keySpan: Span; value: Raw }>();
      for (const [key, entry] of raw.entries) {
        entries.set(key, { keySpan: entry.keySpan, value: mapStrings(entry.value, edit) });
      }
      return { ...raw, entries };
    }
  }
}

/** Plain JavaScript data for a JSON Schema validator; bigints become (inexact) numbers. */
export function toPlain(raw: Raw): unknown {
  switch (raw.kind) {
    case 'scalar':
      return typeof raw.value === 'bigint' ? Number(raw.value) : raw.value;
    case 'list':
      return raw.items.map(toPlain);
    case 'map':
      return Object.fromEntries([...raw.entries].map(([key, entry]) => [key, toPlain(entry.value)]));
  }
}
