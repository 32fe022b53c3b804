/** A byte stream as a stream of Node. */
import { Duplex } from 'node:stream';
import type { ByteStream } from './byte-stream.ts';

export function makeDuplex(stream: ByteStream): Duplex {
  const abort = new AbortController();
  const { signal } = abort;
  let isReading = false;
  /** Pushes until the reader has enough, or there is nothing more. */
  async function pull(duplex: Duplex): Promise<void> {
    if (isReading) return;
    isReading = true;
    try {
      for (;;) {
        const chunk = await stream.receiveChunk({ signal });
        if (!duplex.push(chunk) || chunk === null) return;
      }
    } catch (error) {
      if (!signal.aborted) duplex.destroy(error as Error);
    } finally {
      isReading = false;
    }
  }
  function write(bytes: Uint8Array, callback: (error?: Error | null) => void): void {
    stream.send(bytes, { signal }).then(() => callback(), callback);
  }
  return new Duplex({
    allowHalfOpen: true,
    read() {
      void pull(this);
    },
    write(chunk: Buffer, _encoding, callback) {
      write(chunk, callback);
    },
    final(callback) {
      try {
        stream.shutdown();
        callback();
      } catch (error) {
        callback(error as Error);
      }
    },
    destroy(error, callback) {
      abort.abort();
      stream.detach();
      stream.channel.disconnectNow();
      callback(error);
    },
  });
}
