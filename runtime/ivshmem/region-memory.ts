/** Memory for a region: a file that others map, too, or that of an ivshmem server. */
import { closeSync, fstatSync, ftruncateSync, openSync } from 'node:fs';
import { ChannelError, ChannelErrorCode } from '../errors.ts';
import { loadAddon } from '../memory/addon.ts';
import { callNative } from '../memory/failure.ts';
import type { IvshmemClient } from './client.ts';
import { bellOf, type RegionBell } from './region-bell.ts';
import { isMade, makeRegion, type RegionShape } from './region-layout.ts';

export interface RegionFileOptions {
  /** Bytes of a file that is new: a power of two, since it becomes a BAR. */
  readonly size?: number;
}

/** What a region lies in. Several regions of one process may share it. */
export class RegionMemory {
  /** For the runtime alone. */
  readonly buffer: ArrayBuffer;
  /** For the runtime alone; null in plain mode. */
  readonly bell: RegionBell | null;
  readonly #close: () => void;

  private constructor(buffer: ArrayBuffer, bell: RegionBell | null, close: () => void) {
    this.buffer = buffer;
    this.bell = bell;
    this.#close = close;
  }

  /**
   * Maps a file, such as one in /dev/shm that QEMU maps with `memory-backend-file,share=on` for `ivshmem-plain`. Who can open the file can cut it
   * short, and then whoever reads beyond its end dies of SIGBUS.
   *
   * @throws ChannelError `SLUICE_ERR_OPTION` for a size that is none, or not that of the file; `SLUICE_ERR_SYSTEM`; what `node:fs` throws
   */
  static openFile(path: string, { size }: RegionFileOptions = {}): RegionMemory {
    if (size !== undefined && !(Number.isInteger(size) && size >= 4096 && 2 ** Math.round(Math.log2(size)) === size)) {
      throw new ChannelError(ChannelErrorCode.OPTION, `size must be a power of two of at least 4096: size=${size}`);
    }
    const file = openSync(path, size === undefined ? 'r+' : 'a+', 0o600);
    try {
      const found = fstatSync(file).size;
      if (found === 0 && size !== undefined) ftruncateSync(file, size);
      else if (size !== undefined && found !== size) {
        throw new ChannelError(
          ChannelErrorCode.OPTION,
          `a file that exists keeps its size: path=${path} size=${size} found=${found}`,
        );
      }
    } finally {
      closeSync(file);
    }
    const again = openSync(path, 'r+');
    try {
      const buffer = callNative(`map ${path}`, () => loadAddon().mapMemory(again));
      return new RegionMemory(buffer, null, () => loadAddon().unmapMemory(buffer));
    } finally {
      closeSync(again);
    }
  }

  /**
   * The memory of a server, once the client is ready. The map is the client's only one: nobody else may map it, and it lives as long as the client.
   *
   * @throws ChannelError `SLUICE_ERR_STATE` before the client is ready, `SLUICE_ERR_SYSTEM`
   */
  static ofClient(client: IvshmemClient): RegionMemory {
    if (!client.isReady) throw new ChannelError(ChannelErrorCode.STATE, `the client is not ready: path=${client.path}`);
    return new RegionMemory(client.map().buffer, bellOf(client), () => client.unmap());
  }

  get size(): number {
    return this.buffer.byteLength;
  }

  /** Whether somebody has made a region there. */
  get isMade(): boolean {
    return isMade(this.buffer);
  }

  /**
   * Makes a region there; whatever is there is lost, so that nobody may use it.
   *
   * @throws ChannelError `SLUICE_ERR_OPTION` for a shape that is none, or does not fit
   */
  make(shape: RegionShape = {}): this {
    makeRegion(this.buffer, shape);
    return this;
  }

  /** Unmaps it; its regions must be detached. */
  close(): void {
    this.#close();
  }
}
