/** Large payloads: copied into the ring and out of it, or lent by reference and hardly looked at. */
import type { Channel } from 'sluice/runtime';
import { type Exercise, nanosecondsSince, type OpenExercise } from '../exercise.ts';
import { expectSequence } from '../messages.ts';
import { openSubject } from '../subject.ts';

const ANSWER = new Uint8Array(16);
/** A payload of any size takes one block, and a writer looks at each block before it lends it anew. */
const ARENA = { blockSize: 1024 * 1024, blockCount: 8 };

function lead(channel: Channel, sendOne: (index: number) => void): Exercise {
  return {
    run(count) {
      const start = process.hrtime.bigint();
      for (let i = 0; i < count; i += 1) sendOne(i);
      channel.getMessageSync();
      channel.finishMessage();
      return nanosecondsSince(start);
    },
    close: () => channel.disconnectNow(),
  };
}

function echo(channel: Channel, bytes: number, look: (view: DataView, offset: number, index: number) => void): Exercise {
  return {
    run(count) {
      for (let i = 0; i < count; i += 1) {
        const message = channel.getMessageSync();
        if (message?.length !== bytes) throw new Error(`a chunk of another size: length=${message?.length}`);
        look(message.view, message.offset, i);
        channel.finishMessage();
      }
      channel.sendBytesSync(ANSWER);
      return 0;
    },
    close: () => channel.disconnectNow(),
  };
}

/** Without trust the channel has copied the chunk by the time that it is handed out. */
export const openCopy: OpenExercise = async (side, setting, ready) => {
  const channel = await openSubject(side, setting, ready);
  const chunk = new Uint8Array(setting.bytes).fill(1);
  if (side === 'lead') return lead(channel, () => void channel.sendBytesSync(chunk));
  return echo(channel, setting.bytes, (view, offset) => expectSequence(view.getUint8(offset), 1));
};

export const openReference: OpenExercise = async (side, setting, ready) => {
  const { bytes } = setting;
  const channel = await openSubject(side, setting, ready, { arena: ARENA, trust: 'peer' });
  if (side === 'echo') return echo(channel, bytes, (view, offset, index) => expectSequence(view.getUint32(offset, true), index));
  return lead(channel, (index) => {
    const at = channel.prepMessageSync(bytes, 1, 0);
    channel.outgoing.setUint32(at, index, true);
    channel.sendMessages();
  });
};
