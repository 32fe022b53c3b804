/** Peers that are killed, stopped, crash, leave, or whose thread is terminated. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import * as assert from 'uvu/assert';
import {
  type Channel,
  connect,
  EndpointState,
  type Listener,
  listen,
  PeerDied,
  PeerUnresponsive,
} from '../../../runtime/index.ts';
import { loadAddon } from '../../../runtime/memory/addon.ts';
import { describe } from '../../support/index.ts';
import { errorOf, put, tick, within } from './channel-pair.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'sluice-death-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const peerProcess = fileURLToPath(new URL('peer-process.js', import.meta.url));
const peerWorker = new URL('peer-worker.js', import.meta.url);
const children: ChildProcess[] = [];
let listener: Listener;
let count = 0;

interface Peer {
  readonly child: ChildProcess;
  readonly channel: Channel;
  readonly ready: Promise<void>;
  readonly closes: unknown[];
}

async function start(mode: string): Promise<Peer> {
  const child = spawn(process.execPath, [peerProcess, listener.address, mode], { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  const ready = new Promise<void>((resolve) => child.stdout?.once('data', () => resolve()));
  const channel = await within(listener.accept(), 'the connection');
  const closes: unknown[] = [];
  channel.on('close', (error) => closes.push(error));
  return { child, channel, ready, closes };
}

async function readAll(channel: Channel): Promise<number[]> {
  const types: number[] = [];
  for await (const message of channel) types.push(message.type);
  return types;
}

describe('death of a peer', (it) => {
  it.before.each(() => {
    count += 1;
    listener = listen(path.join(folder, `${count}.sock`));
  });
  it.after.each(() => {
    listener.close();
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  it('a killed one: all that it had sent arrives, then one report with what it had taken', async () => {
    const before = loadAddon().counts();
    const { child, channel, ready, closes } = await start('work');
    for (let i = 0; i < 10; i += 1) put(channel, new Uint8Array(16), i);
    await within(ready, 'its part');
    child.kill('SIGKILL');
    const types: number[] = [];
    const error = await errorOf(
      (async () => {
        for await (const message of channel) types.push(message.type);
      })(),
    );
    assert.equal(types, [0, 1, 2, 3, 4]);
    assert.instance(error, PeerDied);
    const { sent, released } = error as PeerDied;
    // It had taken two records of 32 bytes, and may not have said so yet.
    assert.is(sent, 320);
    assert.ok(released <= 64 && released % 32 === 0);
    assert.is((error as PeerDied).started, 'unknown');
    assert.is(channel.getRemoteState(), EndpointState.Crashed);
    assert.is((await errorOf(channel.sendBytes(new Uint8Array(1)))).code, 'SLUICE_ERR_PEER_DIED');
    await tick(20);
    assert.equal(closes, [error]);
    assert.equal(loadAddon().counts(), before, 'nothing leaks');
    const next = await start('leave');
    assert.equal(await within(readAll(next.channel), 'the next peer'), [0]);
    next.channel.disconnectNow();
  });

  it('a killed one wakes who waits for room', async () => {
    const { child, channel, ready } = await start('work');
    for (let i = 0; i < 2; i += 1) put(channel, new Uint8Array(16), i);
    await within(ready, 'its part');
    const sending = errorOf(
      (async () => {
        for (;;) await channel.sendBytes(new Uint8Array(10_000));
      })(),
    );
    await tick(20);
    child.kill('SIGKILL');
    assert.is((await within(sending, 'the error')).code, 'SLUICE_ERR_PEER_DIED');
    channel.disconnectNow();
  });

  it('a stopped one is unresponsive at the deadline, and nothing else has changed', async () => {
    const { child, channel, ready } = await start('echo');
    await within(ready, 'its part');
    child.kill('SIGSTOP');
    let sent = 0;
    let error: Error | undefined;
    while (error === undefined) {
      await channel.sendBytes(new Uint8Array(10_000), { timeoutMs: 50, type: sent }).then(
        () => {
          sent += 1;
        },
        (thrown) => {
          error = thrown;
        },
      );
    }
    assert.instance(error, PeerUnresponsive);
    assert.is((await errorOf(channel.getMessage({ timeoutMs: 20 }))).code, 'SLUICE_ERR_PEER_UNRESPONSIVE');
    assert.is(channel.getRemoteState(), EndpointState.Connected);
    child.kill('SIGCONT');
    for (let i = 0; i < sent; i += 1) {
      assert.is((await within(channel.getMessage(), 'an echo'))?.type, i);
      channel.finishMessage();
    }
    assert.is((await errorOf(channel.getMessage({ timeoutMs: 20 }))).code, 'SLUICE_ERR_DEADLINE', 'it has read all');
    channel.disconnectNow();
  });

  it('one that exits, or throws, without a word has crashed', async () => {
    for (const mode of ['exit', 'throw']) {
      const { channel } = await start(mode);
      const error = await errorOf(readAll(channel));
      assert.is(error.code, 'SLUICE_ERR_PEER_DIED', mode);
      assert.is(channel.getRemoteState(), EndpointState.Crashed);
    }
  });

  it('one that says END and leaves has not', async () => {
    const { channel, closes } = await start('leave');
    assert.equal(await within(readAll(channel), 'the end'), [0]);
    if (closes.length === 0) await within(once(channel, 'close'), 'the close event');
    assert.is(channel.getRemoteState(), EndpointState.Disconnected);
    assert.equal(closes, [null]);
  });

  it('a worker opens a ticket and blocks; its thread can be terminated at once', async () => {
    for (const mode of ['receive', 'send']) {
      const connecting = connect(listener.address);
      const ticket = await within(listener.acceptTicket(), 'the ticket');
      const channel = await within(connecting, 'the connection');
      const worker = new Worker(peerWorker, { workerData: { ticket, mode } });
      await within(once(worker, 'message'), 'the worker');
      await tick(50);
      const started = performance.now();
      await within(worker.terminate(), 'the end of the thread', 5000);
      assert.ok(performance.now() - started < 3000);
      const error = await errorOf(readAll(channel));
      assert.is(error.code, 'SLUICE_ERR_PEER_DIED', mode);
    }
  });

  it('a worker echoes by blocking calls', async () => {
    const connecting = connect(listener.address);
    const ticket = await within(listener.acceptTicket(), 'the ticket');
    const channel = await within(connecting, 'the connection');
    const worker = new Worker(peerWorker, { workerData: { ticket, mode: 'echo' } });
    for (let i = 0; i < 500; i += 1) {
      await channel.sendBytes(Uint8Array.of(i & 0xff), { type: i });
      const message = await within(channel.getMessage(), 'an echo');
      assert.equal([message?.type, message?.bytes()[0]], [i, i & 0xff]);
      channel.finishMessage();
    }
    channel.end();
    await within(once(worker, 'exit'), 'the end of the thread');
    channel.disconnectNow();
  });
});
