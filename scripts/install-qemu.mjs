// A machine to boot: QEMU, and the kernel of Debian's cloud images with the modules that hand PCI devices to programs. The kernel is not installed
// but unpacked into build/qemu: this machine goes on with its own.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { apt, installPackages } from './apt.mjs';

const FOLDER = fileURLToPath(new URL('../build/qemu/', import.meta.url));
const META_PACKAGE = 'linux-image-cloud-amd64';
/** In the order in which they are loaded: each needs those before it. */
const MODULES = {
  vfio: ['irqbypass', 'vfio', 'vfio_virqfd', 'vfio_iommu_type1', 'vfio-pci-core', 'vfio-pci'],
  // For the comparison that the benchmark makes.
  console: ['virtio_ring', 'virtio', 'virtio_pci_legacy_dev', 'virtio_pci_modern_dev', 'virtio_pci', 'virtio_console'],
};

/** The package that the meta package stands for: linux-image-6.1.0-57-cloud-amd64. */
function kernelPackage() {
  const { stdout } = spawnSync('apt-cache', ['depends', META_PACKAGE], { encoding: 'utf8' });
  return /Depends: (linux-image-\S+)/.exec(stdout ?? '')?.[1] ?? null;
}

function findFile(folder, wanted) {
  const names = fs.readdirSync(folder, { recursive: true }).filter((name) => wanted.test(name));
  if (names.length !== 1) throw new Error(`${wanted} is not one file of the kernel package but ${names.length}`);
  return path.join(folder, names[0]);
}

function unpack(archive, into) {
  const folder = path.join(into, 'unpacked');
  if (spawnSync('dpkg-deb', ['-x', archive, folder]).status !== 0) return false;
  fs.copyFileSync(findFile(folder, /^boot\/vmlinuz-/), path.join(into, 'vmlinuz'));
  for (const [name, modules] of Object.entries(MODULES)) {
    const target = path.join(into, name);
    fs.mkdirSync(target);
    for (const module of modules)
      fs.copyFileSync(findFile(folder, new RegExp(`/${module}\\.ko$`)), path.join(target, `${module}.ko`));
    fs.writeFileSync(path.join(target, 'order'), orderOf(modules));
  }
  fs.rmSync(folder, { recursive: true });
  return true;
}

function orderOf(modules) {
  return modules.map((module) => `${module}.ko\n`).join('');
}

/** Whether what an earlier run has unpacked is what this one would. */
function isUnpacked() {
  const kernel = path.join(FOLDER, 'kernel');
  return Object.entries(MODULES).every(([name, modules]) => {
    const order = path.join(kernel, name, 'order');
    return fs.existsSync(order) && fs.readFileSync(order, 'utf8') === orderOf(modules);
  });
}

function installKernel(why) {
  if (isUnpacked()) return true;
  let name = kernelPackage();
  if (name === null && apt(['update'])) name = kernelPackage();
  if (name === null) {
    process.stderr.write(`${why}: ${META_PACKAGE} is not to be had here\n`);
    return false;
  }
  process.stderr.write(`${why}: unpacking ${name}\n`);
  fs.mkdirSync(FOLDER, { recursive: true });
  const folder = fs.mkdtempSync(path.join(FOLDER, 'new-'));
  try {
    // The package in the list may be gone from the server by now.
    if (!apt(['download', name], { cwd: folder }) && !(apt(['update']) && apt(['download', name], { cwd: folder }))) return false;
    const archive = fs.readdirSync(folder).find((file) => file.endsWith('.deb'));
    const kernel = path.join(folder, 'kernel');
    fs.mkdirSync(kernel);
    if (archive === undefined || !unpack(path.join(folder, archive), kernel)) return false;
    fs.rmSync(path.join(FOLDER, 'kernel'), { recursive: true, force: true });
    fs.renameSync(kernel, path.join(FOLDER, 'kernel'));
    return true;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** @param why - who wants it, for messages @returns whether all is here now */
export function installQemu(why) {
  const hasQemu = installPackages(['qemu-system-x86'], why);
  return installKernel(why) && hasQemu;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = installQemu('qemu') ? 0 : 1;
