/** Reading one value: statements that judge it, and the expression that is its JavaScript value. */
import type { FieldLayout } from '../../layout/types.ts';
import { closedEnumOf, enumTypeOf, extract, namedBits } from './bits.ts';
import { hasUnnamed, isFloatOutside, isOutside, isUnlisted, literalOf } from './conditions.ts';
import { numberLiteral } from './literals.ts';
import type { Module } from './module.ts';
import { address, inField, type Place, place } from './place.ts';
import { readPair, readSafe } from './read-wide.ts';
import { errorAt, getScalar, placingErrors, type Scope } from './scope.ts';
import { closedEnum, isSigned, limitsOf, limitsOfScalar, scalarOf, scalarSize, shapeOf, type Value } from './value.ts';
import { typeOf } from './value-type.ts';

/**
 * @param hint - name of the local, where one is needed
 * @param tag - raw value that selects the member of a tagged union
 */
export function readValue(scope: Scope, value: Value, at: Place, hint: string, tag: string | null = null): string {
  const { type } = value;
  if (type.kind === 'struct')
    return readInner(scope, value, `read${scope.module.typeName(type.struct)}(view, ${address(at)})`, at, hint);
  if (type.kind === 'union') {
    return readInner(scope, value, `read${type.union.tsName}(view, ${address(at)}${tag === null ? '' : `, ${tag}`})`, at, hint);
  }
  switch (shapeOf(value)) {
    case 'float':
      return readFloat(scope, value, at, hint);
    case 'safe':
      return readSafe(scope, value, at, hint);
    case 'pair': {
      const { lo, hi } = readPair(scope, value, at, hint);
      return `{ lo: ${lo}, hi: ${hi} }`;
    }
    default:
      return judgeRaw(scope, value, rawOf(scope.module, value, at), at, hint);
  }
}

/** The integer or float as it stands. */
export function rawOf(module: Module, value: Value, at: Place): string {
  return getScalar(module, scalarOf(value.type) ?? 'u8', value.byteOrder, at);
}

/** A field as a number: sizes and codes are small, whatever the width of their field. */
export function readNumber(module: Module, field: FieldLayout, base: string): string {
  const scalar = scalarOf(field.type) ?? 'u8';
  const raw = getScalar(module, scalar, field.byteOrder, place(base, field.offset, base, null));
  return scalarSize(scalar) === 8 ? `Number(${raw})` : raw;
}

/** Judges a raw integer, in a local when it has to be looked at more than once; the order is that of docs/decisions/0001. */
export function judgeRaw(scope: Scope, value: Value, raw: string, at: Place, hint: string): string {
  if (!scope.module.facts.valueCanFail(value)) return raw;
  const name = toLocal(scope, raw, hint);
  return shapeOf(value) === 'bool' ? judgeBool(scope, value, name, at) : judgeInteger(scope, value, name, at);
}

/** The expression itself when it is a name already. */
function toLocal(scope: Scope, raw: string, hint: string): string {
  if (/^[\w$]+$/.test(raw)) return raw;
  const name = scope.names.add(hint);
  scope.lines.add(`const ${name} = ${raw};`);
  return name;
}

function judgeBool(scope: Scope, value: Value, name: string, at: Place): string {
  const scalar = scalarOf(value.type) ?? 'u8';
  const [zero, one] = [literalOf(scalar)(0n), literalOf(scalar)(1n)];
  const isNeither = isSigned(scalar) ? `${name} !== ${zero} && ${name} !== ${one}` : `${name} > ${one}`;
  scope.lines.guard(isNeither, errorAt(scope, 'rangeError', at, name, '0', '1'));
  return `${name} === ${one}`;
}

function judgeInteger(scope: Scope, value: Value, name: string, at: Place): string {
  const { type, bits } = value;
  const { lines, module } = scope;
  const scalar = scalarOf(type) ?? 'u8';
  const literal = literalOf(scalar);
  const listed = closedEnum(type);
  const unlisted = listed === null ? null : isUnlisted(name, listed, module);
  if (unlisted !== null) lines.guard(unlisted, errorAt(scope, 'enumError', at, name));
  const mask = bits !== null ? namedBits(bits) : type.kind === 'flags' && !type.flags.open ? type.flags.mask : null;
  const unnamed = mask === null ? null : hasUnnamed(name, mask, scalar);
  if (mask !== null && unnamed !== null) lines.guard(unnamed, errorAt(scope, 'bitsError', at, name, literal(mask)));
  const parts = bits === null ? null : judgeBits(scope, value, name, at);
  const { min, max } = limitsOf(value);
  const outside = isOutside(name, value, limitsOfScalar(scalar), literal);
  if (outside !== null) lines.guard(outside, errorAt(scope, 'rangeError', at, name, literal(min), literal(max)));
  if (parts !== null) return `{ ${parts.join(', ')} }`;
  return listed === null ? name : `${name} as ${module.useCodeType(listed.tsName)}`;
}

/** The properties of the object that bit ranges become. */
function judgeBits(scope: Scope, value: Value, name: string, at: Place): string[] {
  const { lines, module, names } = scope;
  return (value.bits ?? []).map((bit) => {
    const closed = closedEnumOf(bit);
    let part = extract(name, value, bit);
    const unlisted = closed === null ? null : isUnlisted('part', closed, module);
    if (closed !== null && unlisted !== null) {
      const local = names.add(`${name}${bit.tsName.charAt(0).toUpperCase()}${bit.tsName.slice(1)}`);
      lines.add(`const ${local} = ${part};`);
      lines.guard(isUnlisted(local, closed, module) ?? 'false', errorAt(scope, 'enumError', inField(at, bit.name), local));
      part = local;
    }
    const listed = enumTypeOf(bit);
    return `${bit.tsName}: ${listed === null ? part : `(${part}) as ${module.useCodeType(listed.tsName)}`}`;
  });
}

function readFloat(scope: Scope, value: Value, at: Place, hint: string): string {
  const raw = rawOf(scope.module, value, at);
  if (value.min === null && value.max === null) return raw;
  const name = toLocal(scope, raw, hint);
  scope.lines.guard(isFloatOutside(name, value) ?? 'false', floatErrorAt(scope, value, at, name));
  return name;
}

export function floatErrorAt(scope: Scope, value: Value, at: Place, name: string): string {
  const min = value.min === null ? '-Infinity' : numberLiteral(value.min);
  const max = value.max === null ? 'Infinity' : numberLiteral(value.max);
  return errorAt(scope, 'floatError', at, name, String(scalarOf(value.type) === 'f32'), min, max);
}

/** A struct or union, read by its own function. */
function readInner(scope: Scope, value: Value, call: string, at: Place, hint: string): string {
  if (!scope.module.facts.valueCanFail(value)) return call;
  const name = scope.names.add(hint);
  scope.lines.add(`let ${name}: ${typeOf(value, scope.module)};`);
  placingErrors(scope, at, () => scope.lines.add(`${name} = ${call};`));
  return name;
}
