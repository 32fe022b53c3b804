import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import * as assert from 'uvu/assert';
import * as cluster from '../../../generated/cluster-rpc/index.ts';
import { listen, openTicket } from '../../../runtime/index.ts';
import { type MakePair, transportCases } from '../../../runtime/stub/conformance.ts';
import { createChannelTransport } from '../../../runtime/transport/channel-transport.ts';
import { describe } from '../../support/index.ts';
import { closeAll, makePair, within } from '../channel/channel-pair.ts';

const kinds: [string, MakePair][] = [
  [
    'channel',
    async () => {
      const { near, far } = makePair();
      return [createChannelTransport(near), createChannelTransport(far)];
    },
  ],
  [
    'channel with larger rings',
    async () => {
      const { near, far } = makePair({ sendOrder: 8 });
      return [createChannelTransport(near), createChannelTransport(far)];
    },
  ],
];

for (const [transport, make] of kinds) {
  describe(`conformance of the ${transport}`, (it) => {
    it.after.each(closeAll);
    for (const { name, run } of transportCases) it(name, () => run(make));
  });
}

describe('wait of the channel', (it) => {
  it.after.each(closeAll);

  it('keeps what wakes it for the poll of its thread', async () => {
    const listener = listen(`@sluice-transport-wait-${process.pid}`);
    const worker = new Worker(new URL('late-echo.js', import.meta.url), { workerData: listener.address });
    const transport = createChannelTransport(openTicket(await listener.acceptTicket(), { blocksMainThread: true }));
    let told = 0;
    transport.listener = { onReadable: () => told++, onWritable: () => {}, onClose: () => {} };
    transport.tryReserve(1);
    transport.commit(1);
    transport.publish();
    assert.is(transport.wait?.(10_000), true);
    assert.is(told, 0);
    assert.is(
      transport.poll(() => {}, 1),
      1,
    );
    transport.close();
    listener.close();
    await once(worker, 'exit');
  });
});

describe('server of a channel', (it) => {
  it.after.each(closeAll);

  /** Its requests are still there to be read, and answered, when nothing can be sent any more. */
  it('answers nobody when the caller has asked and left', async () => {
    const { near, far } = makePair();
    const seen: number[] = [];
    const server = cluster.servePartial(createChannelTransport(near), {
      pmemGetPages({ order }) {
        seen.push(order);
        return { page: 1n };
      },
    });
    const calling = createChannelTransport(far);
    const client = new cluster.ClusterRpcClient(calling);
    // One that has a handler, and one that has none.
    const asked = [client.pmemGetPages({ order: 5 }), client.pmemReleasePages({ page: 1n })];
    calling.destroy(null);
    for (const { status } of await Promise.allSettled(asked)) assert.is(status, 'rejected');
    await within(
      server.closed.catch(() => {}),
      'the end of the server',
    );
    assert.equal(seen, [5]);
    assert.is(server.counters.calls, 2);
  });
});
