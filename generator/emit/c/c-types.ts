/** How the types of a layout look in C, and how their values are loaded from bytes and stored. */
import type { ByteOrder, ScalarName, StructLayout, TypeRef, UnionLayout } from '../../layout/types.ts';

const SCALARS: Readonly<Record<ScalarName, { readonly type: string; readonly bits: 8 | 16 | 32 | 64 }>> = {
  u8: { type: 'uint8_t', bits: 8 },
  u16: { type: 'uint16_t', bits: 16 },
  u32: { type: 'uint32_t', bits: 32 },
  u64: { type: 'uint64_t', bits: 64 },
  i8: { type: 'int8_t', bits: 8 },
  i16: { type: 'int16_t', bits: 16 },
  i32: { type: 'int32_t', bits: 32 },
  i64: { type: 'int64_t', bits: 64 },
  f32: { type: 'float', bits: 32 },
  f64: { type: 'double', bits: 64 },
  // A C bool that holds neither 0 nor 1 is undefined behaviour, and bytes may hold anything.
  bool: { type: 'uint8_t', bits: 8 },
  char: { type: 'char', bits: 8 },
};

/** The scalar that holds a value of this type; null for structs and unions. */
export function scalarOf(type: TypeRef): ScalarName | null {
  switch (type.kind) {
    case 'scalar':
      return type.scalar;
    case 'enum':
      return type.enum.scalar;
    case 'flags':
      return type.flags.scalar;
    default:
      return null;
  }
}

export function isFloat(scalar: ScalarName): boolean {
  return scalar === 'f32' || scalar === 'f64';
}

export function isSigned(scalar: ScalarName): boolean {
  return scalar.startsWith('i');
}

export function bitsOf(scalar: ScalarName): number {
  return SCALARS[scalar].bits;
}

export function cScalar(scalar: ScalarName): string {
  return SCALARS[scalar].type;
}

/** The unsigned type that holds the bits of a scalar. */
export function cUnsigned(scalar: ScalarName): string {
  return `uint${SCALARS[scalar].bits}_t`;
}

/** The scalar of the same width without a sign. */
export function unsignedOf(scalar: ScalarName): ScalarName {
  return `u${SCALARS[scalar].bits}`;
}

/** Names that generated functions use themselves, and that a typedef would be hidden by. */
const LOCALS: ReadonlySet<string> = new Set(
  'args at body buf call capacity code copy count desc element elements error exact fits found frame header i in index len length message offset out padded record rest selector size slot source start status tag to total used value walk written'.split(
    ' ',
  ),
);

/** `struct x`, `union u`, or the typedef. */
export function cAggregate({ kind, name, tag, typedef }: StructLayout | UnionLayout): string {
  return typedef && !LOCALS.has(name) ? name : `${kind} ${tag}`;
}

export function cType(type: TypeRef): string {
  if (type.kind === 'struct') return cAggregate(type.struct);
  if (type.kind === 'union') return cAggregate(type.union);
  return cScalar(scalarOf(type) ?? 'u8');
}

/** Bytes `offset` after a `const void *` (or `void *`) called `base`. */
export function pointer(base: string, offset: number | string, isConst = true): string {
  if (offset === 0) return base;
  return `(${isConst ? 'const ' : ''}uint8_t *)${base} + ${offset}`;
}

/** Bytes `offset` after a `uint8_t *` called `base`. */
export function pointerTo(base: string, offset: number): string {
  return offset === 0 ? base : `${base} + ${offset}`;
}

/** An integer scalar, held by the C expression `value`, as the number it is: a char is a byte, whatever the compiler thinks of its sign. */
export function asNumber(scalar: ScalarName, value: string): string {
  return scalar === 'char' ? `(uint8_t)${value}` : value;
}

/** The expression that loads a scalar from `at`. */
export function loadScalar(scalar: ScalarName, order: ByteOrder, at: string): string {
  const { type, bits } = SCALARS[scalar];
  const raw = bits === 8 ? `sluice_load_u8(${at})` : `sluice_load_${order === 'big' ? 'be' : 'le'}${bits}(${at})`;
  if (isFloat(scalar)) return `sluice_${scalar}(${raw})`;
  return type === cUnsigned(scalar) ? raw : `(${type})${raw}`;
}

/** The call that stores a scalar at `at`. */
export function storeScalar(scalar: ScalarName, order: ByteOrder, at: string, value: string): string {
  const { type, bits } = SCALARS[scalar];
  const unsigned = cUnsigned(scalar);
  const raw = isFloat(scalar) ? `sluice_${scalar}_bits(${value})` : type === unsigned ? value : `(${unsigned})${value}`;
  return bits === 8 ? `sluice_store_u8(${at}, ${raw})` : `sluice_store_${order === 'big' ? 'be' : 'le'}${bits}(${at}, ${raw})`;
}
