import { child, mapsOf, type RawMap, spanOf, stringOf } from '../load/index.ts';
import { BIT_WIDTHS } from './scalars.ts';
import type { Scope } from './scope.ts';
import type { TypeTable } from './type-table.ts';
import type { BitModel, EnumModel, TypeModel } from './types.ts';

interface Taken {
  readonly at: number;
  readonly width: number;
  readonly name: string;
}

/** Reads the bit ranges of a field; `reserved` ranges only claim their place. Null when they stand on the wrong type. */
export function buildBits(raw: RawMap, type: TypeModel, count: number | null, table: TypeTable, scope: Scope): BitModel[] | null {
  const scalar = type.kind === 'scalar' ? type.scalar : null;
  if (count !== null || (scalar !== 'u8' && scalar !== 'u16' && scalar !== 'u32' && scalar !== 'u64')) {
    const found = count === null ? `a field of type \`${stringOf(raw, 'type')}\`` : 'an array';
    scope.report('LAY007', spanOf(raw, 'name'), `bit ranges stand on ${found}`, 'use a single u8, u16, u32 or u64');
    return null;
  }
  const bits: BitModel[] = [];
  const taken: Taken[] = [];
  for (const entry of mapsOf(raw, 'bits')) {
    const place = placeOf(entry, scope);
    if (!place || !isFree(entry, place, BIT_WIDTHS[scalar], taken, scope)) continue;
    taken.push(place);
    if (child(entry, 'reserved')) continue;
    const { name, at, width } = place;
    const item = child(entry, 'enum') ? table.enumNamed(entry, 'enum') : null;
    if (item) checkValues(entry, item, width, scope);
    bits.push({ name, tsName: scope.fieldName(name), at, width, enum: item, doc: stringOf(entry, 'doc') ?? '', raw: entry });
  }
  return scope.unique(bits, (bit) => bit.raw, 'bit range');
}

function placeOf(entry: RawMap, scope: Scope): Taken | null {
  const widthKey = child(entry, 'reserved') ? 'reserved' : 'width';
  const name = widthKey === 'reserved' ? 'reserved' : stringOf(entry, 'name');
  const at = scope.number(entry, 'at', 0, 63);
  const width = child(entry, widthKey) ? scope.number(entry, widthKey, 1, 64) : 1;
  return name === undefined || at === undefined || width === undefined ? null : { name, at, width };
}

/** Whether the range lies within the integer and on no other range. */
function isFree(entry: RawMap, place: Taken, size: number, taken: readonly Taken[], scope: Scope): boolean {
  const { name, at, width } = place;
  const other = taken.find((range) => at < range.at + range.width && range.at < at + width);
  if (at + width > size) {
    scope.report(
      'LAY006',
      spanOf(entry, 'at'),
      `\`${name}\` takes ${bitsOf(place)}, but there are bits 0 to ${size - 1}`,
      'make the range narrower, or the integer wider',
    );
  } else if (other) {
    const free = firstFree(width, size, taken);
    const fix = free === undefined ? 'no other place is wide enough' : `start at bit ${free}`;
    scope.report(
      'LAY005',
      spanOf(entry, 'at'),
      `\`${name}\` takes ${bitsOf(place)}, which overlaps ${bitsOf(other)} of \`${other.name}\``,
      fix,
    );
  } else return true;
  return false;
}

function bitsOf({ at, width }: Taken): string {
  return width === 1 ? `bit ${at}` : `bits ${at} to ${at + width - 1}`;
}

/** The lowest bit where a range of this width fits between those taken so far. */
function firstFree(width: number, size: number, taken: readonly Taken[]): number | undefined {
  for (let at = 0; at + width <= size; at++) {
    if (!taken.some((range) => at < range.at + range.width && range.at < at + width)) return at;
  }
  return undefined;
}

function checkValues(entry: RawMap, item: EnumModel, width: number, scope: Scope): void {
  const wrong = item.values.find(({ value }) => value < 0n || value >> BigInt(width) !== 0n);
  if (wrong)
    scope.report(
      'LAY009',
      spanOf(entry, 'enum'),
      `the value ${wrong.value} of \`${wrong.name}\` does not fit ${width} bits`,
      'make the range wider',
    );
}
