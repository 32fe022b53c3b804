/**
 * Where the words of a ring lie: `schema/segment.yaml`, as indices into an Int32Array over the lines of one side. Generated layouts give views
 * with plain loads, which are not for words that another process writes; a test holds these numbers against the layouts.
 */
import { RecordKind } from '../../generated/segment/codes.ts';

/** Words of `sluice_producer_lines` and of `sluice_consumer_lines`. */
export const LINE_WORDS = 64;

/** `sluice_producer_lines`, in the writer's segment. */
export const TAIL = 0;
export const SPACE_WAKE_AT = 32;
export const WRITER_REASON = 33;
export const ARENA_WAITING = 34;

/** `sluice_consumer_lines`, in the reader's segment. */
export const HEAD = 0;
export const DATA_WAKE_AT = 32;
export const READER_REASON = 33;
export const FAST_RECEIVE = 34;

/** `state` of `sluice_segment_header`, in words from the start of a segment. */
export const STATE = 1022;

/** Bytes of `sluice_record_header`, and the alignment of records. */
export const RECORD_HEADER = 16;
/** Bytes of `sluice_block_reference`. */
export const REFERENCE_SIZE = 16;

/** Parts of a record's first word; the kind is in the two top bits. */
export const LENGTH_MASK = 0x1fffffff;
export const MORE = 0x20000000;
export const KIND_MASK: number = 3 << 30;
export const PAD: number = RecordKind.RecordPad << 30;
export const INDIRECT: number = RecordKind.RecordIndirect << 30;
export const END: number = RecordKind.RecordEnd << 30;
