import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { type Publisher, publish, subscribe } from '../../../runtime/index.ts';
import { within } from '../../../runtime/stub/conformance.ts';
import { BuiltProgram } from '../../interop/stubs/build.ts';
import { describe, hasCode } from '../../support/index.ts';

let addresses = 0;

function newAddress(): string {
  addresses += 1;
  return `@sluice-broadcast-test-${process.pid}-${addresses}`;
}

function startPeer(...args: string[]): ChildProcess {
  const file = fileURLToPath(new URL('./peer.js', import.meta.url));
  return spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function untilSubscribers(publisher: Publisher, count: number): Promise<void> {
  while (publisher.subscriberCount !== count) await within(once(publisher, 'subscribers'), `${count} subscribers`);
}

describe('broadcast', (it) => {
  it('reaches subscribers in other processes, and tells them when the publisher leaves', async () => {
    const publisher = publish(newAddress(), { sendOrder: 8 });
    const peers = [1, 2, 3].map(() => startPeer('subscribe', publisher.address));
    const outputs = peers.map((peer) => text(peer.stdout as NodeJS.ReadableStream & AsyncIterable<Buffer>));
    await untilSubscribers(publisher, 3);
    for (let number = 0; number < 2000; number++) {
      publisher.publishBytes(new Uint8Array(number % 300).fill(number), number, 7);
      if (number % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    publisher.close();
    for (const output of outputs) {
      const { next, received, lost } = JSON.parse(await within(output, 'the end of a subscriber'));
      assert.equal(next, 2000);
      assert.equal(received + lost, 2000);
      assert.ok(received > 0);
    }
  });

  it('does not wait for a subscriber that does not read, and tells it what it has lost', async () => {
    const publisher = publish(newAddress(), { sendOrder: 0 });
    const subscriber = await subscribe(publisher.address);
    await untilSubscribers(publisher, 1);
    for (let number = 0; number < 1000; number++) publisher.publishBytes(new Uint8Array(100), number, 0);
    const first = await subscriber.getMessage();
    assert.equal(first?.type, 999);
    assert.equal(first?.lost, 999);
    assert.deepEqual(subscriber.counters, { received: 1, lost: 999 });
    await assert.rejects(subscriber.getMessage({ timeoutMs: 10 }), hasCode('SLUICE_ERR_DEADLINE'));
    const waiting = subscriber.getMessage();
    publisher.publishBytes(new Uint8Array([1, 2]), 5, 6);
    const message = await within(waiting, 'the record');
    assert.deepEqual({ ...message, bytes: [...(message?.bytes ?? [])] }, { type: 5, flags: 6, lost: 0, bytes: [1, 2] });
    subscriber.close();
    await untilSubscribers(publisher, 0);
    publisher.close();
  });

  it('hands out all that was published before the publisher was killed, and then says so', async () => {
    const address = newAddress();
    const peer = startPeer('publish', address, '20', 'kill');
    await once(peer.stdout as NodeJS.ReadableStream, 'data');
    const subscriber = await subscribe(address);
    for (let number = 0; number < 20; number++) {
      assert.equal((await within(subscriber.getMessage(), 'a record'))?.type, number);
    }
    await assert.rejects(within(subscriber.getMessage(), 'the end'), hasCode('SLUICE_ERR_PEER_DIED'));
    assert.equal(subscriber.tryGet(), -2);
  });

  it('forgets subscribers that are killed', async () => {
    const publisher = publish(newAddress());
    for (let i = 0; i < 5; i++) {
      const peer = startPeer('subscribe', publisher.address);
      await untilSubscribers(publisher, 1);
      peer.kill('SIGKILL');
      await untilSubscribers(publisher, 0);
      publisher.publishBytes(new Uint8Array(8));
    }
    publisher.close();
    assert.throws(() => publisher.publishBytes(new Uint8Array(1)), hasCode('SLUICE_ERR_PEER_CLOSED'));
  });

  it('is no channel, and says so', async () => {
    const publisher = publish(newAddress());
    const { connect } = await import('../../../runtime/index.ts');
    await assert.rejects(connect(publisher.address, { timeoutMs: 5000 }), hasCode('SLUICE_ERR_INCOMPATIBLE'));
    publisher.close();
  });

  it('publishes in C for a subscriber in TypeScript, and the other way round', async () => {
    const built = new BuiltProgram('test/native/broadcast/peer.c', { sanitize: 'none' });
    try {
      const address = newAddress();
      const c = spawn(built.program, ['publish', address, '3000'], { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(c.stdout, 'data');
      const subscriber = await subscribe(address);
      let next = 0;
      for await (const { type, lost, bytes } of subscriber) {
        next += lost;
        assert.equal(type, next);
        assert.ok(bytes.length === next % 300 && bytes.every((byte) => byte === next % 256));
        next += 1;
      }
      assert.equal(next, 3000);

      const publisher = publish(newAddress(), { sendOrder: 4 });
      const reader = spawn(built.program, ['subscribe', publisher.address, '3000'], { stdio: ['ignore', 'pipe', 'inherit'] });
      const exit = once(reader, 'exit');
      await untilSubscribers(publisher, 1);
      for (let number = 0; number < 3000; number++) publisher.publishBytes(new Uint8Array(number % 300).fill(number), number, 7);
      publisher.close();
      assert.deepEqual(await within(exit, 'the end of the C subscriber'), [0, null]);
    } finally {
      built.close();
    }
  });
});
