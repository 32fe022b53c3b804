import type { Layout, MessageLayout, StructLayout, TypeRef } from './types.ts';

/**
 * The one message whose body a struct is, when it is nothing else: no header, no part of another struct or union, no record. Errors in it
 * carry that message's name, also where it is handled without a header.
 */
export function structOwners(layout: Layout): ReadonlyMap<StructLayout, MessageLayout> {
  const inner = new Set<StructLayout>([layout.frame?.header, layout.rpc?.descriptor].filter((struct) => struct !== undefined));
  const note = ({ type }: { readonly type: TypeRef | null }): void => {
    if (type?.kind === 'struct') inner.add(type.struct);
  };
  for (const struct of layout.structs) for (const item of [...struct.fields, ...struct.tails]) note(item);
  for (const union of layout.unions) union.members.forEach(note);
  const owners = new Map<StructLayout, MessageLayout | null>();
  for (const message of layout.messages) {
    if (message.struct !== null) owners.set(message.struct, owners.has(message.struct) ? null : message);
  }
  return new Map(
    [...owners].filter((entry): entry is [StructLayout, MessageLayout] => entry[1] !== null && !inner.has(entry[0])),
  );
}

/** What errors call a struct: its owner, or itself. */
export function errorNames(layout: Layout): (struct: StructLayout) => string {
  const owners = structOwners(layout);
  return (struct) => owners.get(struct)?.name ?? struct.name;
}
