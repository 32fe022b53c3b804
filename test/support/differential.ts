/** Runs the same values and bytes through the frame codec, generated TypeScript and generated C, and stops where they disagree. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { encodeFrame, formatHex, type JsonObject, type JsonValue } from '../../generator/frame/index.ts';
import type { Layout, StructLayout } from '../../generator/index.ts';
import { errorNames } from '../../generator/layout/index.ts';
import { targetsOf } from './c-driver.ts';
import type { CPeer, CVerdict } from './c-peer.ts';
import { disagreement } from './disagreement.ts';
import { drawn } from './draw.ts';
import { flipBytes, mutationsOf } from './mutations.ts';
import { randomObject } from './random-values.ts';
import { spoil } from './spoil.ts';
import type { TsPeer } from './ts-peer.ts';
import { OnlyInJson } from './ts-values.ts';
import { hasOverlay, hasTagInOverlay } from './type-facts.ts';
import {
  agree,
  errorInC,
  frameCodecVerdict,
  inC,
  type RefusalVerdict,
  refusalOf,
  type StructureVerdict,
  type Verdict,
} from './verdict.ts';

/** Bytes for all three to judge. */
export interface Case {
  readonly layout: Layout;
  /** `frame`, or the C name of a message, an RPC or a struct. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Whether an encoder made it, and the value it made it of. */
  readonly from: Value | null;
}

export interface Value {
  readonly header?: JsonObject;
  readonly body: JsonObject;
}

/** How much to try. */
export interface Effort {
  readonly seed: number;
  readonly valuesEach: number;
  /** Most structural mutations of each valid frame, and how many random ones. */
  readonly mutations: number;
  readonly flips: number;
}

export interface Peers {
  readonly ts: TsPeer;
  /** The same C by several compilers, or none. */
  readonly cs: readonly CPeer[];
  /** The layouts that `cs` were compiled for. */
  readonly layouts: readonly Layout[];
  /** Text of a layout's schema, for the report. */
  readonly schemaOf: (layout: Layout) => string;
}

/** Draws values for everything that a layout names, encodes them with the frame codec and generated TypeScript, and mutates the bytes. */
export function drawCases(layout: Layout, peers: Peers, effort: Effort): Case[] {
  const isFramed = layout.frame !== null;
  const framed = [...(isFramed ? layout.messages : []), ...layout.rpcs].map(({ name }) => name);
  const bare = [...(isFramed ? [] : layout.messages.filter(({ struct }) => struct !== null)), ...layout.structs].map(
    ({ name }) => name,
  );
  const casesOf = (subject: string): Case[] => {
    const values = fc.sample(randomObject(layout, subject), { numRuns: effort.valuesEach, seed: effort.seed });
    for (const value of values) encodeSpoiled(layout, subject, value, peers, effort);
    return values.flatMap((from): Case[] => {
      const bytes = encodeInBoth(layout, subject, from, peers);
      if (bytes === null) return [];
      const mutated = drawn((draw) => [
        ...mutationsOf(draw, layout, subject, bytes, effort.mutations),
        ...Array.from({ length: effort.flips }, () => flipBytes(draw, bytes)),
      ]);
      const [bad = []] = fc.sample(mutated, { numRuns: 1, seed: effort.seed });
      // Whoever expects a certain message asks for it by name, others take what comes.
      const nameOf = (index: number): string => (framed.includes(subject) && index % 3 > 0 ? 'frame' : subject);
      return [
        { layout, name: framed.includes(subject) ? 'frame' : subject, bytes, from },
        ...bad.map((wrong, index) => ({ layout, name: nameOf(index), bytes: wrong, from: null })),
      ];
    });
  };
  return withoutTraces(() => [...framed, ...bare].flatMap(casesOf));
}

/** Most cases are refused, and nobody asks where: traces would take a sixth of the time. */
function withoutTraces<T>(action: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return action();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/** Both encoders must say the same about values that are mostly wrong. */
function encodeSpoiled(layout: Layout, subject: string, value: Value, peers: Peers, { seed, flips }: Effort): void {
  for (const bad of fc.sample(
    drawn((draw) => spoil(draw, value)),
    { numRuns: flips, seed },
  )) {
    try {
      encodeInBoth(layout, subject, bad, peers);
    } catch (error) {
      if (!(error instanceof OnlyInJson)) throw error;
    }
  }
}

/** The bytes; null when both refuse the value, for the same reason. */
function encodeInBoth(layout: Layout, subject: string, value: Value, peers: Peers): Uint8Array | null {
  const attempt = (encode: () => Uint8Array): Uint8Array | ReturnType<typeof refusalOf> => {
    try {
      return encode();
    } catch (error) {
      if (error instanceof OnlyInJson) throw error;
      return refusalOf(error);
    }
  };
  const oracle = attempt(() => encodeFrame(layout, subject, value));
  const ts = attempt(() => peers.ts.encode(layout, subject, value));
  const show = (result: typeof oracle): string =>
    'error' in result ? JSON.stringify(canonicalName(layout, subject, result)) : formatHex(result);
  if (show(oracle) !== show(ts))
    throw disagreement(layout, subject, peers.schemaOf(layout), {
      value: JSON.stringify(value),
      'frame codec': show(oracle),
      TypeScript: show(ts),
    });
  return 'error' in oracle ? null : oracle;
}

/** @throws Error with schema, hex and the three verdicts of the first case that is judged differently */
export async function compareAll(cases: readonly Case[], peers: Peers): Promise<void> {
  for await (const error of disagreements(cases, peers)) throw error;
}

/** Every case that is judged differently. */
export async function* disagreements(cases: readonly Case[], peers: Peers): AsyncGenerator<Error> {
  const key = (layout: Layout, name: string): string => `${layout.protocol} ${layout.config} ${layout.dataModel} ${name}`;
  const targets = new Map(
    peers.layouts.flatMap(targetsOf).map(({ layout, name }, index): [string, number] => [key(layout, name), index]),
  );
  const inputs = cases.map(({ layout, name, bytes }) => ({
    target: targets.get(key(layout, name)) ?? -1,
    hex: formatHex(bytes),
  }));
  const running = Promise.all(peers.cs.map((c) => c.verdicts(inputs)));
  const [inTs, oracles] = withoutTraces(() => [
    cases.map(({ layout, name, bytes }) => peers.ts.verdict(layout, name, bytes)),
    cases.map(({ layout, name, bytes }) => frameCodecVerdict(layout, name, bytes)),
  ]);
  const inCs = await running;
  for (const [index, one] of cases.entries()) {
    const [oracle, ts] = [oracles[index] as Verdict, inTs[index] as Verdict];
    const named = (verdict: Verdict): Verdict => canonicalName(one.layout, one.name, verdict);
    const structure = withoutTraces(() => peers.ts.structure(one.layout, one.name, one.bytes, ts));
    const answers = inCs.map((verdicts) => verdicts[index] as CVerdict);
    const isSame = (c?: CVerdict): boolean =>
      agreesOnStructure(one, oracle, structure, c) && (c === undefined || agreesInC(one, inC(named(oracle)), c, named));
    const wrong = answers.find((c) => !isSame(c));
    if (agree(named(oracle), named(ts)) && comesBack(one, oracle) && (answers.length > 0 ? wrong === undefined : isSame()))
      continue;
    const c = wrong ?? answers[0];
    yield disagreement(one.layout, one.name, peers.schemaOf(one.layout), {
      hex: formatHex(one.bytes),
      ...(one.from === null ? {} : { value: JSON.stringify(one.from) }),
      'frame codec': JSON.stringify(oracle),
      TypeScript: JSON.stringify({ ...ts, ...structure }),
      ...(c === undefined ? {} : { C: JSON.stringify(c) }),
    });
  }
}

/** C encodes what it holds: the bytes that an encoder made, or that the frame codec makes of the same value. */
function agreesInC(one: Case, oracle: Verdict, c: CVerdict, named: (verdict: Verdict) => Verdict): boolean {
  const { encodeError, overflow = false, structure, length: _, refusal, ...verdict } = c;
  if (overflow) return false;
  if ('error' in verdict) {
    if (structure === null && isJudgedAlike(one, verdict) && !isDeepStrictEqual(refusal, verdict.error)) return false;
    return agree(oracle, named(verdict)) || agree(anyMessage(one, oracle), verdict);
  }
  const again = one.from !== null ? formatHex(one.bytes) : againInC(one, oracle);
  const isRight = again === null || (encodeError === undefined && verdict.again === again);
  return isRight && agree(oracle, { ...verdict, again: null });
}

/** Whether C refuses to write a value for the reason that it refuses to read it: not in overlays, and a count that nobody needs is written 0. */
function isJudgedAlike({ layout, name }: Case, { error }: RefusalVerdict): boolean {
  if (!/RANGE|ENUM|BITS|UNION|UTF8/.test(error.code)) return false;
  const struct = structOf(layout, name);
  if (struct === null || hasOverlay({ kind: 'struct', struct })) return false;
  const counts = layout.structs.flatMap(({ fields }) => fields.filter((field) => field.counts !== null));
  return !counts.some((field) => field.name === error.field?.split('.').at(-1));
}

/** What C should make of bytes that nobody encoded; null where it writes some of them as they stand, padding included. */
function againInC({ layout, name }: Case, oracle: Verdict): string | null {
  if (!('again' in oracle) || oracle.again === null || /[^0-9a-f]/.test(oracle.again) || hasTagInOverlay(layout)) return null;
  const wanted = oracle.message ?? name;
  return structOf(layout, wanted)?.tails.some(({ type }) => type !== null && type.kind !== 'scalar') === true
    ? null
    : oracle.again;
}

/** The struct of that name, or the body of that message. */
function structOf(layout: Layout, name: string): StructLayout | null {
  const message = layout.messages.find((candidate) => candidate.name === name);
  return message?.struct ?? layout.structs.find((candidate) => candidate.name === name) ?? null;
}

/** Errors that do not need anyone to look at a value. */
const STRUCTURAL = /TRUNCATED|COUNT|TERMINATOR|OFFSET/;

/** Views and checks accept what decode does, and refuse what it refuses for its structure. */
function agreesOnStructure(
  { layout, name, bytes }: Case,
  oracle: Verdict,
  ts: StructureVerdict,
  c: StructureVerdict = {},
): boolean {
  const show = (verdict: StructureVerdict, isC: boolean): StructureVerdict => {
    const shown = (item: StructureVerdict['length']): StructureVerdict['length'] => {
      if (typeof item !== 'object' || item === null) return item;
      const { error } = canonicalName(layout, name, { error: item });
      return isC ? error : errorInC(error);
    };
    return Object.fromEntries(Object.entries(verdict).map(([key, item]) => [key, shown(item)])) as StructureVerdict;
  };
  const { structure = null, length = null } = show(ts, false);
  const inC = show(c, true);
  if (inC.structure !== undefined && !isDeepStrictEqual(inC.structure, structure)) return false;
  if (inC.length !== undefined && !isDeepStrictEqual(inC.length, length)) return false;
  if (!('error' in oracle)) return structure === null && (ts.length === undefined || length === bytes.length);
  return (
    !STRUCTURAL.test(oracle.error.code) ||
    ts.structure === undefined ||
    isDeepStrictEqual(structure, errorInC(canonicalName(layout, name, oracle).error))
  );
}

/** C judges a header before anyone asks it for a certain message: of two mistakes it may name the other. */
function anyMessage({ layout, name, bytes }: Case, oracle: Verdict): Verdict {
  const isOther = 'error' in oracle && oracle.error.code === 'SLUICE_ERR_CODE_UNKNOWN' && name !== 'frame';
  return isOther ? inC(frameCodecVerdict(layout, 'frame', bytes)) : oracle;
}

/** What was encoded comes back when it is decoded; a refusal is possible where members of an overlay share bytes. */
function comesBack({ from }: Case, verdict: Verdict): boolean {
  if (from === null || 'error' in verdict) return true;
  return holds(verdict.body, from.body) && holds(verdict.header ?? {}, from.header ?? {});
}

/** Whether `whole` has everything that `part` has; bytes may go on, as a rest tail does in a padded frame. */
function holds(whole: JsonValue, part: JsonValue): boolean {
  if (typeof whole === 'string' && typeof part === 'string') return whole.startsWith(part);
  if (typeof whole !== 'object' || typeof part !== 'object' || whole === null || part === null) return Object.is(whole, part);
  return Object.entries(part).every(([key, value]) => holds((whole as JsonObject)[key] ?? null, value));
}

/** C handles messages without a header as structs: one that several messages share carries its own name in errors. */
export function canonicalName<T extends Verdict>(layout: Layout, name: string, verdict: T): T {
  if (!('error' in verdict) || layout.frame !== null) return verdict;
  const struct = layout.messages.find((message) => message.name === name)?.struct ?? null;
  if (struct === null || verdict.error.message !== name) return verdict;
  return { ...verdict, error: { ...verdict.error, message: errorNames(layout)(struct) } };
}
