import { spawnSync } from 'node:child_process';
import * as assert from 'uvu/assert';
import { describe } from '../../support/index.ts';
import { BuiltProgram } from '../stubs/build.ts';
import { drawTrace, readOutcome, runTrace } from './trace.ts';

const STEPS = 3000;
const TRACES = 60;

describe('ring of TypeScript and of C', (it) => {
  const built = new BuiltProgram('test/interop/ring/c-trace.c');
  it.after(() => built.close());

  function compare(seed: number, lies: boolean): readonly number[] {
    const trace = drawTrace(seed, STEPS, lies);
    const { operations } = trace;
    const run = spawnSync(built.program, [String(trace.capacity), String(trace.start)], {
      input: new Uint8Array(operations.buffer),
      maxBuffer: 1 << 20,
    });
    assert.is(run.stderr.toString(), '');
    const c = readOutcome(run.stdout, STEPS);
    const ts = runTrace(trace);
    const first = ts.answers.findIndex((answer, i) => answer !== c.answers[i]);
    const shown = `seed ${seed}, step ${first}, operation ${operations[3 * first]}(${operations[3 * first + 1]}, ${operations[3 * first + 2]})`;
    assert.is(first, -1, `${shown}: TypeScript ${ts.answers[first]}, C ${c.answers[first]}`);
    assert.equal(ts.reasons, c.reasons, `reasons of seed ${seed}`);
    assert.ok(Buffer.from(ts.bytes).equals(c.bytes), `bytes of seed ${seed}`);
    return c.reasons;
  }

  it('answer alike and leave the same bytes', () => {
    for (let seed = 1; seed <= TRACES; seed++) assert.equal(compare(seed, false), [0, 0]);
  });

  it('name the same reason for the same lie', () => {
    const seen = new Set<number>();
    for (let seed = 1; seed <= 3 * TRACES; seed++) for (const reason of compare(seed, true)) seen.add(reason);
    // TAIL, HEAD, ALIGNMENT, LENGTH, SEQUENCE and KIND are all among them.
    assert.equal(
      [...seen].sort((a, b) => a - b),
      [0, 1, 2, 3, 4, 5, 6],
    );
  });
});
