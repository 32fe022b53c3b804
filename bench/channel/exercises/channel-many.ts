/** As many channels as `batch` says, all between the same two processes; round trips on one after the other, receivers asleep. */
import type { Channel } from 'sluice/runtime';
import { type Exercise, nanosecondsSince, type OpenExercise } from '../exercise.ts';
import { expectSequence, kindOf } from '../messages.ts';
import { openSubjects } from '../subject.ts';

export const openMany: OpenExercise = async (side, setting, ready) => {
  const channels = await openSubjects(side, setting, ready, {}, setting.batch);
  // So that what making them has left behind is not counted as theirs.
  (globalThis as { gc?: () => void }).gc?.();
  const { codec, make } = kindOf(setting.bytes);
  const message = make();
  let sequence = 0;

  const exercise: Exercise = {
    async run(count) {
      const start = process.hrtime.bigint();
      for (let i = 0; i < count; i += 1) {
        const channel = channels[i % channels.length] as Channel;
        sequence = (sequence + 1) >>> 0;
        message.sequence = sequence;
        if (side === 'lead') await channel.send(codec, message);
        expectSequence((await channel.receive(codec))?.sequence ?? -1, sequence);
        if (side === 'echo') await channel.send(codec, message);
      }
      return nanosecondsSince(start);
    },
    close: () => {
      for (const channel of channels) channel.disconnectNow();
    },
  };
  return exercise;
};
