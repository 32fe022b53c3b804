import * as assert from 'uvu/assert';
import { loadAddon } from '../../../runtime/memory/addon.ts';
import { isNativeFailure, toChannelError } from '../../../runtime/memory/failure.ts';
import {
  LINK_CLOSED,
  LINK_DATA,
  type NativeConnecting,
  type NativeLink,
  type NativeListening,
  type NativeTerms,
} from '../../../runtime/memory/native.ts';
import { describe } from '../../support/index.ts';
import { kernelCounts, runScript, TERMS, turns, until } from './support.ts';

if (process.platform === 'linux') {
  const addon = loadAddon();
  let addresses = 0;
  const newAddress = (): string => `@sluice-test-${process.pid}-${++addresses}`;

  /** Settles as `connect` does; failures with the code that users see. */
  const connect = (address: string, terms: NativeTerms = TERMS, timeoutMs: number = 5000): Promise<NativeLink> =>
    new Promise((resolve, reject) => {
      addon.connect(address, terms, timeoutMs, (failure, link) => {
        if (link !== null) resolve(link);
        else reject(failure !== null && isNativeFailure(failure) ? toChannelError(failure, 'connect') : failure);
      });
    });

  /** A listener that takes everything that it prepares. */
  const accept = (address: string, terms: NativeTerms = TERMS): { listening: NativeListening; taken: NativeLink[] } => {
    const taken: NativeLink[] = [];
    const listening = addon.listen(address, terms, () => {
      for (let link = listening.take(); link !== null; link = listening.take()) taken.push(link);
    });
    return { listening, taken };
  };

  const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => 'connected',
      (error) => error.code,
    );

  const thrownCode = (call: () => unknown): string => {
    try {
      call();
    } catch (error) {
      if (isNativeFailure(error)) return toChannelError(error, 'try').code;
      throw error;
    }
    return 'done';
  };

  const closeAll = (...all: readonly { close(): void }[]): void => {
    for (const each of all) each.close();
  };

  describe('a rendezvous', (it) => {
    it('gives both sides a link', async () => {
      const address = newAddress();
      const { listening, taken } = accept(address, { ...TERMS, sendOrder: 2 });
      const a = await connect(address, { ...TERMS, sendOrder: 3 });
      const [b] = taken;
      assert.ok(b);
      assert.equal([a.isListener, b.isListener], [false, true]);
      assert.equal([a.ownParts.ringSize, b.ownParts.ringSize], [4096 << 3, 4096 << 2]);
      assert.is(a.credentials.pid, process.pid);
      new Int32Array(a.own)[a.ownParts.ringData / 4] = 9;
      assert.is(new Int32Array(b.peer)[b.peerParts.ringData / 4], 9);
      const seen: number[] = [];
      b.watch((events) => seen.push(events));
      a.ringData();
      await until(() => seen.length > 0, 'the doorbell');
      assert.is((seen[0] ?? 0) & LINK_DATA, LINK_DATA);
      closeAll(a, b, listening);
    });

    it('waits for accept', async () => {
      const address = newAddress();
      let prepared = 0;
      const listening = addon.listen(address, TERMS, () => prepared++);
      assert.is(listening.take(), null);
      let isConnected = false;
      const connecting = connect(address).then((link) => {
        isConnected = true;
        return link;
      });
      await until(() => prepared > 0, 'a prepared connection');
      await turns(10);
      assert.is(isConnected, false);
      const b = listening.take();
      assert.ok(b);
      assert.is(listening.take(), null);
      closeAll(await connecting, b, listening);
    });

    it('fails from the loop when nobody listens, or the address is none', async () => {
      let isLater = false;
      const failed = codeOf(connect(newAddress()));
      failed.then(() => assert.ok(isLater));
      isLater = true;
      assert.is(await failed, 'SLUICE_ERR_NOT_LISTENING');
      assert.is(await codeOf(connect('/nowhere/at/all')), 'SLUICE_ERR_NOT_LISTENING');
      for (const address of ['', 'x'.repeat(200), 'x'.repeat(2000)])
        assert.is(await codeOf(connect(address)), 'SLUICE_ERR_ADDRESS');
      assert.is(
        thrownCode(() => addon.connectSync('x'.repeat(200), TERMS, 10)),
        'SLUICE_ERR_ADDRESS',
      );
      assert.is(
        thrownCode(() => addon.connectSync(newAddress(), TERMS, 10)),
        'SLUICE_ERR_NOT_LISTENING',
      );
      assert.is(
        thrownCode(() => addon.connectSync('a\0b', TERMS, 10)),
        'SLUICE_ERR_ADDRESS',
      );
      assert.is(
        thrownCode(() => addon.connectSync(7 as never, TERMS, 10)),
        'SLUICE_ERR_ADDRESS',
      );
      assert.is(
        thrownCode(() => addon.listen('x'.repeat(200), TERMS, () => {})),
        'SLUICE_ERR_ADDRESS',
      );
    });

    it('gives up at its deadline', async () => {
      const address = newAddress();
      const listening = addon.listen(address, TERMS, () => {});
      const startedAt = performance.now();
      assert.is(await codeOf(connect(address, TERMS, 30)), 'SLUICE_ERR_DEADLINE');
      assert.ok(performance.now() - startedAt >= 29);
      listening.close();
    });

    it('can be cancelled, and is then silent', async () => {
      const address = newAddress();
      const listening = addon.listen(address, TERMS, () => {});
      let calls = 0;
      const attempts: NativeConnecting[] = [address, newAddress()].map((each) => addon.connect(each, TERMS, 50, () => calls++));
      for (const attempt of attempts) {
        attempt.cancel();
        attempt.cancel();
      }
      await new Promise((resolve) => setTimeout(resolve, 80));
      assert.is(calls, 0);
      listening.close();
    });

    it('says what differs between the two sides', async () => {
      const address = newAddress();
      const { listening } = accept(address, { ...TERMS, fingerprint: '0x1', messages: [{ code: 3, fingerprint: '0xa' }] });
      const terms = { ...TERMS, fingerprint: '0x2', messages: [{ code: 3, fingerprint: '0xb' }] };
      const error = await connect(address, terms).catch((reason) => reason);
      assert.is(error.code, 'SLUICE_ERR_INCOMPATIBLE');
      assert.is(error.refusal.code, 3);
      assert.equal([error.refusal.expected, error.refusal.got].sort(), [10n, 11n]);
      listening.close();
    });

    it('refuses an address that is in use, and frees it at once when the listener closes', () => {
      for (const address of [newAddress(), `/tmp/sluice-test-${process.pid}/a.sock`]) {
        const first = addon.listen(address, TERMS, () => {});
        assert.is(
          thrownCode(() => addon.listen(address, TERMS, () => {})),
          'SLUICE_ERR_ADDRESS_IN_USE',
        );
        first.close();
        first.close();
        const second = addon.listen(address, TERMS, () => {});
        second.close();
        assert.is(
          thrownCode(() => first.take()),
          'SLUICE_ERR_STATE',
        );
      }
    });

    it('leaks nothing, whether it succeeds, fails, is cancelled or not taken', async () => {
      const cycle = async (): Promise<void> => {
        const address = newAddress();
        const { listening, taken } = accept(address);
        closeAll(await connect(address), ...taken, listening);
        await codeOf(connect(address));
        const silent = addon.listen(address, TERMS, () => {});
        const attempt = addon.connect(address, TERMS, -1, () => {});
        await turns();
        attempt.cancel();
        const refused = codeOf(connect(address));
        await turns();
        silent.close();
        await refused;
      };
      for (let i = 0; i < 5; i++) await cycle();
      await turns();
      const before = kernelCounts();
      for (let i = 0; i < 200; i++) await cycle();
      await until(() => kernelCounts().descriptors <= before.descriptors, 'as many descriptors as before');
      assert.equal(kernelCounts(), before);
      assert.equal(addon.counts(), { links: 0, mappings: 0, descriptors: 0 });
    });
  });

  describe('the policy', (it) => {
    it('of a listener decides who may connect', async () => {
      const verdicts: readonly (readonly [number, string, boolean])[] = [
        [0, 'SLUICE_ERR_DENIED', false],
        [1, 'connected', true],
        [2, 'connected', false],
        [7, 'SLUICE_ERR_DENIED', false],
      ];
      for (const [verdict, outcome, hasEventfds] of verdicts) {
        const address = newAddress();
        const seen: object[] = [];
        const policy = (peer: object): number => {
          seen.push(peer);
          return verdict;
        };
        const { listening, taken } = accept(address, { ...TERMS, policy });
        const connecting = connect(address);
        assert.is(await codeOf(connecting), outcome);
        assert.equal(seen, [{ pid: process.pid, uid: process.getuid?.(), gid: process.getgid?.() }]);
        if (outcome === 'connected') {
          const a = await connecting;
          assert.equal([a.hasEventfds, taken[0]?.hasEventfds], [hasEventfds, hasEventfds]);
          a.ringData();
          assert.is((taken[0]?.wait(1000) ?? 0) & LINK_DATA, LINK_DATA);
          a.close();
        }
        closeAll(...taken, listening);
      }
    });

    it('of a connector decides whom it connects to', async () => {
      const address = newAddress();
      const { listening, taken } = accept(address);
      assert.is(await codeOf(connect(address, { ...TERMS, policy: () => 0 })), 'SLUICE_ERR_DENIED');
      assert.is(
        thrownCode(() => addon.connectSync(address, { ...TERMS, policy: () => 0 }, 1000)),
        'SLUICE_ERR_DENIED',
      );
      closeAll(...taken, listening);
    });

    it('denies when it throws, and the exception is reported', () => {
      const { stdout, stderr } = runScript(`
        process.on('uncaughtException', (error) => console.log(error.message));
        const address = '@sluice-test-' + process.pid;
        const policy = () => { throw new Error('of the policy'); };
        const listening = addon.listen(address, { ...TERMS, policy }, () => console.log('prepared'));
        addon.connect(address, TERMS, 1000, (failure, link) => { console.log(failure.status, link); listening.close(); });
      `);
      assert.is(stdout, 'of the policy\n51 null\n', stderr);
    });

    it('may close the listener, or cancel the attempt, that asks it', async () => {
      const address = newAddress();
      const listening: NativeListening = addon.listen(
        address,
        {
          ...TERMS,
          policy: () => {
            assert.is(
              thrownCode(() => listening.take()),
              'SLUICE_ERR_STATE',
            );
            listening.close();
            return 1;
          },
        },
        () => assert.unreachable(),
      );
      assert.is.not(await codeOf(connect(address)), 'connected');
      const other = accept(newAddress());
      other.listening.close();
      const { listening: last } = accept(address);
      let isAsked = false;
      const policy = (): number => {
        isAsked = true;
        attempt.cancel();
        return 1;
      };
      const attempt = addon.connect(address, { ...TERMS, policy }, 1000, () => assert.unreachable());
      await until(() => isAsked, 'the question');
      await turns(10);
      last.close();
    });
  });

  describe('a ticket', (it) => {
    it('takes a connection to another thread, once', () => {
      const { stdout, stderr } = runScript(
        `const address = '@sluice-test-' + process.pid;
        const worker = inWorker();
        const listening = addon.listen(address, TERMS, () => worker.postMessage(listening.takeTicket()));
        addon.connect(address, TERMS, 1000, async (failure, a) => {
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
        const ticket = await messageOf(first);
        await endOf(first);
        console.log(await messageOf(inWorker({ ticket })));`,
        {
          thread: `const { address, ticket } = workerData;
            if (ticket === undefined) {
              const listening = addon.listen(address, TERMS, () => parentPort.postMessage(listening.takeTicket()));
              addon.connect(address, TERMS, 1000, () => listening.close());
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

  describe('a thread that blocks', (it) => {
    it('connects, and accepts', () => {
      const { stdout, stderr } = runScript(
        `const address = '@sluice-test-' + process.pid;
        const worker = inWorker(address);
        await messageOf(worker);
        const a = addon.connectSync(address, TERMS, 5000);
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
        'try { addon.connectSync(workerData, TERMS, -1); } catch { } parentPort.postMessage("went on");',
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
          console.log(performance.now() - startedAt < 1000);
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
      assert.ok(elapsedMs < 10_000);
    });
  });

  describe('a listener', (it) => {
    it('keeps the process running unless it is unreferenced', () => {
      const { status, elapsedMs } = runScript(`addon.listen('@sluice-test-' + process.pid, TERMS, () => {}).unref();`);
      assert.is(status, 0);
      assert.ok(elapsedMs < 10_000);
      const { stdout } = runScript(`
        const listening = addon.listen('@sluice-test-' + process.pid, TERMS, () => {});
        setTimeout(() => { console.log('still here'); listening.close(); }, 20).unref();
      `);
      assert.is(stdout, 'still here\n');
    });

    it('of a publisher shares one segment with all', async () => {
      const address = newAddress();
      const terms = { ...TERMS, purpose: 2 };
      const { listening, taken } = accept(address, { ...terms, broadcastSize: 65536 });
      const readers = [await connect(address, terms), await connect(address, terms)];
      assert.ok(listening.shared && listening.sharedParts);
      assert.is(listening.sharedParts.broadcastSize, 65536);
      new Int32Array(listening.shared)[listening.sharedParts.broadcastData / 4] = 5;
      for (const { peer, peerParts } of readers) assert.is(new Int32Array(peer)[peerParts.broadcastData / 4], 5);
      const { shared } = listening;
      listening.close();
      assert.is(shared.byteLength, 0);
      closeAll(...readers, ...taken);
      await turns();
      assert.is(addon.counts().links, 0);
    });
  });
}
