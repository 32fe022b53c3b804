/** A soak as one test, in a process of its own: what it has printed is the text of the failure. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { ROOT } from '../../interop/stubs/build.ts';
import { describe } from '../../support/index.ts';

export function describeSoak(title: string, minutes: string, args: readonly string[]): void {
  describe(title, (it) => {
    it(`keeps every promise for ${minutes} minutes of kills, stops and restarts`, () => {
      const main = path.join(ROOT, 'dist', 'test', 'survival', 'soak', 'main.js');
      const run = spawnSync(process.execPath, [main, '--minutes', minutes, ...args], { encoding: 'utf8', maxBuffer: 2 ** 28 });
      assert.is(run.status, 0, `${run.stdout}${run.stderr}`);
    });
  });
}
