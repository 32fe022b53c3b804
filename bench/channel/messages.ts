/** The two messages that are sent: 16 and 64 bytes. */
import type { Codec } from 'sluice/runtime/codec';
import { Quote, Tick } from './generated/index.ts';

export interface FeedMessage {
  sequence: number;
}

export interface FeedKind<Message extends FeedMessage = FeedMessage> {
  readonly code: number;
  readonly bytes: number;
  readonly codec: Codec<Message>;
  /** Sent again and again, with another sequence. */
  make(): Message;
}

const TICK: FeedKind<Tick> = {
  code: 1,
  bytes: 16,
  codec: Tick,
  make: () => ({ sequence: 0, instrument: 7, price: -1250, quantity: 300 }),
};

const QUOTE: FeedKind<Quote> = {
  code: 2,
  bytes: 64,
  codec: Quote,
  make: () => ({
    sequence: 0,
    instrument: 7,
    time: 1.5e9,
    bid: 99.25,
    ask: 99.5,
    bidQuantity: 100,
    askQuantity: 200,
    bidOrders: 3,
    askOrders: 4,
    last: 99.375,
    volume: 1e6,
  }),
};

export function kindOf(bytes: number): FeedKind {
  const kind = [TICK, QUOTE].find((one) => one.bytes === bytes);
  if (kind === undefined) throw new Error(`no message has that many bytes: ${bytes}`);
  return kind as FeedKind;
}

/** The wrong message: a benchmark of something that does not work is worth nothing. */
export function expectSequence(got: number, expected: number): void {
  if (got >>> 0 !== expected >>> 0) throw new Error(`out of sequence: got=${got >>> 0} expected=${expected >>> 0}`);
}
