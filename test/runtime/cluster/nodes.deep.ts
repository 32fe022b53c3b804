/** One binary for every Node that we support: members, run by others. Needs npm's registry, where the package `node` has binaries. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { describe } from '../../support/index.ts';
import { installNode, NODE_VERSIONS } from '../../support/nodes.ts';

if (process.platform === 'linux') {
  for (const version of NODE_VERSIONS) {
    describe(`members under Node ${version}`, (it) => {
      const { node, failure } = installNode(version);

      it('can be tested', () => assert.is(failure, ''));

      it('pass their tests', () => {
        const test = fileURLToPath(new URL('./member.test.js', import.meta.url));
        const { status, stdout, stderr } = spawnSync(node, [test], { encoding: 'utf8', timeout: 300_000 });
        assert.is(status, 0, stdout + stderr);
      });
    });
  }
}
