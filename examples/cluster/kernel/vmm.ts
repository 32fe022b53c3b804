/** Virtual memory of processes: segments, and tables of the pages that they have. RPC 20, 21, 26 and 28. */
import { asked, EHOSTDOWN, errno, Fault } from './faults.ts';
import { ENTRIES_OF_PROCESS, FRAMES, MAPPERS, MEMBERS, PAGE_BYTES, PAGES_OF_VSEG, VSEGS, VSEGS_OF_PROCESS } from './limits.ts';
import { LARGEST_FILE, type Mappers } from './mapper.ts';
import { frameAddress, type Memory } from './memory.ts';
import { clusterOf, indexOf, judge, Table, Type, typeOf } from './objects.ts';
import { type Pages, Use } from './pages.ts';
import type { Peers } from './peers.ts';
import type { Process } from './process.ts';

/** The source does not give their values. */
export const VsegType = { CODE: 0, DATA: 1, STACK: 2, ANON: 3, FILE: 4, REMOTE: 5 } as const;

/** Attributes of a page table entry. */
export const Attr = { PRESENT: 1, WRITABLE: 2, EXECUTABLE: 4, COW: 8, USER: 16 } as const;

export interface Vseg {
  readonly ref: bigint;
  readonly type: number;
  /** First virtual page. */
  readonly base: number;
  readonly pages: number;
  /** In bytes; a multiple of the page. */
  readonly fileOffset: number;
  readonly fileSize: number;
  /** 0 when there is no file, or it is lost. */
  mapper: bigint;
  isCow: boolean;
}

export interface Entry {
  /** Number of the physical page. */
  page: number;
  attr: number;
}

export interface NewVseg {
  readonly type: number;
  readonly base: bigint;
  readonly size: number;
  readonly fileOffset: number;
  readonly fileSize: number;
  readonly mapper: bigint;
  readonly cxy: number;
}

const hasFile = (type: number): boolean => type === VsegType.CODE || type === VsegType.DATA || type === VsegType.FILE;
/** Entries of these show the pages of the file itself, where it is of this cluster. */
const sharesFile = (type: number): boolean => type === VsegType.CODE || type === VsegType.FILE;
const isCopiedOnWrite = (type: number): boolean => type === VsegType.DATA || type === VsegType.ANON || type === VsegType.REMOTE;

export class Vmm {
  readonly vsegs: Table<Vseg>;
  readonly #cxy: number;
  readonly #pages: Pages;
  readonly #mappers: Mappers;
  readonly #memory: Memory;
  readonly #peers: Peers;
  /** The process is still there and its own reference. */
  readonly #findReference: (ref: bigint) => Process;
  readonly #changed: (process: Process) => void;

  constructor(
    parts: { pages: Pages; mappers: Mappers; memory: Memory; peers: Peers; cxy: number; life: number },
    findReference: (ref: bigint) => Process,
    changed: (process: Process) => void,
  ) {
    this.#pages = parts.pages;
    this.#mappers = parts.mappers;
    this.#memory = parts.memory;
    this.#peers = parts.peers;
    this.#cxy = parts.cxy;
    this.#findReference = findReference;
    this.#changed = changed;
    this.vsegs = new Table(Type.VSEG, VSEGS, parts.cxy, parts.life);
  }

  /**
   * RPC 26. All pages come from this cluster, whatever `cxy` wishes: a death takes no page from a process that lives.
   *
   * @throws Fault EINVAL, EFBIG beyond the largest file, ENOMEM, EEXIST where there is one
   * @throws Refusal for what is no mapper
   */
  create(process: Process, wanted: NewVseg): bigint {
    const { type, size, cxy } = wanted;
    const pages = Math.ceil(size / PAGE_BYTES);
    if (type > VsegType.REMOTE || size === 0 || pages > PAGES_OF_VSEG || cxy >= MEMBERS) throw new Fault(errno.EINVAL);
    if (hasFile(type)) this.#judgeFile(wanted);
    const base = this.#baseOf(process, wanted, pages);
    if (process.vsegs.length >= VSEGS_OF_PROCESS) throw new Fault(errno.ENOMEM);
    for (const each of process.vsegs)
      if (base < each.base + each.pages && each.base < base + pages) throw new Fault(errno.EEXIST);
    const file = hasFile(type) ? wanted : { fileOffset: 0, fileSize: 0, mapper: 0n };
    const { ref } = this.add(process, { type, base, pages, isCow: false, ...pick(file) });
    this.#changed(process);
    return ref;
  }

  /** @throws Fault ENOMEM */
  add(process: Process, vseg: Omit<Vseg, 'ref'>): Vseg {
    const added = this.vsegs.add((ref) => ({ ref, ...vseg }));
    if (added === null) throw new Fault(errno.ENOMEM);
    process.vsegs.push(added);
    return added;
  }

  /** The segment that holds a page, or null. */
  vsegAt(process: Process, vpn: number): Vseg | null {
    return process.vsegs.find(({ base, pages }) => vpn >= base && vpn - base < pages) ?? null;
  }

  /** RPC 20. @throws Fault EFAULT where there is none */
  findVseg(process: Process, address: bigint): bigint {
    const vpn = address >> 12n;
    const vseg = vpn < 0n || vpn > 0xffffffffn ? null : this.vsegAt(process, Number(vpn));
    if (vseg === null) throw new Fault(errno.EFAULT);
    return vseg.ref;
  }

  /**
   * RPC 21: the entry of a page, which is made when it is missing. With `cow`, a page that others hold, too, is copied first. May ask the cluster
   * of the file for a page.
   *
   * @throws Fault EFAULT outside of segments, EIO for a file that is lost, ENOMEM, EHOSTDOWN
   */
  async resolve(ref: bigint, vpn: number, cow: boolean): Promise<Entry> {
    const process = this.#findReference(ref);
    const vseg = this.vsegAt(process, vpn);
    if (vseg === null) throw new Fault(errno.EFAULT);
    const entry = process.entries.get(vpn);
    if (entry === undefined) return this.#make(process, vseg, vpn);
    if (cow && (entry.attr & Attr.COW) !== 0) this.#unshare(entry);
    return entry;
  }

  /** RPC 28: what is written next to a data, anonymous or remote segment goes to a copy. */
  setCow(process: Process): void {
    for (const vseg of process.vsegs) {
      if (!isCopiedOnWrite(vseg.type)) continue;
      vseg.isCow = true;
      for (const [vpn, entry] of process.entries) {
        if (this.vsegAt(process, vpn) === vseg) entry.attr = (entry.attr | Attr.COW) & ~Attr.WRITABLE;
      }
    }
    this.#changed(process);
  }

  /** The memory of a child in this cluster: shared, but for stacks. @throws Fault ENOMEM; what is there by then is the child's */
  share(parent: Process, child: Process): void {
    this.setCow(parent);
    child.nextVpn = parent.nextVpn;
    for (const vseg of parent.vsegs) {
      const { type, base, pages, fileOffset, fileSize, mapper, isCow } = vseg;
      this.add(child, { type, base, pages, fileOffset, fileSize, mapper, isCow });
      for (let vpn = base; vpn < base + pages; vpn += 1) {
        const entry = parent.entries.get(vpn);
        if (entry === undefined) continue;
        if (type === VsegType.STACK) this.#own(child, vpn, entry.attr, this.#pages.read(entry.page));
        else {
          this.#pages.hold(entry.page);
          child.entries.set(vpn, { ...entry });
        }
      }
    }
  }

  /** A page of a child whose parent is in another cluster. @throws Fault EIO for what is no page, EHOSTDOWN, ENOMEM */
  async fetch(parent: bigint, child: Process, vpn: number): Promise<void> {
    const call = this.#peers.vmmGetPte({ process: parent, vpn, cow: false }, { target: clusterOf(parent) });
    const { attr, ppn, error } = await asked(call);
    if (error !== 0) throw new Fault(error > 0 ? error : errno.EIO);
    const address = frameAddress(this.#memory, ppn);
    if (address === null) throw new Fault(errno.EIO);
    const bytes = this.#memory.read(address, PAGE_BYTES);
    if (bytes === null) throw new Fault(EHOSTDOWN);
    if (child.entries.size >= ENTRIES_OF_PROCESS) throw new Fault(errno.ENOMEM);
    const isWritable = (attr & Attr.COW) !== 0;
    this.#own(child, vpn, isWritable ? (attr & ~Attr.COW) | Attr.WRITABLE : attr, bytes);
  }

  /** Gives everything back. */
  clear(process: Process): void {
    for (const { page } of process.entries.values()) this.#pages.release(page);
    process.entries.clear();
    for (const { ref } of process.vsegs) this.vsegs.remove(ref);
    process.vsegs.length = 0;
  }

  /** Files of a member that died are lost; pages of them that are here stay. @returns whether there were any */
  forget(process: Process, cxy: number): boolean {
    const lost = process.vsegs.filter(({ mapper }) => mapper !== 0n && clusterOf(mapper) === cxy);
    for (const vseg of lost) vseg.mapper = 0n;
    return lost.length > 0;
  }

  async #make(process: Process, vseg: Vseg, vpn: number): Promise<Entry> {
    if (process.entries.size >= ENTRIES_OF_PROCESS) throw new Fault(errno.ENOMEM);
    const offset = (vpn - vseg.base) * PAGE_BYTES;
    const isExecutable = vseg.type === VsegType.CODE;
    const attr = Attr.PRESENT | Attr.USER | (isExecutable ? Attr.EXECUTABLE : Attr.WRITABLE);
    if (!hasFile(vseg.type) || offset >= vseg.fileSize) return this.#added(process, vpn, attr, new Uint8Array(PAGE_BYTES));
    if (vseg.mapper === 0n) throw new Fault(errno.EIO);
    const index = (vseg.fileOffset + offset) / PAGE_BYTES;
    const length = sharesFile(vseg.type) ? PAGE_BYTES : Math.min(PAGE_BYTES, vseg.fileSize - offset);
    if (clusterOf(vseg.mapper) !== this.#cxy) {
      const bytes = await this.#fetchOfFile(vseg.mapper, index);
      // Others have run meanwhile.
      const again = this.#findReference(process.ref);
      if (this.vsegAt(again, vpn) !== vseg) throw new Fault(errno.EFAULT);
      const made = again.entries.get(vpn);
      if (made !== undefined) return made;
      if (again.entries.size >= ENTRIES_OF_PROCESS) throw new Fault(errno.ENOMEM);
      return this.#added(again, vpn, attr, bytes.fill(0, length));
    }
    const mapper = this.#mappers.table.get(vseg.mapper);
    if (mapper === null) throw new Fault(errno.EIO);
    const page = this.#mappers.load(mapper, index);
    if (!sharesFile(vseg.type)) return this.#added(process, vpn, attr, this.#pages.read(page).fill(0, length));
    this.#pages.hold(page);
    const entry = { page, attr };
    process.entries.set(vpn, entry);
    this.#changed(process);
    return entry;
  }

  #added(process: Process, vpn: number, attr: number, bytes: Uint8Array): Entry {
    const entry = this.#own(process, vpn, attr, bytes);
    this.#changed(process);
    return entry;
  }

  #own(process: Process, vpn: number, attr: number, bytes: Uint8Array): Entry {
    const page = this.#pages.allocate(0, Use.USER);
    this.#pages.write(page, bytes);
    const entry = { page, attr };
    process.entries.set(vpn, entry);
    return entry;
  }

  #unshare(entry: Entry): void {
    if ((this.#pages.holders[entry.page] as number) > 1) {
      const page = this.#pages.allocate(0, Use.USER);
      this.#pages.write(page, this.#pages.read(entry.page));
      this.#pages.release(entry.page);
      entry.page = page;
    }
    entry.attr = (entry.attr & ~Attr.COW) | Attr.WRITABLE;
  }

  async #fetchOfFile(mapper: bigint, index: number): Promise<Uint8Array> {
    const target = clusterOf(mapper);
    const { page } = await asked(this.#peers.mapperGetPage({ mapper, index }, { target }));
    if (typeOf(page) !== Type.PAGE || clusterOf(page) !== target || indexOf(page) >= FRAMES) throw new Fault(errno.EIO);
    const ppn = ((target << 16) | indexOf(page)) >>> 0;
    const bytes = this.#memory.read(frameAddress(this.#memory, ppn) as bigint, PAGE_BYTES);
    if (bytes === null) throw new Fault(EHOSTDOWN);
    return bytes;
  }

  #judgeFile({ mapper, size, fileOffset, fileSize }: NewVseg): void {
    if (mapper === 0n || fileOffset % PAGE_BYTES !== 0 || fileSize > size) throw new Fault(errno.EINVAL);
    if (fileOffset + fileSize > LARGEST_FILE) throw new Fault(errno.EFBIG);
    judge(mapper, Type.MAPPER, MAPPERS);
    if (clusterOf(mapper) === this.#cxy) this.#mappers.table.find(mapper);
  }

  /** Code and data are where they want to be; the kernel places all others, with a page between them that is nobody's. */
  #baseOf(process: Process, { type, base }: NewVseg, pages: number): number {
    if (type === VsegType.CODE || type === VsegType.DATA) {
      const first = base >> 12n;
      if ((base & 0xfffn) !== 0n || first < 0n || first + BigInt(pages) > 0xffffffffn) throw new Fault(errno.EINVAL);
      return Number(first);
    }
    const first = process.nextVpn;
    if (first + pages + 1 > 0xffffffff) throw new Fault(errno.ENOMEM);
    process.nextVpn = first + pages + 1;
    return first;
  }
}

function pick({
  fileOffset,
  fileSize,
  mapper,
}: Pick<Vseg, 'fileOffset' | 'fileSize' | 'mapper'>): Pick<Vseg, 'fileOffset' | 'fileSize' | 'mapper'> {
  return { fileOffset, fileSize, mapper };
}
