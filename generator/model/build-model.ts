import { child, isBrokenAt, type LoadedFiles, type ProblemList, type RawMap, spanOf, stringOf } from '../load/index.ts';
import { buildMessages, checkNumbering, declareBodies, type Numbering } from './build-messages.ts';
import { buildRpcs } from './build-rpcs.ts';
import { declareStruct, declareUnion, defineFields, defineTails, defineUnion } from './build-structs.ts';
import { buildConstants, buildEnum, buildFlags } from './build-values.ts';
import { checkCallNumbers, checkCodes } from './check-codes.ts';
import { checkNames } from './check-names.ts';
import { checkRecursion } from './check-recursion.ts';
import { collectItems } from './collect.ts';
import { type ConfigTarget, Scope, wordsOf } from './scope.ts';
import { TypeTable } from './type-table.ts';
import type { ByteOrderRule, FrameModel, Model, StructModel, UnionModel } from './types.ts';

/** Most bytes of a frame where the schema does not say: 1 MiB. */
export const DEFAULT_MAX_FRAME: number = 1024 * 1024;
/** Most bytes of a frame at all: its size is a number in every language. */
const MAX_FRAME = 0x7fff_ffff;

/** Resolves every name of a schema for one config. Always gives a model; when problems were reported it must not be used for output. */
export function buildModel(files: LoadedFiles, source: string, config: ConfigTarget, problems: ProblemList): Model {
  const { root } = files;
  const prefixes = [...new Set(files.files.flatMap((file) => wordsOf(file, 'c_prefix')))];
  const scope = new Scope(problems, config, prefixes);
  if (!files.complete) scope.loseNames();
  const items = collectItems(files, scope);
  const constants = buildConstants(items.constants, scope);
  const table = new TypeTable(scope);
  const enums = items.enums
    .flatMap((item) => buildEnum(item, scope) ?? [])
    .filter((e) => table.add(e.name, e.raw ?? root, { kind: 'enum', enum: e }));
  const flags = items.flags
    .flatMap((item) => buildFlags(item, scope) ?? [])
    .filter((f) => table.add(f.name, f.raw ?? root, { kind: 'flags', flags: f }));
  const types = table.addAliases(items.types);
  const structs = items.structs.flatMap((item) => declareStruct(item, table, scope) ?? []);
  const unions = items.unions.flatMap((item) => declareUnion(item, table, scope) ?? []);
  const bodies = declareBodies(items.codes, table, scope);
  const enumValues = new Map(enums.flatMap((e) => e.values.map((value): [string, bigint] => [value.name, value.value])));
  for (const union of unions) defineUnion(union, table, scope, enumValues);
  const withFields = [...structs, ...bodies.values()].map((struct) => ({ struct, names: defineFields(struct, table, scope) }));
  for (const { struct, names } of withFields) defineTails(struct, names, table, scope);
  const aggregates: (StructModel | UnionModel)[] = [...structs, ...unions, ...bodies.values()].map((d) => d.model);
  checkRecursion(aggregates, scope);
  const frame = buildFrame(root, table, scope);
  const numbering = numberingOf(root);
  checkNumbering(items.codes, numbering, scope);
  const codes = buildMessages(items.codes, numbering, bodies, table, scope);
  const maxCode = scope.number(root, 'max_code', 1) ?? null;
  checkCodes(codes, items, numbering, maxCode, scope);
  const rpcs = buildRpcs(root, items.rpcs, table, scope);
  const model: Model = {
    ...scope.documented(root),
    raw: root,
    protocol: stringOf(root, 'protocol') ?? '',
    source,
    config: config.name,
    features: config.features,
    byteOrder: (stringOf(root, 'byte_order') as ByteOrderRule | undefined) ?? 'little',
    cPrefixes: prefixes,
    constants,
    types,
    enums,
    flags,
    aggregates,
    frame,
    maxCode,
    codes: [...codes.entries, ...rpcs.entries],
    reserved: [...codes.reserved, ...rpcs.reserved],
    messages: codes.messages,
    rpc: rpcs.frame,
    rpcs: rpcs.rpcs,
  };
  checkCallNumbers(model, scope);
  checkNames(model, root, items, scope);
  return model;
}

function numberingOf(root: RawMap): Numbering {
  const frame = child(root, 'frame');
  if (isBrokenAt(root, 'numbering') || frame?.kind === 'broken') return 'unsure';
  if (root.lacking && (!frame || !child(root, 'numbering'))) return 'unsure'; // one of its keys is gone
  if (!frame) return 'none';
  return stringOf(root, 'numbering') === 'sequential' ? 'sequential' : 'explicit';
}

function buildFrame(root: RawMap, table: TypeTable, scope: Scope): FrameModel | null {
  const raw = child(root, 'frame');
  if (raw?.kind !== 'map') return null;
  const header = table.structNamed(raw, 'header');
  const least = scope.number(raw, 'min', 0, MAX_FRAME);
  const most = scope.number(raw, 'max', 1, MAX_FRAME);
  const align = scope.alignment(raw, 'align');
  const min = least ?? 0;
  const max = most ?? Math.max(DEFAULT_MAX_FRAME, min);
  if (min > max) scope.report('KEY006', spanOf(raw, 'max'), `\`max: ${max}\` is below \`min: ${min}\``, 'swap them');
  const areRead = (least !== undefined || !child(raw, 'min')) && (most !== undefined || !child(raw, 'max'));
  return header && { raw, header, min, align, max, isSure: areRead && !raw.lacking && min <= max };
}
