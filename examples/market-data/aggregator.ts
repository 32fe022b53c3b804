/**
 * Takes the quotes of all feeds in, and publishes the best prices: `aggregator.js FEEDS-ADDRESS BEST-ADDRESS FEEDS SUBSCRIBERS`. It ends with the
 * last feed.
 */
import { once } from 'node:events';
import { type ChannelMessage, FanIn, listen, publish } from 'sluice/runtime';
import { Book } from './book.ts';
import { Best, Done, Kind, Quote } from './generated/index.ts';
import { MARKET } from './identity.ts';

/** What is known of a feed. */
class Lane {
  readonly pid: number;
  received = 0;
  /** Gaps in the sequence, and what the feed says that it has lost after its last quote. */
  lost = 0;
  #next = 0;
  end = 'died';

  constructor(pid: number) {
    this.pid = pid;
  }

  take(sequence: number): void {
    this.lost += sequence - this.#next;
    this.#next = sequence + 1;
    this.received += 1;
  }

  finish({ sent, lost }: Done): void {
    this.lost += sent - this.#next;
    this.end = this.lost === lost ? 'done' : `says that it has lost ${lost}`;
  }
}

const [feedsAddress = '', bestAddress = '', feeds = '0', subscribers = '0'] = process.argv.slice(2);
const lanes: Lane[] = [];
const fanIn = new FanIn<Lane>();
const book = new Book();

const publisher = publish(bestAddress, { protocol: MARKET });
console.log('publishing');
while (publisher.subscriberCount < Number(subscribers)) await once(publisher, 'subscribers');

const listener = listen(feedsAddress, { protocol: MARKET });
console.log('listening');
/** Lanes may come while others are being read. */
async function acceptFeeds(): Promise<void> {
  while (lanes.length < Number(feeds)) {
    const channel = await listener.accept();
    const lane = new Lane(channel.credentials.pid);
    lanes.push(lane);
    fanIn.add(channel, lane);
  }
  listener.close();
}

function say(best: Best | null): void {
  if (best !== null) publisher.publish(Best, best, Kind.Best);
}

function take(lane: Lane, { type, view, offset, length }: ChannelMessage): void {
  if (type === Kind.Done) lane.finish(Done.decode(view, offset, length));
  if (type !== Kind.Quote) return;
  const quote = Quote.decode(view, offset, length);
  lane.take(quote.sequence);
  say(book.put(String(lane.pid), quote));
}

void acceptFeeds();
let ended = 0;
for await (const { channel, tag: lane, message } of fanIn) {
  if (message !== null) take(lane, message);
  else {
    // The lane has ended, in whatever way; the others go on.
    for (const best of book.drop(String(lane.pid))) say(best);
    await channel.disconnect();
    ended += 1;
    if (ended === Number(feeds)) break;
  }
}
publisher.close();
console.log(JSON.stringify({ published: publisher.published, lanes }));
