import * as assert from 'uvu/assert';
import { describe } from '../../support/index.ts';
import { runTraces } from '../run-traces.ts';
import { BuiltProgram } from '../stubs/build.ts';
import { drawTrace, type Outcome, readOutcome, runTrace, type Trace } from './trace.ts';

const STEPS = 2000;
const TRACES = 60;

describe('FIFO of TypeScript and of C', (it) => {
  const built = new BuiltProgram('test/interop/fifo/c-trace.c');
  it.after(() => built.close());

  function compareAll(seeds: number, lies: boolean): void {
    const drawn = Array.from({ length: seeds }, (_, index) => drawTrace(index + 1, STEPS, lies));
    const outcomes = drawn.map(runTrace);
    const traces = drawn.map(({ slots, start, operations }, index) => ({
      place: [slots, start] as const,
      operations,
      answerLength: 8 * STEPS + (outcomes[index] as Outcome).bytes.length,
    }));
    let seed = 0;
    for (const answer of runTraces(built.program, traces)) {
      compare(seed + 1, drawn[seed] as Trace, outcomes[seed] as Outcome, readOutcome(answer, STEPS));
      seed += 1;
    }
    assert.is(seed, seeds);
  }

  function compare(seed: number, { operations }: Trace, ts: Outcome, c: Outcome): void {
    const first = ts.answers.findIndex((answer, i) => answer !== c.answers[i]);
    const step = first >> 1;
    const shown = `seed ${seed}, step ${step}, operation ${operations[3 * step]}(${operations[3 * step + 1]}, ${operations[3 * step + 2]})`;
    assert.is(first, -1, `${shown}: TypeScript ${ts.answers[first]}, C ${c.answers[first]}`);
    assert.ok(Buffer.from(ts.bytes).equals(c.bytes), `bytes of seed ${seed}`);
  }

  it('answer alike, ring alike and leave the same bytes', () => {
    compareAll(TRACES, false);
  });

  it('do so with whatever liars have written', () => {
    compareAll(2 * TRACES, true);
  });
});
