import { child, type RawMap, stringOf } from '../load/index.ts';

/** An item that the schema writes, whether or not something came of it. */
export interface WrittenItem {
  readonly raw: RawMap;
  /** Whether it is on in this config. */
  readonly enabled: boolean;
}

/** Every name that one part of a schema writes, to tell a name that nobody defined from one whose definition has a mistake. */
export class WrittenNames {
  readonly #items = new Map<string, WrittenItem>();
  #complete = true;

  /** Whether every item has a readable name: where not, an unknown name may be the one that is missing. */
  get isComplete(): boolean {
    return this.#complete;
  }

  get(name: string): WrittenItem | undefined {
    return this.#items.get(name);
  }

  /** Some names can't be known. */
  lose(): void {
    this.#complete = false;
  }

  /** Remembers the name under `key`; of several items with one name, one that is on counts. */
  add(raw: RawMap, enabled: boolean, name: string | undefined = stringOf(raw, 'name')): void {
    if (name !== undefined) {
      if (!this.#items.get(name)?.enabled) this.#items.set(name, { raw, enabled });
    } else if (raw.lacking || child(raw, 'name')?.kind === 'broken') this.lose();
  }
}
