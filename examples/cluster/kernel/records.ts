/**
 * What members see of each other's objects without a call: a record in the owner's heap, at the same place in every member. Its first 8 bytes
 * are the reference of the object, or 0. Some fields are written by others, as the source does by remote stores: a directory entry learns its
 * inode, an inode what the disk says of it, and a process where its copies are.
 */
import {
  DENTRIES,
  DENTRY_RECORDS,
  INODE_RECORDS,
  INODES,
  OBJECT_RECORDS,
  OBJECTS,
  PROCESS_RECORDS,
  PROCESSES,
  THREAD_RECORDS,
  THREADS,
} from './limits.ts';
import { type Memory, pointer } from './memory.ts';
import { clusterOf, indexOf, Type, typeOf } from './objects.ts';

interface Place {
  readonly start: number;
  readonly stride: number;
  readonly count: number;
}

const PLACES: Readonly<Record<number, Place>> = {
  [Type.PROCESS]: { start: PROCESS_RECORDS, stride: 512, count: PROCESSES },
  [Type.THREAD]: { start: THREAD_RECORDS, stride: 64, count: THREADS },
  [Type.INODE]: { start: INODE_RECORDS, stride: 64, count: INODES },
  [Type.DENTRY]: { start: DENTRY_RECORDS, stride: 64, count: DENTRIES },
  [Type.OBJECT]: { start: OBJECT_RECORDS, stride: 32, count: OBJECTS },
};

/** Offsets in records. What others may write is marked. */
export const ProcessRecord = { PID: 8, PARENT: 12, STATE: 16, VSEG_COUNT: 20, COPIES: 32 /* others */, VSEGS: 160 } as const;
export const VsegRecord = {
  HANDLE: 0,
  MAPPER: 8,
  PRESENT: 16,
  BASE: 24,
  PAGES: 28,
  TYPE: 30,
  IS_COW: 31,
  FILE_OFFSET: 32,
  FILE_SIZE: 36,
  BYTES: 40,
} as const;
export const ThreadRecord = { PID: 8, TYPE: 12, FUNC: 16, ARG: 24, PROCESS: 32 } as const;
export const InodeRecord = {
  TYPE: 8,
  FS: 12,
  SIZE: 16 /* others */,
  IS_LOADED: 20 /* others */,
  EXTEND: 24 /* others */,
  MAPPER: 32,
  PARENT: 40,
} as const;
export const DentryRecord = { CHILD: 8 /* others */, PARENT: 16 } as const;
export const ObjectRecord = { ADDRESS: 8, TYPE: 16, SIZE: 20 } as const;

export class Records {
  readonly memory: Memory;

  constructor(memory: Memory) {
    this.memory = memory;
  }

  /** Where the record of an object lies, that exists or not. */
  place(cxy: number, type: Type, index: number): bigint {
    const { start, stride } = PLACES[type] as Place;
    return pointer(cxy, this.memory.heapOffset + start + index * stride);
  }

  /** What stands in a place, or null where there is no such member. */
  at(cxy: number, type: Type, index: number): DataView | null {
    const bytes = this.memory.read(this.place(cxy, type, index), (PLACES[type] as Place).stride);
    return bytes && new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The record of an object in any cluster; null when that object is gone. */
  read(ref: bigint): DataView | null {
    const place = PLACES[typeOf(ref)];
    if (place === undefined || indexOf(ref) >= place.count) return null;
    const view = this.at(clusterOf(ref), typeOf(ref) as Type, indexOf(ref));
    return view !== null && view.getBigUint64(0, true) === ref ? view : null;
  }

  /** @returns false when the member is not there */
  write(ref: bigint, offset: number, bytes: Uint8Array): boolean {
    return this.memory.write(this.place(clusterOf(ref), typeOf(ref) as Type, indexOf(ref)) + BigInt(offset), bytes);
  }

  writeU32(ref: bigint, offset: number, value: number): boolean {
    const view = new DataView(new ArrayBuffer(4));
    view.setUint32(0, value, true);
    return this.write(ref, offset, new Uint8Array(view.buffer));
  }

  writeU64(ref: bigint, offset: number, value: bigint): boolean {
    const view = new DataView(new ArrayBuffer(8));
    view.setBigUint64(0, value, true);
    return this.write(ref, offset, new Uint8Array(view.buffer));
  }

  /** The whole record of a new object; `fill` writes what follows the reference. */
  publish(ref: bigint, fill: (view: DataView) => void): void {
    const { stride } = PLACES[typeOf(ref)] as Place;
    const view = new DataView(new ArrayBuffer(stride));
    fill(view);
    view.setBigUint64(0, ref, true);
    this.write(ref, 0, new Uint8Array(view.buffer));
  }

  /** The object is gone: zeros. */
  withdraw(ref: bigint): void {
    const { stride } = PLACES[typeOf(ref)] as Place;
    this.write(ref, 0, new Uint8Array(stride));
  }
}
