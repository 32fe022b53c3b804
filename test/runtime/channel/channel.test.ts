import * as assert from 'uvu/assert';
import { CLOSED, DROPPED, EMPTY, FULL } from '../../../runtime/ring/answers.ts';
import { describe, hasCode } from '../../support/index.ts';
import { closeAll, errorOf, makePair, put, take, tick, within } from './channel-pair.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe('channel', (it) => {
  it.after.each(closeAll);

  it('carries messages both ways, with type and flags', () => {
    const { near, far } = makePair();
    assert.ok(put(near, bytes(1, 2, 3), 7, 0xffffffff));
    assert.ok(put(far, bytes(4), 254, 0));
    const at = far.tryGet();
    assert.is(far.tryGet(), at, 'the same until it is finished');
    assert.equal([far.messageLength, far.messageType, far.messageFlags, far.messageHasMore], [3, 7, 0xffffffff, false]);
    assert.is(far.incoming.getUint8(at + 2), 3);
    far.finishMessage();
    assert.is(far.tryGet(), EMPTY);
    assert.equal(take(near), [4]);
    assert.is(near.counters.sent, 1);
    assert.is(near.counters.received, 1);
  });

  it('shows nothing before it is sent, and a whole batch after', () => {
    const { near, far } = makePair();
    for (let i = 0; i < 3; i += 1) near.outgoing.setUint8(near.tryPrep(1, 0, 0), i);
    assert.is(far.tryGet(), EMPTY);
    near.sendMessages();
    assert.equal([take(far), take(far), take(far), take(far)], [[0], [1], [2], EMPTY]);
  });

  it('wakes who waits for a message, once per sleep', async () => {
    const { near, far } = makePair();
    const got = far.getMessage();
    await tick(5);
    put(near, bytes(9), 3);
    put(near, bytes(8), 4);
    const message = await within(got, 'the message');
    assert.equal([message?.type, Array.from(message?.bytes() ?? [])], [3, [9]]);
    far.finishMessage();
    assert.is(near.counters.bellsRung, 1);
    assert.is((await far.getMessage())?.type, 4);
    far.finishMessage();
  });

  it('wakes who waits for room', async () => {
    const { near, far } = makePair({ sendOrder: 0 });
    while (put(near, new Uint8Array(100)));
    const sent = near.sendBytes(new Uint8Array(1000), { type: 5 });
    await tick(5);
    while (far.tryGet() >= 0) far.finishMessage();
    assert.ok(await within(sent, 'room'));
    assert.is((await far.getMessage())?.length, 1000);
  });

  it('keeps the order of senders that wait', async () => {
    const { near, far } = makePair({ sendOrder: 0 });
    const sends = Array.from({ length: 200 }, (_, i) => near.sendBytes(new Uint8Array(200 - i), { type: i }));
    for (let i = 0; i < 200; i += 1) {
      const message = await within(far.getMessage(), 'a message');
      assert.is(message?.type, i);
      far.finishMessage();
    }
    assert.ok((await Promise.all(sends)).every((wasSent) => wasSent));
  });

  it('gives up at a deadline, and by a signal', async () => {
    const { near, far } = makePair({ sendOrder: 0 });
    assert.is((await errorOf(far.getMessage({ timeoutMs: 20 }))).code, 'SLUICE_ERR_DEADLINE');
    assert.is((await errorOf(far.getMessage({ deadline: new Date(Date.now() + 20) }))).code, 'SLUICE_ERR_DEADLINE');
    assert.is((await errorOf(far.getMessage({ deadline: Date.now() - 20 }))).code, 'SLUICE_ERR_DEADLINE');
    const abort = new AbortController();
    const got = errorOf(far.getMessage({ signal: abort.signal }));
    abort.abort();
    assert.is((await got).code, 'SLUICE_ERR_CANCELLED');
    assert.is((await errorOf(far.getMessage({ signal: AbortSignal.abort() }))).code, 'SLUICE_ERR_CANCELLED');
    assert.is((await errorOf(far.getMessage({ timeoutMs: Number.NaN }))).code, 'SLUICE_ERR_OPTION');
    while (put(near, new Uint8Array(1000)));
    assert.is((await errorOf(near.sendBytes(new Uint8Array(1000), { timeoutMs: 20 }))).code, 'SLUICE_ERR_PEER_UNRESPONSIVE');
    put(near, bytes(1));
    assert.equal((take(far) as number[]).length, 1000, 'and the channel goes on');
  });

  it('lets one wait at a time', async () => {
    const { far } = makePair();
    const first = errorOf(far.getMessage({ timeoutMs: 30 }));
    assert.is((await errorOf(far.getMessage())).code, 'SLUICE_ERR_STATE');
    assert.is((await first).code, 'SLUICE_ERR_DEADLINE');
  });

  it('refuses, or drops the newest, when it was asked to', async () => {
    const { near } = makePair({ sendOrder: 0, backpressure: 'refuse' });
    while (put(near, new Uint8Array(1000)));
    assert.not(await near.sendBytes(new Uint8Array(1000)));
    assert.is(near.counters.dropped, 0);
    assert.is(near.counters.refused, 2);
    const { near: other, far } = makePair({ sendOrder: 0, backpressure: 'drop-newest' });
    while (put(other, new Uint8Array(1000)));
    assert.is(other.tryPrep(1000, 0, 0), DROPPED);
    assert.not(await other.sendBytes(new Uint8Array(1000)));
    assert.is(other.counters.dropped, 3);
    assert.equal((take(far) as number[]).length, 1000);
  });

  it('iterates over messages until the peer ends', async () => {
    const { near, far } = makePair();
    const types: number[] = [];
    const reading = (async () => {
      for await (const message of far) types.push(message.type);
    })();
    await near.sendBytes(bytes(1), { type: 1 });
    await tick(5);
    await near.sendBytes(bytes(1), { type: 2 });
    near.end();
    await within(reading, 'the end');
    assert.equal(types, [1, 2]);
    assert.ok(put(far, bytes(1)), 'the other direction is open');
    assert.throws(() => near.tryPrep(1, 0, 0), hasCode('SLUICE_ERR_ENDED'));
  });

  it('copies a message before anyone reads it, unless it trusts its peer', () => {
    for (const trust of ['none', 'peer'] as const) {
      const { near, far } = makePair({ trust });
      const at = near.tryPrep(600, 0, 0);
      for (let i = 0; i < 600; i += 1) near.outgoing.setUint8(at + i, 1);
      near.sendMessages();
      const gotAt = far.tryGet();
      near.outgoing.setUint8(at + 5, 2);
      assert.is(far.incoming.getUint8(gotAt + 5), trust === 'peer' ? 2 : 1);
      far.finishMessage();
    }
  });

  it('hands out no view that writes to memory of the peer', () => {
    const { near, far } = makePair({ trust: 'peer' });
    put(near, bytes(1));
    const at = far.tryGet();
    assert.throws(() => far.incoming.setUint8(at, 1), TypeError);
    assert.throws(() => far.incoming.setFloat64(at, 1), TypeError);
    assert.throws(() => far.incoming.buffer, TypeError);
    far.finishMessage();
  });

  it('sends longer messages by reference when there is an arena', async () => {
    for (const trust of ['none', 'peer'] as const) {
      const { near, far } = makePair({ sendOrder: 0, trust, arena: { blockSize: 4096, blockCount: 8 } });
      for (let round = 0; round < 5; round += 1) {
        const long = Uint8Array.from({ length: 15_000 }, (_, i) => (i * 7 + round) & 0xff);
        assert.ok(put(near, long, round));
        assert.ok(put(near, bytes(round)));
        assert.ok(put(near, long));
        assert.is(near.tryPrep(15_000, 0, 0), FULL);
        assert.is(near.tryPrepReference(1, 0, 0), FULL);
        assert.equal(take(far), Array.from(long));
        assert.equal(take(far), [round]);
        const waits = near.sendBytes(long.subarray(0, 5000), { type: 9 });
        assert.equal(take(far), Array.from(long));
        assert.ok(await within(waits, 'a run of blocks'));
        assert.equal((take(far) as number[]).length, 5000);
      }
      assert.throws(() => near.tryPrep(8 * 4096 + 1, 0, 0), hasCode('SLUICE_ERR_TOO_LONG'));
    }
    const { near } = makePair({ sendOrder: 0 });
    assert.throws(() => near.tryPrep(near.maxLength + 1, 0, 0), hasCode('SLUICE_ERR_TOO_LONG'));
  });

  it('sends earlier messages at once to a peer that has requested fast receive', () => {
    const { near, far } = makePair();
    far.requestFastReceive();
    far.requestFastReceive();
    far.cancelFastReceive();
    assert.ok(near.remoteRequestedFastWakeup());
    near.tryPrep(1, 1, 0);
    assert.is(far.tryGet(), EMPTY);
    near.tryPrep(1, 2, 0);
    assert.equal((take(far) as number[]).length, 1);
    far.cancelFastReceive();
    assert.not(near.remoteRequestedFastWakeup());
    assert.throws(() => far.cancelFastReceive(), hasCode('SLUICE_ERR_STATE'));
  });

  it('receives fast on the event loop, without a bell', async () => {
    const { near, far } = makePair();
    // In a fresh segment, words to be woken at are 0, and so is the position of the first message.
    put(near, bytes(0));
    take(far);
    far.requestFastReceive();
    // It looks for some 2 ms, which a busy machine may let pass: one message without a bell is enough, since a sleeper is always rung.
    let before: number;
    let attempts = 0;
    do {
      before = near.counters.bellsRung;
      const got = far.getMessage();
      await tick();
      put(near, bytes(1), 6);
      assert.is((await within(got, 'the message'))?.type, 6);
      far.finishMessage();
      attempts += 1;
    } while (near.counters.bellsRung !== before && attempts < 100);
    assert.is(near.counters.bellsRung, before);
    const later = far.getMessage();
    await tick(100);
    put(near, bytes(1), 7);
    assert.is((await within(later, 'the message after a long sleep'))?.type, 7);
    assert.is(near.counters.bellsRung, before + 1);
  });

  it('refuses to block the main thread, unless it may', () => {
    const { near, far } = makePair();
    assert.throws(() => far.getMessageSync({ timeoutMs: 5 }), hasCode('SLUICE_ERR_CANNOT_BLOCK'));
    put(near, bytes(3));
    assert.is(far.getMessageSync()?.length, 1, 'what is there needs no blocking');
    const other = makePair({ blocksMainThread: true, sendOrder: 0 });
    assert.throws(() => other.far.getMessageSync({ timeoutMs: 30 }), hasCode('SLUICE_ERR_DEADLINE'));
    while (put(other.near, new Uint8Array(1000)));
    assert.throws(
      () => other.near.sendBytesSync(new Uint8Array(1000), { timeoutMs: 5 }),
      hasCode('SLUICE_ERR_PEER_UNRESPONSIVE'),
    );
    other.near.disconnectNow();
    assert.is(other.far.getMessageSync({ timeoutMs: 1000 })?.length, 1000);
  });

  it('leaves in an orderly way: the peer reads what was sent, and then learns of it', async () => {
    const { near, far } = makePair();
    const closes: unknown[] = [];
    const states: number[] = [];
    far.on('close', (error) => closes.push(error));
    far.on('state', (state) => states.push(state));
    put(near, bytes(1));
    near.tryPrep(1, 0, 0);
    await near.disconnect();
    assert.is(near.tryGet(), CLOSED);
    assert.is(near.tryPrep(1, 0, 0), CLOSED);
    near.sendMessages();
    assert.is((await errorOf(near.getMessage())).code, 'SLUICE_ERR_PEER_CLOSED');
    await tick(20);
    assert.equal([states, closes], [[295], []]);
    assert.is((await errorOf(far.sendBytes(bytes(1)))).code, 'SLUICE_ERR_PEER_CLOSED');
    assert.equal((await far.getMessage())?.length, 1);
    far.finishMessage();
    assert.is(await within(far.getMessage(), 'the end'), null);
    await tick(20);
    assert.equal(closes, [null]);
    near.disconnectNow();
  });

  it('waits until all was read, when it is asked to', async () => {
    const { near, far } = makePair();
    put(near, bytes(1));
    const left = near.disconnect({ drain: true });
    await tick(10);
    assert.is(far.getRemoteState(), 293);
    take(far);
    assert.is(far.tryGet(), EMPTY);
    await within(left, 'the end');
    const other = makePair();
    put(other.near, bytes(1));
    assert.is((await errorOf(other.near.disconnect({ drain: true, timeoutMs: 20 }))).code, 'SLUICE_ERR_PEER_UNRESPONSIVE');
    await tick(10);
    assert.is(other.far.getRemoteState(), 295, 'it has left nevertheless');
  });
});
