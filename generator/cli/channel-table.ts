/** Channels as lines of text, for `sluice channels` and `sluice top`. */
import type { Age, ObservedChannel, RingUse } from '../../runtime/observe/observed-channel.ts';
import { formatColumns } from './columns.ts';
import type { Colors } from './terminal.ts';

/** A column: what stands in it, and what it is sorted by, the largest first unless it is a text. */
interface Column {
  readonly title: string;
  readonly isRight: boolean;
  cell(channel: ObservedChannel): string;
  key(channel: ObservedChannel): number | string;
}

const IDENTITY: readonly Column[] = [
  number('PID', ({ pid }) => pid),
  text('COMM', ({ comm }) => comm),
  number('UID', ({ uid }) => uid),
  text('ROLE', ({ role }) => role),
  { title: 'PEER', isRight: true, cell: peerText, key: ({ peer, subscribers }) => (subscribers === null ? peer.pid : -1) },
  text('ADDRESS', ({ address }) => (address === '' ? '-' : address)),
  text('STATE', ({ state, isEnded }) => (isEnded ? `${state}, ended` : state)),
];
const USE: readonly Column[] = [
  { title: 'OUT', isRight: true, cell: ({ out }) => share(out), key: ({ out }) => shareOf(out) },
  { title: 'IN', isRight: true, cell: (channel) => share(channel.in), key: (channel) => shareOf(channel.in) },
  {
    title: 'OLDEST',
    isRight: true,
    cell: (channel) => age(oldestOf(channel)),
    key: (channel) => oldestOf(channel)?.atLeastMs ?? -1,
  },
];
const LOST: Column = number('LOST', ({ totals }) => totals.lost);
const POISON: Column = text('POISON', ({ poison }) => (poison === null ? '' : `${poison.reason} by ${poison.by}`));
const TOTALS: readonly Column[] = [
  number('SENT', ({ totals }) => totals.sent),
  number('RECEIVED', ({ totals }) => totals.received),
  number('FULL', ({ totals }) => totals.refused),
  number('DROPPED', ({ totals }) => totals.dropped),
  LOST,
];

/** What happens: messages and bytes each way, and who wakes whom. */
const RATES: readonly Column[] = [
  rate('SENT/S', ({ sent }) => sent),
  rate('RECV/S', ({ received }) => received),
  rate('SENTB/S', ({ sentBytes }) => sentBytes),
  rate('RECVB/S', ({ receivedBytes }) => receivedBytes),
  rate('SLEEP/S', ({ sleeps }) => sleeps),
  rate('WAKE/S', ({ wakeUps }) => wakeUps),
  rate('RING/S', ({ rings }) => rings),
  rate('FULL/S', ({ refused }) => refused),
  number('DROPPED', ({ totals }) => totals.dropped),
  LOST,
];

export const LIST_COLUMNS: readonly Column[] = [...IDENTITY, ...USE, ...TOTALS, POISON];
export const TOP_COLUMNS: readonly Column[] = [...IDENTITY, ...RATES, ...USE, POISON];

/** What `--sort` takes: titles in small letters. */
export const TOP_SORTS: string[] = TOP_COLUMNS.map(({ title }) => title.toLowerCase());

/** In the order of a column; a stable one among equals. */
export function sortChannels(channels: readonly ObservedChannel[], { key }: Column, isReversed: boolean): ObservedChannel[] {
  const sign = isReversed ? -1 : 1;
  return [...channels].sort((a, b) => sign * compare(key(a), key(b)));
}

/** @param sorted - title of the column that the lines are in order of */
export function renderChannels(
  channels: readonly ObservedChannel[],
  columns: readonly Column[],
  colors: Colors,
  sorted = '',
): string {
  const head = columns.map(({ title }) => (title === sorted ? `${title}*` : title));
  const right = columns.flatMap(({ isRight }, i) => (isRight ? [i] : []));
  const rows = channels.map((channel) => columns.map((column) => paint(channel, plain(column.cell(channel)), colors)));
  return formatColumns(head, rows, { right, colors });
}

function paint({ state, isEnded }: ObservedChannel, cell: string, colors: Colors): string {
  if (state === 'poisoned' || state === 'crashed') return colors.red(cell);
  return isEnded ? colors.dim(cell) : cell;
}

/** Other processes choose these texts: nothing of them may reach the terminal as a command. */
function plain(cell: string): string {
  return cell.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g, '?');
}

function text(title: string, cell: (channel: ObservedChannel) => string): Column {
  return { title, isRight: false, cell, key: cell };
}

function number(title: string, value: (channel: ObservedChannel) => number): Column {
  return { title, isRight: true, cell: (channel) => String(value(channel)), key: value };
}

function rate(title: string, value: (rates: ObservedChannel['totals']) => number): Column {
  const of = ({ perSecond }: ObservedChannel): number => (perSecond === null ? -1 : value(perSecond));
  return { title, isRight: true, cell: (channel) => (channel.perSecond === null ? '-' : short(of(channel))), key: of };
}

function compare(a: number | string, b: number | string): number {
  if (typeof a === 'string' || typeof b === 'string') return String(a).localeCompare(String(b));
  return b - a;
}

function peerText({ peer, subscribers }: ObservedChannel): string {
  return subscribers === null ? String(peer.pid) : `(${subscribers})`;
}

/** What a side waits for: others to read what it wrote; of a subscriber, itself. */
function oldestOf(channel: ObservedChannel): Age | null {
  return channel.role === 'subscriber' ? channel.in.oldest : channel.out.oldest;
}

/** Of a ring that is not empty at least 1 %, of one that is not full at most 99 %, and of what is partly overwritten more than 100 %. */
function share(ring: RingUse): string {
  const { used, capacity, isExact } = ring;
  if (used === null || capacity === 0) return '-';
  if (used > capacity) return '>100%';
  const percent = used === 0 ? 0 : Math.max(1, Math.floor((100 * used) / capacity));
  return `${isExact ? '' : '<='}${percent}%`;
}

function shareOf({ used, capacity }: RingUse): number {
  return used === null || capacity === 0 ? -1 : used / capacity;
}

function age(oldest: Age | null): string {
  if (oldest === null) return '-';
  const { atLeastMs, atMostMs } = oldest;
  const known = atMostMs !== null && atMostMs - atLeastMs < 1;
  return `${known ? '' : '>='}${duration(atLeastMs)}`;
}

function duration(ms: number): string {
  if (ms < 1000) return `${Math.floor(ms)}ms`;
  if (ms < 100_000) return `${(ms / 1000).toFixed(1)}s`;
  return `${Math.floor(ms / 60_000)}min`;
}

/** Three digits and a unit. */
function short(value: number): string {
  if (value > 0 && value < 10) return value.toFixed(1);
  let left = Math.round(value);
  let unit = '';
  for (const next of ['k', 'M', 'G', 'T']) {
    if (left < 1000) break;
    left /= 1000;
    unit = next;
  }
  return `${unit !== '' && left < 10 ? left.toFixed(1) : Math.floor(left)}${unit}`;
}
