/** The members of a C struct in memory order: fields, named padding, and the one declared byte of a legacy string. */
import type { FieldLayout, StructLayout, TypeRef, UnionLayout } from '../../layout/types.ts';

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

/** Every byte of a union that is no member's, padding inside of members included. */
export function holesOfUnion(union: UnionLayout): Hole[] {
  const isCovered = new Array<boolean>(union.size).fill(false);
  for (const { type, size } of union.members) cover(type, 0, size, isCovered);
  const holes: { offset: number; size: number }[] = [];
  for (const [offset, covered] of isCovered.entries()) {
    const last = holes.at(-1);
    if (covered) continue;
    if (last !== undefined && last.offset + last.size === offset) last.size += 1;
    else holes.push({ offset, size: 1 });
  }
  return holes;
}

function cover(type: TypeRef, offset: number, size: number, isCovered: boolean[]): void {
  if (type.kind === 'union') for (const member of type.union.members) cover(member.type, offset, member.size, isCovered);
  else if (type.kind !== 'struct') isCovered.fill(true, offset, offset + size);
  else {
    for (const field of type.struct.fields) {
      const count = field.count ?? 1;
      if (field.type.kind !== 'struct' && field.type.kind !== 'union') {
        isCovered.fill(true, offset + field.offset, offset + field.offset + field.size);
        continue;
      }
      for (let i = 0; i < count; i += 1)
        cover(field.type, offset + field.offset + i * field.elementSize, field.elementSize, isCovered);
    }
  }
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
