/** A virtual machine with an ivshmem device, whose first and only program is `peer.c`. QEMU and a kernel come from `scripts/install-qemu.mjs`. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Program } from '../support/program.ts';
import type { Workspace } from '../support/workspace.ts';
import { writeArchive } from './cpio.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const KERNEL = path.join(ROOT, 'build', 'qemu', 'kernel');
const QEMU = 'qemu-system-x86_64';
const STUBS = ['generated/cluster-rpc', 'generated/libos-ipc/base'];
const SOURCES = ['init', 'large', 'services', 'stream', 'timing'].map((name) => `examples/ivshmem/${name}.c`);
const STUB_SOURCES = ['generated/cluster-rpc/cluster_rpc_stubs.c', 'generated/libos-ipc/base/libos_ipc_stubs.c'];

export interface MachineOptions {
  /** Memory of a file (`ivshmem-plain`), or of a server and with its doorbells. */
  readonly device: { readonly file: string; readonly size: number } | { readonly socket: string; readonly vectors: number };
  /** Arguments of `peer.c`. With `vfio` first, the machine has an IOMMU. */
  readonly peer: readonly string[];
  /** More arguments for QEMU. */
  readonly qemu?: readonly string[];
}

/** Whether a machine can be booted here, or what is missing. */
export function missingForMachines(): string | null {
  if (!existsSync(path.join(KERNEL, 'vmlinuz'))) return 'no kernel: node scripts/install-qemu.mjs';
  const isThere = (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(path.join(folder, QEMU)));
  return isThere ? null : `no ${QEMU}: node scripts/install-qemu.mjs`;
}

/** Compiles `peer.c` for this machine and, being static, for any guest. @returns the program */
export function buildPeer(workspace: Workspace): string {
  return workspace.buildC('examples/ivshmem/peer.c', STUBS, [...SOURCES, ...STUB_SOURCES], ['-static']);
}

/**
 * The file system that guests start from: the program as /init, and the modules that it loads.
 *
 * @param modules - a folder of `build/qemu/kernel`: `vfio`, or `console`
 * @returns path of the archive
 */
export function buildImage(workspace: Workspace, program: string, ...modules: readonly string[]): string {
  const folders = modules.map((name) => path.join(KERNEL, name));
  const files = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.ko'))
      .map((name) => ({ name: `modules/${name}`, data: readFileSync(path.join(folder, name)) })),
  );
  const order = folders.map((folder) => readFileSync(path.join(folder, 'order'), 'utf8')).join('');
  const image = path.join(workspace.folder, `${['image', ...modules].join('-')}.cpio`);
  writeFileSync(
    image,
    writeArchive([
      { name: 'init', data: readFileSync(program), isExecutable: true },
      { name: 'modules/order', data: Buffer.from(order) },
      ...files,
    ]),
  );
  return image;
}

/** Boots it; its console is what the program prints. */
export function startMachine(workspace: Workspace, image: string, { device, peer, qemu = [] }: MachineOptions): Program {
  const hasInterrupts = peer[0] === 'vfio';
  // A kernel that tries its timer on a busy host takes it for broken, and panics.
  const kernelArguments = ['console=ttyS0', 'quiet', 'panic=-1', 'no_timer_check', ...(hasInterrupts ? ['intel_iommu=on'] : [])];
  return workspace.start(
    QEMU,
    ...['-accel', 'tcg', '-m', '128', '-no-reboot', '-nodefaults', '-no-user-config', '-display', 'none', '-serial', 'stdio'],
    // With one processor alone QEMU would leave out fences, and run locked instructions as plain ones.
    ...['-smp', '1,maxcpus=2'],
    ...(hasInterrupts ? ['-M', 'q35,kernel-irqchip=split', '-device', 'intel-iommu,intremap=on'] : ['-M', 'q35']),
    ...deviceArguments(device),
    ...['-kernel', path.join(KERNEL, 'vmlinuz'), '-initrd', image, '-append', [...kernelArguments, '--', ...peer].join(' ')],
    ...qemu,
  );
}

function deviceArguments(device: MachineOptions['device']): string[] {
  if ('file' in device) {
    const backend = `memory-backend-file,id=region,share=on,mem-path=${device.file},size=${device.size}`;
    return ['-object', backend, '-device', 'ivshmem-plain,memdev=region'];
  }
  return [
    '-chardev',
    `socket,path=${device.socket},id=server`,
    '-device',
    `ivshmem-doorbell,vectors=${device.vectors},chardev=server`,
  ];
}
