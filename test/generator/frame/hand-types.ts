/** Types for layouts by hand: scalars, enums, flags, and what every documented item carries. */
import type {
  Documented,
  EnumLayout,
  FlagsLayout,
  NamedValue,
  ScalarName,
  StructLayout,
  TypeRef,
  UnionLayout,
} from '../../../generator/layout/types.ts';

const SIZES: Record<ScalarName, number> = {
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
export const documented: Documented = { doc: '', since: null, deprecated: null, origin: 'hand.yaml:1' };

export function scalar(name: ScalarName, bool: boolean = name === 'bool'): TypeRef {
  return { kind: 'scalar', scalar: name, bool };
}

export function named(name: string, value: number | bigint): NamedValue {
  return { ...documented, name, tsName: name, value: BigInt(value) };
}

export function enumType(name: string, type: ScalarName, values: Record<string, number>, open = false): EnumLayout {
  return { ...documented, kind: 'enum', name, tsName: name, scalar: type, size: SIZES[type], open, values: namedValues(values) };
}

export function flagsType(name: string, type: ScalarName, bits: Record<string, number>, open = false): FlagsLayout {
  const masks = namedValues(bits);
  const mask = masks.reduce((all, bit) => all | bit.value, 0n);
  return { ...documented, kind: 'flags', name, tsName: name, scalar: type, size: SIZES[type], open, bits: masks, mask };
}

function namedValues(values: Record<string, number>): NamedValue[] {
  return Object.entries(values).map(([name, value]) => named(name, value));
}

export type AnyType = ScalarName | TypeRef | EnumLayout | FlagsLayout | StructLayout | UnionLayout;

export function typeRef(type: AnyType): TypeRef {
  if (typeof type === 'string') return scalar(type);
  switch (type.kind) {
    case 'enum':
      return 'enum' in type ? type : { kind: 'enum', enum: type };
    case 'flags':
      return 'flags' in type ? type : { kind: 'flags', flags: type };
    case 'struct':
      return 'struct' in type ? type : { kind: 'struct', struct: type };
    case 'union':
      return 'union' in type ? type : { kind: 'union', union: type };
    default:
      return type;
  }
}

export function sizeOf(type: TypeRef): number {
  switch (type.kind) {
    case 'scalar':
      return SIZES[type.scalar];
    case 'enum':
      return type.enum.size;
    case 'flags':
      return type.flags.size;
    case 'struct':
      return type.struct.size;
    case 'union':
      return type.union.size;
  }
}

export function typeNameOf(type: TypeRef): string {
  switch (type.kind) {
    case 'scalar':
      return type.scalar;
    case 'enum':
      return type.enum.name;
    case 'flags':
      return type.flags.name;
    case 'struct':
      return type.struct.name;
    case 'union':
      return type.union.name;
  }
}

export function is64(type: TypeRef): boolean {
  return type.kind === 'scalar' && (type.scalar === 'u64' || type.scalar === 'i64');
}
