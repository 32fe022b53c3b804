/** Worker of broadcast-ring.test.ts: publishes records whose words all say their number, as fast as it can. */
import { workerData } from 'node:worker_threads';
import { BroadcastWriter } from '../../../runtime/broadcast/broadcast-writer.ts';

const { memory, capacity, count, length } = workerData as {
  memory: ArrayBuffer;
  capacity: number;
  count: number;
  length: number;
};
const writer = new BroadcastWriter(memory, 0, 128, capacity);
for (let number = 0; number < count; number++) {
  const size = 4 + ((number * 52) % length);
  const at = writer.reserve(size & ~3);
  for (let i = 0; i < (size & ~3); i += 4) writer.view.setUint32(at + i, number, true);
  writer.publish(size & ~3, 7, number);
}
