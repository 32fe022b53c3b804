import { spawnSync } from 'node:child_process';
import * as assert from 'uvu/assert';
import { describe } from '../../support/index.ts';
import { BuiltProgram } from '../stubs/build.ts';
import { drawTrace, readOutcome, runTrace } from './trace.ts';

const STEPS = 2000;
const TRACES = 60;

describe('FIFO of TypeScript and of C', (it) => {
  const built = new BuiltProgram('test/interop/fifo/c-trace.c');
  it.after(() => built.close());

  function compare(seed: number, lies: boolean): void {
    const trace = drawTrace(seed, STEPS, lies);
    const { operations } = trace;
    const run = spawnSync(built.program, [String(trace.slots), String(trace.start)], {
      input: new Uint8Array(operations.buffer),
      maxBuffer: 1 << 20,
    });
    assert.is(run.stderr.toString(), '');
    assert.is(run.status, 0);
    const c = readOutcome(run.stdout, STEPS);
    const ts = runTrace(trace);
    const first = ts.answers.findIndex((answer, i) => answer !== c.answers[i]);
    const step = first >> 1;
    const shown = `seed ${seed}, step ${step}, operation ${operations[3 * step]}(${operations[3 * step + 1]}, ${operations[3 * step + 2]})`;
    assert.is(first, -1, `${shown}: TypeScript ${ts.answers[first]}, C ${c.answers[first]}`);
    assert.ok(Buffer.from(ts.bytes).equals(c.bytes), `bytes of seed ${seed}`);
  }

  it('answer alike, ring alike and leave the same bytes', () => {
    for (let seed = 1; seed <= TRACES; seed++) compare(seed, false);
  });

  it('do so with whatever liars have written', () => {
    for (let seed = 1; seed <= 2 * TRACES; seed++) compare(seed, true);
  });
});
