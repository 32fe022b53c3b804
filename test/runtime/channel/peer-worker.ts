/** The other side of the worker tests: opens a ticket, and blocks. */
import { parentPort, workerData } from 'node:worker_threads';
import { openTicket } from '../../../runtime/index.ts';

const { ticket, mode } = workerData as { ticket: number; mode: string };
const channel = openTicket(ticket);
parentPort?.postMessage('open');
if (mode === 'echo') {
  for (;;) {
    const message = channel.getMessageSync();
    if (message === null) break;
    const bytes = message.bytes();
    channel.finishMessage();
    channel.sendBytesSync(bytes, { type: message.type });
  }
  channel.disconnectNow();
} else if (mode === 'receive') channel.getMessageSync();
else {
  while (channel.sendBytesSync(new Uint8Array(10_000)));
}
