// The same on more random traces, and then races.
import './broadcast-ring.test.ts';
import { spawnSync } from 'node:child_process';
import * as assert from 'uvu/assert';
import { BuiltProgram } from '../../interop/stubs/build.ts';
import { describe } from '../../support/index.ts';

describe('broadcast ring in C, races', (it) => {
  it('has none that ThreadSanitizer sees, and hands out no torn record', () => {
    const built = new BuiltProgram('test/native/broadcast/broadcast-ring.c', { sanitize: 'thread' });
    const run = spawnSync(built.program, ['flood', '300000'], { encoding: 'utf8' });
    built.close();
    assert.is(run.stderr, '');
    assert.is(run.status, 0);
  });
});
