import { fstatSync } from 'node:fs';
import { ChannelError, ChannelErrorCode } from '../errors.ts';
import { callNative } from '../memory/failure.ts';
import { inheritFromPredecessor } from './handover.ts';
import { adoptIdFile, ID_FILE_BYTES, type IdFile, openIdFile } from './id-file.ts';
import { IdLedger } from './ids.ts';
import { dropInheritance, type IvshmemInheritance } from './inheritance.ts';
import type { SharedMemory } from './memory.ts';
import type { NativeDescriptors, NativeIvshmem } from './native.ts';
import type { CheckedServerOptions } from './options.ts';
import { IDS_NAME, MEMORY_NAME, notifySystemd } from './systemd.ts';

/** The ids of a server with `keep`, where they outlive it: beside the memory, be that a memfd or a file. */
export interface Keeper {
  /** The id file when it is a memfd, for a successor; null for one with a path. */
  readonly descriptors: NativeDescriptors | null;
  /** A ledger that goes on: ids that were held are reserved. */
  restore(): IdLedger;
  close(): void;
}

/** What this server starts from: what it was given, or what a server that runs at its path hands over. */
export function inherit(options: CheckedServerOptions, from: IvshmemInheritance): IvshmemInheritance {
  try {
    judge(options, from);
  } catch (error) {
    dropInheritance(from);
    throw error;
  }
  if (!options.keep || from.listening !== null || from.memory !== null) return from;
  return inheritFromPredecessor(options.path, (found) => judgePredecessor(options, found)) ?? from;
}

function judge({ size, memory }: CheckedServerOptions, { memory: inherited }: IvshmemInheritance): void {
  const [descriptor] = inherited?.numbers() ?? [];
  if (descriptor === undefined) return;
  if (memory.kind !== 'memfd') refuse('memory was inherited, so it can not be a file', `memory=${memory.kind}`);
  const found = fstatSync(descriptor, { bigint: true }).size;
  if (found !== size) refuse('memory that is inherited keeps its size', `size=${size} found=${found}`);
}

function judgePredecessor(options: CheckedServerOptions, found: IvshmemInheritance): void {
  judge(options, found);
  if (options.memory.kind === 'memfd' && found.memory === null) {
    refuse('the server before has its memory in a file, so it must be that file again', 'memory=memfd');
  }
  for (const { id, eventfds } of found.kept) {
    const count = eventfds.numbers().length;
    if (count !== options.vectors) {
      refuse('clients of the server before keep their vectors', `vectors=${options.vectors} found=${count} id=${id}`);
    }
  }
}

function refuse(rule: string, values: string): never {
  throw new ChannelError(ChannelErrorCode.OPTION, `${rule}: ${values}`);
}

/** New memory and ids are stored with systemd, if that runs this server. */
export function openKeeper(
  native: NativeIvshmem,
  options: CheckedServerOptions,
  inherited: IvshmemInheritance,
  memory: SharedMemory,
): Keeper {
  if (options.memory.kind !== 'memfd') {
    inherited.ids?.close();
    return keeperOf(openIdFile(idPath(options)), null, inherited);
  }
  const descriptors = inherited.ids ?? callNative('make room for ids', () => native.createMemory(BigInt(ID_FILE_BYTES), true));
  if (inherited.memory === null) notifySystemd(`FDSTORE=1\nFDNAME=${MEMORY_NAME}`, memory.descriptors);
  if (inherited.ids === null) notifySystemd(`FDSTORE=1\nFDNAME=${IDS_NAME}`, descriptors);
  return keeperOf(adoptIdFile(descriptors.numbers()[0] as number, false, IDS_NAME), descriptors, inherited);
}

/** Beside the socket: hugetlbfs, where the memory may lie, has no files that can be written. */
function idPath({ path }: CheckedServerOptions): string {
  if (path.startsWith('@'))
    refuse('with keep and a file for memory the socket must have a path, for the ids beside it', `path=${path}`);
  return `${path}.ids`;
}

function keeperOf(file: IdFile, descriptors: NativeDescriptors | null, { kept }: IvshmemInheritance): Keeper {
  return {
    descriptors,
    restore() {
      const ids = new IdLedger(file);
      for (const id of file.heldIds()) ids.reserve(id);
      for (const { id } of kept) ids.reserve(id);
      ids.next = file.nextId;
      return ids;
    },
    close() {
      file.close();
      descriptors?.close();
    },
  };
}
