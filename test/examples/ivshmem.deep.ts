import * as assert from 'uvu/assert';
import { missingForMachines } from '../../examples/ivshmem/machine.ts';
import { describe } from '../support/index.ts';
import { runExample, shownOutput } from './run-example.ts';

describe('examples/ivshmem', (it) => {
  it('shows what it prints', () => {
    assert.is(missingForMachines(), null);
    const { status, output } = runExample('ivshmem');
    assert.fixture(output, shownOutput('ivshmem'));
    assert.is(status, 0);
  });
});
