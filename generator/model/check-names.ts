import { child, type RawMap, spanOf } from '../load/index.ts';
import { GENERATED_NAMES, reservedIn, VIEW_NAMES } from './names.ts';
import type { Scope } from './scope.ts';
import type { FieldModel, Model, StructModel, TailModel, UnionModel } from './types.ts';

interface Name {
  readonly c: string;
  readonly ts: string;
  readonly raw: RawMap;
  readonly key?: string;
}

/** Reserved names, and names that meet in C or after renaming for TypeScript. */
export function checkNames(model: Model, root: RawMap, scope: Scope): void {
  const header = model.frame?.header;
  const modules = new NameSpace(scope, new Set([...GENERATED_NAMES].filter((name) => name !== header?.tsName || name !== 'Header')));
  for (const item of [...model.enums, ...model.flags, ...model.aggregates]) {
    const raw = item.raw ?? root;
    modules.add({ c: item.name, ts: item.tsName, raw, key: child(raw, 'typedef') ? 'typedef' : 'name' });
  }
  for (const message of model.messages) {
    if (message.struct && message.struct.tsName === message.tsName) checkReserved(message.name, message.raw, 'name', scope);
    else modules.add({ c: message.name, ts: message.tsName, raw: message.raw });
  }
  for (const rpc of model.rpcs) modules.add({ c: rpc.name, ts: rpc.tsName, raw: rpc.raw });
  for (const aggregate of model.aggregates) {
    if (aggregate.kind === 'struct') checkStruct(aggregate, scope);
    else checkUnion(aggregate, root, scope);
  }
  for (const rpc of model.rpcs) {
    const args = new NameSpace(scope, new Set());
    for (const argument of rpc.args) args.add({ c: argument.name, ts: argument.tsName, raw: argument.raw });
  }
  checkOrdinary(model, root, scope);
}

function checkStruct(struct: StructModel, scope: Scope): void {
  const names = new NameSpace(scope, VIEW_NAMES);
  for (const member of struct.members) if (member.kind === 'field') addField(names, member);
  for (const tail of struct.tails) addTail(names, tail);
  for (const member of struct.members) {
    if (member.kind !== 'field' || !member.bits) continue;
    const bits = new NameSpace(scope, new Set());
    for (const bit of member.bits) bits.add({ c: bit.name, ts: bit.tsName, raw: bit.raw });
  }
}

function addField(names: NameSpace, field: FieldModel): void {
  names.add({ c: field.name, ts: field.tsName, raw: field.raw });
  const derived = field.js === 'pair' ? ['Lo', 'Hi', 'Big'] : field.js === 'number' ? ['Big'] : [];
  for (const suffix of derived) names.derive(`${field.tsName}${suffix}`, field.name, field.raw);
}

function addTail(names: NameSpace, tail: TailModel): void {
  names.add({ c: tail.name, ts: tail.tsName, raw: tail.raw });
  for (const suffix of ['Count', 'At', 'Into']) names.derive(`${tail.tsName}${suffix}`, tail.name, tail.raw);
}

function checkUnion(union: UnionModel, root: RawMap, scope: Scope): void {
  const names = new NameSpace(scope, new Set());
  for (const member of union.members) names.add({ c: member.name, ts: member.tsName, raw: member.raw ?? root });
}

/** Constants, enum values, flags, codes and bounds share the ordinary names of C. */
function checkOrdinary(model: Model, root: RawMap, scope: Scope): void {
  const values = [...model.enums.flatMap((item) => item.values), ...model.flags.flatMap((item) => item.bits)];
  const seen = new Set<string>();
  for (const item of [...values, ...model.constants, ...model.messages, ...model.rpcs]) {
    const raw = item.raw ?? root;
    checkReserved(item.name, raw, 'name', scope);
    if (seen.has(item.name)) scope.report('NAM001', spanOf(raw, 'name'), `the name \`${item.name}\` is used twice`);
    seen.add(item.name);
  }
  for (const list of [...model.enums.map((item) => item.values), ...model.flags.map((item) => item.bits), model.constants]) {
    const names = new NameSpace(scope, new Set());
    for (const item of list) names.add({ c: item.name, ts: item.tsName, raw: item.raw ?? root });
  }
}

function checkReserved(name: string, raw: RawMap, key: string, scope: Scope): boolean {
  const language = reservedIn(name);
  if (language) scope.report('NAM002', spanOf(raw, key), `\`${name}\` is reserved in ${language}`, `rename it, for example \`${name}_\``);
  return language !== null;
}

/** Names that must differ, in C and in TypeScript. */
class NameSpace {
  readonly #scope: Scope;
  readonly #reserved: ReadonlySet<string>;
  readonly #owners = new Map<string, string>();

  constructor(scope: Scope, reserved: ReadonlySet<string>) {
    this.#scope = scope;
    this.#reserved = reserved;
  }

  add({ c, ts, raw, key = 'name' }: Name): void {
    if (checkReserved(c, raw, key, this.#scope)) return;
    const language = reservedIn(ts) ?? (this.#reserved.has(ts) ? 'generated TypeScript' : null);
    if (language) {
      this.#scope.report('NAM002', spanOf(raw, key), `\`${c}\` becomes \`${ts}\` in TypeScript, which is reserved in ${language}`, 'rename it');
      return;
    }
    this.derive(ts, c, raw, key);
  }

  /** A TypeScript name that generated code makes from `c`. */
  derive(ts: string, c: string, raw: RawMap, key = 'name'): void {
    const owner = this.#owners.get(ts);
    if (owner === undefined) this.#owners.set(ts, c);
    else if (owner !== c) {
      this.#scope.report('NAM003', spanOf(raw, key), `\`${c}\` and \`${owner}\` both become \`${ts}\` in TypeScript`, 'rename one of them');
    }
  }
}
