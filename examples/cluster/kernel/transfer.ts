/** Bytes between a file's pages and a buffer: RPC 24. */
import { asked, EHOSTDOWN, errno, Fault } from './faults.ts';
import { PAGE_BYTES } from './limits.ts';
import { LARGEST_FILE, type Mappers } from './mapper.ts';
import { frameAddress, type Memory } from './memory.ts';
import { clusterOf } from './objects.ts';
import type { Pages } from './pages.ts';
import type { Peers } from './peers.ts';
import type { Processes } from './process.ts';
import { Attr, type Vmm } from './vmm.ts';

export interface Move {
  readonly mapper: bigint;
  readonly toBuffer: boolean;
  readonly isUser: boolean;
  readonly fileOffset: number;
  /** An extended pointer; with `isUser` an address of a process that has a copy or its reference here: `pid << 32 | address`. */
  readonly buffer: bigint;
  readonly size: number;
}

export class Transfer {
  readonly #processes: Processes;
  readonly #mappers: Mappers;
  readonly #memory: Memory;
  readonly #pages: Pages;
  readonly #peers: Peers;
  readonly #vmm: Vmm;
  readonly #cxy: number;

  constructor(
    parts: { mappers: Mappers; memory: Memory; pages: Pages; peers: Peers; cxy: number },
    processes: Processes,
    vmm: Vmm,
  ) {
    this.#mappers = parts.mappers;
    this.#memory = parts.memory;
    this.#pages = parts.pages;
    this.#peers = parts.peers;
    this.#cxy = parts.cxy;
    this.#processes = processes;
    this.#vmm = vmm;
  }

  /**
   * Moves page by page; what was moved before an error stays moved. A file grows by what is written behind its end.
   *
   * @throws Fault EFBIG, EINVAL beyond the end of a file that is read, EFAULT, ESRCH, ENOMEM, EHOSTDOWN
   * @throws Refusal for what is no mapper
   */
  async move({ mapper: ref, toBuffer, isUser, fileOffset, buffer, size }: Move): Promise<void> {
    const mapper = this.#mappers.table.find(ref);
    if (fileOffset + size > LARGEST_FILE) throw new Fault(errno.EFBIG);
    if (toBuffer && fileOffset + size > this.#mappers.sizeOf(mapper)) throw new Fault(errno.EINVAL);
    for (let done = 0; done < size; ) {
      const at = fileOffset + done;
      const from = buffer + BigInt(done);
      let length = Math.min(size - done, PAGE_BYTES - (at % PAGE_BYTES));
      if (isUser) length = Math.min(length, PAGE_BYTES - Number(from & 0xfffn));
      const address = isUser ? await this.#userAddress(from, toBuffer) : from;
      // Others may have run meanwhile.
      const again = this.#mappers.table.find(ref);
      const page = this.#mappers.load(again, Math.floor(at / PAGE_BYTES));
      this.#copy(page, at % PAGE_BYTES, address, length, toBuffer);
      if (!toBuffer) this.#mappers.grow(again, at + length);
      done += length;
    }
  }

  #copy(page: number, offset: number, address: bigint, length: number, toBuffer: boolean): void {
    if (toBuffer) {
      const bytes = this.#pages.read(page).subarray(offset, offset + length);
      if (!this.#memory.write(address, bytes)) throw new Fault(errno.EFAULT);
    } else {
      const bytes = this.#memory.read(address, length);
      if (bytes === null) throw new Fault(errno.EFAULT);
      this.#pages.write(page, bytes, offset);
    }
  }

  /** Where a byte of a process lies, in its owner cluster. */
  async #userAddress(address: bigint, isWritten: boolean): Promise<bigint> {
    const process = this.#processes.byPid(Number((address >> 32n) & 0xffffffffn));
    if (process === null) throw new Fault(errno.ESRCH);
    const vpn = Number((address & 0xffffffffn) >> 12n);
    let entry = await this.#resolve(process.reference, vpn, false);
    if (isWritten && (entry.attr & Attr.COW) !== 0) entry = await this.#resolve(process.reference, vpn, true);
    if (isWritten && (entry.attr & Attr.WRITABLE) === 0) throw new Fault(errno.EFAULT);
    const page = frameAddress(this.#memory, entry.ppn);
    if (page === null) throw new Fault(EHOSTDOWN);
    return page + (address & 0xfffn);
  }

  async #resolve(process: bigint, vpn: number, cow: boolean): Promise<{ readonly attr: number; readonly ppn: number }> {
    const target = clusterOf(process);
    if (target === this.#cxy) {
      const { attr, page } = await this.#vmm.resolve(process, vpn, cow);
      return { attr, ppn: this.#pages.ppnOf(page) };
    }
    const { attr, ppn, error } = await asked(this.#peers.vmmGetPte({ process, vpn, cow }, { target }));
    if (error !== 0) throw new Fault(error > 0 ? error : errno.EIO);
    return { attr, ppn };
  }
}
