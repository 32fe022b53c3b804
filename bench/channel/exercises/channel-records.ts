/** Records in one direction. The echo says with one message that it has them all. */
import { type Channel, type ChannelOptions, EMPTY, FULL } from 'sluice/runtime';
import { type Exercise, nanosecondsSince, type OpenExercise, type Setting } from '../exercise.ts';
import { expectSequence, kindOf } from '../messages.ts';
import { openSubject } from '../subject.ts';

const ANSWER = new Uint8Array(16);

function produce(channel: Channel, { bytes, batch, sleeps }: Setting): Exercise {
  const { codec, code, make } = kindOf(bytes);
  const message = make();
  let sequence = 0;

  /** As the floor does, without sleeping where both sides have a core. */
  const waitAndEncode = (): void => {
    channel.sendMessages();
    if (sleeps) codec.encode(channel.outgoing, channel.prepMessageSync(bytes, code, 0), message);
    else while (channel.tryEncode(codec, message, code) === FULL);
  };

  return {
    run(count) {
      const start = process.hrtime.bigint();
      let unpublished = 0;
      for (let i = 0; i < count; i += 1) {
        message.sequence = sequence >>> 0;
        sequence = (sequence + 1) | 0;
        if (channel.tryEncode(codec, message, code) === FULL) waitAndEncode();
        unpublished += 1;
        if (unpublished === batch) {
          channel.sendMessages();
          unpublished = 0;
        }
      }
      channel.sendMessages();
      if (!sleeps) while (channel.tryGet() === EMPTY);
      channel.getMessageSync();
      channel.finishMessage();
      return nanosecondsSince(start);
    },
    close: () => channel.disconnectNow(),
  };
}

function consume(channel: Channel, { bytes, sleeps }: Setting): Exercise {
  const { codec } = kindOf(bytes);
  let sequence = 0;
  return {
    run(count) {
      for (let got = 0; got < count; ) {
        const at = channel.tryGet();
        if (at === EMPTY) {
          if (sleeps) channel.getMessageSync();
          continue;
        }
        expectSequence(codec.decode(channel.incoming, at, channel.messageLength).sequence, sequence);
        channel.finishMessage();
        sequence = (sequence + 1) | 0;
        got += 1;
      }
      channel.sendBytesSync(ANSWER);
      return 0;
    },
    close: () => channel.disconnectNow(),
  };
}

function opener(options: ChannelOptions = {}): OpenExercise {
  return async (side, setting, ready) => {
    const channel = await openSubject(side, setting, ready, options);
    return side === 'lead' ? produce(channel, setting) : consume(channel, setting);
  };
}

export const openRecords: OpenExercise = opener();
export const openRecordsHidden: OpenExercise = opener({ statistics: false });
export const openRecordsTrusting: OpenExercise = opener({ trust: 'peer' });
