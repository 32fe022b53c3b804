/** Writing one value: statements that check it and then store it. */
import type { BitRange } from '../../layout/types.ts';
import { closedEnumOf, compose, maskOf, namedBits, WIDEST_NUMBER } from './bits.ts';
import { either, hasUnnamed, isFloatOutside, isNotBigint, isNotInteger, isOutside, isUnlisted, literalOf } from './conditions.ts';
import { bigintLiteral, numberLiteral } from './literals.ts';
import { address, inField, type Place } from './place.ts';
import { floatErrorAt } from './read-value.ts';
import { errorAt, placingErrors, type Scope, setScalar, store } from './scope.ts';
import { closedEnum, limitsOf, limitsOfScalar, scalarOf, scalarSize, shapeOf, type Value } from './value.ts';
import { writePair, writeSafe } from './write-wide.ts';

/**
 * Writes the value that the local `name` holds; returns its raw integer as an expression, null where there is none.
 *
 * @param tag - raw value that selects the member of a tagged union
 */
export function writeValue(scope: Scope, value: Value, name: string, at: Place, tag: string | null = null): string | null {
  const { type } = value;
  if (type.kind === 'struct')
    return writeInner(scope, `write${scope.module.typeName(type.struct)}(view, ${address(at)}, ${name});`, at);
  if (type.kind === 'union') {
    return writeInner(scope, `write${type.union.tsName}(view, ${address(at)}, ${name}${tag === null ? '' : `, ${tag}`});`, at);
  }
  const scalar = scalarOf(type) ?? 'u8';
  const set = (expression: string): void => store(scope, setScalar(scope.module, scalar, value.byteOrder, at, expression));
  switch (shapeOf(value)) {
    case 'bool': {
      scope.lines.guard(`typeof ${name} !== 'boolean'`, errorAt(scope, 'kindError', at, name));
      const raw = `${name} ? ${literalOf(scalar)(1n)} : ${literalOf(scalar)(0n)}`;
      set(raw);
      return `(${raw})`;
    }
    case 'float':
      checkFloat(scope, value, name, at);
      set(name);
      return null;
    case 'bits': {
      const raw = writeBits(scope, value, name, at);
      set(raw);
      return `(${raw})`;
    }
    case 'safe':
      return writeSafe(scope, value, name, at);
    case 'pair':
      // Not `typeof`: in a loop of 64 that costs a tenth of the time. Any other value has none of the properties.
      scope.lines.guard(`${name} === undefined || ${name} === null`, errorAt(scope, 'kindError', at, name));
      writePair(scope, value, `${name}.lo`, `${name}.hi`, at);
      return null;
    default:
      checkInteger(scope, value, name, at);
      set(name);
      // Compared with values that the enum may not list.
      return closedEnum(type) === null ? name : `(${name} as ${scalarSize(scalar) === 8 ? 'bigint' : 'number'})`;
  }
}

/** An integer that is a number or a bigint: what is no such integer, or not listed, not named, out of range. */
function checkInteger(scope: Scope, value: Value, name: string, at: Place): void {
  const { type } = value;
  const scalar = scalarOf(type) ?? 'u8';
  const literal = literalOf(scalar);
  const isForeign = scalarSize(scalar) === 8 ? isNotBigint(name, scalar) : isNotInteger(name, scalar);
  const { min, max } = limitsOf(value);
  const outside = isOutside(name, value, limitsOfScalar(scalar), literal);
  const range = errorAt(scope, 'rangeError', at, name, literal(min), literal(max));
  const listed = closedEnum(type);
  if (listed !== null)
    scope.lines.guard(
      either(isForeign, isUnlisted(name, listed, scope.module)) ?? 'false',
      errorAt(scope, 'enumError', at, name),
    );
  else if (type.kind === 'flags' && !type.flags.open) {
    const { mask } = type.flags;
    scope.lines.guard(
      either(isForeign, hasUnnamed(name, mask, scalar)) ?? 'false',
      errorAt(scope, 'bitsError', at, name, literal(mask)),
    );
  } else {
    scope.lines.guard(either(isForeign, outside) ?? 'false', range);
    return;
  }
  if (outside !== null) scope.lines.guard(outside, range);
}

function checkFloat(scope: Scope, value: Value, name: string, at: Place): void {
  const isSingle = scalarOf(value.type) === 'f32';
  const overflows = isSingle ? `Number.isFinite(${name}) && !Number.isFinite(Math.fround(${name}))` : null;
  const outside = isFloatOutside(isSingle ? `Math.fround(${name})` : name, value);
  const refused = either(`typeof ${name} !== 'number'`, overflows, outside);
  if (refused !== null) scope.lines.guard(refused, floatErrorAt(scope, value, at, name));
}

/** Checks each range of the object that `name` holds; returns the raw integer as an expression. */
function writeBits(scope: Scope, value: Value, name: string, at: Place): string {
  const bits = value.bits ?? [];
  const { lines, names } = scope;
  lines.guard(`typeof ${name} !== 'object' || ${name} === null`, errorAt(scope, 'kindError', at, name));
  const locals = bits.map((bit) => names.add(`${name}${bit.tsName.charAt(0).toUpperCase()}${bit.tsName.slice(1)}`));
  lines.list(
    'const { ',
    bits.map((bit, index) => `${bit.tsName}: ${locals[index]}`),
    ` } = ${name};`,
  );
  for (const [index, bit] of bits.entries()) checkBits(scope, bit, locals[index] ?? '', inField(at, bit.name));
  const raw = compose(locals, value);
  const literal = literalOf(scalarOf(value.type) ?? 'u8');
  const known = { min: 0n, max: namedBits(bits) };
  if (isOutside(name, value, known, literal) === null) return raw;
  const local = names.add(`${name}Raw`);
  const { min, max } = limitsOf(value);
  lines.add(`const ${local} = ${raw};`);
  lines.guard(
    isOutside(local, value, known, literal) ?? 'false',
    errorAt(scope, 'rangeError', at, local, literal(min), literal(max)),
  );
  return local;
}

export function checkBits(scope: Scope, bit: BitRange, name: string, at: Place): void {
  const mask = maskOf(bit);
  const isForeign =
    bit.width > WIDEST_NUMBER
      ? `typeof ${name} !== 'bigint' || BigInt.asUintN(${bit.width}, ${name}) !== ${name}`
      : bit.width > 32
        ? `!Number.isSafeInteger(${name}) || ${name} < 0 || ${name} > ${numberLiteral(mask)}`
        : bit.width === 32
          ? isNotInteger(name, 'u32')
          : `typeof ${name} !== 'number' || (${name} & ${numberLiteral(mask)}) !== ${name}`;
  const literal = bit.width > WIDEST_NUMBER ? bigintLiteral : numberLiteral;
  scope.lines.guard(isForeign, errorAt(scope, 'rangeError', at, name, literal(0n), literal(mask)));
  const closed = closedEnumOf(bit);
  const unlisted = closed === null ? null : isUnlisted(name, closed, scope.module);
  if (unlisted !== null) scope.lines.guard(unlisted, errorAt(scope, 'enumError', at, name));
}

/** A struct or union, written by its own function. */
function writeInner(scope: Scope, call: string, at: Place): null {
  placingErrors(scope, at, () => scope.lines.add(call));
  return null;
}
