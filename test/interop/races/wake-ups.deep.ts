/** No wake-up is lost between two processes that live, in all pairs of languages, on one processor and on two. */
import * as assert from 'uvu/assert';
import { describe } from '../../support/index.ts';
import { BuiltProgram } from '../stubs/build.ts';
import { exchange, type Peer, SCRIPT, SEED } from './races.ts';

const PROCESSORS: Readonly<Record<string, readonly [string, string]>> = {
  'one processor': ['0', '0'],
  'two processors': ['0', '1'],
};

describe('wake-ups', (it) => {
  const built = new BuiltProgram('test/interop/races/c-peer.c', { sanitize: 'none' });
  it.after(() => built.close());
  const peers: Readonly<Record<string, Peer>> = {
    C: { command: [built.program], last: [] },
    'TypeScript that blocks': { command: [process.execPath, SCRIPT], last: ['sync'] },
    'TypeScript on its loop': { command: [process.execPath, SCRIPT], last: ['loop'] },
  };
  const pairs: readonly (readonly [string, string])[] = [
    ['C', 'C'],
    ['C', 'TypeScript that blocks'],
    ['TypeScript on its loop', 'C'],
    ['TypeScript that blocks', 'TypeScript that blocks'],
    ['TypeScript on its loop', 'TypeScript on its loop'],
  ];

  for (const [where, [one, other]] of Object.entries(PROCESSORS)) {
    for (const [a, b] of pairs) {
      it(`of ${a} and ${b} on ${where} are not lost (SLUICE_SEED=${SEED})`, async () => {
        const [first = '', second] = await exchange(
          { ...(peers[a] as Peer), processors: one },
          { ...(peers[b] as Peer), processors: other },
        );
        assert.is(first.replace(/^[1-9]\d* /, 'many '), 'many rounds');
        assert.is(second, first);
      });
    }
  }
});
