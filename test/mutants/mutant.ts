/** One way to break the runtime, which some test must notice. */
export interface Mutant {
  /** Stable; what the command line selects by. */
  readonly name: string;
  /** What no longer holds. */
  readonly breaks: string;
  /** Path from the root of the project. */
  readonly file: string;
  /** Text that stands there exactly once. */
  readonly find: string;
  readonly replace: string;
  /** Test files, from `test/` on and without their ending, in the order in which they are tried. */
  readonly tests: readonly string[];
}
