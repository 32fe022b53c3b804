import { child, type LoadedFiles, type ProblemList, type RawMap, stringOf } from '../load/index.ts';
import { buildMessages, declareBodies } from './build-messages.ts';
import { buildRpcs } from './build-rpcs.ts';
import { type Declared, declareStruct, declareUnion, defineStruct, defineUnion } from './build-structs.ts';
import { buildConstants, buildEnum, buildFlags } from './build-values.ts';
import { checkCodes } from './check-codes.ts';
import { checkNames } from './check-names.ts';
import { checkRecursion } from './check-recursion.ts';
import { collectItems } from './collect.ts';
import { Scope, wordsOf } from './scope.ts';
import { TypeTable } from './type-table.ts';
import type { ByteOrderRule, FrameModel, Model, StructModel, UnionModel } from './types.ts';

/** A config of a schema: its name (null when the schema has none) and the features that are on. */
export interface ConfigChoice {
  readonly name: string | null;
  readonly features: readonly string[];
}

/** Most bytes of a frame where the schema does not say: 1 MiB. */
export const DEFAULT_MAX_FRAME: number = 1024 * 1024;

/** Resolves every name of a schema for one config. Always gives a model; when problems were reported it must not be used for output. */
export function buildModel(files: LoadedFiles, source: string, declared: readonly string[], config: ConfigChoice, problems: ProblemList): Model {
  const { root } = files;
  const prefixes = [...new Set(files.files.flatMap((file) => wordsOf(file, 'c_prefix')))];
  const scope = new Scope(problems, new Set(declared), new Set(config.features), prefixes);
  const items = collectItems(files, scope);
  const constants = buildConstants(items.constants, scope);
  const table = new TypeTable(scope);
  const enums = items.enums.flatMap((item) => buildEnum(item, scope) ?? []).filter((e) => table.add(e.name, e.raw ?? root, { kind: 'enum', enum: e }));
  const flags = items.flags.flatMap((item) => buildFlags(item, scope) ?? []).filter((f) => table.add(f.name, f.raw ?? root, { kind: 'flags', flags: f }));
  for (const item of items.types) table.addAlias(item);
  const structs = items.structs.flatMap((item) => declareStruct(item, table, scope) ?? []);
  const unions = items.unions.flatMap((item) => declareUnion(item, table, scope) ?? []);
  const bodies = declareBodies(items.codes, table, scope);
  const enumValues = new Map(enums.flatMap((e) => e.values.map((value): [string, bigint] => [value.name, value.value])));
  for (const union of unions) defineUnion(union, table, scope, (name) => enumValues.get(name));
  const declaredStructs: Declared<StructModel>[] = [...structs, ...bodies.values()];
  for (const struct of declaredStructs) defineStruct(struct, table, scope);
  const aggregates: (StructModel | UnionModel)[] = [...structs, ...unions, ...bodies.values()].map((d) => d.model);
  checkRecursion(aggregates, scope);
  const frame = buildFrame(root, table, scope);
  const hasHeader = child(root, 'frame') !== undefined;
  const numbering = !hasHeader ? 'none' : stringOf(root, 'numbering') === 'sequential' ? 'sequential' : 'explicit';
  const codes = buildMessages(items.codes, numbering, bodies, table, scope);
  const messages = scope.unique(codes.messages, (message) => message.raw, 'message');
  const maxCode = child(root, 'max_code') ? (scope.number(root, 'max_code') ?? null) : null;
  checkCodes({ ...codes, messages }, items.codes, numbering, maxCode, scope);
  const rpcs = buildRpcs(root, items.rpcs, table, scope);
  const model: Model = {
    ...scope.documented(root),
    protocol: stringOf(root, 'protocol') ?? '',
    source,
    config: config.name,
    features: config.features,
    byteOrder: (stringOf(root, 'byte_order') as ByteOrderRule | undefined) ?? 'little',
    cPrefixes: prefixes,
    constants,
    enums,
    flags,
    aggregates,
    frame,
    maxCode,
    codes: [...codes.entries, ...rpcs.entries],
    reserved: [...codes.reserved, ...rpcs.reserved],
    messages,
    rpc: rpcs.frame,
    rpcs: rpcs.rpcs,
  };
  checkNames(model, root, scope);
  return model;
}

function buildFrame(root: RawMap, table: TypeTable, scope: Scope): FrameModel | null {
  const raw = child(root, 'frame');
  if (raw?.kind !== 'map') return null;
  const header = table.structNamed(raw, 'header');
  if (!header) return null;
  return {
    raw,
    header,
    min: scope.number(raw, 'min') ?? 0,
    align: scope.number(raw, 'align') ?? 1,
    max: scope.number(raw, 'max') ?? DEFAULT_MAX_FRAME,
  };
}
