/** Guests with `ivshmem-plain`: no server, no doorbell; all poll, and heartbeats tell who lives. */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Channel } from 'sluice/runtime';
import { CallError } from 'sluice/runtime/stub';
import * as assert from 'uvu/assert';
import { type FileHost, startFileHost } from '../../examples/ivshmem/host.ts';
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
  serveLibos,
} from '../../examples/ivshmem/services.ts';
import { exchangeMegabyte } from '../../examples/ivshmem/stream.ts';
import type { Program } from '../../examples/support/program.ts';
import { Workspace } from '../../examples/support/workspace.ts';
import { ClusterRpcClient } from '../../generated/cluster-rpc/index.ts';
import { within } from '../../runtime/stub/conformance.ts';
import { describe } from '../support/index.ts';

const LIMIT_MS = 120_000;

describe('a guest with ivshmem-plain', (it) => {
  const workspace = new Workspace();
  let program = '';
  let image = '';
  let host: FileHost;
  let guest: Program;

  const boot = (...jobs: string[]): Program =>
    startMachine(workspace, image, { device: { file: host.file, size: host.size }, peer: ['pci', '1', ...jobs] });

  it.before(async () => {
    assert.is(missingForMachines(), null);
    program = buildPeer(workspace);
    image = buildImage(workspace, program);
    host = await startFileHost({ slotCount: 4, beatIntervalMs: 250 }, 4000);
  });
  it.after(() => {
    host?.close();
    workspace.close();
  });

  it('calls, is called, and streams, by polling', async () => {
    guest = boot('serve:0', 'serve-ipc:0', 'call:0', 'call-ipc:0', 'stream:0');
    const first = await connectTo(host.region, 1, CLUSTER, LIMIT_MS);
    assert.equal(await askCluster(first), []);
    await endCluster(first);
    first.close();
    const second = await connectTo(host.region, 1, LIBOS);
    assert.equal(await askLibos(second), []);
    await endLibos(second);
    second.close();
    await serveCluster(await connectTo(host.region, 1, CLUSTER)).closed;
    await serveLibos(await connectTo(host.region, 1, LIBOS)).closed;
    const channel: Channel = await host.region.connect(1, { timeoutMs: LIMIT_MS });
    assert.ok(await exchangeMegabyte(channel));
    await channel.disconnect({ drain: true, timeoutMs: LIMIT_MS });
    assert.is(await within(guest.ended(), 'the end of the guest', LIMIT_MS), 0);
    const said = guest.lines.filter((line) => /^(device|attached|asked|a megabyte|done)/.test(line));
    assert.equal(said, [
      `device: ${host.size} bytes, number 0, plain, 0 vectors`,
      'attached: slot 1 of 4, epoch 1',
      'asked slot 0: 0 wrong',
      'asked slot 0: 0 wrong',
      'a megabyte each way: the sums are right',
      'done',
    ]);
  });

  it('is missed when its heart stops: one error for its caller, nothing for others; and it comes back in another epoch', async () => {
    guest = boot('serve:0,2');
    // A process of this machine, in C, which the guest serves, too; and one that is not concerned.
    const neighbour = workspace.start(program, `file:${host.file}`, '2', 'call:1', 'serve:0');
    const calling = await connectTo(host.region, 1, CLUSTER, LIMIT_MS);
    await within(neighbour.saw('asked slot 1: 0 wrong'), 'the neighbour', LIMIT_MS);
    const other = await connectTo(host.region, 2, CLUSTER);
    const client = new ClusterRpcClient(calling);
    const slow = client.schedDisplay({ lid: LIMIT_MS }).then(
      () => null,
      (error: unknown) => error,
    );
    // It is under way by then, or on its way: the caller can't know.
    await sleep(300);
    const death = once(host.steward, 'death');
    guest.kill();
    const toNeighbour = new ClusterRpcClient(other);
    let isOver = false;
    void death.then(() => {
      isOver = true;
    });
    for (let vpn = 0; !isOver; vpn += 1) {
      assert.is((await toNeighbour.vmmGetPte({ process: 1n, vpn, cow: true })).ppn, vpn + 0x400);
      await sleep(20);
    }
    assert.equal(await death, [1, 2]);
    const error = await within(slow, 'the error');
    assert.instance(error, CallError);
    assert.equal([(error as CallError).code, (error as CallError).started], ['SLUICE_ERR_PEER_CLOSED', 'unknown']);

    guest = boot('serve:0');
    const again = await connectTo(host.region, 1, CLUSTER, LIMIT_MS);
    assert.equal(await askCluster(again), []);
    await endCluster(again);
    again.close();
    assert.is(await within(guest.ended(), 'the end of the guest', LIMIT_MS), 0);
    assert.ok(guest.lines.includes('attached: slot 1 of 4, epoch 3'), guest.lines.join('\n'));
    assert.equal(await askCluster(other), []);
    await endCluster(other);
    other.close();
    assert.is(await within(neighbour.ended(), 'the end of the neighbour'), 0);
  });
});
