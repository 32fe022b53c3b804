/** One binary for every Node that we support: the tests of the addon, run by others. Needs npm's registry, where the package `node` has binaries. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { describe } from '../../support/index.ts';
import { installNode, NODE_VERSIONS } from '../../support/nodes.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));

if (process.platform === 'linux') {
  for (const version of NODE_VERSIONS) {
    describe(`the addon under Node ${version}`, (it) => {
      const { node, failure } = installNode(version);

      it('can be tested', () => assert.is(failure, ''));

      for (const name of readdirSync(HERE).filter((file) => file.endsWith('.test.js'))) {
        it(`passes ${name.replace('.test.js', '')}`, () => {
          const { status, stdout, stderr } = spawnSync(node, [path.join(HERE, name)], { encoding: 'utf8', timeout: 300_000 });
          assert.is(status, 0, stdout + stderr);
        });
      }
    });
  }
}
