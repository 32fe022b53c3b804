/** Runs the same values and bytes through the frame codec, generated TypeScript and generated C, and stops where they disagree. */
import fc from 'fast-check';
import { encodeFrame, formatHex, type JsonObject, type JsonValue } from '../../generator/frame/index.ts';
import type { Layout } from '../../generator/index.ts';
import { targetsOf } from './c-driver.ts';
import { type CPeer, type CVerdict } from './c-peer.ts';
import { drawn } from './draw.ts';
import { flipBytes, mutationsOf } from './mutations.ts';
import { randomObject } from './random-values.ts';
import type { TsPeer } from './ts-peer.ts';
import { agree, frameCodecVerdict, inC, refusalOf, type Verdict } from './verdict.ts';

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
  readonly c: CPeer | null;
  /** The layouts that `c` was compiled for. */
  readonly layouts: readonly Layout[];
  /** Text of a layout's schema, for the report. */
  readonly schemaOf: (layout: Layout) => string;
}

/** Draws values for everything that a layout names, encodes them with the frame codec and generated TypeScript, and mutates the bytes. */
export function drawCases(layout: Layout, peers: Peers, effort: Effort): Case[] {
  const isFramed = layout.frame !== null;
  const framed = [...(isFramed ? layout.messages : []), ...layout.rpcs].map(({ name }) => name);
  const bare = [...(isFramed ? [] : layout.messages.filter(({ struct }) => struct !== null)), ...layout.structs].map(({ name }) => name);
  return [...framed, ...bare].flatMap((subject) => {
    const values = fc.sample(randomObject(layout, subject), { numRuns: effort.valuesEach, seed: effort.seed });
    return values.flatMap((from): Case[] => {
      const bytes = encodeInBoth(layout, subject, from, peers);
      if (bytes === null) return [];
      const mutated = drawn((draw) => [...mutationsOf(draw, layout, subject, bytes, effort.mutations), ...Array.from({ length: effort.flips }, () => flipBytes(draw, bytes))]);
      const [bad = []] = fc.sample(mutated, { numRuns: 1, seed: effort.seed });
      // Whoever expects a certain message asks for it by name, others take what comes.
      const nameOf = (index: number): string => (framed.includes(subject) && index % 3 > 0 ? 'frame' : subject);
      return [
        { layout, name: framed.includes(subject) ? 'frame' : subject, bytes, from },
        ...bad.map((wrong, index) => ({ layout, name: nameOf(index), bytes: wrong, from: null })),
      ];
    });
  });
}

/** The bytes; null when both refuse the value, for the same reason. */
function encodeInBoth(layout: Layout, subject: string, value: Value, peers: Peers): Uint8Array | null {
  const attempt = (encode: () => Uint8Array): Uint8Array | ReturnType<typeof refusalOf> => {
    try {
      return encode();
    } catch (error) {
      return refusalOf(error);
    }
  };
  const oracle = attempt(() => encodeFrame(layout, subject, value));
  const ts = attempt(() => peers.ts.encode(layout, subject, value));
  const show = (result: typeof oracle): string => ('error' in result ? JSON.stringify(canonicalName(layout, subject, result)) : formatHex(result));
  if (show(oracle) !== show(ts)) throw disagreement(layout, subject, peers, { value: JSON.stringify(value), 'frame codec': show(oracle), TypeScript: show(ts) });
  return 'error' in oracle ? null : oracle;
}

/** @throws Error with schema, hex and the three verdicts of the first case that is judged differently */
export async function compareAll(cases: readonly Case[], peers: Peers): Promise<void> {
  for await (const error of disagreements(cases, peers)) throw error;
}

/** Every case that is judged differently. */
export async function* disagreements(cases: readonly Case[], peers: Peers): AsyncGenerator<Error> {
  const key = (layout: Layout, name: string): string => `${layout.protocol} ${layout.config} ${layout.dataModel} ${name}`;
  const targets = new Map(peers.layouts.flatMap(targetsOf).map(({ layout, name }, index): [string, number] => [key(layout, name), index]));
  const inputs = cases.map(({ layout, name, bytes }) => ({ target: targets.get(key(layout, name)) ?? -1, hex: formatHex(bytes) }));
  const running = peers.c?.verdicts(inputs);
  const inTs = cases.map(({ layout, name, bytes, from }) => peers.ts.verdict(layout, name, bytes, from !== null));
  const oracles = cases.map(({ layout, name, bytes, from }) => frameCodecVerdict(layout, name, bytes, from !== null));
  const inCs = (await running) ?? null;
  for (const [index, one] of cases.entries()) {
    const [oracle, ts] = [oracles[index] as Verdict, inTs[index] as Verdict];
    const c = inCs?.[index];
    const named = (verdict: Verdict): Verdict => canonicalName(one.layout, one.name, verdict);
    const isSame = agree(named(oracle), named(ts)) && (c === undefined || agreesInC(one, inC(named(oracle)), c, named)) && comesBack(one, oracle);
    if (isSame) continue;
    yield disagreement(one.layout, one.name, peers, {
      hex: formatHex(one.bytes),
      ...(one.from === null ? {} : { value: JSON.stringify(one.from) }),
      'frame codec': JSON.stringify(oracle),
      TypeScript: JSON.stringify(ts),
      ...(c === undefined ? {} : { C: JSON.stringify(c) }),
    });
  }
}

/** C encodes what it holds: the bytes that TypeScript made, if anyone did. */
function agreesInC(one: Case, oracle: Verdict, c: CVerdict, named: (verdict: Verdict) => Verdict): boolean {
  const { encodeError, overflow = false, ...verdict } = c;
  if (overflow) return false;
  if ('error' in verdict) return agree(oracle, named(verdict)) || agree(anyMessage(one, oracle), verdict);
  const isRight = one.from === null || (encodeError === undefined && verdict.again === formatHex(one.bytes));
  return isRight && agree(oracle, { ...verdict, again: null });
}

/** C judges a header before anyone asks it for a certain message: of two mistakes it may name the other. */
function anyMessage({ layout, name, bytes }: Case, oracle: Verdict): Verdict {
  const isOther = 'error' in oracle && oracle.error.code === 'SLUICE_ERR_CODE_UNKNOWN' && name !== 'frame';
  return isOther ? inC(frameCodecVerdict(layout, 'frame', bytes, false)) : oracle;
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

/** A struct that is the body of one message may carry that message's name, or its own, in errors when it is handled alone. */
export function canonicalName<T extends Verdict>(layout: Layout, name: string, verdict: T): T {
  if (!('error' in verdict) || name === 'frame' || (layout.frame !== null && layout.messages.some((message) => message.name === name))) return verdict;
  const struct = layout.messages.find((message) => message.name === name)?.struct?.name ?? name;
  const owners = layout.messages.filter((message) => message.struct?.name === struct).map((message) => message.name);
  return owners.includes(verdict.error.message) ? { ...verdict, error: { ...verdict.error, message: struct } } : verdict;
}

function disagreement(layout: Layout, name: string, { schemaOf }: Peers, results: Readonly<Record<string, string>>): Error {
  const { config, dataModel } = layout;
  const lines = Object.entries(results).map(([who, what]) => `${who}: ${what}`);
  const first = `codecs disagree about ${name} (config ${config}, ${dataModel})`;
  const names = name === 'frame' ? /"message":"(\w+)"/.exec(lines.join())?.slice(1) : [name];
  const error = new Error([first, excerpt(schemaOf(layout), names ?? []), ...lines].join('\n'));
  // uvu prints the message, and then the stack, which would repeat it.
  error.stack = first;
  return error;
}

/** The items of a schema that declare one of these names, those that they mention, and what is no item. */
function excerpt(text: string, names: readonly string[]): string {
  const parts = text.split(/^(?=\S| {2}- )/m);
  const declared = parts.map((part) => [...part.matchAll(/^(?: {2}- \{?| {4}body: \{| {6})name: (\w+)/gm)].map(([, name = '']) => name));
  const wanted = new Set(names);
  const isWanted = (index: number): boolean => declared[index]?.some((name) => wanted.has(name)) === true || /^(frame|rpc):/.test(parts[index] ?? '');
  for (let size = -1; size !== wanted.size; ) {
    size = wanted.size;
    for (const [index, part] of parts.entries()) if (isWanted(index)) for (const word of part.match(/\w+/g) ?? []) wanted.add(word);
  }
  return parts.filter((_, index) => declared[index]?.length === 0 || isWanted(index)).join('');
}
