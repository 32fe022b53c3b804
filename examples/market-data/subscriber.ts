/** Reads the best prices: `subscriber.js ADDRESS [slow]`. A slow one does not hold the publisher up; it is told how many it has missed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { subscribe } from 'sluice/runtime';
import { Best, Kind } from './generated/index.ts';
import { MARKET } from './identity.ts';

const [address = '', speed] = process.argv.slice(2);
const subscriber = await subscribe(address, { protocol: MARKET, timeoutMs: 10_000 });
let received = 0;
let lost = 0;
for await (const message of subscriber) {
  lost += message.lost;
  received += 1;
  if (message.type !== Kind.Best) throw new Error(`a record of another type: type=${message.type}`);
  const { bid, ask } = Best.decode(new DataView(message.bytes.buffer), 0, message.bytes.length);
  if (bid < 0 || ask < 0) throw new Error(`a price is negative: bid=${bid} ask=${ask}`);
  if (speed === 'slow' && received % 200 === 0) await sleep(10);
}
console.log(JSON.stringify({ received, lost }));
