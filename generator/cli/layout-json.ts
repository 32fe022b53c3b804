import type { BitRange, FieldLayout, Layout, RpcEntry, StructLayout, TailLayout } from '../layout/types.ts';

/** What `sluice layout --json` prints: the shape is a contract, its keys are neither more nor fewer than these. */
export function layoutToJson(layout: Layout): object {
  const { protocol, config, dataModel, byteOrder, fingerprint } = layout;
  return {
    protocol,
    config,
    dataModel,
    byteOrder,
    fingerprint,
    codes: byName(layout.codes, ({ value }) => value),
    structs: byName(layout.structs, structToJson),
    messages: byName(layout.messages, (message) => ({
      code: message.code,
      struct: message.struct?.name ?? null,
      kind: message.kind,
      reply: message.reply,
      fingerprint: message.fingerprint,
    })),
    rpcs: byName(layout.rpcs, rpcToJson),
  };
}

/** An object without a prototype: a name such as `constructor` is data here. */
function byName<T extends { readonly name: string }>(items: readonly T[], toJson: (item: T) => unknown): object {
  const object = Object.create(null) as Record<string, unknown>;
  for (const item of items) object[item.name] = toJson(item);
  return object;
}

function structToJson({ size, align, packing, fingerprint, fields, tails }: StructLayout): object {
  return { size, align, packing, fingerprint, fields: fields.map(fieldToJson), tails: tails.map(tailToJson) };
}

function fieldToJson(field: FieldLayout): object {
  const { name, typeName: type, offset, size, elementSize, count, bits } = field;
  return {
    name,
    type,
    offset,
    size,
    elementSize,
    ...(count === null ? {} : { count }),
    ...(bits === null ? {} : { bits: bits.map(bitToJson) }),
    ...(field.type.kind === 'union' ? { members: membersToJson(field) } : {}),
  };
}

function bitToJson({ name, at, width }: BitRange): object {
  return { name, at, width };
}

/** Members are fields that all start where the union does. */
function membersToJson({ type, offset }: FieldLayout): object[] {
  if (type.kind !== 'union') return [];
  return type.union.members.map(({ name, typeName, size }) => ({ name, type: typeName, offset, size, elementSize: size }));
}

function tailToJson({ name, kind, offset, elementSize, count }: TailLayout): object {
  return {
    name,
    kind,
    ...(offset === null ? {} : { offset }),
    elementSize,
    ...(count?.field ? { countField: count.field.name } : {}),
  };
}

function rpcToJson({ index, mode, args }: RpcEntry): object {
  return { index, mode, args: args.map(({ name, dir, slot, typeName: type }) => ({ name, dir, slot, type })) };
}
