import { stripVTControlCharacters } from 'node:util';
import type { Colors } from './terminal.ts';

/** Lines up rows below a dim head; a lone string is a line of its own. `right` names the columns of numbers. */
export function formatColumns(
  head: readonly string[],
  rows: readonly (readonly string[] | string)[],
  { right, colors }: { readonly right: readonly number[]; readonly colors: Colors },
): string {
  const widthOf = (text: string): number => stripVTControlCharacters(text).length;
  const widths = head.map((title) => title.length);
  for (const row of rows) {
    if (typeof row === 'string') continue;
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, widthOf(cell));
    });
  }
  const format = (row: readonly string[]): string => {
    const cells = row.map((cell, column) => {
      const gap = ' '.repeat((widths[column] ?? 0) - widthOf(cell));
      return right.includes(column) ? gap + cell : cell + gap;
    });
    return `  ${cells.join('  ')}`.trimEnd();
  };
  return [colors.dim(format(head)), ...rows.map((row) => (typeof row === 'string' ? row : format(row)))].join('\n');
}
