/** Bytes of all members, by extended pointer: `cluster << 32 | offset`. */
import { closeSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import path from 'node:path';
import { FRAME_BYTES, FRAMES, HEAP_BYTES, PAGE_BYTES } from './limits.ts';

export interface Memory {
  /** Where the heap of every member starts within its segment. */
  readonly heapOffset: number;
  /** @returns a copy, or null where there are no such bytes: beyond a heap, or in a member that is not there */
  read(at: bigint, length: number): Uint8Array | null;
  /** @returns false where there are no such bytes; then nothing is written */
  write(at: bigint, bytes: Uint8Array): boolean;
}

export function pointer(cxy: number, offset: number): bigint {
  return (BigInt(cxy) << 32n) | BigInt(offset);
}

/** The page that a physical page number of the cluster names; null when it is none. */
export function frameAddress(memory: Memory, ppn: number): bigint | null {
  const index = ppn & 0xffff;
  if (index >= FRAMES) return null;
  return pointer(ppn >>> 16, memory.heapOffset + FRAME_BYTES + index * PAGE_BYTES);
}

/** Heaps that are files of one folder: for tests, and for kernels without a cluster. */
export class FileMemory implements Memory {
  readonly heapOffset = 4096;
  readonly #folder: string;
  readonly #files = new Map<number, number>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** An empty heap for this member. */
  create(cxy: number): void {
    const file = openSync(this.#path(cxy), 'w+');
    ftruncateSync(file, this.heapOffset + HEAP_BYTES);
    this.#files.set(cxy, file);
  }

  read(at: bigint, length: number): Uint8Array | null {
    const file = this.#fileOf(at, length);
    if (file === null) return null;
    const bytes = new Uint8Array(length);
    return readSync(file, bytes, 0, length, Number(at & 0xffffffffn)) === length ? bytes : null;
  }

  write(at: bigint, bytes: Uint8Array): boolean {
    const file = this.#fileOf(at, bytes.length);
    return file !== null && writeSync(file, bytes, 0, bytes.length, Number(at & 0xffffffffn)) === bytes.length;
  }

  close(): void {
    for (const file of this.#files.values()) closeSync(file);
    this.#files.clear();
  }

  #path(cxy: number): string {
    return path.join(this.#folder, `heap-${cxy}`);
  }

  #fileOf(at: bigint, length: number): number | null {
    const cxy = Number(at >> 32n);
    const offset = Number(at & 0xffffffffn) - this.heapOffset;
    if (offset < 0 || offset + length > HEAP_BYTES) return null;
    let file = this.#files.get(cxy);
    if (file === undefined) {
      try {
        file = openSync(this.#path(cxy), 'r+');
      } catch {
        return null;
      }
      this.#files.set(cxy, file);
    }
    return file;
  }
}
