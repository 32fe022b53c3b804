/** The function that reads a struct: its fields, then its tails. */
import type { FieldLayout, StructLayout } from '../../layout/types.ts';
import { isOutside, literalOf } from './conditions.ts';
import type { FunctionText } from './declarations.ts';
import type { Module } from './module.ts';
import { address, place } from './place.ts';
import { readElements } from './read-array.ts';
import { readTail } from './read-tail.ts';
import { judgeRaw, rawOf, readValue } from './read-value.ts';
import { readPair } from './read-wide.ts';
import { errorAt, type Scope, scopeOf, truncatedError } from './scope.ts';
import { decidingFields, isVariable } from './struct-facts.ts';
import { isByteArray, isSigned, limitsOf, limitsOfScalar, scalarOf, scalarSize, shapeOf, valueOf } from './value.ts';

/** A property of the object that is being read, and its value as an expression. */
export type Property = readonly [name: string, expression: string];

/**
 * `readPidStatus(view, at)` for a struct without tails, whose bytes the caller has counted; with tails
 * `readPidRetstatus(view, at, limit)`, which leaves in `cursor.end` where it ended.
 */
export function readStruct(struct: StructLayout, module: Module): FunctionText {
  const parameters = ['view', 'at', ...(isVariable(struct) ? ['limit'] : [])];
  const scope = scopeOf(module, module.errorName(struct), [...parameters, 'next', 'i', 'message', 'error']);
  if (isVariable(struct) && struct.fixedSize > 0) {
    scope.lines.guard(`limit - at < ${struct.fixedSize}`, truncatedError(scope, struct, 'limit - at'));
  }
  const properties = readFields(scope, struct);
  if (isVariable(struct)) readTails(scope, struct, properties);
  else returnObject(scope, properties);
  return {
    name: `read${module.typeName(struct)}`,
    parameters: parameters.map((name) => ({ name, type: name === 'view' ? 'DataView' : 'number' })),
    returns: module.typeName(struct),
    body: scope.lines.toString(),
    docs: [],
  };
}

/** Reads and judges fields in order, all but those in `known`, whose values are given. */
export function readFields(scope: Scope, struct: StructLayout, known: ReadonlyMap<FieldLayout, string> = new Map()): Property[] {
  const deciding = decidingFields(struct);
  return struct.fields.flatMap((field): Property[] => {
    const given = known.get(field);
    if (given !== undefined) return [[field.tsName, given]];
    return deciding.has(field) ? readDeciding(scope, field) : readField(scope, field);
  });
}

function readField(scope: Scope, field: FieldLayout): Property[] {
  const at = place('at', field.offset, 'at', field.name);
  const value = valueOf(field);
  const tag = scope.module.facts.tagOf(field, scope.raw);
  if (field.count !== null) {
    if (isByteArray(field.type)) return [[field.tsName, `${scope.module.use('takeBytes')}(view, ${address(at)}, ${field.size})`]];
    const next = scope.names.add(`${field.tsName}At`);
    scope.lines.add(`let ${next} = ${address(at)};`);
    const { elementSize, name, tsName } = field;
    return [
      [tsName, readElements(scope, { value, count: String(field.count), elementSize, next, field: name, hint: tsName }, tag)],
    ];
  }
  if (shapeOf(value) === 'pair') {
    const { lo, hi } = readPair(scope, value, at, field.tsName);
    return [
      [`${field.tsName}Lo`, lo],
      [`${field.tsName}Hi`, hi],
    ];
  }
  return [[field.tsName, readValue(scope, value, at, field.tsName, tag)]];
}

/** A field whose raw integer is needed later. A count is judged when its tail is reached. */
function readDeciding(scope: Scope, field: FieldLayout): Property[] {
  const { lines, names, raw } = scope;
  const value = valueOf(field);
  const at = place('at', field.offset, 'at', field.name);
  const scalar = scalarOf(field.type) ?? 'u8';
  const name = names.add(field.tsName);
  const shape = shapeOf(value);
  lines.add(`const ${name} = ${rawOf(scope.module, value, at)};`);
  raw.set(field, name);
  if (scalarSize(scalar) < 8 || shape === 'bigint' || shape === 'bool' || shape === 'bits') {
    return [[field.tsName, field.counts === null ? judgeRaw(scope, value, name, at, name) : name]];
  }
  const failure = field.counts === null ? boundsFailure(scope, field, name) : null;
  if (failure !== null) lines.guard(...failure);
  if (shape === 'safe') return [[field.tsName, `Number(${name})`]];
  const high = `${name} >> 32n`;
  return [
    [`${field.tsName}Lo`, `Number(BigInt.asUintN(32, ${name}))`],
    [`${field.tsName}Hi`, `Number(${isSigned(scalar) ? high : `BigInt.asUintN(32, ${high})`})`],
  ];
}

/** A count that no tail has judged, because all of its tails are absent. */
function judgeUnused(scope: Scope, struct: StructLayout, field: FieldLayout): void {
  const tails = struct.tails.filter((tail) => tail.count?.field === field);
  const failure = boundsFailure(scope, field, scope.raw.get(field) ?? '');
  if (failure === null || tails.length === 0 || tails.some((tail) => tail.condition === null)) return;
  const absent = tails.map((tail) => `${scope.tails.get(tail) ?? ''} === undefined`).join(' && ');
  scope.lines.block(`if (${absent}) {`, () => scope.lines.guard(...failure));
}

/** When a raw integer is out of bounds, or beyond what a number can hold, and the error that says so; null when it never is. */
function boundsFailure(scope: Scope, field: FieldLayout, name: string): [condition: string, error: string] | null {
  const value = valueOf(field);
  const scalar = scalarOf(field.type) ?? 'u64';
  const literal = literalOf(scalar);
  const { min, max } = limitsOf(value);
  const outside = isOutside(name, value, limitsOfScalar(scalar), literal);
  const at = place('at', field.offset, 'at', field.name);
  return outside === null ? null : [outside, errorAt(scope, 'rangeError', at, name, literal(min), literal(max))];
}

function readTails(scope: Scope, struct: StructLayout, fields: readonly Property[]): void {
  const { lines, module } = scope;
  const properties = [...fields];
  const optional: Property[] = [];
  lines.add(`let next = at + ${struct.fixedSize};`.replace(' + 0;', ';'));
  for (const tail of struct.tails) {
    const local = readTail(scope, struct, tail);
    scope.tails.set(tail, local);
    if (tail.condition === null) properties.push([tail.tsName, local]);
    else optional.push([tail.tsName, local]);
  }
  for (const field of struct.fields) judgeUnused(scope, struct, field);
  lines.add(`${module.use('cursor')}.end = next;`);
  if (optional.length === 0) {
    returnObject(scope, properties);
    return;
  }
  lines.block(`const message: ${module.typeName(struct)} = {`, () => addProperties(scope, properties), '};');
  for (const [name, local] of optional) lines.add(`if (${local} !== undefined) message.${name} = ${local};`);
  lines.add('return message;');
}

export function returnObject(scope: Scope, properties: readonly Property[]): void {
  if (properties.length === 0) scope.lines.add('return {};');
  else scope.lines.block('return {', () => addProperties(scope, properties), '};');
}

export function addProperties({ lines }: Scope, properties: readonly Property[]): void {
  for (const [name, expression] of properties) {
    const line = name === expression ? `${name},` : `${name}: ${expression},`;
    if (lines.fits(line) || !expression.startsWith('{ ')) lines.add(line);
    else
      lines.block(
        `${name}: {`,
        () =>
          lines.add(
            ...expression
              .slice(2, -2)
              .split(/, (?=\w+: )/)
              .map((part) => `${part},`),
          ),
        '},',
      );
  }
}
