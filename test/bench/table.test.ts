import * as assert from 'uvu/assert';
import { formatNumber, formatRatio, formatTable } from '../../bench/table.ts';
import { describe } from '../support/index.ts';

describe('table', (it) => {
  it('aligns the first column left and the others right', () => {
    const text = formatTable([
      ['codec', 'ns'],
      ['floor', '9'],
      ['bebop', '120'],
    ]);
    assert.is(text, 'codec   ns\n----------\nfloor    9\nbebop  120');
  });

  it('drops trailing blanks', () => {
    assert.is(
      formatTable([
        ['a', 'b'],
        ['x', ''],
      ]).split('\n')[2],
      'x',
    );
  });

  it('shows three digits and names what is no number', () => {
    assert.is(formatNumber(1.234), '1.23');
    assert.is(formatNumber(12.34), '12.3');
    assert.is(formatNumber(1234.5), '1235');
    assert.is(formatNumber(Number.NaN), '?');
    assert.is(formatRatio(1.1), '1.10x');
    assert.is(formatRatio(undefined), '');
  });
});
