import * as assert from 'uvu/assert';
import { describeWithAddon } from '../../support/addon.ts';
import { type Outcome, runScript } from './support.ts';

/** A process that must come to its own end, soon, with this output. */
function ends({ status, signal, stdout, stderr, elapsedMs }: Outcome, output: string): void {
  assert.equal({ status, signal, stdout }, { status: 0, signal: null, stdout: output }, stderr);
  assert.ok(elapsedMs < 40_000, `${elapsedMs} ms`);
}

/** Opens what a thread can leave open: links that are watched, waited on, and neither. */
const OPEN = `
  globalThis.kept = [0, 1, 2].map(() => addon.createPair(TERMS, TERMS)).flat();
  kept[0].watch(() => {});
  kept[1].watch(() => {});
  kept[2].watch(() => {});
  kept[2].unref();
`;
const WAIT_FOREVER = 'parentPort.postMessage("waits"); for (;;) kept[4].wait(-1);';

describeWithAddon('a thread with open links', (it) => {
  it('can end by itself', () => {
    ends(
      runScript('console.log(await endOf(inWorker())); await sleep(10); console.log(addon.counts());', {
        thread: `${OPEN} kept[0].unref(); kept[1].unref();`,
      }),
      '0\n{ links: 0, mappings: 0, descriptors: 0 }\n',
    );
  });

  it('can be terminated while its loop runs', () => {
    ends(
      runScript(
        `for (let i = 0; i < 5; i++) {
          const worker = inWorker();
          await messageOf(worker);
          await worker.terminate();
        }
        console.log(addon.counts());`,
        { thread: `${OPEN} parentPort.postMessage('ready');` },
      ),
      '{ links: 0, mappings: 0, descriptors: 0 }\n',
    );
  });

  it('can be terminated while it waits', () => {
    ends(
      runScript(
        `for (let i = 0; i < 5; i++) {
          const worker = inWorker();
          await messageOf(worker);
          await sleep(5);
          const startedAt = performance.now();
          await worker.terminate();
          if (performance.now() - startedAt > 10_000) console.log('late', performance.now() - startedAt);
        }
        console.log(addon.counts());`,
        { thread: OPEN + WAIT_FOREVER },
      ),
      '{ links: 0, mappings: 0, descriptors: 0 }\n',
    );
  });

  it('can be terminated while it waits and has messages that it does not read', () => {
    ends(
      runScript(
        `const worker = inWorker();
        await messageOf(worker);
        for (let i = 0; i < 10; i++) { worker.postMessage(i); await sleep(3); }
        const startedAt = performance.now();
        await worker.terminate();
        console.log(performance.now() - startedAt < 10_000);`,
        { thread: `parentPort.on('message', () => {}); ${OPEN} ${WAIT_FOREVER}` },
      ),
      'true\n',
    );
  });

  it('does not hold up the end of the process', () => {
    const script = (end: string): string => `const worker = inWorker(); await messageOf(worker); await sleep(5); ${end}`;
    ends(runScript(script('process.exit();'), { thread: OPEN + WAIT_FOREVER }), '');
    ends(runScript(script('worker.unref();'), { thread: OPEN + WAIT_FOREVER }), '');
    ends(runScript(`${OPEN} process.exit();`), '');
    ends(runScript(`${OPEN} kept[0].unref(); kept[1].unref();`), '');
  });

  it('can end the process itself', () => {
    ends(runScript('console.log(await endOf(inWorker()));', { thread: `${OPEN} process.exit(7);` }), '7\n');
  });

  it('ends with an uncaught exception of a callback, as with any other', () => {
    ends(
      runScript(
        `const worker = inWorker();
        worker.on('error', (error) => console.log(error.message));
        console.log(await endOf(worker), addon.counts());`,
        { thread: `${OPEN} kept[1].unwatch(); kept[1].watch(() => { throw new Error('thrown'); }); kept[0].ringData();` },
      ),
      'thrown\n1 { links: 0, mappings: 0, descriptors: 0 }\n',
    );
  });

  it('tells its peer by ending', () => {
    // The other end of the pair is in the same thread, so what is left is seen by descriptors alone.
    ends(
      runScript(
        `const { readdirSync } = await import('node:fs');
        const count = () => readdirSync('/proc/self/fd').length;
        await inWorker().terminate();
        const before = count();
        const worker = inWorker();
        await messageOf(worker);
        const during = count();
        await worker.terminate();
        console.log(during - before >= 30, count() === before);`,
        { thread: `${OPEN} parentPort.postMessage('ready');` },
      ),
      'true true\n',
    );
  });
});

describeWithAddon('the addon', (it) => {
  it('is loaded by many threads at once, each with links of its own', () => {
    ends(
      runScript(
        `const workers = [1, 2, 3, 4].map(() => inWorker());
        const [a, b] = addon.createPair(TERMS, TERMS);
        console.log((await Promise.all(workers.map(messageOf))).join());
        await Promise.all(workers.map((worker) => worker.terminate()));
        console.log(addon.counts());
        a.ringData();
        console.log(b.wait(1000) & 1);`,
        {
          thread: `const [a, b] = addon.createPair(TERMS, TERMS);
            b.watch((events) => parentPort.postMessage(events));
            a.ringSpace();`,
        },
      ),
      '2,2,2,2\n{ links: 2, mappings: 4, descriptors: 10 }\n1\n',
    );
  });
});
