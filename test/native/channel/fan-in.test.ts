import { spawnSync } from 'node:child_process';
import * as assert from 'uvu/assert';
import { BuiltProgram } from '../../interop/stubs/build.ts';
import { describe } from '../../support/index.ts';

const CASES: Readonly<Record<string, string>> = {
  all: 'gets everything of every lane in its order, and the end of each',
  fair: 'gives no lane more than its quantum while the others have something',
  death: 'goes on when a producer dies or is stopped',
};

describe('fan-in in C', (it) => {
  const built = new BuiltProgram('test/native/channel/fan-in.c');
  it.after(() => built.close());

  for (const [name, sentence] of Object.entries(CASES)) {
    it(sentence, () => {
      const run = spawnSync(built.program, [name], { encoding: 'utf8', timeout: 60_000 });
      assert.is(run.stderr, '');
      assert.is(run.status, 0);
    });
  }
});
