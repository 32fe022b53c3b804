import type { ScalarName, ScalarType } from './types.ts';

export const BIT_WIDTHS: Readonly<Record<ScalarName, number>> = {
  u8: 8,
  u16: 16,
  u32: 32,
  u64: 64,
  i8: 8,
  i16: 16,
  i32: 32,
  i64: 64,
  f32: 32,
  f64: 64,
  bool: 8,
  char: 8,
};

export const SCALAR_TYPES: ReadonlySet<string> = new Set([...Object.keys(BIT_WIDTHS), 'long', 'ulong', 'isize', 'usize', 'ptr']);

/** Least and greatest value of an integer scalar; types that follow the data model count with 64 bits. */
export function integerRange(scalar: ScalarType): readonly [bigint, bigint] {
  const fixed = widestOf(scalar);
  const width = BigInt(BIT_WIDTHS[fixed]);
  if (fixed === 'bool') return [0n, 1n];
  return fixed.startsWith('i') ? [-(1n << (width - 1n)), (1n << (width - 1n)) - 1n] : [0n, (1n << width) - 1n];
}

function widestOf(scalar: ScalarType): ScalarName {
  if (scalar === 'long' || scalar === 'isize') return 'i64';
  return scalar === 'ulong' || scalar === 'usize' || scalar === 'ptr' ? 'u64' : scalar;
}

export function fits(value: bigint, scalar: ScalarType): boolean {
  const [low, high] = integerRange(scalar);
  return value >= low && value <= high;
}

export function isInteger(scalar: ScalarType): boolean {
  return scalar !== 'f32' && scalar !== 'f64' && scalar !== 'bool' && scalar !== 'char';
}

/** Whether the scalar is 64 bits wide in some data model and an integer. */
export function isWide(scalar: ScalarType): boolean {
  return isInteger(scalar) && BIT_WIDTHS[widestOf(scalar)] === 64;
}
