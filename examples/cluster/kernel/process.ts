/** Processes and threads. A process has its reference in the cluster that owns it, and a copy wherever else a thread of it runs. */
import { Refusal } from 'sluice/runtime/stub';
import { errno, Fault } from './faults.ts';
import { CORES, MEMBERS, PROCESSES, THREADS } from './limits.ts';
import { clusterOf, indexOf, judge, Table, Type, typeOf } from './objects.ts';
import { ProcessRecord, type Records, ThreadRecord, VsegRecord } from './records.ts';
import type { Entry, Vseg } from './vmm.ts';

export const ThreadType = { USER: 0, RPC: 1, DEVICE: 2, KERNEL: 3, IDLE: 4 } as const;
/** What a process's record says. */
export const State = { NEW: 0, REFERENCE: 1, COPY: 2 } as const;
/** The source does not give their values. */
export const Action = { BLOCK: 0, UNBLOCK: 1, DELETE: 2 } as const;

/** Where the kernel places segments. */
const FIRST_PLACED_PAGE = 0x10000;

export interface Process {
  readonly ref: bigint;
  /** `owner << 16 | number`. */
  readonly pid: number;
  readonly parent: number;
  /** The process in its owner cluster. */
  readonly reference: bigint;
  state: number;
  /** Being taken down: nobody finds it any more. */
  isEnding: boolean;
  nextVpn: number;
  readonly vsegs: Vseg[];
  /** By virtual page. */
  readonly entries: Map<number, Entry>;
}

export interface Thread {
  readonly ref: bigint;
  /** 0 for threads of the kernel. */
  readonly process: bigint;
  readonly pid: number;
  readonly type: number;
  readonly func: bigint;
  readonly arg: bigint;
  readonly lid: number;
  isBlocked: boolean;
}

export class Processes {
  readonly table: Table<Process>;
  readonly threads: Table<Thread>;
  readonly #cxy: number;
  readonly #records: Records;
  #lastNumber: number;

  constructor(records: Records, cxy: number, life: number) {
    this.#records = records;
    this.#cxy = cxy;
    // A pid of an earlier life is not given again at once.
    this.#lastNumber = (life & 0xff) * 256;
    this.table = new Table(Type.PROCESS, PROCESSES, cxy, life);
    this.threads = new Table(Type.THREAD, THREADS, cxy, life);
  }

  /** @throws Refusal */
  find(ref: bigint): Process {
    const process = this.table.find(ref);
    if (process.isEnding) throw new Refusal(errno.ESTALE);
    return process;
  }

  /** For what only the owner cluster can do. @throws Fault EINVAL for a copy */
  findReference(ref: bigint): Process {
    const process = this.find(ref);
    if (process.reference !== process.ref) throw new Fault(errno.EINVAL);
    return process;
  }

  /** The reference or a copy that is here, or null. */
  byPid(pid: number): Process | null {
    for (const process of this.table) if (process.pid === pid && !process.isEnding && process.state !== State.NEW) return process;
    return null;
  }

  /** @throws Fault ESRCH unless the process is owned here */
  owned(pid: number): Process {
    const process = this.byPid(pid);
    if (process === null || process.reference !== process.ref) throw new Fault(errno.ESRCH);
    return process;
  }

  /** A process of this cluster, of which nobody knows yet. @throws Fault EAGAIN */
  create(parent: number): Process {
    if (this.table.isFull) throw new Fault(errno.EAGAIN);
    return this.#add(this.#newPid(), parent, 0n);
  }

  /** A new process is whole. */
  start(process: Process): void {
    process.state = State.REFERENCE;
    this.publish(process);
  }

  /**
   * The copy of another cluster's process, for its first thread here. The owner's record learns where it is; should the process end in this
   * moment, either the owner sees that, or we see its end.
   *
   * @throws Fault ESRCH, EAGAIN
   */
  copyOf(pid: number): Process {
    const here = this.byPid(pid);
    if (here !== null) return here;
    const owner = pid >>> 16;
    const reference = owner === this.#cxy ? null : this.#findRemote(owner, pid);
    if (reference === null) throw new Fault(errno.ESRCH);
    if (this.table.isFull) throw new Fault(errno.EAGAIN);
    const copy = this.#add(pid, 0, reference);
    copy.state = State.COPY;
    this.publish(copy);
    this.#records.writeU64(reference, ProcessRecord.COPIES + 8 * (this.#cxy % MEMBERS), copy.ref);
    if (this.#records.read(reference) !== null) return copy;
    this.remove(copy);
    throw new Fault(errno.ESRCH);
  }

  /** Copies of a process that is owned here, as other clusters have registered them. */
  copiesOf(process: Process): { readonly target: number; readonly process: bigint }[] {
    const record = this.#records.at(this.#cxy, Type.PROCESS, indexOf(process.ref)) as DataView;
    const copies: { target: number; process: bigint }[] = [];
    for (let slot = 0; slot < MEMBERS; slot += 1) {
      const ref = record.getBigUint64(ProcessRecord.COPIES + 8 * slot, true);
      if (typeOf(ref) !== Type.PROCESS || clusterOf(ref) !== slot || slot === this.#cxy) continue;
      copies.push({ target: slot, process: ref });
    }
    return copies;
  }

  forgetCopies(process: Process): void {
    this.#records.write(process.ref, ProcessRecord.COPIES, new Uint8Array(8 * MEMBERS));
  }

  /** From here on nobody finds it; copies that come now see that it is gone. */
  end(process: Process): void {
    process.isEnding = true;
    this.#records.writeU64(process.ref, 0, 0n);
  }

  /** Threads, record and all; its memory is empty. */
  remove(process: Process): void {
    this.act(process, Action.DELETE);
    this.#records.withdraw(process.ref);
    this.table.remove(process.ref);
  }

  /** RPC 9, for the threads that are here. */
  act(process: Process, action: number): void {
    for (const thread of this.threads) {
      if (thread.process !== process.ref) continue;
      if (action === Action.DELETE) this.removeThread(thread);
      else thread.isBlocked = action === Action.BLOCK;
    }
  }

  /** @param lid - core, or -1 for the one with the fewest threads @throws Fault EAGAIN */
  createThread(process: Process | null, type: number, func: bigint, arg: bigint, lid: number): bigint {
    const core = lid >= 0 ? lid : this.#idlestCore();
    const [owner, pid] = process === null ? [0n, 0] : [process.ref, process.pid];
    const thread = this.threads.add((ref) => ({ ref, process: owner, pid, type, func, arg, lid: core, isBlocked: false }));
    if (thread === null) throw new Fault(errno.EAGAIN);
    this.#records.publish(thread.ref, (view) => {
      view.setUint32(ThreadRecord.PID, pid, true);
      view.setUint32(ThreadRecord.TYPE, type, true);
      view.setBigUint64(ThreadRecord.FUNC, func, true);
      view.setBigUint64(ThreadRecord.ARG, arg, true);
      view.setBigUint64(ThreadRecord.PROCESS, owner, true);
    });
    return thread.ref;
  }

  removeThread(thread: Thread): void {
    this.#records.withdraw(thread.ref);
    this.threads.remove(thread.ref);
  }

  /** What others may know of a process. Where its copies are is written by them. */
  publish(process: Process): void {
    if (process.state === State.NEW) return;
    const view = new DataView(new ArrayBuffer(512));
    view.setBigUint64(0, process.isEnding ? 0n : process.ref, true);
    view.setUint32(ProcessRecord.PID, process.pid, true);
    view.setUint32(ProcessRecord.PARENT, process.parent, true);
    view.setUint32(ProcessRecord.STATE, process.state, true);
    view.setUint32(ProcessRecord.VSEG_COUNT, process.vsegs.length, true);
    for (const [index, vseg] of process.vsegs.entries()) {
      writeVseg(view, ProcessRecord.VSEGS + VsegRecord.BYTES * index, vseg, process.entries);
    }
    const bytes = new Uint8Array(view.buffer);
    this.#records.write(process.ref, 0, bytes.subarray(0, ProcessRecord.COPIES));
    this.#records.write(process.ref, ProcessRecord.VSEGS, bytes.subarray(ProcessRecord.VSEGS));
  }

  /** Copies whose process is gone: its owner has died, or has not known of them. */
  removeOrphans(): void {
    for (const process of this.table) {
      if (process.state === State.COPY && this.#records.read(process.reference) === null) this.remove(process);
    }
  }

  /** Forgets a member that died: the processes that it owned, and the copies that it had. */
  forget(cxy: number): void {
    for (const process of this.table) {
      if (process.state === State.COPY && clusterOf(process.reference) === cxy) this.remove(process);
      else if (process.state === State.REFERENCE) {
        this.#records.writeU64(process.ref, ProcessRecord.COPIES + 8 * (cxy % MEMBERS), 0n);
      }
    }
  }

  /** The record of a parent in any cluster. @throws Fault ESRCH @throws Refusal for what is no process */
  readParent(ref: bigint): DataView {
    judge(ref, Type.PROCESS, PROCESSES);
    const record = this.#records.read(ref);
    if (record === null || record.getUint32(ProcessRecord.STATE, true) !== State.REFERENCE) throw new Fault(errno.ESRCH);
    return record;
  }

  /** What the thread that forks runs. @throws Fault ESRCH, EINVAL for a thread of another process @throws Refusal */
  readThread(ref: bigint, pid: number): { readonly func: bigint; readonly arg: bigint } {
    judge(ref, Type.THREAD, THREADS);
    const record = this.#records.read(ref);
    if (record === null) throw new Fault(errno.ESRCH);
    if (record.getUint32(ThreadRecord.PID, true) !== pid) throw new Fault(errno.EINVAL);
    return { func: record.getBigUint64(ThreadRecord.FUNC, true), arg: record.getBigUint64(ThreadRecord.ARG, true) };
  }

  #add(pid: number, parent: number, reference: bigint): Process {
    return this.table.add((ref) => ({
      ref,
      pid,
      parent,
      reference: reference === 0n ? ref : reference,
      state: State.NEW,
      isEnding: false,
      nextVpn: FIRST_PLACED_PAGE,
      vsegs: [],
      entries: new Map(),
    })) as Process;
  }

  #newPid(): number {
    let pid: number;
    do {
      this.#lastNumber = this.#lastNumber === 0xffff ? 1 : this.#lastNumber + 1;
      pid = ((this.#cxy << 16) | this.#lastNumber) >>> 0;
    } while (this.#isTaken(pid));
    return pid;
  }

  #isTaken(pid: number): boolean {
    for (const process of this.table) if (process.pid === pid) return true;
    return false;
  }

  #findRemote(owner: number, pid: number): bigint | null {
    if (owner >= MEMBERS) return null;
    for (let index = 0; index < PROCESSES; index += 1) {
      const record = this.#records.at(owner, Type.PROCESS, index);
      if (record === null) return null;
      const ref = record.getBigUint64(0, true);
      const isReference = record.getUint32(ProcessRecord.STATE, true) === State.REFERENCE;
      if (!isReference || record.getUint32(ProcessRecord.PID, true) !== pid) continue;
      if (typeOf(ref) === Type.PROCESS && clusterOf(ref) === owner && indexOf(ref) === index) return ref;
    }
    return null;
  }

  #idlestCore(): number {
    const loads = new Array<number>(CORES).fill(0);
    for (const { lid } of this.threads) loads[lid] = (loads[lid] as number) + 1;
    return loads.indexOf(Math.min(...loads));
  }
}

function writeVseg(view: DataView, at: number, vseg: Vseg, entries: ReadonlyMap<number, Entry>): void {
  let present = 0n;
  for (let page = 0; page < vseg.pages; page += 1) if (entries.has(vseg.base + page)) present |= 1n << BigInt(page);
  view.setBigUint64(at + VsegRecord.HANDLE, vseg.ref, true);
  view.setBigUint64(at + VsegRecord.MAPPER, vseg.mapper, true);
  view.setBigUint64(at + VsegRecord.PRESENT, present, true);
  view.setUint32(at + VsegRecord.BASE, vseg.base, true);
  view.setUint16(at + VsegRecord.PAGES, vseg.pages, true);
  view.setUint8(at + VsegRecord.TYPE, vseg.type);
  view.setUint8(at + VsegRecord.IS_COW, vseg.isCow ? 1 : 0);
  view.setUint32(at + VsegRecord.FILE_OFFSET, vseg.fileOffset, true);
  view.setUint32(at + VsegRecord.FILE_SIZE, vseg.fileSize, true);
}
