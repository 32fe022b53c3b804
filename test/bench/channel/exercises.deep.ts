import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { buildNative } from '../../../bench/channel/build.ts';
import { findPlacements, Pair } from '../../../bench/channel/pair.ts';
import { ROWS } from '../../../bench/channel/rows.ts';
import { PEERS_FOLDER, ROOT } from '../../../bench/peers.ts';
import { describe } from '../../support/index.ts';

/** What a test must not install. */
const LIBRARIES: Readonly<Record<string, string>> = { zeromq: 'zeromq', grpc: '@grpc/grpc-js', undici: 'undici' };

function isHere(exercise: string): boolean {
  const library = LIBRARIES[exercise];
  if (exercise === 'boost-ring') return existsSync('/usr/include/boost/lockfree/spsc_queue.hpp');
  return library === undefined || existsSync(new URL(`node_modules/${library}/package.json`, PEERS_FOLDER));
}

/** Every exercise of these sides, with numbers that some row has. */
function openings(sides: string): { exercise: string; numbers: (typeof ROWS)[number]['numbers'] }[] {
  const found = new Map<string, (typeof ROWS)[number]['numbers']>();
  for (const { subject, rivals, numbers } of ROWS.filter((row) => row.sides.join('-') === sides)) {
    for (const exercise of [subject, ...rivals.map((rival) => rival.exercise)]) found.set(exercise, numbers);
  }
  return [...found].filter(([exercise]) => isHere(exercise)).map(([exercise, numbers]) => ({ exercise, numbers }));
}

buildNative(() => {});

describe('channel exercises', (it) => {
  for (const placement of findPlacements()) {
    for (const sides of [['ts', 'ts'] as const, ['ts', 'c'] as const, ['c', 'c'] as const]) {
      it(`${sides.join('-')} do all of theirs on ${placement.name}`, async () => {
        const pair = new Pair(sides, placement);
        try {
          for (const { exercise, numbers } of openings(sides.join('-'))) {
            const id = await pair.open(exercise, numbers);
            for (const count of [1, 40]) assert.ok((await pair.run(id, count)) > 0, exercise);
          }
        } finally {
          pair.end();
        }
      });
    }
  }

  it('has generated code of its schema', () => {
    const config = fileURLToPath(new URL('bench/channel/sluice.config.yaml', ROOT));
    const main = fileURLToPath(new URL('dist/generator/cli/main.js', ROOT));
    const { status, stdout } = spawnSync(process.execPath, [main, 'generate', '--check', '--config-file', config], {
      encoding: 'utf8',
    });
    assert.is(status, 0, stdout);
  });
});
