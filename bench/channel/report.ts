/** Prints a report: a line for each comparison, with its bar and the absolute numbers beside. */
import { formatNumber, formatRatio, formatTable } from '../table.ts';
import type { Bar, ChannelReport, Result } from './run.ts';
import type { ScaleResult } from './scale.ts';

export function formatChannelReport({ results, scale, idle, missing }: ChannelReport): string {
  const bars = [...results.flatMap((result) => result.bars), ...(idle === null ? [] : [idle])];
  return [
    'Subject and rival in short blocks, one after the other, in one pair of processes; ratio: median of the pairs of blocks.',
    ...[...new Set(results.map(({ title }) => title))].map((title) => formatTitle(title, results)),
    ...(scale.length === 0 ? [] : [formatScale(scale)]),
    `${bars.filter(({ isMet }) => isMet).length} of ${bars.length} bars met`,
    ...missing.map(({ title, placement, what, reason }) => `not measured: ${title}, ${placement}: ${what} (${reason})`),
  ].join('\n\n');
}

function formatTitle(title: string, results: readonly Result[]): string {
  const rows = results.filter((result) => result.title === title).map(formatResult);
  return `${title}\n${formatTable([['against', 'sides', 'placement', 'ours', 'theirs', 'ratio', 'spread', 'worst', 'bar', ''], ...rows])}`;
}

function formatResult(result: Result): string[] {
  const { rival, sides, placement, shown, spread, worst, bars } = result;
  return [
    rival,
    sides,
    placement,
    formatAbsolute(result, result.subjectNs),
    formatAbsolute(result, result.otherNs),
    formatSmall(shown),
    `${Math.round(spread * 100)} %`,
    worst === undefined ? '' : formatRatio(worst),
    bars.map(formatBar).join(', '),
    bars.length === 0 ? '' : bars.every(({ isMet }) => isMet) ? 'pass' : 'FAIL',
  ];
}

function formatScale(scale: readonly ScaleResult[]): string {
  const rows = scale.map(({ channels, privateKibPerChannel, sharedKibPerChannel, wakeUpsPerSecond, roundTripNs }) => [
    String(channels),
    `${formatNumber(privateKibPerChannel)} KiB`,
    `${formatNumber(sharedKibPerChannel)} KiB`,
    `${wakeUpsPerSecond}/s`,
    wakeUpsPerSecond === 0 ? 'pass' : 'FAIL',
    `${formatNumber(roundTripNs / 1000)} us`,
  ]);
  const heading = ['channels', 'private each', 'shared each', 'wake-ups idle', '', 'round trip, one after the other'];
  return `channels between two processes, receivers asleep\n${formatTable([heading, ...rows])}`;
}

/** Ratios to what is far slower need more digits. */
function formatSmall(ratio: number): string {
  return ratio < 0.1 ? `1/${formatNumber(1 / ratio)}` : formatRatio(ratio);
}

function formatBar({ kind, wanted }: Bar): string {
  return `${kind === 'at most' ? '<=' : '>='} ${formatSmall(wanted)}`;
}

function formatAbsolute({ unit, bytes }: Result, nanoseconds: number): string {
  if (unit === 'record') return `${formatNumber(1000 / nanoseconds)} M/s`;
  if (unit === 'chunk') return `${formatNumber(bytes / nanoseconds)} GB/s`;
  return nanoseconds < 10_000 ? `${formatNumber(nanoseconds)} ns` : `${formatNumber(nanoseconds / 1000)} us`;
}
