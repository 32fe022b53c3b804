import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
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

function readYaml<T>(file: string): T {
  return parse(readFileSync(path.join(ROOT, file), 'utf8'));
}

/** One for each config of each protocol that this repository generates. */
function countLayouts(): number {
  return readYaml<{ protocols: { schema: string }[] }>('sluice.config.yaml')
    .protocols.map(({ schema }) => readYaml<{ configs?: unknown[] }>(schema).configs?.length ?? 1)
    .reduce((sum, count) => sum + count);
}

describe('layouts of all protocols', (it) => {
  for (const [compiler, dataModel] of Object.entries(COMPILERS)) {
    it(`are proven by ${compiler} (${dataModel})`, () => {
      const run = spawnSync(process.execPath, [CLI, 'verify', '--cc', compiler, '--require'], { cwd: ROOT, encoding: 'utf8' });
      assert.is(run.status, 0, run.stdout + run.stderr);
      assert.match(
        run.stdout,
        new RegExp(`${compiler}\\s+${dataModel}\\s+agrees with \\d+ numbers in ${countLayouts()} layouts`),
      );
    });
  }
});
