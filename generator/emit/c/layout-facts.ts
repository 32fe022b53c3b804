/** Every number that a C compiler can confirm or deny: sizes, alignments, offsets. Asserted in `<protocol>_asserts.h`, probed by `verify`. */
import type { Layout, StructLayout, UnionLayout } from '../../layout/types.ts';
import { cAggregate } from './c-types.ts';
import { membersOf } from './members.ts';

export interface LayoutFact {
  /** C name of the struct or union. */
  readonly struct: string;
  /** null when the whole of it is meant. */
  readonly field: string | null;
  readonly what: 'size' | 'align' | 'offset';
  /** The C expression that the compiler evaluates. */
  readonly expression: string;
  readonly expected: number;
  readonly origin: string;
}

/** One group per struct or union, in the order of the header. */
export function layoutFacts(layout: Layout): { readonly title: string; readonly facts: readonly LayoutFact[] }[] {
  return layout.aggregates
    .filter((item) => item.kind === 'union' || membersOf(item).length > 0)
    .map((item) => ({ title: cAggregate(item), facts: item.kind === 'struct' ? structFacts(item) : unionFacts(item) }));
}

function structFacts(struct: StructLayout): LayoutFact[] {
  const legacy = struct.tails.filter((tail) => tail.cDeclOne);
  return [
    ...wholeFacts(struct),
    ...struct.fields.flatMap((field) => memberFacts(struct, field.name, field.offset, field.size, field.origin)),
    ...legacy.flatMap((tail) => memberFacts(struct, tail.name, struct.fixedSize, 1, tail.origin)),
  ];
}

function unionFacts(union: UnionLayout): LayoutFact[] {
  return [
    ...wholeFacts(union),
    ...union.members.flatMap((member) => memberFacts(union, member.name, 0, member.size, member.origin)),
  ];
}

function wholeFacts(item: StructLayout | UnionLayout): LayoutFact[] {
  const type = cAggregate(item);
  const about = { struct: item.name, field: null, origin: item.origin };
  return [
    { ...about, what: 'size', expression: `sizeof(${type})`, expected: item.size },
    { ...about, what: 'align', expression: `alignof(${type})`, expected: item.align },
  ];
}

function memberFacts(
  item: StructLayout | UnionLayout,
  field: string,
  offset: number,
  size: number,
  origin: string,
): LayoutFact[] {
  const type = cAggregate(item);
  const about = { struct: item.name, field, origin };
  return [
    { ...about, what: 'offset', expression: `offsetof(${type}, ${field})`, expected: offset },
    { ...about, what: 'size', expression: `sizeof(((${type} *)0)->${field})`, expected: size },
  ];
}
