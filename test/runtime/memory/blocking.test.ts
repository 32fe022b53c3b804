import * as assert from 'uvu/assert';
import { describeWithAddon } from '../../support/addon.ts';
import { newAddress, thrownCode } from './peers.ts';
import { runScript, TERMS } from './support.ts';

describeWithAddon('a thread that blocks', (it, addon) => {
  it('connects, and accepts', () => {
    const { stdout, stderr } = runScript(
      `const address = '@sluice-test-' + process.pid;
      const worker = inWorker(address);
      await messageOf(worker);
      const a = addon.connectSync(address, TERMS, 20_000);
      console.log(await messageOf(worker), a.isListener);
      await worker.terminate();
      a.close();`,
      {
        thread: `const listening = addon.listen(workerData, TERMS, () => {});
          const empty = listening.wait(1) & 1;
          parentPort.postMessage('listens');
          let events;
          do { events = listening.wait(5000); } while (events === 8);
          globalThis.link = listening.take();
          parentPort.postMessage([empty, events, link.isListener]);`,
      },
    );
    assert.is(stdout, '[ 0, 1, true ] false\n', stderr);
  });

  it('gives up at its deadline', () => {
    const address = newAddress();
    const listening = addon.listen(address, TERMS, () => {});
    const startedAt = performance.now();
    assert.is(
      thrownCode(() => addon.connectSync(address, TERMS, 30)),
      'SLUICE_ERR_DEADLINE',
    );
    assert.ok(performance.now() - startedAt >= 29);
    listening.close();
  });

  it('can be terminated while it connects, and while it listens', () => {
    for (const thread of [
      // In a function of its own: the engine stops where it enters one, not on the way from one native call to the next.
      'try { addon.connectSync(workerData, TERMS, -1); } catch { } (() => parentPort.postMessage("went on"))();',
      'const listening = addon.listen(workerData + "b", TERMS, () => {}); for (;;) listening.wait(-1);',
      'addon.connect(workerData, TERMS, -1, () => {}); addon.listen(workerData + "c", TERMS, () => {});',
    ]) {
      const { stdout, stderr, status } = runScript(
        `const address = '@sluice-test-' + process.pid;
        const listening = addon.listen(address, TERMS, () => {});
        const worker = inWorker(address);
        worker.on('message', (message) => console.log(message));
        await sleep(100);
        const startedAt = performance.now();
        await worker.terminate();
        console.log(performance.now() - startedAt < 10_000);
        listening.close();
        await sleep(5);
        console.log(addon.counts().descriptors);`,
        { thread },
      );
      assert.equal([stdout, status], ['true\n0\n', 0], stderr);
    }
  });

  it('does not hold up the end of the process', () => {
    const thread = 'const listening = addon.listen(workerData, TERMS, () => {}); for (;;) listening.wait(-1);';
    const { status, elapsedMs } = runScript('inWorker("@sluice-test-" + process.pid); await sleep(50); process.exit(3);', {
      thread,
    });
    assert.is(status, 3);
    assert.ok(elapsedMs < 40_000);
  });
});
