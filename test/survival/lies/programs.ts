/** The adversary against each of its victims: what a victim says is what was lied about, in bounded time, and nothing is touched that is not its own. */
import { spawn } from 'node:child_process';
import * as assert from 'uvu/assert';
import { type BuildOptions, BuiltProgram } from '../../interop/stubs/build.ts';
import { describe } from '../../support/index.ts';

const VICTIMS: Readonly<Record<string, string>> = {
  copied: 'does not harm who copies messages',
  trusted: 'does not harm who reads messages where they lie',
  referenced: 'does not harm who follows references',
  'referenced-trusted': 'does not harm who reads blocks where they lie',
  stream: 'does not harm a stream',
  'stream-referenced': 'does not harm a stream that is sent references',
  callbacks: 'does not harm who is called back',
  'fan-in': 'does not harm the other lanes of a fan-in',
  records: 'does not harm a transport',
  'records-trusted': 'does not harm a transport that trusts it',
  server: 'does not harm a server of calls',
  'server-trusted': 'does not harm a server that trusts it',
  caller: 'does not harm who calls it',
};

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. The children of a test file run one after another, so that one core is enough. */
export function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** The number behind `name=` in a line that a program has printed. */
export function numberIn(line: string, name: string): number {
  return Number(new RegExp(`${name}=(\\d+)`).exec(line)?.[1] ?? Number.NaN);
}

/**
 * @param operations - how many calls each victim makes, or for each one
 * @param onRun - gets what each run has printed
 */
export function describeAdversary(
  title: string,
  operations: number | Readonly<Record<string, number>>,
  onRun: (line: string) => void = () => {},
  options: BuildOptions = {},
): void {
  describe(title, (it) => {
    const built = new BuiltProgram('test/survival/lies/adversary.c', {
      ...options,
      stubs: ['cluster-rpc'],
      sources: ['liar', 'doom', 'channel-victims', 'transport-victims'].map((name) => `test/survival/lies/${name}.c`),
    });
    it.after(() => built.close());

    it('has a sentence for each of its victims', async () => {
      assert.equal((await run(built.program, [])).stdout.trim().split('\n'), Object.keys(VICTIMS));
    });
    for (const [victim, sentence] of Object.entries(VICTIMS)) {
      it(sentence, async () => {
        const count = typeof operations === 'number' ? operations : (operations[victim] ?? 0);
        const { code, stdout, stderr } = await run(built.program, [victim, String(count)]);
        assert.is(stderr, '');
        assert.is(code, 0);
        assert.ok(numberIn(stdout, 'operations') >= count);
        onRun(stdout.trim());
      });
    }
  });
}

const BROADCAST: Readonly<Record<string, string>> = {
  subscriber: 'does not harm who subscribes to it',
  publisher: 'does not harm whom it subscribes to',
};

export function describeBroadcast(title: string, operations: number, onRun: (line: string) => void = () => {}): void {
  describe(title, (it) => {
    const built = new BuiltProgram('test/survival/lies/broadcast.c');
    it.after(() => built.close());

    for (const [victim, sentence] of Object.entries(BROADCAST)) {
      it(sentence, async () => {
        const { code, stdout, stderr } = await run(built.program, [victim, String(operations)]);
        assert.is(stderr, '');
        assert.is(code, 0);
        assert.ok(numberIn(stdout, 'operations') >= operations);
        onRun(stdout.trim());
      });
    }
  });
}
