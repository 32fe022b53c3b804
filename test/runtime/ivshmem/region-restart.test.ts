/** Peers that stay behind when a server is restarted, as QEMU's guests do: hosts that come back, in C and in TypeScript, go on with them. */
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import {
  attachRegion,
  type Channel,
  connectIvshmem,
  type IvshmemClient,
  IvshmemServer,
  type Region,
  RegionMemory,
  RegionSteward,
} from '../../../runtime/index.ts';
import { BuiltProgram } from '../../interop/stubs/build.ts';
import { describeWithAddon } from '../../support/addon.ts';
import { put, take, within } from '../channel/channel-pair.ts';
import { HostProcess } from './host-process.ts';
import { until } from './support.ts';

/** The steward, a host in C, and who stays behind. */
const C_HOST = 1;
const STAYED = 2;
const LIMIT_MS = 30_000;

describeWithAddon('peers that stay behind when the server of a region is restarted', (it) => {
  const cHost = new BuiltProgram('test/runtime/ivshmem/client-peer.c');
  const stayedPeer = new BuiltProgram('test/runtime/ivshmem/stayed-peer.c');
  let processes: HostProcess[] = [];
  let name = '';
  let server: IvshmemServer;
  let own: IvshmemClient;
  let region: Region;
  let steward: RegionSteward;
  let deaths: unknown[] = [];

  const start = (built: BuiltProgram, ...args: string[]): HostProcess => {
    const started = new HostProcess(built.program, args);
    processes.push(started);
    return started;
  };
  const address = (): string => path.join(cHost.folder, `${name}.sock`);
  const setUp = async (beatIntervalMs: number, patienceMs: number): Promise<void> => {
    name = `sluice-restart-${process.hrtime.bigint()}`;
    server = new IvshmemServer({ path: address(), vectors: 2, size: 1 << 20, keep: true, memory: { kind: 'shm', name } });
    server.start();
    own = connectIvshmem(address(), { vectors: 2, reconnectMs: 20 });
    await once(own, 'ready');
    region = await attachRegion(RegionMemory.ofClient(own).make({ slotCount: 4, beatIntervalMs }), { slot: 0 });
    steward = new RegionSteward(region, { client: own, patienceMs, reserved: [C_HOST] });
    deaths = [];
    steward.on('death', (...death) => deaths.push(death));
  };
  const startStayed = async (): Promise<HostProcess> => {
    const assigned = once(steward, 'assign');
    const stayed = start(stayedPeer, address(), `0,${C_HOST}`);
    assert.is(((await within(assigned, 'the slot')) as [number, number])[0], STAYED);
    await stayed.says('epoch 1');
    return stayed;
  };
  /** Others come back; who stays behind does not even notice. */
  const restart = async (returning: number): Promise<void> => {
    const ready = once(own, 'ready');
    server.close();
    server.start();
    await within(ready, 'the way back', LIMIT_MS);
    await until(() => own.peers.length === returning, 'the others are back');
  };
  const echoes = async (channel: Channel, rounds: number): Promise<void> => {
    for (let round = 0; round < rounds; round += 1) {
      put(channel, Uint8Array.of(round, 1));
      await within(channel.getReceiveEvent().wait(), 'an answer', LIMIT_MS);
      assert.equal(take(channel), [round, 1]);
    }
  };

  it.after.each(async () => {
    for (const each of processes) each.process.kill('SIGKILL');
    await Promise.all(processes.map(({ ended }) => ended));
    processes = [];
    steward.close();
    region.detach();
    own.close();
    server.close();
    rmSync(path.join('/dev/shm', name), { force: true });
  });
  it.after(() => {
    cHost.close();
    stayedPeer.close();
  });

  it('are rung, and ring, as before: nobody waits for a heartbeat', async () => {
    // Each look that a heartbeat causes would hide a ring that is lost.
    const beatIntervalMs = 1_000_000;
    await setUp(beatIntervalMs, 4 * beatIntervalMs);
    await startStayed();
    const inC = start(cHost, address(), String(C_HOST), `asks:${STAYED}`);
    await inC.says('attached');
    const channel = await region.connect(STAYED, { timeoutMs: LIMIT_MS });
    for (let life = 0; life < 3; life += 1) {
      await echoes(channel, 20);
      inC.tell('ask');
      await inC.says('answered');
      await restart(1);
      // Both sleep: neither has lost its vectors.
      await until(() => region.directory.bellOf(C_HOST).vectors === 2, 'the host in C is back');
      assert.equal(
        [0, STAYED].map((slot) => region.directory.bellOf(slot).vectors),
        [2, 2],
      );
      assert.is.not(region.directory.bellOf(0).number, region.directory.earlierOf(0, STAYED));
    }
    await echoes(channel, 20);
    inC.tell('ask');
    await inC.says('answered');
    // A new channel of an old acquaintance.
    channel.disconnectNow();
    const again = await within(region.connect(STAYED), 'connecting again', LIMIT_MS);
    await echoes(again, 20);
    assert.equal(deaths, []);
  });

  it('live as long as their hearts beat, may reboot, and are missed when they die', async () => {
    const patienceMs = 2000;
    await setUp(100, patienceMs);
    const stayed = await startStayed();
    const channel = await region.connect(STAYED, { timeoutMs: LIMIT_MS });
    await restart(0);
    await sleep(1.5 * patienceMs);
    assert.equal([deaths, region.isLive(STAYED)], [[], true]);
    await echoes(channel, 20);
    // Its guest comes again in the slot that it had, though its number is one that the server does not know.
    const over = once(channel, 'close');
    stayed.process.kill('SIGUSR1');
    await stayed.says('epoch 2');
    await within(over, 'the end of its earlier life', LIMIT_MS);
    const again = await within(region.connect(STAYED), 'connecting again', LIMIT_MS);
    await echoes(again, 20);
    // Another steward, which knows nothing of the server before, spares it, too.
    steward.close();
    steward = new RegionSteward(region, { client: own, patienceMs, reserved: [C_HOST] });
    assert.is(region.isLive(STAYED), true);
    const death = once(steward, 'death');
    const closed = once(again, 'close');
    stayed.process.kill('SIGKILL');
    assert.equal(await within(death, 'the death', LIMIT_MS), [STAYED, 2]);
    assert.is(((await within(closed, 'the end')) as { code?: string }[])[0]?.code, 'SLUICE_ERR_PEER_DIED');
    // Its slot is for the next.
    const next = start(cHost, address(), 'assigned', 'echo:0');
    await next.says('attached');
    await echoes(await within(region.connect(3), 'connecting to the next', LIMIT_MS), 3);
  });

  it('are dead after the patience of the steward in a region without heartbeats', async () => {
    await setUp(0, 200);
    await startStayed();
    const death = once(steward, 'death');
    await restart(0);
    assert.equal(await within(death, 'the death', LIMIT_MS), [STAYED, 1]);
  });
});
