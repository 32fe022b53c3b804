/** Writing the elements of fixed arrays and array tails. */
import type { FieldLayout, StructLayout } from '../../layout/types.ts';
import { address, type Place, place } from './place.ts';
import { elementError, errorAt, flushStores, placingErrors, type Scope } from './scope.ts';
import { holesOf } from './struct-facts.ts';
import type { Value } from './value.ts';
import { destructure, writeFields, writeZeros } from './write-fields.ts';
import { writeValue } from './write-value.ts';

export interface WrittenElements {
  readonly value: Value;
  /** The local that holds the array. */
  readonly array: string;
  readonly elementSize: number;
  /** The running local that says where the next element goes. */
  readonly next: string;
  /** C name of the field or tail. */
  readonly field: string;
  /** Raw tag of the elements of an array of unions. */
  readonly tag?: string | null;
  /** Records follow that fill in where they stand. */
  readonly hasRecords?: boolean;
}

/** A struct of at most so many plain fields is written inside of the loop: a call for each element would cost a tenth of the time. */
const INLINE_FIELDS = 8;

export function writeElements(scope: Scope, elements: WrittenElements): void {
  const { value, array, elementSize, next, field, tag = null, hasRecords = false } = elements;
  const { lines, module } = scope;
  const { type } = value;
  const names = scope.names.nested();
  const at = place(next, 0, 'at', field);
  const index = names.add('i');
  const head = `for (let ${index} = 0; ${index} < ${array}.length; ${index} += 1, ${next} += ${elementSize})`;
  if ((type.kind === 'struct' && !isPlain(type.struct)) || type.kind === 'union') {
    const name = module.typeName(type.kind === 'struct' ? type.struct : type.union);
    const more = hasRecords ? ', true' : tag === null ? '' : `, ${tag}`;
    placingErrors(scope, at, () =>
      lines.add(`${head} write${name}(view, ${address(at)}, ${array}[${index}] as ${name}${more});`),
    );
    return;
  }
  if (type.kind === 'struct' && fieldsToWrite(scope, type.struct, hasRecords).length > 0) {
    writePlainStructs(scope, type.struct, elements);
    return;
  }
  const item = names.add('item');
  lines.block(`${head} {`, () => {
    lines.add(`const ${item} = ${array}[${index}];`);
    // Any other value has none of the properties.
    if (type.kind === 'struct') lines.guard(`${item} === undefined || ${item} === null`, errorAt(scope, 'kindError', at, item));
    const inner = { ...scope, names };
    if (type.kind === 'struct') writeHoles(inner, type.struct, at);
    else writeValue(inner, value, item, at);
    flushStores(inner);
  });
}

function isPlain({ fields }: StructLayout): boolean {
  return (
    fields.length <= INLINE_FIELDS &&
    fields.every((field) => field.count === null && field.type.kind !== 'struct' && field.type.kind !== 'union')
  );
}

/** Those fields of an element that it brings itself: where its record stands is filled in later. */
function fieldsToWrite({ module }: Scope, { fields }: StructLayout, hasRecords: boolean): FieldLayout[] {
  return fields.filter((field) => !hasRecords || !module.facts.offsetFields.has(field));
}

/** Reading the properties of an element tells whether it is there at all; the local that counts outlives the loop, to say which one was not. */
function writePlainStructs(scope: Scope, struct: StructLayout, elements: WrittenElements): void {
  const { array, elementSize, next, field, hasRecords = false } = elements;
  const { lines, module } = scope;
  const at = place(next, 0, 'at', field);
  const index = scope.names.add(`${array}Index`);
  const inner = { ...scope, names: scope.names.nested() };
  const fields = fieldsToWrite(scope, struct, hasRecords);
  lines.add(`let ${index} = 0;`);
  lines.chain([
    'try {',
    () => {
      lines.block(`for (; ${index} < ${array}.length; ${index} += 1, ${next} += ${elementSize}) {`, () => {
        const item = `${array}[${index}] as ${module.typeName(struct)}`;
        writeFields(inner, fields, destructure(inner, fields, item), at);
        writeHoles(inner, struct, at);
        flushStores(inner);
      });
    },
    '} catch (error) {',
    () => lines.call(`throw ${elementError(scope, at, `${array}[${index}]`)};`),
  ]);
}

function writeHoles(scope: Scope, struct: StructLayout, at: Place): void {
  for (const hole of holesOf(struct)) writeZeros(scope, hole, at);
}
