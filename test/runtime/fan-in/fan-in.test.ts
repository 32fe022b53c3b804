import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Channel, FanIn, listen } from '../../../runtime/index.ts';
import { within } from '../../../runtime/stub/conformance.ts';
import { describe, hasCode } from '../../support/index.ts';

let addresses = 0;

/** A fan-in with a lane for each of `count` producers, that send `messages` each. */
async function openLanes(count: number, messages: number, quantum: number) {
  addresses += 1;
  const listener = listen(`@sluice-fan-in-test-${process.pid}-${addresses}`);
  const fanIn = new FanIn<number>({ quantum });
  const channels: Channel[] = [];
  const peers: ChildProcess[] = [];
  const file = fileURLToPath(new URL('./producer.js', import.meta.url));
  for (let name = 0; name < count; name++) {
    peers.push(spawn(process.execPath, [file, listener.address, String(name), String(messages)], { stdio: 'inherit' }));
    const channel = await within(listener.accept(), 'a producer');
    channels.push(channel);
    fanIn.add(channel, name);
  }
  listener.close();
  return { fanIn, channels, peers };
}

describe('fan-in', (it) => {
  it('gets everything of every lane in its order, and the end of each', async () => {
    const { fanIn } = await openLanes(3, 3000, 16);
    const next = [0, 0, 0];
    while (fanIn.size > 0) {
      const { tag, message, error } = await within(fanIn.getMessage(), 'a message');
      if (message === null) {
        assert.equal(error, null);
        continue;
      }
      assert.deepEqual([message.type, message.flags, message.bytes()[0]], [tag, next[tag], (next[tag] ?? 0) & 0xff]);
      next[tag] = (next[tag] ?? 0) + 1;
      fanIn.finishMessage();
    }
    assert.deepEqual(next, [3000, 3000, 3000]);
    assert.throws(() => fanIn.finishMessage(), hasCode('SLUICE_ERR_STATE'));
  });

  it('gives no lane more than its quantum while the others have something', async () => {
    const { fanIn, channels, peers } = await openLanes(3, 0, 4);
    const counts = [0, 0, 0];
    for (let round = 0; round < 20; round++) {
      for (const channel of channels) await within(channel.getReceiveEvent().wait(), 'a message');
      // Every lane has at least its quantum once it is full, or has been for a while.
      await new Promise((resolve) => setTimeout(resolve, 5));
      for (let i = 0; i < 12; i++) {
        assert.ok(fanIn.tryGet() >= 0);
        counts[fanIn.tag] = (counts[fanIn.tag] ?? 0) + 1;
        fanIn.finishMessage();
      }
    }
    assert.deepEqual(counts, [80, 80, 80]);
    for (const peer of peers) peer.kill('SIGKILL');
    for (const channel of channels) channel.disconnectNow();
  });

  it('goes on when a producer is killed or stopped, and takes new lanes while it waits', async () => {
    const { fanIn, channels, peers } = await openLanes(3, 0, 16);
    peers[0]?.kill('SIGSTOP');
    peers[1]?.kill('SIGKILL');
    const seen = [0, 0, 0];
    let died: string | undefined;
    while (died === undefined || (seen[2] ?? 0) < 5000) {
      const { tag, message, error } = await within(fanIn.getMessage(), 'a message');
      if (message === null) died = (error as { code?: string } | null)?.code;
      else {
        seen[tag] = (seen[tag] ?? 0) + 1;
        fanIn.finishMessage();
      }
    }
    assert.equal(died, 'SLUICE_ERR_PEER_DIED');
    assert.equal(fanIn.size, 2);
    assert.equal(fanIn.delete(channels[2] as Channel), true);
    assert.equal(fanIn.delete(channels[2] as Channel), false);
    while (fanIn.tryGet() >= 0) fanIn.finishMessage();
    await assert.rejects(fanIn.getMessage({ timeoutMs: 20 }), hasCode('SLUICE_ERR_DEADLINE'));
    const waiting = fanIn.getMessage();
    fanIn.add(channels[2] as Channel, 9);
    assert.equal((await within(waiting, 'a message of the new lane')).tag, 9);
    for (const peer of peers) peer.kill('SIGKILL');
    for (const channel of channels) channel.disconnectNow();
  });
});
