import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { describe } from '../support/index.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const CLI = path.join(ROOT, 'dist/generator/cli/main.js');

/** Every compiler that proves a data model, by the Debian packages that `npm run test:deep` installs. */
const COMPILERS = {
  gcc: 'lp64',
  clang: 'lp64',
  'aarch64-linux-gnu-gcc': 'lp64',
  's390x-linux-gnu-gcc': 'lp64-be',
  'arm-linux-gnueabihf-gcc': 'ilp32',
  'i686-linux-gnu-gcc': 'i386',
} as const;

describe('layouts of the five protocols', (it) => {
  for (const [compiler, dataModel] of Object.entries(COMPILERS)) {
    it(`are proven by ${compiler} (${dataModel})`, () => {
      const run = spawnSync(process.execPath, [CLI, 'verify', '--cc', compiler, '--require'], { cwd: ROOT, encoding: 'utf8' });
      assert.is(run.status, 0, run.stdout + run.stderr);
      assert.match(run.stdout, new RegExp(`${compiler}\\s+${dataModel}\\s+agrees with \\d+ numbers in 8 layouts`));
    });
  }
});
