/** A publisher that ends itself before its n-th step: `doomed-publisher.js RUNTIME ADDRESS SCENE STEPS LEDGER`. Goes on when it gets a line. */
// Before everything else: it wraps what the others use.

import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import type { Encoder, Publisher } from '../../../runtime/index.ts';
import { PUBLISHER_SCENES, type PublisherScene } from './publisher-scenes.ts';
import { type Runtime, recordOf } from './scenes.ts';
import { startCounting, stopCounting } from './step-counter.ts';

const [runtimeUrl = '', address = '', name = '', count = '', ledger = ''] = process.argv.slice(2);
const scene = PUBLISHER_SCENES[name] as PublisherScene;
const runtime: Runtime = await import(runtimeUrl);

function note(what: string, value: number | bigint = 0): void {
  appendFileSync(ledger, `${what} ${value}\n`);
}

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

/** Of a record that is never published: it fails once half of it is written. */
const FAILING: Encoder<null> = {
  byteLength: () => scene.size,
  encode(view, offset) {
    for (let i = 0; i < scene.size / 2; i += 4) view.setUint32(offset + i, 0xeeeeeeee);
    throw new RangeError('no such value');
  },
};

function giveUp(publisher: Publisher): void {
  try {
    publisher.publish(FAILING, null);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}

const publisher = runtime.publish(address, { sendOrder: 0 });
console.log('listening');
while (publisher.subscriberCount < 2) await once(publisher, 'subscribers');
const records = Array.from({ length: scene.after }, (_, i) => recordOf(i, scene.size));
const put = (number: number): void => publisher.publishBytes(records[number] as Uint8Array, number, ~number >>> 0);
for (let i = 0; i < scene.before; i += 1) put(i);
console.log('prepared');
await once(process.stdin, 'data');
startCounting(Number(count), die);
for (let i = scene.before; i < scene.after; i += 1) {
  note('sending', i + 1);
  if (scene.givesUp) giveUp(publisher);
  put(i);
  note('sent', i + 1);
}
if (scene.leaves) publisher.close();
note('steps', stopCounting());
die();
