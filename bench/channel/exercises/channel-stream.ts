/** A byte stream over a channel: with its own calls, and as the Duplex of Node that takes a socket's place. */
import { ByteStream } from 'sluice/runtime';
import { type Exercise, nanosecondsSince, type OpenExercise, type Setting, type Side } from '../exercise.ts';
import { openSubject } from '../subject.ts';
import { exchangeChunks } from './socket.ts';

async function openStream(side: Side, setting: Setting, ready: () => void): Promise<ByteStream> {
  return new ByteStream(await openSubject(side, setting, ready));
}

export const openByteStream: OpenExercise = async (side, setting, ready) => {
  const stream = await openStream(side, setting, ready);
  return side === 'lead' ? send(stream, setting) : receive(stream, setting);
};

export const openDuplex: OpenExercise = async (side, setting, ready) => {
  const stream = await openStream(side, setting, ready);
  return exchangeChunks(stream.toDuplex(), side, setting);
};

function send(stream: ByteStream, { bytes }: Setting): Exercise {
  const chunk = new Uint8Array(bytes).fill(1);
  const answer = new Uint8Array(1);
  return {
    async run(count) {
      const start = process.hrtime.bigint();
      for (let i = 0; i < count; i += 1) await stream.send(chunk);
      await stream.receive(answer);
      return nanosecondsSince(start);
    },
  };
}

function receive(stream: ByteStream, { bytes }: Setting): Exercise {
  const target = new Uint8Array(bytes);
  return {
    async run(count) {
      for (let left = count * bytes; left > 0; ) left -= await stream.receive(target.subarray(0, Math.min(left, bytes)));
      await stream.send(new Uint8Array(1));
      return 0;
    },
  };
}
