import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import * as assert from 'uvu/assert';
import { connect, createChannelTransport, listen } from '../../../runtime/index.ts';
import { FULL } from '../../../runtime/stub/transport.ts';
import { describe } from '../../support/index.ts';
import { makePair, tick, within } from '../channel/channel-pair.ts';

describe('a transport over a channel', (it) => {
  it('waits by blocking where the thread may, for records, for room and for the end', async () => {
    const listener = listen(`@sluice-blocking-${process.pid}`);
    const connecting = connect(listener.address);
    const ticket = await within(listener.acceptTicket(), 'the ticket');
    const transport = createChannelTransport(await within(connecting, 'the connection'));
    listener.close();
    const worker = new Worker(new URL('blocking-worker.js', import.meta.url), { workerData: { ticket } });
    const lengths: number[] = [];
    let told: () => void = () => {};
    transport.listener = {
      onReadable() {
        while (transport.poll((_view, _offset, length) => lengths.push(length), 8) === 8);
        told();
      },
      onWritable: () => told(),
      onClose: () => told(),
    };
    const next = (): Promise<void> =>
      within(
        new Promise((resolve) => {
          told = resolve;
        }),
        'an echo, or room',
      );
    const sent: number[] = [];
    for (let i = 0; i < 60; i += 1) {
      const length = i % 7 === 6 ? 300_000 : 1 + i * 97;
      while (transport.tryReserve(length) === FULL) await next();
      transport.commit(length);
      transport.publish();
      sent.push(length);
      await tick();
    }
    while (lengths.length < sent.length) await next();
    assert.equal(lengths, sent);
    transport.close();
    await within(once(worker, 'exit'), 'the end of the thread');
  });

  it('has no wait on a thread that may not block', () => {
    const { near, far } = makePair();
    assert.is(createChannelTransport(near).wait, undefined);
    near.disconnectNow();
    far.disconnectNow();
    const blocking = makePair({ blocksMainThread: true });
    const transport = createChannelTransport(blocking.near);
    assert.is(transport.wait?.(20), false);
    blocking.far.disconnectNow();
    assert.is(transport.wait?.(1000), false);
    assert.not(transport.isOpen);
  });
});
