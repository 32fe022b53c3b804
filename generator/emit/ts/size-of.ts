/** The function that says how many bytes a struct with tails will take. */
import type { FieldLayout, StructLayout, TailLayout } from '../../layout/types.ts';
import { compose, WIDEST_NUMBER } from './bits.ts';
import type { FunctionText } from './declarations.ts';
import type { Module } from './module.ts';
import { inField, place } from './place.ts';
import { integerOf, isMet } from './read-tail.ts';
import { errorAt, placingErrors, type Scope, scopeOf } from './scope.ts';
import { isVariable } from './struct-facts.ts';
import { closedEnum, scalarOf, scalarSize, shapeOf, valueOf } from './value.ts';
import { requireObject } from './write-struct.ts';

/** `sizeOfPidRetstatus(value)`. Looks at nothing but what decides the size. */
export function sizeOfStruct(struct: StructLayout, module: Module): FunctionText {
  const scope = scopeOf(module, module.errorName(struct), ['value', 'size', 'record', 'error']);
  const { lines } = scope;
  requireObject(scope, 'value');
  lines.add(`let size = ${struct.fixedSize};`);
  for (const tail of struct.tails) {
    if (tail.condition === null) addTail(scope, tail);
    else {
      noteRaw(scope, tail.condition.field);
      lines.block(`if (${isMet(tail.condition, scope)}) {`, () => addTail(scope, tail));
    }
  }
  lines.add('return size;');
  const type = module.typeName(struct);
  return { name: `sizeOf${type}`, parameters: [{ name: 'value', type }], returns: 'number', body: lines.toString(), docs: [] };
}

/** The raw integer of a field, straight from the object: whether it is a legal one, `encode` will say. */
function noteRaw(scope: Scope, field: FieldLayout): void {
  const value = valueOf(field);
  requireWhole(scope, field);
  const property = integerOf('value', field, scope.module);
  const isWide = scalarSize(scalarOf(field.type) ?? 'u8') === 8;
  switch (shapeOf(value)) {
    case 'bool':
      scope.raw.set(field, `(${property} ? 1${isWide ? 'n' : ''} : 0${isWide ? 'n' : ''})`);
      return;
    case 'bits':
      scope.raw.set(
        field,
        `(${compose(
          (value.bits ?? []).map((bit) => `${property}.${bit.tsName}`),
          value,
        )})`,
      );
      return;
    case 'safe':
      scope.raw.set(field, `BigInt(${property})`);
      return;
    default:
      // Compared with values that the enum may not list.
      scope.raw.set(field, closedEnum(field.type) === null ? property : `(${property} as ${isWide ? 'bigint' : 'number'})`);
  }
}

/** Refuses what would make the operators below throw an error of their own: no integer where a bigint is made of it or combined with one. */
function requireWhole(scope: Scope, field: FieldLayout): void {
  const value = valueOf(field);
  const shape = shapeOf(value);
  const at = place('value', field.offset, 'value', field.name);
  const refuse = (condition: string, name: string, path = at): void =>
    scope.lines.guard(condition, errorAt(scope, 'kindError', path, name));
  const property = `value.${field.tsName}`;
  if (shape === 'bigint') refuse(`typeof ${property} !== 'bigint'`, property);
  if (shape === 'safe') refuse(`!Number.isInteger(${property})`, property);
  if (shape === 'pair') for (const half of ['Lo', 'Hi']) refuse(`!Number.isInteger(${property}${half})`, `${property}${half}`);
  if (shape !== 'bits') return;
  refuse(`typeof ${property} !== 'object' || ${property} === null`, property);
  if (scalarSize(scalarOf(field.type) ?? 'u8') < 8) return;
  for (const bit of value.bits ?? []) {
    const part = `${property}.${bit.tsName}`;
    refuse(bit.width > WIDEST_NUMBER ? `typeof ${part} !== 'bigint'` : `!Number.isInteger(${part})`, part, inField(at, bit.name));
  }
}

function addTail(scope: Scope, tail: TailLayout): void {
  const { lines, module, messageName } = scope;
  const property = `value.${tail.tsName}`;
  const at = place('size', 0, null, tail.name);
  const kindError = errorAt(scope, 'kindError', at, property);
  if (tail.align > 1 && tail.offset === null) lines.add(`size = ${alignedSize(tail.align)};`);
  switch (tail.kind) {
    case 'array':
      lines.guard(`!Array.isArray(${property})`, kindError);
      lines.add(`size += ${property}.length${tail.elementSize === 1 ? '' : ` * ${tail.elementSize}`};`);
      return;
    case 'bytes':
    case 'rest':
      lines.guard(`!(${property} instanceof Uint8Array)`, kindError);
      lines.add(`size += ${property}.length;`);
      return;
    case 'string':
      if (tail.condition !== null) lines.guard(`typeof ${property} !== 'string'`, kindError);
      lines.call(`size += ${module.use('textLength')}(${property}, ${messageName}, '${tail.name}', size) + 1;`);
      return;
    case 'records': {
      if (tail.type?.kind !== 'struct') return;
      const { struct } = tail.type;
      lines.guard(`!Array.isArray(${property})`, kindError);
      if (!isVariable(struct)) lines.add(`size += ${property}.length * ${struct.size};`);
      else {
        placingErrors(scope, at, () =>
          lines.add(`for (const record of ${property}) size += sizeOf${module.typeName(struct)}(record);`),
        );
      }
    }
  }
}

function alignedSize(align: number): string {
  const isPowerOfTwo = (align & (align - 1)) === 0;
  return isPowerOfTwo ? `(size + ${align - 1}) & -${align}` : `Math.ceil(size / ${align}) * ${align}`;
}
