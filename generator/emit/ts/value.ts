/** What a value is, whatever holds it: a field, an element of a tail, a union member or an RPC argument. */
import type {
  BitRange,
  ByteOrder,
  EnumLayout,
  FieldLayout,
  JsPolicy,
  NamedValue,
  RpcArgument,
  ScalarName,
  TailLayout,
  TypeRef,
  UnionMember,
} from '../../layout/types.ts';

export interface Value {
  readonly type: TypeRef;
  readonly byteOrder: ByteOrder;
  readonly js: JsPolicy | null;
  readonly min: bigint | null;
  readonly max: bigint | null;
  readonly sentinels: readonly NamedValue[];
  readonly bits: readonly BitRange[] | null;
}

/** How a value looks in JavaScript. `safe` and `pair` are 64-bit integers as a number and as two halves. */
export type Shape = 'bool' | 'number' | 'safe' | 'bigint' | 'pair' | 'float' | 'bits' | 'struct' | 'union';

export function valueOf(
  item: FieldLayout | RpcArgument | ((TailLayout | UnionMember) & { readonly type: TypeRef }),
  byteOrder?: ByteOrder,
): Value {
  const isArgument = 'slot' in item;
  // The `max` of a tail is about its count.
  const [min, max] = 'elementMin' in item ? [item.elementMin, item.elementMax] : [item.min, item.max];
  return {
    type: item.type,
    byteOrder: byteOrder ?? (isArgument ? 'little' : item.byteOrder),
    js: item.js,
    min,
    max,
    sentinels: item.sentinels,
    bits: 'bits' in item ? item.bits : null,
  };
}

/** The scalar that holds a value; null for structs and unions. */
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

export function scalarSize(scalar: ScalarName): number {
  const bits = /\d+$/.exec(scalar);
  return bits === null ? 1 : Number(bits[0]) / 8;
}

export function isSigned(scalar: ScalarName): boolean {
  return scalar.startsWith('i');
}

export function isBool(type: TypeRef): boolean {
  return type.kind === 'scalar' && (type.bool || type.scalar === 'bool');
}

export function shapeOf(value: Value): Shape {
  const { type } = value;
  if (type.kind === 'struct' || type.kind === 'union') return type.kind;
  const scalar = scalarOf(type) ?? 'u8';
  if (scalar === 'f32' || scalar === 'f64') return 'float';
  if (value.bits !== null) return 'bits';
  if (isBool(type)) return 'bool';
  if (scalarSize(scalar) < 8) return 'number';
  if (type.kind !== 'scalar') return 'bigint';
  return value.js === 'number' ? 'safe' : (value.js ?? 'bigint');
}

/** A fixed array, or a tail, whose elements are plain bytes. */
export function isByteArray(type: TypeRef): boolean {
  return type.kind === 'scalar' && !type.bool && (type.scalar === 'u8' || type.scalar === 'char');
}

export interface Limits {
  readonly min: bigint;
  readonly max: bigint;
}

export function limitsOfScalar(scalar: ScalarName): Limits {
  const bits = BigInt(8 * scalarSize(scalar));
  return isSigned(scalar) ? { min: -(1n << (bits - 1n)), max: (1n << (bits - 1n)) - 1n } : { min: 0n, max: (1n << bits) - 1n };
}

const SAFE: bigint = BigInt(Number.MAX_SAFE_INTEGER);

/** Bounds of an integer: its scalar, `min` and `max`, and the safe integers where JavaScript sees a number. */
export function limitsOf(value: Value): Limits {
  const scalar = limitsOfScalar(scalarOf(value.type) ?? 'u8');
  const safe = value.js === 'number' ? { min: -SAFE, max: SAFE } : scalar;
  const lowest = [scalar.min, safe.min, value.min ?? scalar.min].reduce((a, b) => (b > a ? b : a));
  const highest = [scalar.max, safe.max, value.max ?? scalar.max].reduce((a, b) => (b < a ? b : a));
  return { min: lowest, max: highest };
}

/** The closed enum of a value, else null. */
export function closedEnum(type: TypeRef): EnumLayout | null {
  return type.kind === 'enum' && !type.enum.open ? type.enum : null;
}

/** Runs of consecutive values, ascending. */
export function runsOf(layout: EnumLayout): Limits[] {
  const values = [...new Set(layout.values.map((value) => value.value))].sort((a, b) => (a < b ? -1 : 1));
  const runs: { min: bigint; max: bigint }[] = [];
  for (const value of values) {
    const last = runs.at(-1);
    if (last !== undefined && last.max + 1n === value) last.max = value;
    else runs.push({ min: value, max: value });
  }
  return runs;
}
