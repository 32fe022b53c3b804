import { once } from 'node:events';
import { openSync, readFileSync, writeSync } from 'node:fs';
import net from 'node:net';
import * as assert from 'uvu/assert';
import { connectIvshmem, IvshmemServer } from '../../../runtime/index.ts';
import type { NativeConnection, NativeDescriptors } from '../../../runtime/ivshmem/native.ts';
import { loadAddon } from '../../../runtime/memory/addon.ts';
import { describeWithAddon } from '../../support/addon.ts';
import { hasCode } from '../../support/index.ts';
import { kernelCounts, turns } from '../memory/support.ts';
import { freshAddress, freshPath, messageOf, Puppet, recordOf, until } from './support.ts';

/** `n`: a value alone; `n+fd`: with an eventfd; `n+mem`: with memory; `n+file`: with a file that is neither. */
function say(puppet: Puppet, connection: NativeConnection, words: readonly string[]): void {
  const held: NativeDescriptors[] = [];
  for (const word of words) {
    const [value, what] = word.split('+') as [string, string | undefined];
    let descriptors: NativeDescriptors | null = null;
    if (what === 'fd') descriptors = puppet.native.createEventfds(1);
    if (what === 'mem') descriptors = puppet.native.createMemory(8192n, false);
    if (what === 'file') descriptors = puppet.native.adopt(openSync('/dev/null', 'r+'));
    if (descriptors !== null) held.push(descriptors);
    connection.add(messageOf(BigInt(value)), descriptors);
  }
  connection.flush();
  for (const each of held) each.close();
}

/** What a server says, and what a client makes of it: docs/protocols/ivshmem.md, and the errors of QEMU's client and device. */
const TABLE: readonly { readonly name: string; readonly says: readonly string[]; readonly tells: readonly string[] }[] = [
  { name: 'a first client', says: ['0', '0', '-1+mem', '0+fd', '0+fd'], tells: ['ready 0'] },
  {
    name: 'a second client with two vectors',
    says: ['0', '1', '-1+mem', '0+fd', '0+fd', '1+fd', '1+fd'],
    tells: ['join 0 2', 'ready 1'],
  },
  {
    name: 'a join and a leave after the greeting',
    says: ['0', '1', '-1+mem', '0+fd', '1+fd', '2+fd', '2', '0'],
    tells: ['join 0 1', 'ready 1', 'join 2 1', 'leave 2', 'leave 0'],
  },
  { name: 'the largest id', says: ['0', '65535', '-1+mem', '65535+fd'], tells: ['ready 65535'] },
  {
    name: 'memory last, as QEMU allows',
    says: ['0', '1', '0+fd', '1+fd', '-1+mem'],
    tells: ['join 0 1', 'ready 1'],
  },
  { name: 'another version', says: ['1'], tells: ['lost SLUICE_ERR_INCOMPATIBLE'] },
  { name: 'a negative version', says: ['-1'], tells: ['lost SLUICE_ERR_INCOMPATIBLE'] },
  { name: 'a version with a descriptor', says: ['0+fd'], tells: ['lost SLUICE_ERR_PROTOCOL'] },
  { name: 'a negative id', says: ['0', '-1'], tells: ['lost SLUICE_ERR_PROTOCOL'] },
  { name: 'an id of 17 bits', says: ['0', '65536'], tells: ['lost SLUICE_ERR_PROTOCOL'] },
  { name: 'an id with a descriptor', says: ['0', '0+fd'], tells: ['lost SLUICE_ERR_PROTOCOL'] },
  { name: 'memory without a descriptor', says: ['0', '0', '-1'], tells: ['lost SLUICE_ERR_PROTOCOL'] },
  { name: 'memory that is none', says: ['0', '0', '-1+fd'], tells: ['lost SLUICE_ERR_PROTOCOL'] },
  {
    name: 'a second memory',
    says: ['0', '0', '-1+mem', '0+fd', '-1+mem', '1+fd'],
    tells: ['fault SLUICE_ERR_STATE -1', 'ready 0', 'join 1 1'],
  },
  {
    name: 'ids out of range later',
    says: ['0', '0', '-1+mem', '-2', '65536+fd', '-9223372036854775808', '9223372036854775807+fd', '0+fd'],
    tells: [
      'fault SLUICE_ERR_RANGE -2',
      'fault SLUICE_ERR_RANGE 65536',
      'fault SLUICE_ERR_RANGE -9223372036854775808',
      'fault SLUICE_ERR_RANGE 9223372036854775807',
      'ready 0',
    ],
  },
  {
    name: 'a leave of who is not there, and of oneself',
    says: ['0', '0', '-1+mem', '0+fd', '7', '0'],
    tells: ['ready 0', 'fault SLUICE_ERR_CODE_UNKNOWN 7', 'fault SLUICE_ERR_CODE_UNKNOWN 0'],
  },
  {
    name: 'a descriptor that is no eventfd, which keeps its number',
    says: ['0', '1', '-1+mem', '0+fd', '0+file', '0+fd', '1+fd', '1+fd', '1+fd'],
    tells: ['fault SLUICE_ERR_PROTOCOL 0', 'join 0 3', 'ready 1'],
  },
  {
    name: 'more vectors than there can be',
    says: ['0', '0', '-1+mem', ...Array.from({ length: 65 }, () => '1+fd'), '0+fd'],
    tells: ['fault SLUICE_ERR_COUNT 1', 'join 1 64'],
  },
  {
    name: 'a peer with fewer vectors than the others',
    says: ['0', '2', '-1+mem', '0+fd', '0+fd', '2+fd', '2+fd', '3+fd', '4+fd', '4+fd'],
    tells: ['join 0 2', 'ready 2', 'join 3 1', 'join 4 2'],
  },
  { name: 'a server without vectors', says: ['0', '0', '-1+mem', '3'], tells: ['fault SLUICE_ERR_CODE_UNKNOWN 3'] },
];

/** Vectors that no rule counts right, and nothing after them. */
const UNEVEN: readonly {
  readonly name: string;
  readonly vectors: number;
  readonly says: readonly string[];
  readonly tells: readonly string[];
}[] = [
  {
    name: 'fewer vectors than it was told of',
    vectors: 4,
    says: ['0', '0', '-1+mem', '0+fd', '0+fd'],
    tells: ['fault SLUICE_ERR_COUNT 0', 'ready 0'],
  },
  {
    name: 'more vectors than it was told of',
    vectors: 1,
    says: ['0', '0', '-1+mem', '0+fd', '0+fd'],
    tells: ['ready 0'],
  },
  {
    name: 'fewer vectors than another client has',
    vectors: 0,
    says: ['0', '1', '-1+mem', '0+fd', '0+fd', '1+fd'],
    tells: ['join 0 2', 'ready 1'],
  },
  {
    name: 'fewer vectors, and memory last',
    vectors: 0,
    says: ['0', '1', '0+fd', '0+fd', '1+fd', '-1+mem'],
    tells: ['join 0 2', 'ready 1'],
  },
  {
    name: 'its own, and is told of a later client with fewer',
    vectors: 0,
    says: ['0', '1', '-1+mem', '0+fd', '0+fd', '1+fd', '1+fd', '2+fd'],
    tells: ['join 0 2', 'ready 1', 'join 2 1'],
  },
  {
    name: 'its own, and is told of clients that differ',
    vectors: 2,
    says: ['0', '3', '-1+mem', '0+fd', '1+fd', '1+fd', '3+fd', '3+fd'],
    tells: ['join 0 1', 'join 1 2', 'ready 3'],
  },
];

describeWithAddon('ivshmem client: what it makes of a server', (it) => {
  for (const { name, says, tells } of TABLE) {
    it(name, async () => {
      const puppet = new Puppet();
      const client = connectIvshmem(puppet.address);
      const lines = recordOf(client);
      say(puppet, await puppet.accepted(), says);
      await until(() => lines.length >= tells.length, tells.join(', '));
      await turns();
      assert.equal(lines, tells);
      client.close();
      puppet.close();
    });
  }

  it('understands messages that come byte by byte, and not one that ends within', async () => {
    const address = freshPath();
    const sockets: net.Socket[] = [];
    const server = net.createServer((socket) => sockets.push(socket)).listen(address);
    await once(server, 'listening');
    const client = connectIvshmem(address);
    const lines = recordOf(client);
    await until(() => sockets.length === 1, 'a client connects');
    for (const byte of [...messageOf(0), ...messageOf(513), ...messageOf(7).subarray(0, 5)]) {
      sockets[0]?.write(Uint8Array.of(byte));
      await turns(1);
    }
    await until(() => client.id === 513, 'the id');
    sockets[0]?.end();
    await until(() => lines.length > 0, 'the end');
    assert.equal(lines, ['lost SLUICE_ERR_PROTOCOL']);
    client.close();
    server.close();
  });

  it('waits for as many vectors as it was told of', async () => {
    const puppet = new Puppet();
    const client = connectIvshmem(puppet.address, { vectors: 2, settleMs: 1e9 });
    const lines = recordOf(client);
    const connection = await puppet.accepted();
    say(puppet, connection, ['0', '0', '-1+mem', '0+fd']);
    await until(() => client.vectors === 1, 'one vector');
    await turns();
    assert.is(client.isReady, false);
    say(puppet, connection, ['0+fd']);
    await until(() => client.isReady, 'both');
    assert.equal(lines, ['ready 0']);
    client.close();
    puppet.close();
  });

  for (const { name, vectors, says, tells } of UNEVEN) {
    it(`gets ready by ${name}`, async () => {
      const puppet = new Puppet();
      const client = connectIvshmem(puppet.address, { vectors, settleMs: 1 });
      const lines = recordOf(client);
      const connection = await puppet.accepted();
      say(puppet, connection, says);
      await until(() => lines.length >= tells.length, tells.join(', '));
      assert.equal(lines, tells);
      // What comes all the same counts.
      say(puppet, connection, [`${client.id}+fd`]);
      const before = client.vectors;
      await until(() => client.vectors > before, 'one more');
      client.close();
      puppet.close();
    });
  }

  it('closes every descriptor that it was sent', async () => {
    const before = kernelCounts().descriptors;
    for (const { says } of TABLE) {
      const puppet = new Puppet();
      const client = connectIvshmem(puppet.address);
      const lines = recordOf(client);
      say(puppet, await puppet.accepted(), says);
      await until(() => lines.length > 0, 'something');
      client.close();
      puppet.close();
    }
    await until(() => kernelCounts().descriptors <= before, 'all is closed');
  });

  it('survives whatever is sent', async () => {
    const before = kernelCounts().descriptors;
    let seed = 99;
    const draw = (below: number): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return (seed >>> 8) % below;
    };
    const values = ['0', '1', '2', '-1', '65535', '65536', '-2', '4294967296', '-9223372036854775808'];
    for (let round = 0; round < 60; round += 1) {
      const puppet = new Puppet();
      const client = connectIvshmem(puppet.address);
      recordOf(client);
      const start = draw(3) === 0 ? [] : ['0', String(draw(3)), '-1+mem'];
      const rest = Array.from({ length: draw(80) }, () => {
        const value = values[draw(values.length)] as string;
        return value + (['', '+fd', '+fd', '+mem', '+file'][draw(5)] as string);
      });
      const connection = await puppet.accepted();
      say(puppet, connection, [...start, ...rest]);
      await turns(draw(4));
      // What it says of itself is sound at any moment.
      for (const { id, vectors } of client.peers) assert.ok(id >= 0 && id <= 65_535 && vectors <= 64);
      client.ring(draw(4), draw(70));
      if (draw(2) === 0) connection.close();
      await turns(draw(4));
      client.close();
      puppet.close();
    }
    await until(() => kernelCounts().descriptors <= before, 'all is closed');
  });
});

describeWithAddon('ivshmem client: with a server', (it) => {
  it('rings the vector that it names, of the client that it names', async () => {
    const address = freshAddress();
    const server = new IvshmemServer({ path: address, vectors: 4 });
    server.start();
    const clients = Array.from({ length: 4 }, () => connectIvshmem(address));
    const heard = clients.map(recordOf);
    await until(() => clients.every((client) => client.isReady && client.peers.length === 3), 'all are there');
    for (const [from, client] of clients.entries()) {
      const to = (from + 1) % 4;
      assert.is(client.ring(clients[to]?.id as number, from), true);
      await until(() => heard[to]?.includes(`kick ${from}`) === true, 'a kick');
    }
    await turns();
    for (const [at, lines] of heard.entries()) {
      assert.equal(
        lines.filter((line) => line.startsWith('kick')),
        [`kick ${(at + 3) % 4}`],
      );
    }
    assert.is(clients[0]?.ring(0, 4), false);
    assert.is(clients[0]?.ring(9, 0), false);
    assert.is(clients[0]?.ringAll(1), 4);
    await until(() => heard[1]?.filter((line) => line.startsWith('kick')).length === 5, 'all vectors');
    for (const client of clients) client.close();
    server.close();
  });

  it('keeps a kick that came before it knew its own vectors', async () => {
    const address = freshAddress();
    const server = new IvshmemServer({ path: address, vectors: 1 });
    server.start();
    const first = connectIvshmem(address);
    await until(() => first.isReady, 'the first');
    first.on('join', ({ id }) => first.ring(id, 0));
    const second = connectIvshmem(address);
    const lines = recordOf(second);
    await until(() => lines.includes('kick 0'), 'the kick');
    first.close();
    second.close();
    server.close();
  });

  it('shares the memory, and detaches its view at the end', async () => {
    const address = freshAddress();
    const server = new IvshmemServer({ path: address, size: 8192 });
    server.start();
    const [one, other] = [connectIvshmem(address), connectIvshmem(address)];
    assert.throws(() => one.map(), hasCode('SLUICE_ERR_STATE'));
    await until(() => one.isReady && other.isReady, 'both');
    const words = new Int32Array(one.map().buffer);
    Atomics.store(words, 2047, 42);
    assert.is(Atomics.load(new Int32Array(other.map().buffer), 2047), 42);
    assert.is(words.length, 2048);
    one.close();
    assert.is(words.length, 0);
    other.close();
    server.close();
    const maps = (): boolean => readFileSync('/proc/self/maps', 'utf8').includes('memfd:ivshmem');
    await until(() => !maps(), 'nothing is mapped');
  });

  it('connects again, to another world with other ids', async () => {
    const address = freshAddress();
    const server = new IvshmemServer({ path: address });
    server.start();
    const [one, other] = [connectIvshmem(address, { reconnectMs: 10 }), connectIvshmem(address)];
    const lines = recordOf(one);
    await until(() => one.peers.length === 1 && other.peers.length === 1 && one.isReady, 'both are there');
    server.close();
    await until(() => !other.isConnected && !one.isConnected, 'the end');
    server.start();
    await until(() => lines.filter((line) => line.startsWith('ready')).length === 2, 'ready again');
    assert.equal(lines, ['ready 0', 'join 1 1', 'lost SLUICE_ERR_PEER_CLOSED', 'leave 1', 'ready 0']);
    assert.is(one.ring(0, 0), true);
    one.close();
    other.close();
    server.close();
  });

  it('says when nobody listens, and that an address is none', () => {
    assert.throws(() => connectIvshmem(freshAddress()), hasCode('SLUICE_ERR_NOT_LISTENING'));
    assert.throws(() => connectIvshmem('/nowhere/at/all.sock'), hasCode('SLUICE_ERR_NOT_LISTENING'));
    assert.throws(() => connectIvshmem('x'.repeat(200)), hasCode('SLUICE_ERR_ADDRESS'));
    assert.throws(() => connectIvshmem('@x', { vectors: 65 }), hasCode('SLUICE_ERR_OPTION'));
    assert.throws(() => connectIvshmem('@x', { reconnectMs: -1 }), hasCode('SLUICE_ERR_OPTION'));
    assert.throws(() => connectIvshmem('@x', { settleMs: 0 }), hasCode('SLUICE_ERR_OPTION'));
  });

  it('is not held up by a client that fills its eventfd', async () => {
    const puppet = new Puppet();
    const client = connectIvshmem(puppet.address);
    const connection = await puppet.accepted();
    const eventfds = loadAddon().ivshmem.createEventfds(1);
    connection.add(messageOf(0), null);
    connection.add(messageOf(1), null);
    const memory = puppet.native.createMemory(4096n, false);
    connection.add(messageOf(-1), memory);
    connection.add(messageOf(0), eventfds);
    connection.add(messageOf(1), eventfds);
    connection.flush();
    await until(() => client.isReady, 'ready');
    // All that the counter holds: one more write would wait, if it could.
    writeSync(eventfds.numbers()[0] as number, messageOf(-2));
    for (let count = 0; count < 10; count += 1) assert.is(client.ring(0, 0), true);
    client.close();
    eventfds.close();
    memory.close();
    puppet.close();
  });
});
