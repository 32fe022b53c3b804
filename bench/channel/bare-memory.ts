/** The floor's own shared memory (`native/bare-memory.c`): nothing of the runtime is in it. */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { BUILD_FOLDER } from './build.ts';

interface BareAddon {
  map(path: string, bytes: number): ArrayBuffer;
  detach(buffer: ArrayBuffer): void;
  wait(buffer: ArrayBuffer, offset: number, value: number): void;
  wake(buffer: ArrayBuffer, offset: number): void;
}

/** Bytes before the data, for words 128 bytes apart. The same in `native/bare.c`. */
export const BARE_DATA_OFFSET = 4096;
/** What the lead writes: a word, and for a round trip the payload at 8. */
export const LEAD_WORD = 0;
export const ECHO_WORD = 1024;
/** From a word to the payload beside it. */
export const BARE_PAYLOAD = 8;

let loaded: BareAddon | null = null;

function addon(): BareAddon {
  loaded ??= createRequire(import.meta.url)(fileURLToPath(new URL('bare-memory.node', BUILD_FOLDER))) as BareAddon;
  return loaded;
}

export class BareMemory {
  readonly view: DataView;
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
  readonly #buffer: ArrayBuffer;

  constructor(place: string, dataBytes: number) {
    this.#buffer = addon().map(`${place}.mem`, BARE_DATA_OFFSET + dataBytes);
    this.view = new DataView(this.#buffer);
    this.words = new Int32Array(this.#buffer);
    this.bytes = new Uint8Array(this.#buffer);
  }

  /** Sleeps until the word at this offset is woken, if it still is `value`. */
  wait(offset: number, value: number): void {
    addon().wait(this.#buffer, offset, value);
  }

  wake(offset: number): void {
    addon().wake(this.#buffer, offset);
  }
}

/** Once a buffer was detached, V8 checks each access for that: as in every process that has ever closed a channel. */
export function detachOne(place: string): void {
  const buffer = addon().map(`${place}.mem`, 4096);
  new Int32Array(buffer)[0] = 1;
  addon().detach(buffer);
}
