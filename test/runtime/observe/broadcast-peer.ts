/** A publisher or a subscriber that is told what to do, as peer.ts: `broadcast-peer.js publish|subscribe ADDRESS`. The same as broadcast-peer.c. */
import { createInterface } from 'node:readline';
import { type Publisher, publish, type Subscriber, subscribe } from '../../../runtime/index.ts';

const SIZE = 64;
const [role = '', address = '', statistics = 'on'] = process.argv.slice(2);
const options = { statistics: statistics !== 'off', sendOrder: 0, blocksMainThread: true } as const;

function answerAsPublisher(publisher: Publisher, command: string, number: number): number | Promise<number> {
  switch (command) {
    case 'send':
      for (let i = 0; i < number; i += 1) publisher.publishBytes(new Uint8Array(SIZE));
      return number;
    // When there are so many subscribers.
    case 'serve':
      return new Promise((resolve) => {
        const look = (): void => {
          if (publisher.subscriberCount !== number) return;
          publisher.off('subscribers', look);
          resolve(number);
        };
        publisher.on('subscribers', look);
        look();
      });
    case 'disconnect':
      publisher.close();
      return 0;
    default:
      return -1;
  }
}

/** Takes what has come, or the end. */
function waitForOne(subscriber: Subscriber): number {
  try {
    return subscriber.getMessageSync() === null ? -1 : 1;
  } catch {
    return -1;
  }
}

function answerAsSubscriber(subscriber: Subscriber, command: string): number {
  let count = 0;
  switch (command) {
    case 'read':
      while (subscriber.tryGet() === 0) count += 1;
      return count;
    case 'wait':
      return waitForOne(subscriber);
    case 'disconnect':
      subscriber.close();
      return 0;
    default:
      return -1;
  }
}

const answer = await (async (): Promise<(command: string, number: number) => number | Promise<number>> => {
  if (role === 'publish') {
    const publisher = publish(address, options);
    return (command, number) => answerAsPublisher(publisher, command, number);
  }
  const subscriber = await subscribe(address, options);
  return (command) => answerAsSubscriber(subscriber, command);
})();
console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
  const [command = '', number = ''] = line.split(' ');
  console.log(await answer(command, Number(number)));
}
process.exit();
