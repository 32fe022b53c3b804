import { closeSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { ChannelError, ChannelErrorCode } from '../errors.ts';
import { ID_COUNT, type IdWitness } from './ids.ts';

/**
 * Ids that are held, and the next one, where the end of a process does not reach them: a file, or a memfd that somebody keeps. Written in place,
 * a byte or four at a time, so that whoever dies in between leaves an id held too many and none too few:
 * ```
 * 0  u8[8]     "SLUICEID"
 * 8  u32       version, 1
 * 12 u32       next id
 * 64 u8[8192]  a bit per id, 1 while it is held; id 0 is bit 0 of byte 64
 * ```
 */
export const ID_FILE_BYTES = 16_384;
const MAGIC = Buffer.from('SLUICEID', 'latin1');
const VERSION = 1;
const NEXT = 12;
const BITS = 64;

export class IdFile implements IdWitness {
  readonly #descriptor: number;
  readonly #isOwner: boolean;
  readonly #bits: Uint8Array;
  readonly #next: number;

  /** For the functions below. */
  constructor(descriptor: number, isOwner: boolean, bytes: Buffer) {
    this.#descriptor = descriptor;
    this.#isOwner = isOwner;
    this.#next = bytes.readUInt32LE(NEXT) % ID_COUNT;
    this.#bits = Uint8Array.from(bytes.subarray(BITS, BITS + ID_COUNT / 8));
  }

  /** What was held when it was opened, and the next id then. */
  heldIds(): number[] {
    return Array.from({ length: ID_COUNT }, (_, id) => id).filter((id) => ((this.#bits[id >> 3] as number) >> (id & 7)) & 1);
  }

  get nextId(): number {
    return this.#next;
  }

  held(id: number): void {
    this.#write(id, 1);
  }

  freed(id: number): void {
    this.#write(id, 0);
  }

  next(id: number): void {
    const word = Buffer.alloc(4);
    word.writeUInt32LE(id);
    writeSync(this.#descriptor, word, 0, 4, NEXT);
  }

  close(): void {
    if (this.#isOwner) closeSync(this.#descriptor);
  }

  #write(id: number, bit: number): void {
    const at = id >> 3;
    const mask = 1 << (id & 7);
    const byte = ((this.#bits[at] as number) & ~mask) | (bit === 1 ? mask : 0);
    this.#bits[at] = byte;
    writeSync(this.#descriptor, Uint8Array.of(byte), 0, 1, BITS + at);
  }
}

/** Opens a file, or makes it. @throws ChannelError `SLUICE_ERR_OPTION` when it is something else */
export function openIdFile(path: string): IdFile {
  const descriptor = openSync(path, 'a+', 0o600);
  closeSync(descriptor);
  return adoptIdFile(openSync(path, 'r+'), true, path);
}

/** The same for a descriptor, such as that of a memfd; `isOwner`: `close` closes it. */
export function adoptIdFile(descriptor: number, isOwner: boolean, place: string): IdFile {
  try {
    const bytes = Buffer.alloc(ID_FILE_BYTES);
    const got = readSync(descriptor, bytes, 0, ID_FILE_BYTES, 0);
    if (got === 0 || bytes.every((byte) => byte === 0)) begin(descriptor, bytes);
    else if (!bytes.subarray(0, 8).equals(MAGIC) || bytes.readUInt32LE(8) !== VERSION) {
      throw new ChannelError(ChannelErrorCode.OPTION, `the ids of a server are kept in a file of their own: path=${place}`);
    }
    return new IdFile(descriptor, isOwner, bytes);
  } catch (error) {
    if (isOwner) closeSync(descriptor);
    throw error;
  }
}

/** The magic comes last: a file without it is a new one. */
function begin(descriptor: number, bytes: Buffer): void {
  bytes.writeUInt32LE(VERSION, 8);
  writeSync(descriptor, bytes, 0, ID_FILE_BYTES, 0);
  MAGIC.copy(bytes);
  writeSync(descriptor, MAGIC, 0, MAGIC.length, 0);
  fsyncSync(descriptor);
}
