/** Victims in TypeScript, each a process of its own, and a liar in C that is their peer: no victim dies, hangs, or throws what is no typed error. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { BuiltProgram, ROOT } from '../../interop/stubs/build.ts';
import { describe } from '../../support/index.ts';
import { numberIn, run } from './programs.ts';

const VICTIMS: Readonly<Record<string, { readonly sentence: string; readonly blocks?: number; readonly speaks?: string }>> = {
  copied: { sentence: 'does not harm who copies messages' },
  trusted: { sentence: 'does not harm who reads messages where they lie' },
  referenced: { sentence: 'does not harm who follows references', blocks: 16 },
  'referenced-trusted': { sentence: 'does not harm who reads blocks where they lie', blocks: 16 },
  stream: { sentence: 'does not harm a stream' },
  'fan-in': { sentence: 'does not harm a fan-in' },
  calls: { sentence: 'does not harm a server that calls back', speaks: 'calls' },
};

const script = path.join(ROOT, 'dist/test/survival/lies/victim.js');

/** Waits for the first line of a child; what it says after that, and at its end, comes with the promise. */
function startVictim(args: readonly string[]): { readonly listening: Promise<void>; readonly ended: Promise<string> } {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let listening: () => void = () => {};
  const isListening = new Promise<void>((resolve) => {
    listening = resolve;
  });
  const ended = new Promise<string>((resolve, reject) => {
    const onText = (text: string): void => {
      said += text;
      if (said.startsWith('listening')) listening();
    };
    child.stdout.setEncoding('utf8').on('data', onText);
    child.stderr.setEncoding('utf8').on('data', onText);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      listening();
      if (code === 0) resolve(said);
      else reject(new Error(`victim ${args.join(' ')}: code=${code} signal=${signal}\n${said}`));
    });
  });
  return { listening: isListening, ended };
}

export function describeVictims(title: string, operations: number, onRun: (line: string) => void = () => {}): void {
  describe(title, (it) => {
    const built = new BuiltProgram('test/survival/lies/liar-peer.c', {
      sanitize: 'none',
      sources: ['liar', 'doom'].map((name) => `test/survival/lies/${name}.c`),
    });
    it.after(() => built.close());
    const seed = process.env.SLUICE_SEED ?? String((Date.now() % 0x7fffffff) + 1);

    for (const [kind, { sentence, blocks = 0, speaks = 'messages' }] of Object.entries(VICTIMS)) {
      it(sentence, async () => {
        const address = built.socket(kind);
        const victim = startVictim([kind, address, seed, String(operations)]);
        victim.ended.catch(() => {});
        await victim.listening;
        const [said, liar] = await Promise.all([
          victim.ended.catch((error: Error) => `SLUICE_SEED=${seed}: ${error.message}`),
          run(built.program, [address, seed, String(blocks), speaks]),
        ]);
        assert.match(said, new RegExp(`^listening\n${kind}: operations=\\d+ rounds=\\d+ errors=.*\n$`));
        assert.is(liar.code, 0, liar.stderr);
        assert.ok(numberIn(said, 'operations') >= operations);
        onRun(said.slice('listening\n'.length).trim());
      });
    }
  });
}
