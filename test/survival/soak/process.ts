/** A process of a soak, and the lines of JSON that it prints. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export type Line = Readonly<Record<string, unknown>>;

export class SoakProcess {
  readonly child: ChildProcess;
  readonly exited: Promise<void>;
  readonly #hasMessages: boolean;
  #answer: (line: Line) => void = () => {};
  #rest = '';

  constructor(command: readonly string[], onLine: (line: Line) => void, hasMessages = false) {
    const [program = '', ...args] = command;
    const stdio: ('ignore' | 'pipe' | 'inherit' | 'ipc')[] = ['ignore', 'pipe', 'inherit'];
    if (hasMessages) stdio.push('ipc');
    this.#hasMessages = hasMessages;
    // What is freed is not in use: no thread keeps it for itself.
    this.child = spawn(program, args, { stdio, env: { ...process.env, GLIBC_TUNABLES: 'glibc.malloc.tcache_count=0' } });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (this.#rest + text).split('\n');
      this.#rest = lines.pop() ?? '';
      for (const text of lines) {
        const line = JSON.parse(text) as Line;
        if ('used' in line) this.#answer(line);
        else onLine(line);
      }
    });
    // Everything that it has printed has come by then.
    this.exited = once(this.child, 'close').then(() => {});
  }

  get pid(): number {
    return this.child.pid ?? -1;
  }

  get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  signal(name: NodeJS.Signals): void {
    if (this.isAlive) this.child.kill(name);
  }

  /** Bytes in use; a server in TypeScript is asked by a message, one in C by a signal. */
  async askUsed(): Promise<number> {
    const answered = new Promise<Line>((resolve) => {
      this.#answer = resolve;
    });
    if (this.#hasMessages) {
      this.child.once('message', (line) => this.#answer(line as Line));
      this.child.send('sample');
    } else {
      this.signal('SIGUSR1');
    }
    return Number((await answered)['used']);
  }
}
