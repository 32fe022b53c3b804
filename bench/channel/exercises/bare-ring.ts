/** The floor of a stream of records: a ring of slots without headers, checks and doorbells. */
import { BARE_DATA_OFFSET, BareMemory, ECHO_WORD, LEAD_WORD } from '../bare-memory.ts';
import { type Exercise, nanosecondsSince, type OpenExercise } from '../exercise.ts';
import { expectSequence, kindOf } from '../messages.ts';

const TAIL = LEAD_WORD;
const HEAD = ECHO_WORD;
/** Not 0: the consumer is about to sleep, or does. */
const ASLEEP = ECHO_WORD + 128;

export const openBareRing: OpenExercise = (side, setting) => {
  const memory = new BareMemory(setting.place, setting.ringBytes);
  return side === 'lead' ? produce(memory, setting) : consume(memory, setting);
};

type Numbers = Parameters<OpenExercise>[1];

function produce(memory: BareMemory, { bytes, ringBytes, batch, sleeps }: Numbers): Exercise {
  const { view, words } = memory;
  const slots = ringBytes / bytes;
  const { codec, make } = kindOf(bytes);
  const message = make();
  let tail = 0;
  /** As far as it is known. */
  let head = 0;

  const publish = (): void => {
    Atomics.store(words, TAIL / 4, tail);
    if (sleeps && Atomics.load(words, ASLEEP / 4) !== 0) memory.wake(TAIL);
  };
  /** Until the consumer has released something that was not known yet. */
  const waitForHead = (): void => {
    publish();
    for (const known = head; ; ) {
      head = Atomics.load(words, HEAD / 4);
      if (head !== known) return;
      if (sleeps) memory.wait(HEAD, known);
    }
  };

  return {
    run(count) {
      const start = process.hrtime.bigint();
      let unpublished = 0;
      for (let i = 0; i < count; i += 1) {
        while (((tail - head) | 0) === slots) waitForHead();
        message.sequence = tail >>> 0;
        codec.encode(view, BARE_DATA_OFFSET + (tail & (slots - 1)) * bytes, message);
        tail = (tail + 1) | 0;
        unpublished += 1;
        if (unpublished === batch) {
          publish();
          unpublished = 0;
        }
      }
      while (head !== tail) waitForHead();
      return nanosecondsSince(start);
    },
  };
}

function consume(memory: BareMemory, { bytes, ringBytes, sleeps }: Numbers): Exercise {
  const { view, words } = memory;
  const slots = ringBytes / bytes;
  const { codec } = kindOf(bytes);
  let head = 0;

  return {
    run(count) {
      const start = process.hrtime.bigint();
      for (const last = (head + count) | 0; head !== last; ) {
        const tail = Atomics.load(words, TAIL / 4);
        if (tail === head) {
          if (sleeps) {
            memory.wake(HEAD);
            Atomics.store(words, ASLEEP / 4, 1);
            memory.wait(TAIL, head);
            Atomics.store(words, ASLEEP / 4, 0);
          }
          continue;
        }
        for (const end = (head + Math.min((tail - head) | 0, slots / 8)) | 0; head !== end; head = (head + 1) | 0) {
          expectSequence(codec.decode(view, BARE_DATA_OFFSET + (head & (slots - 1)) * bytes, bytes).sequence, head);
        }
        Atomics.store(words, HEAD / 4, head);
      }
      if (sleeps) memory.wake(HEAD);
      return nanosecondsSince(start);
    },
  };
}
