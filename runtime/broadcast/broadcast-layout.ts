/** Places in `sluice_broadcast_lines` and in a record's header, as indexes of 32-bit words. `schema/segment.yaml` has the layout. */
import { RecordKind } from '../../generated/segment/codes.ts';

export const INTENT = 0;
export const TAIL = 1;
export const LATEST = 2;

export const HEADER_SIZE = 16;
export const SEQUENCE = 1;
export const TYPE = 2;
export const FLAGS = 3;
export const LENGTH_MASK = 0x1fffffff;
export const KIND_SHIFT = 30;
export const PAD: number = RecordKind.RecordPad;
export const DATA: number = RecordKind.RecordData;

/** Bytes of a record with so many payload bytes, up to where the next one starts. */
export function recordSize(length: number): number {
  return HEADER_SIZE + ((length + 15) & ~15);
}

/** Most payload bytes of a record: a quarter of the ring, with its header. */
export function maxLengthOf(capacity: number): number {
  return capacity / 4 - HEADER_SIZE;
}
