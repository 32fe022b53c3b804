/** A kernel in miniature: what a member of the cluster holds, and the 28 services on it. kernel.c is its twin. */
import { Refusal } from 'sluice/runtime/stub';
import type { ClusterRpcHandlers } from '../../../generated/cluster-rpc/index.ts';
import { findProblems } from './check.ts';
import { errno, Fault, toldAsError, toldAsErrorOnly, toldAsNull, toldAsRefusal } from './faults.ts';
import { Kmem } from './kmem.ts';
import { Lifecycle } from './lifecycle.ts';
import { CORES, FRAMES } from './limits.ts';
import { Mappers } from './mapper.ts';
import type { Memory } from './memory.ts';
import { Pages, Use } from './pages.ts';
import type { Peers } from './peers.ts';
import { Processes, ThreadType } from './process.ts';
import { Records } from './records.ts';
import { Transfer } from './transfer.ts';
import { Vfs } from './vfs.ts';
import { Vmm } from './vmm.ts';

export interface KernelOptions {
  /** Number of the member, 0 to 15. */
  readonly cxy: number;
  /** How often a member of this number has started before, 0 to 255: references of an earlier life are refused. */
  readonly life: number;
  readonly memory: Memory;
  readonly peers: Peers;
  /** Takes a line for the console. */
  readonly print: (line: string) => void;
}

export class Kernel {
  readonly cxy: number;
  readonly memory: Memory;
  readonly records: Records;
  readonly pages: Pages;
  readonly kmem: Kmem;
  readonly mappers: Mappers;
  readonly vfs: Vfs;
  readonly processes: Processes;
  readonly vmm: Vmm;
  readonly handlers: ClusterRpcHandlers;
  readonly #lifecycle: Lifecycle;
  readonly #transfer: Transfer;
  readonly #print: (line: string) => void;

  constructor({ cxy, life, memory, peers, print }: KernelOptions) {
    this.cxy = cxy;
    this.memory = memory;
    this.#print = print;
    this.records = new Records(memory);
    this.pages = new Pages(memory, cxy, life);
    this.kmem = new Kmem(this.pages, this.records, cxy, life);
    this.mappers = new Mappers(this.pages, this.records, cxy, life);
    this.vfs = new Vfs(this.mappers, this.pages, this.records, cxy, life);
    this.processes = new Processes(this.records, cxy, life);
    const { pages, mappers, processes } = this;
    const parts = { cxy, life, memory, peers, print, pages, mappers };
    this.vmm = new Vmm(
      parts,
      (ref) => processes.findReference(ref),
      (process) => processes.publish(process),
    );
    this.#lifecycle = new Lifecycle(parts, processes, this.vmm, this.vfs);
    this.#transfer = new Transfer(parts, processes, this.vmm);
    this.handlers = this.#makeHandlers();
    this.#lifecycle.boot();
  }

  /** A member has died: nothing here may lead to it any more. */
  forget(cxy: number): void {
    this.vfs.forget(cxy);
    for (const process of this.processes.table) if (this.vmm.forget(process, cxy)) this.processes.publish(process);
    this.processes.forget(cxy);
  }

  /** What is not as it has to be: nothing, unless the kernel has a mistake. Copies of processes that are gone are removed first. */
  check(): readonly string[] {
    this.processes.removeOrphans();
    return findProblems(this);
  }

  /** How much there is of everything. */
  get summary(): string {
    const { pages, processes, vfs, kmem, vmm } = this;
    return [
      `${pages.freeCount} of ${FRAMES} pages free`,
      `${processes.table.count} processes`,
      `${processes.threads.count} threads`,
      `${vmm.vsegs.count} segments`,
      `${vfs.inodes.count} inodes`,
      `${vfs.dentries.count} entries`,
      `${vfs.files.count} files`,
      `${kmem.objects.count} objects`,
    ].join(', ');
  }

  #makeHandlers(): ClusterRpcHandlers {
    const { pages, kmem, mappers, vfs, processes, vmm } = this;
    const lifecycle = this.#lifecycle;
    const transfer = this.#transfer;
    return {
      pmemGetPages: ({ order }) => ({ page: toldAsNull(() => pages.refOf(pages.allocate(order, Use.CLIENT))) }),
      pmemReleasePages: ({ page }) => pages.releaseOfClient(page),
      processMakeExec: ({ info }) => toldAsErrorOnly(() => lifecycle.exec(info)),
      processMakeFork: ({ refProcessXp, parentThreadXp }) =>
        toldAsError({ childPid: 0, childThreadPtr: 0n }, () => lifecycle.fork(refProcessXp, parentThreadXp)),
      processMakeExit: ({ pid, status }) => toldAsRefusal(() => lifecycle.exit(pid, status)),
      processMakeKill: ({ pid, segId }) => toldAsRefusal(() => lifecycle.signal(pid, segId)),
      threadUserCreate: ({ pid, startFunc, startArg, attr }) =>
        toldAsError({ threadXp: 0n }, () => ({ threadXp: lifecycle.createUserThread(pid, startFunc, startArg, attr) })),
      threadKernelCreate: ({ type, func, args }) =>
        toldAsError({ threadXp: 0n }, () => {
          if (type === ThreadType.USER || type > ThreadType.IDLE || func === 0n) throw new Fault(errno.EINVAL);
          return { threadXp: processes.createThread(null, type, func, args, -1) };
        }),
      threadKill: ({ thread }) => processes.removeThread(processes.threads.find(thread)),
      processSigaction: ({ actionType, process }) => toldAsRefusal(() => lifecycle.sigaction(process, actionType)),
      vfsInodeCreate: ({ dentryXp, fsType, inodeType, extend, attr, rights, uid, gid }) =>
        toldAsError({ inodeXp: 0n }, () => ({
          inodeXp: vfs.createInode(dentryXp, { fileSystem: fsType, type: inodeType, extend, attr, rights, uid, gid }),
        })),
      vfsInodeDestroy: ({ inode }) => vfs.destroyInode(inode),
      vfsDentryCreate: ({ type, name, parent }) =>
        toldAsError({ dentryXp: 0n }, () => ({ dentryXp: vfs.createDentry(type, name, parent) })),
      vfsDentryDestroy: ({ dentry }) => vfs.destroyDentry(dentry),
      vfsFileCreate: ({ inode, fileAttr }) => toldAsError({ fileXp: 0n }, () => ({ fileXp: vfs.openFile(inode, fileAttr) })),
      vfsFileDestroy: ({ file }) => vfs.closeFile(file),
      vfsInodeLoad: ({ parentInode, name, childInodeXp }) =>
        toldAsErrorOnly(() => vfs.loadInode(parentInode, name, childInodeXp)),
      vfsMapperLoadAll: ({ inode }) => toldAsErrorOnly(() => mappers.loadAll(mappers.table.find(vfs.inodes.find(inode).mapper))),
      fatfsGetCluster: ({ mapper, first, page }) =>
        toldAsError({ cluster: 0 }, () => ({ cluster: mappers.walkTable(mappers.table.find(mapper), first, page) })),
      vmmGetVseg: ({ process, vaddr }) =>
        toldAsError({ vsegXp: 0n }, () => ({ vsegXp: vmm.findVseg(processes.findReference(process), vaddr) })),
      vmmGetPte: ({ process, vpn, cow }) =>
        toldAsError({ attr: 0, ppn: 0 }, async () => {
          const { attr, page } = await vmm.resolve(process, vpn, cow);
          return { attr, ppn: pages.ppnOf(page) };
        }),
      kcmAlloc: ({ kmemType }) => ({ bufXp: toldAsNull(() => kmem.allocate(kmemType)) }),
      kcmFree: ({ buf, kmemType }) => kmem.free(buf, kmemType),
      mapperMoveBuffer: (move) => toldAsErrorOnly(() => transfer.move(move)),
      mapperGetPage: ({ mapper, index }) => ({
        page: toldAsNull(() => pages.refOf(mappers.load(mappers.table.find(mapper), index))),
      }),
      vmmCreateVseg: ({ process, type, base, size, fileOffset, fileSize, mapperXp, vsegCxy }) => ({
        vseg: toldAsNull(() =>
          vmm.create(processes.findReference(process), {
            ...{ type, base, size, fileOffset, fileSize },
            mapper: mapperXp,
            cxy: vsegCxy,
          }),
        ),
      }),
      schedDisplay: ({ lid }) => this.#display(lid),
      vmmSetCow: ({ process }) => toldAsRefusal(() => vmm.setCow(processes.findReference(process))),
    };
  }

  /** RPC 27. */
  #display(lid: number): void {
    if (lid >= CORES) throw new Refusal(errno.EINVAL);
    const threads = [...this.processes.threads].filter((thread) => thread.lid === lid);
    this.#print(`cluster ${this.cxy}, core ${lid}: ${threads.length} threads`);
    for (const { ref, pid, type, isBlocked } of threads) {
      const state = isBlocked ? 'blocked' : 'ready';
      this.#print(`  thread 0x${ref.toString(16)}, type ${type}, process 0x${pid.toString(16)}, ${state}`);
    }
  }
}
