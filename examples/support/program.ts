/** A process of an example, and the lines that it prints. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

export class Program {
  readonly lines: string[] = [];
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #closed: Promise<unknown>;
  /** Of those who wait for a line. */
  readonly #wakes: Set<() => void> = new Set();

  constructor(command: string, args: readonly string[]) {
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface(this.#child.stdout).on('line', (line) => {
      this.lines.push(line);
      for (const wake of this.#wakes) wake();
      this.#wakes.clear();
    });
    // Who has ended takes no more lines.
    this.#child.stdin.on('error', () => {});
    this.#closed = once(this.#child, 'close');
    // `ended` and `saw` say it; nobody may be waiting yet.
    this.#closed.catch(() => {});
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Waits for a line that says so, from this one on. @throws Error when the process ends before that */
  async saw(text: string, from = 0): Promise<void> {
    let isOver = false;
    const over = this.#closed.finally(() => {
      isOver = true;
    });
    while (!this.lines.slice(from).some((line) => line.includes(text))) {
      if (isOver) throw new Error(`${this.#child.spawnargs.join(' ')} ended before it said "${text}"`);
      const line = new Promise<void>((resolve) => {
        this.#wakes.add(resolve);
      });
      await Promise.race([line, over]);
    }
  }

  /** Gives it a line on its standard input. */
  say(line: string): void {
    this.#child.stdin.write(`${line}\n`);
  }

  /** Waits for the next line that says so, after those that there are. @throws Error when the process ends before that */
  async next(text: string): Promise<string> {
    const before = this.lines.length;
    await this.saw(text, before);
    return this.lines.slice(before).find((line) => line.includes(text)) as string;
  }

  /** Waits for its end. @returns how: the exit code, or the name of the signal */
  async ended(): Promise<number | NodeJS.Signals> {
    await this.#closed;
    return this.#child.exitCode ?? this.#child.signalCode ?? -1;
  }

  /** The end that an orderly program has. @throws Error for any other */
  async succeeded(): Promise<readonly string[]> {
    const code = await this.ended();
    if (code !== 0) throw new Error(`${this.#child.spawnargs.join(' ')} ended with ${code}`);
    return this.lines;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
