/** One test for each fault of the original (`docs/protocols/v2v.md`, V1..V21): each fails on what the original does. */
import * as assert from 'uvu/assert';
import { PoisonReason, SegmentState } from '../../../generated/segment/codes.ts';
import { CLOSED, EMPTY, FULL } from '../../../runtime/ring/answers.ts';
import { HEAD, PAD, TAIL } from '../../../runtime/ring/words.ts';
import { ByteStream } from '../../../runtime/stream/byte-stream.ts';
import { describe, hasCode } from '../../support/index.ts';
import { makeRing, put as putRecord, take as takeRecord } from '../ring/ring-pair.ts';
import { closeAll, crash, errorOf, makePair, put, take, tick, within, wordsOf } from './channel-pair.ts';

const bytes = (length: number): Uint8Array => new Uint8Array(length);
const reasonOf = (channel: { error: Error | null }): unknown => (channel.error as { reason?: number } | null)?.reason;

describe('faults of v2v that this channel does not have', (it) => {
  it.after.each(closeAll);

  it('V1: the longest message fits into an empty ring at every offset, and a longer one is refused at once', () => {
    for (let start = 0; start < 4096; start += 16) {
      const ring = makeRing(4096, start);
      assert.ok(ring.producer.tryReserve(ring.producer.maxLength) >= 0, `start=${start}`);
    }
    const { near } = makePair({ sendOrder: 0 });
    assert.throws(() => near.tryPrep(near.maxLength + 1, 0, 0), hasCode('SLUICE_ERR_TOO_LONG'));
  });

  it('V2: lengths do not overflow in a ring of 64 KiB, or a larger one', () => {
    for (const sendOrder of [4, 8]) {
      const { near, far } = makePair({ sendOrder });
      const capacity = 4096 << sendOrder;
      let inFlight = 0;
      while (put(near, bytes(near.maxLength))) inFlight += near.maxLength;
      assert.ok(inFlight < capacity);
      assert.is((take(far) as number[]).length, capacity / 4 - 16);
    }
  });

  it('V3: a length that leads past what was published is caught', () => {
    const { near, far, farLink } = makePair();
    put(far, bytes(8));
    wordsOf(farLink).ring[0] = 2000;
    assert.is(near.tryGet(), CLOSED);
    assert.is(reasonOf(near), PoisonReason.PoisonLength);
  });

  it('V4: padding must end where the ring ends', () => {
    const ring = makeRing(1024);
    putRecord(ring, 16);
    ring.words[0] = 5 | PAD;
    assert.is(takeRecord(ring), CLOSED);
    assert.is(ring.consumer.reason, PoisonReason.PoisonKind);
  });

  it('V5: a header is read once', () => {
    const { near, far, farLink } = makePair();
    put(far, bytes(8), 7);
    near.tryGet();
    const { ring } = wordsOf(farLink);
    ring[0] = 4000;
    ring[2] = 9;
    assert.equal([near.messageLength, near.messageType], [8, 7]);
    near.finishMessage();
    assert.is(near.tryGet(), EMPTY);
  });

  it('V6: a message is copied once before anything parses it', () => {
    const { near, far, farLink } = makePair();
    put(far, bytes(8));
    const at = near.tryGet();
    wordsOf(farLink).ring[4] = -1;
    assert.is(near.incoming.getUint8(at), 0);
    assert.is(near.tryGet(), at);
    assert.is(near.incoming.getUint8(at), 0, 'nor is it copied again');
  });

  it('V7: a forged head gives no room', () => {
    const { near, farLink } = makePair({ sendOrder: 0 });
    while (put(near, bytes(500)));
    wordsOf(farLink).reader[HEAD] = 4096 + 64;
    assert.is(near.tryPrep(500, 0, 0), CLOSED);
    assert.is(reasonOf(near), PoisonReason.PoisonHead);
  });

  it('V8: a broken channel says so, to both sides, and wakes who waits', async () => {
    const { near, far, farLink, nearLink } = makePair();
    const waiting = errorOf(far.getMessage());
    wordsOf(farLink).writer[TAIL] = 4;
    const { state } = wordsOf(nearLink);
    assert.is(near.tryGet(), CLOSED);
    assert.is(state[0], SegmentState.SegmentPoisoned);
    assert.is((await waiting).code, 'SLUICE_ERR_POISONED');
    assert.is((await errorOf(near.sendBytes(bytes(1)))).code, 'SLUICE_ERR_POISONED');
  });

  it('V9: what is said to be available is so, also in a full ring', () => {
    const { near, far } = makePair({ sendOrder: 0 });
    put(near, bytes(100));
    take(far);
    far.tryGet();
    for (;;) {
      const available = near.producerBytesAvailable();
      if (available === 0) break;
      assert.ok(near.tryPrep(Math.min(available, 333), 0, 0) >= 0, `available=${available}`);
    }
    assert.is(near.tryPrep(16, 0, 0), FULL);
    assert.is(near.producerBytesAvailable(), 0);
  });

  it('V10: a stream sends no empty messages, however little room there is', async () => {
    const { near, far } = makePair({ sendOrder: 0 });
    const stream = new ByteStream(near);
    while (stream.trySend(bytes(100)) > 0);
    const before = near.counters.sent;
    assert.is(stream.trySend(bytes(1000)), FULL);
    assert.is(near.counters.sent, before);
    while (far.tryGet() >= 0) {
      assert.ok(far.messageLength > 0);
      far.finishMessage();
    }
  });

  it('V11: the first message after connecting wakes a peer that waits already', async () => {
    const { near, far } = makePair();
    const got = far.getMessage();
    put(near, bytes(1), 5);
    assert.is((await within(got, 'the message'))?.type, 5);
  });

  it('V12: orders are checked at both ends', () => {
    assert.throws(() => makePair({ sendOrder: -1 }), hasCode('SLUICE_ERR_OPTION'));
    assert.throws(() => makePair({ sendOrder: 19 }), hasCode('SLUICE_ERR_OPTION'));
    assert.throws(() => makePair({ sendOrder: 0.5 }), hasCode('SLUICE_ERR_OPTION'));
  });

  it('V13: leaving does not wait for a peer that stays', async () => {
    const { near } = makePair();
    put(near, bytes(1));
    await within(near.disconnect(), 'leaving', 1000);
    const other = makePair();
    put(other.near, bytes(1));
    assert.is((await errorOf(other.near.disconnect({ drain: true, timeoutMs: 20 }))).code, 'SLUICE_ERR_PEER_UNRESPONSIVE');
    assert.is((await errorOf(makePair().near.getMessage({ signal: AbortSignal.timeout(10) }))).code, 'SLUICE_ERR_CANCELLED');
  });

  it('V14: a stream queues nothing, so a peer that writes and never reads costs no memory', async () => {
    const { near, far } = makePair({ sendOrder: 0 });
    const [out, into] = [new ByteStream(near), new ByteStream(far)];
    const sends = [out.send(bytes(50_000), { timeoutMs: 20 }), into.send(bytes(50_000), { timeoutMs: 20 })].map(errorOf);
    for (const error of await Promise.all(sends)) assert.is(error.code, 'SLUICE_ERR_PEER_UNRESPONSIVE');
    assert.equal([out.bytesReceived, into.bytesReceived], [0, 0]);
  });

  it('V15: events are levels, and nobody takes them from another', async () => {
    const { near, far } = makePair();
    const event = far.getReceiveEvent();
    assert.not(event.isSet);
    const waiting = Promise.all([event.wait(), event.wait()]);
    put(near, bytes(1));
    await within(waiting, 'both');
    await event.wait();
    assert.ok(event.isSet);
    take(far);
    assert.not(event.isSet);
    assert.ok(near.getSendEvent().isSet);
    while (put(near, bytes(1000)));
    assert.not(near.getSendEvent().isSet);
    assert.not(near.getControlEvent().isSet);
    far.disconnectNow();
    await within(near.getControlEvent().wait(), 'the control event');
    assert.ok(near.getControlEvent().isSet);
    assert.is(near.getRemoteState(), 295);
    assert.not(near.getControlEvent().isSet);
  });

  it('V16: a message, nothing, and the end are three answers', () => {
    const { near, far } = makePair();
    assert.is(far.tryGet(), EMPTY);
    put(near, bytes(0));
    near.end();
    assert.ok(far.tryGet() >= 0);
    far.finishMessage();
    assert.is(far.tryGet(), CLOSED);
    assert.not.equal(EMPTY, CLOSED);
  });

  it('V17: what was sent before a departure, or a death, is read before it is told', async () => {
    for (const how of ['departure', 'death']) {
      const pair = makePair();
      put(pair.far, Uint8Array.of(7));
      if (how === 'death') crash(pair);
      else pair.far.disconnectNow();
      await tick(10);
      assert.ok(pair.near.getRemoteState() >= 295);
      assert.equal((await pair.near.getMessage())?.bytes(), Uint8Array.of(7));
      pair.near.finishMessage();
      if (how === 'death') assert.is((await errorOf(pair.near.getMessage())).code, 'SLUICE_ERR_PEER_DIED');
      else assert.is(await pair.near.getMessage(), null);
    }
  });

  it('V18: a new connection begins with fresh memory', () => {
    const first = makePair();
    put(first.near, bytes(10));
    first.near.disconnectNow();
    const second = makePair();
    assert.equal([wordsOf(second.nearLink).writer[TAIL], wordsOf(second.farLink).reader[HEAD]], [0, 0]);
    assert.is(second.far.tryGet(), EMPTY);
  });

  it('V19: a peer that asks for fast receive for ever costs no spinning', () => {
    const { near, far } = makePair();
    far.requestFastReceive();
    let looks = 0;
    const started = process.hrtime.bigint();
    while (looks < 1000) {
      assert.is(near.tryGet(), EMPTY);
      looks += 1;
    }
    assert.ok(process.hrtime.bigint() - started < 500_000_000n, 'an empty look spins for nobody');
  });

  it('V20: receiving into nothing gives nothing, and no error', async () => {
    const { near } = makePair();
    const stream = new ByteStream(near);
    assert.is(await stream.receive(bytes(0)), 0);
    assert.is(stream.tryReceive(bytes(0)), 0);
  });

  it('V21: finishing without a message, or twice, is refused and changes nothing', () => {
    const { near, far } = makePair();
    assert.throws(() => far.finishMessage(), hasCode('SLUICE_ERR_STATE'));
    put(near, Uint8Array.of(1));
    put(near, Uint8Array.of(2));
    assert.equal(take(far), [1]);
    assert.throws(() => far.finishMessage(), hasCode('SLUICE_ERR_STATE'));
    assert.equal(take(far), [2]);
  });
});
