import { spawnSync } from 'node:child_process';
import * as assert from 'uvu/assert';
import { BuiltProgram } from '../../interop/stubs/build.ts';
import { describe } from '../../support/index.ts';
import { FAULTY } from './interpose.ts';

describe('bad luck: calls of the system fail, in C', (it) => {
  const built = new BuiltProgram('test/survival/faults/faults.c', FAULTY);
  it.after(() => built.close());

  const survives = (...args: readonly string[]): void => {
    const run = spawnSync(built.program, args, { encoding: 'utf8', timeout: 120_000 });
    assert.is(run.stderr, '');
    assert.is(run.status, 0);
  };

  it('has an errno for a segment that can not be made', () => survives('records', 'memfd_create'));
  it('tells lost descriptors and short messages apart', () => survives('records', 'recvmsg'));
  it('wakes through bells that are full already', () => survives('records', 'eventfd'));
  it('takes no signal for the end of a peer', () => survives('calls-rung-by-write', 'poll'));
  it('leaves no socket where listening has failed', () => survives('records', 'lstat'));
  it('waits by the monotonic clock alone', () => survives('clock'));
});
