import * as assert from 'uvu/assert';
import { median, pairedRatio, quantile, relativeSpread } from '../../bench/stats.ts';
import { describe } from '../support/index.ts';

describe('stats', (it) => {
  it('takes the middle value, and the lower one of two', () => {
    assert.is(median([9, 1, 5]), 5);
    assert.is(median([4, 1, 3, 2]), 2);
    assert.ok(Number.isNaN(median([])));
  });

  it('takes quantiles by nearest rank', () => {
    assert.is(quantile([50, 10, 30, 20, 40], 0.25), 20);
    assert.is(quantile([50, 10, 30, 20, 40], 1), 50);
  });

  it('gives the width of the middle half relative to the median', () => {
    assert.is(relativeSpread([50, 10, 30, 20, 40]), 20 / 30);
  });

  it('pairs values of the same round, so that drift cancels', () => {
    assert.is(pairedRatio([2, 20, 200], [1, 10, 100]), 2);
  });
});
