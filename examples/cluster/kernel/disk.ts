/**
 * The disk of a member: a FAT file system of 64 FAT clusters of a page each, never written. FAT cluster 0 holds the table, 1 the root directory.
 * Every member has the same disk; disk.c makes the same bytes.
 */
import { PAGE_BYTES } from './limits.ts';

export const FAT_CLUSTERS = 64;
export const FAT_END = 0x0fffffff;
export const FILE_TYPE = 0;
export const DIRECTORY_TYPE = 1;

export interface DiskEntry {
  readonly name: string;
  readonly type: number;
  /** FAT cluster of its first page. */
  readonly first: number;
  /** In bytes. */
  readonly size: number;
}

const CHAINS: readonly (readonly number[])[] = [[1], [2, 3], [4, 7, 5], [6], [8], [9]];
const ROOT: readonly DiskEntry[] = [
  { name: 'readme', type: FILE_TYPE, first: 2, size: 5000 },
  { name: 'shell', type: FILE_TYPE, first: 4, size: 12000 },
  { name: 'data', type: FILE_TYPE, first: 6, size: 100 },
  { name: 'bin', type: DIRECTORY_TYPE, first: 8, size: 4096 },
];
const BIN: readonly DiskEntry[] = [{ name: 'ls', type: FILE_TYPE, first: 9, size: 4096 }];

/** FAT cluster that follows this one in its file. */
function next(cluster: number): number {
  const chain = CHAINS.find((each) => each.includes(cluster));
  if (chain === undefined) return 0;
  return chain[chain.indexOf(cluster) + 1] ?? FAT_END;
}

function table(): Uint8Array {
  const view = new DataView(new ArrayBuffer(PAGE_BYTES));
  for (let cluster = 0; cluster < FAT_CLUSTERS; cluster += 1) view.setUint32(4 * cluster, next(cluster), true);
  return new Uint8Array(view.buffer);
}

function directory(entries: readonly DiskEntry[]): Uint8Array {
  const bytes = new Uint8Array(PAGE_BYTES);
  const view = new DataView(bytes.buffer);
  for (const [index, { name, type, first, size }] of entries.entries()) {
    bytes.set(Buffer.from(name), 32 * index);
    view.setUint32(32 * index + 20, type, true);
    view.setUint32(32 * index + 24, first, true);
    view.setUint32(32 * index + 28, size, true);
  }
  return bytes;
}

function readCluster(cluster: number): Uint8Array {
  if (cluster === 0) return table();
  if (cluster === 1) return directory(ROOT);
  if (cluster === 8) return directory(BIN);
  return Uint8Array.from({ length: PAGE_BYTES }, (_, index) => (cluster * 31 + index * 7) & 0xff);
}

/** The page of a file that starts at this FAT cluster; zeros after its end. */
export function readPage(first: number, page: number): Uint8Array {
  let cluster = first;
  for (let i = 0; i < page && cluster < FAT_CLUSTERS; i += 1) cluster = next(cluster);
  return cluster >= FAT_CLUSTERS || (page > 0 && cluster === 0) ? new Uint8Array(PAGE_BYTES) : readCluster(cluster);
}

/** Looks an entry up in a page of a directory. @param name - one character per byte */
export function findEntry(page: Uint8Array, name: string): DiskEntry | null {
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  for (let at = 0; at + 32 <= page.length; at += 32) {
    const bytes = page.subarray(at, at + 20);
    const end = bytes.indexOf(0);
    if (end <= 0 || Buffer.from(bytes.subarray(0, end)).toString('latin1') !== name) continue;
    return {
      name,
      type: view.getUint32(at + 20, true),
      first: view.getUint32(at + 24, true),
      size: view.getUint32(at + 28, true),
    };
  }
  return null;
}
