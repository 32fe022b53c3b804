/** Samples of all channels and broadcasts that this process may see. It only reads, in files that their owners write anyway: it can't slow or harm a channel. */
import { PoisonReason } from '../../generated/segment/codes.ts';
import { StatisticsLanguage, StatisticsPhase, StatisticsRole } from '../../generated/statistics/codes.ts';
import type { StatisticsEntry } from '../../generated/statistics/messages.ts';
import { EndpointState, endpointStateName } from '../channel/state.ts';
import type { ObservedChannel, RingUse, Sample, Totals } from './observed-channel.ts';
import { RingHistory } from './ring-history.ts';
import { findStatisticsFiles, type ProcessFacts, readStatisticsFile, type StatisticsFile } from './statistics-files.ts';

export interface ObserverOptions {
  /** How long endpoints are shown after their end; 0 by default. */
  readonly endedForMs?: number;
  /** Whom to show; everybody by default. */
  readonly isWanted?: (channel: ObservedChannel) => boolean;
}

/** Looking for processes takes longer than reading what is known. */
const SEARCH_EVERY_MS = 1000;

const ROLES: ReadonlyMap<number, ObservedChannel['role']> = new Map([
  [StatisticsRole.StatisticsConnector, 'connector'],
  [StatisticsRole.StatisticsListener, 'listener'],
  [StatisticsRole.StatisticsPublisher, 'publisher'],
  [StatisticsRole.StatisticsSubscriber, 'subscriber'],
] as const);

/** A subscriber that is so far behind would be more than 3 GiB behind: it is ahead, by what was published between two looks. */
const SEEMS_AHEAD = 0xc000_0000n;

interface Seen {
  readonly key: string;
  readonly owner: ProcessFacts;
  readonly entry: StatisticsEntry;
}

/** What is remembered of an endpoint from one sample to the next. */
interface Memory {
  readonly totals: Totals;
  readonly history: RingHistory;
}

export class Observer {
  readonly #endedForMs: number;
  readonly #isWanted: (channel: ObservedChannel) => boolean;
  #files: StatisticsFile[] = [];
  #searchedAtMs: number = Number.NEGATIVE_INFINITY;
  #sampledAtMs = 0;
  #memories: Map<string, Memory> = new Map();

  constructor({ endedForMs = 0, isWanted = () => true }: ObserverOptions = {}) {
    this.#endedForMs = endedForMs;
    this.#isWanted = isWanted;
  }

  sample(): Sample {
    const nowMs = monotonicMs();
    if (nowMs - this.#searchedAtMs >= SEARCH_EVERY_MS) {
      this.#files = findStatisticsFiles();
      this.#searchedAtMs = nowMs;
    }
    const seen = this.#readAll().filter(({ entry }) => isShown(entry, nowMs, this.#endedForMs));
    const bySegment = new Map(seen.map((each) => [hexOf(each.entry.ownSegment), each]));
    const seconds = this.#sampledAtMs === 0 ? 0 : (nowMs - this.#sampledAtMs) / 1000;
    const memories = new Map<string, Memory>();
    const channels = seen.map((each) => this.#channelOf(each, bySegment, nowMs, seconds, memories));
    this.#memories = memories;
    this.#sampledAtMs = nowMs;
    return { time: new Date().toISOString(), seconds, channels: channels.filter(this.#isWanted) };
  }

  #readAll(): Seen[] {
    const seen: Seen[] = [];
    this.#files = this.#files.filter((file) => {
      const entries = readStatisticsFile(file);
      for (const { key, entry } of entries ?? []) seen.push({ key, entry, owner: file.owner });
      return entries !== null;
    });
    return seen;
  }

  #channelOf(
    { key, owner, entry }: Seen,
    bySegment: ReadonlyMap<string, Seen>,
    nowMs: number,
    seconds: number,
    memories: Map<string, Memory>,
  ): ObservedChannel {
    const role = ROLES.get(entry.role) ?? 'connector';
    const peer = role === 'publisher' ? undefined : bySegment.get(hexOf(entry.peerSegment));
    const before = this.#memories.get(key);
    const totals = totalsOf(entry);
    const history = before?.history ?? new RingHistory();
    memories.set(key, { totals, history });
    const peerHistory = peer === undefined ? null : (memories.get(peer.key) ?? this.#memories.get(peer.key))?.history;
    return {
      pid: owner.pid,
      uid: owner.uid,
      comm: owner.comm,
      language: entry.language === StatisticsLanguage.StatisticsC ? 'c' : 'typescript',
      role,
      address: addressOf(entry),
      subscribers: role === 'publisher' ? entry.subscribers : null,
      peer: { pid: peer?.owner.pid ?? entry.peerPid, uid: peer?.owner.uid ?? entry.peerUid, isSeen: peer !== undefined },
      state: stateOf(entry),
      poison: poisonOf(entry),
      isEnded: entry.phase === StatisticsPhase.StatisticsEnded,
      openMs: Math.max(0, nowMs - toMs(entry.openedAt)),
      totals,
      perSecond: before === undefined || seconds === 0 ? null : ratesOf(before.totals, totals, seconds),
      ...(isOfBroadcast(role)
        ? { out: unseen(entry.outCapacity), in: readOf(entry, peer?.entry, history, nowMs) }
        : {
            out: outgoing(entry, peer?.entry, history, nowMs),
            in: peer === undefined ? unseen(entry.inCapacity) : outgoing(peer.entry, entry, peerHistory ?? null, nowMs),
          }),
    };
  }
}

/** The ring that `writer` writes. */
function outgoing(
  writer: StatisticsEntry,
  reader: StatisticsEntry | undefined,
  history: RingHistory | null,
  nowMs: number,
): RingUse {
  const capacity = writer.outCapacity;
  const head = reader?.releasedBytes ?? writer.seenReleased;
  // The reader's number may be some moments younger than the writer's.
  const used = writer.sentBytes > head ? writer.sentBytes - head : 0n;
  history?.add(nowMs, writer.sentBytes, head);
  const isWaiting = used > 0n && reader !== undefined;
  // The reader slept, so it had read all that came before the batch that woke it.
  const isOfBell = isWaiting && writer.rungAt > 0n && head < writer.rungPosition;
  const sinceBellMs = Math.max(0, nowMs - toMs(writer.rungAt));
  const oldest = isOfBell
    ? { atLeastMs: sinceBellMs, atMostMs: sinceBellMs }
    : isWaiting && history !== null
      ? history.age(nowMs, head)
      : null;
  return { capacity, used: Math.min(Number(used), capacity), isExact: reader !== undefined || used === 0n, oldest };
}

function isOfBroadcast(role: ObservedChannel['role']): boolean {
  return role === 'publisher' || role === 'subscriber';
}

/** How far a subscriber is behind. Both count bytes modulo 2^32 from the same start, and the one that was looked at later may seem to be ahead. */
function readOf(reader: StatisticsEntry, publisher: StatisticsEntry | undefined, history: RingHistory, nowMs: number): RingUse {
  if (publisher === undefined) return unseen(reader.inCapacity);
  const apart = BigInt.asUintN(32, publisher.sentBytes - reader.releasedBytes);
  const behind = apart >= SEEMS_AHEAD ? 0n : apart;
  const head = publisher.sentBytes - behind;
  history.add(nowMs, publisher.sentBytes, head);
  const oldest = behind > 0n ? history.age(nowMs, head) : null;
  return { capacity: publisher.outCapacity, used: Number(behind), isExact: true, oldest };
}

function unseen(capacity: number): RingUse {
  return { capacity, used: null, isExact: false, oldest: null };
}

function isShown({ phase, endedAt }: StatisticsEntry, nowMs: number, endedForMs: number): boolean {
  return phase === StatisticsPhase.StatisticsOpen || (endedForMs > 0 && nowMs - toMs(endedAt) <= endedForMs);
}

function stateOf({ phase, remoteState, reason, role }: StatisticsEntry): string {
  if (role === StatisticsRole.StatisticsPublisher) return phase === StatisticsPhase.StatisticsEnded ? 'closed' : 'open';
  if (reason !== PoisonReason.PoisonNone) return 'poisoned';
  const isOpen = remoteState === EndpointState.Connected;
  return phase === StatisticsPhase.StatisticsEnded && isOpen ? 'closed' : endpointStateName(remoteState);
}

function poisonOf({ reason, remoteState }: StatisticsEntry): ObservedChannel['poison'] {
  if (reason === PoisonReason.PoisonNone) return null;
  const name = Object.entries(PoisonReason).find(([, value]) => value === reason)?.[0] ?? String(reason);
  return { reason: name.replace('Poison', '').toUpperCase(), by: remoteState === EndpointState.Poisoned ? 'peer' : 'self' };
}

function totalsOf(entry: StatisticsEntry): Totals {
  return {
    sent: Number(entry.sent),
    received: Number(entry.received),
    sentBytes: Number(entry.sentBytes),
    receivedBytes: Number(entry.releasedBytes),
    refused: Number(entry.refused),
    dropped: Number(entry.dropped),
    lost: Number(entry.lost),
    sleeps: Number(entry.sleeps),
    wakeUps: Number(entry.wakeUps),
    rings: Number(entry.rings),
  };
}

function ratesOf(before: Totals, now: Totals, seconds: number): Totals {
  const rate = (key: keyof Totals): number => Math.max(0, now[key] - before[key]) / seconds;
  return {
    sent: rate('sent'),
    received: rate('received'),
    sentBytes: rate('sentBytes'),
    receivedBytes: rate('receivedBytes'),
    refused: rate('refused'),
    dropped: rate('dropped'),
    lost: rate('lost'),
    sleeps: rate('sleeps'),
    wakeUps: rate('wakeUps'),
    rings: rate('rings'),
  };
}

function addressOf({ address }: StatisticsEntry): string {
  const end = address.indexOf(0);
  return Buffer.from(address.subarray(0, end < 0 ? address.length : end)).toString('utf8');
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

function toMs(ns: bigint): number {
  return Number(ns) / 1e6;
}

/** CLOCK_MONOTONIC, as statistics have it. */
function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
