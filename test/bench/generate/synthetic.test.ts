import * as assert from 'uvu/assert';
import { growthOf } from '../../../bench/generate/report.ts';
import { synthesizeSchema } from '../../../bench/generate/synthetic.ts';
import { checkSchema, computeLayout } from '../../../generator/index.ts';
import { describe } from '../../support/index.ts';

describe('synthetic', (it) => {
  it('makes a schema without problems, of as many messages as asked for', () => {
    const text = new TextEncoder().encode(synthesizeSchema(20));
    const { schema, problems } = checkSchema('synthetic.yaml', () => text);
    assert.equal(problems, []);
    assert.ok(schema);
    assert.is(computeLayout(schema).messages.length, 20);
  });
});

describe('growth', (it) => {
  const stage = (messages: number, ms: number, peakRss: number) =>
    ({ stage: 'validate', messages, ms, peakRss, phases: {}, outputBytes: 0 }) as const;
  const report = { idleRss: 50, stages: [stage(100, 2, 60), stage(1000, 20, 150)], cold: [], failures: [] };

  it('compares with the next smaller schema, memory beyond an idle process', () => {
    assert.equal(growthOf(report, stage(1000, 20, 150)), { time: 10, memory: 10 });
  });

  it('is unknown for the smallest', () => {
    assert.is(growthOf(report, stage(100, 2, 60)), null);
  });
});
