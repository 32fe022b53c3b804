/** Regions in the memory of a server: bells, assigned slots, deaths that the server tells. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import {
  attachRegion,
  connectIvshmem,
  type IvshmemClient,
  IvshmemServer,
  RegionMemory,
  RegionSteward,
} from '../../../runtime/index.ts';
import { describe } from '../../support/index.ts';
import { put, take, within } from '../channel/channel-pair.ts';

const CLIENT = fileURLToPath(new URL('server-peer.js', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'sluice-region-server-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

async function readyClient(address: string): Promise<IvshmemClient> {
  const client = connectIvshmem(address, { vectors: 2 });
  await within(once(client, 'ready'), 'the client');
  return client;
}

describe('regions of a server', (it) => {
  it('give slots to whom the server lets in, ring, and end the channels of the dead', async () => {
    const address = path.join(folder, 'one.sock');
    const server = new IvshmemServer({ path: address, vectors: 2, size: 1 << 20 });
    server.start();
    const client = await readyClient(address);
    const memory = RegionMemory.ofClient(client).make({ slotCount: 4 });
    const region = await attachRegion(memory, { slot: 0 });
    const steward = new RegionSteward(region, { client });
    const assigned = once(steward, 'assign');
    const child = spawn(process.execPath, [CLIENT, address], { stdio: ['ignore', 'ignore', 'inherit'] });
    const [slot, number] = (await within(assigned, 'the slot')) as [number, number];
    assert.is(slot, 1);
    assert.is(client.peers[0]?.id, number);
    // Another one of this process, with a slot of its own choice and a client of its own.
    const second = await readyClient(address);
    const other = await attachRegion(RegionMemory.ofClient(second), { slot: 3 });
    const [near, far] = await within(Promise.all([region.connect(3), other.connect(0)]), 'connecting');
    const channel = await within(region.connect(slot, { timeoutMs: 10_000 }), 'connecting to the process');
    for (let count = 0; count < 50; count += 1) {
      put(channel, Uint8Array.of(count, 1));
      const message = await within(channel.getMessage(), 'the echo');
      assert.equal([...(message?.bytes() ?? [])], [count, 1]);
      channel.finishMessage();
    }
    const death = once(steward, 'death');
    const closed = once(channel, 'close');
    child.kill('SIGKILL');
    assert.equal(await within(death, 'the death'), [slot, 1]);
    assert.is((await within(closed, 'the end'))[0]?.code, 'SLUICE_ERR_PEER_DIED');
    put(near, Uint8Array.of(5));
    await within(far.getReceiveEvent().wait(), 'a message');
    assert.equal(take(far), [5]);
    steward.close();
    other.detach();
    region.detach();
    second.close();
    client.close();
    server.close();
  });

  it('assign a slot again after the death of who had it', async () => {
    const address = path.join(folder, 'two.sock');
    const server = new IvshmemServer({ path: address, vectors: 2, size: 1 << 20 });
    server.start();
    const client = await readyClient(address);
    const region = await attachRegion(RegionMemory.ofClient(client).make({ slotCount: 2 }), { slot: 0 });
    using steward = new RegionSteward(region, { client });
    for (let life = 1; life <= 3; life += 1) {
      const assigned = once(steward, 'assign');
      const next = await readyClient(address);
      assert.equal(await within(assigned, 'the slot'), [1, next.id]);
      const peer = await within(attachRegion(RegionMemory.ofClient(next), { timeoutMs: 10_000 }), 'attaching');
      assert.equal([peer.slot, peer.epoch], [1, life]);
      const death = once(steward, 'death');
      // Its socket goes, and it has said nothing.
      next.close();
      await within(death, 'the death');
    }
    region.detach();
    client.close();
    server.close();
  });
});
