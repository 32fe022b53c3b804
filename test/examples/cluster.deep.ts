/**
 * Kernels that are killed at any moment while they are asked for everything: the others must stay whole. And the same tour in each language of clients
 * through kernels of each language.
 */
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import { buildMember, buildTour, Kernels, type Language } from '../../examples/cluster/kernels.ts';
import { Session } from '../../examples/cluster/session.ts';
import { tour } from '../../examples/cluster/tour.ts';
import { Workspace } from '../../examples/support/workspace.ts';
import { describe } from '../support/index.ts';
import { Busy } from './cluster/busy.ts';
import { canRun } from './run-example.ts';

const ROUNDS = 12;
const NUMBERS = [0, 1, 2, 3];

/** Numbers from 0 to 1 that are the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('examples/cluster, with random deaths', (it) => {
  it('leaves the survivors consistent, and lets the dead come back', async () => {
    if (!canRun) return;
    const seed = Number(process.env['SLUICE_SEED'] ?? randomInt(1, 2 ** 31));
    const random = randomFrom(seed);
    const workspace = new Workspace();
    let session: Session | null = null;
    try {
      const kernels = new Kernels(workspace, buildMember(workspace));
      for (const cxy of NUMBERS) await kernels.start(cxy);
      session = await Session.open(kernels.folder, 4);
      const busy = new Busy(session, NUMBERS, random);
      for (let round = 0; round < ROUNDS; round += 1) {
        let isOver = false;
        const calls = busy.run(8, () => isOver);
        await sleep(50 + 400 * random());
        // Two of three times one dies, in the middle of whatever it does; at times another one, too.
        const dead = NUMBERS.filter(() => random() < 0.3);
        for (const cxy of dead) await kernels.kill(cxy);
        await sleep(100 * random());
        isOver = true;
        await calls;
        await kernels.mustBeConsistent();
        for (const cxy of dead) await kernels.start(cxy);
      }
      await kernels.mustBeConsistent();
      assert.ok((busy.ended.get('answered') ?? 0) > 100, `seed ${seed}: ${JSON.stringify([...busy.ended])}`);
    } catch (error) {
      throw new Error(`SLUICE_SEED=${seed}: ${error instanceof Error ? error.stack : error}`, { cause: error });
    } finally {
      await session?.close();
      workspace.close();
    }
  });
});

describe('examples/cluster, asked from TypeScript and C', (it) => {
  it('answers the same with kernels in TypeScript and C', async () => {
    if (!canRun) return;
    const workspace = new Workspace();
    const LANGUAGES: readonly Language[] = ['TypeScript', 'C'];
    const member = buildMember(workspace);
    const inC = buildTour(workspace);
    const CLIENTS: Readonly<Record<Language, (folder: string) => Promise<readonly string[]>>> = {
      C: (folder) => workspace.start(inC, folder, '4').succeeded(),
      async TypeScript(folder) {
        const lines: string[] = [];
        const session = await Session.open(folder, 4);
        await tour(session, (line) => lines.push(line));
        await session.close();
        return lines;
      },
    };
    const told: string[][] = [];
    try {
      for (const server of LANGUAGES) {
        for (const client of LANGUAGES) {
          // Fresh kernels give the same numbers.
          const kernels = new Kernels(workspace, member, `${client} to ${server}`, () => server);
          for (const cxy of NUMBERS) await kernels.start(cxy);
          told.push([...(await CLIENTS[client](kernels.folder))]);
          await kernels.mustBeConsistent();
          kernels.close();
        }
      }
    } finally {
      workspace.close();
    }
    for (const lines of told) assert.equal(lines, told[0]);
    assert.is(told[0]?.length, 6);
  });
});
