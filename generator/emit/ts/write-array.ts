/** Writing the elements of fixed arrays and array tails. */
import type { StructLayout } from '../../layout/types.ts';
import { address, type Place, place } from './place.ts';
import { errorAt, placingErrors, type Scope } from './scope.ts';
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
  const { lines, module, names } = scope;
  const item = names.add('item');
  const at = place(next, 0, 'at', field);
  const { type } = value;
  const loop = (body: () => void): void => {
    lines.block(`for (const ${item} of ${array}) {`, () => {
      body();
      lines.add(`${next} += ${elementSize};`);
    });
  };
  if (type.kind === 'struct' && isPlain(type.struct)) loop(() => writePlain(scope, type.struct, item, at, hasRecords));
  else if (type.kind === 'struct') {
    const more = hasRecords ? ', true' : '';
    placingErrors(scope, at, () => loop(() => lines.add(`write${module.typeName(type.struct)}(view, ${address(at)}, ${item}${more});`)));
  } else if (type.kind === 'union') {
    const more = tag === null ? '' : `, ${tag}`;
    placingErrors(scope, at, () => loop(() => lines.add(`write${type.union.tsName}(view, ${address(at)}, ${item}${more});`)));
  } else loop(() => writeValue(scope, value, item, at));
}

function isPlain({ fields }: StructLayout): boolean {
  return fields.length <= INLINE_FIELDS && fields.every((field) => field.count === null && field.type.kind !== 'struct' && field.type.kind !== 'union');
}

function writePlain(scope: Scope, struct: StructLayout, item: string, at: Place, hasRecords: boolean): void {
  const fields = struct.fields.filter((field) => !hasRecords || !scope.module.facts.offsetFields.has(field));
  scope.lines.guard(`typeof ${item} !== 'object' || ${item} === null`, errorAt(scope, 'kindError', at, item));
  writeFields(scope, fields, destructure(scope, fields, item), at);
  for (const hole of holesOf(struct)) writeZeros(scope, hole, at);
}
