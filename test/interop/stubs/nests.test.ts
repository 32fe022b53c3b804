/** R11: calls from A to B to A end, whatever of their handlers block and wait, at any number of threads, in any pair of languages. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as assert from 'uvu/assert';
import * as rpc from '../../../generated/cluster-rpc/index.ts';
import { createClusterTransport, joinCluster } from '../../../runtime/index.ts';
import { within } from '../../../runtime/stub/conformance.ts';
import { describeWithAddon } from '../../support/addon.ts';
import { BuiltProgram, ROOT } from './build.ts';
import { startPeer } from './peer.ts';

const LANGUAGES = ['TypeScript', 'C'] as const;
type Language = (typeof LANGUAGES)[number];
/** Calls within each other; their handlers follow a pattern of so many. */
const DEPTH = 7;
const PERIOD = 4;
/** Nests at the same time, half of them the other way round. */
const NESTS = 6;

const program = new BuiltProgram('test/interop/stubs/nest.c', { stubs: ['cluster-rpc'] });
process.on('exit', () => program.close());

/** Handlers of the levels, the first in the lowest bit: 1 blocks, 0 waits. */
function kindsOf(pattern: number): number {
  let kinds = 0;
  for (let level = 0; level <= DEPTH; level += 1) kinds |= ((pattern >>> (level % PERIOD)) & 1) << level;
  return kinds;
}

/**
 * Whether a member with no other thread than its event loop can end it: a handler that waits goes on only when none that blocks stands above it.
 *
 * @param first - 0 or 1: the level at which it is asked for the first time
 */
function endsOnOneLoop(kinds: number, first: number): boolean {
  let isBlocked = false;
  for (let level = first; level <= DEPTH; level += 2) {
    const blocks = ((kinds >>> level) & 1) === 1;
    if (!blocks && isBlocked) return false;
    isBlocked ||= blocks;
  }
  return true;
}

function start(language: Language, folder: string, cxy: number, threads: number): ReturnType<typeof startPeer> {
  // Two waiters are left, for threads that come to the help of those that are all blocked.
  const numbers = [cxy, threads, threads + 3].map(String);
  const peer = path.join(ROOT, 'dist', 'test', 'interop', 'stubs', 'nest-peer.js');
  return startPeer([...(language === 'C' ? [program.program] : [process.execPath, peer]), folder, ...numbers]);
}

describeWithAddon('nested calls', (it) => {
  for (const threads of [0, 1, 2])
    for (const a of LANGUAGES)
      for (const b of LANGUAGES)
        it(`between ${a} and ${b} with ${threads} threads each end, for each mix of handlers that block and wait`, async () => {
          const folder = mkdtempSync(path.join(tmpdir(), 'sluice-nests-'));
          const peers = await Promise.all([start(a, folder, 0, threads), start(b, folder, 1, threads)]);
          const member = await joinCluster(folder, { cxy: 2, timeoutMs: 60_000 });
          try {
            const client = new rpc.ClusterRpcClient(createClusterTransport(member, { protocol: rpc }));
            const begin = async (kinds: number, target: number): Promise<number> => {
              const below = kinds >>> 1;
              if ((kinds & 1) === 1) return Number((await client.kcmAlloc({ kmemType: (below << 8) | DEPTH }, { target })).bufXp);
              return Number((await client.mapperGetPage({ mapper: BigInt(below), index: DEPTH }, { target })).page);
            };
            let ended = 0;
            for (let pattern = 0; pattern < 1 << PERIOD; pattern += 1) {
              const kinds = kindsOf(pattern);
              const loops = [a, b].flatMap((language, first) => (language === 'TypeScript' && threads === 0 ? [first] : []));
              if (!loops.every((first) => endsOnOneLoop(kinds, first))) continue;
              const count = loops.length > 0 ? 1 : NESTS;
              const nests = Array.from({ length: count }, (_, i) => begin(kinds, i % 2));
              const what = `nests of ${kinds.toString(2).padStart(DEPTH + 1, '0')}`;
              assert.equal(
                await within(Promise.all(nests), what, 60_000),
                nests.map(() => DEPTH + 1),
              );
              ended += 1;
            }
            assert.is(ended, threads > 0 || (a === 'C' && b === 'C') ? 16 : a === b ? 4 : 8);
          } finally {
            await member.leave();
            for (const peer of peers) peer.child.kill('SIGKILL');
            for (const peer of peers) await peer.exited;
            rmSync(folder, { recursive: true, force: true });
          }
        });
});
