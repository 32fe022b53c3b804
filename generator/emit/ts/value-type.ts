/** The TypeScript type of a value. */
import type { FieldLayout, TailLayout } from '../../layout/types.ts';
import { enumTypeOf, WIDEST_NUMBER } from './bits.ts';
import { comment } from './doc-comment.ts';
import type { Module } from './module.ts';
import { closedEnum, isByteArray, shapeOf, type Value, valueOf } from './value.ts';

/** One value, not an array of them. */
export function typeOf(value: Value, module: Module): string {
  const { type } = value;
  const listed = closedEnum(type);
  switch (shapeOf(value)) {
    case 'bool':
      return 'boolean';
    case 'struct':
      return type.kind === 'struct' ? module.typeName(type.struct) : 'never';
    case 'union':
      return type.kind === 'union' ? module.typeName(type.union) : 'never';
    case 'pair':
      return module.useType('Pair');
    case 'bits':
      return typeOfBits(value, module);
    case 'bigint':
      return listed === null ? 'bigint' : module.useCodeType(listed.tsName);
    default:
      return listed === null ? 'number' : module.useCodeType(listed.tsName);
  }
}

function typeOfBits(value: Value, module: Module): string {
  const members = (value.bits ?? []).flatMap((bit) => {
    const listed = enumTypeOf(bit);
    const type = listed !== null ? module.useCodeType(listed.tsName) : bit.width > WIDEST_NUMBER ? 'bigint' : 'number';
    return [...comment([bit.doc], 2), `${bit.tsName}: ${type};`];
  });
  return ['{', ...members.map((line) => `  ${line}`), '}'].join('\n');
}

export function arrayOf(element: string): string {
  return /^[\w$]+$/.test(element) ? `${element}[]` : `Array<${element.replace(/\s+/g, ' ').replace(/\/\*\*.*?\*\/ /g, '')}>`;
}

export function typeOfField(field: FieldLayout, module: Module): string {
  if (field.count === null) return typeOf(valueOf(field), module);
  return isByteArray(field.type) ? 'Uint8Array' : arrayOf(typeOf(valueOf(field), module));
}

export function typeOfTail(tail: TailLayout, module: Module): string {
  if (tail.kind === 'string') return 'string';
  if (tail.type === null) return 'Uint8Array';
  return arrayOf(typeOf(valueOf({ ...tail, type: tail.type }), module));
}
