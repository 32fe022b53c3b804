/** One binary for every Node that we support: the tests of the addon, run by others. Needs npm's registry, where the package `node` has binaries. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { makeFolder } from '../../generator/cli/support.ts';
import { describe } from '../../support/index.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const VERSIONS = ['20', '22', '24', '26'];

if (process.platform === 'linux') {
  for (const version of VERSIONS) {
    describe(`the addon under Node ${version}`, (it) => {
      const folder = makeFolder({ 'package.json': '{"private":true}' });
      const install = spawnSync('npm', ['install', '--no-audit', '--no-fund', `node@${version}`], {
        cwd: folder,
        encoding: 'utf8',
      });
      const node = path.join(folder, 'node_modules/.bin/node');

      it('can be tested', () => assert.ok(existsSync(node), install.stderr));

      for (const name of readdirSync(HERE).filter((file) => file.endsWith('.test.js'))) {
        it(`passes ${name.replace('.test.js', '')}`, () => {
          const { status, stdout, stderr } = spawnSync(node, [path.join(HERE, name)], { encoding: 'utf8', timeout: 300_000 });
          assert.is(status, 0, stdout + stderr);
        });
      }
    });
  }
}
