import { headOf, originOf, type RawMap, shorten, spanOf } from '../load/index.ts';
import { reservedIn } from './names.ts';
import type { Scope } from './scope.ts';

/** A name as C and as TypeScript have it, and where the schema writes it. */
export interface Name {
  readonly c: string;
  readonly ts: string;
  readonly raw: RawMap;
  readonly key?: string;
}

interface Owner {
  readonly c: string;
  readonly raw: RawMap;
}

/** Reports a name that C, C++ or JavaScript keeps for itself. */
export function checkReserved(name: string, raw: RawMap, key: string, scope: Scope): boolean {
  const language = reservedIn(name);
  if (language)
    scope.report(
      'NAM002',
      spanOf(raw, key),
      `\`${name}\` is reserved in ${language}`,
      `rename it, for example to \`${name.replace(/^_+|_+$/g, '')}_\``,
    );
  return language !== null;
}

/** TypeScript names that must differ: those of one module, one interface or one object. */
export class NameSpace {
  readonly #scope: Scope;
  readonly #reserved: ReadonlySet<string>;
  readonly #owners = new Map<string, Owner>();
  readonly #derived = new Map<string, Owner>();

  constructor(scope: Scope, reserved: ReadonlySet<string> = new Set()) {
    this.#scope = scope;
    this.#reserved = reserved;
  }

  /** Adds a name of the schema; one that is reserved, or that another one becomes too, is reported. */
  add({ c, ts, raw, key = 'name' }: Name): void {
    if (checkReserved(c, raw, key, this.#scope)) return;
    const language = reservedIn(ts) ?? (this.#reserved.has(ts) ? 'generated code' : null);
    const owner = this.#owners.get(ts);
    const from = this.#derived.get(ts);
    if (language) {
      const name = c === ts ? `\`${c}\`` : `\`${shorten(c)}\` becomes \`${ts}\` in TypeScript, which`;
      this.#scope.report('NAM002', spanOf(raw, key), `${name} is reserved in ${language}`, 'rename it');
    } else if (owner && owner.c !== c) {
      this.#scope.report(
        'NAM003',
        spanOf(raw, key),
        `\`${shorten(c)}\` and \`${shorten(owner.c)}\` (${originOf(headOf(owner.raw))}) both become \`${ts}\` in TypeScript`,
        'rename one of them',
      );
    } else if (from && from.raw !== raw) {
      this.#scope.report(
        'NAM003',
        spanOf(raw, key),
        `\`${shorten(c)}\` becomes \`${ts}\` in TypeScript, which \`${shorten(from.c)}\` (${originOf(headOf(from.raw))}) needs too`,
        'rename one of them',
      );
    }
    if (!owner) this.#owners.set(ts, { c, raw });
  }

  /** Adds a name that generated code makes from an item beside the item's own. */
  derive(ts: string, { c, raw, key = 'name' }: Name): void {
    const owner = this.#owners.get(ts);
    if (owner && owner.raw !== raw) {
      this.#scope.report(
        'NAM003',
        spanOf(raw, key),
        `\`${shorten(c)}\` needs \`${ts}\` in TypeScript, which \`${shorten(owner.c)}\` (${originOf(headOf(owner.raw))}) becomes`,
        'rename one of them',
      );
    }
    if (!this.#derived.has(ts)) this.#derived.set(ts, { c, raw });
  }
}
