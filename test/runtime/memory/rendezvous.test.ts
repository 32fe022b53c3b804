import * as assert from 'uvu/assert';
import { LINK_DATA, type NativeConnecting } from '../../../runtime/memory/native.ts';
import { describeWithAddon } from '../../support/addon.ts';
import { accept, closeAll, codeOf, connect, newAddress, thrownCode } from './peers.ts';
import { kernelCounts, runScript, TERMS, turns, until } from './support.ts';

describeWithAddon('a rendezvous', (it, addon) => {
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

describeWithAddon('a listener', (it, addon) => {
  it('keeps the process running unless it is unreferenced', () => {
    const { status, elapsedMs } = runScript(`addon.listen('@sluice-test-' + process.pid, TERMS, () => {}).unref();`);
    assert.is(status, 0);
    assert.ok(elapsedMs < 40_000);
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
