/** Writing the elements of fixed arrays and array tails. */
import type { StructLayout } from '../../layout/types.ts';
import { address, type Place, place } from './place.ts';
import { errorAt, flushStores, placingErrors, type Scope } from './scope.ts';
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
  const item = names.add('item');
  lines.block(`${head} {`, () => {
    lines.add(`const ${item} = ${array}[${index}];`);
    // Not `typeof`: in a loop of 64 that costs a tenth of the time. Any other value has none of the properties.
    if (type.kind === 'struct') lines.guard(`${item} === undefined || ${item} === null`, errorAt(scope, 'kindError', at, item));
    const inner = { ...scope, names };
    if (type.kind === 'struct') writePlain(inner, type.struct, item, at, hasRecords);
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

function writePlain(scope: Scope, struct: StructLayout, item: string, at: Place, hasRecords: boolean): void {
  const fields = struct.fields.filter((field) => !hasRecords || !scope.module.facts.offsetFields.has(field));
  writeFields(scope, fields, destructure(scope, fields, item), at);
  for (const hole of holesOf(struct)) writeZeros(scope, hole, at);
}
