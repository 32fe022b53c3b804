/** The plan of `interpose.c`, written into the file that the library has mapped: no call on the way there is one that can fail. */
import { openSync, readSync, writeSync } from 'node:fs';

const SIZE = 64;
const NAME_BYTES = 32;

/** Ways to fail that are no errno. */
export const SHORT = -1;
export const CTRUNC = -2;
export const CTRUNC_ONE = -3;
export const SATURATED = -4;
/** Instead of a number: the first call, the third, and so on. */
export const EVERY_OTHER = 0;
export const OF_ADDON = 1;
export const OF_ALL = 2;

export interface Fault {
  readonly function: string;
  readonly nth: number;
  /** An errno, or one of the above. */
  readonly way: number;
  readonly scope: number;
}

export class FaultPlan {
  readonly #file: number;
  readonly #bytes = Buffer.alloc(SIZE);

  constructor(path: string) {
    this.#file = openSync(path, 'r+');
  }

  arm({ function: name, nth, way, scope }: Fault): void {
    this.#bytes.fill(0);
    this.#bytes.write(name, 0, NAME_BYTES - 1, 'latin1');
    this.#bytes.writeUInt32LE(nth, NAME_BYTES);
    this.#bytes.writeInt32LE(way, NAME_BYTES + 4);
    this.#bytes.writeUInt32LE(scope, NAME_BYTES + 8);
    this.#write();
  }

  /** The clock of the day is off by so much at every other look. */
  jump(seconds: number): void {
    this.#bytes.fill(0);
    this.#bytes.writeInt32LE(seconds, NAME_BYTES + 20);
    this.#write();
  }

  /** All is well again. @returns how many calls have failed */
  disarm(): number {
    readSync(this.#file, this.#bytes, 0, SIZE, 0);
    const failed = this.#bytes.readUInt32LE(NAME_BYTES + 16);
    this.#bytes.fill(0);
    this.#write();
    return failed;
  }

  #write(): void {
    writeSync(this.#file, this.#bytes, 0, SIZE, 0);
  }
}
