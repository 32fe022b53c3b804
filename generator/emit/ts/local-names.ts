/** Names of locals in one generated function: fields keep their own, unless something else already has it. */

const RESERVED = new Set(
  (
    'break case catch class const continue debugger default delete do else enum export extends false finally for function if import in ' +
    'instanceof new null return super switch this throw true try typeof var void while with implements interface let package private ' +
    'protected public static yield await arguments eval undefined NaN Infinity Array BigInt DataView Math Number Uint8Array Object'
  ).split(' '),
);

export class LocalNames {
  readonly #taken: Set<string>;
  readonly #isFunction: (name: string) => boolean;

  /**
   * @param taken - parameters, and what is imported
   * @param isFunction - whether the module has a function of this name
   */
  constructor(taken: Iterable<string>, isFunction: (name: string) => boolean) {
    this.#taken = new Set(taken);
    this.#isFunction = isFunction;
  }

  /** Names of a block: they may be used again once it is over. */
  nested(): LocalNames {
    return new LocalNames(this.#taken, this.#isFunction);
  }

  /** `name`, or `name` with underscores behind it. */
  add(name: string): string {
    let free = name;
    while (this.#taken.has(free) || RESERVED.has(free) || this.#isFunction(free)) free += '_';
    this.#taken.add(free);
    return free;
  }
}
