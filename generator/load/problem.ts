/** A place in a source file: `line` and `column` count from 1 (columns in UTF-16 units), `offset` from 0. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** One mistake in a schema, as data; `generator/cli` renders it for people or prints it as JSON. */
export interface Problem {
  /** Stable code, listed in `problem-codes.ts`. */
  readonly code: string;
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
  /** What was found. */
  readonly message: string;
  /** The offsets computed before the complaint, where they help. */
  readonly layoutSoFar?: string;
  /** The rule that was broken. */
  readonly cause?: string;
  /** What to write instead. */
  readonly fix?: string;
}
