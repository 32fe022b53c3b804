/** The annotated hexdump: offset, bytes, field, value and what it means, with long runs folded. */
import picocolors from 'picocolors';
import { type Fold, foldElements } from './fold-elements.ts';
import type { Span } from './span.ts';

export interface DumpOptions {
  readonly colour: boolean;
}

/** One line of the dump before colours. */
interface Row {
  readonly offset: string;
  readonly bytes: string;
  readonly name: string;
  readonly value: string;
  readonly type: string;
  readonly note: string;
  readonly kind: Span['kind'] | 'fold';
}

const BYTES_PER_ROW = 8;
/** Rows of one long value before it is folded. */
const MAX_ROWS = 4;
/** Widest column of values; a longer one pushes its row to the right. */
const MAX_VALUE = 28;
const MAX_NOTE = 72;
const MAX_TEXT = 60;

/** Renders the spans of `annotateFrame` over the same `bytes`; every line ends with a line feed. */
export function renderDump(spans: readonly Span[], bytes: Uint8Array, options: DumpOptions): string {
  const rows = [HEAD, ...rowsOf(spans, bytes)];
  const width = (pick: (row: Row) => string): number => rows.reduce((most, row) => Math.max(most, pick(row).length), 0);
  const widths = {
    offset: width((row) => row.offset),
    bytes: 3 * BYTES_PER_ROW - 1,
    name: width((row) => row.name),
    value: Math.min(
      MAX_VALUE,
      width((row) => row.value),
    ),
    type: width((row) => row.type),
  };
  const colours = picocolors.createColors(options.colour);
  return rows
    .map((row) => {
      const paint = { field: String, padding: colours.dim, fold: colours.dim, unread: colours.red, head: colours.bold }[
        row === HEAD ? 'head' : row.kind
      ];
      const name = row.name.padEnd(widths.name);
      const cells = [
        row === HEAD ? paint(row.offset.padEnd(widths.offset)) : colours.dim(row.offset.padEnd(widths.offset)),
        paint(row.bytes.padEnd(widths.bytes)),
        row.kind === 'field' && row !== HEAD ? colours.cyan(name) : paint(name),
        paint(row.type === '' ? row.value : row.value.padEnd(widths.value)),
        row === HEAD || row.note === '' ? paint(row.type) : colours.dim(`${row.type.padEnd(widths.type)}  ${row.note}`),
      ];
      return `${cells.join('  ').trimEnd()}\n`;
    })
    .join('');
}

const HEAD: Row = { offset: 'offset', bytes: 'bytes', name: 'field', value: 'value', type: 'type', note: '', kind: 'field' };

function rowsOf(spans: readonly Span[], bytes: Uint8Array): Row[] {
  const digits = Math.max(4, bytes.length.toString(16).length);
  const explained = new Set<string>();
  const rows: Row[] = [];
  let shown = 0;
  for (const item of foldElements(spans)) {
    if ('array' in item) {
      rows.push(foldRow(item, digits));
      shown = item.end;
      continue;
    }
    // Members of an overlay union lie on bytes that stand above already.
    const isRepeated = item.length > 0 && item.offset + item.length <= shown;
    const field = `${item.path.replace(/\[\d+\]/g, '')} ${item.doc}`;
    rows.push(
      ...spanRows(
        item,
        isRepeated ? new Uint8Array() : bytes.subarray(item.offset, item.offset + item.length),
        digits,
        explained.has(field),
      ),
    );
    explained.add(field);
    shown = Math.max(shown, item.offset + item.length);
  }
  return rows;
}

function spanRows(span: Span, part: Uint8Array, digits: number, isExplained: boolean): Row[] {
  const kept = part.length > MAX_ROWS * BYTES_PER_ROW ? part.subarray(0, (MAX_ROWS - 1) * BYTES_PER_ROW) : part;
  const blank = { name: '', value: '', type: '', note: '' };
  const rows: Row[] = [];
  for (let at = 0; at < Math.max(1, kept.length); at += BYTES_PER_ROW) {
    const hex = Array.from(kept.subarray(at, at + BYTES_PER_ROW), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const label = at === 0 ? labelOf(span, part, isExplained) : blank;
    rows.push({ offset: hexOffset(span.offset + at, digits), bytes: hex, ...label, kind: span.kind });
  }
  const folded = part.length - kept.length;
  if (folded > 0) rows.push({ offset: '', bytes: `… ${folded} more bytes`, ...blank, kind: 'fold' });
  return rows;
}

/** What stands beside the bytes; a field that came before, in another element, is not explained again. */
function labelOf(span: Span, part: Uint8Array, isExplained: boolean): Pick<Row, 'name' | 'value' | 'type' | 'note'> {
  if (span.kind === 'unread') return { name: '', value: 'not read', type: '', note: '' };
  if (span.kind === 'padding')
    return { name: '', value: part.every((byte) => byte === 0) ? 'padding' : 'padding, not zero', type: '', note: '' };
  const value = span.unit === null ? cut(span.value, MAX_TEXT) : `${span.value} ${span.unit}`;
  return { name: span.path, value, type: span.type, note: isExplained ? '' : firstSentence(span.doc) };
}

function firstSentence(doc: string): string {
  const sentence = /^.*?[.!?](?=\s|$)/s.exec(doc)?.[0] ?? doc;
  return cut(sentence.replace(/\s+/g, ' ').trim(), MAX_NOTE);
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text;
}

function foldRow(fold: Fold, digits: number): Row {
  return {
    offset: hexOffset(fold.offset, digits),
    bytes: `… ${fold.end - fold.offset} bytes`,
    name: `${fold.array}[${fold.first}…${fold.last}]`,
    value: `${fold.last - fold.first + 1} elements folded`,
    type: '',
    note: '',
    kind: 'fold',
  };
}

function hexOffset(offset: number, digits: number): string {
  return `0x${offset.toString(16).padStart(digits, '0')}`;
}
