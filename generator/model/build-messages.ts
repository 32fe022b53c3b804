import { child, type RawMap, scalarsOf, spanOf, stringOf } from '../load/index.ts';
import { type Declared, declareStruct } from './build-structs.ts';
import type { CodeItem } from './collect.ts';
import type { Item, Scope } from './scope.ts';
import type { TypeTable } from './type-table.ts';
import type { CodeEntry, MessageKind, MessageModel, ReservedCode, StructModel } from './types.ts';

/** Messages with their codes, before replies are resolved. */
export interface Codes {
  readonly messages: readonly MessageModel[];
  readonly entries: readonly CodeEntry[];
  readonly reserved: readonly ReservedCode[];
}

/** Declares the struct of every message whose body is written in place. */
export function declareBodies(items: readonly CodeItem[], table: TypeTable, scope: Scope): Map<RawMap, Declared<StructModel>> {
  const bodies = new Map<RawMap, Declared<StructModel>>();
  for (const entry of items) {
    if (entry.kind !== 'message' || !scope.isEnabled(entry.item)) continue;
    const body = child(entry.item.raw, 'body');
    if (body?.kind !== 'map') continue;
    const inner: Item = { ...entry.item, raw: withDoc(body, entry.item.raw) };
    const declared = declareStruct(inner, table, scope, stringOf(entry.item.raw, 'name')?.toLowerCase());
    if (declared) bodies.set(entry.item.raw, declared);
  }
  return bodies;
}

/** A body without a `doc:` of its own is described by its message. */
function withDoc(body: RawMap, message: RawMap): RawMap {
  const doc = message.entries.get('doc');
  return !doc || child(body, 'doc') ? body : { ...body, entries: new Map([...body.entries, ['doc', doc]]) };
}

/** Gives every message its code, explicit or by position, and keeps bounds, reserved and disabled codes. */
export function buildMessages(
  items: readonly CodeItem[],
  numbering: 'explicit' | 'sequential' | 'none',
  bodies: ReadonlyMap<RawMap, Declared<StructModel>>,
  table: TypeTable,
  scope: Scope,
): Codes {
  const messages: MessageModel[] = [];
  const entries: CodeEntry[] = [];
  const reserved: ReservedCode[] = [];
  let next = 0;
  for (const entry of items) {
    const { raw } = entry.item;
    if (entry.kind === 'reserved') {
      if (!scope.isEnabled(entry.item)) continue;
      const range = reservedRange(raw, entry.item, scope);
      if (range) {
        reserved.push({ ...range, kind: 'reserved', space: 'message', reason: stringOf(raw, 'reason') ?? '' });
        next = Math.max(next, range.last + 1);
      }
      continue;
    }
    const name = stringOf(raw, entry.kind === 'bound' ? 'bound' : 'name');
    if (name === undefined) continue;
    if (entry.kind === 'bound') {
      if (!scope.isEnabled(entry.item)) continue;
      const value = child(raw, 'value') ? scope.number(raw, 'value') : next;
      if (value === undefined) continue;
      entries.push({ name, tsName: scope.valueName(name), value, kind: 'bound', doc: stringOf(raw, 'doc') ?? '' });
      continue;
    }
    const enabled = scope.isEnabled(entry.item);
    if (!enabled && numbering === 'sequential') continue;
    const code = codeOf(entry, numbering, next, scope);
    if (code === undefined) {
      if (enabled && numbering !== 'explicit') next++;
      continue;
    }
    if (code !== null) next = code + 1;
    if (!enabled) {
      if (code !== null) reserved.push({ first: code, last: code, kind: 'disabled', space: 'message', reason: name });
      continue;
    }
    messages.push(buildMessage(raw, name, code, bodies.get(raw)?.model ?? null, table, scope));
    if (code !== null) entries.push({ name, tsName: scope.valueName(name), value: code, kind: 'message', doc: stringOf(raw, 'doc') ?? '' });
  }
  return { messages: withKinds(messages, scope), entries, reserved };
}

function reservedRange(raw: RawMap, item: Item, scope: Scope): { first: number; last: number } | null {
  const numbers = scalarsOf(raw, 'reserved').flatMap((scalar) => scope.integerOf(scalar) ?? []);
  const [first, last = first] = numbers.map(Number);
  if (first === undefined || last === undefined || !item) return null;
  if (last < first) scope.report('KEY006', spanOf(raw, 'reserved'), `the range ends (${last}) before it starts (${first})`);
  return { first, last: Math.max(first, last) };
}

/** The code of one message; null where messages have none; undefined when reported. */
function codeOf(
  entry: CodeItem & { kind: 'message' },
  numbering: 'explicit' | 'sequential' | 'none',
  next: number,
  scope: Scope,
): number | null | undefined {
  const { raw } = entry.item;
  const name = stringOf(raw, 'name');
  const written = child(raw, 'code') ? scope.number(raw, 'code') : null;
  if (written === undefined) return undefined;
  if (numbering === 'none') {
    if (written === null) return null;
    scope.report('COD004', spanOf(raw, 'code'), `\`${name}\` has a code, but the protocol has no \`frame:\` whose header could carry it`);
    return undefined;
  }
  if (numbering === 'sequential') {
    if (written === null) return next;
    scope.report('COD003', spanOf(raw, 'code'), `\`${name}\` has a code, but the numbering is sequential`, `leave \`code:\` out (the computed code is ${next})`);
    return next;
  }
  if (written === null) {
    scope.report('COD003', spanOf(raw, 'name'), `\`${name}\` has no code`, `add \`code:\`, or set \`numbering: sequential\``);
    return undefined;
  }
  if (!entry.instance) return written;
  const base = scope.number(entry.instance.raw, 'base');
  return base === undefined ? undefined : base + written;
}

function buildMessage(
  raw: RawMap,
  name: string,
  code: number | null,
  inline: StructModel | null,
  table: TypeTable,
  scope: Scope,
): MessageModel {
  return {
    ...scope.documented(raw),
    name,
    tsName: scope.valueName(name),
    raw,
    code,
    struct: inline ?? table.structNamed(raw, 'body'),
    kind: (stringOf(raw, 'kind') as MessageKind | undefined) ?? 'oneway',
    reply: scalarsOf(raw, 'reply').map((scalar) => String(scalar.value)),
    fds: scope.number(raw, 'fds') ?? 0,
    direction: stringOf(raw, 'direction') ?? null,
  };
}

/** Derives who asks and who answers from `reply:`; a written `kind:` wins. */
function withKinds(messages: readonly MessageModel[], scope: Scope): MessageModel[] {
  const names = messages.map((message) => message.name);
  const answers = new Set<string>();
  for (const message of messages) {
    for (const scalar of scalarsOf(message.raw, 'reply')) {
      const reply = String(scalar.value);
      if (names.includes(reply)) answers.add(reply);
      else scope.unknown('NAM007', scalar.span, 'message', reply, names);
    }
  }
  return messages.map((message) => {
    const asks = message.reply.length > 0;
    if (stringOf(message.raw, 'kind') === 'oneway' && asks) {
      scope.report('COD007', spanOf(message.raw, 'reply'), `\`${message.name}\` is one-way, but has a reply`, 'leave `reply:` out, or `kind: oneway`');
    }
    if (child(message.raw, 'kind')) return message;
    const isAnswer = answers.has(message.name);
    const kind: MessageKind = asks ? (isAnswer ? 'both' : 'request') : isAnswer ? 'response' : 'oneway';
    return { ...message, kind };
  });
}
