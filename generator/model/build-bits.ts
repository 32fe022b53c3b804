import { child, mapsOf, type RawMap, spanOf, stringOf } from '../load/index.ts';
import { BIT_WIDTHS } from './scalars.ts';
import type { Scope } from './scope.ts';
import type { TypeTable } from './type-table.ts';
import type { BitModel, TypeModel } from './types.ts';

/** Reads the bit ranges of a field; `reserved` ranges only claim their place. Null when they stand on the wrong type. */
export function buildBits(raw: RawMap, type: TypeModel, count: number | null, table: TypeTable, scope: Scope): BitModel[] | null {
  const scalar = type.kind === 'scalar' ? type.scalar : null;
  if (count !== null || (scalar !== 'u8' && scalar !== 'u16' && scalar !== 'u32' && scalar !== 'u64')) {
    scope.report('LAY007', spanOf(raw, 'bits'), 'bit ranges stand on a field that is no single u8, u16, u32 or u64');
    return null;
  }
  const width = BIT_WIDTHS[scalar];
  const bits: BitModel[] = [];
  const taken: { at: number; width: number; name: string }[] = [];
  for (const entry of mapsOf(raw, 'bits')) {
    const reserved = child(entry, 'reserved') !== undefined;
    const name = reserved ? 'reserved' : stringOf(entry, 'name');
    const at = scope.number(entry, 'at');
    const size = reserved ? scope.number(entry, 'reserved') : child(entry, 'width') ? scope.number(entry, 'width') : 1;
    if (name === undefined || at === undefined || size === undefined) continue;
    if (at < 0 || size < 1 || at + size > width) {
      scope.report('LAY006', spanOf(entry, 'at'), `\`${name}\` takes bits ${at} to ${at + size - 1} of a ${scalar}, which has bits 0 to ${width - 1}`);
      continue;
    }
    const other = taken.find((range) => at < range.at + range.width && range.at < at + size);
    if (other) {
      scope.report('LAY005', spanOf(entry, 'at'), `\`${name}\` (bits ${at} to ${at + size - 1}) overlaps \`${other.name}\` (bits ${other.at} to ${other.at + other.width - 1})`);
      continue;
    }
    taken.push({ at, width: size, name });
    if (reserved) continue;
    const range = child(entry, 'enum') ? table.enumNamed(entry, 'enum') : null;
    const highest = range?.values.reduce((most, value) => (value.value > most ? value.value : most), 0n) ?? 0n;
    if (highest >> BigInt(size) !== 0n) {
      scope.report('LAY009', spanOf(entry, 'enum'), `the value ${highest} of \`${range?.name}\` does not fit ${size} bits`);
    }
    bits.push({ name, tsName: scope.fieldName(name), at, width: size, enum: range, doc: stringOf(entry, 'doc') ?? '', raw: entry });
  }
  return scope.unique(bits, (bit) => bit.raw, 'bit range');
}
