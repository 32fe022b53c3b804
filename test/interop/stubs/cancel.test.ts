/** A caller in C gives up: the handler in TypeScript hears of it, though it sleeps, and though it runs in a thread that the caller knows nothing of. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { servePool } from 'sluice/runtime';
import * as assert from 'uvu/assert';
import { within } from '../../../runtime/stub/conformance.ts';
import { Gate, type PoolData } from '../../runtime/cluster/stub-pool-server.ts';
import { describe } from '../../support/index.ts';
import { type BuiltProgram, buildPeer } from './build.ts';
import { joinAs } from './members.ts';

const MODULE = new URL('../../runtime/cluster/stub-pool-server.js', import.meta.url);

describe('a call from C that is given up', (it) => {
  let peer: BuiltProgram;
  it.before(() => {
    peer = buildPeer();
  });
  it.after(() => peer.close());

  for (const threads of [0, 2]) {
    it(`reaches its handler in TypeScript, with ${threads} threads`, async () => {
      const folder = peer.socket(`c${threads}`).replace('.sock', '');
      const { member, transport } = await joinAs(folder, 7);
      const data: PoolData = { gate: new Int32Array(new SharedArrayBuffer(4 * Gate.Words)), members: 1 };
      const until = async (word: number): Promise<void> => {
        while (Atomics.load(data.gate, word) === 0) await sleep(1);
      };
      const pool = await servePool(transport, MODULE, { threads, data });
      const calling = spawn(peer.program, ['cancel', `cluster:${folder}`], { stdio: ['pipe', 'inherit', 'inherit'] });
      const exited = once(calling, 'exit');
      await within(until(Gate.Waiting), 'the call', 60_000);
      calling.stdin.write('cancel\n');
      await within(until(Gate.Told), 'the signal', 60_000);
      calling.stdin.end('end\n');
      assert.equal(await exited, [0, null]);
      await pool.stop();
      await member.leave();
    });
  }
});
