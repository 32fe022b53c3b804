import type { VerifyResult } from '../verify/index.ts';
import { formatColumns } from './columns.ts';
import type { Proof } from './proof.ts';
import { type Colors, plural } from './terminal.ts';

/** Lines of a compiler's own complaint that are shown. */
const MAX_DETAIL_LINES = 12;

/** A row per compiler: what it compiles for and what it says; then, for each number it denies, where the schema has it. */
export function renderProofs(proofs: readonly Proof[], colors: Colors): string {
  const compilers = [...new Set(proofs.map(({ result }) => result.compiler))];
  const rows = compilers.map((compiler) => {
    const results = proofs.map(({ result }) => result).filter((result) => result.compiler === compiler);
    const { dataModel, version } = results[0] as VerifyResult;
    return [compiler, dataModel ?? '', verdict(results, colors), version ?? ''];
  });
  const table = formatColumns(['compiler', 'data model', 'verdict', 'version'], rows, { right: [], colors });
  const details = new Set(proofs.flatMap((proof) => [...mismatchLines(proof), ...complaint(proof)]));
  return [table, ...details].join('\n');
}

function verdict(results: readonly VerifyResult[], colors: Colors): string {
  const numbers = results.reduce((sum, { checked }) => sum + checked, 0);
  const denied = results.reduce((sum, { mismatches }) => sum + mismatches.length, 0);
  const status = (['failed', 'differs', 'missing', 'unsupported'] as const).find((bad) =>
    results.some((result) => result.status === bad),
  );
  switch (status) {
    case undefined:
      return `${colors.green('agrees')} with ${numbers} numbers in ${plural(results.length, 'layout')}`;
    case 'differs':
      return `${colors.red('differs')} in ${denied} of ${plural(numbers, 'number')}`;
    case 'failed':
      return `${colors.red('failed')} to compile the asserts`;
    case 'missing':
      return `${colors.yellow('not found')}`;
    case 'unsupported':
      return `${colors.yellow('unsupported')}: ${results[0]?.detail ?? ''}`;
  }
}

function mismatchLines({ result, locate }: Proof): string[] {
  return result.mismatches.map(({ struct, field, what, expected, actual, origin }) => {
    const item = field === null ? struct : `${struct}.${field}`;
    return `${locate(origin)} ${what} of ${item}: expected ${expected}, ${result.compiler} (${result.dataModel}) has ${actual}`;
  });
}

function complaint({ result }: Proof): string[] {
  if (result.status !== 'failed' || result.detail === null) return [];
  return result.detail
    .split('\n')
    .slice(0, MAX_DETAIL_LINES)
    .map((line) => `  ${line}`);
}
