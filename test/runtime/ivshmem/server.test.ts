import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { connectIvshmem, type IvshmemClient, IvshmemServer, type IvshmemServerOptions } from '../../../runtime/index.ts';
import { loadAddon } from '../../../runtime/memory/addon.ts';
import { describeWithAddon } from '../../support/addon.ts';
import { hasCode } from '../../support/index.ts';
import { kernelCounts, turns } from '../memory/support.ts';
import { clientsOf, freshAddress, freshPath, type Heard, messageOf, RawClient, recordOf, until } from './support.ts';

/** A started server, with what it reported. */
function startServer(options: Partial<IvshmemServerOptions> = {}): { server: IvshmemServer; address: string; lines: string[] } {
  const address = options.path ?? freshAddress();
  const server = new IvshmemServer({ ...options, path: address });
  const lines: string[] = [];
  server.on('join', ({ id }) => lines.push(`join ${id}`));
  server.on('leave', ({ id }, reason) => lines.push(`leave ${id} ${reason}`));
  server.on('refuse', ({ reason }) => lines.push(`refuse ${reason}`));
  server.start();
  return { server, address, lines };
}

/** A client whose greeting the server has queued. */
async function join(server: IvshmemServer, address: string): Promise<RawClient> {
  const before = server.status().joined;
  const client = new RawClient(address);
  await until(() => server.status().joined === before + 1, 'the server takes a client in');
  return client;
}

function inodesOf(heard: readonly Heard[], id: number): (number | null)[] {
  return heard.filter(({ value, inode }) => value === id && inode !== null).map(({ inode }) => inode);
}

describeWithAddon('ivshmem server: what it says', (it) => {
  it('greets with version, id and memory, then the others oldest first, then the own vectors', async () => {
    const { server, address } = startServer({ vectors: 2 });
    const clients = [await join(server, address), await join(server, address), await join(server, address)];
    const [first, second, third] = clients as [RawClient, RawClient, RawClient];
    const heard = Array.from({ length: 9 }, () => third.hear());
    assert.equal(
      heard.map(({ value, inode }) => `${value}${inode === null ? '' : '+fd'}`),
      ['0', '2', '-1+fd', '0+fd', '0+fd', '1+fd', '1+fd', '2+fd', '2+fd'],
    );
    assert.equal(first.values(9), [0, 0, -1, 0, 0, 1, 1, 2, 2]);
    assert.equal(second.values(9), [0, 1, -1, 0, 0, 1, 1, 2, 2]);
    for (const client of clients) client.close();
    server.close();
  });

  it('gives everybody the same eventfds for the same vectors, and the same memory', async () => {
    const { server, address } = startServer({ vectors: 3 });
    const first = await join(server, address);
    const second = await join(server, address);
    const heardFirst = Array.from({ length: 9 }, () => first.hear());
    const heardSecond = Array.from({ length: 9 }, () => second.hear());
    // `anon_inode:[eventfd]` has one inode for all: which eventfd is which is seen by ringing, in client.test.ts.
    assert.equal(inodesOf(heardFirst, -1), inodesOf(heardSecond, -1));
    assert.is(inodesOf(heardFirst, 1).length, 3);
    first.close();
    second.close();
    server.close();
  });

  it('sends the bytes of the protocol, little-endian and signed', async () => {
    const { server, address } = startServer({ vectors: 1, path: freshPath() });
    const socket = net.connect(address);
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    await until(() => Buffer.concat(chunks).length >= 32, 'a greeting');
    const hex = Buffer.concat(chunks).toString('hex');
    assert.is(hex, '0000000000000000' + '0000000000000000' + 'ffffffffffffffff' + '0000000000000000');
    socket.destroy();
    server.close();
  });

  it('tells everybody else that a client has gone', async () => {
    const { server, address, lines } = startServer({ vectors: 1 });
    const first = await join(server, address);
    const second = await join(server, address);
    second.close();
    await until(() => lines.includes('leave 1 left'), 'the second client leaves');
    const heard = Array.from({ length: 6 }, () => first.hear());
    assert.equal(
      heard.slice(4).map(({ value, inode }) => [value, inode === null]),
      [
        [1, false],
        [1, true],
      ],
    );
    first.close();
    server.close();
  });

  it('hangs up on a client that says anything, after all that was queued for it', async () => {
    const { server, address, lines } = startServer({ vectors: 1 });
    const other = await join(server, address);
    const speaker = await join(server, address);
    speaker.connection.add(messageOf(0), null);
    assert.is(speaker.connection.flush(), 0);
    await until(() => lines.includes('leave 1 spoke'), 'the server hangs up');
    assert.equal(speaker.values(5), [0, 1, -1, 0, 1]);
    assert.throws(() => speaker.hear());
    assert.equal(other.values(6), [0, 0, -1, 0, 1, 1]);
    speaker.close();
    other.close();
    server.close();
  });

  it('tells nobody at its own end that others have gone', async () => {
    const { server, address } = startServer({ vectors: 1 });
    const first = connectIvshmem(address);
    const second = connectIvshmem(address);
    const lines = recordOf(second);
    await until(() => second.isReady && first.peers.length === 1, 'both are ready');
    server.close();
    await until(() => lines.some((line) => line.startsWith('lost')), 'the end');
    assert.equal(
      lines.filter((line) => line.startsWith('leave')),
      [],
    );
    assert.is(second.ring(0, 0), true);
    first.close();
    second.close();
  });
});

describeWithAddon('ivshmem server: ids', (it) => {
  it('rotate, and do not come again while somebody who saw them is there', async () => {
    const { server, address, lines } = startServer();
    const witness = await join(server, address);
    for (const id of [1, 2, 3]) {
      const client = await join(server, address);
      assert.equal(clientsOf(server), [0, id]);
      client.close();
      await until(() => lines.includes(`leave ${id} left`), 'it leaves');
    }
    assert.is(server.status().retiredIds, 3);
    witness.close();
    await until(() => server.clientCount === 0, 'the witness leaves');
    assert.is(server.status().retiredIds, 0);
    server.close();
  });

  it('start at 0 again when the server starts again', async () => {
    const { server, address } = startServer();
    (await join(server, address)).close();
    server.close();
    server.start();
    const client = await join(server, address);
    assert.equal(clientsOf(server), [0]);
    client.close();
    server.close();
  });

  it('are no use to who is turned away', async () => {
    const { server, address, lines } = startServer({ maxClients: 1 });
    const first = await join(server, address);
    const second = new RawClient(address);
    await until(() => lines.includes('refuse full'), 'a refusal');
    assert.throws(() => second.hear(), /PEER_CLOSED/);
    first.close();
    await until(() => server.clientCount === 0, 'the first leaves');
    const third = await join(server, address);
    assert.equal(clientsOf(server), [1]);
    second.close();
    third.close();
    server.close();
  });
});

describeWithAddon('ivshmem server: clients that do not behave', (it) => {
  it('goes on when clients hang up at once, one after the other', async () => {
    const { server, address, lines } = startServer({ vectors: 8 });
    const witness = connectIvshmem(address);
    await until(() => witness.isReady, 'the witness is ready');
    for (let count = 0; count < 50; count += 1) new RawClient(address).close();
    await until(() => server.status().left === 50, 'all have left');
    await until(() => witness.peers.length === 0, 'the witness has seen them go');
    assert.is(lines.filter((line) => line.startsWith('refuse')).length, 0);
    assert.is(witness.isConnected, true);
    witness.close();
    server.close();
  });

  it('drops no message for a client that is late, however many wait', async () => {
    // 278 messages are what the buffer of a socket holds: I3.
    const { server, address } = startServer({ vectors: 64 });
    const late = await join(server, address);
    const others: RawClient[] = [];
    for (let count = 0; count < 8; count += 1) others.push(await join(server, address));
    assert.ok((server.searchPeer(0)?.waiting ?? 0) > 200);
    const expected = [0, 0, -1, ...Array.from({ length: 9 }, (_, id) => Array.from({ length: 64 }, () => id)).flat()];
    const heard: number[] = [];
    while (heard.length < expected.length) {
      heard.push(...late.values(Math.min(64, expected.length - heard.length)));
      await turns(2);
    }
    assert.equal(heard, expected);
    await until(() => server.searchPeer(0)?.waiting === 0, 'nothing waits');
    for (const client of [late, ...others]) client.close();
    server.close();
  });

  it('drops a client that does not read for too long, and tells the others', async () => {
    const { server, address, lines } = startServer({ vectors: 64, stallTimeoutMs: 100 });
    const slow = await join(server, address);
    const quick = connectIvshmem(address);
    const seen = recordOf(quick);
    const others = Array.from({ length: 6 }, () => connectIvshmem(address));
    await until(() => lines.includes('leave 0 slow'), 'the slow one is dropped');
    await until(() => seen.includes('leave 0'), 'the quick one knows');
    assert.is(quick.peers.length, 6);
    assert.equal(
      quick.peers.map(({ vectors }) => vectors),
      [64, 64, 64, 64, 64, 64],
    );
    slow.close();
    for (const client of [quick, ...others]) client.close();
    server.close();
  });

  it('drops a client for which too much waits, but never for its own greeting', async () => {
    const { server, address, lines } = startServer({ vectors: 64, outboxLimit: 100 });
    const others: IvshmemClient[] = [];
    const joinOne = async (): Promise<void> => {
      others.push(connectIvshmem(address));
      await until(() => others.every((each) => each.peers.length >= others.length - 1), 'all know each other');
    };
    while (others.length < 9) await joinOne();
    const late = await join(server, address);
    assert.ok((server.searchPeer(9)?.waiting ?? 0) > 100);
    assert.equal(
      lines.filter((line) => line.startsWith('leave')),
      [],
    );
    await joinOne();
    await joinOne();
    await until(() => lines.includes('leave 9 slow'), 'the late one is dropped');
    late.close();
    for (const client of others) client.close();
    server.close();
  });
});

describeWithAddon('ivshmem server: where it listens, and what it shares', (it) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sluice-iv-'));
  it.after(() => rmSync(folder, { recursive: true, force: true }));

  it('replaces a stale socket, refuses a live one, and leaves other files alone', () => {
    const address = path.join(folder, 'a.sock');
    const { server } = startServer({ path: address });
    const second = new IvshmemServer({ path: address });
    assert.throws(() => second.start(), hasCode('SLUICE_ERR_ADDRESS_IN_USE'));
    assert.is(statSync(address).mode & 0o777, 0o600);
    server.close();
    assert.is(existsSync(address), false);
    writeFileSync(address, '');
    assert.throws(() => second.start(), hasCode('SLUICE_ERR_ADDRESS_IN_USE'));
    rmSync(address);
    second.start();
    second.close();
  });

  it('gives the socket the mode that it is told', () => {
    const address = path.join(folder, 'mode.sock');
    const { server } = startServer({ path: address, mode: 0o660 });
    assert.is(statSync(address).mode & 0o777, 0o660);
    server.close();
  });

  it('shares memory of exactly the size, whose size nobody can change', async () => {
    for (const size of [4096, 2 ** 20, 2n ** 32n, 2n ** 40n]) {
      const { server, address } = startServer({ size });
      const client = connectIvshmem(address);
      await until(() => client.isReady, 'it is ready');
      assert.is(BigInt(client.size), BigInt(size));
      if (size <= 2 ** 20) assert.is(client.map().isSealed, true);
      client.close();
      server.close();
    }
  });

  it('refuses sizes that no BAR can have, and vectors that no client can', () => {
    for (const size of [0, 1, 2048, 3 * 2 ** 20, 4097 * 2 ** 20, -4096, 4096.5, Number.NaN, 2n ** 63n]) {
      assert.throws(() => new IvshmemServer({ path: '@x', size }), hasCode('SLUICE_ERR_OPTION'), String(size));
    }
    for (const vectors of [0, 65, 1.5, 4294967297]) {
      assert.throws(() => new IvshmemServer({ path: '@x', vectors }), hasCode('SLUICE_ERR_OPTION'), String(vectors));
    }
  });

  it('refuses at the start what the descriptors of the process are too few for, with numbers', () => {
    const server = new IvshmemServer({ path: freshAddress(), vectors: 64, maxClients: 65_536 });
    assert.throws(
      () => server.start(),
      (error: Error) =>
        hasCode('SLUICE_ERR_OPTION')(error) && /clients=65536 vectors=64 needed=42\d{5} limit=\d+/.test(error.message),
    );
  });

  it('keeps what a shared memory object holds, never resizes it, and is the only one to have it', () => {
    const name = `sluice-iv-test-${process.pid}`;
    const file = path.join('/dev/shm', name);
    writeFileSync(file, Buffer.alloc(8192, 7));
    const memory = { kind: 'shm', name } as const;
    const other = new IvshmemServer({ path: freshAddress(), memory, size: 4096 });
    assert.throws(
      () => other.start(),
      (error: Error) => hasCode('SLUICE_ERR_OPTION')(error) && /found=8192/.test(error.message),
    );
    assert.is(statSync(file).size, 8192);
    const { server } = startServer({ memory, size: 8192 });
    assert.equal(server.status().memory, { place: file, isSealed: false });
    const same = new IvshmemServer({ path: freshAddress(), memory, size: 8192 });
    assert.throws(() => same.start(), hasCode('SLUICE_ERR_ADDRESS_IN_USE'));
    server.close();
    assert.is(existsSync(file), false);
  });

  it('leaves no descriptor open', async () => {
    const before = kernelCounts().descriptors;
    const { server, address } = startServer({ vectors: 16, memory: { kind: 'folder', folder } });
    const clients = Array.from({ length: 5 }, () => connectIvshmem(address));
    await until(() => clients.every((client) => client.peers.length === 4), 'all are there');
    assert.ok(kernelCounts().descriptors > before + 5 * 16);
    for (const client of clients) client.close();
    await until(() => server.clientCount === 0, 'all have left');
    server.close();
    await until(() => kernelCounts().descriptors <= before, 'all is closed');
  });

  it('tells of itself as a table and as JSON', async () => {
    const { server, address } = startServer({ vectors: 2 });
    const client = await join(server, address);
    const status = JSON.parse(JSON.stringify(server.status()));
    assert.is(status.clients[0].credentials.pid, process.pid);
    assert.is(status.size, 4194304);
    assert.match(server.dump(), /memory {3}4194304 bytes, memfd, sealed/);
    assert.match(server.dump(), new RegExp(`^0 +live +${process.pid} `, 'm'));
    assert.is(server.searchPeer(0)?.vectors, 2);
    assert.is(server.searchPeer(1), null);
    client.close();
    server.close();
    assert.match(server.dump(), /\(closed\)/);
  });

  it('takes what is no listening socket for none', () => {
    const { ivshmem } = loadAddon();
    const eventfd = ivshmem.createEventfds(1);
    assert.throws(() => ivshmem.listenOn(eventfd, () => undefined));
    eventfd.close();
    assert.throws(() => ivshmem.listenOn(eventfd, () => undefined));
  });
});
