import * as assert from 'uvu/assert';
import { LINK_DATA, type NativeListening } from '../../../runtime/memory/native.ts';
import { describeWithAddon } from '../../support/addon.ts';
import { accept, closeAll, codeOf, connect, newAddress, thrownCode } from './peers.ts';
import { runScript, TERMS, turns, until } from './support.ts';

describeWithAddon('the policy', (it, addon) => {
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
      thrownCode(() => addon.connectSync(address, { ...TERMS, policy: () => 0 }, 20_000)),
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
      addon.connect(address, TERMS, 20_000, (failure, link) => { console.log(failure.status, link); listening.close(); });
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
    const attempt = addon.connect(address, { ...TERMS, policy }, 20_000, () => assert.unreachable());
    await until(() => isAsked, 'the question');
    await turns(10);
    last.close();
  });
});
