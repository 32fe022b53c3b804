import pc from 'picocolors';

export type Colors = ReturnType<typeof pc.createColors>;

interface Stream {
  readonly isTTY?: boolean;
}
type Environment = Readonly<Record<string, string | undefined>>;

/** Colours for a stream: NO_COLOR switches them off, FORCE_COLOR on; otherwise only a terminal gets them. */
export function colorsFor(stream: Stream, env: Environment = process.env): Colors {
  return pc.createColors(wantsColors(stream, env));
}

function wantsColors(stream: Stream, env: Environment): boolean {
  if (env['NO_COLOR']) return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

/** Data: what the command was asked for, on stdout. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Everything else, on stderr. */
export function notice(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** `1 file`, `2 files`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Milliseconds after which a run counts as long work and says where it is. */
const PATIENCE_MS = 300;

/** One line on stderr that says what long work is at; nothing off a terminal or in CI, and nothing while work is quick. */
export class StatusLine {
  readonly #enabled: boolean = process.stderr.isTTY === true && !process.env['CI'];
  readonly #startedAt: number = Date.now();
  #shown = false;

  show(text: string): void {
    if (!this.#enabled || Date.now() - this.#startedAt < PATIENCE_MS) return;
    const width = (process.stderr.columns || 80) - 1;
    process.stderr.write(`\r\x1b[K${text.slice(0, width)}`);
    this.#shown = true;
  }

  clear(): void {
    if (this.#shown) process.stderr.write('\r\x1b[K');
    this.#shown = false;
  }
}
