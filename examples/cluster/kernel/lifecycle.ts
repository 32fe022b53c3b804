/** How processes come and go: fork, exec, exit, signals. What holds for copies in other clusters, too, is asked of those by RPC 9. RPC 2 to 6. */
import { CallError } from 'sluice/runtime/stub';
import { errno, Fault } from './faults.ts';
import { CORES, NAME_BYTES, PAGE_BYTES, PAGES_OF_VSEG, VSEGS_OF_PROCESS } from './limits.ts';
import type { Mappers } from './mapper.ts';
import type { Memory } from './memory.ts';
import { clusterOf } from './objects.ts';
import type { Peers } from './peers.ts';
import { Action, type Process, type Processes, ThreadType } from './process.ts';
import { ProcessRecord, VsegRecord } from './records.ts';
import type { Vfs } from './vfs.ts';
import { type Vmm, VsegType } from './vmm.ts';

export const Signal = { KILL: 9, CONT: 18, STOP: 19 } as const;

/** What RPC 2 runs, in the client's memory. */
export const EXEC_INFO = { PID: 0, ENTRY: 8, PATH: 16, BYTES: 64 } as const;
/** Attributes of a thread, in the client's memory: with bit 0 of the first word, the second says which core. */
export const THREAD_ATTR_BYTES = 8;
const IS_PLACED = 1;

const CODE_PAGE = 0x400;
const DATA_PAGE = 0x800;
const STACK_PAGES = 4;

export class Lifecycle {
  readonly #cxy: number;
  readonly #processes: Processes;
  readonly #vmm: Vmm;
  readonly #vfs: Vfs;
  readonly #mappers: Mappers;
  readonly #memory: Memory;
  readonly #peers: Peers;
  readonly #print: (line: string) => void;

  constructor(
    parts: { mappers: Mappers; memory: Memory; peers: Peers; cxy: number; print: (line: string) => void },
    processes: Processes,
    vmm: Vmm,
    vfs: Vfs,
  ) {
    this.#mappers = parts.mappers;
    this.#memory = parts.memory;
    this.#peers = parts.peers;
    this.#print = parts.print;
    this.#cxy = parts.cxy;
    this.#processes = processes;
    this.#vmm = vmm;
    this.#vfs = vfs;
  }

  /** The process that is there from the start. */
  boot(): void {
    const init = this.#processes.create(0);
    this.#loadImage(init, 'shell');
    this.#processes.createThread(init, ThreadType.USER, 0x400000n, 0n, -1);
    this.#processes.start(init);
  }

  /** RPC 2. @throws Fault EFAULT, ENAMETOOLONG, ESRCH, ENOENT, EAGAIN, ENOMEM; from EAGAIN on, the old image is gone */
  async exec(infoAt: bigint): Promise<void> {
    const bytes = this.#memory.read(infoAt, EXEC_INFO.BYTES);
    if (bytes === null) throw new Fault(errno.EFAULT);
    const info = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const path = Buffer.from(bytes.subarray(EXEC_INFO.PATH, EXEC_INFO.PATH + NAME_BYTES)).toString('latin1');
    const end = path.indexOf('\0');
    if (end < 0) throw new Fault(errno.ENAMETOOLONG);
    const pid = info.getUint32(EXEC_INFO.PID, true);
    this.#processes.owned(pid);
    this.#vfs.openProgram(path.slice(0, end));
    await this.#tellCopies(this.#processes.owned(pid), Action.DELETE);
    // Others have run meanwhile.
    const process = this.#processes.owned(pid);
    this.#processes.act(process, Action.DELETE);
    this.#vmm.clear(process);
    try {
      this.#loadImage(process, path.slice(0, end));
    } finally {
      this.#processes.publish(process);
    }
    this.#processes.createThread(process, ThreadType.USER, info.getBigUint64(EXEC_INFO.ENTRY, true), 0n, -1);
  }

  /**
   * RPC 3. Within a cluster, parent and child share pages until one of them writes; a child in another cluster gets copies.
   *
   * @returns the child's pid and its thread
   * @throws Fault ESRCH, EINVAL, EAGAIN, ENOMEM, EHOSTDOWN; then there is no child
   */
  async fork(parentRef: bigint, threadRef: bigint): Promise<{ childPid: number; childThreadPtr: bigint }> {
    const record = this.#processes.readParent(parentRef);
    const parentPid = record.getUint32(ProcessRecord.PID, true);
    const { func, arg } = this.#processes.readThread(threadRef, parentPid);
    const child = this.#processes.create(parentPid);
    try {
      if (clusterOf(parentRef) === this.#cxy) this.#vmm.share(this.#processes.findReference(parentRef), child);
      else await this.#copyMemory(record, parentRef, child);
      const childThreadPtr = this.#processes.createThread(child, ThreadType.USER, func, arg, -1);
      this.#processes.start(child);
      return { childPid: child.pid, childThreadPtr };
    } catch (error) {
      this.#vmm.clear(child);
      this.#processes.remove(child);
      throw error;
    }
  }

  /** RPC 4. There is no service to wait for it, so its status goes to the console. @throws Fault ESRCH */
  async exit(pid: number, status: number): Promise<void> {
    const process = this.#processes.owned(pid);
    this.#processes.end(process);
    await this.#tellCopies(process, Action.DELETE);
    this.#vmm.clear(process);
    this.#processes.remove(process);
    this.#print(`process 0x${pid.toString(16)} has ended: ${status}`);
  }

  /** RPC 5. @throws Fault EINVAL for another signal, ESRCH */
  async signal(pid: number, signal: number): Promise<void> {
    if (signal === Signal.KILL) return this.exit(pid, 128 + signal);
    if (signal !== Signal.STOP && signal !== Signal.CONT) throw new Fault(errno.EINVAL);
    const action = signal === Signal.STOP ? Action.BLOCK : Action.UNBLOCK;
    const process = this.#processes.owned(pid);
    this.#processes.act(process, action);
    await this.#tellCopies(process, action);
  }

  /** RPC 6. @throws Fault EINVAL, EFAULT, ESRCH, EAGAIN */
  createUserThread(pid: number, func: bigint, arg: bigint, attr: bigint): bigint {
    if (func === 0n) throw new Fault(errno.EINVAL);
    const lid = attr === 0n ? -1 : this.#coreOf(attr);
    const process = this.#processes.copyOf(pid);
    return this.#processes.createThread(process, ThreadType.USER, func, arg, lid);
  }

  /** RPC 9. The last of a copy is its record. @throws Fault EINVAL */
  sigaction(ref: bigint, action: number): void {
    if (action > Action.DELETE) throw new Fault(errno.EINVAL);
    const process = this.#processes.find(ref);
    if (action === Action.DELETE && process.reference !== ref) this.#processes.remove(process);
    else this.#processes.act(process, action);
  }

  /** All copies at once. One that does not answer is gone with its cluster. */
  async #tellCopies(process: Process, actionType: number): Promise<void> {
    const copies = this.#processes.copiesOf(process);
    if (copies.length > 0) {
      try {
        await this.#peers.processSigaction({ actionType }, copies);
      } catch (error) {
        if (!(error instanceof AggregateError) && !(error instanceof CallError)) throw error;
      }
    }
    if (actionType === Action.DELETE) this.#processes.forgetCopies(process);
  }

  /** @throws Fault ENOENT, ENFILE, ENOMEM */
  #loadImage(process: Process, program: string): void {
    const { mapper } = this.#vfs.openProgram(program);
    const size = this.#mappers.sizeOf(this.#mappers.table.find(mapper));
    const code = { type: VsegType.CODE, base: BigInt(CODE_PAGE * PAGE_BYTES), size: size || 1, fileSize: size };
    const data = {
      type: VsegType.DATA,
      base: BigInt(DATA_PAGE * PAGE_BYTES),
      size: 2 * PAGE_BYTES,
      fileSize: Math.min(size, 5000),
    };
    const stack = { type: VsegType.STACK, base: 0n, size: STACK_PAGES * PAGE_BYTES, fileSize: 0 };
    for (const vseg of [code, data, stack]) this.#vmm.create(process, { ...vseg, fileOffset: 0, mapper, cxy: this.#cxy });
  }

  /** Segments from the parent's record, and the pages that they have by RPC 21. */
  async #copyMemory(record: DataView, parent: bigint, child: Process): Promise<void> {
    const count = record.getUint32(ProcessRecord.VSEG_COUNT, true);
    if (count > VSEGS_OF_PROCESS) throw new Fault(errno.EIO);
    for (let index = 0; index < count; index += 1) {
      const at = ProcessRecord.VSEGS + VsegRecord.BYTES * index;
      const type = record.getUint8(at + VsegRecord.TYPE);
      const base = record.getUint32(at + VsegRecord.BASE, true);
      const pages = record.getUint16(at + VsegRecord.PAGES, true);
      if (type > VsegType.REMOTE || pages === 0 || pages > PAGES_OF_VSEG || base + pages > 0xffffffff) throw new Fault(errno.EIO);
      const fileOffset = record.getUint32(at + VsegRecord.FILE_OFFSET, true);
      const fileSize = record.getUint32(at + VsegRecord.FILE_SIZE, true);
      const mapper = record.getBigUint64(at + VsegRecord.MAPPER, true);
      const present = record.getBigUint64(at + VsegRecord.PRESENT, true);
      this.#vmm.add(child, { type, base, pages, fileOffset, fileSize, mapper, isCow: false });
      child.nextVpn = Math.max(child.nextVpn, base + pages + 1);
      // Pages of files are found again through their mapper.
      if (type === VsegType.CODE || type === VsegType.FILE) continue;
      for (let page = 0; page < pages; page += 1) {
        if ((present >> BigInt(page)) & 1n) await this.#vmm.fetch(parent, child, base + page);
      }
    }
  }

  #coreOf(attr: bigint): number {
    const bytes = this.#memory.read(attr, THREAD_ATTR_BYTES);
    if (bytes === null) throw new Fault(errno.EFAULT);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if ((view.getUint32(0, true) & IS_PLACED) === 0) return -1;
    const lid = view.getUint32(4, true);
    if (lid >= CORES) throw new Fault(errno.EINVAL);
    return lid;
  }
}
