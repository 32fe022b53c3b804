/** Numbers as C literals whose type needs no thought: plain decimals where an int holds them, suffixed or wrapped beyond. */
import type { ScalarName } from '../../layout/types.ts';

const INT_MIN: bigint = -(1n << 31n);
const INT_MAX: bigint = (1n << 31n) - 1n;
const INT64_MAX: bigint = (1n << 63n) - 1n;

export function fitsInt(value: bigint): boolean {
  return value >= INT_MIN && value <= INT_MAX;
}

/** A value of an integer scalar, comparable with it without a warning about signs. */
export function literal(value: bigint, scalar: ScalarName): string {
  switch (scalar) {
    case 'u32':
      return `${value}u`;
    case 'u64':
      return `UINT64_C(${value})`;
    case 'i32':
      return value === INT_MIN ? 'INT32_MIN' : String(value);
    case 'i64':
      return value < -INT64_MAX ? 'INT64_MIN' : `INT64_C(${value})`;
    default:
      return String(value);
  }
}

/** A mask in hexadecimal, two digits a byte. */
export function mask(value: bigint, scalar: ScalarName): string {
  const digits = value.toString(16);
  const padded = `0x${digits.padStart(digits.length + (digits.length % 2), '0')}`;
  return scalar === 'u64' || scalar === 'i64' ? `UINT64_C(${padded})` : `${padded}u`;
}

/** `expected` of an error: an int64_t, or the bits of a uint64_t in one. */
export function int64(value: bigint): string {
  if (fitsInt(value)) return literal(value, 'i32');
  return value > INT64_MAX ? `(int64_t)${literal(value, 'u64')}` : literal(value, 'i64');
}

/** Text as a C string literal. */
export function stringLiteral(text: string): string {
  return `"${text.replace(/["\\?]/g, '\\$&')}"`;
}
