/** What the process ends with; scripts and CI rely on these numbers. */
export const EXIT = {
  ok: 0,
  /** The input is wrong: a schema, a config file, a name, hex or JSON; also a layout that a compiler disagrees with. */
  input: 1,
  /** The command line can't be parsed. */
  usage: 2,
  /** `generate --check` found files that are not what the schemas say. */
  drift: 3,
  /** A mistake of Sluice itself. */
  internal: 70,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A mistake of the user's that is told in one sentence: printed without a stack, exit code 1. */
export class InputError extends Error {
  override readonly name = 'InputError';
}
