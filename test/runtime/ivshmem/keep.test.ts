import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { connectIvshmem, type IvshmemClient, IvshmemServer, type IvshmemServerOptions } from '../../../runtime/index.ts';
import { adoptIdFile, openIdFile } from '../../../runtime/ivshmem/id-file.ts';
import { loadAddon } from '../../../runtime/memory/addon.ts';
import { describeWithAddon } from '../../support/addon.ts';
import { hasCode } from '../../support/index.ts';
import { kernelCounts, turns } from '../memory/support.ts';
import { freshAddress, recordOf, until } from './support.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'sluice-iv-keep-'));
let made = 0;

function keeper(options: Partial<IvshmemServerOptions> = {}): IvshmemServer {
  made += 1;
  return new IvshmemServer({ path: path.join(folder, `${made}.sock`), keep: true, size: 8192, vectors: 2, ...options });
}

async function readyClient(address: string): Promise<IvshmemClient> {
  const client = connectIvshmem(address);
  await until(() => client.isReady, 'a client is ready');
  return client;
}

function word(client: IvshmemClient): Int32Array {
  return new Int32Array(client.map().buffer, 0, 1);
}

/** The wait of a successor blocks its thread: here both are one process, so it takes a thread of its own. */
async function takeOver(server: IvshmemServer, options: IvshmemServerOptions): Promise<void> {
  const { Worker } = await import('node:worker_threads');
  const worker = new Worker(new URL('./successor.js', import.meta.url), { workerData: options });
  const messages: unknown[] = [];
  worker.on('message', (message) => messages.push(message));
  await until(() => messages.length > 0, 'the successor has started');
  assert.equal(messages, ['started']);
  assert.is(server.isStarted, false);
  successors.push(worker);
}
const successors: import('node:worker_threads').Worker[] = [];

describeWithAddon('ivshmem server: what outlives it', (it) => {
  it.after(async () => {
    for (const each of successors) await each.terminate();
    rmSync(folder, { recursive: true, force: true });
  });

  it('hands memory, socket, ids and eventfds over to a successor', async () => {
    const address = path.join(folder, 'handover.sock');
    const options = { path: address, keep: true, size: 8192, vectors: 2 };
    const server = new IvshmemServer(options);
    let handedOver = false;
    server.on('handover', () => {
      handedOver = true;
    });
    server.start();
    const [old, other] = [await readyClient(address), await readyClient(address)];
    const lines = recordOf(old);
    Atomics.store(word(old), 0, 4711);
    await takeOver(server, options);
    assert.is(handedOver, true);
    await until(() => lines.includes('lost SLUICE_ERR_PEER_CLOSED'), 'the old client hears the end');
    const late = await readyClient(address);
    assert.is(late.id, 2);
    assert.is(Atomics.load(word(late), 0), 4711);
    // Newcomers know the old clients, and can ring them; these know nobody new.
    assert.equal(late.peers, [
      { id: 0, vectors: 2 },
      { id: 1, vectors: 2 },
    ]);
    assert.is(late.ring(0, 1), true);
    await until(() => lines.includes('kick 1'), 'the old client is rung');
    assert.equal(
      lines.filter((line) => line.startsWith('leave')),
      [],
    );
    for (const each of [old, other, late]) each.close();
  });

  it('goes on when the successor is none', async () => {
    const server = keeper();
    server.start();
    const { path: address } = server.status();
    const client = await readyClient(address);
    for (const wrong of [{ size: 16_384 }, { vectors: 3 }, { memory: { kind: 'folder', folder } as const }]) {
      const { Worker } = await import('node:worker_threads');
      const worker = new Worker(new URL('./successor.js', import.meta.url), {
        workerData: { path: address, keep: true, size: 8192, vectors: 2, ...wrong },
      });
      const messages: unknown[] = [];
      worker.on('message', (message) => messages.push(message));
      await until(() => messages.length > 0, 'the successor gives up');
      assert.equal(messages, ['SLUICE_ERR_OPTION']);
      await worker.terminate();
    }
    // And one that dies in between.
    const dead = loadAddon().ivshmem.connect(`${address}.handover`);
    await turns(5);
    // What was queued for it is there now; nothing is read.
    dead.close();
    const second = await readyClient(address);
    assert.is(second.id, 1);
    assert.is(client.isConnected, true);
    client.close();
    second.close();
    server.close();
  });

  it('is no successor without keep: the address is in use', () => {
    const server = keeper();
    server.start();
    const other = new IvshmemServer({ path: server.status().path });
    assert.throws(() => other.start(), hasCode('SLUICE_ERR_ADDRESS_IN_USE'));
    server.close();
  });

  it('keeps a shared memory object and the ids of clients that were there', async () => {
    const name = `sluice-iv-keep-${process.pid}`;
    const file = path.join('/dev/shm', name);
    const server = keeper({ memory: { kind: 'shm', name } });
    const { path: address } = server.status();
    server.start();
    const [first, second, third] = [await readyClient(address), await readyClient(address), await readyClient(address)];
    third.close();
    await until(() => server.clientCount === 2, 'one leaves');
    Atomics.store(word(first), 0, 99);
    server.close();
    assert.is(existsSync(file), true);
    server.start();
    assert.is(server.status().reservedIds, 3);
    assert.equal(server.status().reserved, [0, 1, 2]);
    assert.match(server.dump(), /reserved 3: 0-2\n/);
    const late = await readyClient(address);
    assert.is(Atomics.load(word(late), 0), 99);
    assert.is(late.id, 3);
    assert.equal(late.peers, []);
    // Who knows that the first one is gone says so.
    assert.is(server.release(0), true);
    assert.is(server.release(0), false);
    assert.is(server.release(3), false);
    for (const each of [first, second, late]) each.close();
    server.close();
    rmSync(file);
  });

  it('tells newcomers when a kept client is released', async () => {
    const address = path.join(folder, 'release.sock');
    const server = new IvshmemServer({ path: address, keep: true, vectors: 1 });
    const native = loadAddon().ivshmem;
    server.start({
      listening: null,
      memory: native.createMemory(4_194_304n, false),
      ids: null,
      kept: [{ id: 7, eventfds: native.createEventfds(1) }],
    });
    assert.is(server.searchPeer(7)?.state, 'kept');
    const client = await readyClient(address);
    const lines = recordOf(client);
    assert.equal(client.peers, [{ id: 7, vectors: 1 }]);
    server.release(7);
    await until(() => lines.includes('leave 7'), 'it leaves');
    client.close();
    server.close();
  });

  it('refuses memory that is inherited with another size, and closes it', async () => {
    const before = kernelCounts().descriptors;
    const server = keeper();
    const native = loadAddon().ivshmem;
    const memory = native.createMemory(4096n, false);
    assert.throws(() => server.start({ listening: null, memory, ids: null, kept: [] }), hasCode('SLUICE_ERR_OPTION'));
    await until(() => kernelCounts().descriptors <= before, 'all is closed');
    assert.is(server.isStarted, false);
    server.start();
    server.close();
  });

  it('keeps ids in a file that survives any moment of death', () => {
    const file = path.join(folder, 'x.ids');
    const ids = openIdFile(file);
    for (const id of [0, 7, 8, 65_535]) ids.held(id);
    ids.freed(7);
    ids.next(9);
    // Not closed: as after a kill.
    const again = openIdFile(file);
    assert.equal(again.heldIds(), [0, 8, 65_535]);
    assert.is(again.nextId, 9);
    assert.is(readFileSync(file).length, 16_384);
    again.close();
    ids.close();
    writeFileSync(file, 'something else');
    assert.throws(() => openIdFile(file), hasCode('SLUICE_ERR_OPTION'));
    const memory = loadAddon().ivshmem.createMemory(16_384n, true);
    assert.equal(adoptIdFile(memory.numbers()[0] as number, false, 'x').heldIds(), []);
    memory.close();
  });

  it('needs a path for the ids of memory in a file', () => {
    const server = keeper({ path: freshAddress(), memory: { kind: 'folder', folder } });
    assert.throws(() => server.start(), hasCode('SLUICE_ERR_OPTION'));
  });
});
