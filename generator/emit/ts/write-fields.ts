/** Writing the fixed part of a struct, field by field. */
import type { FieldLayout } from '../../layout/types.ts';
import type { Module } from './module.ts';
import { address, type Place, part, place } from './place.ts';
import { codecError, errorAt, flushStores, type Scope, store } from './scope.ts';
import type { Range } from './struct-facts.ts';
import { isByteArray, shapeOf, type Value, valueOf } from './value.ts';
import { typeOfField } from './value-type.ts';
import { writeElements } from './write-array.ts';
import { writeValue } from './write-value.ts';
import { writePair } from './write-wide.ts';

/** The local that holds a field; two for the halves of a pair. */
export type Locals = ReadonlyMap<FieldLayout, readonly string[]>;

/** Fields that are written 0 while the local `when` is true, because their true value comes later. */
export interface Later {
  readonly fields: readonly FieldLayout[];
  readonly when: string;
}

/** Gets fields out of the object `source`, each once: a getter or a proxy can't change its mind between check and store. */
export function destructure(
  scope: Scope,
  fields: readonly FieldLayout[],
  source: string,
  later: Later | null = null,
  hasDefault: (field: FieldLayout) => boolean = () => false,
): Locals {
  const { lines, names } = scope;
  const locals = new Map<FieldLayout, readonly string[]>();
  const bindings: string[] = [];
  for (const field of fields) {
    const properties = propertiesOf(field);
    locals.set(
      field,
      properties.map((property) => names.add(property)),
    );
    if (later?.fields.includes(field) === true) continue;
    properties.forEach((property, index) => {
      const local = locals.get(field)?.[index] ?? property;
      const initial = hasDefault(field) ? ` = ${zeroOfField(field, scope.module)}` : '';
      bindings.push(local === property ? `${local}${initial}` : `${property}: ${local}${initial}`);
    });
  }
  if (bindings.length > 0) lines.list('const { ', bindings, ` } = ${source};`);
  for (const field of later?.fields ?? []) {
    propertiesOf(field).forEach((property, index) => {
      const zero = shapeOf(valueOf(field)) === 'bigint' ? '0n' : '0';
      lines.add(`const ${locals.get(field)?.[index] ?? property} = ${later?.when} ? ${zero} : ${source}.${property};`);
    });
  }
  return locals;
}

/** Names of the properties that a field becomes. */
export function propertiesOf(field: FieldLayout): string[] {
  const isPair = field.count === null && shapeOf(valueOf(field)) === 'pair';
  return isPair ? [`${field.tsName}Lo`, `${field.tsName}Hi`] : [field.tsName];
}

/** What a header field is when nobody says. A type that 0 is not of is for `encode` to refuse. */
function zeroOfField(field: FieldLayout, module: Module): string {
  const value = valueOf(field);
  if (field.count === null && shapeOf(value) === 'pair') return '0';
  const zero = zeroOf(value, field.count);
  return field.type.kind === 'struct' || field.type.kind === 'union'
    ? `${zero} as unknown as ${typeOfField(field, module)}`
    : zero;
}

function zeroOf(value: Value, count: number | null): string {
  if (count !== null) {
    if (isByteArray(value.type)) return `new Uint8Array(${count})`;
    return `[${Array.from({ length: count }, () => zeroOf(value, null)).join(', ')}]`;
  }
  const { type } = value;
  switch (shapeOf(value)) {
    case 'bool':
      return 'false';
    case 'bigint':
      return '0n';
    case 'pair':
      return '{ lo: 0, hi: 0 }';
    case 'bits':
      return `{ ${(value.bits ?? []).map((bit) => `${bit.tsName}: ${bit.width > 53 ? '0n' : '0'}`).join(', ')} }`;
    case 'union':
      return '{}';
    case 'struct': {
      const fields = type.kind === 'struct' ? type.struct.fields : [];
      const zeros = fields.flatMap((field) => {
        const names = propertiesOf(field);
        return names.map((name) => `${name}: ${names.length > 1 ? '0' : zeroOf(valueOf(field), field.count)}`);
      });
      return `{ ${zeros.join(', ')} }`;
    }
    default:
      return '0';
  }
}

/** Where a struct starts whose own function is being made. */
export const START: Place = place('at', 0, 'at', null);

/** Checks and writes fields of the struct at `start`, in order; leaves the raw integer of each in `scope.raw`. */
export function writeFields(scope: Scope, fields: readonly FieldLayout[], locals: Locals, start: Place = START): void {
  for (const field of fields) {
    const [local = '', high = ''] = locals.get(field) ?? [];
    const value = valueOf(field);
    const at = part(start, field.offset, field.name);
    const tag = scope.module.facts.tagOf(field, scope.raw);
    if (field.count !== null) writeFixedArray(scope, field, local, tag);
    else if (high === '') {
      const raw = writeValue(scope, value, local, at, tag);
      if (raw !== null) scope.raw.set(field, raw);
    } else {
      writePair(scope, value, local, high, at);
      if (scope.deciding.has(field)) scope.raw.set(field, `${scope.module.use('join64')}(${high}, ${local})`);
    }
  }
}

function writeFixedArray(scope: Scope, field: FieldLayout, local: string, tag: string | null): void {
  const { lines, module, names } = scope;
  const at = place('at', field.offset, 'at', field.name);
  const isBytes = isByteArray(field.type);
  const isOther = isBytes ? `!(${local} instanceof Uint8Array)` : `!Array.isArray(${local})`;
  lines.guard(isOther, errorAt(scope, 'kindError', at, local));
  lines.guard(`${local}.length !== ${field.count}`, codecError(scope, 'RANGE', at, String(field.count), `${local}.length`));
  if (isBytes) {
    store(scope, `${module.use('putBytes')}(view, ${address(at)}, ${local});`);
    return;
  }
  flushStores(scope);
  const next = names.add(`${field.tsName}At`);
  lines.add(`let ${next} = ${address(at)};`);
  writeElements(scope, { value: valueOf(field), array: local, elementSize: field.elementSize, next, field: field.name, tag });
}

/** Zeros of padding: a few stores, or a call for many. */
export function writeZeros(scope: Scope, { start, end }: Range, from: Place = START): void {
  if (end - start > 16) {
    store(scope, `${scope.module.use('zero')}(view, ${address(from, start)}, ${address(from, end)});`);
    return;
  }
  // In the byte order of most machines, although zeros have none: the other one takes an instruction more.
  for (const [at, kind] of zeroStores(start, end))
    store(scope, `view.set${kind}(${address(from, at)}, 0${kind === 'Uint8' ? '' : ', true'});`);
}

/** As few stores as possible: 0.0 is eight zero bytes, and a store may overlap the one before. */
function zeroStores(start: number, end: number): [at: number, kind: string][] {
  const stores: [at: number, kind: string][] = [];
  for (let at = start; at < end; ) {
    const left = end - at;
    const size =
      left >= 8 || (left > 4 && end - start >= 8) ? 8 : left >= 4 || (left === 3 && end - start >= 4) ? 4 : left >= 2 ? 2 : 1;
    at = Math.min(at, end - size);
    stores.push([at, size === 8 ? 'Float64' : `Uint${8 * size}`]);
    at += size;
  }
  return stores;
}
