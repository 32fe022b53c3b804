/** Guests with `ivshmem-doorbell`: one sleeps until it is interrupted, through vfio-pci; one polls. A server lets them in and tells of their end. */
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { CallError, type Transport } from 'sluice/runtime/stub';
import * as assert from 'uvu/assert';
import { type ServerHost, startServerHost, VECTORS } from '../../examples/ivshmem/host.ts';
import { exchangeLarge } from '../../examples/ivshmem/large.ts';
import { buildImage, buildPeer, missingForMachines, startMachine } from '../../examples/ivshmem/machine.ts';
import {
  askCluster,
  askLibos,
  CLUSTER,
  connectTo,
  endCluster,
  endLibos,
  LIBOS,
  serveCluster,
} from '../../examples/ivshmem/services.ts';
import { exchangeMegabyte } from '../../examples/ivshmem/stream.ts';
import type { Program } from '../../examples/support/program.ts';
import { Workspace } from '../../examples/support/workspace.ts';
import { ClusterRpcClient } from '../../generated/cluster-rpc/index.ts';
import { within } from '../../runtime/stub/conformance.ts';
import { describe } from '../support/index.ts';

const LIMIT_MS = 120_000;
/** For payloads by reference, in each lane. */
const ARENA = { blockSize: 4096, blockCount: 16 };
/** Slots, in the order in which the steward gives them to those who join. */
const INTERRUPTED = 1;
const POLLED = 2;

/** A call that ends with its server. */
function callLong(transport: Transport): Promise<unknown> {
  return new ClusterRpcClient(transport).schedDisplay({ lid: LIMIT_MS }).then(
    () => null,
    (error: unknown) => error,
  );
}

describe('guests with ivshmem-doorbell', (it) => {
  const workspace = new Workspace();
  let images: { vfio: string; pci: string };
  let host: ServerHost;
  let interrupted: Program;
  let polled: Program;

  const boot = async (kind: 'vfio' | 'pci', slot: number, ...jobs: string[]): Promise<Program> => {
    const assigned = once(host.steward, 'assign');
    const peer = [kind, 'assigned', ...jobs];
    const guest = startMachine(workspace, images[kind], { device: { socket: host.socket, vectors: VECTORS }, peer });
    assert.is((await within(assigned, 'the slot', LIMIT_MS))[0], slot);
    return guest;
  };
  it.before(async () => {
    assert.is(missingForMachines(), null);
    const program = buildPeer(workspace);
    images = { vfio: buildImage(workspace, program, 'vfio'), pci: buildImage(workspace, program) };
    host = await startServerHost(workspace, { slotCount: 4, arena: ARENA });
    interrupted = await boot(
      'vfio',
      INTERRUPTED,
      'serve:0,2',
      'serve-ipc:0',
      'call:2',
      'call:0',
      'stream:0',
      'large:0',
      'serve:0',
    );
    polled = await boot('pci', POLLED, 'call:1', 'serve:0,1', 'stream:0', 'large:0', 'serve:0');
  });
  it.after(() => {
    host?.close();
    workspace.close();
  });

  it('answer the host, interrupted and polling', async () => {
    const first = await connectTo(host.region, INTERRUPTED, CLUSTER, LIMIT_MS);
    assert.equal(await askCluster(first), []);
    assert.ok(
      interrupted.lines.some((line) => line.endsWith(`doorbell, ${VECTORS} vectors`)),
      interrupted.lines.join('\n'),
    );
    // The other guest has asked it, too, by then.
    await within(polled.saw('asked slot 1: 0 wrong'), 'a guest that asks a guest', LIMIT_MS);
    await endCluster(first);
    first.close();
    const frames = await connectTo(host.region, INTERRUPTED, LIBOS);
    assert.equal(await askLibos(frames), []);
    await endLibos(frames);
    frames.close();
    const second = await connectTo(host.region, POLLED, CLUSTER);
    assert.equal(await askCluster(second), []);
    assert.ok(
      polled.lines.some((line) => line.endsWith('doorbell, 0 vectors')),
      polled.lines.join('\n'),
    );
    await within(interrupted.saw('asked slot 2: 0 wrong'), 'the other direction', LIMIT_MS);
    await endCluster(second);
    second.close();
  });

  it('ask the host, stream a megabyte each way, and exchange messages as large as the lane takes', async () => {
    await within(serveCluster(await connectTo(host.region, INTERRUPTED, CLUSTER)).closed, 'the questions', LIMIT_MS);
    assert.ok(interrupted.lines.includes('asked slot 0: 0 wrong'), interrupted.lines.join('\n'));
    for (const [slot, guest] of [
      [INTERRUPTED, interrupted],
      [POLLED, polled],
    ] as const) {
      const channel = await host.region.connect(slot, { timeoutMs: LIMIT_MS });
      assert.ok(await exchangeMegabyte(channel));
      await channel.disconnect({ drain: true, timeoutMs: LIMIT_MS });
      await within(guest.saw('a megabyte each way: the sums are right'), 'the sum of the guest', LIMIT_MS);
      const largest = ARENA.blockSize * ARENA.blockCount;
      const inRing = Math.floor(host.region.ringSize / 4) - 16;
      const lengths = [
        9,
        1000,
        inRing,
        inRing + 1,
        ARENA.blockSize,
        ARENA.blockSize + 1,
        largest - 1,
        largest,
        9,
        largest,
        largest,
      ].filter((length) => length <= largest);
      const bare = await host.region.connect(slot, { timeoutMs: LIMIT_MS });
      assert.is(await exchangeLarge(bare, lengths, LIMIT_MS), lengths.length);
      await bare.disconnect({ drain: true, timeoutMs: LIMIT_MS });
      const said = `${lengths.length + 1} large messages of up to ${largest} bytes: the sums are right`;
      await within(guest.saw(said), 'the sums of the guest', LIMIT_MS);
    }
  });

  it('die alone: one typed error for each call, and the others go on', async () => {
    const [dying, living] = await Promise.all([
      connectTo(host.region, INTERRUPTED, CLUSTER, LIMIT_MS),
      connectTo(host.region, POLLED, CLUSTER, LIMIT_MS),
    ]);
    const slow = callLong(dying);
    await sleep(300);
    const death = once(host.steward, 'death');
    interrupted.kill();
    assert.equal(await within(death, 'the death', LIMIT_MS), [INTERRUPTED, 1]);
    const error = await within(slow, 'the error');
    assert.instance(error, CallError);
    assert.equal([(error as CallError).code, (error as CallError).started], ['SLUICE_ERR_PEER_CLOSED', 'unknown']);
    assert.equal(await askCluster(living), []);
    // Its slot is free for the next.
    interrupted = await boot('vfio', INTERRUPTED, 'serve:0');
    const again = await connectTo(host.region, INTERRUPTED, CLUSTER, LIMIT_MS);
    assert.equal(await askCluster(again), []);
    assert.ok(
      interrupted.lines.some((line) => line.endsWith('epoch 2')),
      interrupted.lines.join('\n'),
    );
    await endCluster(again);
    again.close();
    assert.is(await within(interrupted.ended(), 'the end of a guest', LIMIT_MS), 0);
    await endCluster(living);
    living.close();
    assert.is(await within(polled.ended(), 'the end of a guest', LIMIT_MS), 0);
  });
});

describe('a server that is restarted with keep', (it) => {
  const workspace = new Workspace();

  it.after(() => workspace.close());

  it('ends nothing: guests of before answer as before, new ones meet the host, and who dies is missed', async () => {
    const program = buildPeer(workspace);
    const images = { vfio: buildImage(workspace, program, 'vfio'), pci: buildImage(workspace, program) };
    const name = `sluice-qemu-${process.pid}`;
    const shape = { slotCount: 5, beatIntervalMs: 1000 };
    const host = await startServerHost(workspace, shape, { memory: { kind: 'shm', name }, keep: true });
    try {
      const device = { socket: host.socket, vectors: VECTORS };
      const deaths: unknown[] = [];
      host.steward.on('death', (...death) => deaths.push(death));
      const boot = async (kind: 'vfio' | 'pci'): Promise<[Program, number]> => {
        const assigned = once(host.steward, 'assign');
        const guest = startMachine(workspace, images[kind], { device, peer: [kind, 'assigned', 'serve:0'] });
        return [guest, (await within(assigned, 'the slot', LIMIT_MS))[0]];
      };
      const [interrupted, first] = await boot('vfio');
      const [polled, second] = await boot('pci');
      const before = [
        await connectTo(host.region, first, CLUSTER, LIMIT_MS),
        await connectTo(host.region, second, CLUSTER, LIMIT_MS),
      ];
      for (const transport of before) assert.equal(await askCluster(transport), []);
      const { epoch } = host.region;
      const ready = once(host.client, 'ready');
      host.server.close();
      for (const transport of before) assert.equal(await askCluster(transport), []);
      host.server.start();
      await within(ready, 'the way back', LIMIT_MS);
      const restartedAt = performance.now();
      const [third, slot] = await boot('vfio');
      const anew = await connectTo(host.region, slot, CLUSTER, LIMIT_MS);
      assert.equal(await askCluster(anew), []);
      // Longer than the steward has patience with hearts that do not beat.
      await sleep(Math.max(0, restartedAt + 8000 - performance.now()));
      for (const transport of before) assert.equal(await askCluster(transport), []);
      assert.equal([deaths, host.region.epoch], [[], epoch]);
      // Both sides of the first one have bells as before.
      assert.is(host.region.directory.bellOf(first).vectors, VECTORS);
      assert.is.not(host.region.directory.earlierOf(0, first), null);
      // A new channel, and the end of a guest that no server tells of.
      const [sleeper, poller] = before as [Transport, Transport];
      await endCluster(sleeper);
      sleeper.close();
      assert.is(await within(interrupted.ended(), 'the end of a guest', LIMIT_MS), 0);
      const death = once(host.steward, 'death');
      const slow = callLong(poller);
      await sleep(300);
      polled.kill();
      assert.equal(await within(death, 'the death', LIMIT_MS), [second, 1]);
      const error = await within(slow, 'the error');
      assert.equal([(error as CallError).code, (error as CallError).started], ['SLUICE_ERR_PEER_CLOSED', 'unknown']);
      assert.equal(await askCluster(anew), []);
      await endCluster(anew);
      anew.close();
      assert.is(await within(third.ended(), 'the end of a guest', LIMIT_MS), 0);
    } finally {
      host.close();
      rmSync(`/dev/shm/${name}`, { force: true });
    }
  });
});
