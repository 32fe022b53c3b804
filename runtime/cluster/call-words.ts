/**
 * Where the words of a call lie: `schema/segment.yaml`, as indices into Int32Arrays. Generated layouts give views with plain loads, which are not
 * for words that others write; a test holds these numbers against the layouts.
 */
import { CallOutcome } from '../../generated/segment/codes.ts';

/** Words of a `sluice_call_slot`, from its start. */
export const SLOT_WORDS = 64;
/** Words of the descriptor, which comes first: `rpc_desc_t` of `cluster-rpc`. */
export const DESCRIPTOR_WORDS = 26;
export const INDEX = 0;
export const RESPONSE = 1;
/** First of the arguments, which are all that a server writes of a descriptor. */
export const ARGUMENTS = 6;
export const WORD = 26;
/** `lead` in the low half, `waiter` in the high one. */
export const LEAD_AND_WAITER = 27;
export const FINGERPRINT = 28;
export const ERROR = 29;
export const DEADLINE_LOW = 30;
export const DEADLINE_HIGH = 31;
export const TARGET = 32;

/** Words of a `sluice_waiter_lines`, from its start. */
export const WAITER_WORDS = 32;
export const ASLEEP = 0;
export const NEWS = 1;

/** Parts of a slot's word. */
export const OUTCOME_MASK = 7;
export const FINISHED = 8;
export const STATUS_SHIFT = 4;
export const STATUS_MASK = 15;
export const GENERATION_SHIFT = 8;
/** All of a word but outcome, `finished` and status. */
export const GENERATION_BITS: number = ~0xff;

/** Bit 31 of a lead's `response`: every answer wakes, not only the last. */
export const COUNTED: number = 0x80000000 | 0;
/** Slots that share such a lead. */
export const BLOCK_SLOTS = 32;

/** Whether a slot may be used again. */
export function isReusable(word: number): boolean {
  return (word & FINISHED) !== 0 || (word & OUTCOME_MASK) === CallOutcome.OutcomeFree;
}
