/** Text tables with aligned columns. */

/** The first row is the heading. The first column is aligned left, the others right; trailing blanks are dropped. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  const [head = '', ...body] = lines;
  const rule = '-'.repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  return [head, rule, ...body].join('\n');
}

/** Three significant digits, as many decimals as that takes, never an exponent. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return '?';
  const decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toFixed(decimals);
}

export function formatRatio(value: number | undefined): string {
  return value === undefined ? '' : `${value.toFixed(2)}x`;
}
