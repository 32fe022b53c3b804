/** Writing 64-bit integers that JavaScript sees as a number or as two halves. */
import { isNotInteger, isOutside } from './conditions.ts';
import { numberLiteral } from './literals.ts';
import type { Place } from './place.ts';
import { judgePair } from './read-wide.ts';
import { errorAt, type Scope, setScalar, store } from './scope.ts';
import { isSigned, limitsOf, limitsOfScalar, scalarOf, type Value } from './value.ts';

/** A number that must be exact. Returns it as a bigint, as an expression. */
export function writeSafe(scope: Scope, value: Value, name: string, at: Place): string {
  const { min, max } = limitsOf(value);
  // Whatever is beyond the safe integers has been refused by then.
  const safe = { min: BigInt(Number.MIN_SAFE_INTEGER), max: BigInt(Number.MAX_SAFE_INTEGER) };
  const outside = isOutside(name, value, safe, numberLiteral);
  const refused = [
    `typeof ${name} !== 'number' || !Number.isSafeInteger(${name})`,
    outside?.includes(' && ') ? `(${outside})` : outside,
  ].filter((part) => part !== null);
  scope.lines.guard(refused.join(' || '), errorAt(scope, 'rangeError', at, name, numberLiteral(min), numberLiteral(max)));
  storeHalves(scope, value, `${name} >>> 0`, `Math.floor(${name} / 0x100000000)`, at);
  return `BigInt(${name})`;
}

/** Two halves; `hi` carries the sign. */
export function writePair(scope: Scope, value: Value, lo: string, hi: string, at: Place): void {
  const isNegative = isSigned(scalarOf(value.type) ?? 'u64');
  const bounds = isNegative ? '-0x80000000, 0x7fffffff' : '0, 0xffffffff';
  scope.lines.guard(isNotInteger(lo, 'u32'), errorAt(scope, 'rangeError', at, lo, '0, 0xffffffff'));
  scope.lines.guard(isNotInteger(hi, isNegative ? 'i32' : 'u32'), errorAt(scope, 'rangeError', at, hi, bounds));
  if (isOutside(lo, value, limitsOfScalar(scalarOf(value.type) ?? 'u64'), String) !== null) {
    const exact = scope.names.add('exact');
    scope.lines.add(`const ${exact} = ${scope.module.use('join64')}(${hi}, ${lo});`);
    judgePair(scope, value, at, exact);
  }
  storeHalves(scope, value, lo, hi, at);
}

function storeHalves(scope: Scope, value: Value, lo: string, hi: string, at: Place): void {
  const { module } = scope;
  const isLittle = value.byteOrder === 'little';
  const order = value.byteOrder;
  const low = setScalar(module, 'u32', order, at, lo, isLittle ? 0 : 4);
  const high = setScalar(module, isSigned(scalarOf(value.type) ?? 'u64') ? 'i32' : 'u32', order, at, hi, isLittle ? 4 : 0);
  store(scope, low);
  store(scope, high);
}
