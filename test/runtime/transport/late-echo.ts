/** A worker of channel-transport.test.ts: answers one record, when who waits for it has long gone to sleep. */
import { workerData } from 'node:worker_threads';
import { connectSync } from '../../../runtime/index.ts';

const channel = connectSync(workerData as string);
const bytes = channel.getMessageSync()?.bytes() ?? new Uint8Array(1);
channel.finishMessage();
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
channel.sendBytesSync(bytes);
channel.getMessageSync();
channel.disconnectNow();
