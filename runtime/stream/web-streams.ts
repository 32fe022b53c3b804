/** A byte stream as a pair of Web streams. Nothing is read ahead, and nothing waits in memory to be sent. */
import { ReadableStream, WritableStream } from 'node:stream/web';
import type { ByteStream } from './byte-stream.ts';

export interface WebStreams {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
}

export function makeWebStreams(stream: ByteStream): WebStreams {
  const abort = new AbortController();
  const { signal } = abort;
  let openDirections = 2;
  function leave(): void {
    abort.abort();
    stream.detach();
    stream.channel.disconnectNow();
  }
  /** Orderly: the last direction to end closes the channel. */
  function endDirection(): void {
    openDirections -= 1;
    if (openDirections === 0) leave();
  }
  const readable = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const chunk = await stream.receiveChunk({ signal });
        if (chunk !== null) controller.enqueue(chunk);
        else {
          controller.close();
          endDirection();
        }
      },
      cancel: leave,
    },
    { highWaterMark: 0 },
  );
  const writable = new WritableStream<Uint8Array>(
    {
      write: (chunk) => stream.send(chunk, { signal }),
      close() {
        stream.shutdown();
        endDirection();
      },
      abort: leave,
    },
    { highWaterMark: 1 },
  );
  return { readable, writable };
}
