import { child, isBrokenAt, quotedNameOf, type RawMap, type RawScalar, scalarsOf, spanOf, stringOf } from '../load/index.ts';
import { type Declared, declareStruct } from './build-structs.ts';
import type { CodeItem } from './collect.ts';
import type { Item, Scope } from './scope.ts';
import type { TypeTable } from './type-table.ts';
import type { CodeEntry, MessageKind, MessageModel, ReservedCode, StructModel } from './types.ts';

/** Whether messages have codes, and where those come from; `unsure` when what says so was reported. */
export type Numbering = 'explicit' | 'sequential' | 'none' | 'unsure';

/** Most file descriptors that Linux passes with one message (SCM_MAX_FD). */
const MAX_FDS = 253;

/** Scalars that hold every negated errno. */
const ERRNO_TYPES: ReadonlySet<string> = new Set(['i32', 'i64']);

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
    const { raw } = entry.item;
    const body = child(raw, 'body');
    if (entry.kind !== 'message' || body?.kind !== 'map') continue;
    const name = stringOf(raw, 'name')?.toLowerCase();
    const enabled = scope.isEnabled(entry.item) && scope.isEnabled({ raw: body, params: entry.item.params });
    scope.names.add(body, enabled, stringOf(body, 'typedef') ?? stringOf(body, 'name') ?? name);
    if (!enabled) continue;
    const inner: Item = { ...entry.item, raw: withDoc(body, raw) };
    const declared = declareStruct(inner, table, scope, name);
    if (declared) bodies.set(raw, declared);
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
  numbering: Numbering,
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
    const enabled = scope.isEnabled(entry.item);
    const name = stringOf(raw, entry.kind === 'bound' ? 'bound' : 'name');
    if (entry.kind === 'reserved') {
      const range = enabled ? reservedRange(entry, numbering, scope) : null;
      if (!range) continue;
      reserved.push(range);
      next = Math.max(next, range.last + 1);
    } else if (entry.kind === 'bound') {
      if (enabled && name !== undefined)
        entries.push({ name, tsName: scope.valueName(name), value: next, kind: 'bound', doc: stringOf(raw, 'doc') ?? '' });
    } else if (enabled || numbering === 'explicit') {
      const code = codeOf(entry, numbering, next, scope);
      if (typeof code === 'number') next = code + 1;
      if (name === undefined || code === undefined) continue;
      if (enabled) messages.push(buildMessage(raw, name, code, bodies.get(raw)?.model ?? null, table, scope));
      if (code === null) continue;
      if (enabled)
        entries.push({ name, tsName: scope.valueName(name), value: code, kind: 'message', doc: stringOf(raw, 'doc') ?? '' });
      else reserved.push({ first: code, last: code, kind: 'disabled', space: 'message', reason: name });
    }
  }
  checkNegatives(messages, scope);
  return { messages: withKinds(messages, scope), entries, reserved };
}

/** `reserved:` of one code, or of a first and a last. Inside a template they count from the base, as codes do. */
function reservedRange(entry: CodeItem & { kind: 'reserved' }, numbering: Numbering, scope: Scope): ReservedCode | null {
  const { raw } = entry.item;
  const written = scalarsOf(raw, 'reserved');
  const numbers = written.flatMap((scalar: RawScalar) => scope.numberOf(scalar, 'reserved', 0) ?? []);
  const [first, last = first] = numbers;
  if (first === undefined || last === undefined || numbers.length < written.length) return null;
  if (last < first) {
    scope.report(
      'KEY006',
      spanOf(raw, 'reserved'),
      `the range ends (${last}) before it starts (${first})`,
      `write \`[${last}, ${first}]\``,
    );
    return null;
  }
  const base = numbering === 'explicit' ? baseOf(entry, scope) : 0;
  if (base === undefined) return null;
  return { first: base + first, last: base + last, kind: 'reserved', space: 'message', reason: stringOf(raw, 'reason') ?? '' };
}

/** The code that relative code 0 becomes; undefined when it was reported. */
function baseOf(entry: CodeItem & { kind: 'message' | 'reserved' }, scope: Scope): number | undefined {
  return entry.instance ? scope.number(entry.instance.raw, 'base', 0) : 0;
}

/** The code of one message; null where messages have none; undefined when reported. */
function codeOf(
  entry: CodeItem & { kind: 'message' },
  numbering: Numbering,
  next: number,
  scope: Scope,
): number | null | undefined {
  const { raw } = entry.item;
  if (numbering === 'sequential') return next;
  const isWritten = child(raw, 'code') !== undefined;
  if (numbering === 'none' && !isWritten) return null;
  if (numbering !== 'explicit' || !isWritten) return undefined;
  const written = scope.number(raw, 'code', 0);
  const base = baseOf(entry, scope);
  return base === undefined || written === undefined ? undefined : base + written;
}

/** Codes that are written where none belong, or missing. When all messages have the same fault, it is one mistake about the numbering. */
export function checkNumbering(items: readonly CodeItem[], numbering: Numbering, scope: Scope): void {
  const messages = items.flatMap((entry) => (entry.kind === 'message' && scope.isEnabled(entry.item) ? entry.item.raw : []));
  const isWrong = (raw: RawMap): boolean => (child(raw, 'code') !== undefined) !== (numbering === 'explicit');
  const wrong =
    numbering === 'unsure' ? [] : messages.filter((raw) => isWrong(raw) && !(numbering === 'explicit' && raw.lacking));
  const areAll = wrong.length === messages.length && wrong.length > 1;
  for (const raw of areAll || numbering === 'none' ? wrong.slice(0, 1) : wrong) {
    const name = areAll ? 'every message' : quotedNameOf(raw, 'this message');
    if (numbering === 'none') {
      scope.report(
        'COD004',
        spanOf(raw, 'code'),
        `${name} has a code, but the protocol has no \`frame:\` whose header could carry it`,
        'add `frame:`, or leave `code:` out',
      );
    } else if (numbering === 'sequential') {
      scope.report(
        'COD003',
        spanOf(raw, 'code'),
        `${name} has a code, but the numbering is sequential`,
        areAll ? 'leave out `numbering: sequential`' : 'leave `code:` out',
      );
    } else {
      scope.report(
        'COD003',
        spanOf(raw, 'name'),
        areAll ? 'no message has a code' : `${name} has no code`,
        'add `code:`, or set `numbering: sequential`',
      );
    }
  }
}

function buildMessage(
  raw: RawMap,
  name: string,
  code: number | null,
  inline: StructModel | null,
  table: TypeTable,
  scope: Scope,
): MessageModel {
  const struct = inline ?? table.structNamed(raw, 'body');
  return {
    name,
    tsName: scope.valueName(name),
    raw,
    code,
    struct,
    kind: (stringOf(raw, 'kind') as MessageKind | undefined) ?? 'oneway',
    reply: scalarsOf(raw, 'reply').map((scalar) => String(scalar.value)),
    fds: scope.number(raw, 'fds', 0, MAX_FDS) ?? 0,
    direction: stringOf(raw, 'direction') ?? null,
    negative: negativeOf(raw, struct, scope),
    ...scope.documented(raw),
  };
}

/** The field that makes a message the negative answer of its protocol. */
function negativeOf(raw: RawMap, struct: StructModel | null, scope: Scope): string | null {
  const name = stringOf(raw, 'negative');
  if (name === undefined || (struct === null && isBrokenAt(raw, 'body')) || struct?.broken) return null;
  const field = struct?.members.find((member) => member.kind === 'field' && member.name === name);
  const isErrno =
    field?.kind === 'field' && field.count === null && field.type.kind === 'scalar' && ERRNO_TYPES.has(field.type.scalar);
  if (struct && isErrno) return hasOnlyNumbers(raw, struct, scope) ? name : null;
  scope.report(
    'COD009',
    spanOf(raw, 'negative'),
    field ? `\`${name}\` can't hold a negated errno` : `${quotedNameOf(raw, 'this message')} has no field \`${name}\``,
    'name a field of type i32 or i64',
  );
  return null;
}

/** Whoever refuses fills in the rest of the body without knowing what it means. */
function hasOnlyNumbers(raw: RawMap, struct: StructModel, scope: Scope): boolean {
  const fields = struct.members.filter((member) => member.kind === 'field');
  const odd = fields.find(
    ({ count, type, bits }) => count !== null || bits !== null || type.kind === 'struct' || type.kind === 'union',
  );
  const part = odd ?? struct.tails[0];
  if (!part) return true;
  scope.report(
    'COD009',
    spanOf(raw, 'negative'),
    `\`${part.name}\` of the body is more than a number, and a refusal has nothing to put there`,
    'leave it out of the negative answer',
  );
  return false;
}

/** There is one negative answer, or nobody would know which to send. */
function checkNegatives(messages: readonly MessageModel[], scope: Scope): void {
  const [first, ...others] = messages.filter(({ negative }) => negative !== null);
  for (const other of others) {
    scope.report(
      'COD009',
      spanOf(other.raw, 'negative'),
      `\`${other.name}\` is a second negative answer, after \`${first?.name}\``,
      'leave one of them out',
    );
  }
}

/** Derives who asks and who answers from `reply:`; a written `kind:` wins. */
function withKinds(messages: readonly MessageModel[], scope: Scope): MessageModel[] {
  const names = new Set(messages.map((message) => message.name));
  const answers = new Set<string>();
  for (const message of messages) {
    for (const scalar of scalarsOf(message.raw, 'reply')) {
      const reply = String(scalar.value);
      if (names.has(reply)) answers.add(reply);
      else scope.unknown('NAM007', scalar.span, 'message', reply, () => names, scope.messages);
    }
  }
  return messages.map((message) => {
    const asks = message.reply.length > 0 || isBrokenAt(message.raw, 'reply');
    if (message.kind === 'oneway' && child(message.raw, 'kind')?.kind === 'scalar' && asks) {
      scope.report(
        'COD007',
        spanOf(message.raw, 'reply'),
        `\`${message.name}\` is one-way, but has a reply`,
        'leave `reply:` out, or `kind: oneway`',
      );
    }
    if (child(message.raw, 'kind')) return message;
    const isAnswer = message.negative !== null || answers.has(message.name);
    const kind: MessageKind = asks ? (isAnswer ? 'both' : 'request') : isAnswer ? 'response' : 'oneway';
    return { ...message, kind };
  });
}
