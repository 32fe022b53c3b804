/** Hosts of a region by a server's client, C and TypeScript: they sleep until they are rung, and are told of each other's end. */
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
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
import { put, take } from '../channel/channel-pair.ts';
import { HostProcess as Host } from './host-process.ts';
import { until } from './support.ts';

const TYPESCRIPT = fileURLToPath(new URL('server-peer.js', import.meta.url));

describeWithAddon('hosts of a region, C and TypeScript', (it) => {
  const built = new BuiltProgram('test/runtime/ivshmem/client-peer.c');
  let address = '';
  let server: IvshmemServer;
  let steward: RegionSteward;
  let region: Region;
  let hosts: Host[] = [];
  let own: IvshmemClient;

  const inC = (slot: string, job: string): Host => {
    const host = new Host(built.program, [address, slot, job]);
    hosts.push(host);
    return host;
  };
  const inTypeScript = (slot: number | '', peer: number): Host => {
    const host = new Host(process.execPath, [TYPESCRIPT, address, String(slot), String(peer)]);
    hosts.push(host);
    return host;
  };

  it.before.each(async () => {
    const name = `sluice-hosts-${process.hrtime.bigint()}`;
    address = path.join(built.folder, `${name}.sock`);
    server = new IvshmemServer({ path: address, vectors: 2, size: 1 << 20, keep: true, memory: { kind: 'shm', name } });
    server.start();
    own = connectIvshmem(address, { vectors: 2, reconnectMs: 20 });
    await once(own, 'ready');
    region = await attachRegion(RegionMemory.ofClient(own).make({ slotCount: 5 }), { slot: 0 });
    steward = new RegionSteward(region, { client: own, reserved: [1, 2, 3] });
  });
  it.after.each(async () => {
    for (const host of hosts) host.process.kill('SIGKILL');
    await Promise.all(hosts.map(({ ended }) => ended));
    hosts = [];
    steward.close();
    region.detach();
    own.close();
    server.close();
    rmSync(path.join('/dev/shm', path.basename(address, '.sock')), { force: true });
  });
  it.after(() => built.close());

  const leadsAndSleeps = async (leader: Host, other: Host): Promise<void> => {
    for (const line of ['attached', 'answered', 'slept']) await leader.says(line);
    other.process.kill('SIGKILL');
    await leader.says('somebody has left');
    await leader.says('SLUICE_ERR_PEER_DIED');
    assert.equal(await leader.ended, [0, null]);
  };

  it('C asks C, sleeps, and hears of its death', async () => {
    const other = inC('2', 'echo:1');
    await leadsAndSleeps(inC('1', 'lead:2'), other);
  });

  it('C asks TypeScript, sleeps, and hears of its death', async () => {
    const other = inTypeScript(2, 1);
    await leadsAndSleeps(inC('1', 'lead:2'), other);
  });

  it('TypeScript asks C, in the slot that the steward assigns', async () => {
    const assigned = once(steward, 'assign');
    const other = inC('assigned', 'echo:0');
    const [slot] = (await assigned) as [number, number];
    const channel = await region.connect(slot);
    for (let round = 0; round < 100; round += 1) {
      put(channel, Uint8Array.of(round, 1));
      await channel.getReceiveEvent().wait();
      assert.equal(take(channel), [round, 1]);
    }
    channel.disconnectNow();
    for (const line of ['attached', 'echoed']) await other.says(line);
    assert.equal(await other.ended, [0, null]);
  });

  const echoes = async (channel: Channel, rounds: number): Promise<void> => {
    for (let round = 0; round < rounds; round += 1) {
      put(channel, Uint8Array.of(round, 1));
      await channel.getReceiveEvent().wait();
      assert.equal(take(channel), [round, 1]);
    }
  };

  for (const language of ['C', 'TypeScript'] as const) {
    it(`a server that starts again ends no channel: with ${language}, and with who does not come back`, async () => {
      const assigned = once(steward, 'assign');
      if (language === 'C') inC('assigned', 'echo:0');
      else inTypeScript('', 0);
      const [slot] = (await assigned) as [number, number];
      const channel = await region.connect(slot);
      await echoes(channel, 3);
      // This one has a connection that is never made anew.
      const third = connectIvshmem(address, { vectors: 2 });
      await once(third, 'ready');
      const gone = await attachRegion(RegionMemory.ofClient(third), { slot: 3 });
      const [lost] = await Promise.all([region.connect(3), gone.connect(0)]);
      const deaths: unknown[] = [];
      steward.on('death', (...death) => deaths.push(death));
      const before = region.directory.bellOf(slot).number;
      server.close();
      server.start();
      await until(() => own.isReady && own.isConnected && own.peers.length === 1, 'both are back');
      const now = own.peers[0]?.id as number;
      assert.is.not(now, before);
      await until(() => region.directory.bellOf(slot).number === now, 'the other one says by which number it is rung');
      await echoes(channel, 100);
      assert.equal(deaths, []);
      assert.is(region.isLive(3), true);
      // What a steward does when its patience is over, another one does at its start.
      steward.close();
      steward = new RegionSteward(region, { client: own, reserved: [1, 2, 3] });
      assert.is(region.isLive(3), false);
      const [error] = (await once(lost, 'close')) as [{ code: string }];
      assert.is(error.code, 'SLUICE_ERR_PEER_DIED');
      assert.is(region.directory.assignedSlot(now), slot);
      await echoes(channel, 3);
      gone.detach();
      third.close();
    });
  }

  it('a look at one channel takes no ring from another', async () => {
    inC('2', 'echo:1');
    inTypeScript(3, 1);
    const leader = inC('1', 'both:2,3');
    for (const line of ['attached', 'answered']) await leader.says(line);
    assert.equal(await leader.ended, [0, null]);
  });
});
