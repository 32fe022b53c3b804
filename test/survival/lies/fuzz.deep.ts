/** libFuzzer over everything in C that eats a peer's bytes, each target for some seconds: `SLUICE_LIES_MINUTES=N` for N minutes in all. */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { BuiltProgram } from '../../interop/stubs/build.ts';
import { describe } from '../../support/index.ts';
import { numberIn, run } from './programs.ts';

const TARGETS: Readonly<Record<string, string>> = {
  handshake: 'takes any bytes on the control socket',
  calls: 'takes any records of calls and answers',
  framing: 'takes any stream of records on a socket',
  ring: 'takes any image of a ring',
  broadcast: 'takes any image of a broadcast',
  channel: 'takes any stores into its segment, between the calls of a channel',
  stream: 'takes them between those of a stream',
};

const minutes = Number(process.env.SLUICE_LIES_MINUTES ?? 0);
const seconds = Math.max(8, Math.round((minutes * 60) / Object.keys(TARGETS).length));
const seed = process.env.SLUICE_SEED ?? String((Date.now() % 0x7fffffff) + 1);

describe('libFuzzer', (it) => {
  const hasClang = spawnSync('clang', ['--version']).status === 0;
  if (!hasClang) {
    it('needs clang, which is not here', () => {
      process.stderr.write('libFuzzer: skipped, clang is not here\n');
    });
    return;
  }
  const built = new BuiltProgram('test/survival/lies/fuzz.c', {
    compiler: 'clang -std=c11',
    sanitize: 'fuzzer,address,undefined',
    stubs: ['cluster-rpc'],
  });
  it.after(() => built.close());

  for (const [target, sentence] of Object.entries(TARGETS)) {
    it(sentence, async () => {
      const corpus = path.join(built.folder, target);
      mkdirSync(corpus);
      const args = [`-max_total_time=${seconds}`, '-max_len=2100', `-seed=${seed}`, '-print_final_stats=1', '-timeout=60'];
      const env = { ...process.env, SLUICE_FUZZ: target, SLUICE_FUZZ_CORPUS: corpus };
      // Where it leaves what has failed, and prints it, too.
      const { code, stderr } = await run(built.program, [...args, `-artifact_prefix=${built.folder}/`, corpus], env);
      assert.is(code, 0, `again: SLUICE_FUZZ=${target} SLUICE_SEED=${seed}\n${stderr}`);
      const line = /stat::number_of_executed_units: *\d+/.exec(stderr)?.[0] ?? '';
      const executed = numberIn(line.replace(/.*: */, 'executed='), 'executed');
      assert.ok(executed > 100, stderr);
      process.stderr.write(`fuzz ${target}: executed=${executed} seconds=${seconds}\n`);
    });
  }
});
