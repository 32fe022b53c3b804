/** A struct together with its tails, as generated C holds it. */
import type { FieldLayout, StructLayout } from '../../layout/types.ts';
import type { CNames } from './c-names.ts';
import { cAggregate } from './c-types.ts';

/** The C type that holds a decoded struct: the struct itself, or the one that adds a span per tail. */
export function wholeType(struct: StructLayout, names: CNames): string {
  return struct.tails.length > 0 ? `struct ${names.of(struct).message}` : cAggregate(struct);
}

/** Member of the whole that holds the fixed part; a tail may have the usual name. */
export function fixedMember(struct: StructLayout): string {
  return struct.tails.some((tail) => tail.name === 'fixed') ? 'fixed_' : 'fixed';
}

/** A field of the message that is written. */
export function writtenField(struct: StructLayout, field: FieldLayout): string {
  return `in->${fixedMember(struct)}.${field.name}`;
}
