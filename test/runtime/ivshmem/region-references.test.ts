/** Large payloads in a region: blocks of each lane, lent to the other side and given back. */
import * as assert from 'uvu/assert';
import { PoisonReason } from '../../../generated/segment/codes.ts';
import type { Channel } from '../../../runtime/channel/channel.ts';
import type { PeerProtocolError } from '../../../runtime/errors.ts';
import type { Region } from '../../../runtime/ivshmem/region.ts';
import type { RegionMemory } from '../../../runtime/ivshmem/region-memory.ts';
import { CLOSED, EMPTY, FULL } from '../../../runtime/ring/answers.ts';
import { describe, hasCode } from '../../support/index.ts';
import { xorshift } from '../../support/xorshift.ts';
import { errorOf, put, take, tick, within } from '../channel/channel-pair.ts';
import { attach, attachTwo, detachAll, join, laneWords, newMemory } from './regions.ts';

const BLOCK = 1024;
const BLOCKS = 12;
const ALL = BLOCK * BLOCKS;
/** Words of a lane: where its generations and its ring start. */
const RELEASED = 160;

function newArena(): RegionMemory {
  return newMemory({ ringSize: 1024, arena: { blockSize: BLOCK, blockCount: BLOCKS } });
}

function filled(length: number, value: number): Uint8Array {
  return new Uint8Array(length).fill(value);
}

/** Gets, checks and finishes one message. */
function expect(channel: Channel, length: number, value: number): void {
  const at = channel.tryGet();
  assert.ok(at >= 0, `answer ${at}`);
  const bytes = channel.currentMessage(at).bytes();
  assert.is(bytes.length, length);
  assert.ok(bytes.every((byte) => byte === value));
  channel.finishMessage();
}

function ringWords(region: Region, from: number, to: number): Int32Array {
  const { ringOffset, ringSize } = region.directory.layout;
  return laneWords(region, from, to).subarray(ringOffset / 4, (ringOffset + ringSize) / 4);
}

describe('large payloads in a region', (it) => {
  it.after.each(detachAll);

  it('need an arena of a shape that fits', () => {
    for (const arena of [
      { blockSize: 32, blockCount: 1 },
      { blockSize: 96, blockCount: 1 },
      { blockSize: 64, blockCount: 0 },
      { blockSize: 0, blockCount: 0 },
      { blockSize: 64, blockCount: 65537 },
      { blockSize: 64.5, blockCount: 1 },
      { blockSize: 2 ** 20, blockCount: 4096 },
      { blockSize: 2 ** 18, blockCount: 1 },
    ])
      assert.throws(() => newMemory({ arena }), hasCode('SLUICE_ERR_OPTION'), JSON.stringify(arena));
  });

  it('are refused without one', async () => {
    const [near, far] = await attachTwo(newMemory({ ringSize: 1024 }));
    const [channel] = await join(near, far);
    assert.throws(() => put(channel, filled(channel.maxLength + 1, 1)), hasCode('SLUICE_ERR_TOO_LONG'));
  });

  it('of any size up to the arena, in both directions, to several peers at a time', async () => {
    const memory = newArena();
    const [near, far] = await attachTwo(memory);
    const third = await attach(memory, 2);
    const [channel, back] = await join(near, far);
    const [other, others] = await join(near, third);
    for (const length of [0, 1, 240, 241, 1024, 1025, 5000, ALL]) {
      assert.ok(put(channel, filled(length, 1)) && put(back, filled(length, 2)) && put(other, filled(length, 3)));
      expect(back, length, 1);
      expect(channel, length, 2);
      expect(others, length, 3);
    }
    assert.throws(() => put(channel, filled(ALL + 1, 1)), hasCode('SLUICE_ERR_TOO_LONG'));
    const at = channel.tryPrepReference(10, 1, 0);
    assert.ok(at >= 0);
    for (let i = 0; i < 10; i += 1) channel.outgoing.setUint8(at + i, 8);
    channel.sendMessages();
    expect(back, 10, 8);
  });

  it('wait for blocks that are given back, and are woken for them', async () => {
    const [near, far] = await attachTwo(newArena());
    const [channel, back] = await join(near, far);
    const sending = (async () => {
      for (let value = 0; value < 100; value += 1) await channel.sendBytes(filled(9 * BLOCK, value), { timeoutMs: 60_000 });
    })();
    for (let value = 0; value < 100; value += 1) {
      const message = await within(back.getMessage(), 'a message');
      const bytes = message?.bytes() ?? new Uint8Array();
      assert.is(bytes.length, 9 * BLOCK);
      assert.ok(bytes.every((byte) => byte === value));
      // The writer waits for blocks alone by now. Nothing but their return wakes it: this side does not look at its ring again before.
      back.finishMessage();
    }
    await within(sending, 'the sender');
  });

  it('wake a writer that polls when they are given back, though no position moves', async () => {
    const [near, far] = await attachTwo(newArena());
    const [channel, back] = await join(near, far);
    assert.ok(put(channel, filled(ALL, 1)));
    assert.ok(back.tryGet() >= 0);
    const sending = channel.sendBytes(filled(ALL, 2), { timeoutMs: 60_000 });
    await tick(20);
    // The head is too near to be told, and this side does not look again.
    back.finishMessage();
    await within(sending, 'the sender');
    expect(back, ALL, 2);
  });

  it('start anew with each session: what was given back in an earlier one is not', async () => {
    const [near, far] = await attachTwo(newArena());
    for (let rounds = 1; rounds < 4; rounds += 1) {
      const [channel, back] = await within(join(near, far), 'connecting');
      for (let round = 0; round < rounds; round += 1) {
        assert.ok(put(channel, filled(ALL, round)), `session ${rounds}`);
        // In the hands of the reader by now, or nearly.
        assert.is(channel.tryPrep(300, 1, 0), FULL);
        expect(back, ALL, round);
      }
      for (const end of [channel, back]) end.disconnectNow();
    }
  });

  it('can be read after their writer has left, and is back', async () => {
    const [near, far] = await attachTwo(newArena());
    for (let round = 1; round < 6; round += 1) {
      const [channel, back] = await within(join(near, far), 'connecting');
      assert.ok(put(channel, filled(ALL, round)));
      channel.disconnectNow();
      const again = near.connect(1, { timeoutMs: 10_000 });
      expect(back, ALL, round);
      assert.is(await within(back.getMessage(), 'the end'), null);
      back.disconnectNow();
      const last = await within(Promise.all([again, far.connect(0)]), 'connecting again');
      for (const end of last) end.disconnectNow();
    }
  });

  it('come back with the death of their reader', async () => {
    const memory = newArena();
    const [near, first] = await attachTwo(memory);
    let far = first;
    for (let round = 0; round < 5; round += 1) {
      const [channel, back] = await within(join(near, far), 'connecting');
      assert.ok(put(channel, filled(6 * BLOCK, 1)) && put(channel, filled(6 * BLOCK, 2)));
      assert.is(channel.tryPrep(300, 1, 0), FULL);
      assert.ok(back.tryGet() >= 0);
      const waiting = errorOf(channel.sendBytes(filled(300, 1), { timeoutMs: 60_000 }));
      near.directory.markDead(1);
      far.detach();
      assert.is((await within(waiting, 'the error')).code, 'SLUICE_ERR_PEER_DIED');
      channel.disconnectNow();
      far = await attach(memory, 1);
    }
    const [channel, back] = await within(join(near, far), 'connecting');
    assert.ok(put(channel, filled(ALL, 7)));
    expect(back, ALL, 7);
  });
});

describe('lies about large payloads in a region', (it) => {
  it.after.each(detachAll);

  it('are told as what they are', async () => {
    const [near, far] = await attachTwo(newArena());
    for (const lie of [2, 3, 0x80000000, 0xffffffff]) {
      const [channel, back] = await within(join(near, far), 'connecting');
      assert.ok(put(channel, filled(ALL, 1)));
      laneWords(near, 1, 0)[RELEASED] = lie;
      assert.is(channel.tryPrep(300, 1, 0), CLOSED);
      assert.is((channel.error as PeerProtocolError).reason, PoisonReason.PoisonReleased);
      for (const end of [channel, back]) end.disconnectNow();
    }
    for (const lie of [
      [1, 0, 300, 1],
      [0, BLOCKS, 300, 1],
      [0, -1, 300, 1],
      [0, 0, ALL + 1, 1],
      [0, 1, ALL, 1],
      [0, 0, -1, 1],
      [0, 0, 300, 0],
      [0, 0, 300, 2],
      [0, BLOCKS - 1, BLOCK + 1, 1],
    ]) {
      const [channel, back] = await within(join(near, far), 'connecting');
      assert.ok(put(back, filled(300, 1)));
      ringWords(near, 1, 0).set(lie, 4);
      assert.is(channel.tryGet(), CLOSED, String(lie));
      assert.is((channel.error as PeerProtocolError).reason, PoisonReason.PoisonReference, String(lie));
      for (const end of [channel, back]) end.disconnectNow();
    }
  });

  it('end the lane that they are told in, with a typed error, and no other', async () => {
    const memory = newArena();
    const [near, far] = await attachTwo(memory);
    const third = await attach(memory, 2);
    const draw = xorshift(0x1234567);
    let lies = 0;
    for (let round = 0; round < 200; round += 1) {
      const [channel, liar] = await within(join(near, far), 'connecting');
      const [other, others] = await within(join(near, third), 'connecting');
      for (let step = 0; step < 8; step += 1) {
        put(liar, filled(200 + draw(3000), step));
        const words = laneWords(near, 1, 0);
        const choice = draw(4);
        const index = choice === 0 ? RELEASED + draw(BLOCKS) : 32 + draw(words.length - 32);
        words[index] = choice === 0 ? draw(4) : (draw(0x10000) << 16) | draw(0x10000);
        const ring = ringWords(near, 1, 0);
        if (choice === 1) ring[draw(ring.length)] = draw(20);
        const got = take(channel);
        assert.ok(Array.isArray(got) || got === EMPTY || got === CLOSED);
        put(channel, filled(200 + draw(3000), step));
      }
      const code = (channel.error as { code?: string } | null)?.code;
      assert.ok(code === undefined || code === 'SLUICE_ERR_POISONED', code);
      if (code === 'SLUICE_ERR_POISONED') lies += 1;
      assert.ok(put(other, filled(5000, 9)));
      expect(others, 5000, 9);
      for (const end of [channel, liar, other, others]) end.disconnectNow();
    }
    assert.ok(lies > 20, `lies=${lies}`);
  });
});
