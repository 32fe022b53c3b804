/** Regions in files that are gone when the process is, and their peers. */
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Channel } from '../../../runtime/channel/channel.ts';
import { attachRegion, type Region, type RegionOptions } from '../../../runtime/ivshmem/region.ts';
import { laneAt, type RegionShape } from '../../../runtime/ivshmem/region-layout.ts';
import { RegionMemory } from '../../../runtime/ivshmem/region-memory.ts';

const folder = mkdtempSync('/dev/shm/sluice-region-');
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
let count = 0;
const regions: Region[] = [];
const memories: RegionMemory[] = [];

export function newFile(): string {
  count += 1;
  return path.join(folder, `region-${count}`);
}

export function newMemory(shape: RegionShape = {}, file: string = newFile()): RegionMemory {
  const memory = RegionMemory.openFile(file, { size: 1 << 20 }).make({ slotCount: 3, ...shape });
  memories.push(memory);
  return memory;
}

export async function attach(memory: RegionMemory, slot: number, options: RegionOptions = {}): Promise<Region> {
  const region = await attachRegion(memory, { slot, timeoutMs: 10_000, ...options });
  regions.push(region);
  return region;
}

export async function attachTwo(memory: RegionMemory): Promise<[Region, Region]> {
  return [await attach(memory, 0), await attach(memory, 1)];
}

/** A channel between two regions, seen from both. */
export async function join(near: Region, far: Region): Promise<[Channel, Channel]> {
  return Promise.all([near.connect(far.slot, { timeoutMs: 10_000 }), far.connect(near.slot, { timeoutMs: 10_000 })]);
}

/** For `after.each`. */
export function detachAll(): void {
  for (const region of regions.splice(0)) region.detach();
  for (const memory of memories.splice(0)) memory.close();
}

/** Words of the lane that `from` writes for `to`, to forge. */
export function laneWords(region: Region, from: number, to: number): Int32Array {
  const { layout, words } = region.directory;
  return new Int32Array(words.buffer, laneAt(layout, from, to), layout.laneStride / 4);
}
