/** Scalars to bytes and back, one byte at a time, so that nothing depends on the machine that runs it. */
import type { ByteOrder, ScalarName } from '../layout/types.ts';

export const SCALAR_SIZE: Readonly<Record<ScalarName, number>> = {
  u8: 1,
  u16: 2,
  u32: 4,
  u64: 8,
  i8: 1,
  i16: 2,
  i32: 4,
  i64: 8,
  f32: 4,
  f64: 8,
  bool: 1,
  char: 1,
};

export interface Limits {
  readonly min: bigint;
  readonly max: bigint;
}

/** What an integer scalar can hold; a `char` is a byte, whatever the compiler thinks of its sign. */
export function limitsOfScalar(scalar: ScalarName): Limits {
  const bits = BigInt(8 * SCALAR_SIZE[scalar]);
  return isSigned(scalar) ? { min: -(1n << (bits - 1n)), max: (1n << (bits - 1n)) - 1n } : { min: 0n, max: (1n << bits) - 1n };
}

export function isSigned(scalar: ScalarName): boolean {
  return scalar.startsWith('i');
}

export function isFloat(scalar: ScalarName): boolean {
  return scalar.startsWith('f');
}

/** Reads the integer of `scalar` at `offset`; the bytes must be there. */
export function readInteger(bytes: Uint8Array, offset: number, scalar: ScalarName, order: ByteOrder): bigint {
  const size = SCALAR_SIZE[scalar];
  let value = 0n;
  for (const byte of inOrder(bytes.subarray(offset, offset + size), order)) value = (value << 8n) | BigInt(byte);
  return isSigned(scalar) ? BigInt.asIntN(8 * size, value) : value;
}

/** The bytes of `value`, two's complement when negative; it must be within {@link limitsOfScalar}. */
export function integerBytes(value: bigint, scalar: ScalarName, order: ByteOrder): Uint8Array {
  const size = SCALAR_SIZE[scalar];
  const bigEndian = Uint8Array.from({ length: size }, (_, index) =>
    Number(BigInt.asUintN(8, value >> BigInt(8 * (size - 1 - index)))),
  );
  return inOrder(bigEndian, order);
}

export function readFloat(bytes: Uint8Array, offset: number, scalar: ScalarName, order: ByteOrder): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, SCALAR_SIZE[scalar]);
  return scalar === 'f32' ? view.getFloat32(0, order === 'little') : view.getFloat64(0, order === 'little');
}

export function floatBytes(value: number, scalar: ScalarName, order: ByteOrder): Uint8Array {
  const view = new DataView(new ArrayBuffer(SCALAR_SIZE[scalar]));
  if (scalar === 'f32') view.setFloat32(0, value, order === 'little');
  else view.setFloat64(0, value, order === 'little');
  return new Uint8Array(view.buffer);
}

/** Most significant byte first, or back again. */
function inOrder(bytes: Uint8Array, order: ByteOrder): Uint8Array {
  return order === 'little' ? Uint8Array.from(bytes).reverse() : bytes;
}
