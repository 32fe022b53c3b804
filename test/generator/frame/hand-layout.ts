/** Layouts by hand, packed and little endian unless said otherwise, so that the frame codec is tested without the loader. */
import type {
  FieldLayout,
  FrameLayout,
  Layout,
  MessageLayout,
  ReservedCode,
  RpcArgument,
  RpcEntry,
  RpcLayout,
  StructLayout,
  TailLayout,
  UnionLayout,
  UnionMember,
} from '../../../generator/layout/types.ts';
import { type AnyType, documented, is64, sizeOf, typeNameOf, typeRef } from './hand-types.ts';

export { enumType, flagsType, named, scalar } from './hand-types.ts';

export type FieldSpec = Partial<Omit<FieldLayout, 'name' | 'type' | 'tag'>> & { name: string; type: AnyType; tagName?: string };
export type PadSpec = { pad: number };

/** A code, or a range of them, that is known but cannot be used. */
export function unusable(
  space: ReservedCode['space'],
  kind: ReservedCode['kind'],
  first: number,
  last: number = first,
): ReservedCode {
  return { first, last, kind, space, reason: kind === 'reserved' ? 'a hole' : 'a message that is off' };
}

/** `offset` is computed when left out: right behind the field before. */
export function struct(name: string, specs: (FieldSpec | PadSpec)[], tails: TailSpec[] = [], trailing = 0): StructLayout {
  const fields: FieldLayout[] = [];
  const pads: { offset: number; size: number }[] = [];
  let end = 0;
  for (const spec of specs) {
    if ('pad' in spec) {
      pads.push({ offset: end, size: spec.pad });
      end += spec.pad;
      continue;
    }
    const { tagName, ...rest } = spec;
    const type = typeRef(spec.type);
    const elementSize = sizeOf(type);
    const count = spec.count ?? null;
    const tag = fields.find((field) => field.name === tagName) ?? null;
    const counts = tails.find((tail) => tail.counter === spec.name)?.name ?? null;
    const field: FieldLayout = {
      ...documented,
      tsName: spec.name,
      typeName: typeNameOf(type),
      offset: end,
      size: elementSize * (count ?? 1),
      elementSize,
      byteOrder: 'little',
      js: is64(type) ? 'bigint' : null,
      unit: null,
      min: null,
      max: null,
      sentinels: [],
      bits: null,
      role: null,
      counts,
      ...rest,
      type,
      tag,
      count,
    };
    fields.push(field);
    end = field.offset + field.size;
  }
  const fixedSize = end + trailing;
  const shape = {
    ...documented,
    kind: 'struct' as const,
    name,
    tag: name,
    typedef: false,
    tsName: name,
    size: fixedSize,
    align: 1,
    packing: 'packed',
    fixedSize,
    minSize: fixedSize,
    maxSize: null,
    fields,
    pads,
    cHeader: null,
    fingerprint: '0x0000000000000000',
    canonical: name,
  };
  const built: TailLayout[] = [];
  for (const spec of tails) built.push(tail(spec, fields, built, built.length === 0 ? fixedSize : null));
  return { ...shape, tails: built };
}

export type TailSpec = Partial<Omit<TailLayout, 'name' | 'kind' | 'type' | 'count' | 'per' | 'offsetField' | 'condition'>> & {
  name: string;
  kind: TailLayout['kind'];
  type?: AnyType;
  counter?: string;
  constant?: number;
  perName?: string;
  offsetName?: string;
  if?: { field: string; values?: number[]; mask?: number };
};

function tail(spec: TailSpec, fields: readonly FieldLayout[], earlier: readonly TailLayout[], offset: number | null): TailLayout {
  const { type, counter, constant, perName, offsetName, if: condition, ...rest } = spec;
  const ref = type === undefined ? null : typeRef(type);
  const field = fields.find((candidate) => candidate.name === counter);
  const per = earlier.find((candidate) => candidate.name === perName) ?? null;
  const offsetField =
    per?.type?.kind === 'struct' ? (per.type.struct.fields.find(({ name }) => name === offsetName) ?? null) : null;
  const tested = fields.find((candidate) => candidate.name === condition?.field);
  return {
    ...documented,
    tsName: spec.name,
    offset,
    type: ref,
    typeName: ref === null ? spec.kind : typeNameOf(ref),
    elementSize: ref === null ? 1 : sizeOf(ref),
    byteOrder: 'little',
    js: ref !== null && is64(ref) ? 'bigint' : null,
    elementMin: null,
    elementMax: null,
    sentinels: [],
    max: null,
    align: 1,
    cDeclOne: false,
    ...rest,
    per,
    offsetField,
    count: field !== undefined ? { field, constant: null } : constant !== undefined ? { field: null, constant } : null,
    condition:
      tested === undefined
        ? null
        : {
            field: tested,
            values: condition?.values?.map(BigInt) ?? null,
            mask: condition?.mask === undefined ? null : BigInt(condition.mask),
          },
  };
}

/** `is` makes the union tagged. */
export function union(name: string, members: { name: string; type: AnyType; is?: number[] }[]): UnionLayout {
  const built: UnionMember[] = members.map((member) => {
    const type = typeRef(member.type);
    return {
      ...documented,
      name: member.name,
      tsName: member.name,
      type,
      typeName: typeNameOf(type),
      size: sizeOf(type),
      byteOrder: 'little',
      js: is64(type) ? 'bigint' : null,
      min: null,
      max: null,
      sentinels: [],
      is: (member.is ?? []).map(BigInt),
    };
  });
  return {
    ...documented,
    kind: 'union',
    name,
    tag: name,
    typedef: false,
    tsName: name,
    size: Math.max(...built.map((member) => member.size)),
    align: 1,
    packing: 'packed',
    tagged: members.some((member) => member.is !== undefined),
    members: built,
    canonical: name,
  };
}

export function message(name: string, code: number | null, body: StructLayout | null): MessageLayout {
  return {
    ...documented,
    name,
    tsName: name,
    code,
    struct: body,
    kind: 'oneway',
    reply: [],
    fds: 0,
    direction: null,
    negative: null,
    fingerprint: '0x0000000000000000',
    canonical: name,
  };
}

/** The header's roles become the frame's fields. */
export function frame(header: StructLayout, limits: { min?: number; align?: number; max?: number } = {}): FrameLayout {
  const role = (name: FieldLayout['role']): FieldLayout | null => header.fields.find((field) => field.role === name) ?? null;
  const code = role('code');
  if (code === null) throw new Error('a header needs a code');
  return {
    header,
    min: limits.min ?? header.size,
    align: limits.align ?? 1,
    max: limits.max ?? 1 << 20,
    code,
    size: role('size'),
    source: role('source'),
    destination: role('destination'),
    sequence: role('sequence'),
  };
}

export function rpc(descriptor: StructLayout, maxIndex: number): RpcLayout {
  const index = descriptor.fields.find((field) => field.role === 'index');
  const args = descriptor.fields.find((field) => field.role === 'args');
  if (index === undefined || args === undefined) throw new Error('a descriptor needs an index and arguments');
  return { descriptor, index, args, slots: args.count ?? 0, maxIndex, maxIndexName: 'MAX' };
}

export type ArgumentSpec = Partial<Omit<RpcArgument, 'type'>> & { name: string; dir: 'in' | 'out'; type: AnyType };

export function rpcEntry(name: string, index: number, args: ArgumentSpec[]): RpcEntry {
  const built = args.map((spec, slot): RpcArgument => {
    const type = typeRef(spec.type);
    return {
      ...documented,
      tsName: spec.name,
      perTarget: false,
      slot,
      typeName: typeNameOf(type),
      js: null,
      min: null,
      max: null,
      sentinels: [],
      unit: null,
      ...spec,
      type,
    };
  });
  return {
    ...documented,
    name,
    tsName: name,
    index,
    mode: 'blocking',
    args: built,
    fingerprint: '0x0000000000000000',
    canonical: name,
  };
}

export function layout(parts: {
  structs?: StructLayout[];
  frame?: FrameLayout;
  messages?: MessageLayout[];
  rpc?: RpcLayout;
  rpcs?: RpcEntry[];
  reserved?: ReservedCode[];
}): Layout {
  const structs = parts.structs ?? [];
  return {
    ...documented,
    protocol: 'hand',
    source: 'hand.yaml',
    config: null,
    features: [],
    dataModel: 'lp64',
    byteOrder: 'little',
    cPrefixes: [],
    constants: [],
    enums: [],
    flags: [],
    aggregates: structs,
    structs,
    unions: [],
    frame: parts.frame ?? null,
    codes: [],
    reserved: parts.reserved ?? [],
    messages: parts.messages ?? [],
    rpc: parts.rpc ?? null,
    rpcs: parts.rpcs ?? [],
    fingerprint: '0x0000000000000000',
    canonical: 'hand',
  };
}

/** A layout of one bare struct `it`. */
export function only(fields: (FieldSpec | PadSpec)[], tails: TailSpec[] = [], trailing = 0): Layout {
  return layout({ structs: [struct('it', fields, tails, trailing)] });
}
