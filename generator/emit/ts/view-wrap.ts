/** `wrap` of a view of a struct with tails: judges counts, terminators and places once, and keeps what it has read. */
import type { StructLayout, TailLayout } from '../../layout/types.ts';
import type { MemberText } from './declarations.ts';
import type { Module } from './module.ts';
import { place } from './place.ts';
import { alignedNext, type Found, foundAtNext, isMet, readCount } from './read-tail.ts';
import { rawOf } from './read-value.ts';
import { codecError, getScalar, givenError, placingErrors, type Scope, scopeOf, truncatedError } from './scope.ts';
import { isVariable, tailFields } from './struct-facts.ts';
import { scalarOf, scalarSize, valueOf } from './value.ts';
import { countState, hasEnd, KEEP_VIEW, keptCount, recordState, startState } from './view-state.ts';

export function wrapVariable(struct: StructLayout, module: Module): MemberText {
  const scope = scopeOf(module, module.errorName(struct), ['view', 'at', 'length', 'limit', 'next', 'i', 'error'], 2);
  const { lines } = scope;
  if (struct.fixedSize > 0) lines.guard(`length < ${struct.fixedSize}`, truncatedError(scope, struct, 'length'));
  if (struct.tails.some((tail) => tail.kind === 'records')) lines.add('this.$view = NOTHING;');
  const only = onlyTail(struct, module);
  if (only === null) lines.add('const limit = at + length;');
  const kept = readDeciding(scope, struct);
  if (only !== null) kept.push(...wrapOnly(scope, only));
  else {
    const isLong = struct.tails.length > 1 || hasEnd(struct, module);
    lines.add(`${isLong ? 'let' : 'const'} next = at${struct.fixedSize === 0 ? '' : ` + ${struct.fixedSize}`};`);
    for (const [index, tail] of struct.tails.entries()) {
      kept.push(...wrapTail(scope, tail, hasEnd(struct, module) || index < struct.tails.length - 1));
    }
  }
  module.use('NOTHING');
  lines.add(KEEP_VIEW, 'this.$at = at;', ...kept, ...(hasEnd(struct, module) ? ['this.$end = next;'] : []), 'return this;');
  const parameters = [
    { name: 'view', type: 'DataView' },
    { name: 'at', type: 'number' },
    { name: 'length', type: 'number' },
  ];
  return { kind: 'method', name: 'wrap', parameters, returns: 'this', body: lines.toString(), docs: [] };
}

/** The tail of a struct that has just one, of elements or bytes, at a constant offset and always there. */
function onlyTail(struct: StructLayout, module: Module): TailLayout | null {
  const [tail] = struct.tails;
  if (tail === undefined || struct.tails.length > 1 || hasEnd(struct, module)) return null;
  const isCounted = tail.kind === 'array' || tail.kind === 'bytes' || tail.kind === 'rest';
  return isCounted && tail.offset !== null && tail.condition === null ? tail : null;
}

/** Such a tail needs no running place: what is left for it is `length` less a constant. */
function wrapOnly(scope: Scope, tail: TailLayout): string[] {
  const offset = tail.offset ?? 0;
  const found: Found = {
    at: place('at', offset, 'at', tail.name),
    left: offset === 0 ? 'length' : `length - ${offset}`,
  };
  const count = countTail(scope, tail, found);
  const state = countState(tail);
  return state === null ? [] : [`this.${state} = ${count};`];
}

/** Judges how many elements or bytes a tail has; returns their number. */
function countTail(scope: Scope, tail: TailLayout, found: Found): string {
  if (tail.kind !== 'rest') return readCount(scope, tail, found, false);
  const { at, left } = found;
  if (tail.max !== null) scope.lines.guard(`${left} > ${tail.max}`, codecError(scope, 'COUNT', at, String(tail.max), left));
  return left;
}

/** Reads the fields that decide about tails; returns the statements that keep those which nothing else keeps. */
function readDeciding(scope: Scope, struct: StructLayout): string[] {
  const { lines, module, names, raw } = scope;
  return [...tailFields(struct)].flatMap((field) => {
    const name = names.add(field.tsName);
    raw.set(field, name);
    lines.add(`const ${name} = ${rawOf(module, valueOf(field), place('at', field.offset, 'at', field.name))};`);
    if (field.counts === null) return [];
    const { state, isOwn } = keptCount(struct, field);
    return isOwn ? [`this.${state} = ${name};`] : [];
  });
}

/** Finds a tail; returns the statements that keep what was found. */
function wrapTail(scope: Scope, tail: TailLayout, isFollowed: boolean): string[] {
  const { lines, names } = scope;
  const start = startState(tail);
  const count = countState(tail);
  if (tail.condition === null) {
    if (tail.kind !== 'records') keepStart(scope, tail, 'const ');
    const found = findTail(scope, tail, isFollowed);
    return [
      ...(start === null || tail.kind === 'records' ? [] : [`this.${start} = ${scope.starts.get(tail)};`]),
      ...(count === null ? [] : [`this.${count} = ${found};`]),
    ];
  }
  const countLocal = names.add(`${tail.tsName}Count`);
  const hasStart = start !== null && tail.kind !== 'records';
  if (hasStart) {
    scope.starts.set(tail, names.add(`${tail.tsName}At`));
    lines.add(`let ${scope.starts.get(tail)} = -1;`);
  }
  lines.add(`let ${countLocal} = 0;`);
  lines.block(`if (${isMet(tail.condition, scope)}) {`, () => {
    alignNext(scope, tail);
    if (hasStart) lines.add(`${scope.starts.get(tail)} = next;`);
    lines.add(`${countLocal} = ${findTail(scope, tail, isFollowed)};`);
  });
  scope.tails.set(tail, countLocal);
  return [...(hasStart ? [`this.${start} = ${scope.starts.get(tail)};`] : []), `this.${count} = ${countLocal};`];
}

/** Remembers where the tail starts, for the view or for records that are placed by its elements. */
function keepStart(scope: Scope, tail: TailLayout, declare: string): void {
  alignNext(scope, tail);
  const start = scope.names.add(`${tail.tsName}At`);
  if (startState(tail) === null) {
    scope.starts.set(tail, tail.offset === 0 ? 'at' : `at + ${tail.offset}`);
    return;
  }
  scope.starts.set(tail, start);
  scope.lines.add(`${declare}${start} = next;`);
}

function alignNext(scope: Scope, tail: TailLayout): void {
  if (tail.align === 1 || tail.offset !== null) return;
  scope.lines.add(`next = ${alignedNext(tail.align)};`);
  scope.lines.guard('next > limit', codecError(scope, 'TRUNCATED', place('next', 0, 'at', tail.name), 'next - at', 'limit - at'));
}

/** Judges how many elements or bytes a tail has, and moves `next` past it where something follows; returns their number. */
function findTail(scope: Scope, tail: TailLayout, isFollowed: boolean): string {
  const { lines, module, messageName, names } = scope;
  const found = (count: string, size: string): string => {
    scope.tails.set(tail, count);
    if (isFollowed) lines.add(`next += ${size};`);
    return count;
  };
  switch (tail.kind) {
    case 'array':
    case 'bytes': {
      const count = countTail(scope, tail, foundAtNext(tail));
      return found(count, tail.elementSize === 1 ? count : `${count} * ${tail.elementSize}`);
    }
    case 'rest':
      return countTail(scope, tail, foundAtNext(tail));
    case 'string': {
      const length = names.add(`${tail.tsName}Length`);
      const max = tail.max === null ? [] : [String(tail.max)];
      const call = ['view', 'next', 'limit', messageName, `'${tail.name}'`, 'next - at', ...max].join(', ');
      lines.call(`const ${length} = ${module.use('findNul')}(${call}) - next;`);
      return found(length, `${length} + 1`);
    }
    case 'records':
      return findRecords(scope, tail);
  }
}

function findRecords(scope: Scope, tail: TailLayout): string {
  const { lines, module, starts, tails } = scope;
  const { per, offsetField, type } = tail;
  if (per === null || offsetField === null || type?.kind !== 'struct')
    throw new TypeError(`records without an array: ${tail.name}`);
  const { struct } = type;
  const count = tails.get(per) ?? '0';
  const from = scope.names.add(`${tail.tsName}From`);
  const claimed = scope.names.add('claimed');
  const at = place('next', 0, 'at', tail.name);
  const own = `this.${startState(tail)}`;
  if (tail.max !== null) lines.guard(`${count} > ${tail.max}`, codecError(scope, 'COUNT', at, String(tail.max), count));
  lines.add(`let ${from} = ${starts.get(per) ?? 'at'} + ${offsetField.offset};`);
  lines.block(`for (let i = 0; i < ${count}; i += 1, ${from} += ${per.elementSize}) {`, () => {
    const path = place(from, 0, 'at', `${per.name}.${offsetField.name}`);
    const scalar = scalarOf(offsetField.type) ?? 'u32';
    const isWide = scalarSize(scalar) === 8;
    lines.add(`const ${claimed} = ${getScalar(module, scalar, offsetField.byteOrder, path)};`);
    lines.guard(
      `${claimed} !== ${isWide ? 'BigInt(next - at)' : 'next - at'}`,
      givenError(scope, 'OFFSET', path, 'next - at', claimed),
    );
    lines.add(`${own}[i] = next;`);
    placingErrors(scope, at, () => lines.add(`this.${recordState(tail)}.wrap(view, next, limit - next);`));
    lines.add(isVariable(struct) ? `next = this.${recordState(tail)}.$end;` : `next += ${struct.size};`);
  });
  lines.add(`${own}[${count}] = next;`);
  return count;
}
