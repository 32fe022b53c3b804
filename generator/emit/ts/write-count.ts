/** Counts, which follow from their tails: filled in when absent, compared when given. */
import type { FieldLayout, StructLayout, TailLayout } from '../../layout/types.ts';
import { isOutside, literalOf } from './conditions.ts';
import { place } from './place.ts';
import { integerOf } from './read-tail.ts';
import { codecError, errorAt, givenError, type Scope, setScalar } from './scope.ts';
import { limitsOf, limitsOfScalar, scalarOf, scalarSize, shapeOf, valueOf } from './value.ts';

/** A count is late when several tails share it, or when its tail may be absent: then it is known only after all tails. */
function isLate(struct: StructLayout, field: FieldLayout): boolean {
  const tails = struct.tails.filter((tail) => tail.count?.field === field);
  return tails.length !== 1 || tails.some((tail) => tail.condition !== null);
}

/** Declares a local per late count; -1 means that no tail has said it yet. */
export function declareLateCounts(scope: Scope, struct: StructLayout): void {
  for (const field of struct.fields) {
    if (field.counts === null || !isLate(struct, field)) continue;
    const name = scope.names.add(`${field.tsName}`);
    scope.counts.set(field, name);
    scope.lines.add(`let ${name} = -1;`);
  }
}

/** Counts of tails that are all absent: 0. */
export function writeLateCounts(scope: Scope, struct: StructLayout): void {
  for (const [field, name] of scope.counts) {
    if (!struct.tails.some((tail) => tail.count?.field === field && tail.condition === null)) {
      scope.lines.block(`if (${name} < 0) {`, () => fillCount(scope, field, '0'));
    }
  }
}

/** Judges the length of a tail and writes its count; `length` is a name or a property of one. */
export function writeCount(scope: Scope, tail: TailLayout, length: string): void {
  const { lines, counts } = scope;
  const { field = null, constant = null } = tail.count ?? {};
  const at = field === null ? place('next', 0, 'at', tail.name) : place('at', field.offset, 'at', field.name);
  if (tail.max !== null) lines.guard(`${length} > ${tail.max}`, codecError(scope, 'COUNT', at, String(tail.max), length));
  if (constant !== null) lines.guard(`${length} !== ${constant}`, codecError(scope, 'COUNT', at, String(constant), length));
  if (field === null) return;
  const shared = counts.get(field);
  if (shared !== undefined) {
    lines.guard(`${shared} >= 0 && ${shared} !== ${length}`, codecError(scope, 'COUNT', at, length, shared));
    lines.add(`${shared} = ${length};`);
  }
  fillCount(scope, field, length, tail.max);
}

function fillCount(scope: Scope, field: FieldLayout, count: string, most: number | null = null): void {
  const { lines } = scope;
  const at = place('at', field.offset, 'at', field.name);
  const value = valueOf(field);
  const scalar = scalarOf(field.type) ?? 'u8';
  const isWide = scalarSize(scalar) === 8;
  const wide = isWide ? (count === '0' ? '0n' : `BigInt(${count})`) : count;
  const given = integerOf('value', field, scope.module);
  const isGiven =
    shapeOf(value) === 'pair'
      ? `(value.${field.tsName}Lo !== undefined || value.${field.tsName}Hi !== undefined)`
      : `${given} !== undefined`;
  lines.guard(
    `${isGiven} && ${given} !== ${shapeOf(value) === 'safe' ? count : wide}`,
    givenError(scope, 'COUNT', at, count, given),
  );
  const { max } = limitsOfScalar(scalar);
  if (!isWide && count !== '0' && (most === null || BigInt(most) > max)) {
    lines.guard(`${count} > ${literalOf(scalar)(max)}`, codecError(scope, 'COUNT', at, literalOf(scalar)(max), count));
  }
  const limits = limitsOf(value);
  const known = { min: 0n, max: count === '0' ? 0n : most === null ? max : BigInt(most) };
  const outside = isOutside(wide, value, known, literalOf(scalar));
  const isSafeBound = isWide && limits.min <= 0n && limits.max >= BigInt(Number.MAX_SAFE_INTEGER);
  if (outside !== null && !isSafeBound) {
    lines.guard(outside, errorAt(scope, 'rangeError', at, wide, literalOf(scalar)(limits.min), literalOf(scalar)(limits.max)));
  }
  lines.add(setScalar(scope.module, scalar, value.byteOrder, at, wide));
}
