/** What several helpers ask about the type of a value. */
import type { ScalarName, TypeRef } from '../../generator/index.ts';

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
