/** Inodes, directory entries and open files. An inode can lie in another cluster than the entry that leads to it. RPC 10 to 16. */
import { Refusal } from 'sluice/runtime/stub';
import { DIRECTORY_TYPE, FAT_CLUSTERS, FILE_TYPE, findEntry } from './disk.ts';
import { EHOSTDOWN, errno, Fault } from './faults.ts';
import { DENTRIES, FILES, INODES, NAME_BYTES, PAGE_BYTES } from './limits.ts';
import { FileSystem, LARGEST_FILE, type Mappers } from './mapper.ts';
import { clusterOf, indexOf, judge, Table, Type } from './objects.ts';
import type { Pages } from './pages.ts';
import { DentryRecord, InodeRecord, type Records } from './records.ts';

export interface Inode {
  readonly ref: bigint;
  readonly fileSystem: number;
  readonly type: number;
  readonly attr: number;
  readonly rights: number;
  readonly uid: number;
  readonly gid: number;
  mapper: bigint;
  openFiles: number;
}

export interface Dentry {
  readonly ref: bigint;
  readonly fileSystem: number;
  /** One character per byte. */
  readonly name: string;
  readonly parent: bigint;
}

export interface OpenFile {
  readonly ref: bigint;
  readonly inode: bigint;
  readonly attr: number;
}

export type NewInode = Pick<Inode, 'fileSystem' | 'type' | 'attr' | 'rights' | 'uid' | 'gid'> & { readonly extend: bigint };

/** The root directory and the table of the disk are there from the start, in these places. */
export const ROOT_INODE = 0;
export const TABLE_INODE = 1;

export class Vfs {
  readonly inodes: Table<Inode>;
  readonly dentries: Table<Dentry>;
  readonly files: Table<OpenFile>;
  readonly root: Inode;
  readonly table: Inode;
  readonly #mappers: Mappers;
  readonly #pages: Pages;
  readonly #records: Records;

  constructor(mappers: Mappers, pages: Pages, records: Records, cxy: number, life: number) {
    this.#mappers = mappers;
    this.#pages = pages;
    this.#records = records;
    this.inodes = new Table(Type.INODE, INODES, cxy, life);
    this.dentries = new Table(Type.DENTRY, DENTRIES, cxy, life);
    this.files = new Table(Type.FILE, FILES, cxy, life);
    const fixed = { fileSystem: FileSystem.FAT, attr: 0, rights: 0o755, uid: 0, gid: 0 };
    this.root = this.#addInode(0n, { ...fixed, type: DIRECTORY_TYPE, extend: 1n });
    this.#fill(this.root.ref, PAGE_BYTES, 1n);
    this.table = this.#addInode(0n, { ...fixed, type: FILE_TYPE, extend: 0n });
    this.#fill(this.table.ref, 4 * FAT_CLUSTERS, 0n);
  }

  /**
   * RPC 10. The entry learns of its inode by a store into its cluster.
   *
   * @throws Fault EINVAL, ENOENT for an entry that is gone, EEXIST for one that has an inode, ENFILE, EHOSTDOWN
   * @throws Refusal for what is no entry
   */
  createInode(dentry: bigint, inode: NewInode): bigint {
    if (inode.fileSystem > FileSystem.DEVICE || inode.type > DIRECTORY_TYPE) throw new Fault(errno.EINVAL);
    judge(dentry, Type.DENTRY, DENTRIES);
    const record = this.#records.read(dentry);
    if (record === null) throw new Fault(errno.ENOENT);
    if (record.getBigUint64(DentryRecord.CHILD, true) !== 0n) throw new Fault(errno.EEXIST);
    const { ref } = this.#addInode(dentry, inode);
    const isWritten = this.#records.writeU64(dentry, DentryRecord.CHILD, ref);
    // Should the entry be destroyed in this moment, either its cluster sees our inode, or we see its end.
    if (isWritten && this.#records.read(dentry) !== null) return ref;
    if (this.#records.at(clusterOf(dentry), Type.DENTRY, indexOf(dentry))?.getBigUint64(DentryRecord.CHILD, true) === ref) {
      this.#records.writeU64(dentry, DentryRecord.CHILD, 0n);
    }
    this.#removeInode(ref);
    throw new Fault(isWritten ? errno.ENOENT : EHOSTDOWN);
  }

  /** RPC 11. @throws Refusal; EBUSY while it is open or belongs to the kernel, ENOTEMPTY for a directory with entries */
  destroyInode(ref: bigint): void {
    const inode = this.inodes.find(ref);
    if (inode === this.root || inode === this.table || inode.openFiles > 0) throw new Refusal(errno.EBUSY);
    for (const { parent } of this.dentries) if (parent === ref) throw new Refusal(errno.ENOTEMPTY);
    const entry = this.#records.read(ref)?.getBigUint64(InodeRecord.PARENT, true) ?? 0n;
    if (this.#records.read(entry)?.getBigUint64(DentryRecord.CHILD, true) === ref) {
      this.#records.writeU64(entry, DentryRecord.CHILD, 0n);
    }
    this.#removeInode(ref);
  }

  /** RPC 12. @throws Fault EINVAL, ENOTDIR, EEXIST, ENFILE and what {@link readName} does */
  createDentry(fileSystem: number, nameAt: bigint, parent: bigint): bigint {
    if (fileSystem > FileSystem.DEVICE) throw new Fault(errno.EINVAL);
    const directory = this.inodes.find(parent);
    if (directory.type !== DIRECTORY_TYPE) throw new Fault(errno.ENOTDIR);
    return this.#addDentry(fileSystem, this.readName(nameAt), parent);
  }

  /** RPC 13. @throws Refusal; EBUSY while it has an inode */
  destroyDentry(ref: bigint): void {
    this.dentries.find(ref);
    // Before the look: an inode that is created in this moment sees that, or is seen.
    this.#records.writeU64(ref, 0, 0n);
    const record = this.#records.at(clusterOf(ref), Type.DENTRY, indexOf(ref));
    if (record?.getBigUint64(DentryRecord.CHILD, true) !== 0n) {
      this.#records.writeU64(ref, 0, ref);
      throw new Refusal(errno.EBUSY);
    }
    this.#removeDentry(ref);
  }

  /** RPC 14. @throws Fault ENFILE */
  openFile(inode: bigint, attr: number): bigint {
    const opened = this.inodes.find(inode);
    const file = this.files.add((ref) => ({ ref, inode, attr }));
    if (file === null) throw new Fault(errno.ENFILE);
    opened.openFiles += 1;
    return file.ref;
  }

  /** RPC 15. */
  closeFile(ref: bigint): void {
    const file = this.files.find(ref);
    this.files.remove(ref);
    const inode = this.inodes.get(file.inode);
    if (inode === null) return;
    inode.openFiles -= 1;
    // Its directory has died while it was open.
    if (this.#isOrphan(inode)) this.#removeOrphan(inode);
  }

  /**
   * RPC 16: what the directory on the disk says of a name goes into the child's record, in whatever cluster that is.
   *
   * @throws Fault ENOTDIR, ENOENT, EINVAL for a child of another type, ESTALE, EHOSTDOWN, ENOMEM
   */
  loadInode(parent: bigint, nameAt: bigint, child: bigint): void {
    const directory = this.inodes.find(parent);
    if (directory.type !== DIRECTORY_TYPE) throw new Fault(errno.ENOTDIR);
    const name = this.readName(nameAt);
    judge(child, Type.INODE, INODES);
    const entry = this.#lookUp(directory, name);
    if (entry === null) throw new Fault(errno.ENOENT);
    const record = this.#records.read(child);
    if (record === null) throw new Fault(errno.ESTALE);
    if (record.getUint32(InodeRecord.TYPE, true) !== entry.type) throw new Fault(errno.EINVAL);
    if (!this.#fill(child, entry.size, BigInt(entry.first))) throw new Fault(EHOSTDOWN);
  }

  /** A file of the root directory, for a program that is to run: looked up on the disk unless it is known. @throws Fault ENOENT, ENFILE */
  openProgram(name: string): Inode {
    const entry = this.#lookUp(this.root, name);
    if (entry === null || entry.type !== FILE_TYPE) throw new Fault(errno.ENOENT);
    let dentry = 0n;
    for (const each of this.dentries) if (each.parent === this.root.ref && each.name === name) dentry = each.ref;
    const known = this.inodes.get(this.childOf(dentry));
    if (known !== null) return known;
    if (this.childOf(dentry) !== 0n) throw new Fault(errno.ENOENT);
    if (dentry === 0n) dentry = this.#addDentry(FileSystem.FAT, name, this.root.ref);
    const fixed = { fileSystem: FileSystem.FAT, type: FILE_TYPE, attr: 0, rights: 0o755, uid: 0, gid: 0 };
    const inode = this.#addInode(dentry, { ...fixed, extend: BigInt(entry.first) });
    this.#records.writeU64(dentry, DentryRecord.CHILD, inode.ref);
    this.#fill(inode.ref, entry.size, BigInt(entry.first));
    return inode;
  }

  /**
   * A name out of a client's memory.
   *
   * @throws Fault EFAULT where there are no bytes, ENAMETOOLONG without a NUL among the first {@link NAME_BYTES}, EINVAL for none and for a slash
   */
  readName(at: bigint): string {
    let name = '';
    for (let length = 0; length < NAME_BYTES; length += 1) {
      const byte = this.#records.memory.read(at + BigInt(length), 1);
      if (byte === null) throw new Fault(errno.EFAULT);
      if (byte[0] === 0) {
        if (name === '' || name.includes('/')) throw new Fault(errno.EINVAL);
        return name;
      }
      name += String.fromCharCode(byte[0] as number);
    }
    throw new Fault(errno.ENAMETOOLONG);
  }

  /** The inode that an entry of this cluster leads to, or 0. */
  childOf(dentry: bigint): bigint {
    if (this.dentries.get(dentry) === null) return 0n;
    return this.#records.read(dentry)?.getBigUint64(DentryRecord.CHILD, true) ?? 0n;
  }

  parentOf(inode: bigint): bigint {
    return this.#records.read(inode)?.getBigUint64(InodeRecord.PARENT, true) ?? 0n;
  }

  /** Forgets what a member that died has held: entries without an inode stay, inodes without an entry go once they are closed. */
  forget(cxy: number): void {
    for (const { ref } of this.dentries) {
      const child = this.childOf(ref);
      if (child !== 0n && clusterOf(child) === cxy) this.#records.writeU64(ref, DentryRecord.CHILD, 0n);
    }
    for (const inode of this.inodes) {
      const entry = this.parentOf(inode.ref);
      if (entry === 0n || clusterOf(entry) !== cxy) continue;
      this.#records.writeU64(inode.ref, InodeRecord.PARENT, 0n);
      this.#removeOrphan(inode);
    }
  }

  #isOrphan(inode: Inode): boolean {
    return inode !== this.root && inode !== this.table && this.parentOf(inode.ref) === 0n;
  }

  #removeOrphan(inode: Inode): void {
    if (inode.openFiles > 0) return;
    for (const { parent } of this.dentries) if (parent === inode.ref) return;
    this.#removeInode(inode.ref);
  }

  #lookUp(directory: Inode, name: string): ReturnType<typeof findEntry> {
    const mapper = this.#mappers.table.find(directory.mapper);
    const count = Math.ceil(this.#mappers.sizeOf(mapper) / PAGE_BYTES);
    for (let index = 0; index < count; index += 1) {
      const entry = findEntry(this.#pages.read(this.#mappers.load(mapper, index)), name);
      if (entry !== null && entry.size <= LARGEST_FILE && entry.type <= DIRECTORY_TYPE) return entry;
    }
    return null;
  }

  /** What a directory says of an inode, in any cluster. */
  #fill(ref: bigint, size: number, extend: bigint): boolean {
    const view = new DataView(new ArrayBuffer(16));
    view.setUint32(0, size, true);
    view.setUint32(4, 1, true);
    view.setBigUint64(8, extend, true);
    return this.#records.write(ref, InodeRecord.SIZE, new Uint8Array(view.buffer));
  }

  #addDentry(fileSystem: number, name: string, parent: bigint): bigint {
    for (const each of this.dentries) if (each.parent === parent && each.name === name) throw new Fault(errno.EEXIST);
    const dentry = this.dentries.add((ref) => ({ ref, fileSystem, name, parent }));
    if (dentry === null) throw new Fault(errno.ENFILE);
    this.#records.publish(dentry.ref, (view) => view.setBigUint64(DentryRecord.PARENT, parent, true));
    return dentry.ref;
  }

  #removeDentry(ref: bigint): void {
    const { parent } = this.dentries.find(ref);
    this.#records.withdraw(ref);
    this.dentries.remove(ref);
    // The directory may have lost its own entry before it was empty.
    const directory = this.inodes.get(parent);
    if (directory !== null && this.#isOrphan(directory)) this.#removeOrphan(directory);
  }

  #addInode(dentry: bigint, { extend, ...rest }: NewInode): Inode {
    const inode = this.inodes.add((ref) => ({ ref, ...rest, mapper: 0n, openFiles: 0 }));
    if (inode === null) throw new Fault(errno.ENFILE);
    try {
      inode.mapper = this.#mappers.create(inode.ref, rest.fileSystem);
    } catch (error) {
      this.inodes.remove(inode.ref);
      throw error;
    }
    this.#records.publish(inode.ref, (view) => {
      view.setUint32(InodeRecord.TYPE, rest.type, true);
      view.setUint32(InodeRecord.FS, rest.fileSystem, true);
      view.setBigUint64(InodeRecord.EXTEND, extend, true);
      view.setBigUint64(InodeRecord.MAPPER, inode.mapper, true);
      view.setBigUint64(InodeRecord.PARENT, dentry, true);
    });
    return inode;
  }

  #removeInode(ref: bigint): void {
    const inode = this.inodes.get(ref);
    if (inode === null) return;
    this.#mappers.destroy(inode.mapper);
    this.#records.withdraw(ref);
    this.inodes.remove(ref);
  }
}
