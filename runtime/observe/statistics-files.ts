/**
 * Finds the statistics of other processes and reads them: `schema/statistics.yaml`, `docs/guides/observing.md`. They are memfds, so they are gone with
 * their process and leave nothing behind; `/proc/PID/fd` shows those of the same user, and everybody's to root. Whatever a file holds, the worst
 * that it does is not to be shown.
 */
import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs';
import {
  PROTOCOL_FINGERPRINT,
  STATISTICS_ENTRIES_OFFSET,
  STATISTICS_MAGIC,
  STATISTICS_MAJOR,
  STATISTICS_MAX_COUNT,
  StatisticsPhase,
} from '../../generated/statistics/codes.ts';
import { StatisticsEntry, StatisticsHeader } from '../../generated/statistics/messages.ts';

/** What `readlink` says of a memfd with this name. */
const LINK = '/memfd:sluice-statistics (deleted)';
const HEADER_SIZE = 64;
const ENTRY_SIZE = 512;
const MAX_SIZE: number = STATISTICS_ENTRIES_OFFSET + STATISTICS_MAX_COUNT * ENTRY_SIZE;
const MAGIC: Buffer = magicBytes();

export interface ProcessFacts {
  readonly pid: number;
  /** In the namespace of its own. */
  readonly innerPid: number;
  /** Effective. */
  readonly uid: number;
  readonly comm: string;
}

export interface StatisticsFile {
  readonly path: string;
  readonly inode: number;
  readonly owner: ProcessFacts;
}

export interface ReadEntry {
  /** The same as long as it is the same endpoint. */
  readonly key: string;
  readonly entry: StatisticsEntry;
}

/** Statistics files of all processes that this one may look into. */
export function findStatisticsFiles(): StatisticsFile[] {
  return namesIn('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => filesOf(Number(name)));
}

function filesOf(pid: number): StatisticsFile[] {
  const found: StatisticsFile[] = [];
  let owner: ProcessFacts | null = null;
  for (const name of namesIn(`/proc/${pid}/fd`)) {
    const path = `/proc/${pid}/fd/${name}`;
    if (linkOf(path) !== LINK) continue;
    owner ??= factsOf(pid);
    if (owner === null) return [];
    const inode = withFile(path, (descriptor) => fstatSync(descriptor).ino);
    if (inode !== null) found.push({ path, inode, owner });
  }
  return found;
}

/** Entries that were ever used; null when the file is gone, or none of ours, or a forked child's. */
export function readStatisticsFile({ path, inode, owner }: StatisticsFile): ReadEntry[] | null {
  return withFile(path, (descriptor) => {
    const stats = fstatSync(descriptor);
    if (stats.ino !== inode || stats.size < STATISTICS_ENTRIES_OFFSET) return null;
    const size = Math.min(stats.size, MAX_SIZE);
    const before = readAll(descriptor, size);
    const count = entryCount(before, owner);
    if (count === null) return null;
    // Identities are whole if their version was even before, and is the same afterwards.
    const after = readAll(descriptor, size);
    const entries: ReadEntry[] = [];
    for (let i = 0; i < count; i += 1) {
      const at = STATISTICS_ENTRIES_OFFSET + i * ENTRY_SIZE;
      const version = u32(before, at);
      if (version % 2 !== 0 || u32(after, at) !== version) continue;
      const entry = decodeEntry(after, at);
      if (entry !== null) entries.push({ key: `${owner.pid}/${inode}/${i}/${version}`, entry });
    }
    return entries;
  });
}

/** How many entries lie in it; null for another version's file, or another process's. */
function entryCount(bytes: Buffer, owner: ProcessFacts): number | null {
  if (!bytes.subarray(0, 8).equals(MAGIC)) return null;
  try {
    const header = StatisticsHeader.decode(viewOf(bytes), 0, HEADER_SIZE);
    const { major, layoutFingerprint, entrySize, entryCount, pid } = header;
    if (major !== STATISTICS_MAJOR || layoutFingerprint !== BigInt(PROTOCOL_FINGERPRINT) || entrySize !== ENTRY_SIZE) return null;
    if (pid !== owner.innerPid) return null;
    return Math.min(entryCount, Math.floor((bytes.length - STATISTICS_ENTRIES_OFFSET) / ENTRY_SIZE));
  } catch {
    return null;
  }
}

function decodeEntry(bytes: Buffer, at: number): StatisticsEntry | null {
  try {
    const entry = StatisticsEntry.decode(viewOf(bytes), at, ENTRY_SIZE);
    return entry.phase === StatisticsPhase.StatisticsFree ? null : entry;
  } catch {
    // An enum that is none, in a file that is no file of ours.
    return null;
  }
}

function factsOf(pid: number): ProcessFacts | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    const uid = /^Uid:\s+\d+\s+(\d+)/m.exec(status)?.[1];
    const innerPid = /^NSpid:.*?(\d+)\s*$/m.exec(status)?.[1] ?? String(pid);
    if (uid === undefined) return null;
    const comm = readFileSync(`/proc/${pid}/comm`, 'utf8').trimEnd();
    return { pid, innerPid: Number(innerPid), uid: Number(uid), comm };
  } catch {
    return null;
  }
}

/** Null for a file that can't be opened or read, is none, or whose process is gone by now. */
function withFile<T>(path: string, use: (descriptor: number) => T): T | null {
  let descriptor: number;
  try {
    // Not to be held up by a pipe that calls itself so.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return null;
  }
  try {
    return fstatSync(descriptor).isFile() ? use(descriptor) : null;
  } catch {
    return null;
  } finally {
    closeSync(descriptor);
  }
}

function readAll(descriptor: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  readSync(descriptor, bytes, 0, size, 0);
  return bytes;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function u32(bytes: Buffer, at: number): number {
  return new Uint32Array(bytes.buffer, bytes.byteOffset + at, 1)[0] as number;
}

function magicBytes(): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(STATISTICS_MAGIC);
  return bytes;
}
