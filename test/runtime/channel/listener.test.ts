import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as assert from 'uvu/assert';
import * as cluster from '../../../generated/cluster-rpc/codes.ts';
import type { Channel } from '../../../runtime/channel/channel.ts';
import { identityOf } from '../../../runtime/channel/identity.ts';
import { type ConnectOptions, connect, type Listener, listen, openTicket } from '../../../runtime/channel/listener.ts';
import type { ListenOptions } from '../../../runtime/channel/options.ts';
import type { ChannelError } from '../../../runtime/errors.ts';
import { describe, hasCode } from '../../support/index.ts';
import { errorOf, put, take, tick, within } from './channel-pair.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'sluice-channel-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
let count = 0;
const open: (Channel | Listener)[] = [];

function start(options: ListenOptions = {}): Listener {
  count += 1;
  const listener = listen(path.join(folder, `${count}.sock`), options);
  open.push(listener);
  return listener;
}

async function join(listener: Listener, options: ConnectOptions = {}): Promise<[Channel, Channel]> {
  const [near, far] = await within(Promise.all([connect(listener.address, options), listener.accept()]), 'the connection');
  open.push(near, far);
  return [near, far];
}

describe('listener', (it) => {
  it.after.each(() => {
    for (const one of open.splice(0)) {
      if ('disconnectNow' in one) one.disconnectNow();
      else one.close();
    }
  });

  it('accepts connections, each with rings of its own', async () => {
    const listener = start({ sendOrder: 1, receiveOrder: 2 });
    const [near, far] = await join(listener);
    const [other] = await join(listener);
    assert.equal([near.maxLength, far.maxLength], [4096 - 16, 2048 - 16]);
    put(near, Uint8Array.of(1));
    put(other, Uint8Array.of(2));
    assert.equal((await within(far.getMessage(), 'the message'))?.bytes(), Uint8Array.of(1));
    assert.is(far.credentials.pid, process.pid);
  });

  it('completes a connect when it has accepted, and not before', async () => {
    const listener = start();
    let isConnected = false;
    const connecting = connect(listener.address).then((channel) => {
      isConnected = true;
      open.push(channel);
    });
    await tick(30);
    assert.not(isConnected);
    open.push(await within(listener.accept(), 'accept'));
    await within(connecting, 'connect');
  });

  it('iterates over connections until it is closed', async () => {
    const listener = start();
    const reading = (async () => {
      let accepted = 0;
      for await (const channel of listener) {
        open.push(channel);
        accepted += 1;
        if (accepted === 3) listener.close();
      }
      return accepted;
    })();
    for (let i = 0; i < 3; i += 1) open.push(await within(connect(listener.address), 'connect'));
    assert.is(await within(reading, 'the end'), 3);
  });

  it('gives up accepting and connecting at a deadline, and by a signal', async () => {
    const listener = start();
    assert.is((await errorOf(listener.accept({ timeoutMs: 20 }))).code, 'SLUICE_ERR_DEADLINE');
    assert.is((await errorOf(listener.accept({ signal: AbortSignal.timeout(20) }))).code, 'SLUICE_ERR_CANCELLED');
    assert.is((await errorOf(connect(listener.address, { timeoutMs: 30 }))).code, 'SLUICE_ERR_DEADLINE');
    assert.is((await errorOf(connect(listener.address, { signal: AbortSignal.timeout(30) }))).code, 'SLUICE_ERR_CANCELLED');
    assert.is((await errorOf(connect(listener.address, { signal: AbortSignal.abort() }))).code, 'SLUICE_ERR_CANCELLED');
    listener.close();
    assert.is((await errorOf(listener.accept())).code, 'SLUICE_ERR_PEER_CLOSED');
    assert.is((await errorOf(connect(listener.address))).code, 'SLUICE_ERR_NOT_LISTENING');
  });

  it('says in what two sides differ', async () => {
    const listener = start({ protocol: { fingerprint: '0x1', messages: [{ code: 7, fingerprint: '0xa' }] } });
    const error = (await errorOf(
      connect(listener.address, { protocol: { fingerprint: '0x2', messages: [{ code: 7, fingerprint: '0xb' }] } }),
    )) as ChannelError;
    assert.is(error.code, 'SLUICE_ERR_INCOMPATIBLE');
    assert.is(error.refusal?.code, 7);
  });

  it('knows a generated protocol, and the RPC in which another version of it differs', async () => {
    const identity = identityOf(cluster);
    assert.is(identity.messages.length, 28);
    const listener = start({ protocol: identity });
    await join(listener, { protocol: identityOf(cluster) });
    const other = {
      ...cluster,
      PROTOCOL_FINGERPRINT: '0x0123456789abcdef',
      FINGERPRINTS: { ...cluster.FINGERPRINTS, VmmGetPte: '0x1' },
    };
    const error = (await errorOf(connect(listener.address, { protocol: identityOf(other) }))) as ChannelError;
    assert.is(error.code, 'SLUICE_ERR_INCOMPATIBLE');
    assert.is(error.refusal?.code, cluster.RpcIndex.VmmGetPte);
  });

  it('refuses a wish for a ring that is larger than its owner allows', async () => {
    const listener = start({ largestOrder: 5 });
    const error = (await errorOf(connect(listener.address, { receiveOrder: 6 }))) as ChannelError;
    assert.is(error.code, 'SLUICE_ERR_INCOMPATIBLE');
    const [near] = await join(listener, { receiveOrder: 5 });
    assert.is(near.maxLength, 4096 * 4 - 16);
  });

  it('asks its policy', async () => {
    const seen: number[] = [];
    const policy = ({ uid }: { uid: number }): boolean => {
      seen.push(uid);
      return false;
    };
    const error = await errorOf(connect(start({ policy }).address));
    assert.is(error.code, 'SLUICE_ERR_DENIED');
    assert.equal(seen, [process.getuid?.()]);
    const [near, far] = await join(start({ policy: () => 'socket' }));
    const got = far.getMessage();
    await tick(5);
    put(near, Uint8Array.of(5));
    assert.is((await within(got, 'a message by a bell on the socket'))?.length, 1);
    far.finishMessage();
    while (put(near, new Uint8Array(10_000)));
    const sent = near.sendBytes(new Uint8Array(10_000));
    await tick(5);
    while (take(far) !== -1);
    assert.ok(await within(sent, 'room'));
  });

  it('refuses options that are out of range', () => {
    const wrong: ListenOptions[] = [
      { sendOrder: 19 },
      { receiveOrder: -2 },
      { arena: { blockSize: 100, blockCount: 1 } },
      { arena: { blockSize: 64, blockCount: 0 } },
      { backlog: 0 },
      { mode: 0o1000 },
    ];
    for (const options of wrong) assert.throws(() => listen('@sluice-wrong', options), hasCode('SLUICE_ERR_OPTION'));
    // As plain JavaScript may have them: neither becomes what was not meant.
    for (const options of [{ backpressure: 'drop' }, { trust: 'all' }] as unknown as ListenOptions[]) {
      assert.throws(() => listen('@sluice-wrong', options), hasCode('SLUICE_ERR_OPTION'));
      assert.throws(() => openTicket(0, options), hasCode('SLUICE_ERR_OPTION'));
    }
  });

  it('accepts the next peer after one has left', async () => {
    const listener = start();
    for (let i = 0; i < 5; i += 1) {
      const [near, far] = await join(listener);
      put(near, Uint8Array.of(i));
      near.disconnectNow();
      assert.equal((await within(far.getMessage(), 'the message'))?.bytes(), Uint8Array.of(i));
      far.finishMessage();
      assert.is(await within(far.getMessage(), 'the end'), null);
    }
  });
});
