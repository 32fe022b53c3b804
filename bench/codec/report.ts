/** The codec benchmark as text. */
import { formatNumber, formatRatio, formatTable } from '../table.ts';
import type { BarResult } from './bars.ts';
import { CASE_NAMES } from './codec.ts';
import type { CodecReport, CodecResult, MessageResult } from './run.ts';

const LEGEND = `Nanoseconds per operation, median of all rounds; every codec runs in a process of its own, all are asked in turn.
encode, decode  into and out of one preallocated region; a peer: its fastest public call (bytes may be lent until the next call)
fresh           encode to bytes that the caller keeps
view            two fields through a view that is already wrapped; floor: DataView reads from a record of view and offset
wrap            check, wrap and read two fields; unchecked floor: two reads at a computed offset of one known DataView
heap            bytes of JavaScript heap allocated per operation (buffers outside the heap are not seen)`;

function codecRow(codec: CodecResult): string[] {
  const times = CASE_NAMES.map((name) => {
    const result = codec.cases[name];
    return result ? formatNumber(result.ns) : '';
  });
  const ratios = CASE_NAMES.map((name) => formatRatio(codec.id === 'sluice' ? undefined : codec.cases[name]?.ratios['sluice']));
  const heap = CASE_NAMES.map((name) => {
    const result = codec.cases[name];
    return result ? String(result.heapBytes) : '';
  });
  return [codec.name, String(codec.bytes), ...times, ...ratios, ...heap];
}

function messageTable({ message, codecs }: MessageResult): string {
  const head = [
    'codec',
    'bytes',
    ...CASE_NAMES,
    ...CASE_NAMES.map((name) => `${name}/us`),
    ...CASE_NAMES.map((name) => `heap ${name}`),
  ];
  return `${message}\n${formatTable([head, ...codecs.map(codecRow)])}`;
}

function barRow(bar: BarResult): string[] {
  const wanted = bar.atMost === null ? `>= ${bar.atLeast}${bar.unit}` : `<= ${bar.atMost}${bar.unit}`;
  const measured = bar.unit === 'x' ? formatRatio(bar.measured) : `${bar.measured}${bar.unit}`;
  return [`${bar.message}  ${bar.what}`, measured, wanted, bar.isMet ? 'pass' : 'FAIL'];
}

export function formatCodecReport(report: CodecReport, bars: readonly BarResult[]): string {
  const notes = report.messages[0]?.codecs.map((codec) => `${codec.name}: ${codec.note}`) ?? [];
  const missing = report.missing.map(({ id, reason }) => `not measured: ${id} (${reason})`);
  const failed = bars.filter((bar) => !bar.isMet).length;
  const verdict = bars.length === 0 ? 'nothing to judge' : `${bars.length - failed} of ${bars.length} bars met`;
  return [
    LEGEND,
    ...report.messages.map(messageTable),
    `Bars\n${formatTable([['', 'measured', 'wanted', ''], ...bars.map(barRow)])}\n${verdict}`,
    [...notes, ...missing].join('\n'),
  ].join('\n\n');
}
