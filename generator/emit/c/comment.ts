/** Schema docs as C comments. */
import type { Documented } from '../../layout/types.ts';

/** Widest line that generated C should have; only single long words and signatures go beyond. */
export const LINE_WIDTH = 140;

/** Text that can stand inside a block comment. */
export function tame(text: string): string {
  return text.replace(/\*\//g, '* /').replace(/\/\*/g, '/ *').replace(/\s+/g, ' ').trim();
}

/** Sentences of a documented item: its doc, since when, and why not any more. */
export function docText(item: Pick<Documented, 'doc' | 'since' | 'deprecated'>): string {
  const parts = [
    item.doc,
    item.since === null ? '' : `Since ${item.since}.`,
    item.deprecated === null ? '' : `Deprecated: ${item.deprecated}`,
  ];
  return tame(parts.filter((part) => part !== '').join(' '));
}

/** A block comment of one or more paragraphs, without indentation before its first line; ends without a line break. */
export function blockComment(paragraphs: readonly string[], indent = ''): string {
  const lines = paragraphs
    .map(tame)
    .filter((paragraph) => paragraph !== '')
    .flatMap((text) => wrap(text, LINE_WIDTH - indent.length * 8 - 3));
  const [first = ''] = lines;
  if (lines.length === 1 && first.length + 7 <= LINE_WIDTH - indent.length * 8) return `/* ${first} */`;
  return ['/*', ...lines.map((line) => `${indent} * ${line}`), `${indent} */`].join('\n');
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines;
}

/** A declaration and what is said about it: beside it where that fits into a line, else above. `column` aligns the comments of a block. */
export function annotate(declaration: string, short: string, doc: string, column: number): string {
  const text = [short, tame(doc)].filter((part) => part !== '').join(': ');
  if (text === '') return `\t${declaration}`;
  const padded = declaration.padEnd(column);
  if (8 + padded.length + text.length + 7 <= LINE_WIDTH) return `\t${padded} /* ${text} */`;
  const beside = short === '' ? declaration : `${padded} /* ${short} */`;
  return `\t${blockComment([doc], '\t')}\n\t${beside}`;
}
