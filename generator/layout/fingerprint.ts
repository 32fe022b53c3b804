import { createHash } from 'node:crypto';
import type {
  EnumLayout,
  FieldLayout,
  FlagsLayout,
  MessageLayout,
  NamedValue,
  RpcEntry,
  StructLayout,
  TailLayout,
  TypeRef,
  UnionLayout,
} from './types.ts';

/**
 * Canonical descriptions: everything about an item that two sides must agree on to exchange it, one fact a line. What it uses stands
 * there by name and fingerprint: so every description is as long as its item, however deep types nest, and the first line that differs
 * says where to look further. Docs, units, packing words and TypeScript names are left out: they move no byte and change no meaning.
 */

/** First 64 bits of the SHA-256 of a canonical description, as `0x` and 16 hex digits. */
export function fingerprintOf(canonical: string): string {
  return `0x${createHash('sha256').update(canonical).digest('hex').slice(0, 16)}`;
}

type Undescribed<T> = Omit<T, 'canonical' | 'fingerprint'>;

export function describeStruct(struct: Undescribed<StructLayout>): string {
  const lines = [`struct ${struct.name} size ${struct.size} align ${struct.align}`];
  for (const field of struct.fields) lines.push(...describeField(field));
  for (const tail of struct.tails) lines.push(...describeTail(tail));
  return lines.join('\n');
}

function describeField(field: FieldLayout): string[] {
  const count = field.count === null ? '' : ` count ${field.count}`;
  const order = field.elementSize > 1 ? ` ${field.byteOrder}` : '';
  const tag = field.tag ? ` tag ${field.tag.name}` : '';
  const range = rangeText(field.min, field.max);
  const lines = [`  field ${field.name} at ${field.offset} ${typeText(field.type)}${count}${order}${tag}${range}`];
  for (const bit of field.bits ?? [])
    lines.push(`    bits ${bit.name} at ${bit.at} width ${bit.width}${bit.enum ? ` ${bit.enum.name}` : ''}`);
  return [...lines, ...describeSentinels(field.sentinels)];
}

function rangeText(min: bigint | null, max: bigint | null): string {
  return min === null && max === null ? '' : ` range ${min ?? ''}..${max ?? ''}`;
}

function describeSentinels(sentinels: readonly NamedValue[]): string[] {
  return sentinels.map((sentinel) => `    sentinel ${sentinel.name} ${sentinel.value}`);
}

function describeTail(tail: TailLayout): string[] {
  const count = tail.count ? ` count ${tail.count.field?.name ?? tail.count.constant}` : '';
  const max = tail.max === null ? '' : ` max ${tail.max}`;
  const align = tail.align === 1 ? '' : ` align ${tail.align}`;
  const condition = tail.condition
    ? ` if ${tail.condition.field.name} ${tail.condition.values?.join('|') ?? `has ${tail.condition.mask}`}`
    : '';
  const records = tail.per ? ` per ${tail.per.name} offset ${tail.offsetField?.name}` : '';
  const type = tail.type ? ` ${typeText(tail.type)} ${tail.byteOrder}` : '';
  const range = rangeText(tail.elementMin, tail.elementMax);
  return [
    `  tail ${tail.name} ${tail.kind}${type}${range}${count}${max}${align}${condition}${records}`,
    ...describeSentinels(tail.sentinels),
  ];
}

export function describeUnion(union: Omit<UnionLayout, 'canonical'>): string {
  const lines = [`union ${union.name} size ${union.size} align ${union.align}`];
  for (const member of union.members) {
    const is = member.is.length > 0 ? ` is ${member.is.join('|')}` : '';
    const range = rangeText(member.min, member.max);
    lines.push(`  member ${member.name} ${typeText(member.type)}${range}${is}`, ...describeSentinels(member.sentinels));
  }
  return lines.join('\n');
}

function typeText(type: TypeRef): string {
  switch (type.kind) {
    case 'scalar':
      return type.bool && type.scalar !== 'bool' ? `${type.scalar} bool` : type.scalar;
    case 'enum':
      return `enum ${type.enum.name} ${cached(type.enum, () => describeEnum(type.enum))}`;
    case 'flags':
      return `flags ${type.flags.name} ${cached(type.flags, () => describeFlags(type.flags))}`;
    case 'struct':
      return `struct ${type.struct.name} ${type.struct.fingerprint}`;
    case 'union':
      return `union ${type.union.name} ${cached(type.union, () => type.union.canonical)}`;
  }
}

const fingerprints = new WeakMap<object, string>();

/** The fingerprint of an item that does not carry one; computed once. */
function cached(item: object, describe: () => string): string {
  const known = fingerprints.get(item) ?? fingerprintOf(describe());
  fingerprints.set(item, known);
  return known;
}

function describeEnum(item: EnumLayout): string {
  const values = [...item.values].sort((a, b) => (a.value < b.value ? -1 : 1));
  return [`enum ${item.name} ${item.scalar}${item.open ? ' open' : ''}`, ...values.map((v) => `  ${v.name} ${v.value}`)].join(
    '\n',
  );
}

function describeFlags(item: FlagsLayout): string {
  return [
    `flags ${item.name} ${item.scalar}${item.open ? ' open' : ''}`,
    ...item.bits.map((bit) => `  ${bit.name} ${bit.value}`),
  ].join('\n');
}

export function describeMessage(message: Omit<MessageLayout, 'canonical' | 'fingerprint'>): string {
  const lines = [`message ${message.name} code ${message.code ?? 'none'} ${message.kind}`];
  if (message.reply.length > 0) lines.push(`  reply ${message.reply.join(' ')}`);
  if (message.negative) lines.push(`  negative ${message.negative.name}`);
  if (message.fds > 0) lines.push(`  fds ${message.fds}`);
  if (message.struct) lines.push(`  body struct ${message.struct.name} ${message.struct.fingerprint}`);
  return lines.join('\n');
}

export function describeRpc(rpc: Omit<RpcEntry, 'canonical' | 'fingerprint'>): string {
  const lines = [`rpc ${rpc.name} index ${rpc.index} ${rpc.mode}`];
  for (const { dir, name, slot, type, typeName, min, max, sentinels } of rpc.args) {
    const text = type.kind === 'scalar' ? typeName : typeText(type);
    lines.push(`  ${dir} ${name} slot ${slot} ${text}${rangeText(min, max)}`, ...describeSentinels(sentinels));
  }
  return lines.join('\n');
}
