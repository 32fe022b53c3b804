/** Names of the members of one view. The state starts with `$`, which no name of a schema does. */
export class MemberNames {
  readonly #taken = new Set(['wrap', 'constructor']);

  /** `name`, or `name` with underscores behind it where two members meet. */
  add(name: string): string {
    let free = name;
    while (this.#taken.has(free)) free += '_';
    this.#taken.add(free);
    return free;
  }
}
