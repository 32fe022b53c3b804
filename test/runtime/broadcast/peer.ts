/** A process of broadcast.test.ts: `peer.js publish ADDRESS COUNT END` or `peer.js subscribe ADDRESS`. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { publish, subscribe } from '../../../runtime/index.ts';

const [role, address = '', count = '0', end = ''] = process.argv.slice(2);

if (role === 'publish') {
  const publisher = publish(address, { sendOrder: 2 });
  process.stdout.write('listening\n');
  await once(publisher, 'subscribers');
  for (let number = 0; number < Number(count); number++) {
    publisher.publishBytes(new Uint8Array(number % 300).fill(number), number, 7);
  }
  if (end === 'kill') process.kill(process.pid, 'SIGKILL');
  publisher.close();
} else {
  let next = 0;
  const subscriber = await subscribe(address);
  for await (const { type, lost, bytes } of subscriber) {
    next += lost;
    assert.equal(type, next);
    assert.ok(bytes.length === next % 300 && bytes.every((byte) => byte === next % 256));
    next += 1;
  }
  process.stdout.write(`${JSON.stringify({ next, ...subscriber.counters })}\n`);
}
