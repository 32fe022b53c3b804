import { isBrokenAt, type RawMap, stringOf } from '../load/index.ts';
import type { Item, Scope } from './scope.ts';
import type { FieldModel } from './types.ts';
import { WrittenNames } from './written-names.ts';

/** Names of one struct while it is read. */
export class StructNames {
  /** Fields before the place that is read. */
  readonly fields: Map<string, FieldModel> = new Map();
  /** Every field and tail, also wrong ones and those that are off. */
  readonly written: WrittenNames = new WrittenNames();
  readonly tails: ReadonlySet<string>;
  readonly #scope: Scope;
  readonly #firsts = new Map<string, RawMap>();

  constructor({ raw, params }: Item, scope: Scope) {
    this.#scope = scope;
    if (raw.lacking || isBrokenAt(raw, 'fields') || isBrokenAt(raw, 'tails')) this.written.lose();
    scope.enabledMaps(raw, 'fields', params, this.written);
    this.tails = new Set(scope.enabledMaps(raw, 'tails', params, this.written).flatMap((tail) => stringOf(tail, 'name') ?? []));
  }

  /** Whether a field or tail of this name stood before the place that is read, wrong ones included. */
  isClaimed(name: string): boolean {
    return this.#firsts.has(name);
  }

  /** Takes a name for a field or tail; a second one of that name is reported and refused. */
  claim(name: string, raw: RawMap): boolean {
    const first = this.#firsts.get(name);
    if (first) this.#scope.twice('field', name, raw, first);
    else this.#firsts.set(name, raw);
    return !first;
  }
}
