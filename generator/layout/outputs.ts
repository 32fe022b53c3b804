import type { RpcArgument } from './types.ts';

/** Why an output can't be 0: what its error says. Null where 0 is as good as any value. */
export interface ZeroRefusal {
  readonly code: 'ENUM' | 'RANGE';
  readonly expected: bigint | null;
}

/**
 * The asking side leaves outputs zero, so whoever reads a whole descriptor takes 0 for one that is not there yet; only who reads an
 * answer judges it (docs/decisions/0001-codec-semantics.md).
 */
export function zeroRefusalOf({ type, min, max, sentinels }: RpcArgument): ZeroRefusal | null {
  if (type.kind === 'enum' && !type.enum.open && !type.enum.values.some(({ value }) => value === 0n))
    return { code: 'ENUM', expected: null };
  if (sentinels.some(({ value }) => value === 0n)) return null;
  if (min !== null && min > 0n) return { code: 'RANGE', expected: min };
  return max !== null && max < 0n ? { code: 'RANGE', expected: max } : null;
}
