/** The pages of a file that are in memory. RPC 17, 18, 25 and, with user.ts, 24. */

import { FAT_CLUSTERS, readPage } from './disk.ts';
import { errno, Fault } from './faults.ts';
import { MAPPERS, PAGE_BYTES, PAGES_OF_FILE } from './limits.ts';
import { Table, Type } from './objects.ts';
import { type Pages, Use } from './pages.ts';
import { InodeRecord, type Records } from './records.ts';

/** Kind of file system; the source does not say which there are. */
export const FileSystem = { FAT: 0, RAM: 1, DEVICE: 2 } as const;
/** A file has no pages beyond this. */
export const LARGEST_FILE: number = PAGES_OF_FILE * PAGE_BYTES;

export interface Mapper {
  readonly ref: bigint;
  readonly inode: bigint;
  readonly fileSystem: number;
  /** By page of the file: number of the physical page, or -1. */
  readonly pages: Int32Array;
}

export class Mappers {
  readonly table: Table<Mapper>;
  readonly #pages: Pages;
  readonly #records: Records;

  constructor(pages: Pages, records: Records, cxy: number, life: number) {
    this.#pages = pages;
    this.#records = records;
    this.table = new Table(Type.MAPPER, MAPPERS, cxy, life);
  }

  create(inode: bigint, fileSystem: number): bigint {
    const make = (ref: bigint): Mapper => ({ ref, inode, fileSystem, pages: new Int32Array(PAGES_OF_FILE).fill(-1) });
    const mapper = this.table.add(make);
    if (mapper === null) throw new Fault(errno.ENFILE);
    return mapper.ref;
  }

  destroy(ref: bigint): void {
    for (const page of this.table.get(ref)?.pages ?? []) if (page >= 0) this.#pages.release(page);
    this.table.remove(ref);
  }

  /** A page of the file, loaded when it is not there. @throws Fault EINVAL beyond what a file can have, ENOMEM */
  load(mapper: Mapper, index: number): number {
    if (index >= PAGES_OF_FILE) throw new Fault(errno.EINVAL);
    const loaded = mapper.pages[index] as number;
    if (loaded >= 0) return loaded;
    const page = this.#pages.allocate(0, Use.MAPPER);
    this.#pages.write(page, this.#fromDisk(mapper, index));
    mapper.pages[index] = page;
    return page;
  }

  /** RPC 17. @throws Fault ENOMEM; what is loaded by then stays */
  loadAll(mapper: Mapper): void {
    const count = Math.ceil(this.sizeOf(mapper) / PAGE_BYTES);
    for (let index = 0; index < count; index += 1) this.load(mapper, index);
  }

  /**
   * RPC 18: which FAT cluster holds a page of a file.
   *
   * @param mapper - of the table
   * @param first - FAT cluster of the file's first page
   * @throws Fault EINVAL beyond the largest chain, EIO for an entry that leads nowhere, ENOMEM
   */
  walkTable(mapper: Mapper, first: number, page: number): number {
    if (page >= FAT_CLUSTERS) throw new Fault(errno.EINVAL);
    const bytes = this.#pages.read(this.load(mapper, 0));
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    let cluster = first;
    for (let i = 0; ; i += 1) {
      if (cluster < 2 || cluster >= FAT_CLUSTERS) throw new Fault(errno.EIO);
      if (i === page) return cluster;
      cluster = view.getUint32(4 * cluster, true);
    }
  }

  /** Bytes of the file. Others may have written it, so it is judged. @throws Fault EIO */
  sizeOf(mapper: Mapper): number {
    const size = this.#records.read(mapper.inode)?.getUint32(InodeRecord.SIZE, true) ?? 0;
    if (size > LARGEST_FILE) throw new Fault(errno.EIO);
    return size;
  }

  /** After bytes were written up to this one. */
  grow(mapper: Mapper, end: number): void {
    if (end > this.sizeOf(mapper)) this.#records.writeU32(mapper.inode, InodeRecord.SIZE, end);
  }

  #fromDisk(mapper: Mapper, index: number): Uint8Array {
    const extend = this.#records.read(mapper.inode)?.getBigUint64(InodeRecord.EXTEND, true) ?? 0n;
    if (mapper.fileSystem !== FileSystem.FAT || extend >= FAT_CLUSTERS) return new Uint8Array(PAGE_BYTES);
    return readPage(Number(extend), index);
  }
}
