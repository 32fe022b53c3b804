/** Reading one tail. The local `next` is where it starts, and moves past it. */
import type { Condition, FieldLayout, StructLayout, TailLayout } from '../../layout/types.ts';
import { isOutside, literalOf } from './conditions.ts';
import { bigintLiteral, numberLiteral } from './literals.ts';
import type { Module } from './module.ts';
import { type Place, place } from './place.ts';
import { readElements } from './read-array.ts';
import { codecError, errorAt, givenError, placingErrors, type Scope, truncatedError } from './scope.ts';
import { isVariable } from './struct-facts.ts';
import { isSigned, limitsOf, limitsOfScalar, scalarOf, scalarSize, shapeOf, valueOf } from './value.ts';
import { typeOfTail } from './value-type.ts';

/** Returns the local that holds the tail; with a condition that is false it stays undefined. */
export function readTail(scope: Scope, struct: StructLayout, tail: TailLayout): string {
  const { lines, names, module, starts } = scope;
  const hasRecords = struct.tails.some((other) => other.per === tail);
  if (hasRecords) starts.set(tail, names.add(`${tail.tsName}At`));
  if (tail.condition === null) return readPresent(scope, tail, 'const ');
  const local = names.add(tail.tsName);
  lines.add(`let ${local}: ${typeOfTail(tail, module)} | undefined;`);
  if (hasRecords) lines.add(`let ${starts.get(tail) ?? ''} = next;`);
  lines.block(`if (${isMet(tail.condition, scope)}) {`, () => lines.add(`${local} = ${readPresent(scope, tail, '')};`));
  return local;
}

/** The condition of a tail on the raw integer of its field. */
export function isMet({ field, values, mask }: Condition, { raw }: Scope): string {
  const name = raw.get(field) ?? '0';
  const scalar = scalarOf(field.type) ?? 'u8';
  const literal = literalOf(scalar);
  if (values !== null) return values.map((value) => `${name} === ${literal(value)}`).join(' || ');
  const bits = mask ?? 0n;
  if (bits !== 0n && (bits & (bits - 1n)) === 0n) return `(${name} & ${literal(bits)}) !== ${literal(0n)}`;
  return `(${name} & ${literal(bits)}) === ${scalarSize(scalar) === 8 ? bigintLiteral(bits) : numberLiteral(BigInt.asIntN(32, bits))}`;
}

/** Moves `next` up to the tail's alignment, which counts from the start of the struct. */
export function alignedNext(align: number): string {
  const isPowerOfTwo = (align & (align - 1)) === 0;
  return isPowerOfTwo ? `at + ((next - at + ${align - 1}) & -${align})` : `at + Math.ceil((next - at) / ${align}) * ${align}`;
}

/** @param declare - `const ` where the start of the elements needs a declaration */
function readPresent(scope: Scope, tail: TailLayout, declare: string): string {
  const { lines, names, module } = scope;
  const at = place('next', 0, 'at', tail.name);
  if (tail.align > 1 && tail.offset === null) {
    lines.add(`next = ${alignedNext(tail.align)};`);
    lines.guard('next > limit', codecError(scope, 'TRUNCATED', at, 'next - at', 'limit - at'));
  }
  switch (tail.kind) {
    case 'array': {
      const count = readCount(scope, tail, foundAtNext(tail), true);
      if (tail.type === null) return '[]';
      const start = scope.starts.get(tail);
      if (start !== undefined) lines.add(`${declare}${start} = next;`);
      const elements = { count, elementSize: tail.elementSize, next: 'next', field: tail.name, hint: tail.tsName };
      const array = readElements(scope, { ...elements, value: valueOf({ ...tail, type: tail.type }) });
      return array;
    }
    case 'bytes': {
      const count = readCount(scope, tail, foundAtNext(tail), true);
      const bytes = names.add(tail.tsName);
      lines.add(`const ${bytes} = ${module.use('takeBytes')}(view, next, ${count});`, `next += ${count};`);
      return bytes;
    }
    case 'rest': {
      if (tail.max !== null)
        lines.guard(`limit - next > ${tail.max}`, codecError(scope, 'COUNT', at, String(tail.max), 'limit - next'));
      const bytes = names.add(tail.tsName);
      lines.add(`const ${bytes} = ${module.use('takeBytes')}(view, next, limit - next);`, 'next = limit;');
      return bytes;
    }
    case 'string': {
      const text = names.add(tail.tsName);
      const max = tail.max === null ? [] : [String(tail.max)];
      const call = ['view', 'next', 'limit', scope.messageName, `'${tail.name}'`, 'next - at', ...max].join(', ');
      lines.call(`const ${text} = ${module.use('takeText')}(${call});`);
      lines.add(`next = ${module.use('cursor')}.end;`);
      return text;
    }
    case 'records':
      return readRecords(scope, tail);
  }
}

/** Where a tail is, and the bytes from there on, as an expression. */
export interface Found {
  readonly at: Place;
  readonly left: string;
}

/** A tail at the running local `next`. */
export function foundAtNext(tail: TailLayout): Found {
  return { at: place('next', 0, 'at', tail.name), left: 'limit - next' };
}

/**
 * Judges the count of a tail; returns it as a number.
 *
 * @param judgesValue - whether the bounds of the count field are looked at, too
 */
export function readCount(scope: Scope, tail: TailLayout, found: Found, judgesValue: boolean): string {
  const { lines, names, raw } = scope;
  const { left } = found;
  const max = String(tail.max ?? -1);
  const size = String(tail.elementSize);
  const room = (count: string): string => `${tail.elementSize === 1 ? count : `${count} * ${size}`} > ${left}`;
  const field = tail.count?.field ?? null;
  if (field === null) {
    const count = String(tail.count?.constant ?? 0);
    lines.guard(`${Number(count) * tail.elementSize} > ${left}`, errorAt(scope, 'countError', found.at, count, max, left, size));
    return count;
  }
  const name = raw.get(field) ?? '0';
  const scalar = scalarOf(field.type) ?? 'u8';
  const literal = literalOf(scalar);
  const at = place('at', field.offset, 'at', field.name);
  const isWide = scalarSize(scalar) === 8;
  const parts = [
    isSigned(scalar) ? `${name} < ${literal(0n)}` : null,
    tail.max !== null && BigInt(tail.max) < limitsOfScalar(scalar).max ? `${name} > ${literal(BigInt(tail.max))}` : null,
    room(isWide ? `Number(${name})` : name),
  ].filter((part) => part !== null);
  lines.guard(parts.join(' || '), errorAt(scope, 'countError', at, name, max, left, size));
  const value = valueOf(field);
  const { min, max: most } = limitsOf(value);
  const outside = isOutside(name, value, { min: 0n, max: limitsOfScalar(scalar).max }, literal);
  if (judgesValue && outside !== null && !isImplied(tail, most, min))
    lines.guard(outside, errorAt(scope, 'rangeError', at, name, literal(min), literal(most)));
  if (!isWide) return name;
  const count = names.add(`${name}Count`);
  lines.add(`const ${count} = Number(${name});`);
  return count;
}

/** Whether the tail's own bound is at least as strict as the field's. */
function isImplied(tail: TailLayout, most: bigint, least: bigint): boolean {
  return least <= 0n && (tail.max === null ? most >= BigInt(Number.MAX_SAFE_INTEGER) : BigInt(tail.max) <= most);
}

/** One record per element, each where the element says and where the one before it ended. */
function readRecords(scope: Scope, tail: TailLayout): string {
  const { lines, names, module } = scope;
  const { per, offsetField, type } = tail;
  if (per === null || offsetField === null || type?.kind !== 'struct')
    throw new TypeError(`records without an array: ${tail.name}`);
  const { struct } = type;
  const records = names.add(tail.tsName);
  const owner = names.add('owner');
  const from = names.add(`${tail.tsName}From`);
  const array = scope.tails.get(per) ?? '[]';
  const at = place('next', 0, 'at', tail.name);
  lines.add(`const ${records}: ${module.typeName(struct)}[] = [];`);
  if (tail.max !== null) {
    const count = per.condition === null ? `${array}.length` : `(${array}?.length ?? 0)`;
    lines.guard(`${count} > ${tail.max}`, codecError(scope, 'COUNT', at, String(tail.max), count));
  }
  lines.add(`let ${from} = ${scope.starts.get(per) ?? 'at'} + ${offsetField.offset};`);
  lines.block(`for (const ${owner} of ${per.condition === null ? array : `${array} ?? []`}) {`, () => {
    const claimed = integerOf(owner, offsetField, module);
    const path = place(from, 0, 'at', `${per.name}.${offsetField.name}`);
    const isBig = scalarSize(scalarOf(offsetField.type) ?? 'u32') === 8 && offsetField.js !== 'number';
    lines.guard(
      `${claimed} !== ${isBig ? 'BigInt(next - at)' : 'next - at'}`,
      givenError(scope, 'OFFSET', path, 'next - at', claimed),
    );
    placingErrors(scope, at, () => {
      if (!isVariable(struct)) {
        const inner = { ...scope, messageName: module.errorName(struct) };
        lines.guard(`limit - next < ${struct.fixedSize}`, truncatedError(inner, struct, 'limit - next'));
      }
      lines.add(`${records}.push(read${module.typeName(struct)}(view, next${isVariable(struct) ? ', limit' : ''}));`);
    });
    lines.add(
      isVariable(struct) ? `next = ${module.use('cursor')}.end;` : `next += ${struct.size};`,
      `${from} += ${per.elementSize};`,
    );
  });
  return records;
}

/** The property of `object` that holds a plain integer; two halves become one bigint. */
export function integerOf(object: string, field: FieldLayout, module: Module): string {
  if (shapeOf(valueOf(field)) !== 'pair') return `${object}.${field.tsName}`;
  return `${module.use('join64')}(${object}.${field.tsName}Hi ?? 0, ${object}.${field.tsName}Lo ?? 0)`;
}
