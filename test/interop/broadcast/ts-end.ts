/**
 * One end of a broadcast that does what stdin says, a line each, and answers each line with one: the twin of `c-end.c`. `trace.ts` has the
 * language. It reads stdin by blocking, so the event loop runs while a publisher waits for subscribers, and never else.
 */
import { once } from 'node:events';
import { Purpose } from '../../../generated/segment/codes.ts';
import { Subscriber } from '../../../runtime/broadcast/subscriber.ts';
import { openLink } from '../../../runtime/channel/open-link.ts';
import { ChannelError, ChannelErrorCode } from '../../../runtime/errors.ts';
import { type Publisher, publish } from '../../../runtime/index.ts';
import type { NativeLink } from '../../../runtime/memory/native.ts';
import { STATE } from '../../../runtime/ring/words.ts';
import { hash, type Numbers, runLines } from '../channel/lines.ts';

/** Where the lines and the ring of a publisher lie: behind its header page. */
const LINES = 4096;
const DATA = 8192;

let publisher: Publisher | null = null;
let subscriber: Subscriber | null = null;
let link: NativeLink | null = null;

function textOf(error: unknown): string {
  if (!(error instanceof ChannelError)) throw error;
  return error.code.replace('SLUICE_ERR_', '');
}

function forge(memory: ArrayBufferLike, name: string, [index = 0, adds = 0, value = 0]: Numbers): string {
  const words = new Int32Array(memory);
  const places: Readonly<Record<string, number>> = {
    state: STATE,
    intent: LINES / 4,
    tail: LINES / 4 + 1,
    latest: LINES / 4 + 2,
    ring: DATA / 4 + (index % ((memory.byteLength - DATA) / 4)),
    header: (DATA + ((words[LINES / 4 + 2] as number) & (memory.byteLength - DATA - 16))) / 4 + (index % 4),
  };
  const at = places[name] as number;
  words[at] = adds !== 0 ? (words[at] as number) + value : value;
  return 'ok';
}

function put(to: Publisher, [length = 0, type = 0, flags = 0]: Numbers): string {
  const at = to.reserve(length);
  // C copies whole words of 8 bytes, and leaves zeros behind what is shorter.
  for (let i = 0; i < length || i % 8 !== 0; i += 1) to.outgoing.setUint8(at + i, i < length ? (type + 31 * i) & 255 : 0);
  to.commit(length, type, flags);
  return 'ok';
}

function runPublisher(to: Publisher, command: string, word: string, a: Numbers): string {
  const memory = to.outgoing.buffer;
  if (command === 'put') return put(to, a);
  if (command === 'image') return Buffer.from(memory).toString('hex');
  return command === 'forge' ? forge(memory, word, a) : 'no';
}

function gotText(from: Subscriber): string {
  if (from.tryGet() === 0) {
    const { messageLength, messageType, messageFlags, lost, incoming } = from;
    return `${messageLength} ${messageType} ${messageFlags} ${lost} ${hash(new Uint8Array(incoming.buffer, incoming.byteOffset, messageLength))}`;
  }
  return from.error === null ? 'EMPTY' : textOf(from.error);
}

/** The time counts from when it sleeps: how long it took to get there must not matter. */
function sleepAtMost(from: NativeLink, timeoutMs: number): void {
  const { wait } = Object.getPrototypeOf(from) as NativeLink;
  const value = (): number => {
    const events = wait.call(from, timeoutMs);
    if (events === 0) throw new ChannelError(ChannelErrorCode.DEADLINE, 'nothing has come');
    return events;
  };
  Object.defineProperty(from, 'wait', { value, configurable: true });
}

function receive(from: Subscriber, [timeoutMs = 1]: Numbers): string {
  try {
    if (link !== null) sleepAtMost(link, timeoutMs);
    const message = from.getMessageSync();
    if (message === null) return 'PEER_CLOSED';
    const { bytes, type, flags, lost } = message;
    return `${bytes.length} ${type} ${flags} ${lost} ${hash(bytes)}`;
  } catch (error) {
    return textOf(error) === 'DEADLINE' ? 'EMPTY' : textOf(error);
  }
}

function runSubscriber(from: Subscriber, command: string, a: Numbers): string {
  if (command === 'get') return gotText(from);
  if (command === 'receive') return receive(from, a);
  if (command === 'counters') return `${from.counters.received} ${from.counters.lost}`;
  return command === 'image' && link !== null ? Buffer.from(link.own).toString('hex') : 'no';
}

/** What nothing but the loop can do. */
async function open(command: string, word: string, [number = 0]: Numbers): Promise<string> {
  if (command === 'subscribe') {
    link = await openLink(word, { timeoutMs: 60_000 }, Purpose.PurposeBroadcast);
    subscriber = new Subscriber(link, true);
  } else {
    while (publisher !== null && publisher.subscriberCount !== number) await once(publisher, 'subscribers');
  }
  return 'ok';
}

function run(command: string, word: string, numbers: Numbers): string {
  if (command === 'publish') {
    publisher = publish(word, { sendOrder: numbers[0] ?? 0 });
    return 'ok';
  }
  if (command === 'leave') {
    publisher?.close();
    subscriber?.close();
    publisher = subscriber = link = null;
    return 'ok';
  }
  if (publisher !== null) return runPublisher(publisher, command, word, numbers);
  return subscriber === null ? 'gone' : runSubscriber(subscriber, command, numbers);
}

function answer(command: string, word: string, numbers: Numbers): string | Promise<string> {
  if (command === 'subscribe' || command === 'serve') return open(command, word, numbers);
  try {
    return run(command, word, numbers);
  } catch (error) {
    return textOf(error);
  }
}

await runLines(new Set(['publish', 'subscribe', 'forge']), answer, () => publisher === null && subscriber === null);
