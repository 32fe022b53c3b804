import * as assert from 'uvu/assert';
import { Sampler } from '../../../runtime/stub/observe.ts';
import { describe } from '../../support/index.ts';

function countMeasured(sampler: Sampler, calls: number, gapMs: number): number {
  let count = 0;
  for (let i = 0; i < calls; i += 1) {
    if (sampler.begin() !== null) count += 1;
    for (const until = performance.now() + gapMs; gapMs > 0 && performance.now() < until; );
  }
  return count;
}

describe('sampler', (it) => {
  it('measures one call in so many, the first one too', () => {
    const sampler = new Sampler(3);
    const measured = Array.from({ length: 7 }, () => sampler.begin() !== null);
    assert.equal(measured, [true, false, false, true, false, false, true]);
  });

  it('measures every call by default, but few of a crowd', () => {
    assert.is(countMeasured(new Sampler(null), 20, 0.2), 20);
    const ofCrowd = countMeasured(new Sampler(null), 16_000, 0);
    assert.ok(ofCrowd >= 1000 && ofCrowd < 2000, `${ofCrowd}`);
  });
});
