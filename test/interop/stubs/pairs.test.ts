/** Pairs of languages, over Unix sockets and over shared memory: TS calls C, C calls TS, TS calls TS. Servers are processes of their own. */
import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectChannel, createChannelTransport, listen } from 'sluice/runtime';
import type { CodecError } from 'sluice/runtime/codec';
import { CallError, connectSocket, listenSocket, type Method, startServer, type Transport } from 'sluice/runtime/stub';
import * as assert from 'uvu/assert';
import * as cluster from '../../../generated/cluster-rpc/index.ts';
import * as libos from '../../../generated/libos-ipc/base/index.ts';
import { describe } from '../../support/index.ts';
import { type BuiltProgram, buildPeer } from './build.ts';
import { IPC_LINES, RPC_LINES } from './expected.ts';
import { failure, forge, forged, NO_BYTES, Peer, startPeer, TS_PEER } from './peer.ts';

const ENVELOPE = 24;
const MAX_LENGTH = 1024 * 1024 + ENVELOPE;
const MIB = 1024 * 1024;

/** A connection that speaks records by hand. */
class Raw {
  readonly socket: net.Socket;
  readonly closed: Promise<void>;
  #bytes: Buffer = Buffer.alloc(0);
  #wake: () => void = () => {};

  constructor(address: string) {
    this.socket = net.connect(address);
    this.socket.on('error', () => {});
    this.closed = new Promise((resolve) => {
      this.socket.once('close', () => resolve());
    });
  }

  /** Begins to read: a socket without this is one that never reads. */
  read(): this {
    this.socket.on('data', (chunk: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
      this.#wake();
    });
    return this;
  }

  /** The next record, without its length. */
  async record(): Promise<Buffer> {
    for (;;) {
      const length = this.#bytes.length < 4 ? Number.POSITIVE_INFINITY : this.#bytes.readUInt32LE(0);
      if (this.#bytes.length >= 4 + length) {
        const record = this.#bytes.subarray(4, 4 + length);
        this.#bytes = this.#bytes.subarray(4 + length);
        return record;
      }
      await new Promise<void>((resolve, reject) => {
        this.#wake = resolve;
        void this.closed.then(() => reject(new Error('closed')));
      });
    }
  }
}

/** A record with its length: envelope, then payload. */
function recordOf(kind: number, correlation: number, code: number, payload: Uint8Array): Buffer {
  const bytes = Buffer.alloc(4 + ENVELOPE);
  bytes.writeUInt32LE(ENVELOPE + payload.length, 0);
  bytes.writeUInt8(kind, 4);
  bytes.writeUInt32LE(correlation, 8);
  bytes.writeUInt32LE(code, 12);
  return Buffer.concat([bytes, payload]);
}

function requestOf<Input>(method: Method<Input, unknown>, input: Input, correlation: number): Buffer {
  const payload = new Uint8Array(method.inputSize(input));
  const length = method.writeInput(new DataView(payload.buffer), 0, input, { correlation, target: 0, source: 5 });
  return recordOf(1, correlation, method.code, payload.subarray(0, length));
}

const peer: BuiltProgram = buildPeer();
const commandOf = { C: [peer.program], TS: [process.execPath, TS_PEER] } as const;
let sockets = 0;
const newSocket = (): string => {
  sockets += 1;
  return peer.socket(`pair${sockets}`);
};

/** The ways to a server; what stands behind `memory:` is an address of shared memory. */
const WAYS = ['socket', 'memory'] as const;
type Way = (typeof WAYS)[number];
const newAddress = (way: Way): string => (way === 'memory' ? `memory:${newSocket()}` : newSocket());

async function open(address: string): Promise<Transport> {
  if (!address.startsWith('memory:')) return connectSocket(address);
  return createChannelTransport(await connectChannel(address.slice('memory:'.length), { timeoutMs: 10_000 }));
}

async function listenOn(address: string, accept: (transport: Transport) => void): Promise<{ close(): unknown }> {
  if (!address.startsWith('memory:')) return listenSocket(address, accept);
  const listener = listen(address.slice('memory:'.length));
  void (async () => {
    for await (const channel of listener) accept(createChannelTransport(channel));
  })();
  return listener;
}

for (const [language, way] of [
  ['C', 'socket'],
  ['C', 'memory'],
  ['TS', 'socket'],
  ['TS', 'memory'],
] as const) {
  describe(`stubs, TS calls ${language} over ${way}: cluster-rpc`, (it) => {
    const address = newAddress(way);
    let server: Peer;
    const connect = async (): Promise<[cluster.ClusterRpcClient, Transport]> => {
      const transport = await open(address);
      return [new cluster.ClusterRpcClient(transport, { target: 7 }), transport];
    };
    it.before(async () => {
      server = await startPeer([...commandOf[language], 'serve', address]);
    });
    it.after(() => server.stop());

    it('answers and refuses', async () => {
      const [client, transport] = await connect();
      const { page } = await client.pmemGetPages({ order: 2 });
      assert.is((await client.pmemGetPages({ order: 0 })).page, page + 0x4000n);
      await client.pmemReleasePages({ page });
      assert.is(await failure(client.pmemReleasePages({ page: 0n })), 'REFUSED unknown 22');
      assert.is(await failure(client.pmemGetPages({ order: 40 })), 'REFUSED unknown 12');
      assert.equal(await client.vmmGetPte({ process: 0xff00n, vpn: 0x1234, cow: true }), {
        attr: 0x8000000f,
        ppn: 60724,
        error: 0,
      });
      assert.equal(await client.vmmGetVseg({ process: 1n, vaddr: -4096n }), { vsegXp: 0n, error: -2 });
      assert.equal(
        await client.vfsInodeCreate({
          ...{ dentryXp: 1n, fsType: 2, inodeType: 3, extend: 4n },
          ...{ attr: 5, rights: 6, uid: 7, gid: 8 },
        }),
        { inodeXp: 36n, error: -5 },
      );
      assert.equal(await client.processMakeFork({ refProcessXp: 41n, parentThreadXp: 0x9000n }), {
        childPid: 42,
        childThreadPtr: 0xa000n,
        error: 0,
      });
      transport.close();
    });

    it('says why a call has no handler, and goes on', async () => {
      const [client, transport] = await connect();
      const get = cluster.methods.pmemGetPages as Method<never, unknown>;
      assert.is(await failure(client.schedDisplay({ lid: 0 })), 'UNIMPLEMENTED no');
      for (const [code, text] of [
        [19, 'RESERVED no'],
        [29, 'RESERVED no'],
        [200, 'UNDEFINED no'],
        [0xffffffff, 'UNDEFINED no'],
      ] as const) {
        assert.is(await forge(transport, cluster.protocol, forged(get, { ...NO_BYTES, code })), text, `code ${code}`);
      }
      assert.is(await forge(transport, cluster.protocol, forged(get, NO_BYTES)), 'MALFORMED no');
      assert.ok((await client.pmemGetPages({ order: 0 })).page > 0n);
      const seen = server.lines.length;
      transport.close();
      const { reserved, malformed, unimplemented } = await server.ended(seen);
      assert.equal([reserved, malformed, unimplemented], [2, 1, 1]);
    });

    it('answers 10,000 concurrent calls in their order', async () => {
      const [client, transport] = await connect();
      const order: number[] = [];
      const pages = await Promise.all(
        Array.from({ length: 10_000 }, async (_, index) => {
          const { page } = await client.pmemGetPages({ order: 0 });
          order.push(index);
          return page;
        }),
      );
      const first = pages[0] ?? 0n;
      assert.ok(pages.every((page, index) => page === first + 4096n * BigInt(index)));
      assert.ok(order.every((each, index) => each === index));
      transport.close();
    });

    it('ends calls at their deadline, and tells handlers of a cancellation', async () => {
      const [client, transport] = await connect();
      const before = performance.now();
      assert.is(await failure(client.processMakeExit({ pid: 1, status: 60_000 }, { timeoutMs: 40 })), 'DEADLINE unknown');
      const controller = new AbortController();
      const cancelled = failure(client.processMakeExit({ pid: 1, status: 60_000 }, { signal: controller.signal }));
      await sleep(100);
      controller.abort();
      assert.is(await cancelled, 'CANCELLED unknown');
      assert.ok((await client.pmemGetPages({ order: 0 })).page > 0n);
      assert.ok(performance.now() - before < 30_000, 'the handlers have ended early');
      const seen = server.lines.length;
      transport.close();
      assert.ok(((await server.ended(seen))['cancelled'] ?? 0) >= 1);
    });

    it('reaches several targets, and names the one that fails', async () => {
      const [client, transport] = await connect();
      const to = (two: bigint): cluster.ProcessSigactionTarget[] => [
        { target: 1, process: 10n },
        { target: 2, process: two },
        { target: 3, process: 30n },
      ];
      await client.processSigaction({ actionType: 1 }, to(20n));
      try {
        await client.processSigaction({ actionType: 1 }, to(0xdead0002n));
        assert.unreachable();
      } catch (error) {
        assert.instance(error, AggregateError);
        assert.equal(
          (error as AggregateError).errors.map(({ errno }: CallError) => errno),
          [1],
        );
      }
      transport.close();
    });

    it('is asked back while it waits', async () => {
      const [client, transport] = await connect();
      cluster.servePartial(transport, { pmemGetPages: ({ order }) => ({ page: BigInt(order) + 0x77n }) });
      assert.is((await client.kcmAlloc({ kmemType: 0xcafe })).bufXp, 0x7an);
      transport.close();
    });

    // By hand, a record at a time: over shared memory the ring's own tests do that.
    if (way === 'socket')
      it('ends connections that break the rules, and only those', async () => {
        const [client, transport] = await connect();
        const length = (value: number): Buffer => {
          const bytes = Buffer.alloc(64);
          bytes.writeUInt32LE(value, 0);
          return bytes;
        };
        const bad: readonly [string, Buffer][] = [
          ['length 0', length(0)],
          ['length above the maximum', length(MAX_LENGTH + 1)],
          ['greatest length', length(0xffffffff)],
          ['shorter than an envelope', length(23)],
          ['unknown kind', recordOf(99, 1, 1, new Uint8Array(0))],
          ['garbage', recordOf(0xff, 0xffffffff, 0xffffffff, new Uint8Array(100).fill(0xff))],
          ['request without a correlation', recordOf(1, 0, 1, new Uint8Array(0))],
        ];
        for (const [name, bytes] of bad) {
          const raw = new Raw(address).read();
          raw.socket.write(bytes);
          const isClosed = await Promise.race([raw.closed.then(() => true), sleep(2000, false, { ref: false })]);
          raw.socket.destroy();
          assert.ok(isClosed, name);
          assert.ok((await client.pmemGetPages({ order: 0 })).page > 0n, name);
        }
        const stray = new Raw(address).read();
        stray.socket.write(recordOf(2, 5, 0, new Uint8Array(8)));
        stray.socket.write(recordOf(4, 5, 0, new Uint8Array(0)));
        stray.socket.write(requestOf(cluster.methods.pmemGetPages, { order: 0 }, 9));
        assert.is((await stray.record()).readUInt32LE(4), 9, 'answers and cancellations of no call are dropped');
        stray.socket.destroy();
        transport.close();
      });

    if (way === 'socket')
      it('does not grow for a client that never reads', async () => {
        const [client, transport] = await connect();
        await client.pmemGetPages({ order: 0 });
        const before = server.residentBytes;
        const raw = new Raw(address);
        const perChunk = 600;
        let asked = 0;
        let isStuck = false;
        while (!isStuck && asked < 800_000) {
          const chunk = Buffer.concat(
            Array.from({ length: perChunk }, (_, index) =>
              requestOf(cluster.methods.pmemGetPages, { order: 0 }, asked + index + 1),
            ),
          );
          asked += perChunk;
          const taken = new Promise<boolean>((resolve) => {
            raw.socket.write(chunk, () => resolve(true));
          });
          isStuck = !(await Promise.race([taken, sleep(500, false)]));
        }
        const growth = server.residentBytes - before;
        assert.ok(isStuck, `it still reads after ${asked} requests`);
        assert.ok(asked > 5000, `${asked} requests`);
        assert.ok(growth < (language === 'C' ? 16 : 64) * MIB, `grown by ${growth}`);
        assert.ok((await client.pmemGetPages({ order: 0 })).page > 0n, 'others are served');
        raw.read();
        for (let each = 1; each <= asked; each += 1) {
          const answer = await raw.record();
          if (answer.readUInt32LE(4) !== each) assert.is(answer.readUInt32LE(4), each);
        }
        raw.socket.destroy();
        transport.close();
      });

    it('survives callers that die', async () => {
      const [client, transport] = await connect();
      const seen = server.lines.length;
      const call = failure(client.processMakeExit({ pid: 1, status: 60_000 }));
      await sleep(50);
      transport.destroy(null);
      assert.is(await call, 'PEER_CLOSED unknown');
      const before = performance.now();
      await server.ended(seen);
      assert.ok(performance.now() - before < 30_000, 'its handler has ended early');
      const [again, other] = await connect();
      assert.ok((await again.pmemGetPages({ order: 0 })).page > 0n);
      other.close();
    });

    it('fails calls whose server dies', async () => {
      const own = newAddress(way);
      const victim = await startPeer([...commandOf[language], 'serve', own]);
      const transport = await open(own);
      const client = new cluster.ClusterRpcClient(transport);
      const call = failure(client.processMakeExit({ pid: 1, status: 60_000 }));
      await sleep(50);
      victim.child.kill('SIGKILL');
      assert.is(await call, 'PEER_CLOSED unknown');
      assert.is(await failure(client.pmemGetPages({ order: 0 })), 'PEER_CLOSED no');
      await victim.exited;
    });
  });

  describe(`stubs, TS calls ${language} over ${way}: libos-ipc`, (it) => {
    const address = newAddress(way);
    let server: Peer;
    it.before(async () => {
      server = await startPeer([...commandOf[language], 'serve-ipc', address]);
    });
    it.after(() => server.stop());

    it('answers with lists, with one of several replies, and with an errno', async () => {
      const transport = await open(address);
      const client = new libos.LibosIpcClient(transport, { source: 5, target: 6 });
      assert.equal(await client.finduri({}), { uri: 'pipe:4711' });
      const { status } = await client.pidGetstatus({ pids: [11, 12, 0xffffffff] });
      assert.equal(
        status.map(({ pid, tgid, pgid }) => [pid, tgid, pgid]),
        [11, 12, 0xffffffff].map((pid) => [pid, pid, 1]),
      );
      assert.equal((await client.pidGetstatus({ pids: [] })).status, []);
      assert.is(await failure(client.pidGetstatus({ pids: new Array<number>(17).fill(1) })), 'REFUSED unknown 7');
      const kill = { sender: 5, type: libos.KillType.KillProcess, signum: 15 };
      assert.equal(await client.pidKill({ ...kill, id: 3 }), { retval: 0 });
      assert.is(await failure(client.pidKill({ ...kill, id: 0 })), 'REFUSED unknown 3');
      const receive = (msgid: number): Promise<libos.SysvMsgrcvOutput> =>
        client.sysvMsgrcv({ msgid, msgtype: -2n, size: 100, flags: 0 });
      const first = await receive(1);
      assert.is(first.code, 37);
      if (first.code === 37) {
        assert.is(new TextDecoder().decode(first.body.msg), 'a message that is long enough');
        assert.is(first.body.msgtype, -2n);
      }
      const second = await receive(2);
      assert.is(second.code, 36);
      if (second.code === 36) assert.equal([second.body.owner, second.body.uri], [77, 'pipe:77']);
      assert.equal(await receive(3), { code: 0, body: { retval: 5 } });
      assert.is(await failure(receive(4)), 'REFUSED unknown 2');
      assert.is(await failure(client.sysvFindkey({ key: { key: 1n, type: 1 } })), 'UNIMPLEMENTED no');
      const kill16 = libos.methods.pidKill as Method<never, unknown>;
      assert.is(await forge(transport, libos.protocol, forged(kill16, NO_BYTES)), 'MALFORMED no');
      assert.is(await forge(transport, libos.protocol, forged(kill16, { ...NO_BYTES, code: 200 })), 'UNDEFINED no');
      const message = { msgtype: 1n, msg: new TextEncoder().encode('hello') };
      assert.is(await client.sysvMsgsnd({ ...message, msgid: 8 }), undefined, 'a request without a reply of its own');
      assert.is(await failure(client.sysvMsgsnd({ ...message, msgid: 9 })), 'REFUSED unknown 43');
      await client.$send(libos.methods.pidQueryall, {});
      assert.equal(await client.finduri({}), { uri: 'pipe:4711' }, 'one-way calls disturb nothing');
      const nop = { count: 3, payload: new Uint8Array([1, 2, 3]) };
      assert.equal([...(await client.pidNop(nop)).payload.subarray(0, 3)], [1, 2, 3]);
      transport.close();
    });
  });
}

for (const way of WAYS)
  describe(`stubs, C calls TS over ${way}`, (it) => {
    for (const [suffix, lines] of [
      ['', RPC_LINES],
      ['-ipc', IPC_LINES],
    ] as const) {
      it(`hears what a C server says${suffix}`, async () => {
        const address = newAddress(way);
        const server = await startPeer([...commandOf.TS, `serve${suffix}`, address]);
        try {
          const client = new Peer([peer.program, `call${suffix}`, address]);
          assert.equal(await client.exited, [0, null]);
          assert.equal(client.lines, lines);
        } finally {
          await server.stop();
        }
      });
    }

    it('tells a TS handler that its C caller has been killed, and a C caller that its TS server has', async () => {
      const address = newAddress(way);
      let client: Peer | null = null;
      let isVictim = true;
      let tell: (code: string) => void = () => {};
      const told = new Promise<string>((resolve) => {
        tell = resolve;
      });
      const listener = await listenOn(address, (transport) => {
        cluster.servePartial(transport, {
          pmemGetPages: (_, { signal }) =>
            new Promise(() => {
              signal.addEventListener('abort', () => tell((signal.reason as CallError).code));
              if (isVictim) client?.child.kill('SIGKILL');
              else transport.destroy(null);
            }),
        });
      });
      client = new Peer([peer.program, 'call', address]);
      assert.is(await told, 'SLUICE_ERR_PEER_CLOSED');
      isVictim = false;
      const second = new Peer([peer.program, 'call', address]);
      assert.equal(await second.exited, [0, null]);
      assert.match(second.lines[0] ?? '', '"status":"SLUICE_ERR_PEER_CLOSED"');
      assert.match(second.lines[0] ?? '', '"started":"unknown"');
      assert.match(second.lines[2] ?? '', '"started":"no"');
      await listener.close();
    });
  });

describe('stubs, answers that are no such message', (it) => {
  const get = cluster.methods.pmemGetPages;
  const junk: typeof get = { ...get, outputSize: () => 3, writeOutput: () => 3 };
  const serveJunk = (transport: Transport): unknown =>
    startServer(transport, cluster.protocol, (_, call) => call.answer(junk, { order: 0 }, { page: 0n }), {});

  it('fail a TS call, with the reason', async () => {
    const address = newSocket();
    const listener = await listenSocket(address, serveJunk);
    const transport = await connectSocket(address);
    const error = await new cluster.ClusterRpcClient(transport).pmemGetPages({ order: 0 }).catch((reason: unknown) => reason);
    assert.instance(error, CallError);
    const { code, started, cause } = error as CallError;
    assert.equal([code, started], ['SLUICE_ERR_MALFORMED', 'unknown']);
    assert.is((cause as CodecError).code, 'SLUICE_ERR_TRUNCATED');
    transport.close();
    await listener.close();
  });

  it('fail a C call', async () => {
    const address = newSocket();
    const listener = await listenSocket(address, serveJunk);
    const client = new Peer([peer.program, 'call', address]);
    await client.line('"call"');
    // Its other calls would wait for five seconds each.
    client.child.kill('SIGKILL');
    await client.exited;
    const malformed = '{"call":"RPC_PMEM_GET_PAGES","status":"SLUICE_ERR_MALFORMED","errno":0,"started":"unknown"}';
    assert.is(client.lines[0], malformed);
    await listener.close();
  });
});

describe('stubs, bytes of answers are the same in C and TS', (it) => {
  const { methods } = libos;
  const kill = { sender: 5, type: libos.KillType.KillProcess, signum: 15 };
  const receive = { msgtype: -2n, size: 100, flags: 0 };
  const CORRELATION = 0x01020304;
  const NOTHING = new Uint8Array(0);
  const requests: readonly [string, string, Buffer][] = [
    ['', 'pages, refused', requestOf(cluster.methods.pmemGetPages, { order: 40 }, CORRELATION)],
    ['', 'page table entry', requestOf(cluster.methods.vmmGetPte, { process: 3n, vpn: 4, cow: true }, CORRELATION)],
    ['', 'reserved', recordOf(1, CORRELATION, 19, new Uint8Array(0))],
    ['', 'undefined', recordOf(1, CORRELATION, 200, new Uint8Array(0))],
    ['', 'malformed', recordOf(1, CORRELATION, 0, new Uint8Array(1))],
    ['', 'unimplemented', requestOf(cluster.methods.schedDisplay, { lid: 0 }, CORRELATION)],
    ['-ipc', 'kill', requestOf(methods.pidKill, { ...kill, id: 3 }, CORRELATION)],
    ['-ipc', 'kill, refused', requestOf(methods.pidKill, { ...kill, id: 0 }, CORRELATION)],
    ['-ipc', 'status', requestOf(methods.pidGetstatus, { pids: [1, 2, 3] }, CORRELATION)],
    ['-ipc', 'a message', requestOf(methods.sysvMsgrcv, { ...receive, msgid: 1 }, CORRELATION)],
    ['-ipc', 'a moved queue', requestOf(methods.sysvMsgrcv, { ...receive, msgid: 2 }, CORRELATION)],
    ['-ipc', 'a number', requestOf(methods.sysvMsgrcv, { ...receive, msgid: 3 }, CORRELATION)],
    ['-ipc', 'no queue', requestOf(methods.sysvMsgrcv, { ...receive, msgid: 4 }, CORRELATION)],
    ['-ipc', 'message taken', requestOf(methods.sysvMsgsnd, { msgid: 8, msgtype: 1n, msg: NOTHING }, CORRELATION)],
    ['-ipc', 'message refused', requestOf(methods.sysvMsgsnd, { msgid: 9, msgtype: 1n, msg: NOTHING }, CORRELATION)],
    ['-ipc', 'undefined', recordOf(1, CORRELATION, 200, new Uint8Array(0))],
    ['-ipc', 'malformed', recordOf(1, CORRELATION, 16, new Uint8Array(1))],
    ['-ipc', 'unimplemented', requestOf(methods.sysvFindkey, { key: { key: 1n, type: 1 } }, CORRELATION)],
  ];
  const answers = async (language: 'C' | 'TS', suffix: string): Promise<Map<string, string>> => {
    const address = newSocket();
    const server = await startPeer([...commandOf[language], `serve${suffix}`, address]);
    const found = new Map<string, string>();
    const raw = new Raw(address).read();
    for (const [group, name, request] of requests) {
      if (group !== suffix) continue;
      raw.socket.write(request);
      const answer = await raw.record();
      assert.is(answer.readUInt32LE(4), CORRELATION, name);
      if (suffix === '-ipc') assert.is(answer.readBigUInt64LE(ENVELOPE + 13), BigInt(CORRELATION), `sequence: ${name}`);
      if (name === 'kill, refused') {
        assert.is(answer[ENVELOPE], 0, 'IPC_RESP');
        assert.is(answer.readInt32LE(20), 3);
        assert.ok(answer.includes(Buffer.from([0xfd, 0xff, 0xff, 0xff])), 'retval -3');
      }
      found.set(name, answer.toString('hex'));
    }
    raw.socket.destroy();
    await server.stop();
    return found;
  };
  for (const suffix of ['', '-ipc']) {
    it(`serve${suffix}`, async () => {
      const [c, ts] = [await answers('C', suffix), await answers('TS', suffix)];
      assert.equal(Object.fromEntries(ts), Object.fromEntries(c));
    });
  }
});

/** Passes a connection on to `to`, and keeps what the connecting side sends. */
async function recordRequests(to: string): Promise<{ address: string; requests(): string[]; close(): void }> {
  const address = newSocket();
  let sent: Buffer = Buffer.alloc(0);
  const server = net.createServer((near) => {
    const far = net.connect(to);
    near.on('data', (chunk: Buffer) => {
      sent = Buffer.concat([sent, chunk]);
    });
    near.pipe(far).pipe(near);
  });
  server.listen(address);
  await once(server, 'listening');
  const requests = (): string[] => {
    const records: string[] = [];
    for (let at = 0; at < sent.length; ) {
      const end = at + 4 + sent.readUInt32LE(at);
      const record = Buffer.from(sent.subarray(at + 4, end));
      // Time that is left is never the same; that there is a limit is. What is no answer was asked by the caller.
      record.writeUInt32LE(record.readUInt32LE(16) > 0 ? 1 : 0, 16);
      if (record[0] !== 2) records.push(record.toString('hex'));
      at = end;
    }
    return records;
  };
  return { address, requests, close: () => server.close() };
}

/** The calls of `c-peer call`. */
async function callRpc(transport: Transport): Promise<void> {
  const client = new cluster.ClusterRpcClient(transport, { target: 7, timeoutMs: 5000 });
  const targets = (two: bigint): cluster.ProcessSigactionTarget[] =>
    [10n, two, 30n].map((process, index) => ({ target: index + 1, process }));
  await client.pmemGetPages({ order: 2 });
  await failure(client.pmemGetPages({ order: 40 }));
  await client.pmemReleasePages({ page: 0x100000n });
  await client.vmmGetPte({ process: 0xff00n, vpn: 0x1234, cow: true });
  await client.vmmGetVseg({ process: 1n, vaddr: -4096n });
  await client.vfsInodeCreate({ dentryXp: 1n, fsType: 2, inodeType: 3, extend: 4n, attr: 5, rights: 6, uid: 7, gid: 8 });
  await client.processMakeFork({ refProcessXp: 41n, parentThreadXp: 0x9000n });
  await client.processSigaction({ actionType: 1 }, targets(20n));
  await client.processSigaction({ actionType: 1 }, targets(0xdead0002n)).catch(() => {});
  await failure(client.schedDisplay({ lid: 0 }));
  cluster.servePartial(transport, { pmemGetPages: () => ({ page: 1n }) });
  await client.kcmAlloc({ kmemType: 0xcafe });
  await failure(client.processMakeExit({ pid: 1, status: 2000 }, { timeoutMs: 30 }));
  await new cluster.ClusterRpcClient(transport, { target: 7 }).pmemGetPages({ order: 0 });
}

/** The calls of `c-peer call-ipc`. */
async function callIpc(transport: Transport): Promise<void> {
  const client = new libos.LibosIpcClient(transport, { source: 5, target: 6, timeoutMs: 5000 });
  const kill = { sender: 0, type: 0 as libos.KillType, signum: 0 };
  await client.finduri({});
  await client.pidKill({ ...kill, id: 3 });
  await failure(client.pidKill({ ...kill, id: 0 }));
  await client.pidGetstatus({ pids: [11, 12] });
  for (const msgid of [1, 2, 3]) await client.sysvMsgrcv({ msgid, msgtype: -2n, size: 100, flags: 0 });
  await failure(client.sysvMsgrcv({ msgid: 4, msgtype: -2n, size: 100, flags: 0 }));
  const msg = new TextEncoder().encode('hello');
  await client.sysvMsgsnd({ msgid: 8, msgtype: 0n, msg });
  await failure(client.sysvMsgsnd({ msgid: 9, msgtype: 0n, msg }));
  await client.$send(libos.methods.pidQueryall, {});
}

describe('stubs, bytes of requests are the same in C and TS', (it) => {
  for (const [suffix, callAll] of [
    ['', callRpc],
    ['-ipc', callIpc],
  ] as const) {
    it(`call${suffix}`, async () => {
      const address = newSocket();
      const server = await startPeer([...commandOf.C, `serve${suffix}`, address]);
      const [c, ts] = [await recordRequests(address), await recordRequests(address)];
      try {
        const client = new Peer([peer.program, `call${suffix}`, c.address]);
        assert.equal(await client.exited, [0, null]);
        await server.ended(0);
        const seen = server.lines.length;
        const transport = await connectSocket(ts.address);
        await callAll(transport);
        transport.close();
        await server.ended(seen);
        assert.ok(c.requests().length > 10);
        assert.equal(ts.requests(), c.requests());
      } finally {
        c.close();
        ts.close();
        await server.stop();
      }
    });
  }
});

describe('stubs, the C peer', (it) => {
  it('is removed', () => peer.close());
});
