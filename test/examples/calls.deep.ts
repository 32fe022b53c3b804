import * as assert from 'uvu/assert';
import { describe } from '../support/index.ts';
import { canRun, runExample, shownOutput } from './run-example.ts';

describe('examples/calls', (it) => {
  const shown = shownOutput('calls');

  it('shows what it prints', () => {
    const { status, output } = canRun ? runExample('calls') : { status: 0, output: shown };
    assert.fixture(output, shown);
    assert.is(status, 0);
  });
});
