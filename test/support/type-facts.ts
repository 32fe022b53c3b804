/** What several helpers ask about the type of a value. */
import type { Layout, ScalarName, TypeRef } from '../../generator/index.ts';

/** The scalar that holds a value; a struct or union has none, and any will do. */
export function scalarOf(type: TypeRef): ScalarName {
  switch (type.kind) {
    case 'scalar':
      return type.scalar;
    case 'enum':
      return type.enum.scalar;
    case 'flags':
      return type.flags.scalar;
    default:
      return 'u8';
  }
}

/** Fixed arrays of these are bytes. */
export function isBytes(type: TypeRef): boolean {
  return type.kind === 'scalar' && !type.bool && (type.scalar === 'u8' || type.scalar === 'char');
}

/** Whether an overlay stands in a value of this type, its tails included. */
export function hasOverlay(type: TypeRef): boolean {
  if (type.kind === 'union') return !type.union.tagged || type.union.members.some((member) => hasOverlay(member.type));
  return (
    type.kind === 'struct' &&
    [...type.struct.fields, ...type.struct.tails].some((item) => item.type !== null && hasOverlay(item.type))
  );
}

/** Whether an overlay holds a tagged union: C writes its bytes as they stand, also those behind the member that the tag selects. */
export function hasTagInOverlay({ unions }: Layout): boolean {
  const isTagged = (type: TypeRef): boolean =>
    type.kind === 'union'
      ? type.union.tagged || type.union.members.some((member) => isTagged(member.type))
      : type.kind === 'struct' && type.struct.fields.some((field) => isTagged(field.type));
  return unions.some((union) => !union.tagged && union.members.some((member) => isTagged(member.type)));
}
