/**
 * A feed in Node: `feed.js ADDRESS NAME QUOTES`. It waits when the aggregator is behind, and so loses nothing. Says how far it has come now and then.
 * feed.c is its twin that does not wait.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'sluice/runtime';
import { Done, Kind, Quote } from './generated/index.ts';
import { MARKET } from './identity.ts';

const SYMBOLS = ['SLCE', 'GATE', 'WEIR', 'LOCK'].map((name) => new TextEncoder().encode(name.padEnd(8, '\0')));
const BURST = 50;

const [address = '', name = '', count = '0'] = process.argv.slice(2);
const quotes = Number(count);
const channel = await connect(address, { protocol: MARKET, timeoutMs: 10_000 });
let price = 1_000_000 + name.length * 10;
for (let sequence = 0; sequence < quotes; sequence++) {
  price += Math.round(Math.random() * 20 - 10);
  const symbol = SYMBOLS[sequence % SYMBOLS.length] as Uint8Array;
  const exchangeTime = BigInt(Date.now()) * 1_000_000n;
  const quote: Quote = { symbol, bid: price - 5, ask: price + 5, exchangeTime, size: 100, sequence };
  // Resolves at once while there is room.
  await channel.send(Quote, quote, { type: Kind.Quote });
  if ((sequence + 1) % BURST !== 0) continue;
  if ((sequence + 1) % (20 * BURST) === 0) console.log(`sent ${sequence + 1}`);
  await sleep(1);
}
await channel.send(Done, { sent: quotes, lost: 0 }, { type: Kind.Done });
await channel.disconnect({ drain: true });
console.log(JSON.stringify({ sent: quotes, lost: 0 }));
