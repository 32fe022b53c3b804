/** What a view offers of one value: the value itself, and for some its halves, its bits, or its exact self as a bigint. */
import type { BitRange } from '../../layout/types.ts';
import { enumTypeOf, extract, maskOf, WIDEST_NUMBER } from './bits.ts';
import { isNotInteger } from './conditions.ts';
import { bigintLiteral, numberLiteral } from './literals.ts';
import type { Module } from './module.ts';
import { inField, type Place } from './place.ts';
import { readSafe } from './read-wide.ts';
import { errorAt, getScalar, type Scope, setScalar } from './scope.ts';
import { isSigned, scalarOf, scalarSize, shapeOf, type Value } from './value.ts';
import { typeOf } from './value-type.ts';
import { checkBits, writeValue } from './write-value.ts';

export interface Facet {
  /** Follows the name of the value. */
  readonly suffix: string;
  readonly getType: string;
  /** Asked for only where there is a setter, because it may need an import. */
  readonly setType: () => string;
  /** The value as an expression; `view` is how the body calls the DataView. */
  readonly read: (scope: Scope, at: Place, view: string) => string;
  /** Whether {@link read} is an expression without statements. */
  readonly isSimple: boolean;
  /** Checks and stores the parameter `value`; null where writing makes no sense. */
  readonly write: ((scope: Scope, at: Place) => void) | null;
}

export function facetsOf(value: Value, module: Module): Facet[] {
  switch (shapeOf(value)) {
    case 'bits':
      return [rawFacet(value, null), ...(value.bits ?? []).map((bit) => bitFacet(bit, value, module))];
    case 'safe':
      return [safeFacet(value), bigFacet(value)];
    case 'pair':
      return [halfFacet(value, 'lo'), halfFacet(value, 'hi'), bigFacet(value)];
    default:
      return [rawFacet(value, () => typeOf(value, module))];
  }
}

/** Reads what is there: an enum may be none that is listed, so it is a plain number. */
function rawFacet(value: Value, setType: (() => string) | null): Facet {
  const scalar = scalarOf(value.type) ?? 'u8';
  const isWide = scalarSize(scalar) === 8 && scalar !== 'f64';
  const isBool = shapeOf(value) === 'bool';
  return {
    suffix: '',
    getType: isBool ? 'boolean' : isWide ? 'bigint' : 'number',
    setType: setType ?? (() => 'number'),
    read: ({ module }, at, view) =>
      `${getScalar(module, scalar, value.byteOrder, at, 0, view)}${isBool ? ` !== ${isWide ? '0n' : '0'}` : ''}`,
    isSimple: true,
    write: setType === null ? null : (scope, at) => void writeValue(scope, value, 'value', at),
  };
}

/** A number; refused when it is beyond the safe integers. Other bounds are not looked at. */
function safeFacet(value: Value): Facet {
  const whole: Value = { ...value, min: null, max: null, sentinels: [] };
  return {
    suffix: '',
    getType: 'number',
    setType: () => 'number',
    read: (scope, at) => readSafe(scope, whole, at, 'value'),
    isSimple: false,
    write: (scope, at) => void writeValue(scope, value, 'value', at),
  };
}

function bigFacet(value: Value): Facet {
  const exact: Value = { ...value, js: 'bigint' };
  return { ...rawFacet(exact, () => 'bigint'), suffix: 'Big' };
}

function halfFacet(value: Value, half: 'lo' | 'hi'): Facet {
  const isSignedHalf = half === 'hi' && isSigned(scalarOf(value.type) ?? 'u64');
  const scalar = isSignedHalf ? 'i32' : 'u32';
  const more = (half === 'lo') === (value.byteOrder === 'little') ? 0 : 4;
  const bounds = isSignedHalf ? '-0x80000000, 0x7fffffff' : '0, 0xffffffff';
  return {
    suffix: half === 'lo' ? 'Lo' : 'Hi',
    getType: 'number',
    setType: () => 'number',
    read: ({ module }, at, view) => getScalar(module, scalar, value.byteOrder, at, more, view),
    isSimple: true,
    write: (scope, at) => {
      scope.lines.guard(isNotInteger('value', scalar), errorAt(scope, 'rangeError', at, 'value', bounds));
      scope.lines.add(setScalar(scope.module, scalar, value.byteOrder, at, 'value', more));
    },
  };
}

function bitFacet(bit: BitRange, value: Value, module: Module): Facet {
  const scalar = scalarOf(value.type) ?? 'u8';
  const isWide = scalarSize(scalar) === 8;
  const part = bit.width > WIDEST_NUMBER ? 'value' : 'BigInt(value)';
  const type = bit.width > WIDEST_NUMBER ? 'bigint' : 'number';
  const listed = enumTypeOf(bit);
  return {
    suffix: bit.tsName.charAt(0).toUpperCase() + bit.tsName.slice(1),
    getType: type,
    setType: () => (listed === null ? type : module.useCodeType(listed.tsName)),
    read: (scope, at, view) => extract(getScalar(scope.module, scalar, value.byteOrder, at, 0, view), value, bit),
    isSimple: true,
    write: (scope, at) => {
      checkBits(scope, bit, 'value', inField(at, bit.name));
      const rest = BigInt.asUintN(8 * scalarSize(scalar), ~(maskOf(bit) << BigInt(bit.at)));
      const others = `${getScalar(scope.module, scalar, value.byteOrder, at)} & ${isWide ? bigintLiteral(rest) : numberLiteral(rest)}`;
      const own = isWide ? `(${part} << ${bit.at}n)` : bit.at === 0 ? 'value' : `(value << ${bit.at})`;
      const whole = `(${others}) | ${own}`;
      scope.lines.add(
        setScalar(scope.module, scalar, value.byteOrder, at, scalarSize(scalar) === 4 ? `(${whole}) >>> 0` : whole),
      );
    },
  };
}
