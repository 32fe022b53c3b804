/**
 * The caller's steps on the words of a slot. `docs/decisions/0009-cluster.md`, "A call", has their order and what each pairs with. K2, T2 and the like are
 * the steps of `docs/models.md`.
 */
import { CallOutcome } from '../../generated/segment/codes.ts';
import type { CallMemory } from './call-port.ts';
import type { CallShare } from './call-slots.ts';
import {
  ARGUMENTS,
  COUNTED,
  DEADLINE_HIGH,
  DEADLINE_LOW,
  DESCRIPTOR_WORDS,
  ERROR,
  FINGERPRINT,
  FINISHED,
  INDEX,
  LEAD_AND_WAITER,
  RESPONSE,
  SLOT_WORDS,
  TARGET,
  WORD,
} from './call-words.ts';
import type { Descriptor } from './descriptor.ts';

/** Largest errno of Linux. */
const MAX_ERRNO = 4095;
const EIO = 5;

/** Step 1, K3: writes a call into a slot that was taken, and makes it PENDING. @param deadlineNs - 0 for none */
export function writeCall(
  share: CallShare,
  slot: number,
  lead: number,
  waiter: number,
  target: number,
  descriptor: Descriptor,
  fingerprint: number,
  deadlineNs: number,
): void {
  const { words } = share;
  const from = descriptor.words;
  const at = slot * SLOT_WORDS;
  words[at + INDEX] = from[INDEX] as number;
  for (let i = RESPONSE + 1; i < DESCRIPTOR_WORDS; i += 1) words[at + i] = from[i] as number;
  words[at + LEAD_AND_WAITER] = lead | (waiter << 16);
  words[at + FINGERPRINT] = fingerprint;
  words[at + ERROR] = 0;
  words[at + DEADLINE_LOW] = deadlineNs === 0 ? 0 : deadlineNs % 0x100000000;
  words[at + DEADLINE_HIGH] = deadlineNs === 0 ? 0 : deadlineNs / 0x100000000;
  words[at + TARGET] = target;
  // Pairs with the server's load of the word, after which it copies the rest; and with the steward's.
  Atomics.store(words, at + WORD, share.nextGeneration(slot) | CallOutcome.OutcomePending);
}

/** K6, K11, T2. Moves a call out of PENDING. @param outcome - with FINISHED where no server will touch it @returns whether the caller was first */
export function settleOwn(share: CallShare, slot: number, lead: number, outcome: number): boolean {
  const { words } = share;
  const at = slot * SLOT_WORDS + WORD;
  const generation = share.generationOf(slot);
  const expected = generation | CallOutcome.OutcomePending;
  // Step 4 has the same CAS on the server's side: one of the two wins, and decrements.
  if (Atomics.compareExchange(words, at, expected, generation | outcome) !== expected) return false;
  Atomics.sub(words, lead * SLOT_WORDS + RESPONSE, 1);
  return true;
}

/** T3. Marks a call whose member is dead finished, whatever became of it: nobody touches it any more. */
export function finishDead(share: CallShare, slot: number): void {
  const at = slot * SLOT_WORDS + WORD;
  const word = Atomics.load(share.words, at);
  if ((word & FINISHED) === 0) Atomics.compareExchange(share.words, at, word, word | FINISHED);
}

/** Copies the outputs out of a slot that is DONE. */
export function readOutputs(words: Int32Array, slot: number, descriptor: Descriptor): void {
  const to = descriptor.words;
  const at = slot * SLOT_WORDS;
  for (let i = ARGUMENTS; i < DESCRIPTOR_WORDS; i += 1) to[i] = words[at + i] as number;
}

/** The errno of a refusal. Another member wrote it: what is none is EIO. */
export function readErrno(words: Int32Array, slot: number): number {
  const errno = words[slot * SLOT_WORDS + ERROR] as number;
  return errno > 0 && errno <= MAX_ERRNO ? errno : EIO;
}

/** K2. Sets the counter of answers that are missing. */
export function setResponse(share: CallShare, lead: number, count: number): void {
  const at = lead * SLOT_WORDS + RESPONSE;
  if (share.isCounter(lead)) Atomics.add(share.words, at, count);
  else share.words[at] = count;
}

/** Whether no answer of a lead's calls is missing; of one that counts a block this is not known. */
export function isAnswered(share: CallShare, lead: number): boolean {
  const response = Atomics.load(share.words, lead * SLOT_WORDS + RESPONSE);
  return response === 0 || (response & COUNTED) !== 0;
}

export function wordOf(memory: CallMemory, slot: number): number {
  return Atomics.load(memory.calls, slot * SLOT_WORDS + WORD);
}
