/**
 * One end of a channel that does what stdin says, a line each, and answers each line with one: the twin of `c-end.c`. `trace.ts` has the
 * language. It reads stdin by blocking, so the event loop does not run
 * while there is a channel, and nothing happens but what a line says.
 */
import { partsOf } from '../../../runtime/channel/channel.ts';
import type { ListenOptions } from '../../../runtime/channel/options.ts';
import {
  ByteStream,
  type Channel,
  ChannelError,
  connectSync,
  DROPPED,
  EMPTY,
  type Encoder,
  endpointStateName,
  FULL,
  type Listener,
  listen,
  PeerDied,
  stateRequestsDisconnect,
} from '../../../runtime/index.ts';
import { DATA_WAKE_AT, HEAD, LINE_WORDS, SPACE_WAKE_AT, STATE, TAIL } from '../../../runtime/ring/words.ts';
import { hash, type Numbers, runLines } from './lines.ts';

let listener: Listener | null = null;
let opened: Channel | null = null;
let stream: ByteStream | null = null;
let options: ListenOptions = {};

// ---- answers

function textOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return 'CLOSED';
  const name = String(error.code).replace('SLUICE_ERR_', '');
  if (error instanceof PeerDied) return `${name} ${error.sent} ${error.released}`;
  return error instanceof ChannelError && name === 'POISONED' ? `${name} ${error.reason}` : name;
}

/** What a call that prepares or sends has answered. */
function sentText(channel: Channel, answer: number): string {
  if (answer >= 0) return 'ok';
  if (answer === FULL) return 'FULL';
  return answer === DROPPED ? 'DROPPED' : textOf(channel.error);
}

function fill(view: DataView, at: number, length: number, type: number): void {
  for (let i = 0; i < length; i += 1) view.setUint8(at + i, (type + 31 * i) & 255);
}

function messageText(channel: Channel, at: number): string {
  const { messageLength, messageType, messageFlags, messageHasMore, incoming } = channel;
  const bytes = Uint8Array.from({ length: messageLength }, (_, i) => incoming.getUint8(at + i));
  return `${messageLength} ${messageType} ${messageFlags} ${Number(messageHasMore)} ${hash(bytes)}`;
}

/** What CLOSED means to a reader. */
function endText(channel: Channel): string {
  const { consumer, endpoint } = partsOf(channel).exchange;
  return consumer.reason === 0 && consumer.hasEnded ? 'ENDED' : textOf(endpoint.error);
}

function gotText(channel: Channel, at: number): string {
  if (at >= 0) return messageText(channel, at);
  return at === EMPTY ? 'EMPTY' : endText(channel);
}

function imageText(segment: ArrayBuffer): string {
  return Buffer.from(segment).toString('hex');
}

// ---- operations

function readOptions(a: Numbers): void {
  const [
    sendOrder = 0,
    receiveOrder = 0,
    largestOrder = 0,
    blockSize = 0,
    blockCount = 0,
    trust = 0,
    backpressure = 0,
    socket = 0,
  ] = a;
  options = {
    sendOrder,
    receiveOrder: receiveOrder - 1,
    largestOrder,
    ...(blockCount > 0 ? { arena: { blockSize, blockCount } } : {}),
    trust: trust !== 0 ? 'peer' : 'none',
    backpressure: (['block', 'refuse', 'drop-newest'] as const)[backpressure] ?? 'block',
    ...(socket !== 0 ? { policy: () => 'socket' as const } : {}),
    blocksMainThread: true,
  };
}

const OPENING: Readonly<Record<string, (address: string, a: Numbers) => string>> = {
  listen(address, a) {
    readOptions(a);
    listener = listen(address, options);
    return 'ok';
  },
  accept() {
    opened = (listener as Listener).acceptSync({ timeoutMs: 60_000 });
    return 'ok';
  },
  connect(address, a) {
    readOptions(a);
    try {
      opened = connectSync(address, { ...options, timeoutMs: 60_000 });
      return 'ok';
    } catch (error) {
      if (!(error instanceof ChannelError) || error.refusal === null) throw error;
      const { reason, code, expected, got, byPeer } = error.refusal;
      return `${textOf(error)} ${reason} ${code} ${expected} ${got} ${Number(byPeer)}`;
    }
  },
  close() {
    opened?.disconnectNow();
    void listener?.close();
    opened = listener = stream = null;
    return 'ok';
  },
};

function filler(length: number, type: number): Encoder<null> {
  return {
    byteLength: () => length,
    encode(view, offset) {
      fill(view, offset, length, type);
      return length;
    },
  };
}

const MESSAGES: Readonly<Record<string, (channel: Channel, ...numbers: number[]) => string>> = {
  prep(channel, length = 0, type = 0, flags = 0) {
    const at = channel.tryPrep(length, type, flags);
    if (at >= 0) fill(channel.outgoing, at, length, type);
    return sentText(channel, at);
  },
  ref(channel, length = 0, type = 0, flags = 0) {
    const at = channel.tryPrepReference(length, type, flags);
    if (at >= 0) fill(channel.outgoing, at, length, type);
    return sentText(channel, at);
  },
  reserve(channel, length = 0, type = 0) {
    const at = channel.tryReserve(length);
    if (at >= 0) fill(channel.outgoing, at, length, type);
    return sentText(channel, at);
  },
  commit(channel, length = 0, type = 0, flags = 0) {
    // Without a reservation, behind an END and the peer's end, TypeScript names the mistake and C the end.
    if (partsOf(channel).exchange.producer.hasEnded && channel.error !== null) return textOf(channel.error);
    channel.commitMessage(length, type, flags);
    return stoppedText(channel);
  },
  abort(channel) {
    channel.abortMessage();
    return 'ok';
  },
  send(channel) {
    channel.sendMessages();
    return stoppedText(channel);
  },
  put(channel, length = 0, type = 0, flags = 0, timeoutMs = 1) {
    if (channel.sendSync(filler(length, type), null, { type, flags, timeoutMs })) return 'ok';
    return options.backpressure === 'drop-newest' ? 'DROPPED' : 'FULL';
  },
  get: (channel) => gotText(channel, channel.tryGet()),
  receive(channel, timeoutMs = 1) {
    const message = channel.getMessageSync({ timeoutMs });
    return message === null ? endText(channel) : messageText(channel, channel.tryGet());
  },
  'receive-event'(channel) {
    look(channel);
    return `${Number(channel.getReceiveEvent().isSet)} ${gotText(channel, channel.tryGet())}`;
  },
  finish(channel) {
    channel.finishMessage();
    const { consumer, endpoint } = partsOf(channel).exchange;
    return consumer.reason === 0 ? 'ok' : textOf(endpoint.error);
  },
};

/** What C says by its status, TypeScript says in `error`. */
function stoppedText(channel: Channel): string {
  return channel.error === null ? 'ok' : textOf(channel.error);
}

/** C looks at the socket when it is asked for an event, TypeScript in each turn of the loop. */
function look(channel: Channel): void {
  partsOf(channel).exchange.endpoint.drain();
}

function sizeText(channel: Channel, answer: number, bytes: Uint8Array | null): string {
  if (answer >= 0) return bytes === null ? String(answer) : `${answer} ${hash(bytes.subarray(0, answer))}`;
  if (bytes === null) return sentText(channel, answer);
  return answer === EMPTY ? 'EMPTY' : endText(channel);
}

const STREAM: Readonly<Record<string, (channel: Channel, stream: ByteStream, ...numbers: number[]) => string>> = {
  detach(_, attached) {
    attached.detach();
    stream = null;
    return 'ok';
  },
  'stream-send'(channel, attached, length = 0, type = 0) {
    const bytes = new Uint8Array(length);
    fill(new DataView(bytes.buffer), 0, length, type);
    return sizeText(channel, attached.trySend(bytes), null);
  },
  'stream-receive'(channel, attached, size = 0) {
    const bytes = new Uint8Array(size);
    let received = attached.tryReceive(bytes);
    // C looks at the socket before it says that there is nothing.
    if (received === EMPTY) {
      look(channel);
      received = attached.tryReceive(bytes);
    }
    return sizeText(channel, received, bytes);
  },
};

function forge(channel: Channel, name: string, [index = 0, adds = 0, value = 0]: Numbers): void {
  const { own, ownParts } = partsOf(channel).exchange.endpoint.link;
  const { ringControl, consumerControl, ringData, ringSize, releasedData, releasedCount } = ownParts;
  const places: Readonly<Record<string, readonly [offset: number, words: number, index: number]>> = {
    state: [0, STATE + 1, STATE],
    tail: [ringControl, LINE_WORDS, TAIL],
    space_wake_at: [ringControl, LINE_WORDS, SPACE_WAKE_AT],
    head: [consumerControl, LINE_WORDS, HEAD],
    data_wake_at: [consumerControl, LINE_WORDS, DATA_WAKE_AT],
    released: [Math.max(releasedData, 0), releasedCount, index % releasedCount],
    ring: [ringData, ringSize / 4, index % (ringSize / 4)],
  };
  const [offset, words, at] = places[name] as readonly [number, number, number];
  const memory = new Int32Array(own, offset, words);
  if (words > 0) memory[at] = adds !== 0 ? (memory[at] as number) + value : value;
}

const ALWAYS: Readonly<Record<string, (channel: Channel, word: string, a: Numbers) => string>> = {
  end(channel) {
    const { exchange } = partsOf(channel);
    return exchange.end() ? 'ok' : exchange.producer.hasEnded && channel.error === null ? 'ENDED' : textOf(channel.error);
  },
  attach(channel) {
    stream = new ByteStream(channel);
    return 'ok';
  },
  available: (channel) => String(channel.producerBytesAvailable()),
  'send-event'(channel) {
    look(channel);
    return String(Number(channel.getSendEvent().isSet));
  },
  'control-event'(channel) {
    look(channel);
    return String(Number(channel.getControlEvent().isSet));
  },
  fast(channel, _, [on = 0]) {
    if (on !== 0) channel.requestFastReceive();
    else channel.cancelFastReceive();
    return 'ok';
  },
  'remote-fast': (channel) => String(Number(channel.remoteRequestedFastWakeup())),
  state(channel) {
    const state = channel.getRemoteState();
    return `${endpointStateName(state)} ${Number(stateRequestsDisconnect(state))}`;
  },
  counters(channel) {
    const { received, dropped, bellsRung } = channel.counters;
    return `${received} ${dropped} ${bellsRung}`;
  },
  ending: (channel) => stoppedText(channel),
  forge(channel, word, a) {
    forge(channel, word, a);
    return 'ok';
  },
  image: (channel) => imageText(partsOf(channel).exchange.endpoint.link.own),
  'peer-image': (channel) => imageText(partsOf(channel).exchange.endpoint.link.peer),
  leave(channel) {
    channel.disconnectNow();
    opened = stream = null;
    return 'ok';
  },
  crash(channel) {
    partsOf(channel).exchange.endpoint.link.close();
    opened = stream = null;
    return 'ok';
  },
};

// ---- the language

const TAKES_A_WORD: ReadonlySet<string> = new Set(['listen', 'connect', 'forge']);

function run(command: string, word: string, numbers: Numbers): string {
  const opening = OPENING[command];
  if (opening !== undefined) return opening(word, numbers);
  if (opened === null) return 'gone';
  const always = ALWAYS[command];
  if (always !== undefined) return always(opened, word, numbers);
  if (stream !== null) return STREAM[command]?.(opened, stream, ...numbers) ?? 'no';
  return MESSAGES[command]?.(opened, ...numbers) ?? 'no';
}

function answer(command: string, word: string, numbers: Numbers): string {
  try {
    return run(command, word, numbers);
  } catch (error) {
    if (error instanceof ChannelError) return textOf(error);
    throw error;
  }
}

await runLines(TAKES_A_WORD, answer, () => opened === null && listener === null);
