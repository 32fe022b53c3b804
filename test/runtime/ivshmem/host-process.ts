/** A process of a test that says, line by line, what is as it should be. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import * as assert from 'uvu/assert';
import { within } from '../../../runtime/stub/conformance.ts';

const LIMIT_MS = 60_000;

export class HostProcess {
  readonly process: ChildProcess;
  readonly ended: Promise<unknown>;
  readonly #lines: AsyncIterator<string>;

  constructor(command: string, args: readonly string[]) {
    this.process = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.ended = once(this.process, 'exit');
    this.#lines = createInterface({ input: this.process.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  }

  async says(expected: string): Promise<void> {
    const { value } = await within(this.#lines.next(), `a line "${expected}"`, LIMIT_MS);
    assert.is(value, expected);
  }

  tell(line: string): void {
    this.process.stdin?.write(`${line}\n`);
  }
}
