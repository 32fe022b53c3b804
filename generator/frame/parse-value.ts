/** JSON values to integers and floats: names of enums and flags, bit ranges, `"0x…"`, and the refusals that name what was found. */

import type { EnumLayout, NamedValue, ScalarName } from '../layout/types.ts';
import { nearest } from '../load/nearest.ts';
import { ErrorCode, FrameError, joinPath, type Place } from './errors.ts';
import { kindOf, UnsafeInteger } from './json.ts';
import { isSigned, SCALAR_SIZE } from './scalar.ts';
import { checkFloat, isBool, type ValueRules, widthMask } from './value-rules.ts';

/** The integer that `value` means; {@link checkInteger} has not seen it yet. */
export function parseInteger(rules: ValueRules, scalar: ScalarName, value: unknown, place: Place): bigint {
  const { type, bits } = rules;
  if (isBool(type) && typeof value === 'boolean') return value ? 1n : 0n;
  if (bits !== null) return parseBits(rules, scalar, value, place);
  if (type.kind === 'enum') return parseEnum(type.enum, scalar, value, place);
  if (type.kind === 'flags' && Array.isArray(value)) {
    return value.reduce((mask: bigint, name: unknown) => mask | parseFlag(type.flags.name, type.flags.bits, name, place), 0n);
  }
  return parseDigits(scalar, value, place);
}

/** A safe number, a bigint, or `"0x…"`; a signed 64-bit value may be `"-0x…"` or its 16 digits of two's complement. */
function parseDigits(scalar: ScalarName, value: unknown, place: Place): bigint {
  if (typeof value === 'bigint') return value;
  if (value instanceof UnsafeInteger) throw unsafe(BigInt(value.text), place);
  if (typeof value === 'number') {
    if (!Number.isInteger(value)) throw new FrameError(ErrorCode.RANGE, place, null, value, 'wants an integer');
    if (!Number.isSafeInteger(value)) throw unsafe(BigInt(value), place);
    return BigInt(value);
  }
  const hex = typeof value === 'string' ? /^(-?)(0x[0-9a-f]+)$/i.exec(value) : null;
  if (hex === null) throw wrongKind(place, 'an integer or "0x…"', value);
  const magnitude = BigInt(hex[2] ?? '0');
  if (hex[1] === '-') return -magnitude;
  const isPattern = isSigned(scalar) && SCALAR_SIZE[scalar] === 8 && hex[2]?.length === 18;
  return isPattern ? BigInt.asIntN(64, magnitude) : magnitude;
}

function unsafe(value: bigint, place: Place): FrameError {
  const bound = value < 0n ? Number.MIN_SAFE_INTEGER : Number.MAX_SAFE_INTEGER;
  return new FrameError(ErrorCode.RANGE, place, bound, value, 'beyond 2^53-1 a number is not exact: give it as "0x…"');
}

function parseEnum(layout: EnumLayout, scalar: ScalarName, value: unknown, place: Place): bigint {
  if (typeof value !== 'string' || /^-?0x/i.test(value)) return parseDigits(scalar, value, place);
  const known = layout.values.find((named) => named.name === value);
  if (known === undefined)
    throw new FrameError(ErrorCode.ENUM, place, null, null, unknownName(value, layout.name, layout.values));
  return known.value;
}

function parseFlag(flags: string, known: readonly NamedValue[], name: unknown, place: Place): bigint {
  if (typeof name !== 'string') throw wrongKind(place, 'names of flags', name);
  const flag = known.find((bit) => bit.name === name);
  if (flag === undefined) throw new FrameError(ErrorCode.BITS, place, null, null, unknownName(name, flags, known));
  return flag.value;
}

function parseBits(rules: ValueRules, scalar: ScalarName, value: unknown, place: Place): bigint {
  const bits = rules.bits ?? [];
  const object = requireObject(
    value,
    place,
    bits.map((bit) => bit.name),
  );
  let pattern = 0n;
  for (const bit of bits) {
    const at = { ...place, path: joinPath(place.path, bit.name) };
    const given = requireProperty(object, bit.name, at);
    const part = bit.enum === null ? parseDigits('u64', given, at) : parseEnum(bit.enum, 'u64', given, at);
    if (part < 0n) throw new FrameError(ErrorCode.RANGE, at, 0n, part);
    if (part > widthMask(bit)) throw new FrameError(ErrorCode.RANGE, at, widthMask(bit), part);
    pattern |= part << BigInt(bit.at);
  }
  return isSigned(scalar) ? BigInt.asIntN(8 * SCALAR_SIZE[scalar], pattern) : pattern;
}

/** A number, an integer literal of any length, or `"NaN"`, `"Infinity"`, `"-Infinity"`; an f32 refuses what only rounds to infinity. */
export function parseFloat64(rules: ValueRules, scalar: ScalarName, value: unknown, place: Place): number {
  const given = value instanceof UnsafeInteger ? Number(value.text) : value;
  const number = given === 'NaN' || given === 'Infinity' || given === '-Infinity' ? Number(given) : given;
  if (typeof number !== 'number') throw wrongKind(place, 'a number, "NaN", "Infinity" or "-Infinity"', value);
  if (scalar === 'f32' && Number.isFinite(number) && !Number.isFinite(Math.fround(number))) {
    const largest = 2 ** 128 - 2 ** 104;
    throw new FrameError(ErrorCode.RANGE, place, number < 0 ? -largest : largest, number);
  }
  checkFloat(rules, scalar === 'f32' ? Math.fround(number) : number, place);
  return number;
}

/** An object all of whose keys are among `known`; other keys are refused by name. */
export function requireObject(value: unknown, place: Place, known: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof UnsafeInteger) {
    throw wrongKind(place, 'an object', value);
  }
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue;
    const at = { ...place, path: joinPath(place.path, key) };
    const guess = nearest(key, known);
    const hint = guess === undefined ? `known here: ${known.join(', ') || 'nothing'}` : `did you mean '${guess}'?`;
    throw new FrameError(ErrorCode.RANGE, at, null, null, `unknown property, ${hint}`);
  }
  return value as Readonly<Record<string, unknown>>;
}

export function requireProperty(object: Readonly<Record<string, unknown>>, name: string, place: Place): unknown {
  const value = property(object, name);
  if (value === undefined) throw new FrameError(ErrorCode.RANGE, place, null, null, 'the property is missing');
  return value;
}

/** An own property; what every object inherits, such as `constructor`, is absent. */
export function property(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

export function wrongKind(place: Place, wanted: string, value: unknown): FrameError {
  const got = typeof value === 'number' || typeof value === 'bigint' ? value : null;
  return new FrameError(ErrorCode.RANGE, place, null, got, `wants ${wanted}, got ${kindOf(value)}`);
}

function unknownName(name: string, owner: string, known: readonly NamedValue[]): string {
  const guess = nearest(
    name,
    known.map((value) => value.name),
  );
  return `${owner} has no '${name}'${guess === undefined ? '' : `, did you mean '${guess}'?`}`;
}

/** Bytes from hex text of exactly `length` bytes, or of any length when that is null. */
export function parseHexValue(value: unknown, length: number | null, place: Place): Uint8Array {
  if (typeof value !== 'string' || value.length % 2 !== 0 || /[^0-9a-f]/i.test(value)) {
    throw wrongKind(place, 'hex text, two digits a byte', value);
  }
  const bytes = Uint8Array.from({ length: value.length / 2 }, (_, index) =>
    Number.parseInt(value.slice(2 * index, 2 * index + 2), 16),
  );
  if (length !== null && bytes.length !== length) throw new FrameError(ErrorCode.RANGE, place, length, bytes.length, 'bytes');
  return bytes;
}
