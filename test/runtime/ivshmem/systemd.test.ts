import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { connectIvshmem, type IvshmemClient } from '../../../runtime/index.ts';
import { inheritFromSystemd } from '../../../runtime/ivshmem/systemd.ts';
import { REPOSITORY } from '../../generator/cli/support.ts';
import { BuiltProgram } from '../../interop/stubs/build.ts';
import { describeWithAddon } from '../../support/addon.ts';
import { until } from './support.ts';

const MAIN = path.join(REPOSITORY, 'dist/generator/cli/main.js');

async function readyClient(socket: string): Promise<IvshmemClient> {
  const client = connectIvshmem(socket);
  await until(() => client.isReady, 'a client is ready');
  return client;
}

describeWithAddon('ivshmem server under systemd', (it) => {
  it('has its memory and ids back from the descriptor store after it was killed', async () => {
    const built = new BuiltProgram('test/runtime/ivshmem/manager.c');
    const socket = path.join(built.folder, 'iv.sock');
    const command = [process.execPath, MAIN, 'ivshmem-server', '-F', '--json', '--keep', '-S', socket];
    const manager = spawn(built.program, [path.join(built.folder, 'notify'), '2', ...command], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    let events = '';
    manager.stderr.on('data', (chunk) => {
      said += chunk;
    });
    manager.stdout.on('data', (chunk) => {
      events += chunk;
    });
    await until(() => said.includes('told READY=1'), 'it is ready');
    assert.match(said, /stored ivshmem-memory\nstored ivshmem-ids\n/);
    const [old, other] = [await readyClient(socket), await readyClient(socket)];
    other.close();
    Atomics.store(new Int32Array(old.map().buffer), 100, 12_345);
    process.kill(Number(/pid (\d+)/.exec(said)?.[1]), 'SIGKILL');
    await until(() => said.split('told READY=1').length === 3, 'it is ready again');
    // Nothing new to store.
    assert.is(said.split('stored').length, 3);
    const late = await readyClient(socket);
    assert.is(Atomics.load(new Int32Array(late.map().buffer), 100), 12_345);
    assert.is(late.id, 2);
    assert.is(late.map().isSealed, true);
    const [, second = ''] = events.split('\n').filter((line) => line.includes('"listening"'));
    assert.ok((JSON.parse(second) as { reservedIds: number }).reservedIds >= 1);
    old.close();
    late.close();
    manager.kill('SIGTERM');
    await once(manager, 'exit');
    built.close();
  });

  it('takes nothing that was meant for another process', () => {
    const { listening, memory, ids, kept } = inheritFromSystemd({ LISTEN_PID: '1', LISTEN_FDS: '3' });
    assert.equal([listening, memory, ids, kept], [null, null, null, []]);
  });
});
