import type { Raw, RawEntry, RawMap } from './raw.ts';

/** What is wrong with the keys of one map. */
interface KeyRepairs {
  /** Unknown keys, each with the key that was meant, or null. */
  readonly unknown: Map<string, string | null>;
  /** Missing keys that are no mistake of their own: an unknown key probably stands for each. */
  readonly excused: Set<string>;
  readonly missing: string[];
  /** With the keys that were meant the map is of another kind: what was said about this one means nothing. */
  isReshaped: boolean;
}

/** What to change in a tree after its shape was checked: collected first, applied at once. */
export class ShapeRepairs {
  readonly #broken = new Set<Raw>();
  readonly #maps = new Map<RawMap, KeyRepairs>();

  /** Whether some key gets another name, so that what stands under it was not looked at yet. */
  get renamed(): boolean {
    return [...this.#maps.values()].some(({ unknown }) => [...unknown.values()].some((meant) => meant !== null));
  }

  /** Maps that lack keys. */
  get missing(): (readonly [RawMap, readonly string[]])[] {
    return [...this.#maps].flatMap(([map, { missing }]) => (missing.length > 0 ? [[map, missing] as const] : []));
  }

  /** The value was reported. */
  breakValue(node: Raw): void {
    this.#broken.add(node);
  }

  /** A key was reported; `meant` takes its place. */
  dropKey(map: RawMap, key: string, meant: string | null): void {
    this.#of(map).unknown.set(key, meant);
  }

  /** Like `dropKey`, where `meant` makes the map one of another kind. */
  reshape(map: RawMap, key: string, meant: string): void {
    this.dropKey(map, key, meant);
    this.#of(map).isReshaped = true;
  }

  missKey(map: RawMap, key: string): void {
    const { unknown, excused, missing, isReshaped } = this.#of(map);
    const meanings = [...unknown.values()];
    if (map.lacking || isReshaped || meanings.includes(key)) return;
    if (excused.size < meanings.filter((meant) => meant === null).length) excused.add(key);
    else missing.push(key);
  }

  apply(raw: Raw): Raw {
    if (this.#broken.has(raw)) return { kind: 'broken', span: raw.span };
    if (raw.kind === 'list') return { ...raw, items: raw.items.map((item) => this.apply(item)) };
    if (raw.kind !== 'map') return raw;
    const repairs = this.#maps.get(raw);
    const entries = new Map<string, RawEntry>();
    for (const [key, { keySpan, value }] of raw.entries) {
      const meant = repairs?.unknown.get(key);
      if (meant !== null) entries.set(meant ?? key, { keySpan, value: this.apply(value) });
    }
    const isLacking = raw.lacking || entries.size < raw.entries.size || (repairs?.missing.length ?? 0) > 0;
    return { ...raw, entries, ...(isLacking ? { lacking: true } : {}) };
  }

  #of(map: RawMap): KeyRepairs {
    const known = this.#maps.get(map) ?? { unknown: new Map(), excused: new Set(), missing: [], isReshaped: false };
    this.#maps.set(map, known);
    return known;
  }
}
