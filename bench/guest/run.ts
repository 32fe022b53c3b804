/** Calls from a process of the host to a guest and back: through polled rings, against virtio-serial of the same machine; and interrupted. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startFileHost, startServerHost, VECTORS } from '../../examples/ivshmem/host.ts';
import { buildImage, buildPeer, missingForMachines, startMachine } from '../../examples/ivshmem/machine.ts';
import { CLUSTER, connectTo } from '../../examples/ivshmem/services.ts';
import { Workspace } from '../../examples/support/workspace.ts';
import { ClusterRpcClient } from '../../generated/cluster-rpc/index.ts';
import { median, pairedRatio } from '../stats.ts';
import { formatNumber, formatTable } from '../table.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const ROUNDS = 5;
const CALLS = 1000;
/** A call through polled rings is to be so many times as fast as an exchange over virtio-serial. */
const AT_LEAST = 10;

export interface GuestReport {
  /** Medians, in nanoseconds. */
  readonly polledNs: number;
  readonly portNs: number;
  readonly interruptedNs: number;
  /** Of the rounds, in which one follows the other in the same machine. */
  readonly ratio: number;
  readonly atLeast: number;
}

/** @throws Error when there is no QEMU, or something fails in the machine */
export async function runGuestBenchmark(onProgress: (text: string) => void): Promise<GuestReport> {
  onProgress('installing QEMU and a kernel, if they are missing');
  spawnSync(process.execPath, [path.join(ROOT, 'scripts', 'install-qemu.mjs')], { stdio: ['ignore', 'inherit', 'inherit'] });
  const missing = missingForMachines();
  if (missing !== null) throw new Error(missing);
  const workspace = new Workspace();
  try {
    const program = buildPeer(workspace);
    onProgress('polled rings and virtio-serial');
    const { polled, port } = await measurePolled(workspace, program);
    onProgress('interrupts');
    const interruptedNs = await measureInterrupted(workspace, program);
    return { polledNs: median(polled), portNs: median(port), interruptedNs, ratio: pairedRatio(port, polled), atLeast: AT_LEAST };
  } finally {
    workspace.close();
  }
}

/** Both sides in C: a process of this host against the guest, in turns. */
async function measurePolled(workspace: Workspace, program: string): Promise<{ polled: number[]; port: number[] }> {
  // The guest shows no sign of life while it echoes.
  const host = await startFileHost(undefined, 60_000);
  try {
    const socket = workspace.address('port');
    const repeat = (...jobs: string[]): string[] => Array.from({ length: ROUNDS }, () => jobs).flat();
    const guest = startMachine(workspace, buildImage(workspace, program, 'console'), {
      device: { file: host.file, size: host.size },
      peer: ['pci', '1', ...repeat('serve:2', 'echo:/dev/vport0p1')],
      qemu: [
        ...['-device', 'virtio-serial-pci', '-chardev', `socket,path=${socket},server=on,wait=off,id=port`],
        ...['-device', 'virtserialport,chardev=port,name=port'],
      ],
    });
    const peer = workspace.start(program, `file:${host.file}`, '2', ...repeat('time:1', 'end:1', `port:${socket}`));
    const lines = await Promise.race([
      peer.succeeded(),
      guest.ended().then(() => Promise.reject(new Error(guest.lines.join('\n')))),
    ]);
    guest.kill();
    return { polled: timesOf(lines, 'call'), port: timesOf(lines, 'port') };
  } finally {
    host.close();
  }
}

function timesOf(lines: readonly string[], what: string): number[] {
  const times = lines.flatMap((line) => new RegExp(`^${what}: (\\d+) ns$`).exec(line)?.slice(1) ?? []).map(Number);
  if (times.length !== ROUNDS) throw new Error(lines.join('\n'));
  return times;
}

/** The host in Node, on its event loop; the guest sleeps until it is interrupted. */
async function measureInterrupted(workspace: Workspace, program: string): Promise<number> {
  const host = await startServerHost(workspace);
  try {
    const assigned = once(host.steward, 'assign');
    const device = { socket: host.socket, vectors: VECTORS };
    const guest = startMachine(workspace, buildImage(workspace, program, 'vfio'), {
      device,
      peer: ['vfio', 'assigned', 'serve:0'],
    });
    const [slot] = (await assigned) as [number, number];
    const transport = await connectTo(host.region, slot, CLUSTER);
    const client = new ClusterRpcClient(transport, { timeoutMs: 60_000 });
    for (let call = 0; call < CALLS / 10; call += 1) await client.schedDisplay({ lid: 0 });
    const start = process.hrtime.bigint();
    for (let call = 0; call < CALLS; call += 1) await client.schedDisplay({ lid: 0 });
    const elapsedNs = Number(process.hrtime.bigint() - start);
    transport.close();
    guest.kill();
    return elapsedNs / CALLS;
  } finally {
    host.close();
  }
}

export function formatGuestReport({ polledNs, portNs, interruptedNs, ratio, atLeast }: GuestReport): string {
  const us = (ns: number): string => formatNumber(ns / 1000);
  const table = formatTable([
    ['round trip, host to guest and back', 'us'],
    ['empty call, polled rings (C, C)', us(polledNs)],
    ['128 bytes over virtio-serial (C, C)', us(portNs)],
    ['empty call, guest interrupted (Node, C)', us(interruptedNs)],
  ]);
  const verdict = ratio >= atLeast ? 'met' : 'MISSED';
  return `${table}\n\npolled rings are ${formatNumber(ratio)} times as fast as virtio-serial: at least ${atLeast}, ${verdict}`;
}
