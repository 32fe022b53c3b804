/**
 * Words of a FIFO, as indexes into an Int32Array over it lines (`schema/segment.yaml`: `sluice_fifo_lines`) and over its slots (`sluice_fifo_slot` each); a
 * test holds them against the generated layouts. Words that others write need Atomics, which generated views do not use.
 */
import { FIFO_LAP_BITS, SlotState } from '../../generated/segment/codes.ts';

export const TAIL_HINT = 0;
export const WAKE_AT = 32;
export const READER = 33;
export const AWAITED = 34;
export const LAST_WAITING = 35;
export const ROOM_NEXT = 36;
export const HEAD = 64;
export const SKIPPED = 65;
export const BROKEN = 66;
/** One for each writer number. */
export const ROOM = 96;
export const LINE_WORDS = 1120;
export const SLOT_WORDS = 16;
/** Within a slot. */
export const LENGTH = 1;
export const PAYLOAD = 2;

export const LAP_MASK: number = (1 << FIFO_LAP_BITS) - 1;
/** In `wake_at`, as i32: the reader sleeps, on the ticket in the low bits. 0 when it does not. */
export const ASLEEP = -0x80000000;
/** No room. */
export const NO_TICKET = -1;
/** In `room`, as i32: the low bits are a ticket, and not a place in the line. */
export const GRANTED = -0x80000000;
/** Tickets, and places in the line, have this many bits at most. */
export const TICKET_MASK = 0x7fffffff;

/** States, where a word has them. */
export const STATE_MASK: number = 3 << 30;
export const CLAIMED: number = SlotState.SlotClaimed << 30;
export const DONE: number = SlotState.SlotDone << 30;
export const SKIP: number = SlotState.SlotSkip << 30;
