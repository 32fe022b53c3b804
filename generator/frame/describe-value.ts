/** Values as people read them in a dump: `2 PGROUP`, `5 READ|EXECUTE`, `kind=3 urgent=1`, `"pipe:42"`. */
import type { NamedValue } from '../layout/types.ts';
import { integerToJson } from './json.ts';
import { bitsOf, isBool, type ValueRules } from './value-rules.ts';

export function describeInteger(rules: ValueRules, value: bigint): string {
  const { type, bits, sentinels } = rules;
  if (isBool(type)) return value === 0n ? 'false' : value === 1n ? 'true' : String(value);
  if (bits !== null)
    return bits.map((bit) => `${bit.name}=${describeNamed(bit.enum?.values ?? [], bitsOf(bit, value))}`).join(' ');
  if (type.kind === 'flags') return describeFlags(type.flags.bits, value);
  return describeNamed(type.kind === 'enum' ? type.enum.values : sentinels, value);
}

function describeNamed(names: readonly NamedValue[], value: bigint): string {
  const known = names.find((name) => name.value === value);
  const digits = String(integerToJson(value));
  return known === undefined ? digits : `${digits} ${known.name}`;
}

/** Single flags only; a combination (`of:`) would repeat them. */
function describeFlags(flags: readonly NamedValue[], value: bigint): string {
  const set = flags.filter((flag) => isSingleBit(flag.value) && (flag.value & value) !== 0n).map((flag) => flag.name);
  const digits = String(integerToJson(value));
  return set.length === 0 ? digits : `${digits} ${set.join('|')}`;
}

function isSingleBit(mask: bigint): boolean {
  return mask !== 0n && (mask & (mask - 1n)) === 0n;
}

/** Bytes as text where they are printable, so that a person may recognise them. */
export function describeBytes(bytes: Uint8Array): string {
  const text = Array.from(bytes.subarray(0, 32), (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join(
    '',
  );
  return `|${text}|${bytes.length > 32 ? '…' : ''}`;
}

/** Text in quotes; what could steer a terminal (C1 controls, direction overrides) is escaped like other controls. */
export function describeText(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
