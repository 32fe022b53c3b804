import { child, headOf, originOf, type RawMap, spanOf, stringOf } from '../load/index.ts';
import type { Items } from './collect.ts';
import { checkReserved, type Name, NameSpace } from './name-space.ts';
import { GLOBAL_NAMES, OBJECT_MEMBERS, protocolName, reservedIn, VIEW_NAMES } from './names.ts';
import type { Scope } from './scope.ts';
import type { FieldModel, Model, NamedValue, RpcModel, StructModel, UnionModel } from './types.ts';

/** Values that C output gives as enumerators; larger ones become macros. */
const INT_MAX = 0x7fff_ffffn;

/** Reserved names, and names that meet in C or after renaming for TypeScript. */
export function checkNames(model: Model, root: RawMap, items: Items, scope: Scope): void {
  checkModule(model, root, scope);
  checkTags(model, root, scope);
  const macros = checkOrdinary(model, root, items, scope);
  for (const aggregate of model.aggregates) {
    if (aggregate.kind === 'struct') checkStruct(aggregate, macros, scope);
    else checkUnion(aggregate, macros, scope);
  }
  for (const rpc of model.rpcs) checkArguments(rpc, scope);
}

function checkArguments({ args }: RpcModel, scope: Scope): void {
  const names = new NameSpace(scope);
  // Beside the number of the target they are for.
  const perTarget = new NameSpace(scope, new Set(['target']));
  for (const argument of args) {
    (argument.perTarget ? perTarget : names).add(nameOf(argument));
    if (argument.perTarget) names.derive(argument.tsName, nameOf(argument));
    if (argument.js === 'pair') for (const half of ['Lo', 'Hi']) names.derive(`${argument.tsName}${half}`, nameOf(argument));
  }
}

function nameOf(item: { readonly name: string; readonly tsName: string; readonly raw: RawMap }): Name {
  return { c: item.name, ts: item.tsName, raw: item.raw };
}

/** Types, constants, messages and RPCs: what a generated TypeScript module exports. */
function checkModule(model: Model, root: RawMap, scope: Scope): void {
  const exported = new NameSpace(scope, reservedExports(model));
  const header = model.frame?.header;
  for (const item of [
    ...(header ? [header] : []),
    ...model.enums,
    ...model.flags,
    ...model.aggregates.filter((each) => each !== header),
  ]) {
    const raw = item.raw ?? root;
    const ts = item === header ? 'Header' : item.tsName; // whatever its name in C
    const name: Name = { c: item.name, ts, raw, key: child(raw, 'typedef') ? 'typedef' : 'name' };
    exported.add(name);
    if (item.kind === 'struct' || item.kind === 'union') exported.derive(`${ts}View`, name);
  }
  for (const constant of model.constants) exported.add({ c: constant.name, ts: constant.tsName, raw: constant.raw ?? root });
  for (const message of model.messages) {
    // A message and its body may share a name: they are one thing in TypeScript.
    const hasBody = message.struct ? message.struct.tsName === message.tsName : child(message.raw, 'body') !== undefined;
    if (hasBody) checkReserved(message.name, message.raw, 'name', scope);
    else {
      exported.add(nameOf(message));
      exported.derive(`${message.tsName}View`, nameOf(message));
    }
  }
  for (const rpc of model.rpcs) exported.add(nameOf(rpc));
  checkCalls(model, exported, scope);
}

/** What stubs make of messages in frames and of RPCs: a member of handlers and clients each, and types of inputs and outputs. */
function checkCalls({ frame, messages, rpcs }: Model, exported: NameSpace, scope: Scope): void {
  const framed = frame ? messages : [];
  for (const message of framed) if (message.reply.length > 1) exported.derive(`${message.tsName}Output`, nameOf(message));
  for (const rpc of rpcs) {
    exported.derive(`${rpc.tsName}Input`, nameOf(rpc));
    if (rpc.args.some(({ dir }) => dir === 'out')) exported.derive(`${rpc.tsName}Output`, nameOf(rpc));
    if (rpc.args.some(({ perTarget }) => perTarget)) exported.derive(`${rpc.tsName}Target`, nameOf(rpc));
  }
  for (const { name, tsName, raw } of [...framed, ...rpcs]) {
    const member = tsName.charAt(0).toLowerCase() + tsName.slice(1);
    if (!OBJECT_MEMBERS.has(member) || (reservedIn(name) ?? reservedIn(tsName)) !== null) continue;
    scope.report(
      'NAM002',
      spanOf(raw, 'name'),
      `\`${name}\` becomes the call \`${member}\` in TypeScript, which is reserved in JavaScript`,
      'rename it',
    );
  }
}

/** Names that the generated modules of this protocol have for themselves. */
function reservedExports({ protocol, frame, rpc, codes, messages, rpcs }: Model): Set<string> {
  const hasCalls = (frame && messages.length > 0) || rpcs.length > 0;
  const stubs = ['Handlers', 'Client', 'SyncClient'].map((name) => `${protocolName(protocol)}${name}`);
  const hasBounds = codes.some(({ kind }) => kind === 'bound' || kind === 'maxIndex');
  return new Set([
    ...GLOBAL_NAMES,
    'PROTOCOL_FINGERPRINT',
    'FINGERPRINTS',
    ...(frame ? ['Frame', 'Code'] : []),
    ...(rpc ? ['RpcHeader', 'RpcIndex'] : []),
    ...(hasBounds ? ['CodeBound'] : []),
    ...(hasCalls ? stubs : []),
  ]);
}

/** Tags and typedefs: C++ has one space for both. */
function checkTags(model: Model, root: RawMap, scope: Scope): void {
  const owners = new Map<string, RawMap>();
  const claim = (name: string, raw: RawMap, key: string): void => {
    const owner = owners.get(name);
    if (owner && owner !== raw) scope.twice('type', name, raw, owner, key);
    else owners.set(name, raw);
  };
  for (const item of [...model.enums, ...model.flags]) claim(item.name, item.raw ?? root, 'name');
  for (const { name, tag, raw } of model.aggregates) {
    claim(name, raw, child(raw, 'typedef') ? 'typedef' : 'name');
    if (!checkReserved(tag, raw, 'name', scope)) claim(tag, raw, 'name');
  }
}

function checkStruct(struct: StructModel, macros: ReadonlyMap<string, RawMap>, scope: Scope): void {
  const names = new NameSpace(scope, VIEW_NAMES);
  const fields = struct.members.filter((member): member is FieldModel => member.kind === 'field');
  for (const part of [...fields, ...struct.tails]) {
    names.add(nameOf(part));
    checkMacro(part, macros, scope);
  }
  for (const field of fields) {
    const derived = field.js === 'pair' ? ['Lo', 'Hi', 'Big'] : field.js === 'number' ? ['Big'] : [];
    for (const suffix of derived) names.derive(`${field.tsName}${suffix}`, nameOf(field));
    const bits = new NameSpace(scope);
    for (const bit of field.bits ?? []) bits.add(nameOf(bit));
  }
  for (const tail of struct.tails) {
    for (const suffix of ['Count', 'At', 'Into']) {
      const name = `${tail.tsName}${suffix}`;
      if (suffix !== 'Count' || tail.countField?.tsName !== name) names.derive(name, nameOf(tail)); // both would say the same
    }
  }
}

function checkUnion(union: UnionModel, macros: ReadonlyMap<string, RawMap>, scope: Scope): void {
  const names = new NameSpace(scope);
  for (const member of union.members) {
    names.add(nameOf(member));
    checkMacro(member, macros, scope);
  }
}

function checkMacro(
  { name, raw }: { readonly name: string; readonly raw: RawMap },
  macros: ReadonlyMap<string, RawMap>,
  scope: Scope,
): void {
  const macro = macros.get(name);
  if (macro)
    scope.report(
      'NAM003',
      spanOf(raw, 'name'),
      `\`${name}\` is a macro in C (${originOf(headOf(macro))}), so nothing else can have that name`,
      'rename one of them',
    );
}

/** Names of one generated object of constants. */
function checkTable(items: readonly Name[], scope: Scope): void {
  const names = new NameSpace(scope);
  for (const item of items) names.add(item);
}

/** Constants, enum values, flags, codes and bounds share the ordinary names of C. Returns those that are macros. */
function checkOrdinary(model: Model, root: RawMap, items: Items, scope: Scope): ReadonlyMap<string, RawMap> {
  const lists: (readonly NamedValue[])[] = [
    ...model.enums.map((item) => item.values),
    ...model.flags.map((item) => item.bits),
    model.constants,
  ];
  const codes = [...model.messages.filter(({ code }) => code !== null), ...model.rpcs].map(({ name, raw }) => ({
    name,
    raw,
    key: 'name',
  }));
  const bounds = items.codes.flatMap(({ kind, item }) =>
    kind === 'bound' && scope.isEnabled(item) ? { name: stringOf(item.raw, 'bound') ?? '', raw: item.raw, key: 'bound' } : [],
  );
  const rpc = child(root, 'rpc');
  const max = rpc?.kind === 'map' ? child(rpc, 'max_index') : undefined;
  const ends = max?.kind === 'map' ? [{ name: stringOf(max, 'name') ?? '', raw: max, key: 'name' }] : [];
  const values = lists.flat().map((value) => ({ name: value.name, raw: value.raw ?? root, key: 'name' }));
  const owners = new Map<string, RawMap>();
  for (const { name, raw, key } of [...values, ...codes, ...bounds, ...ends]) {
    if (name === '' || checkReserved(name, raw, key, scope)) continue;
    const owner = owners.get(name);
    if (owner) scope.twice('name', name, raw, owner, key);
    else owners.set(name, raw);
  }
  for (const list of lists.filter((each) => each !== model.constants))
    checkTable(
      list.map((item) => ({ c: item.name, ts: item.tsName, raw: item.raw ?? root })),
      scope,
    );
  checkTable(
    bounds.concat(ends).map(({ name, raw, key }) => ({ c: name, ts: scope.valueName(name), raw, key })),
    scope,
  );
  const isMacro = (list: readonly NamedValue[]): boolean =>
    list === model.constants || list.some(({ value }) => value > INT_MAX || value < -INT_MAX - 1n);
  return new Map(lists.filter(isMacro).flatMap((list) => list.map((item): [string, RawMap] => [item.name, item.raw ?? root])));
}
