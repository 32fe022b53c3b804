/** What one value may be, whatever holds it (field, tail element, union member, RPC argument), and the checks that both directions share. */
import type {
  BitRange,
  ByteOrder,
  JsPolicy,
  NamedValue,
  RpcArgument,
  ScalarName,
  TailLayout,
  TypeRef,
  UnionMember,
} from '../layout/types.ts';
import { ErrorCode, FrameError, joinPath, type Place } from './errors.ts';
import { type Limits, limitsOfScalar, SCALAR_SIZE } from './scalar.ts';

/** The part of a `FieldLayout` that concerns its value. */
export interface ValueRules {
  readonly type: TypeRef;
  readonly byteOrder: ByteOrder;
  readonly js: JsPolicy | null;
  readonly min: bigint | null;
  readonly max: bigint | null;
  readonly sentinels: readonly NamedValue[];
  readonly bits: readonly BitRange[] | null;
}

/** Rules of a union member, or of one element of an array tail (whose own `max` is about its count). */
export function rulesOf(item: (UnionMember | TailLayout) & { readonly type: TypeRef }): ValueRules {
  const { type, byteOrder, js, sentinels } = item;
  const [min, max] = 'elementSize' in item ? [item.elementMin, item.elementMax] : [item.min, item.max];
  return { type, byteOrder, js, min, max, sentinels, bits: null };
}

export function rulesOfArgument(argument: RpcArgument, byteOrder: ByteOrder): ValueRules {
  const { type, js, min, max, sentinels } = argument;
  return { type, byteOrder, js, min, max, sentinels, bits: null };
}

/** @throws TypeError for a layout that no loader makes: an array or records tail without a type */
export function elementType(tail: TailLayout): TypeRef {
  if (tail.type === null) throw new TypeError(`tail ${tail.name} has no element type`);
  return tail.type;
}

/** The scalar that holds a value of this type. @throws TypeError for a struct or union, which callers have told apart */
export function scalarOf(type: TypeRef): ScalarName {
  switch (type.kind) {
    case 'scalar':
      return type.scalar;
    case 'enum':
      return type.enum.scalar;
    case 'flags':
      return type.flags.scalar;
    default:
      throw new TypeError(`a ${type.kind} is no scalar`);
  }
}

export function isBool(type: TypeRef): boolean {
  return type.kind === 'scalar' && (type.bool || type.scalar === 'bool');
}

/** Fixed `u8` and `char` arrays are hex text in JSON. */
export function isHexElement(type: TypeRef): boolean {
  return type.kind === 'scalar' && !type.bool && (type.scalar === 'u8' || type.scalar === 'char');
}

const SAFE: bigint = BigInt(Number.MAX_SAFE_INTEGER);

/** Tightest bounds of an integer: its scalar, `min`/`max`, and the safe integers where JavaScript sees a number. */
export function limitsOf(rules: ValueRules, scalar: ScalarName): Limits {
  let { min, max } = limitsOfScalar(scalar);
  const narrow = (low: bigint | null, high: bigint | null): void => {
    if (low !== null && low > min) min = low;
    if (high !== null && high < max) max = high;
  };
  narrow(rules.min, rules.max);
  if (rules.js === 'number') narrow(-SAFE, SAFE);
  return { min, max };
}

/** Judges an integer in the order of docs/decisions/0001: bool, enum, flags, bit ranges, then range. */
export function checkInteger(rules: ValueRules, scalar: ScalarName, value: bigint, place: Place): void {
  const { type, bits } = rules;
  if (isBool(type) && value !== 0n && value !== 1n) throw new FrameError(ErrorCode.RANGE, place, value < 0n ? 0n : 1n, value);
  if (type.kind === 'enum' && !type.enum.open && !type.enum.values.some((known) => known.value === value)) {
    throw new FrameError(ErrorCode.ENUM, place, null, value, `${type.enum.name} lists no such value`);
  }
  if (type.kind === 'flags' && !type.flags.open && (value & ~type.flags.mask) !== 0n) {
    throw new FrameError(ErrorCode.BITS, place, type.flags.mask, value);
  }
  if (bits !== null) checkBits(bits, scalar, value, place);
  checkRange(rules, scalar, value, place);
}

function checkRange(rules: ValueRules, scalar: ScalarName, value: bigint, place: Place): void {
  const ofScalar = limitsOfScalar(scalar);
  const fits = value >= ofScalar.min && value <= ofScalar.max;
  if (fits && rules.sentinels.some((sentinel) => sentinel.value === value)) return;
  const { min, max } = limitsOf(rules, scalar);
  if (value < min) throw new FrameError(ErrorCode.RANGE, place, min, value);
  if (value > max) throw new FrameError(ErrorCode.RANGE, place, max, value);
}

function checkBits(bits: readonly BitRange[], scalar: ScalarName, value: bigint, place: Place): void {
  const named = bits.reduce((mask, bit) => mask | (widthMask(bit) << BigInt(bit.at)), 0n);
  const pattern = BigInt.asUintN(8 * SCALAR_SIZE[scalar], value);
  if ((pattern & ~named) !== 0n) throw new FrameError(ErrorCode.BITS, place, named, value);
  for (const bit of bits) {
    const part = bitsOf(bit, value);
    if (bit.enum !== null && !bit.enum.open && !bit.enum.values.some((known) => known.value === part)) {
      const at = { ...place, path: joinPath(place.path, bit.name) };
      throw new FrameError(ErrorCode.ENUM, at, null, part, `${bit.enum.name} lists no such value`);
    }
  }
}

export function bitsOf(bit: BitRange, value: bigint): bigint {
  return (value >> BigInt(bit.at)) & widthMask(bit);
}

export function widthMask(bit: BitRange): bigint {
  return (1n << BigInt(bit.width)) - 1n;
}

/** Floats know `min` and `max` too; NaN passes, as it does in a C comparison. */
export function checkFloat(rules: ValueRules, value: number, place: Place): void {
  if (rules.sentinels.some((sentinel) => Number(sentinel.value) === value)) return;
  if (rules.min !== null && value < Number(rules.min)) throw new FrameError(ErrorCode.RANGE, place, rules.min, value);
  if (rules.max !== null && value > Number(rules.max)) throw new FrameError(ErrorCode.RANGE, place, rules.max, value);
}
