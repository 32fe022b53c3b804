/** The function that writes a struct: its fields, then its tails. */
import type { FieldLayout, StructLayout } from '../../layout/types.ts';
import type { FunctionText, Parameter } from './declarations.ts';
import type { Module } from './module.ts';
import { address, place } from './place.ts';
import { errorAt, flushStores, hasRoom, type Scope, scopeOf } from './scope.ts';
import { decidingFields, holesOf, isVariable } from './struct-facts.ts';
import { declareLateCounts, writeLateCounts } from './write-count.ts';
import { destructure, writeFields, writeZeros } from './write-fields.ts';
import { writeTail } from './write-tail.ts';

/**
 * `writePidStatus(view, at, value)` for a struct without tails, for which the caller has made sure of room; with tails it returns where it
 * ended, or -1 where the view ends too early. Elements whose records follow are told so: where those stand is filled in later.
 */
export function writeStruct(struct: StructLayout, module: Module): FunctionText {
  const placed = struct.fields.filter((field) => module.facts.offsetFields.has(field));
  const parameters: Parameter[] = [
    { name: 'view', type: 'DataView' },
    { name: 'at', type: 'number' },
    { name: 'value', type: module.typeName(struct) },
    ...(placed.length > 0 ? [{ name: 'hasRecord', type: 'boolean', initializer: 'false' }] : []),
  ];
  const scope = scopeOf(
    module,
    module.errorName(struct),
    [...parameters.map(({ name }) => name), 'next', 'error'],
    1,
    decidingFields(struct),
  );
  if (isVariable(struct))
    scope.lines.add(`if (!${hasRoom(module, address(place('at', struct.fixedSize, 'at', null)))}) return -1;`);
  requireObject(scope, 'value');
  writeFixedPart(scope, struct, placed);
  if (isVariable(struct)) writeTails(scope, struct);
  return {
    name: `write${module.typeName(struct)}`,
    parameters,
    returns: isVariable(struct) ? 'number' : 'void',
    body: scope.lines.toString(),
    docs: [],
  };
}

export function requireObject(scope: Scope, name: string): void {
  scope.lines.guard(
    `typeof ${name} !== 'object' || ${name} === null`,
    errorAt(scope, 'kindError', place('at', 0, 'at', null), name),
  );
}

function writeFixedPart(scope: Scope, struct: StructLayout, placed: readonly FieldLayout[]): void {
  const fields = struct.fields.filter((field) => field.counts === null);
  const locals = destructure(scope, fields, 'value', placed.length === 0 ? null : { fields: placed, when: 'hasRecord' });
  writeFields(scope, fields, locals);
  for (const hole of holesOf(struct)) writeZeros(scope, hole);
  flushStores(scope);
}

function writeTails(scope: Scope, struct: StructLayout): void {
  const { lines, names } = scope;
  const locals = new Map(struct.tails.map((tail) => [tail, names.add(tail.tsName)]));
  const bindings = [...locals].map(([tail, local]) => (local === tail.tsName ? local : `${tail.tsName}: ${local}`));
  lines.list('const { ', bindings, ' } = value;');
  lines.add(struct.fixedSize === 0 ? 'let next = at;' : `let next = at + ${struct.fixedSize};`);
  declareLateCounts(scope, struct);
  for (const tail of struct.tails) writeTail(scope, struct, tail, locals);
  writeLateCounts(scope, struct);
  lines.add('return next;');
}
