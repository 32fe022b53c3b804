/** Reading 64-bit integers that JavaScript sees as a number or as two halves. */
import { isOutside } from './conditions.ts';
import { bigintLiteral, numberLiteral } from './literals.ts';
import type { Module } from './module.ts';
import type { Place } from './place.ts';
import { errorAt, getScalar, type Scope } from './scope.ts';
import { isSigned, limitsOf, limitsOfScalar, scalarOf, type Value } from './value.ts';

export interface Halves {
  readonly lo: string;
  /** Carries the sign. */
  readonly hi: string;
}

/** Both halves, each read once. */
export function readHalves(module: Module, value: Value, at: Place): Halves {
  const isLittle = value.byteOrder === 'little';
  const scalar = isSigned(scalarOf(value.type) ?? 'u64') ? 'i32' : 'u32';
  const lo = getScalar(module, 'u32', value.byteOrder, at, isLittle ? 0 : 4);
  return { lo, hi: getScalar(module, scalar, value.byteOrder, at, isLittle ? 4 : 0) };
}

/** A number: exact, or refused. What does not fit is rounded to something that is out of range as well. */
export function readSafe(scope: Scope, value: Value, at: Place, hint: string): string {
  const { lines, names, module } = scope;
  const { lo, hi } = toLocals(scope, readHalves(module, value, at), hint);
  const name = names.add(hint);
  lines.add(`const ${name} = ${hi} * 0x100000000 + ${lo};`);
  judgeSafe(scope, value, at, name, () => `${module.use('join64')}(${hi}, ${lo})`);
  return name;
}

/** @param exact - the integer as a bigint, for the error */
function judgeSafe(scope: Scope, value: Value, at: Place, name: string, exact: () => string): void {
  const { min, max } = limitsOf(value);
  const outside = isOutside(name, value, limitsOfScalar(scalarOf(value.type) ?? 'u64'), numberLiteral);
  if (outside !== null)
    scope.lines.guard(outside, errorAt(scope, 'rangeError', at, exact(), numberLiteral(min), numberLiteral(max)));
}

export function readPair(scope: Scope, value: Value, at: Place, hint: string): Halves {
  const halves = readHalves(scope.module, value, at);
  const whole = limitsOfScalar(scalarOf(value.type) ?? 'u64');
  if (isOutside(hint, value, whole, bigintLiteral) === null) return halves;
  const { lines, names, module } = scope;
  const locals = toLocals(scope, halves, hint);
  const exact = names.add(hint);
  lines.add(`const ${exact} = ${module.use('join64')}(${locals.hi}, ${locals.lo});`);
  judgePair(scope, value, at, exact);
  return locals;
}

export function judgePair(scope: Scope, value: Value, at: Place, exact: string): void {
  const { min, max } = limitsOf(value);
  const outside = isOutside(exact, value, limitsOfScalar(scalarOf(value.type) ?? 'u64'), bigintLiteral);
  if (outside !== null)
    scope.lines.guard(outside, errorAt(scope, 'rangeError', at, exact, bigintLiteral(min), bigintLiteral(max)));
}

function toLocals({ lines, names }: Scope, halves: Halves, hint: string): Halves {
  const lo = names.add(`${hint}Lo`);
  const hi = names.add(`${hint}Hi`);
  lines.add(`const ${lo} = ${halves.lo};`, `const ${hi} = ${halves.hi};`);
  return { lo, hi };
}
