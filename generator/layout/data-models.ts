import { BIT_WIDTHS, type ByteOrder, type ByteOrderRule, type ScalarName, type ScalarType } from '../model/index.ts';
import type { DataModel } from './types.ts';

/** The fixed-width scalar that a schema scalar is under a data model. */
export function resolveScalar(scalar: ScalarType, model: DataModel): ScalarName {
  const wide = model === 'lp64' || model === 'lp64-be';
  switch (scalar) {
    case 'long':
    case 'isize':
      return wide ? 'i64' : 'i32';
    case 'ulong':
    case 'usize':
    case 'ptr':
      return wide ? 'u64' : 'u32';
    default:
      return scalar;
  }
}

export function sizeOfScalar(scalar: ScalarName): number {
  return BIT_WIDTHS[scalar] / 8;
}

/** Natural alignment: the size, but 4 for 64-bit members under the i386 System V ABI. */
export function alignOfScalar(scalar: ScalarName, model: DataModel): number {
  const size = sizeOfScalar(scalar);
  return model === 'i386' && size === 8 ? 4 : size;
}

export function resolveByteOrder(rule: ByteOrderRule, model: DataModel): ByteOrder {
  if (rule !== 'native') return rule;
  return model === 'lp64-be' ? 'big' : 'little';
}

export function alignUp(offset: number, align: number): number {
  return Math.ceil(offset / align) * align;
}
