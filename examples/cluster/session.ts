/** A client of the kernels: a member without a kernel, which lays names and buffers down in its own heap for the time of a call. session.c is its twin. */
import { ClusterRpcClient } from '../../generated/cluster-rpc/index.ts';
import { type Joined, joinAs } from './join.ts';
import {
  InodeRecord,
  ProcessRecord,
  pointer,
  Records,
  SCRATCH,
  SCRATCH_BYTES,
  Type,
  VSEGS_OF_PROCESS,
  VsegRecord,
} from './kernel/index.ts';

export class Session {
  readonly joined: Joined;
  readonly client: ClusterRpcClient;
  readonly records: Records;
  #next = 0;

  private constructor(joined: Joined) {
    this.joined = joined;
    this.client = new ClusterRpcClient(joined.transport, { timeoutMs: 10_000 });
    this.records = new Records(joined.memory);
  }

  static async open(folder: string, cxy: number): Promise<Session> {
    return new Session(await joinAs(folder, cxy));
  }

  /** Puts bytes where a kernel can fetch them; they stay until some 20 KiB later. @returns where they are */
  lay(bytes: Uint8Array): bigint {
    if (this.#next + bytes.length > SCRATCH_BYTES) this.#next = 0;
    const at = this.place(this.#next);
    this.#next += (bytes.length + 15) & ~15;
    this.joined.memory.write(at, bytes);
    return at;
  }

  /** A name, ended by NUL. */
  layName(name: string): bigint {
    return this.lay(new TextEncoder().encode(`${name}\0`));
  }

  /** A byte of the own scratch memory. */
  place(offset: number): bigint {
    const { member, memory } = this.joined;
    return pointer(member.cxy, memory.heapOffset + SCRATCH + offset);
  }

  /** Root directory of a kernel, or another inode by its place. 0 when there is none. */
  inode(cxy: number, index = 0): bigint {
    return this.records.at(cxy, Type.INODE, index)?.getBigUint64(0, true) ?? 0n;
  }

  mapperOf(inode: bigint): bigint {
    return this.records.read(inode)?.getBigUint64(InodeRecord.MAPPER, true) ?? 0n;
  }

  /** The process in a place of a kernel, the first one by default: its reference and its pid. */
  process(cxy: number, index = 0): { readonly ref: bigint; readonly pid: number } {
    const record = this.records.at(cxy, Type.PROCESS, index);
    return { ref: record?.getBigUint64(0, true) ?? 0n, pid: record?.getUint32(ProcessRecord.PID, true) ?? 0 };
  }

  /** The page number at which the newest segment of a process begins; 0 when there is none. */
  newestVpn(process: bigint): number {
    const record = this.records.read(process);
    const newest = (record?.getUint32(ProcessRecord.VSEG_COUNT, true) ?? 0) - 1;
    if (newest < 0 || newest >= VSEGS_OF_PROCESS) return 0;
    return record?.getUint32(ProcessRecord.VSEGS + newest * VsegRecord.BYTES + VsegRecord.BASE, true) ?? 0;
  }

  /** Where a process is in its owner cluster. */
  processOf(pid: number): bigint {
    for (let index = 0; index < 32; index += 1) {
      const found = this.process(pid >>> 16, index);
      if (found.pid === pid) return found.ref;
    }
    return 0n;
  }

  async close(): Promise<void> {
    this.joined.transport.close();
    await this.joined.member.leave();
  }
}
