/** Values that a stub gives to fields that nobody has told it about: 0, or what is legal next to it. */
import type { FieldLayout } from '../../layout/types.ts';
import { bigintLiteral, numberLiteral } from './literals.ts';
import type { Property } from './read-struct.ts';
import { closedEnum, limitsOf, shapeOf, valueOf } from './value.ts';
import { propertiesOf } from './write-fields.ts';

/** Of a single number, enum, flags or bool. */
export function legalProperties(field: FieldLayout): Property[] {
  const [name = '', high = ''] = propertiesOf(field);
  const legal = legalNumber(field);
  switch (shapeOf(valueOf(field))) {
    case 'bool':
      return [[name, 'false']];
    case 'bigint':
      return [[name, bigintLiteral(legal)]];
    case 'pair':
      return [
        [name, numberLiteral(BigInt.asUintN(32, legal))],
        [high, numberLiteral(legal >> 32n)],
      ];
    default:
      return [[name, numberLiteral(legal)]];
  }
}

/** Fields of a header that may not be 0, which is what `encode` makes of those that it is not given. */
export function fieldsThatCantBeZero(fields: readonly FieldLayout[]): FieldLayout[] {
  return fields.filter((field) => isPlain(field) && legalNumber(field) !== 0n);
}

function isPlain({ count, bits, type }: FieldLayout): boolean {
  return count === null && bits === null && type.kind !== 'struct' && type.kind !== 'union';
}

function legalNumber(field: FieldLayout): bigint {
  const listed = closedEnum(field.type);
  if (listed !== null) return listed.values.some(({ value }) => value === 0n) ? 0n : (listed.values[0]?.value ?? 0n);
  const value = valueOf(field);
  if (value.sentinels.some((sentinel) => sentinel.value === 0n)) return 0n;
  const { min, max } = shapeOf(value) === 'float' ? { min: value.min ?? 0n, max: value.max ?? 0n } : limitsOf(value);
  return min > 0n ? min : max < 0n ? max : 0n;
}
