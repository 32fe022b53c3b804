/** Places in `sluice_broadcast_lines`, as indexes of 32-bit words, and sizes of its records, whose headers are those of a ring. */
import { RECORD_HEADER } from '../ring/words.ts';

export const INTENT = 0;
export const TAIL = 1;
export const LATEST = 2;

/** Words of `sluice_record_header` after the first. */
export const SEQUENCE = 1;
export const TYPE = 2;
export const FLAGS = 3;

/** Bytes of a record with so many payload bytes, up to where the next one starts. */
export function recordSize(length: number): number {
  return RECORD_HEADER + ((length + 15) & ~15);
}

/** Most payload bytes of a record: a quarter of the ring, with its header. */
export function maxLengthOf(capacity: number): number {
  return capacity / 4 - RECORD_HEADER;
}
