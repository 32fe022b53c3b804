/** The `if:` of a tail as C expressions. */
import type { Condition, FieldLayout } from '../../layout/types.ts';
import { asNumber, cScalar, cUnsigned, isSigned, loadScalar, pointerTo, scalarOf } from './c-types.ts';
import { valueName } from './judge.ts';
import { literal, mask } from './literals.ts';

/** The field that an `if:` looks at, from the bytes. */
export function declareSelector(field: FieldLayout): string {
  const scalar = scalarOf(field.type) ?? 'u8';
  return `const ${cScalar(scalar)} selector = ${loadScalar(scalar, field.byteOrder, pointerTo('walk->at', field.offset))}`;
}

/** True when an `if:` does not hold. */
export function absence({ field, values, mask: bits }: Condition, held: string): string {
  const scalar = scalarOf(field.type) ?? 'u8';
  const selector = asNumber(scalar, held);
  if (bits !== null) {
    const shown = valueName(field.type, bits) ?? mask(bits, scalar);
    return `(${isSigned(scalar) ? `(${cUnsigned(scalar)})${selector}` : selector} & ${shown}) != ${shown}`;
  }
  return (values ?? []).map((value) => `${selector} != ${valueName(field.type, value) ?? literal(value, scalar)}`).join(' && ');
}
