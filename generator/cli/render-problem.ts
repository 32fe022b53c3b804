import { codeFrameColumns } from '@babel/code-frame';
import type { Problem } from '../load/index.ts';
import type { Colors } from './terminal.ts';

/** Longest source line that is shown whole; of a longer one, this much around the problem. */
const FRAME_WIDTH = 160;

/**
 * One problem for a person: `file:line:col error CODE message`, the source lines around it, then what helps to mend it.
 *
 * @param source - text of `problem.file`, or null when it can't be read
 */
export function renderProblem(problem: Problem, source: string | null, colors: Colors): string {
  const { file, start, code, message, layoutSoFar, cause, fix } = problem;
  const place = colors.bold(visible(`${file}:${start.line}:${start.column}`));
  const lines = [`${place} ${colors.red('error')} ${code} ${visible(message)}`];
  if (source) lines.push(renderFrame(problem, source, colors));
  if (layoutSoFar) lines.push(labelled('so far:', layoutSoFar, colors));
  if (cause) lines.push(labelled('why:', cause, colors));
  if (fix) lines.push(labelled('fix:', fix, colors));
  return lines.join('\n');
}

/** Problems one below the other, in the order given, an empty line between them. */
export function renderProblems(problems: readonly Problem[], readText: (file: string) => string | null, colors: Colors): string {
  const texts = new Map<string, string | null>();
  const textOf = (file: string): string | null => {
    if (!texts.has(file)) texts.set(file, readText(file));
    return texts.get(file) ?? null;
  };
  return problems.map((problem) => renderProblem(problem, textOf(problem.file), colors)).join('\n\n');
}

/** A label and its text; further lines of the text stand below its first one. */
function labelled(label: string, text: string, colors: Colors): string {
  const lines = text.split('\n').map(visible);
  return `  ${colors.cyan(label.padEnd(8))}${lines.join(`\n${' '.repeat(10)}`)}`;
}

function renderFrame({ start, end }: Problem, source: string, colors: Colors): string {
  // Positions do not count a byte order mark.
  const text = source.startsWith('\ufeff') ? source.slice(1) : source;
  const cut = Math.max(0, start.column - FRAME_WIDTH / 2);
  const { lines, first } = linesAround(text, start.line, start.offset - (start.column - 1), cut);
  const shown = lines.map(visible);
  const width = shown[start.line - first]?.length ?? 0;
  const from = start.column - cut;
  // Of a piece that spans lines only the first is marked: the head of an item is where the eye should land.
  const to = end.line === start.line ? Math.min(end.column - cut, width + 1) : width + 1;
  const location = { start: { line: start.line, column: from }, end: { line: start.line, column: Math.max(from, to) } };
  // A name of its own because the published types don't know `startLine` yet.
  const options = { linesAbove: 1, linesBelow: 1, startLine: first };
  const frame = codeFrameColumns(shown.join('\n'), location, options);
  return frame.replace(/^>|(?<=^ +\| +)\^+$/gm, (mark) => colors.red(mark));
}

/** The line that starts at offset `lineStart` and a neighbour on each side where there is one, from column `cut` on. */
function linesAround(source: string, line: number, lineStart: number, cut: number): { lines: string[]; first: number } {
  const piece = (from: number, to: number): string =>
    source.slice(Math.min(from + cut, to), Math.min(from + cut + FRAME_WIDTH, to));
  const end = endOfLine(source, lineStart);
  const lines = [piece(lineStart, end)];
  if (lineStart > 0) lines.unshift(piece(lineStart > 1 ? source.lastIndexOf('\n', lineStart - 2) + 1 : 0, lineStart - 1));
  if (end < source.length) lines.push(piece(end + 1, endOfLine(source, end + 1)));
  return { lines, first: lineStart > 0 ? line - 1 : line };
}

function endOfLine(source: string, from: number): number {
  const end = source.indexOf('\n', from);
  return end === -1 ? source.length : end;
}

/** Characters that would move the cursor or break the frame, made harmless, one column each so that carets stay right. */
function visible(text: string): string {
  const controls = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;
  return text.replace(/\r$/, '').replace(controls, (character) => (character === '\t' ? character : '\ufffd'));
}
