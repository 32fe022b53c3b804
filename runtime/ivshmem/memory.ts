import path from 'node:path';
import { ChannelError, ChannelErrorCode } from '../errors.ts';
import { callNative, isNativeFailure } from '../memory/failure.ts';
import type { NativeDescriptors, NativeIvshmem } from './native.ts';
import type { CheckedServerOptions } from './options.ts';

/** Of `sluice/error.h`. */
const ERR_SIZE = 2;

/** What all clients map. */
export interface SharedMemory {
  /** One. */
  readonly descriptors: NativeDescriptors;
  /** `memfd`, or the path of the file. */
  readonly place: string;
  /** Nobody can change its size. */
  readonly isSealed: boolean;
  /** Closes it here; what has a name loses it, unless it is kept. */
  close(): void;
}

/**
 * @param inherited - a memfd of a server before, whose size is known to be the one wanted, or null
 * @throws ChannelError `SLUICE_ERR_OPTION` for another size than an existing file has, `SLUICE_ERR_ADDRESS_IN_USE`, `SLUICE_ERR_SYSTEM`
 */
export function openMemory(
  native: NativeIvshmem,
  options: CheckedServerOptions,
  inherited: NativeDescriptors | null,
): SharedMemory {
  const { memory, size, preallocate, keep } = options;
  if (inherited !== null) return memfdOf(inherited);
  if (memory.kind === 'shm') return openNamed(native, options, path.join('/dev/shm', memory.name));
  if (memory.kind === 'folder' && keep) return openNamed(native, options, path.join(memory.folder, 'ivshmem'));
  if (memory.kind === 'memfd') {
    return memfdOf(callNative(`make ${size} bytes of shared memory`, () => native.createMemory(size, preallocate)));
  }
  const doing = `make ${size} bytes of shared memory in ${memory.folder}`;
  const descriptors = callNative(doing, () => native.createUnnamed(memory.folder, size, preallocate));
  return { descriptors, place: `a file in ${memory.folder}`, isSealed: false, close: () => descriptors.close() };
}

function memfdOf(descriptors: NativeDescriptors): SharedMemory {
  return { descriptors, place: 'memfd', isSealed: true, close: () => descriptors.close() };
}

function openNamed(native: NativeIvshmem, { size, preallocate, keep }: CheckedServerOptions, file: string): SharedMemory {
  const { descriptors, lock } = openFile(native, file, size, preallocate);
  return {
    descriptors,
    place: file,
    isSealed: false,
    close() {
      if (!keep) native.unlinkNamed(file, lock);
      descriptors.close();
      lock.close();
    },
  };
}

function openFile(
  native: NativeIvshmem,
  file: string,
  size: bigint,
  preallocate: boolean,
): ReturnType<NativeIvshmem['openNamed']> {
  try {
    return native.openNamed(file, size, preallocate);
  } catch (error) {
    if (isNativeFailure(error) && error.status === ERR_SIZE) {
      const text = `memory that exists keeps its size: path=${file} size=${size} found=${error.got}`;
      throw new ChannelError(ChannelErrorCode.OPTION, text, { cause: error });
    }
    return callNative(`open the shared memory ${file}`, () => {
      throw error;
    });
  }
}
