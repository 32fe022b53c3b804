/** A publisher with two subscribers, in real processes, seen from another one. */
import * as assert from 'uvu/assert';
import type { ObservedChannel } from '../../../runtime/observe/observed-channel.ts';
import { Observer } from '../../../runtime/observe/observer.ts';
import { describe } from '../../support/index.ts';
import { type BroadcastPeers, endPeers, type Language, observe, removePrograms, startBroadcast } from './peers.ts';

/** A record of the peers: header and payload; 51 of them and a pad fill a ring. */
const RECORD = 80;
const CAPACITY = 4096;

function all({ address, publisher, subscribers }: BroadcastPeers): ObservedChannel[] {
  const seen = observe(address);
  return [publisher, ...subscribers].map(({ pid }) => {
    const channel = seen.find((each) => each.pid === pid);
    if (channel === undefined) throw new Error(`process ${pid} should be seen at ${address}`);
    return channel;
  });
}

/** Under a watchdog: what never comes is a failure. */
async function until(isMet: () => boolean): Promise<void> {
  for (const end = performance.now() + 20_000; !isMet(); await new Promise((resolve) => setTimeout(resolve, 5)))
    assert.ok(performance.now() < end, `${isMet} was not met`);
}

/** The publisher is in one language, a subscriber in each. */
export function describeBroadcast(publishing: Language, other: Language): void {
  describe(`observer of a broadcast in ${publishing}`, (it) => {
    it.after.each(endPeers);
    it.after(removePrograms);

    it('sees who they are', async () => {
      const peers = await startBroadcast(publishing, [publishing, other]);
      const [publisher, ...subscribers] = all(peers);
      assert.equal([publisher?.role, publisher?.language, publisher?.state], ['publisher', publishing, 'open']);
      assert.equal([publisher?.subscribers, publisher?.peer.pid], [2, 0]);
      assert.equal([publisher?.out.capacity, publisher?.out.used], [CAPACITY, null]);
      assert.equal(
        subscribers.map(({ role, language, state, subscribers }) => [role, language, state, subscribers]),
        [publishing, other].map((language) => ['subscriber', language, 'connected', null]),
      );
      for (const { peer, in: ring } of subscribers) {
        assert.equal([peer.pid, peer.isSeen], [peers.publisher.pid, true]);
        assert.equal(ring, { capacity: CAPACITY, used: 0, isExact: true, oldest: null });
      }
    });

    it('sees what was published, and how far each subscriber is', async () => {
      const peers = await startBroadcast(publishing, [publishing, other]);
      const observer = new Observer({ isWanted: ({ address, role }) => address === peers.address && role === 'subscriber' });
      observer.sample();
      assert.is(await peers.publisher.ask('send 30'), 30);
      observer.sample();
      assert.is(await peers.subscribers[0]?.ask('read'), 30);
      const [publisher, quick, slow] = all(peers);
      assert.equal([publisher?.totals.sent, publisher?.totals.sentBytes], [30, 30 * RECORD]);
      assert.equal([quick?.totals.received, quick?.totals.receivedBytes, quick?.in.used], [30, 30 * RECORD, 0]);
      assert.equal([slow?.totals.received, slow?.totals.lost, slow?.in.used], [0, 0, 30 * RECORD]);
      await new Promise((resolve) => setTimeout(resolve, 20));
      const { oldest } = observer.sample().channels.find(({ pid }) => pid === slow?.pid)?.in ?? {};
      assert.ok(oldest !== undefined && oldest !== null && oldest.atLeastMs >= 20 && (oldest.atMostMs ?? 0) >= oldest.atLeastMs);
    });

    it('sees that a subscriber was lapped, and what it has lost once it knows', async () => {
      const peers = await startBroadcast(publishing, [publishing, other]);
      assert.is(await peers.publisher.ask('send 200'), 200);
      for (const { in: ring } of all(peers).slice(1)) assert.ok((ring.used ?? 0) > CAPACITY, `${ring.used} bytes`);
      for (const subscriber of peers.subscribers) assert.is(await subscriber.ask('read'), 1);
      for (const { totals, in: ring } of all(peers).slice(1))
        assert.equal([totals.received, totals.lost, ring.used], [1, 199, 0]);
      assert.is(await peers.publisher.ask('send 1'), 1);
      for (const subscriber of peers.subscribers) assert.is(await subscriber.ask('read'), 1);
      const [publisher, ...subscribers] = all(peers);
      for (const { totals } of subscribers)
        assert.equal([totals.received, totals.lost, totals.receivedBytes], [2, 199, publisher?.totals.sentBytes]);
    });

    it('sees a subscriber sleep and be rung', async () => {
      const peers = await startBroadcast(publishing, [publishing, other]);
      for (const subscriber of peers.subscribers) subscriber.tell('wait');
      await until(() => all(peers).every(({ role, totals }) => role === 'publisher' || totals.sleeps > 0));
      assert.is(await peers.publisher.ask('send 1'), 1);
      for (const subscriber of peers.subscribers) assert.is(Number(await subscriber.line()), 1);
      assert.is(all(peers)[0]?.totals.rings, 2);
    });

    it('sees subscribers leave and die', async () => {
      const peers = await startBroadcast(publishing, [publishing, other]);
      await peers.subscribers[0]?.ask('disconnect');
      await peers.subscribers[1]?.kill();
      assert.is(await peers.publisher.ask('serve 0'), 0);
      await until(() => observe(peers.address).length === 1);
      assert.equal(
        observe(peers.address).map(({ role, subscribers }) => [role, subscribers]),
        [['publisher', 0]],
      );
    });

    it('sees how the publisher has ended', async () => {
      for (const how of ['disconnect', 'kill'] as const) {
        const peers = await startBroadcast(publishing, [publishing, other]);
        if (how === 'kill') await peers.publisher.kill();
        else await peers.publisher.ask('disconnect');
        for (const subscriber of peers.subscribers) assert.is(await subscriber.ask('wait'), -1);
        await until(() => observe(peers.address).length === 2);
        const state = how === 'kill' ? 'crashed' : 'disconnected';
        assert.equal(
          observe(peers.address).map((channel) => [channel.state, channel.peer.isSeen, channel.in.used]),
          [state, state].map((text) => [text, false, null]),
        );
        for (const subscriber of peers.subscribers) assert.is(await subscriber.ask('disconnect'), 0);
        assert.equal(observe(peers.address), []);
        await endPeers();
      }
    });

    it('sees nothing of a broadcast that does not want it, which works all the same', async () => {
      const peers = await startBroadcast(publishing, [publishing, other], 'off');
      assert.is(await peers.publisher.ask('send 5'), 5);
      for (const subscriber of peers.subscribers) assert.is(await subscriber.ask('read'), 5);
      assert.equal(observe(peers.address), []);
    });
  });
}
