/** Writing arrays whose elements are made of 32-bit little-endian integers: gathered in aligned private memory, then copied as a whole. */
import type { FieldLayout } from '../../layout/types.ts';
import { place } from './place.ts';
import { errorAt, flushStores, type Scope } from './scope.ts';
import { scalarOf, shapeOf, type Value, valueOf } from './value.ts';
import { destructure, writeFields } from './write-fields.ts';
import { writeValue } from './write-value.ts';

/** Whether every element is nothing but such integers. A store into a typed array takes half as long as one into a DataView. */
export function isWords(value: Value, elementSize: number): boolean {
  const { type } = value;
  if (type.kind !== 'struct') return elementSize === 4 && isWord(value);
  const { fields, tails } = type.struct;
  return tails.length === 0 && fields.every(isWordField) && fields.length * 4 === elementSize;
}

function isWordField(field: FieldLayout): boolean {
  return field.count === null && field.size === 4 && isWord(valueOf(field));
}

function isWord(value: Value): boolean {
  const scalar = scalarOf(value.type);
  return (scalar === 'u32' || scalar === 'i32') && value.byteOrder === 'little' && shapeOf(value) !== 'float';
}

export interface WrittenWords {
  readonly value: Value;
  /** The local that holds the array. */
  readonly array: string;
  readonly elementSize: number;
  /** C name of the tail. */
  readonly field: string;
}

/** Moves the local `next` past the elements. What getters of the elements do can't reach the words: they are taken until they are dropped. */
export function writeWords(scope: Scope, { value, array, elementSize, field }: WrittenWords): void {
  const { lines, module } = scope;
  const total = scope.names.add('total');
  const words = scope.names.add('words');
  const names = scope.names.nested();
  const index = names.add('i');
  const word = names.add('word');
  const item = names.add('item');
  const perElement = elementSize / 4;
  const { type } = value;
  const isStruct = type.kind === 'struct';
  const inner: Scope = { ...scope, names, words: { array: words, index: isStruct ? word : index } };
  const at = place(`next + ${index} * ${elementSize}`, 0, 'at', field);
  const head = isStruct
    ? `for (let ${index} = 0, ${word} = 0; ${word} < ${total}; ${index} += 1, ${word} += ${perElement}) {`
    : `for (let ${index} = 0; ${index} < ${total}; ${index} += 1) {`;
  lines.add(
    `const ${total} = ${array}.length${isStruct ? ` * ${perElement}` : ''};`,
    `const ${words} = ${module.use('takeWords')}(${total});`,
  );
  lines.chain([
    'try {',
    () => {
      lines.block(head, () => {
        lines.add(`const ${item} = ${array}[${index}];`);
        if (isStruct) {
          lines.guard(`${item} === undefined || ${item} === null`, errorAt(scope, 'kindError', at, item));
          writeFields(inner, type.struct.fields, destructure(inner, type.struct.fields, item), at);
        } else writeValue(inner, value, item, at);
        flushStores(inner);
      });
      lines.add(`${module.use('putWords')}(view, next, ${words}, ${total});`);
    },
    '} finally {',
    () => lines.add(`${module.use('dropWords')}(${words});`),
  ]);
  lines.add(`next += ${total} * 4;`);
}
