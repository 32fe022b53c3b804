import * as assert from 'uvu/assert';
import {
  ClusterRpcClient,
  type ClusterRpcHandlers,
  ClusterRpcSyncClient,
  methods,
  protocol,
  servePartial,
} from '../../../generated/cluster-rpc/index.ts';
import {
  CallError,
  createLocalPair,
  type Method,
  Refusal,
  type Server,
  SyncCaller,
  startServer,
  type Transport,
} from '../../../runtime/stub.ts';
import { describe, hasCode } from '../../support/index.ts';

interface Peers {
  readonly near: Transport;
  readonly far: Transport;
  readonly client: ClusterRpcSyncClient;
  readonly server: Server;
}

function peers(handlers: Partial<ClusterRpcHandlers>): Peers {
  const [near, far] = createLocalPair();
  const server = servePartial(far, handlers);
  return { near, far, client: new ClusterRpcSyncClient(near), server };
}

/** Bytes there and back. */
const echo: Method<Uint8Array, Uint8Array> = {
  name: 'ECHO',
  code: 7,
  replies: [7],
  inputSize: (input) => input.length,
  writeInput: write,
  readInput: read,
  outputSize: (output) => output.length,
  outputCode: () => 7,
  writeOutput: write,
  readOutput: read,
};

function write(view: DataView, at: number, bytes: Uint8Array): number {
  new Uint8Array(view.buffer, at, bytes.length).set(bytes);
  return bytes.length;
}

function read(view: DataView, at: number, length: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + at, length).slice();
}

describe('synchronous calls in process', (it) => {
  it('answer, count and go on', () => {
    const { client, server } = peers({ pmemGetPages: ({ order }) => ({ page: BigInt(order) }) });
    for (let order = 0; order < 3; order += 1) assert.is(client.pmemGetPages({ order }).page, BigInt(order));
    assert.equal([server.counters.calls, server.counters.answered, server.running], [3, 3, 0]);
  });

  it('say why there is no answer', () => {
    const { client, server } = peers({
      pmemGetPages: ({ order }) => {
        if (order === 1) throw new Refusal(12);
        if (order === 2) throw new Error('a bug');
        return { page: 'none' as unknown as bigint };
      },
    });
    for (const [order, code] of ['REFUSED', 'FAILED', 'FAILED'].entries()) {
      assert.throws(() => client.pmemGetPages({ order: order + 1 }), hasCode(`SLUICE_ERR_${code}`));
    }
    assert.throws(() => client.schedDisplay({ lid: 1 }), hasCode('SLUICE_ERR_UNIMPLEMENTED'));
    assert.throws(() => client.pmemGetPages({ order: -1 }), hasCode('SLUICE_ERR_RANGE'));
    assert.equal([server.counters.refused, server.counters.failed], [1, 2]);
  });

  it('nest in both directions, and leave the bytes of the outer call alone', () => {
    const [near, far] = createLocalPair();
    const [here, there] = [new ClusterRpcSyncClient(near), new ClusterRpcSyncClient(far)];
    const handlerOf = (back: ClusterRpcSyncClient): Partial<ClusterRpcHandlers> => ({
      pmemGetPages: ({ order }) => ({ page: order === 0 ? 1n : 2n * back.pmemGetPages({ order: order - 1 }).page }),
    });
    servePartial(near, handlerOf(here));
    servePartial(far, handlerOf(there));
    assert.is(here.pmemGetPages({ order: 20 }).page, 1n << 20n);
  });

  it('wait for handlers that promise, which block for ever, and hear of them no more', async () => {
    const { client, near } = peers({ pmemGetPages: async () => ({ page: 1n }) });
    assert.throws(() => client.pmemGetPages({ order: 0 }), hasCode('SLUICE_ERR_CANNOT_BLOCK'));
    await new Promise(setImmediate);
    assert.is((await new ClusterRpcClient(near).pmemGetPages({ order: 0 })).page, 1n);
  });

  it('queue behind what was sent before', () => {
    const seen: number[] = [];
    const { client } = peers({ pmemGetPages: ({ order }) => ({ page: BigInt(seen.push(order)) }) });
    client.$send(methods.pmemGetPages, { order: 1 });
    client.$send(methods.pmemGetPages, { order: 2 });
    assert.is(client.pmemGetPages({ order: 3 }).page, 3n);
    assert.equal(seen, [1, 2, 3]);
  });

  it('of any size', () => {
    const [near, far] = createLocalPair();
    startServer(far, protocol, (_, call) => call.answer(echo, new Uint8Array(), call.read(echo)), {});
    const caller = new SyncCaller(near, protocol);
    for (const length of [0, 1, 1000, 40_000, 65_536, 65_537, 1_000_000]) {
      const bytes = Uint8Array.from({ length }, (_, i) => i * 7);
      assert.equal(caller.call(echo, bytes), bytes);
    }
    assert.throws(() => caller.call(echo, new Uint8Array(near.maxLength)), hasCode('SLUICE_ERR_TOO_LONG'));
    const [narrow] = createLocalPair({ maxLength: 100 });
    assert.throws(() => new SyncCaller(narrow, protocol).call(echo, new Uint8Array(77)), hasCode('SLUICE_ERR_TOO_LONG'));
  });

  it('end when their handler closes the connection', async () => {
    const all = peers({
      pmemGetPages: () => {
        all.far.destroy(null);
        return { page: 1n };
      },
    });
    try {
      all.client.pmemGetPages({ order: 0 });
      assert.unreachable();
    } catch (error) {
      assert.instance(error, CallError);
    }
    await new Promise(setImmediate);
    assert.throws(() => all.client.pmemGetPages({ order: 0 }), hasCode('SLUICE_ERR_PEER_CLOSED'));
  });

  it('are told of an answer that is no such message', () => {
    const [near, far] = createLocalPair();
    const junk = { ...methods.pmemGetPages, outputSize: () => 3, writeOutput: () => 3 };
    startServer(far, protocol, (_, call) => call.answer(junk, { order: 0 }, { page: 0n }), {});
    const client = new ClusterRpcSyncClient(near);
    assert.throws(() => client.pmemGetPages({ order: 0 }), hasCode('SLUICE_ERR_MALFORMED'));
  });
});
