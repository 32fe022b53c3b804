/** The floor of large payloads: one process copies chunks into a ring, the other one copies them out. */
import { BARE_DATA_OFFSET, BareMemory, ECHO_WORD, LEAD_WORD } from '../bare-memory.ts';
import { type Exercise, nanosecondsSince, type OpenExercise } from '../exercise.ts';

const TAIL = LEAD_WORD / 4;
const HEAD = ECHO_WORD / 4;
/** From the word of a side to another one: not 0 when it is about to sleep, or does. */
const ASLEEP = 128 / 4;

export const openBareCopy: OpenExercise = (side, { place, bytes, ringBytes, sleeps }) => {
  const memory = new BareMemory(place, ringBytes);
  const { words } = memory;
  const slots = Array.from({ length: Math.floor(ringBytes / bytes) }, (_, index) => {
    const at = BARE_DATA_OFFSET + index * bytes;
    return memory.bytes.subarray(at, at + bytes);
  });
  const own = new Uint8Array(bytes).fill(1);
  const [ownWord, otherWord] = side === 'lead' ? [TAIL, HEAD] : [HEAD, TAIL];
  let position = 0;
  let other = 0;

  /** Until the other side has moved on from where it was. */
  const waitForOther = (): void => {
    for (const known = other; ; ) {
      other = Atomics.load(words, otherWord);
      if (other !== known) return;
      if (!sleeps) continue;
      Atomics.store(words, ownWord + ASLEEP, 1);
      memory.wait(otherWord * 4, known);
      Atomics.store(words, ownWord + ASLEEP, 0);
    }
  };
  const slotAt = (index: number): Uint8Array => slots[(index >>> 0) % slots.length] as Uint8Array;

  const exercise: Exercise = {
    run(count) {
      const start = process.hrtime.bigint();
      for (let i = 0; i < count; i += 1) {
        if (side === 'lead') {
          while (position - other === slots.length) waitForOther();
          slotAt(position).set(own);
        } else {
          while (position === other) waitForOther();
          own.set(slotAt(position));
        }
        position += 1;
        Atomics.store(words, ownWord, position);
        if (sleeps && Atomics.load(words, otherWord + ASLEEP) !== 0) memory.wake(ownWord * 4);
      }
      if (side === 'lead') while (position !== other) waitForOther();
      return nanosecondsSince(start);
    },
  };
  return exercise;
};
