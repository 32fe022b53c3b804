/** Real processes in TypeScript and C, seen from a third one. */
import * as assert from 'uvu/assert';
import type { ObservedChannel } from '../../../runtime/observe/observed-channel.ts';
import { Observer } from '../../../runtime/observe/observer.ts';
import { describe } from '../../support/index.ts';
import { endPeers, type Language, observe, removePrograms, startPeers } from './peers.ts';

/** A record of the peers: header and payload. */
const RECORD = 80;
const CAPACITY = 65536;

function both(address: string): [ObservedChannel, ObservedChannel] {
  const [connector, listener] = observe(address);
  if (connector === undefined || listener === undefined) throw new Error('both ends should be seen');
  return [connector, listener];
}

/** Under a watchdog: what never comes is a failure. */
async function until(isMet: () => boolean): Promise<void> {
  for (const end = performance.now() + 20_000; !isMet(); await new Promise((resolve) => setTimeout(resolve, 5)))
    assert.ok(performance.now() < end, `${isMet} was not met`);
}

export function describeObserver(connecting: Language, listening: Language): void {
  describe(`observer of ${connecting} and ${listening}`, (it) => {
    it.after.each(endPeers);
    it.after(removePrograms);

    it('sees who they are', async () => {
      const { address, listener, connector } = await startPeers(listening, connecting);
      const [one, other] = both(address);
      const uid = process.getuid?.() ?? -1;
      assert.equal([one.pid, one.role, one.language], [connector.pid, 'connector', connecting]);
      assert.equal([other.pid, other.role, other.language], [listener.pid, 'listener', listening]);
      assert.equal(one.peer, { pid: listener.pid, uid, isSeen: true });
      assert.equal([one.uid, one.comm, other.comm], [uid, commOf(connecting), commOf(listening)]);
      assert.equal([one.state, one.poison, one.isEnded, one.perSecond], ['connected', null, false, null]);
    });

    it('sees at rest what was sent and received, to the message and the byte', async () => {
      const { address, listener, connector } = await startPeers(listening, connecting);
      // The first one is given back at once, and so is the last one, with which an eighth of the ring is full.
      assert.is(await connector.ask('send 104'), 104);
      assert.is(await listener.ask('read'), 104);
      assert.equal([both(address)[1].totals.received, both(address)[1].totals.receivedBytes], [104, 104 * RECORD]);
      assert.is(await connector.ask('send 600'), 600);
      assert.is(await listener.ask('read'), 600);
      assert.is(await connector.ask('send 25'), 25);
      assert.is(await listener.ask('read'), 25);
      assert.is(await listener.ask('send 3'), 3);
      assert.is(await connector.ask('read'), 3);
      const [one, other] = both(address);
      assert.equal([one.totals.sent, one.totals.received], [729, 3]);
      assert.equal([other.totals.sent, other.totals.received], [3, 729]);
      assert.equal([one.totals.sentBytes, one.totals.receivedBytes], [729 * RECORD, 3 * RECORD]);
      assert.equal([other.totals.sentBytes, other.totals.receivedBytes], [3 * RECORD, 729 * RECORD]);
      assert.equal(one.out, { capacity: CAPACITY, used: 0, isExact: true, oldest: null });
      assert.equal(other.in, { capacity: CAPACITY, used: 0, isExact: true, oldest: null });
    });

    it('sees how full the ring of a stuck reader is, and since when', async () => {
      const { address, listener, connector } = await startPeers(listening, connecting);
      const observer = new Observer({ isWanted: (channel) => channel.address === address && channel.role === 'connector' });
      observer.sample();
      const sent = await connector.ask('flood');
      const first = observer.sample().channels[0];
      assert.ok(sent > 700 && sent * RECORD <= CAPACITY, `sent ${sent}`);
      assert.equal([first?.totals.sent, first?.out.used, first?.out.isExact], [sent, sent * RECORD, true]);
      assert.ok((first?.totals.refused ?? 0) >= 1);
      const later = both(address)[1];
      assert.equal([later.in.used, later.out.used], [sent * RECORD, 0]);
      await new Promise((resolve) => setTimeout(resolve, 20));
      const age = observer.sample().channels[0]?.out.oldest;
      assert.ok(age !== undefined && age !== null && age.atLeastMs >= 20, `age ${JSON.stringify(age)}`);
      assert.ok(age.atMostMs === null || age.atMostMs >= age.atLeastMs);
      assert.is(await listener.ask('read'), sent);
      assert.equal(observer.sample().channels[0]?.out, { capacity: CAPACITY, used: 0, isExact: true, oldest: null });
    });

    it('sees that a channel moves, and how fast', async () => {
      const { address, listener, connector } = await startPeers(listening, connecting);
      const observer = new Observer({ isWanted: (channel) => channel.address === address });
      observer.sample();
      connector.tell('pump');
      listener.tell('pump');
      await until(() => observe(address).every(({ totals }) => totals.sent > 100 && totals.received > 100));
      const { channels, seconds } = observer.sample();
      const totals = await Promise.all([connector.ask('look'), listener.ask('look')]);
      assert.ok(totals.every((number) => number > 100));
      assert.is(channels.length, 2);
      for (const { perSecond, totals } of channels) {
        assert.ok(perSecond !== null && seconds > 0);
        assert.ok(Math.abs(perSecond.sent * seconds - totals.sent) < 1e-6 * totals.sent);
        assert.ok(perSecond.received > 0 && perSecond.receivedBytes >= perSecond.received * RECORD * 0.999);
        assert.ok(perSecond.sentBytes >= perSecond.sent * RECORD * 0.999);
      }
    });

    it('sees a reader sleep, be rung and be stopped, and since when its record waits', async () => {
      const { address, listener, connector } = await startPeers(listening, connecting);
      listener.tell('wait');
      const isAsleep = (): boolean => observe(address).some(({ role, totals }) => role === 'listener' && totals.sleeps > 0);
      await until(isAsleep);
      listener.child.kill('SIGSTOP');
      assert.is(await connector.ask('send 1'), 1);
      const rungAt = performance.now();
      await new Promise((resolve) => setTimeout(resolve, 30));
      const [one] = both(address);
      const sinceMs = performance.now() - rungAt;
      assert.is(one.totals.rings, 1);
      const { atLeastMs = 0, atMostMs } = one.out.oldest ?? {};
      assert.is(atLeastMs, atMostMs);
      assert.ok(atLeastMs >= 29 && atLeastMs <= sinceMs + 1000, `age ${atLeastMs}, ${sinceMs}`);
      listener.child.kill('SIGCONT');
      assert.is(Number(await listener.line()), 1);
    });

    it('sees that a peer is dead, and no more of the dead', async () => {
      const { address, listener, connector } = await startPeers(listening, connecting);
      await connector.ask('send 2');
      await listener.kill();
      await until(() => observe(address).length === 1);
      await connector.ask('look');
      await until(() => observe(address)[0]?.state === 'crashed');
      const [one] = observe(address);
      assert.equal([one?.pid, one?.peer.isSeen, one?.out.isExact], [connector.pid, false, false]);
      await connector.ask('disconnect');
      assert.equal(observe(address), []);
    });

    it('sees an orderly end', async () => {
      const { address, listener, connector } = await startPeers(listening, connecting);
      await connector.ask('disconnect');
      await until(() => observe(address).length === 1);
      await listener.ask('look');
      await until(() => observe(address)[0]?.state === 'disconnected');
      assert.is(observe(address)[0]?.poison, null);
    });

    it('sees nothing of channels that do not want it, which work all the same', async () => {
      for (const how of [{ statistics: 'off' }, { env: { SLUICE_STATISTICS: 'off' } }] as const) {
        const { address, listener, connector } = await startPeers(listening, connecting, how);
        assert.is(await connector.ask('send 5'), 5);
        assert.is(await listener.ask('read'), 5);
        assert.equal(observe(address), []);
      }
    });
  });
}

export function describeVictim(connecting: Language): void {
  describe(`observer of a victim in ${connecting}`, (it) => {
    it.after.each(endPeers);
    it.after(removePrograms);

    it('sees which rule was broken, and who has noticed', async () => {
      const { address, listener, connector } = await startPeers('c', connecting);
      await listener.ask('send 4');
      await listener.ask('lie');
      await connector.ask('read');
      await listener.ask('look');
      await until(() => both(address).every(({ state }) => state === 'poisoned'));
      const [victim, liar] = both(address);
      assert.equal(victim.poison, { reason: 'ALIGNMENT', by: 'self' });
      assert.equal(liar.poison, { reason: 'ALIGNMENT', by: 'peer' });
    });
  });
}

function commOf(language: Language): string {
  return language === 'c' ? 'peer' : 'node';
}
