import type { Raw, RawEntry, RawMap } from './raw.ts';

/** What to change in a tree after its shape was checked: collected first, applied at once. */
export class ShapeRepairs {
  readonly #broken = new Set<Raw>();
  /** Unknown keys of a map, each with the key that was meant, or null. */
  readonly #unknown = new Map<RawMap, Map<string, string | null>>();
  readonly #excused = new Map<RawMap, Set<string>>();
  readonly #missing = new Map<RawMap, string[]>();

  /** Whether some key gets another name, so that what stands under it was not looked at yet. */
  get renamed(): boolean {
    return [...this.#unknown.values()].some((keys) => [...keys.values()].some((key) => key !== null));
  }

  /** The value was reported. */
  breakValue(node: Raw): void {
    this.#broken.add(node);
  }

  /** A key was reported; `meant` takes its place. */
  dropKey(map: RawMap, key: string, meant: string | null): void {
    const keys = this.#unknown.get(map) ?? new Map<string, string | null>();
    this.#unknown.set(map, keys.set(key, meant));
  }

  /** Keys that mistyped ones stand for, so far. */
  meaningsOf(map: RawMap): ReadonlySet<string | null> {
    return new Set([...(this.#unknown.get(map)?.values() ?? []), ...(this.#excused.get(map) ?? [])]);
  }

  /** The key is missing, but an unknown one probably stands for it: the two are one mistake. */
  excuseKey(map: RawMap, key: string): void {
    this.#excused.set(map, (this.#excused.get(map) ?? new Set()).add(key));
  }

  missKey(map: RawMap, key: string): void {
    if (map.lacking || this.meaningsOf(map).has(key)) return;
    this.#missing.set(map, [...(this.#missing.get(map) ?? []), key]);
  }

  /** Maps that lack keys. */
  get missing(): Iterable<readonly [RawMap, readonly string[]]> {
    return this.#missing;
  }

  apply(raw: Raw): Raw {
    if (this.#broken.has(raw)) return { kind: 'broken', span: raw.span };
    if (raw.kind === 'list') return { ...raw, items: raw.items.map((item) => this.apply(item)) };
    if (raw.kind !== 'map') return raw;
    const unknown = this.#unknown.get(raw);
    const entries = new Map<string, RawEntry>();
    for (const [key, entry] of raw.entries) {
      const name = unknown?.has(key) ? unknown.get(key) : key;
      if (name !== null && name !== undefined) entries.set(name, { keySpan: entry.keySpan, value: this.apply(entry.value) });
    }
    const lacking = raw.lacking || unknown !== undefined || this.#missing.has(raw);
    return { ...raw, entries, ...(lacking ? { lacking } : {}) };
  }
}
