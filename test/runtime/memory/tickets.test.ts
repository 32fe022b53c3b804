import * as assert from 'uvu/assert';
import { LINK_CLOSED } from '../../../runtime/memory/native.ts';
import { describeWithAddon } from '../../support/addon.ts';
import { closeAll, connect, newAddress, thrownCode } from './peers.ts';
import { runScript, TERMS } from './support.ts';

describeWithAddon('a ticket', (it, addon) => {
  it('takes a connection to another thread, once', () => {
    const { stdout, stderr } = runScript(
      `const address = '@sluice-test-' + process.pid;
      const worker = inWorker();
      const listening = addon.listen(address, TERMS, () => worker.postMessage(listening.takeTicket()));
      addon.connect(address, TERMS, 20_000, async (failure, a) => {
        console.log(await messageOf(worker), addon.counts());
        a.ringData();
        console.log(await messageOf(worker));
        await worker.terminate();
        for (let events = 0; !(events & 4);) events = a.wait(1000);
        a.close();
        listening.close();
        await sleep(5);
        console.log(addon.counts());
      });`,
      {
        thread: `parentPort.on('message', (ticket) => {
          const link = addon.adopt(ticket);
          let again = 0;
          try { addon.adopt(ticket); } catch (error) { again = error.status; }
          globalThis.link = link;
          link.watch((events) => parentPort.postMessage(events & 1));
          parentPort.postMessage([link.isListener, again]);
        });`,
      },
    );
    assert.is(
      stdout,
      '[ true, 58 ] { links: 2, mappings: 4, descriptors: 10 }\n1\n{ links: 0, mappings: 0, descriptors: 0 }\n',
      stderr,
    );
  });

  it('outlives the thread that took it, and the last one that had the addon', () => {
    const { stdout, stderr } = runScript(
      `const first = inWorker({ address: '@sluice-test-' + process.pid });
      const end = endOf(first);
      const ticket = await messageOf(first);
      await end;
      console.log(await messageOf(inWorker({ ticket })));`,
      {
        thread: `const { address, ticket } = workerData;
          if (ticket === undefined) {
            const listening = addon.listen(address, TERMS, () => parentPort.postMessage(listening.takeTicket()));
            addon.connect(address, TERMS, 20_000, () => listening.close());
          } else {
            const link = addon.adopt(ticket);
            parentPort.postMessage([link.isListener, link.wait(1000) & 4, addon.counts().links]);
          }`,
      },
    );
    assert.is(stdout, '[ true, 4, 1 ]\n', stderr);
  });

  it('closes the connection when it is dropped', async () => {
    const address = newAddress();
    let ticket: number | null = null;
    const listening = addon.listen(address, TERMS, () => {
      ticket = listening.takeTicket();
    });
    const a = await connect(address);
    assert.is(listening.takeTicket(), null);
    assert.ok(ticket !== null);
    addon.dropTicket(ticket);
    let events = 0;
    while ((events & LINK_CLOSED) === 0) events = a.wait(1000);
    for (const wrong of [ticket, 0, -1, Number.NaN, 2 ** 60])
      assert.is(
        thrownCode(() => addon.adopt(wrong)),
        'SLUICE_ERR_STATE',
      );
    closeAll(a, listening);
  });
});
