/** The floor of a round trip: a word, and the payload beside it. */
import { BARE_PAYLOAD, BareMemory, ECHO_WORD, LEAD_WORD } from '../bare-memory.ts';
import { type Exercise, nanosecondsSince, type OpenExercise } from '../exercise.ts';
import { expectSequence, kindOf } from '../messages.ts';

export const openBareRoundTrip: OpenExercise = (side, { place, bytes, sleeps }) => {
  const memory = new BareMemory(place, 0);
  const { view, words } = memory;
  const { codec, make } = kindOf(bytes);
  const message = make();
  const [own, other] = side === 'lead' ? [LEAD_WORD, ECHO_WORD] : [ECHO_WORD, LEAD_WORD];
  const [ownWord, otherWord] = [own / 4, other / 4];
  let sequence = 0;

  const send = (): void => {
    message.sequence = sequence >>> 0;
    codec.encode(view, own + BARE_PAYLOAD, message);
    Atomics.store(words, ownWord, sequence);
    if (sleeps) memory.wake(own);
  };
  const receive = (): void => {
    while (Atomics.load(words, otherWord) !== sequence) if (sleeps) memory.wait(other, sequence - 1);
    expectSequence(codec.decode(view, other + BARE_PAYLOAD, bytes).sequence, sequence);
  };

  const exercise: Exercise = {
    run(count) {
      const start = process.hrtime.bigint();
      for (let i = 0; i < count; i += 1) {
        sequence = (sequence + 1) | 0;
        if (side === 'lead') {
          send();
          receive();
        } else {
          receive();
          send();
        }
      }
      return nanosecondsSince(start);
    },
  };
  return exercise;
};
