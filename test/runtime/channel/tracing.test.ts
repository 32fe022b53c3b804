/** Events of channels to other processes. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import * as assert from 'uvu/assert';
import { PoisonReason } from '../../../generated/segment/codes.ts';
import { type Channel, type ChannelTrace, type Listener, listen } from '../../../runtime/index.ts';
import { describe } from '../../support/index.ts';
import { endPeers, Peer, removePrograms } from '../observe/peers.ts';
import { closeAll, makePair, TAIL, take, within, wordsOf } from './channel-pair.ts';

type Told = ChannelTrace & { readonly event: string };

const NAMES = ['connect', 'disconnect', 'death', 'poison'] as const;
let told: Told[] = [];
const heard = NAMES.map((event) => ({
  name: `sluice:channel:${event}`,
  onMessage: (message: unknown): void => void told.push({ event, ...(message as ChannelTrace) }),
}));
let listener: Listener;
let count = 0;

/** What was told of this end, without what all events have in common. */
function eventsOf(id: number): object[] {
  return told.filter((event) => event.id === id).map(({ id: _, address: __, role: ___, peer: ____, ...rest }) => rest);
}

/** Under a watchdog: what never comes is a failure. */
async function until(isMet: () => boolean): Promise<void> {
  for (const end = performance.now() + 20_000; !isMet(); await new Promise((resolve) => setTimeout(resolve, 5)))
    assert.ok(performance.now() < end, `${isMet} was not met`);
}

async function start(): Promise<{ peer: Peer; channel: Channel; id: number }> {
  const peer = new Peer('c', ['connect', listener.address], {});
  const channel = await within(listener.accept(), 'the connection');
  await peer.line();
  return { peer, channel, id: told.at(-1)?.id ?? -1 };
}

describe('events of channels', (it) => {
  it.before.each(() => {
    count += 1;
    told = [];
    listener = listen(`@sluice-tracing-${process.pid}-${count}`);
    for (const { name, onMessage } of heard) subscribe(name, onMessage);
  });
  it.after.each(async () => {
    for (const { name, onMessage } of heard) unsubscribe(name, onMessage);
    listener.close();
    closeAll();
    await endPeers();
  });
  it.after(removePrograms);

  it('tell who has connected', async () => {
    const { peer, channel } = await start();
    const { pid, uid, gid } = channel.credentials;
    assert.is(pid, peer.pid);
    assert.equal(told, [
      { event: 'connect', id: told[0]?.id, address: listener.address, role: 'listener', peer: { pid, uid, gid } },
    ]);
    channel.disconnectNow();
  });

  it('tell that a peer has left, and not that this side does so after it', async () => {
    const { peer, channel, id } = await start();
    await peer.ask('disconnect');
    await until(() => eventsOf(id).length > 1);
    channel.disconnectNow();
    assert.equal(eventsOf(id), [{ event: 'connect' }, { event: 'disconnect', by: 'peer' }]);
  });

  it('tell that this side has left, once', async () => {
    const { channel, id } = await start();
    channel.disconnectNow();
    channel.disconnectNow();
    assert.equal(eventsOf(id), [{ event: 'connect' }, { event: 'disconnect', by: 'self' }]);
  });

  it('tell of a death, with what was sent and not read', async () => {
    const { peer, channel, id } = await start();
    await channel.sendBytes(new Uint8Array(64));
    await channel.sendBytes(new Uint8Array(64));
    await peer.kill();
    await until(() => eventsOf(id).length > 1);
    channel.disconnectNow();
    assert.equal(eventsOf(id), [{ event: 'connect' }, { event: 'death', sent: 160, released: 0 }]);
  });

  it('tell which rule a peer has broken', async () => {
    const { peer, channel, id } = await start();
    await peer.ask('send 1');
    await peer.ask('lie');
    while (channel.tryGet() >= 0) channel.finishMessage();
    assert.equal(eventsOf(id), [
      { event: 'connect' },
      { event: 'poison', by: 'self', reason: PoisonReason.PoisonAlignment, name: 'ALIGNMENT' },
    ]);
    await peer.ask('disconnect');
    channel.disconnectNow();
    assert.is(eventsOf(id).length, 2);
  });

  it('tell both ends of a lie which of them has noticed it', () => {
    const { near, far, nearLink } = makePair();
    const [nearId = -1, farId = -1] = told.map(({ id }) => id);
    const { writer } = wordsOf(nearLink);
    writer[TAIL] = 8;
    assert.ok(take(far) !== 8);
    near.getRemoteState();
    const reason = { event: 'poison', reason: PoisonReason.PoisonAlignment, name: 'ALIGNMENT' };
    assert.equal(eventsOf(farId).at(-1), { ...reason, by: 'self' });
    assert.equal(eventsOf(nearId).at(-1), { ...reason, by: 'peer' });
    assert.equal(
      told.map(({ address, role }) => `${address}${role}`),
      ['connector', 'listener', 'listener', 'connector'],
    );
  });
});
