import * as assert from 'uvu/assert';
import { describe } from '../../support/index.ts';
import { runTraces } from '../run-traces.ts';
import { BuiltProgram } from '../stubs/build.ts';
import { drawTrace, type Outcome, readOutcome, runTrace, type Trace } from './trace.ts';

const STEPS = 3000;
const TRACES = 60;

describe('ring of TypeScript and of C', (it) => {
  const built = new BuiltProgram('test/interop/ring/c-trace.c');
  it.after(() => built.close());

  /** @yields the reasons of each seed's trace */
  function* compareAll(seeds: number, lies: boolean): Generator<readonly number[]> {
    const drawn = Array.from({ length: seeds }, (_, index) => drawTrace(index + 1, STEPS, lies));
    const outcomes = drawn.map(runTrace);
    const traces = drawn.map(({ capacity, start, operations }, index) => ({
      place: [capacity, start] as const,
      operations,
      answerLength: 4 * (STEPS + 2) + (outcomes[index] as Outcome).bytes.length,
    }));
    let seed = 0;
    for (const answer of runTraces(built.program, traces)) {
      yield compare(seed + 1, drawn[seed] as Trace, outcomes[seed] as Outcome, readOutcome(answer, STEPS));
      seed += 1;
    }
  }

  function compare(seed: number, { operations }: Trace, ts: Outcome, c: Outcome): readonly number[] {
    const first = ts.answers.findIndex((answer, i) => answer !== c.answers[i]);
    const shown = `seed ${seed}, step ${first}, operation ${operations[3 * first]}(${operations[3 * first + 1]}, ${operations[3 * first + 2]})`;
    assert.is(first, -1, `${shown}: TypeScript ${ts.answers[first]}, C ${c.answers[first]}`);
    assert.equal(ts.reasons, c.reasons, `reasons of seed ${seed}`);
    assert.ok(Buffer.from(ts.bytes).equals(c.bytes), `bytes of seed ${seed}`);
    return c.reasons;
  }

  it('answer alike and leave the same bytes', () => {
    for (const reasons of compareAll(TRACES, false)) assert.equal(reasons, [0, 0]);
  });

  it('name the same reason for the same lie', () => {
    const seen = new Set<number>();
    for (const reasons of compareAll(3 * TRACES, true)) for (const reason of reasons) seen.add(reason);
    // TAIL, HEAD, ALIGNMENT, LENGTH, SEQUENCE and KIND are all among them.
    assert.equal(
      [...seen].sort((a, b) => a - b),
      [0, 1, 2, 3, 4, 5, 6],
    );
  });
});
