/** The runtime under every tier of the engine, alone and on every Node that is supported: two processes and two threads check every byte. */
import { spawnSync } from 'node:child_process';
import * as assert from 'uvu/assert';
import { describe } from '../../support/index.ts';
import { installNode, NODE_VERSIONS } from '../../support/nodes.ts';
import { exchange, type Peer, SCRIPT } from './races.ts';

/** Flags that not every version knows are left out there. */
const FLAGS: readonly (readonly string[])[] = [
  ['--maglev'],
  ['--always-turbofan'],
  // Without WebAssembly, and some ten times slower; all that the runtime needs is there.
  ['--jitless'],
  ['--no-opt'],
  ['--stress-compaction', '--gc-interval=400'],
];
const OF_VERSIONS: readonly (readonly string[])[] = [[], ['--maglev'], ['--always-turbofan']];

function knows(node: string, flags: readonly string[]): boolean {
  return spawnSync(node, [...flags, '-e', '0']).status === 0;
}

async function agree(node: string, flags: readonly string[]): Promise<void> {
  const peer = (mode: string): Peer => ({ command: [node, ...flags, SCRIPT], last: [mode] });
  const [first = '', second] = await exchange(peer('sync'), peer('loop'));
  assert.is(first.replace(/^[1-9]\d* /, 'many '), 'many rounds');
  assert.is(second, first);
  const [alone = ''] = await exchange(peer('worker'), null);
  assert.is(alone.replace(/^[1-9]\d* /, 'many '), 'many rounds');
}

describe('the runtime in this engine', (it) => {
  for (const flags of FLAGS) {
    if (!knows(process.execPath, flags)) continue;
    it(`loses and changes nothing with ${flags.join(' ')}`, () => agree(process.execPath, flags));
  }
});

if (process.platform === 'linux') {
  for (const version of NODE_VERSIONS) {
    describe(`the runtime under Node ${version}`, (it) => {
      const { node, failure } = installNode(version);
      it('can be tested', () => assert.is(failure, ''));
      for (const flags of OF_VERSIONS) {
        if (!knows(node, flags)) continue;
        it(`loses and changes nothing${flags.map((flag) => ` with ${flag}`).join('')}`, () => agree(node, flags));
      }
    });
  }
}
