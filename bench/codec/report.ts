/** The codec benchmark as text. */
import { formatNumber, formatRatio, formatTable } from '../table.ts';
import type { BarResult } from './bars.ts';
import { CASE_NAMES, type CaseName } from './codec.ts';
import type { CodecReport, CodecResult, MessageResult } from './run.ts';

const LEGEND = `Nanoseconds per operation, and how many times ours that is: medians over all rounds. Every codec runs in a process of its own and all are
asked in turn, so that what slows the machine down slows all of them down.
encode          into a preallocated region at an offset; peers that can't write in place: encode, then copy there
decode          out of that region; peers: from an array that holds their bytes already
lent            encode to bytes that the next call overwrites, where a peer does that; compared with our encode
fresh           encode to bytes that the caller keeps
view            two fields through a view that is wrapped already; floor: DataView reads from a record of view, offset and count
wrap            wrap a view, which checks the bytes, and read two fields; floor: the same checks, then two DataView reads
                unchecked floor, view and wrap: two reads of one DataView that the compiler knows
heap            bytes of JavaScript heap that one operation allocates; buffers outside the heap are not seen`;

/** Time, and how many times our own time that is. */
function timeCells(codec: CodecResult, name: CaseName): string[] {
  const result = codec.cases[name];
  if (!result) return ['', ''];
  return [formatNumber(result.ns), codec.id === 'sluice' ? '' : formatRatio(result.ratios['sluice'])];
}

function heapCell(codec: CodecResult): string {
  return CASE_NAMES.map((name) => codec.cases[name]?.heapBytes ?? '-').join(' / ');
}

function messageTable({ message, codecs }: MessageResult): string {
  const head = ['codec', 'bytes', ...CASE_NAMES.flatMap((name) => [name, '']), `heap ${CASE_NAMES.join(' / ')}`];
  const rows = codecs.map((codec) => [
    codec.name,
    String(codec.bytes),
    ...CASE_NAMES.flatMap((name) => timeCells(codec, name)),
    heapCell(codec),
  ]);
  return `${message}\n${formatTable([head, ...rows])}`;
}

function barRow({ message, what, measured, unit, atMost, atLeast, isMet }: BarResult): string[] {
  const wanted = atMost !== null ? `<= ${atMost}${unit}` : atLeast !== null ? `>= ${atLeast}${unit}` : '';
  const verdict = isMet === null ? 'no bar' : isMet ? 'pass' : 'FAIL';
  return [`${message}  ${what}`, unit === 'x' ? formatRatio(measured) : `${measured}${unit}`, wanted, verdict];
}

export function formatCodecReport(report: CodecReport, bars: readonly BarResult[]): string {
  const notes = report.messages[0]?.codecs.map((codec) => `${codec.name}: ${codec.note}`) ?? [];
  const missing = report.missing.map(({ id, reason }) => `not measured: ${id} (${reason})`);
  const judged = bars.filter((bar) => bar.isMet !== null);
  const verdict =
    judged.length === 0 ? 'nothing to judge' : `${judged.filter((bar) => bar.isMet).length} of ${judged.length} bars met`;
  return [
    LEGEND,
    ...report.messages.map(messageTable),
    `Bars\n${formatTable([['', 'measured', 'wanted', ''], ...bars.map(barRow)])}\n${verdict}`,
    [...notes, ...missing].join('\n'),
  ].join('\n\n');
}
