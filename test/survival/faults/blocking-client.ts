/** The client of the scenario `blocking`, in a worker: for each address that it is told, one visit, and how it ended. */
import { parentPort } from 'node:worker_threads';
import { ByteStream, connectSync } from 'sluice/runtime';
import { check, fill, OPTIONS, PATIENCE_MS } from './node-scenarios.ts';

const WAIT = { timeoutMs: PATIENCE_MS } as const;

function visit(address: string): void {
  const channel = connectSync(address, { ...OPTIONS, ...WAIT });
  try {
    channel.sendBytesSync(fill(100, 1), { ...WAIT, type: 1 });
    check(channel.getMessageSync(WAIT), 200, 2);
    channel.finishMessage();
    channel.sendBytesSync(fill(3000, 3), { ...WAIT, type: 3 });
    check(channel.getMessageSync(WAIT), 3000, 4);
    channel.finishMessage();
    const stream = new ByteStream(channel);
    stream.sendSync(fill(9000, 5), WAIT);
    stream.shutdown();
    if (stream.receiveSync(new Uint8Array(1), WAIT) !== 0) throw new Error('not the end of the stream');
  } finally {
    channel.disconnectNow();
  }
}

parentPort?.on('message', (address: string) => {
  try {
    visit(address);
    parentPort?.postMessage(null);
  } catch (error) {
    const { code, errno, message } = error as Error & { code?: string; errno?: number };
    parentPort?.postMessage({ code, errno, text: message });
  }
});
