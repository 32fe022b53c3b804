/** What has to hold in a kernel at rest, as far as its own member can see. */

import type { Kernel } from './kernel.ts';
import { CORES, FRAMES, MAX_ORDER, PAGES_OF_FILE } from './limits.ts';
import { clusterOf, indexOf } from './objects.ts';
import { Use } from './pages.ts';
import { State } from './process.ts';
import { DentryRecord, InodeRecord, ProcessRecord, VsegRecord } from './records.ts';

const hex = (ref: bigint): string => `0x${ref.toString(16)}`;

export function findProblems(kernel: Kernel): readonly string[] {
  return [...blockProblems(kernel), ...holderProblems(kernel), ...fileProblems(kernel), ...processProblems(kernel)];
}

/** Free and used blocks make up all pages, without a gap, and no two free ones could be one. */
function* blockProblems({ pages }: Kernel): Generator<string> {
  let at = 0;
  while (at < FRAMES) {
    const order = pages.order[at] as number;
    if (order < 0 || order > MAX_ORDER || at % (1 << order) !== 0) {
      yield `page ${at} starts no block: order=${order}`;
      return;
    }
    const pair = at ^ (1 << order);
    const isFree = pages.use[at] === Use.FREE;
    if (isFree && order < MAX_ORDER && pages.use[pair] === Use.FREE && pages.order[pair] === order) {
      yield `free blocks ${at} and ${pair} were not joined`;
    }
    if (isFree !== (pages.holders[at] === 0)) yield `page ${at}: use=${pages.use[at]}, holders=${pages.holders[at]}`;
    at += 1 << order;
  }
}

/** Whatever leads to a page is counted there. */
function* holderProblems({ pages, mappers, processes, kmem }: Kernel): Generator<string> {
  const counted = new Uint16Array(FRAMES);
  const count = (page: number): void => {
    counted[page] = (counted[page] as number) + 1;
  };
  for (const { pages: held } of mappers.table) {
    for (let index = 0; index < PAGES_OF_FILE; index += 1) if ((held[index] as number) >= 0) count(held[index] as number);
  }
  for (const { entries } of processes.table) for (const { page } of entries.values()) count(page);
  for (const page of new Set([...kmem.objects].map((object) => object.page))) count(page);
  for (let page = 0; page < FRAMES; page += 1) {
    if (pages.use[page] === Use.CLIENT) count(page);
    if (counted[page] !== pages.holders[page])
      yield `page ${page} has ${pages.holders[page]} holders, but ${counted[page]} lead to it`;
  }
}

function* fileProblems({ vfs, mappers, records, cxy }: Kernel): Generator<string> {
  for (const { ref, parent, name } of vfs.dentries) {
    if (vfs.inodes.get(parent) === null) yield `entry ${name} is in no directory: ${hex(parent)}`;
    const child = vfs.childOf(ref);
    const record = records.read(child);
    if (child !== 0n && record?.getBigUint64(InodeRecord.PARENT, true) !== ref)
      yield `entry ${name} leads to no inode: ${hex(child)}`;
  }
  for (const inode of vfs.inodes) {
    const open = [...vfs.files].filter((file) => file.inode === inode.ref).length;
    if (open !== inode.openFiles) yield `inode ${hex(inode.ref)} is open ${inode.openFiles} times, but has ${open} files`;
    if (mappers.table.get(inode.mapper)?.inode !== inode.ref) yield `inode ${hex(inode.ref)} has no mapper`;
    if (records.read(inode.ref) === null) yield `inode ${hex(inode.ref)} has no record`;
    const entry = vfs.parentOf(inode.ref);
    if (entry === 0n) continue;
    if (records.read(entry)?.getBigUint64(DentryRecord.CHILD, true) !== inode.ref) yield `inode ${hex(inode.ref)} has no entry`;
  }
  for (const { ref, inode } of vfs.files) if (vfs.inodes.get(inode) === null) yield `file ${hex(ref)} has no inode in ${cxy}`;
  for (const { ref, inode } of mappers.table) if (vfs.inodes.get(inode)?.mapper !== ref) yield `mapper ${hex(ref)} has no inode`;
}

function* processProblems({ processes, vmm, pages, records }: Kernel): Generator<string> {
  for (const thread of processes.threads) {
    const process = processes.table.get(thread.process);
    if (thread.pid !== (process?.pid ?? 0)) yield `thread ${hex(thread.ref)} is of no process: ${hex(thread.process)}`;
    if (thread.lid >= CORES) yield `thread ${hex(thread.ref)} runs on core ${thread.lid}`;
    if (records.read(thread.ref) === null) yield `thread ${hex(thread.ref)} has no record`;
  }
  let vsegs = 0;
  for (const process of processes.table) {
    const name = `process 0x${process.pid.toString(16)}`;
    vsegs += process.vsegs.length;
    if (process.state === State.COPY) {
      if (records.read(process.reference) === null)
        yield `${name} is the copy of none in cluster ${clusterOf(process.reference)}`;
      continue;
    }
    const record = records.read(process.ref);
    if (record === null) {
      if (process.state === State.REFERENCE && !process.isEnding) yield `${name} has no record`;
      continue;
    }
    if (record.getUint32(ProcessRecord.VSEG_COUNT, true) !== process.vsegs.length) yield `${name}: its record has other segments`;
    for (const [vpn, { page }] of process.entries) {
      if (vmm.vsegAt(process, vpn) === null) yield `${name} has page ${vpn} outside of its segments`;
      if (pages.use[page] === Use.FREE) yield `${name} leads to free page ${page}`;
    }
    for (const [index, vseg] of process.vsegs.entries()) {
      if (vmm.vsegs.get(vseg.ref) !== vseg) yield `${name} has a segment that is gone: ${hex(vseg.ref)}`;
      const present = record.getBigUint64(ProcessRecord.VSEGS + VsegRecord.BYTES * index + VsegRecord.PRESENT, true);
      for (let page = 0; page < vseg.pages; page += 1) {
        const isThere = process.entries.has(vseg.base + page);
        if (isThere !== (((present >> BigInt(page)) & 1n) === 1n)) yield `${name}: its record errs on page ${vseg.base + page}`;
      }
    }
    if (indexOf(process.ref) >= 32) yield `${name} is out of its table`;
  }
  if (vsegs !== vmm.vsegs.count) yield `${vmm.vsegs.count} segments, but ${vsegs} of processes`;
}
