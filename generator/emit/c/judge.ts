/**
 * Functions that judge values: one for the fields of a struct, one for every struct or union inside it that has something to judge. Each
 * place has a function of its own, so that the C path of a value is a literal in the code.
 */
import type {
  BitRange,
  FieldLayout,
  JsPolicy,
  NamedValue,
  ScalarName,
  StructLayout,
  TypeRef,
  UnionLayout,
} from '../../layout/types.ts';
import type { CNames } from './c-names.ts';
import { bitsOf, cAggregate, cScalar, cType, cUnsigned, isFloat, isSigned, loadScalar, scalarOf } from './c-types.ts';
import { int64, literal, mask } from './literals.ts';

/** One thing to check: where `bad` is true, `result` is the error; without a `bad`, `result` calls another judge and may be one. */
export interface Step {
  readonly bad: string | null;
  readonly result: string;
}

/** What is checked of one field: once, or for each element of a fixed array. */
interface FieldSteps {
  readonly count: number | null;
  readonly steps: readonly Step[];
}

export interface Judge {
  readonly name: string;
  readonly parameters: string;
  readonly fields: readonly FieldSteps[];
  /** For a tagged union: the tag values of each member, and what judges it (null: nothing). */
  readonly cases: readonly { readonly labels: readonly string[]; readonly call: string | null }[] | null;
  /** When no case applies. */
  readonly otherwise: string | null;
  /** An overlay union is only judged when it is read. */
  readonly readOnly: boolean;
  readonly hasCalls: boolean;
  readonly hasLoops: boolean;
}

/** What one value must satisfy, whatever holds it. */
export interface Rules {
  readonly type: TypeRef;
  readonly js: JsPolicy | null;
  readonly min: bigint | null;
  readonly max: bigint | null;
  readonly sentinels: readonly NamedValue[];
  readonly bits: readonly BitRange[] | null;
}

const SAFE: bigint = BigInt(Number.MAX_SAFE_INTEGER);

/** Collects the judges of one place; a function stands after those that it calls. */
export class Judges {
  readonly list: Judge[] = [];
  readonly #names: CNames;
  /** Before every C path: `owners.` inside of the record tail `owners`. */
  readonly #pathPrefix: string;

  constructor(names: CNames, pathPrefix: string) {
    this.#names = names;
    this.#pathPrefix = pathPrefix;
  }

  /** A function `(walk, at, value)` for a value of this type at `path`; null when there is nothing to judge. */
  addValue(name: string, rules: Rules, path: string): string | null {
    const { type } = rules;
    if (type.kind === 'struct') return this.addStruct(name, type.struct, path);
    const steps = this.#stepsOf(rules, name, 'value', path, 'at');
    return steps.length === 0 ? null : this.#add(name, `size_t at, ${cType(type)} value`, [{ count: null, steps }]);
  }

  /** The same for a struct. With `path` null it is the outermost one: it starts at 0 and `(walk, value)` takes a pointer. */
  addStruct(name: string, struct: StructLayout, path: string | null): string | null {
    const isOuter = path === null;
    const fields = struct.fields
      // A count is judged when its tail is reached; bytes are just bytes.
      .filter((field) => field.counts === null && !isByteArray(field))
      .map((field) =>
        this.#fieldSteps(field, name, isOuter ? 'value->' : 'value.', isOuter ? '' : `${path}.`, isOuter ? '' : 'at'),
      )
      .filter(({ steps }) => steps.length > 0);
    if (fields.length === 0) return null;
    const type = cAggregate(struct);
    return this.#add(name, isOuter ? `const ${type} *value` : `size_t at, ${type} value`, fields);
  }

  /** Checks of a scalar held by the C expression `value`. */
  scalarSteps(rules: Rules, value: string, path: string, at: string): Step[] {
    const scalar = scalarOf(rules.type);
    if (scalar === null) return [];
    const fail = (code: string, expected: bigint, got: string, inner = ''): string =>
      `sluice_walk_fail(walk, SLUICE_ERR_${code}, "${this.#pathPrefix}${path}${inner}", ${at}, ${int64(expected)}, ${got})`;
    const step = (bad: string, result: string): Step => ({ bad, result });
    if (isFloat(scalar)) return [];
    const got = scalar === 'i64' ? value : `(int64_t)${value}`;
    const steps: Step[] = [];
    const { type, bits } = rules;
    if (type.kind === 'scalar' && (type.bool || scalar === 'bool')) {
      if (isSigned(scalar)) steps.push(step(`${value} < 0`, fail('RANGE', 0n, got)));
      steps.push(step(`${value} > 1`, fail('RANGE', 1n, got)));
    }
    if (type.kind === 'enum' && !type.enum.open)
      steps.push(step(`!${this.#names.isKnown(type.enum)}(${value})`, fail('ENUM', 0n, got)));
    if (type.kind === 'flags' && !type.flags.open)
      steps.push(...this.#bitsStep(type.flags.mask, scalar, value, (named) => fail('BITS', named, got)));
    if (bits !== null) {
      steps.push(...this.#bitsStep(namedMask(bits), scalar, value, (named) => fail('BITS', named, got)));
      for (const bit of bits) {
        if (bit.enum === null || bit.enum.open) continue;
        const part = bitValue(bit, scalar, value);
        // A cast must not turn a value into a known one.
        const most = mostOf(bit.enum.scalar);
        const isWider = widthMask(bit) > most;
        const unknown = `!${this.#names.isKnown(bit.enum)}((${cScalar(bit.enum.scalar)})${part})`;
        steps.push(
          step(
            isWider ? `${part} > ${literal(most, scalar)} || ${unknown}` : unknown,
            fail('ENUM', 0n, `(int64_t)${part}`, `.${bit.name}`),
          ),
        );
      }
    }
    return [...steps, ...rangeSteps(rules, scalar, value, got, fail, step)];
  }

  #fieldSteps(field: FieldLayout, name: string, access: string, pathPrefix: string, base: string): FieldSteps {
    const { count, elementSize } = field;
    const start = base === '' ? String(field.offset) : field.offset === 0 ? base : `${base} + ${field.offset}`;
    const at = count === null ? start : `${start === '0' ? '' : `${start} + `}i * ${elementSize}`;
    const value = `${access}${field.name}${count === null ? '' : '[i]'}`;
    const tag = field.tag === null ? null : { expression: `${access}${field.tag.name}`, field: field.tag };
    return { count, steps: this.#stepsOf(field, `${name}_${field.name}`, value, `${pathPrefix}${field.name}`, at, tag) };
  }

  #stepsOf(rules: Rules, name: string, value: string, path: string, at: string, tag: Tag | null = null): Step[] {
    const { type } = rules;
    if (type.kind === 'struct') {
      const judge = this.addStruct(name, type.struct, path);
      return judge === null ? [] : [{ bad: null, result: `${judge}(walk, ${at}, ${value})` }];
    }
    if (type.kind === 'union') return this.#unionSteps(type.union, name, value, path, at, tag);
    return this.scalarSteps(rules, value, path, at);
  }

  #unionSteps(union: UnionLayout, name: string, value: string, path: string, at: string, tag: Tag | null): Step[] {
    const members = union.members.map((member) => {
      const judge = this.addValue(`${name}_${member.name}`, { ...member, bits: null }, `${path}.${member.name}`);
      const load =
        member.type.kind === 'struct' || member.type.kind === 'union'
          ? `${this.#names.of(member.type.kind === 'struct' ? member.type.struct : member.type.union).load}(&value)`
          : loadScalar(scalarOf(member.type) ?? 'u8', member.byteOrder, '&value');
      return { member, call: judge === null ? null : `${judge}(walk, at, ${load})` };
    });
    const type = cAggregate(union);
    if (union.tagged && tag !== null) {
      const scalar = scalarOf(tag.field.type) ?? 'u8';
      const cases = members.map(({ member, call }) => ({
        labels: member.is.map((is) => tagLabel(tag.field.type, is, scalar)),
        call,
      }));
      const otherwise = `sluice_walk_fail(walk, SLUICE_ERR_UNION, "${this.#pathPrefix}${path}", at, 0, (int64_t)tag)`;
      const looksInside = cases.some(({ call }) => call !== null);
      const judge = this.#add(name, `size_t at, ${cScalar(scalar)} tag${looksInside ? `, ${type} value` : ''}`, [], {
        cases,
        otherwise,
      });
      return [{ bad: null, result: `${judge}(walk, ${at}, ${tag.expression}${looksInside ? `, ${value}` : ''})` }];
    }
    const steps = members.flatMap(({ call }) => (call === null ? [] : [{ bad: null, result: call }]));
    if (steps.length === 0) return [];
    const judge = this.#add(name, `size_t at, ${type} value`, [{ count: null, steps }], { readOnly: true });
    return [{ bad: null, result: `${judge}(walk, ${at}, ${value})` }];
  }

  #bitsStep(named: bigint, scalar: ScalarName, value: string, fail: (named: bigint) => string): Step[] {
    if (named === allBits(scalar)) return [];
    return [{ bad: `(${value} & ${mask(allBits(scalar) & ~named, scalar)}) != 0`, result: fail(named) }];
  }

  #add(
    wanted: string,
    parameters: string,
    fields: readonly FieldSteps[],
    extra: Partial<Pick<Judge, 'cases' | 'otherwise' | 'readOnly'>> = {},
  ): string {
    const name = this.#names.claim(wanted);
    this.list.push({
      name,
      parameters,
      fields,
      cases: null,
      otherwise: null,
      readOnly: false,
      hasCalls: fields.some(({ steps }) => steps.some(({ bad }) => bad === null)),
      hasLoops: fields.some(({ count }) => count !== null),
      ...extra,
    });
    return name;
  }
}

/** Fixed arrays of u8 and char are opaque, as in TypeScript and JSON. */
function isByteArray({ type, count }: FieldLayout): boolean {
  return count !== null && type.kind === 'scalar' && !type.bool && (type.scalar === 'u8' || type.scalar === 'char');
}

interface Tag {
  readonly expression: string;
  readonly field: FieldLayout;
}

type Fail = (code: string, expected: bigint, got: string) => string;
type MakeStep = (bad: string, result: string) => Step;

function rangeSteps(rules: Rules, scalar: ScalarName, value: string, got: string, fail: Fail, step: MakeStep): Step[] {
  const bound = boundsOf(rules, scalar);
  const unless = rules.sentinels.map((sentinel) => ` && ${value} != ${literal(sentinel.value, scalar)}`).join('');
  const steps: Step[] = [];
  if (bound.min !== null) steps.push(step(`${value} < ${literal(bound.min, scalar)}${unless}`, fail('RANGE', bound.min, got)));
  if (bound.max !== null) steps.push(step(`${value} > ${literal(bound.max, scalar)}${unless}`, fail('RANGE', bound.max, got)));
  return steps;
}

/** Bounds that are tighter than the scalar's own; null where it has the last word. `js: number` implies the safe integers. */
export function boundsOf(
  rules: Pick<Rules, 'js' | 'min' | 'max'>,
  scalar: ScalarName,
): { readonly min: bigint | null; readonly max: bigint | null } {
  const isNumber = rules.js === 'number';
  const min = largest([rules.min, isNumber ? -SAFE : null, leastOf(scalar)]);
  const max = largest([rules.max, isNumber ? SAFE : null, mostOf(scalar)].map((value) => (value === null ? null : -value)));
  return { min: min === leastOf(scalar) ? null : min, max: -max === mostOf(scalar) ? null : -max };
}

function largest(values: readonly (bigint | null)[]): bigint {
  return values.filter((value) => value !== null).reduce((most, value) => (value > most ? value : most));
}

/** Smallest value of an integer scalar. */
function leastOf(scalar: ScalarName): bigint {
  return isSigned(scalar) ? -(1n << BigInt(bitsOf(scalar) - 1)) : 0n;
}

/** Largest value of an integer scalar. */
export function mostOf(scalar: ScalarName): bigint {
  return allBits(scalar) >> (isSigned(scalar) ? 1n : 0n);
}

function allBits(scalar: ScalarName): bigint {
  return (1n << BigInt(bitsOf(scalar))) - 1n;
}

function namedMask(bits: readonly BitRange[]): bigint {
  return bits.reduce((named, bit) => named | (widthMask(bit) << BigInt(bit.at)), 0n);
}

function widthMask(bit: BitRange): bigint {
  return (1n << BigInt(bit.width)) - 1n;
}

/** The value of a bit range, from the unsigned container that holds it. */
export function bitValue(bit: BitRange, scalar: ScalarName, container: string): string {
  const shifted = bit.at === 0 ? container : `${container} >> ${bit.at}`;
  return `(${shifted} & ${mask(widthMask(bit), scalar)})`;
}

/** A bit range replaced in its container. */
export function withBits(bit: BitRange, scalar: ScalarName, container: string, value: string): string {
  const all = widthMask(bit) << BigInt(bit.at);
  const keep = mask(allBits(scalar) & ~all, scalar);
  const part = `(${value} & ${mask(widthMask(bit), scalar)})`;
  return `(${cUnsigned(scalar)})((${container} & ${keep}) | ${bit.at === 0 ? part : `${part} << ${bit.at}`})`;
}

/** A tag value by its name where it has one. */
function tagLabel(type: TypeRef, value: bigint, scalar: ScalarName): string {
  return valueName(type, value) ?? literal(value, scalar);
}

/** The name of a value in an enum or flags type, else null. */
export function valueName(type: TypeRef, value: bigint): string | null {
  if (type.kind === 'enum') return type.enum.values.find((known) => known.value === value)?.name ?? null;
  if (type.kind === 'flags') return type.flags.bits.find((known) => known.value === value)?.name ?? null;
  return null;
}
