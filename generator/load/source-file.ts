import type { Position } from './problem.ts';

/** The text of one schema file and where its lines start. */
export interface SourceFile {
  readonly path: string;
  /** Without a byte order mark. */
  readonly text: string;
  /** Offset of the first character of each line. */
  readonly lineStarts: readonly number[];
}

/** A piece of a source file: UTF-16 offsets, `end` exclusive. */
export interface Span {
  readonly source: SourceFile;
  readonly start: number;
  readonly end: number;
  /** The template instance that the piece was read for, where it stands in a template. */
  readonly instance?: string;
}

export function createSourceFile(path: string, text: string): SourceFile {
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  return { path, text, lineStarts };
}

/** Line and column (both from 1) of an offset. */
export function positionOf(source: SourceFile, offset: number): Position {
  let low = 0;
  let high = source.lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((source.lineStarts[middle] as number) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (source.lineStarts[low] as number) + 1, offset };
}

/** `file:line` of a span, for comments in generated code; the file without its folders. */
export function originOf(span: Span): string {
  const name = span.source.path.slice(span.source.path.lastIndexOf('/') + 1);
  return `${name}:${positionOf(span.source, span.start).line}`;
}

/** The text of a span on one line, cut where it is long: what messages quote. */
export function quotedText(span: Span): string {
  return shorten(span.source.text.slice(span.start, Math.min(span.end, span.start + 200)));
}

/** A text on one line, cut after 60 characters. */
export function shorten(text: string): string {
  const line = text.split('\n', 1)[0] as string;
  return line.length > 60 || line.length < text.trimEnd().length ? `${line.slice(0, 59).trimEnd()}…` : line;
}
