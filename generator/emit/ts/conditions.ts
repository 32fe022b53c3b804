/** Conditions under which a value is refused, as expressions. */
import type { EnumLayout, ScalarName } from '../../layout/types.ts';
import { bigintLiteral, numberLiteral } from './literals.ts';
import type { Module } from './module.ts';
import { type Limits, limitsOf, limitsOfScalar, runsOf, scalarOf, scalarSize, type Value } from './value.ts';

type Literal = (value: bigint) => string;

/** Literals as the raw integer of a scalar wants them. */
export function literalOf(scalar: ScalarName): Literal {
  return scalarSize(scalar) === 8 ? bigintLiteral : numberLiteral;
}

/** True for what is no number, or no integer that the scalar holds. The test of the type comes first: it lets V8 keep the rest to integers. */
export function isNotInteger(name: string, scalar: ScalarName): string {
  const cut: Partial<Record<ScalarName, string>> = {
    u16: `(${name} & 0xffff)`,
    u32: `${name} >>> 0`,
    i8: `(${name} << 24) >> 24`,
    i16: `(${name} << 16) >> 16`,
    i32: `(${name} | 0)`,
  };
  return `typeof ${name} !== 'number' || ${cut[scalar] ?? `(${name} & 0xff)`} !== ${name}`;
}

/** True for what is no bigint, or none that the scalar holds. */
export function isNotBigint(name: string, scalar: ScalarName): string {
  return `typeof ${name} !== 'bigint' || BigInt.${scalar === 'i64' ? 'asIntN' : 'asUintN'}(64, ${name}) !== ${name}`;
}

/** True outside of the value's bounds, sentinels apart; null when `known` lies within them. */
export function isOutside(name: string, value: Value, known: Limits, literal: Literal): string | null {
  const limits = limitsOf(value);
  const parts = [
    limits.min > known.min ? `${name} < ${literal(limits.min)}` : null,
    limits.max < known.max ? `${name} > ${literal(limits.max)}` : null,
  ].filter((part) => part !== null);
  return exceptFor(
    parts,
    name,
    sentinelsOf(value).filter((sentinel) => sentinel < limits.min || sentinel > limits.max),
    literal,
  );
}

/** True for a float that `min` and `max` refuse. NaN passes, as it does in a comparison in C. */
export function isFloatOutside(name: string, { min, max, sentinels }: Value): string | null {
  const parts = [
    min === null ? null : `${name} < ${numberLiteral(min)}`,
    max === null ? null : `${name} > ${numberLiteral(max)}`,
  ];
  return exceptFor(
    parts.filter((part) => part !== null),
    name,
    sentinels.map((sentinel) => sentinel.value),
    numberLiteral,
  );
}

function exceptFor(parts: readonly string[], name: string, sentinels: readonly bigint[], literal: Literal): string | null {
  if (parts.length === 0) return null;
  const outside = parts.join(' || ');
  if (sentinels.length === 0) return outside;
  return [parts.length > 1 ? `(${outside})` : outside, ...sentinels.map((sentinel) => `${name} !== ${literal(sentinel)}`)].join(
    ' && ',
  );
}

/** Sentinels that the value's scalar, and its type in JavaScript, can hold. */
function sentinelsOf(value: Value): bigint[] {
  const whole = limitsOfScalar(scalarOf(value.type) ?? 'u8');
  return value.sentinels
    .map((sentinel) => sentinel.value)
    .filter((sentinel) => sentinel >= whole.min && sentinel <= whole.max)
    .filter((sentinel) => value.js !== 'number' || Number.isSafeInteger(Number(sentinel)));
}

/** True for an integer of the scalar that a closed enum does not list; null when it lists them all. */
export function isUnlisted(name: string, layout: EnumLayout, module: Module): string | null {
  const literal = literalOf(layout.scalar);
  const whole = limitsOfScalar(layout.scalar);
  const runs = runsOf(layout);
  const [only] = runs;
  if (only === undefined || runs.length > 1) {
    module.guardedEnums.set(layout.tsName, layout);
    return `!is${layout.tsName}(${name})`;
  }
  if (only.min === only.max) return `${name} !== ${literal(only.min)}`;
  const parts = [
    only.min > whole.min ? `${name} < ${literal(only.min)}` : null,
    only.max < whole.max ? `${name} > ${literal(only.max)}` : null,
  ];
  return parts.filter((part) => part !== null).join(' || ') || null;
}

/** True for bits outside of `mask`; null when it has them all. */
export function hasUnnamed(name: string, mask: bigint, scalar: ScalarName): string | null {
  const size = scalarSize(scalar);
  const rest = BigInt.asUintN(8 * size, ~mask);
  if (rest === 0n) return null;
  return size === 8 ? `(${name} & ${bigintLiteral(rest)}) !== 0n` : `(${name} & ${numberLiteral(rest)}) !== 0`;
}

/** `a || b`, with brackets where they are needed; null when there is no condition at all. */
export function either(...conditions: readonly (string | null)[]): string | null {
  const present = conditions.filter((condition) => condition !== null);
  if (present.length === 0) return null;
  return present
    .map((condition) => (present.length > 1 && condition.includes(' && ') ? `(${condition})` : condition))
    .join(' || ');
}
