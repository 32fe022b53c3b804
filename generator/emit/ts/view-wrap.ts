/** `wrap` of a view of a struct with tails: judges counts, terminators and places once, and keeps what it has read. */
import type { FieldLayout, StructLayout, TailLayout } from '../../layout/types.ts';
import type { MemberText } from './declarations.ts';
import type { Module } from './module.ts';
import { place } from './place.ts';
import { alignedNext, isMet, readCount } from './read-tail.ts';
import { rawOf } from './read-value.ts';
import { codecError, getScalar, givenError, placingErrors, type Scope, scopeOf, truncatedError } from './scope.ts';
import { decidingFields, isVariable } from './struct-facts.ts';
import { scalarOf, scalarSize, valueOf } from './value.ts';

/** Local names of one tail in `wrap`, and the state that keeps them. */
export interface TailState {
  readonly start: string;
  readonly count: string;
}

export function stateOf(tail: TailLayout): TailState {
  return { start: `$${tail.tsName}At`, count: `$${tail.tsName}Count` };
}

/** The state that keeps the value of a count field. */
export function keptCount(field: FieldLayout): string {
  return `$${field.tsName}Kept`;
}

/** State of a view with tails: its counts, and where each tail starts. */
export function tailState(struct: StructLayout, module: Module): MemberText[] {
  const number = (name: string): MemberText => ({ kind: 'property', name, type: 'number', value: '0' });
  return [
    ...struct.fields.filter((field) => field.counts !== null).map((field) => number(keptCount(field))),
    ...struct.tails.flatMap((tail): MemberText[] => {
      const { start, count } = stateOf(tail);
      if (tail.kind !== 'records' || tail.type?.kind !== 'struct') return [number(start), number(count)];
      const view = `${module.typeName(tail.type.struct)}View`;
      return [
        { kind: 'property', name: start, type: 'number[]', value: '[]', isReadonly: true },
        number(count),
        { kind: 'property', name: `$${tail.tsName}View`, type: view, value: `new ${view}()`, isReadonly: true },
      ];
    }),
    number('$end'),
  ];
}

export function wrapVariable(struct: StructLayout, module: Module): MemberText {
  const scope = scopeOf(module, module.errorName(struct), ['view', 'at', 'length', 'limit', 'next', 'i', 'error'], 2);
  const { lines, names, raw } = scope;
  if (struct.fixedSize > 0) lines.guard(`length < ${struct.fixedSize}`, truncatedError(scope, struct, 'length'));
  if (struct.tails.some((tail) => tail.kind === 'records')) lines.add(`this.$view = ${module.use('NOTHING')};`);
  lines.add('const limit = at + length;');
  const kept: string[] = [];
  for (const field of decidingFields(struct)) {
    const name = names.add(field.tsName);
    raw.set(field, name);
    lines.add(`const ${name} = ${rawOf(module, valueOf(field), place('at', field.offset, 'at', field.name))};`);
    const isWide = scalarSize(scalarOf(field.type) ?? 'u8') === 8;
    if (field.counts !== null) kept.push(`this.${keptCount(field)} = ${isWide ? `Number(${name})` : name};`);
  }
  lines.add(struct.fixedSize === 0 ? 'let next = at;' : `let next = at + ${struct.fixedSize};`);
  for (const tail of struct.tails) kept.push(...wrapTail(scope, tail));
  module.use('NOTHING');
  lines.add('this.$view = view;', 'this.$at = at;', ...kept, 'this.$end = next;', 'return this;');
  const parameters = [{ name: 'view', type: 'DataView' }, { name: 'at', type: 'number' }, { name: 'length', type: 'number' }];
  return { kind: 'method', name: 'wrap', parameters, returns: 'this', body: lines.toString(), docs: [] };
}

/** Returns the statements that keep what was found. */
function wrapTail(scope: Scope, tail: TailLayout): string[] {
  const { lines, names } = scope;
  const { start, count } = stateOf(tail);
  const startLocal = tail.kind === 'records' ? null : names.add(`${tail.tsName}At`);
  const countLocal = names.add(`${tail.tsName}Count`);
  if (startLocal !== null) scope.starts.set(tail, startLocal);
  scope.tails.set(tail, countLocal);
  const keep = [startLocal === null ? '' : `this.${start} = ${startLocal};`, `this.${count} = ${countLocal};`].filter((line) => line !== '');
  if (tail.condition === null) {
    findTail(scope, tail, startLocal === null ? null : `const ${startLocal}`, `const ${countLocal}`);
    return keep;
  }
  if (startLocal !== null) lines.add(`let ${startLocal} = -1;`);
  lines.add(`let ${countLocal} = 0;`);
  lines.block(`if (${isMet(tail.condition, scope)}) {`, () => findTail(scope, tail, startLocal, countLocal));
  return keep;
}

/** Finds where a tail starts and how many elements or bytes it has, and moves `next` past it. */
function findTail(scope: Scope, tail: TailLayout, start: string | null, count: string): void {
  const { lines, module, messageName } = scope;
  const at = place('next', 0, 'at', tail.name);
  if (tail.align > 1 && tail.offset === null) {
    lines.add(`next = ${alignedNext(tail.align)};`);
    lines.guard('next > limit', codecError(scope, 'TRUNCATED', at, 'next - at', 'limit - at'));
  }
  if (start !== null) lines.add(`${start} = next;`);
  const countName = scope.tails.get(tail) ?? '';
  switch (tail.kind) {
    case 'array':
    case 'bytes': {
      const found = readCount(scope, tail);
      lines.add(`${count} = ${found};`, `next += ${countName}${tail.elementSize === 1 ? '' : ` * ${tail.elementSize}`};`);
      return;
    }
    case 'rest':
      if (tail.max !== null) lines.guard(`limit - next > ${tail.max}`, codecError(scope, 'COUNT', at, String(tail.max), 'limit - next'));
      lines.add(`${count} = limit - next;`, 'next = limit;');
      return;
    case 'string': {
      const max = tail.max === null ? [] : [String(tail.max)];
      const call = ['view', 'next', 'limit', messageName, `'${tail.name}'`, 'next - at', ...max].join(', ');
      lines.call(`${count} = ${module.use('findNul')}(${call}) - next;`);
      lines.add(`next += ${countName} + 1;`);
      return;
    }
    case 'records': findRecords(scope, tail, count);
  }
}

function findRecords(scope: Scope, tail: TailLayout, count: string): void {
  const { lines, module, starts, tails } = scope;
  const { per, offsetField, type } = tail;
  if (per === null || offsetField === null || type?.kind !== 'struct') throw new TypeError(`records without an array: ${tail.name}`);
  const { struct } = type;
  const perCount = tails.get(per) ?? '0';
  const from = scope.names.add(`${tail.tsName}From`);
  const claimed = scope.names.add('claimed');
  const at = place('next', 0, 'at', tail.name);
  if (tail.max !== null) lines.guard(`${perCount} > ${tail.max}`, codecError(scope, 'COUNT', at, String(tail.max), perCount));
  lines.add(`let ${from} = ${starts.get(per) ?? 'at'} + ${offsetField.offset};`);
  lines.block(`for (let i = 0; i < ${perCount}; i += 1, ${from} += ${per.elementSize}) {`, () => {
    const path = place(from, 0, 'at', `${per.name}.${offsetField.name}`);
    const scalar = scalarOf(offsetField.type) ?? 'u32';
    lines.add(`const ${claimed} = ${getScalar(module, scalar, offsetField.byteOrder, path)};`);
    const isWide = scalarSize(scalar) === 8;
    lines.guard(`${claimed} !== ${isWide ? 'BigInt(next - at)' : 'next - at'}`, givenError(scope, 'OFFSET', path, 'next - at', claimed));
    lines.add(`this.${stateOf(tail).start}[i] = next;`);
    placingErrors(scope, at, () => lines.add(`this.$${tail.tsName}View.wrap(view, next, limit - next);`));
    lines.add(isVariable(struct) ? `next = this.$${tail.tsName}View.$end;` : `next += ${struct.size};`);
  });
  lines.add(`${count} = ${perCount};`, `this.${stateOf(tail).start}[${perCount}] = next;`);
}

