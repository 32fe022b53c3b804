import { spawnSync } from 'node:child_process';
import * as assert from 'uvu/assert';
import { BuiltProgram } from '../../interop/stubs/build.ts';
import { describe } from '../../support/index.ts';

const CASES: Readonly<Record<string, string>> = {
  all: 'reaches all subscribers, and tells them when the publisher leaves',
  lapped: 'does not wait for a slow subscriber, which learns what it has lost',
  dies: 'hands out all that was published when the publisher dies',
  'come-and-go': 'forgets subscribers that leave or die, with all their descriptors',
  limits: 'refuses records that are too long, a taken address, and an order out of range',
};

describe('broadcast in C', (it) => {
  const built = new BuiltProgram('test/native/broadcast/broadcast.c');
  it.after(() => built.close());

  for (const [name, sentence] of Object.entries(CASES)) {
    it(sentence, () => {
      const run = spawnSync(built.program, [name], { encoding: 'utf8', timeout: 60_000 });
      assert.is(run.stderr, '');
      assert.is(run.status, 0);
    });
  }
});
