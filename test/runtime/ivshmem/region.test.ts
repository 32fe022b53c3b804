import { spawn } from 'node:child_process';
import { truncateSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import * as cluster from '../../../generated/cluster-rpc/index.ts';
import * as schema from '../../../generated/region/index.ts';
import { RefusalReason } from '../../../generated/segment/codes.ts';
import { identityOf } from '../../../runtime/channel/identity.ts';
import { EndpointState } from '../../../runtime/channel/state.ts';
import type { ChannelError } from '../../../runtime/errors.ts';
import { attachRegion } from '../../../runtime/ivshmem/region.ts';
import * as layout from '../../../runtime/ivshmem/region-layout.ts';
import { RegionMemory } from '../../../runtime/ivshmem/region-memory.ts';
import { RegionSteward } from '../../../runtime/ivshmem/region-steward.ts';
import { CLOSED, EMPTY } from '../../../runtime/ring/answers.ts';
import { ByteStream } from '../../../runtime/stream/byte-stream.ts';
import { transportCases } from '../../../runtime/stub/conformance.ts';
import { createChannelTransport } from '../../../runtime/transport/channel-transport.ts';
import { describe, hasCode } from '../../support/index.ts';
import { xorshift } from '../../support/xorshift.ts';
import { errorOf, put, take, tick, within } from '../channel/channel-pair.ts';
import { attach, attachTwo, detachAll, join, laneWords, newFile, newMemory } from './regions.ts';

const PEER = fileURLToPath(new URL('peer-process.js', import.meta.url));

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe('layout of a region', (it) => {
  it('has its words where the schema puts them', () => {
    const words = new Int32Array(1024);
    const view = new DataView(words.buffer);
    const slot = Object.assign(new schema.RegionSlotView(), { $view: view, $at: 0 });
    for (const [index, word] of [
      layout.EPOCH,
      layout.PEER_STATE,
      layout.NUMBER,
      layout.VECTORS,
      layout.HEARTBEAT,
      layout.ASSIGNED,
      layout.DEAD_EPOCH,
    ].entries())
      words[word] = index + 1;
    const { epoch, state, number, vectors, heartbeat, assigned, deadEpoch } = slot;
    assert.equal([epoch, state, number, vectors, heartbeat, assigned, deadEpoch], [1, 2, 3, 4, 5, 6, 7]);
    const lane = Object.assign(new schema.RegionLaneView(), { $view: view, $at: 1024 });
    for (const [index, word] of [
      layout.SESSION,
      layout.PARTNER,
      layout.LANE_STATE,
      layout.LANE_EPOCH,
      layout.FINGERPRINT,
      layout.BELLS,
      layout.REFUSED,
      layout.EARLIER,
    ].entries())
      words[256 + word] = index + 1;
    const { session, partner, state: laneState, epoch: laneEpoch, fingerprint, bells, refused, earlier } = lane;
    assert.equal([session, partner, laneState, laneEpoch, fingerprint, bells, refused, earlier], [1, 2, 3, 4, 5n, 6, 7, 8]);
  });
});

describe('memory of a region', (it) => {
  it.after.each(detachAll);

  it('keeps the size of a file', () => {
    const file = newFile();
    writeFileSync(file, '');
    truncateSync(file, 8192);
    assert.throws(() => RegionMemory.openFile(file, { size: 4096 }), hasCode('SLUICE_ERR_OPTION'));
    assert.throws(() => RegionMemory.openFile(newFile(), { size: 5000 }), hasCode('SLUICE_ERR_OPTION'));
    const memory = RegionMemory.openFile(file);
    assert.is(memory.size, 8192);
    assert.not(memory.isMade);
    memory.close();
    assert.is(memory.size, 0);
  });

  it('refuses shapes that are none, or do not fit', () => {
    for (const shape of [
      { slotCount: 1 },
      { slotCount: 65 },
      { slotCount: 64 },
      { ringSize: 512 },
      { ringSize: 3000 },
      { ringSize: 1 << 19 },
      { beatIntervalMs: -1 },
    ])
      assert.throws(() => newMemory(shape), hasCode('SLUICE_ERR_OPTION'));
    newMemory({ slotCount: 16, ringSize: 1024 });
  });

  it('is refused when its header is not that of a region, or of this layout', async () => {
    const memory = newMemory();
    const header = new Uint8Array(memory.buffer, 0, 4096);
    const good = header.slice();
    for (let at = 0; at < 72; at += 1) {
      header[at] = (good[at] as number) ^ 0x10;
      // Who has another byte order or major version may have its checksum elsewhere.
      const code = at >= 8 && at < 16 ? 'SLUICE_ERR_INCOMPATIBLE' : 'SLUICE_ERR_PROTOCOL';
      assert.is((await errorOf(attachRegion(memory, { slot: 0 }))).code, code);
      header.set(good);
    }
    // With a checksum that fits: judged value by value.
    const forged = new DataView(good.slice().buffer);
    const expected = new Map([
      [8, 'SLUICE_ERR_INCOMPATIBLE'],
      [12, 'SLUICE_ERR_INCOMPATIBLE'],
      [16, 'SLUICE_ERR_INCOMPATIBLE'],
      [24, 'SLUICE_ERR_INCOMPATIBLE'],
      [32, 'SLUICE_ERR_PROTOCOL'],
      [40, 'SLUICE_ERR_PROTOCOL'],
      [44, 'SLUICE_ERR_PROTOCOL'],
      [48, 'SLUICE_ERR_PROTOCOL'],
      [52, 'SLUICE_ERR_PROTOCOL'],
      [60, 'SLUICE_ERR_PROTOCOL'],
      [64, 'SLUICE_ERR_PROTOCOL'],
    ]);
    const { crc32c } = await import('../../../runtime/ivshmem/crc32c.ts');
    for (const [at, code] of expected)
      for (const value of [0, 1, 2, 0xffffffff]) {
        const copy = new DataView(forged.buffer.slice(0));
        if (copy.getUint32(at, true) === value) continue;
        copy.setUint32(at, value, true);
        copy.setUint32(4092, crc32c(new Uint8Array(copy.buffer, 0, 4088)), true);
        header.set(new Uint8Array(copy.buffer));
        assert.is((await errorOf(attachRegion(memory, { slot: 0 }))).code, code, `offset ${at} value ${value}`);
      }
    header.set(good);
    (await attachRegion(memory, { slot: 0 })).detach();
  });

  it('has the checksum that RFC 3720 gives for 32 zeros', async () => {
    const { crc32c } = await import('../../../runtime/ivshmem/crc32c.ts');
    assert.is(crc32c(new Uint8Array(32)), 0x8a9136aa);
  });
});

describe('peers of a region', (it) => {
  it.after.each(detachAll);

  it('attach where nobody lives, or take over', async () => {
    const memory = newMemory();
    const first = await attach(memory, 1);
    assert.is((await errorOf(attachRegion(memory, { slot: 1 }))).code, 'SLUICE_ERR_BUSY');
    assert.is((await errorOf(attachRegion(memory, { slot: 3 }))).code, 'SLUICE_ERR_OPTION');
    assert.is((await errorOf(attachRegion(memory, {}))).code, 'SLUICE_ERR_OPTION');
    const second = await attach(memory, 1, { takesOver: true });
    assert.equal([first.epoch, second.epoch, first.isOwn, second.isOwn], [1, 2, false, true]);
    assert.is((await errorOf(first.connect(0))).code, 'SLUICE_ERR_PEER_CLOSED');
    second.detach();
    assert.is((await attach(memory, 1)).epoch, 3);
  });

  it('wait for the region to be made', async () => {
    const memory = RegionMemory.openFile(newFile(), { size: 1 << 20 });
    assert.is((await errorOf(attachRegion(memory, { slot: 0, timeoutMs: 10 }))).code, 'SLUICE_ERR_DEADLINE');
    const attaching = attach(memory, 0);
    await tick(10);
    memory.make({ slotCount: 2 });
    assert.is((await within(attaching, 'attaching')).slotCount, 2);
    detachAll();
    memory.close();
  });

  it('exchange messages and leave in order, in any order, again and again', async () => {
    const [near, far] = await attachTwo(newMemory());
    for (let round = 0; round < 5; round += 1) {
      const late = round % 2 === 0 ? null : far.connect(0);
      const [first, second] = await within(Promise.all([near.connect(1), late ?? far.connect(0)]), 'connecting');
      put(first, bytes(1, 2, round));
      put(second, bytes(9, round));
      assert.equal(take(second), [1, 2, round]);
      assert.equal(take(first), [9, round]);
      assert.is((await errorOf(near.connect(1))).code, 'SLUICE_ERR_STATE');
      // What was sent is there for who has not looked, also when its sender is back before.
      put(first, bytes(7));
      first.disconnectNow();
      const again = near.connect(1, { timeoutMs: 10_000 });
      await tick(5);
      assert.equal(take(second), [7]);
      assert.is(await within(second.getMessage(), 'the end'), null);
      assert.is(second.getRemoteState(), EndpointState.Disconnected);
      second.disconnectNow();
      const last = await within(Promise.all([again, far.connect(0)]), 'connecting again');
      for (const channel of last) channel.disconnectNow();
    }
  });

  it('give up, and try again', async () => {
    const [near, far] = await attachTwo(newMemory());
    assert.is((await errorOf(near.connect(1, { timeoutMs: 5 }))).code, 'SLUICE_ERR_DEADLINE');
    const controller = new AbortController();
    const cancelled = near.connect(1, { signal: controller.signal });
    controller.abort();
    assert.is((await errorOf(cancelled)).code, 'SLUICE_ERR_CANCELLED');
    const [first, second] = await within(join(near, far), 'connecting');
    put(first, bytes(5));
    assert.equal(take(second), [5]);
  });

  it('do not connect when they speak different things, and both learn in what they differ', async () => {
    const [near, far] = await attachTwo(newMemory());
    const protocol = identityOf(cluster);
    for (let round = 0; round < 3; round += 1) {
      const errors = (await Promise.all([
        errorOf(near.connect(1, { protocol, timeoutMs: 60_000 })),
        errorOf(far.connect(0, { timeoutMs: 60_000 })),
      ])) as unknown as ChannelError[];
      for (const [index, { code, refusal }] of errors.entries()) {
        assert.equal([code, refusal?.reason], ['SLUICE_ERR_INCOMPATIBLE', RefusalReason.RefuseProtocol]);
        const [own, other] = index === 0 ? [BigInt(protocol.fingerprint), 0n] : [0n, BigInt(protocol.fingerprint)];
        const isByPeer = refusal?.byPeer === true;
        assert.equal([refusal?.expected, refusal?.got], isByPeer ? [other, own] : [own, other]);
      }
    }
    await within(join(near, far), 'connecting');
  });

  it('learn that they were refused also when the other one is gone by then', async () => {
    const [near, far] = await attachTwo(newMemory());
    const waiting = errorOf(near.connect(1, { protocol: identityOf(cluster), timeoutMs: 60_000 }));
    const refusing = errorOf(far.connect(0, { timeoutMs: 60_000 }));
    assert.is((await refusing).code, 'SLUICE_ERR_INCOMPATIBLE');
    far.detach();
    assert.is((await waiting).code, 'SLUICE_ERR_INCOMPATIBLE');
  });

  it('that come again end the channels of their earlier life, and get new ones', async () => {
    const memory = newMemory();
    const [near, far] = await attachTwo(memory);
    const third = await attach(memory, 2);
    const [channel] = await join(near, far);
    const [other, others] = await join(near, third);
    const closed = new Promise<Error | null>((resolve) => channel.on('close', resolve));
    const reborn = await attach(memory, 1, { takesOver: true });
    assert.is(((await within(closed, 'the end')) as { code?: string } | null)?.code, 'SLUICE_ERR_PEER_DIED');
    const [again, back] = await within(join(near, reborn), 'connecting again');
    put(again, bytes(3));
    assert.equal(take(back), [3]);
    put(other, bytes(4));
    assert.equal(take(others), [4]);
  });

  it('that are replaced leave the lanes of their successor alone, whatever they still do', async () => {
    const memory = newMemory({ beatIntervalMs: 1, arena: { blockSize: 64, blockCount: 16 } });
    const [near, far] = await attachTwo(memory);
    const [channel, old] = await join(near, far);
    const closed = new Promise((resolve) => channel.on('close', resolve));
    // With a message in its hands, one that it has not seen, and one that is not sent.
    for (const length of [10, 600, 20]) assert.ok(put(channel, new Uint8Array(length)));
    assert.ok(old.tryGet() >= 0);
    assert.ok(old.tryPrep(30, 1, 0) >= 0);
    const reborn = await attach(memory, 1, { takesOver: true });
    await within(closed, 'the end');
    const [again, back] = await within(Promise.all([near.connect(1), reborn.connect(0)]), 'connecting again');
    for (let round = 0; round < 50; round += 1) {
      put(again, bytes(round, 1));
      put(back, bytes(round, 2));
      if (round === 10) assert.is(old.tryGet(), CLOSED);
      if (round === 20) assert.is((old.error as { code?: string } | null)?.code, 'SLUICE_ERR_PEER_CLOSED');
      if (round === 30) old.disconnectNow();
      if (round === 40) far.detach();
      assert.equal(
        [take(back), take(again)],
        [
          [round, 1],
          [round, 2],
        ],
      );
    }
    assert.equal([again.error, back.error, reborn.isOwn], [null, null, true]);
    // Nor does it live on in the name of the other one.
    reborn.detach();
    const heartbeat = near.directory.heartbeat(1);
    for (let looks = 0; looks < 5; looks += 1) {
      await tick(2);
      far.look();
    }
    assert.is(near.directory.heartbeat(1), heartbeat);
  });

  it('that come again take no lane for an offer that was left by who had a channel with their earlier life', async () => {
    const memory = newMemory();
    const [near, far] = await attachTwo(memory);
    const [channel] = await join(near, far);
    const closed = new Promise((resolve) => channel.on('close', resolve));
    const reborn = await attach(memory, 1, { takesOver: true });
    await within(closed, 'the end');
    // This one looks before the other one offers anything new.
    const back = reborn.connect(0, { timeoutMs: 10_000 });
    await tick(5);
    put(await within(near.connect(1, { timeoutMs: 10_000 }), 'connecting again'), bytes(3));
    assert.equal(take(await back), [3]);
  });

  it('say that the memory can be written by everybody', async () => {
    const [near, far] = await attachTwo(newMemory());
    const [channel] = await join(near, far);
    assert.is(channel.isCooperative, true);
  });
});

describe('steward of a region', (it) => {
  it.after.each(detachAll);

  it('needs heartbeats, or a server', async () => {
    const region = await attach(newMemory(), 0);
    assert.throws(() => new RegionSteward(region), hasCode('SLUICE_ERR_OPTION'));
  });

  it('says that those are dead whose heart has stopped, and no others', async () => {
    const file = newFile();
    const memory = newMemory({ beatIntervalMs: 20 }, file);
    const near = await attach(memory, 0);
    const third = await attach(memory, 2);
    using steward = new RegionSteward(near, { patienceMs: 500 });
    const child = spawn(process.execPath, [PEER, file, '1', '0'], { stdio: ['ignore', 'ignore', 'inherit'] });
    const channel = await within(near.connect(1, { timeoutMs: 10_000 }), 'connecting to the process');
    const [other, others] = await join(near, third);
    put(channel, bytes(1, 2, 3));
    const echo = await within(channel.getMessage(), 'the echo');
    assert.is(echo?.length, 3);
    channel.finishMessage();
    const death = new Promise<[number, number]>((resolve) => steward.on('death', (...args) => resolve(args)));
    const closed = new Promise<Error | null>((resolve) => channel.on('close', resolve));
    child.kill('SIGKILL');
    assert.equal(await within(death, 'the death'), [1, 1]);
    assert.is(((await within(closed, 'the end')) as { code?: string } | null)?.code, 'SLUICE_ERR_PEER_DIED');
    assert.not(near.isLive(1));
    put(other, bytes(1));
    assert.equal(take(others), [1]);
    const next = await attach(memory, 1);
    assert.is(next.epoch, 2);
    await within(join(near, next), 'connecting to the successor');
  });
});

describe('streams in a region', (it) => {
  it.after.each(detachAll);

  it('carry more than a ring, both ways', async () => {
    const [near, far] = await attachTwo(newMemory());
    const channels = await join(near, far);
    const data = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7) & 0xff);
    const ends = channels.map((channel) => new ByteStream(channel).toDuplex());
    const read = ends.map(async (end) => {
      const chunks: Buffer[] = [];
      for await (const chunk of end) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks);
    });
    for (const end of ends) end.end(data);
    for (const got of await within(Promise.all(read), 'the streams')) assert.ok(got.equals(data));
  });
});

describe('conformance of the channel in a region', (it) => {
  it.after.each(detachAll);
  for (const { name, run } of transportCases)
    it(name, () =>
      run(async () => {
        const [near, far] = await attachTwo(newMemory({ slotCount: 2 }));
        const [first, second] = await join(near, far);
        return [createChannelTransport(first), createChannelTransport(second)];
      }),
    );
});

describe('lies in a region', (it) => {
  it.after.each(detachAll);

  /** Seeded, so that each run is the same. */
  const draw = xorshift(0x2545f491);
  /** Session, partner, state, epoch; head and data_wake_at; tail and space_wake_at. Else a word of the ring. */
  const LIARS = [0, 1, 2, 3, 32, 64, 96, 128];
  const KNOWN = new Set(['SLUICE_ERR_POISONED', 'SLUICE_ERR_PEER_DIED', 'SLUICE_ERR_PEER_CLOSED', undefined]);

  it('end the lane that they are told in, with a typed error, and no other', async () => {
    const memory = newMemory({ ringSize: 1024 });
    let lies = 0;
    for (let round = 0; round < 300; round += 1) {
      const near = await attach(memory, 0, { takesOver: true });
      const far = await attach(memory, 1, { takesOver: true });
      const third = await attach(memory, 2, { takesOver: true });
      const [channel, liar] = await within(join(near, far), 'connecting');
      const [other, others] = await within(join(near, third), 'connecting');
      for (let step = 0; step < 8; step += 1) {
        put(liar, bytes(step, step));
        const words = laneWords(near, 1, 0);
        const index = LIARS[draw(LIARS.length + 2)] ?? 160 + draw(words.length - 160);
        words[index] = draw(4) === 0 ? draw(64) : (draw(0x10000) << 16) | draw(0x10000);
        const got = take(channel);
        assert.ok(Array.isArray(got) || got === EMPTY || got === CLOSED);
        channel.getRemoteState();
        put(channel, bytes(1));
      }
      await tick(2);
      const code = (channel.error as { code?: string } | null)?.code;
      assert.ok(KNOWN.has(code), code);
      if (code === 'SLUICE_ERR_POISONED') lies += 1;
      put(other, bytes(1, 2));
      assert.equal(take(others), [1, 2]);
      assert.is(other.error, null);
      for (const region of [near, far, third]) region.detach();
    }
    assert.ok(lies > 30, `lies=${lies}`);
  });
});
