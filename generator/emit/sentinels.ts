/** Constants for sentinels: the named values that fields, tails, union members and arguments allow whatever their bounds. */
import type { JsPolicy, Layout, NamedValue, ScalarName, TypeRef } from '../layout/types.ts';
import { dropPrefix, reservedIn } from '../model/index.ts';

export interface SentinelConstant extends NamedValue {
  readonly scalar: ScalarName;
  /** Whether the field is a bigint in TypeScript, so that the two can be compared. */
  readonly isBig: boolean;
  /** C path of what first allows it: `rg_wait.timeout_ms`. */
  readonly place: string;
}

interface Holder {
  readonly name: string;
  readonly type: TypeRef;
  readonly js: JsPolicy | null;
  readonly sentinels: readonly NamedValue[];
}

/**
 * One constant for each, in the order of the schema. A name that looks like a constant's serves as it stands, and once for all fields
 * that mean the same by it. Any other, and one that something else has, stands behind its struct and field:
 * a macro called `any` would rewrite its users' code.
 */
export function sentinelConstants(layout: Layout): SentinelConstant[] {
  const taken = takenNames(layout);
  const shared = new Map<string, string>();
  const constants: SentinelConstant[] = [];
  for (const [owner, holder] of holdersOf(layout)) {
    const scalar = scalarOf(holder.type);
    const isBig = scalar.endsWith('64') && holder.js !== 'number';
    for (const sentinel of holder.sentinels) {
      const { name, tsName, value } = sentinel;
      const meaning = `${scalar} ${isBig} ${value}`;
      if (shared.get(name) === meaning) continue;
      const place = `${owner}.${holder.name}`;
      const isFree = /^[A-Z][A-Z0-9_]*$/.test(name) && reservedIn(name) === null && !taken.has(name) && !taken.has(tsName);
      if (isFree) shared.set(name, meaning);
      const own = isFree ? { name, tsName } : behindPlace(layout, owner, holder.name, name, taken);
      taken.add(own.name).add(own.tsName);
      constants.push({ ...sentinel, ...own, scalar, isBig, place });
    }
  }
  return constants;
}

function behindPlace(layout: Layout, owner: string, holder: string, name: string, taken: ReadonlySet<string>): NamesOf {
  const whole = `${owner}_${holder}_${dropPrefix(name, layout.cPrefixes)}`;
  let tail = '';
  const names = (): NamesOf => ({
    name: `${whole}${tail}`.toUpperCase(),
    tsName: `${dropPrefix(whole, layout.cPrefixes)}${tail}`.toUpperCase(),
  });
  while (taken.has(names().name) || taken.has(names().tsName)) tail += '_';
  return names();
}

type NamesOf = Pick<SentinelConstant, 'name' | 'tsName'>;

function* holdersOf(layout: Layout): Generator<[owner: string, holder: Holder]> {
  for (const item of layout.aggregates) {
    const holders = item.kind === 'union' ? item.members : item.fields;
    for (const holder of holders) yield [item.name, holder];
    if (item.kind === 'union') continue;
    for (const tail of item.tails) if (tail.type !== null) yield [item.name, { ...tail, type: tail.type }];
  }
  for (const rpc of layout.rpcs) for (const argument of rpc.args) yield [rpc.name, argument];
}

function scalarOf(type: TypeRef): ScalarName {
  if (type.kind === 'scalar') return type.scalar;
  if (type.kind === 'enum') return type.enum.scalar;
  return type.kind === 'flags' ? type.flags.scalar : 'i64';
}

/** What C or TypeScript has at its top level under this protocol. */
function takenNames(layout: Layout): Set<string> {
  const { constants, enums, flags, codes, aggregates, messages, rpcs } = layout;
  const values = [...enums.flatMap((item) => item.values), ...flags.flatMap((item) => item.bits)];
  return new Set([
    ...['PROTOCOL_FINGERPRINT', 'FINGERPRINTS'],
    ...[...constants, ...enums, ...flags, ...codes, ...aggregates, ...messages, ...rpcs].flatMap((item) => [
      item.name,
      item.tsName,
    ]),
    ...values.map((value) => value.name),
  ]);
}
