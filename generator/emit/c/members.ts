/** The members of a C struct in memory order: fields, named padding, and the one declared byte of a legacy string. */
import type { FieldLayout, StructLayout } from '../../layout/types.ts';

/** Bytes that no field covers. */
export interface Hole {
  readonly offset: number;
  readonly size: number;
}

export type Member =
  | { readonly kind: 'field'; readonly offset: number; readonly field: FieldLayout }
  | { readonly kind: 'pad'; readonly offset: number; readonly size: number }
  | { readonly kind: 'legacy'; readonly offset: number; readonly name: string };

/** Every gap in the first `end` bytes of a struct: pads of the schema and padding of the layout alike. */
export function holesOf(struct: StructLayout, end: number): Hole[] {
  const holes: Hole[] = [];
  let filled = 0;
  for (const { offset, size } of [...struct.fields, { offset: end, size: 0 }]) {
    if (offset > filled) holes.push({ offset: filled, size: offset - filled });
    filled = offset + size;
  }
  return holes;
}

/** What the schema says; padding between and after the members is the compiler's, as it is the layout's. */
export function membersOf(struct: StructLayout): Member[] {
  const legacy = struct.tails.filter((tail) => tail.cDeclOne);
  const members: Member[] = [
    ...struct.fields.map((field): Member => ({ kind: 'field', offset: field.offset, field })),
    ...struct.pads.map((pad): Member => ({ kind: 'pad', ...pad })),
    ...legacy.map(({ name }): Member => ({ kind: 'legacy', offset: struct.fixedSize, name })),
  ];
  return members.sort((a, b) => a.offset - b.offset);
}
