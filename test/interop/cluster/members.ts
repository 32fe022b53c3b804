/** Members in processes of their own, in either language, that are told what to do by letters and say what they see by lines. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { within } from '../../../runtime/stub/conformance.ts';
import { BuiltProgram } from '../stubs/build.ts';

export type Language = 'TypeScript' | 'C';

export class MemberProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly lines: string[] = [];
  #rest = '';
  #wake: () => void = () => {};

  constructor(command: string, args: readonly string[]) {
    this.#child = spawn(command, args, { stdio: 'pipe' });
    this.#child.stderr.pipe(process.stderr);
    this.#child.stdin.on('error', () => {});
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const parts = (this.#rest + text).split('\n');
      this.#rest = parts.pop() ?? '';
      this.lines.push(...parts);
      this.#wake();
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Waits until it has said this. */
  async says(line: string): Promise<void> {
    const said = async (): Promise<void> => {
      while (!this.lines.includes(line)) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    };
    await within(said(), `"${line}" after ${JSON.stringify(this.lines)}`, 60_000);
  }

  tell(letter: string): void {
    this.#child.stdin.write(letter);
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.#child.kill(signal);
  }

  async ended(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null)
      await within(once(this.#child, 'exit'), 'the end', 60_000);
  }
}

/** Starts members of one cluster, and ends them all. */
export class Members {
  readonly #built: BuiltProgram = new BuiltProgram('test/interop/cluster/member-peer.c');
  #processes: MemberProcess[] = [];
  folder = '';

  /** A cluster that nobody is in. */
  reset(): void {
    this.folder = mkdtempSync(path.join(tmpdir(), 'sluice-members-'));
  }

  start(language: Language, cxy: number): MemberProcess {
    const script = fileURLToPath(new URL('./member-peer.js', import.meta.url));
    const [command, args] = language === 'C' ? [this.#built.program, []] : [process.execPath, [script]];
    const started = new MemberProcess(command, [...args, this.folder, String(cxy)]);
    this.#processes.push(started);
    return started;
  }

  async end(): Promise<void> {
    for (const one of this.#processes) one.kill();
    for (const one of this.#processes) await one.ended();
    this.#processes = [];
    rmSync(this.folder, { recursive: true, force: true });
  }

  close(): void {
    this.#built.close();
  }
}
