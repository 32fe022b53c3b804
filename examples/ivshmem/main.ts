/**
 * A host in Node and a Linux guest in QEMU call each other through shared memory: generated stubs over a channel in an ivshmem region, woken by
 * doorbells that are interrupts in the guest and eventfds here. Ends with 0 only when all answers were right.
 */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Program } from '../support/program.ts';
import { Workspace } from '../support/workspace.ts';
import { startServerHost } from './host.ts';
import { buildImage, buildPeer, missingForMachines, startMachine } from './machine.ts';
import { askCluster, askLibos, CLUSTER, connectTo, endCluster, endLibos, LIBOS, serveCluster } from './services.ts';
import { exchangeMegabyte } from './stream.ts';

/** Longer than a machine takes on a busy one. */
const LIMIT_MS = 120_000;

function tell(what: string, wrong: readonly string[]): boolean {
  console.log(`  ${what}: ${wrong.length === 0 ? 'all answers are right' : `WRONG: ${wrong.join(', ')}`}`);
  return wrong.length === 0;
}

async function run(workspace: Workspace): Promise<boolean> {
  const host = await startServerHost(workspace);
  try {
    const image = buildImage(workspace, buildPeer(workspace), 'vfio');
    const assigned = once(host.steward, 'assign');
    const guest = startMachine(workspace, image, {
      device: { socket: host.socket, vectors: 4 },
      peer: ['vfio', 'assigned', 'serve:0', 'serve-ipc:0', 'call:0', 'stream:0'],
    });
    const [slot] = (await assigned) as [number, number];
    console.log(`a guest boots, and has slot ${slot}`);
    return await talk(host.region, slot, guest);
  } finally {
    host.close();
  }
}

async function talk(region: Parameters<typeof connectTo>[0], slot: number, guest: Program): Promise<boolean> {
  const first = await connectTo(region, slot, CLUSTER);
  const calls = tell('cluster-rpc, host calls guest', await askCluster(first));
  await endCluster(first);
  first.close();
  const second = await connectTo(region, slot, LIBOS);
  const frames = tell('libos-ipc, host calls guest', await askLibos(second));
  await endLibos(second);
  second.close();
  const server = serveCluster(await connectTo(region, slot, CLUSTER));
  await server.closed;
  const channel = await region.connect(slot, { timeoutMs: LIMIT_MS });
  const isRight = await exchangeMegabyte(channel);
  await channel.disconnect({ drain: true, timeoutMs: LIMIT_MS });
  console.log(`  a megabyte each way: ${isRight ? 'the sums are right' : 'WRONG'}`);
  const lines = await Promise.race([guest.ended().then(() => guest.lines), sleep(LIMIT_MS, guest.lines, { ref: false })]);
  const asked = lines.find((line) => line.startsWith('asked'));
  const answers = asked === 'asked slot 0: 0 wrong' ? 'all answers are right' : `WRONG: ${asked ?? lines.join('\n')}`;
  console.log(`  cluster-rpc, guest calls host: ${answers}`);
  return calls && frames && isRight && asked === 'asked slot 0: 0 wrong';
}

const missing = missingForMachines();
if (missing !== null) {
  console.error(missing);
  process.exitCode = 2;
} else {
  const workspace = new Workspace();
  try {
    const isRight = await run(workspace);
    console.log(isRight ? 'all answers are right' : 'some answers are WRONG');
    process.exitCode = isRight ? 0 : 1;
  } finally {
    workspace.close();
  }
}
