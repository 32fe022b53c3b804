/** What channels and listeners can be asked for, and the same as the addon wants it. */
import { MAX_RING_ORDER, Purpose } from '../../generated/segment/codes.ts';
import { ChannelError, ChannelErrorCode } from '../errors.ts';
import type { Credentials, NativeTerms } from '../memory/native.ts';
import type { Backpressure } from './exchange.ts';
import type { ProtocolIdentity } from './identity.ts';

/** What a side does when there is no room: waits, says so at once, or counts the new message and forgets it. */
export type { Backpressure } from './exchange.ts';

/** How a channel behaves on this side. */
export interface ChannelBehaviour {
  /**
   * `'peer'`: messages are handed out where they lie, in memory that the peer can still change; for peers that one would let into one's own
   * process. By default each message is copied once, before anything parses it.
   */
  readonly trust?: 'peer' | 'none';
  /** `'block'` by default. */
  readonly backpressure?: Backpressure;
  /** Lets blocking calls stop the event loop of the main thread. */
  readonly blocksMainThread?: boolean;
}

export interface ChannelOptions extends ChannelBehaviour {
  /** The ring that this side writes has 4096 << order bytes, unless the peer wishes otherwise: 0..18, 4 by default. */
  readonly sendOrder?: number;
  /** The same for the ring that this side reads; by default the peer decides. */
  readonly receiveOrder?: number;
  /** The largest ring that a peer may want this side to write, in this side's memory: 0..18, 18 by default. One that wants more is refused. */
  readonly largestOrder?: number;
  /** Memory for messages of more than a quarter of the ring: blocks of a power of two of at least 64 bytes, at most 65536 of them. */
  readonly arena?: { readonly blockSize: number; readonly blockCount: number };
  /** What is spoken: `identityOf` of generated code; by default bare bytes. */
  readonly protocol?: ProtocolIdentity;
  /** Lets `sluice top` see the channel, which costs next to nothing: true by default. `SLUICE_STATISTICS=off` in the environment forbids it. */
  readonly statistics?: boolean;
  /** Whom to talk to: false, true, or `'socket'` for peers that are not trusted with eventfds. By default the same user. */
  readonly policy?: (peer: Credentials) => boolean | 'socket';
}

export interface ListenOptions extends ChannelOptions {
  /** Connections that may be in the middle of their handshake; 64 by default. */
  readonly maxHalfOpen?: number;
  /** Connections that may wait to be accepted; 128 by default. */
  readonly backlog?: number;
  /** 5000 by default. */
  readonly handshakeTimeoutMs?: number;
  /** Of the socket; 0o600 by default. */
  readonly mode?: number;
  /** Group id of the socket; that of the process by default. */
  readonly group?: number;
}

function range(name: string, value: number, from: number, to: number): number {
  if (Number.isInteger(value) && value >= from && value <= to) return value;
  throw new ChannelError(ChannelErrorCode.OPTION, `${name} must be ${from}..${to}: ${name}=${value}`);
}

function oneOf(name: string, value: string | undefined, known: readonly string[]): void {
  if (value === undefined || known.includes(value)) return;
  const list = known.map((each) => `'${each}'`).join(', ');
  throw new ChannelError(ChannelErrorCode.OPTION, `${name} must be one of ${list}: ${name}=${value}`);
}

/** @throws ChannelError `SLUICE_ERR_OPTION`: a misspelt policy must not become another one without a word */
export function checkBehaviour({ trust, backpressure }: ChannelBehaviour): void {
  oneOf('trust', trust, ['none', 'peer']);
  oneOf('backpressure', backpressure, ['block', 'refuse', 'drop-newest']);
}

/** @throws ChannelError `SLUICE_ERR_OPTION` */
export function termsOf(options: ListenOptions, purpose: Purpose = Purpose.PurposeChannel): NativeTerms {
  const { sendOrder = 4, receiveOrder = -1, arena, protocol, policy, mode = 0o600, group = -1 } = options;
  const { maxHalfOpen = 64, backlog = 128, handshakeTimeoutMs = 5000 } = options;
  checkBehaviour(options);
  return {
    sendOrder: range('sendOrder', sendOrder, 0, MAX_RING_ORDER),
    receiveOrder: range('receiveOrder', receiveOrder, -1, MAX_RING_ORDER),
    largestOrder: range('largestOrder', options.largestOrder ?? MAX_RING_ORDER, 0, MAX_RING_ORDER),
    arenaBlockSize: arena === undefined ? 0 : blockSize(arena.blockSize),
    arenaBlockCount: arena === undefined ? 0 : range('arena.blockCount', arena.blockCount, 1, 65536),
    purpose,
    fingerprint: protocol?.fingerprint ?? '0x0',
    messages: protocol?.messages ?? [],
    policy: policy === undefined ? null : (peer) => verdictOf(policy(peer)),
    maxHalfOpen: range('maxHalfOpen', maxHalfOpen, 1, 65536),
    backlog: range('backlog', backlog, 1, 65536),
    handshakeTimeoutMs: range('handshakeTimeoutMs', handshakeTimeoutMs, 1, 0x7fffffff),
    mode: range('mode', mode, 0, 0o777),
    group: range('group', group, -1, 0x7fffffff),
    broadcastSize: 0,
    statistics: options.statistics ?? true,
  };
}

function blockSize(size: number): number {
  if (Number.isInteger(size) && size >= 64 && size <= 2 ** 30 && (size & (size - 1)) === 0) return size;
  throw new ChannelError(ChannelErrorCode.OPTION, `arena.blockSize must be a power of two of at least 64: blockSize=${size}`);
}

function verdictOf(answer: boolean | 'socket'): number {
  if (answer === 'socket') return 2;
  return answer === true ? 1 : 0;
}
