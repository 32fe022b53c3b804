/** Iterations over messages that are all there already: the rest of the program has its turn in between. */
import { once } from 'node:events';
import * as assert from 'uvu/assert';
import { FanIn, publish, subscribe } from '../../../runtime/index.ts';
import { describe } from '../../support/index.ts';
import { closeAll, makePair, put } from './channel-pair.ts';

const COUNT = 1000;
const MESSAGE = new Uint8Array(8);

/** @returns how many messages came before the event loop had a turn */
async function countUntilTurn(messages: AsyncIterable<unknown>): Promise<number> {
  let hasTurned = false;
  setImmediate(() => {
    hasTurned = true;
  });
  let count = 0;
  for await (const _message of messages) {
    if (hasTurned || count === COUNT) return count;
    count += 1;
  }
  return COUNT;
}

describe('an iteration that never waits', (it) => {
  it.after.each(closeAll);

  it('lets others have a turn, over a channel', async () => {
    const { near, far } = makePair();
    for (let i = 0; i < COUNT; i++) put(near, MESSAGE);
    near.end();
    assert.is(await countUntilTurn(far), 256);
  });

  it('lets others have a turn, over a fan-in', async () => {
    const { near, far } = makePair();
    for (let i = 0; i < COUNT; i++) put(near, MESSAGE);
    near.end();
    assert.is(await countUntilTurn(new FanIn().add(far, undefined)), 256);
  });

  it('lets others have a turn, over a broadcast', async () => {
    const publisher = publish(`@sluice-turns-test-${process.pid}`);
    const subscriber = await subscribe(publisher.address);
    if (publisher.subscriberCount === 0) await once(publisher, 'subscribers');
    for (let i = 0; i < COUNT; i++) publisher.publishBytes(MESSAGE);
    publisher.close();
    assert.is(await countUntilTurn(subscriber), 256);
    subscriber.close();
  });
});
