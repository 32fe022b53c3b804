/** Bit ranges: an integer that JavaScript sees as an object with one property per range. */
import type { BitRange, EnumLayout } from '../../layout/types.ts';
import { numberLiteral } from './literals.ts';
import { scalarOf, scalarSize, type Value } from './value.ts';

/** A range wider than this is a bigint. */
export const WIDEST_NUMBER = 53;

export function maskOf({ width }: BitRange): bigint {
  return (1n << BigInt(width)) - 1n;
}

/** Every bit that some range names. */
export function namedBits(bits: readonly BitRange[]): bigint {
  return bits.reduce((mask, bit) => mask | (maskOf(bit) << BigInt(bit.at)), 0n);
}

/** The closed enum of a range, over numbers or bigints as the range is one; null when it lists all that the range can hold. */
export function closedEnumOf(bit: BitRange): EnumLayout | null {
  const layout = bit.enum;
  if (layout === null || layout.open) return null;
  const held = new Set(layout.values.map(({ value }) => value).filter((value) => value >= 0n && value <= maskOf(bit)));
  if (BigInt(held.size) === maskOf(bit) + 1n) return null;
  const isWide = bit.width > WIDEST_NUMBER;
  if (isWide === (scalarSize(layout.scalar) === 8)) return layout;
  return { ...layout, tsName: `${layout.tsName}${isWide ? 'Wide' : 'Bits'}`, scalar: isWide ? 'u64' : 'u32' };
}

/** The closed enum whose type a range has; null when one is of numbers and the other of bigints. */
export function enumTypeOf({ enum: layout, width }: BitRange): EnumLayout | null {
  if (layout === null || layout.open) return null;
  return width > WIDEST_NUMBER === (scalarSize(layout.scalar) === 8) ? layout : null;
}

/** The range as a number (a bigint when it is too wide for one), out of the raw integer. */
export function extract(raw: string, value: Value, bit: BitRange): string {
  const size = 8 * scalarSize(scalarOf(value.type) ?? 'u8');
  if (size === 64) {
    const part = `BigInt.asUintN(${bit.width}, ${bit.at === 0 ? raw : `${raw} >> ${bit.at}n`})`;
    return bit.width > WIDEST_NUMBER ? part : `Number(${part})`;
  }
  if (bit.at + bit.width === 32) return `${raw} >>> ${bit.at}`;
  const mask = numberLiteral(maskOf(bit));
  return bit.at === 0 ? `${raw} & ${mask}` : `(${raw} >>> ${bit.at}) & ${mask}`;
}

/** The raw integer, out of one expression per range. */
export function compose(parts: readonly string[], value: Value): string {
  const size = 8 * scalarSize(scalarOf(value.type) ?? 'u8');
  const shifted = (value.bits ?? []).map((bit, index) => {
    const part = parts[index] ?? '0';
    if (size === 64) {
      const wide = bit.width > WIDEST_NUMBER ? part : `BigInt(${part})`;
      return bit.at === 0 ? wide : `(${wide} << ${bit.at}n)`;
    }
    return bit.at === 0 ? part : `(${part} << ${bit.at})`;
  });
  const whole = shifted.join(' | ') || '0';
  return size === 32 ? `(${whole}) >>> 0` : whole;
}
