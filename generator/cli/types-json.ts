import path from 'node:path';
import { integerToJson } from '../frame/index.ts';
import type { Schema } from '../index.ts';
import { mapsOf, type RawMap, stringOf } from '../load/index.ts';
import { positionOf } from '../load/source-file.ts';
import type {
  BitModel,
  ConditionModel,
  FieldModel,
  MessageModel,
  Model,
  NamedTypeModel,
  NamedValue,
  Packing,
  PadModel,
  RpcArgumentModel,
  RpcModel,
  StructModel,
  TailModel,
  TypeModel,
  UnionMemberModel,
  UnionModel,
  ValueRules,
} from '../model/index.ts';
import { toSlashes } from './schema-file.ts';

/** Raised when a key changes its meaning or goes; new keys may come without. */
const VERSION = 1;

interface Described {
  readonly doc: string;
  readonly since?: string | null;
  readonly deprecated?: string | null;
  readonly raw?: RawMap;
}

/**
 * What `sluice types` prints: the resolved model of one config, which other tools build on. Every key is always there, in
 * this order. docs/types-json.md says what each means, schema/types.schema.json what it may hold.
 */
export function typesToJson(schema: Schema, model: Model): object {
  const printer = new Printer(path.posix.dirname(schema.source));
  return printer.print(schema, model);
}

class Printer {
  readonly #folder: string;

  /** @param folder - folder of the schema; files are named from there, so that the output is the same from everywhere */
  constructor(folder: string) {
    this.#folder = folder;
  }

  print(schema: Schema, model: Model): object {
    return {
      sluiceTypes: VERSION,
      protocol: model.protocol,
      ...this.#described(model),
      files: schema.files.map((file) => this.#fileName(file)),
      config: model.config,
      configs: mapsOf(model.raw, 'configs').map((raw, at) => this.#config(raw, schema.configs[at]?.features ?? [])),
      features: mapsOf(model.raw, 'features').map((raw) => this.#feature(raw, model.features)),
      byteOrder: model.byteOrder,
      cPrefixes: model.cPrefixes,
      constants: model.constants.map(({ type, ...constant }) => ({ type, ...this.#namedValue(constant) })),
      types: model.types.map((type) => this.#namedType(type)),
      enums: model.enums.map((item) => ({
        name: item.name,
        tsName: item.tsName,
        scalar: item.scalar,
        open: item.open,
        values: item.values.map((value) => this.#namedValue(value)),
        ...this.#described(item),
      })),
      flags: model.flags.map((item) => ({
        name: item.name,
        tsName: item.tsName,
        scalar: item.scalar,
        open: item.open,
        bits: item.bits.map((bit) => this.#namedValue(bit)),
        ...this.#described(item),
      })),
      structs: model.aggregates.flatMap((item) => (item.kind === 'struct' ? [this.#struct(item)] : [])),
      unions: model.aggregates.flatMap((item) => (item.kind === 'union' ? [this.#union(item)] : [])),
      frame: model.frame && {
        header: model.frame.header.name,
        min: model.frame.min,
        align: model.frame.align,
        max: model.frame.max,
      },
      maxCode: model.maxCode,
      messages: model.messages.map((message) => this.#message(message)),
      bounds: model.codes.flatMap(({ kind, name, tsName, value, doc }) =>
        kind === 'bound' ? [{ name, tsName, value, doc }] : [],
      ),
      reserved: model.reserved.map(({ space, kind, first, last, reason }) => ({ space, kind, first, last, reason })),
      rpc: model.rpc && {
        descriptor: model.rpc.descriptor.name,
        maxIndex: model.rpc.maxIndex,
        maxIndexName: model.rpc.maxIndexName,
      },
      rpcs: model.rpcs.map((rpc) => this.#rpc(rpc)),
    };
  }

  #config(raw: RawMap, on: readonly string[]): object {
    return { name: stringOf(raw, 'name'), on, ...this.#described({ raw, doc: stringOf(raw, 'doc')?.trim() ?? '' }) };
  }

  #feature(raw: RawMap, on: readonly string[]): object {
    const name = stringOf(raw, 'name') ?? '';
    return { name, on: on.includes(name), ...this.#described({ raw, doc: stringOf(raw, 'doc')?.trim() ?? '' }) };
  }

  #namedType(item: NamedTypeModel): object {
    return { name: item.name, scalar: item.type.scalar, bool: item.type.bool, ...this.#rules(item), ...this.#described(item) };
  }

  #namedValue(item: NamedValue): object {
    return { name: item.name, tsName: item.tsName, value: integerToJson(item.value), ...this.#described(item) };
  }

  #struct(item: StructModel): object {
    return {
      name: item.name,
      tag: item.tag,
      typedef: item.typedef,
      tsName: item.tsName,
      packing: packingText(item.packing),
      cHeader: item.cHeader,
      fields: item.members.map((member) => (member.kind === 'pad' ? this.#pad(member) : this.#field(member))),
      tails: item.tails.map((tail) => this.#tail(tail)),
      ...this.#described(item),
    };
  }

  #pad({ raw, size }: PadModel): object {
    return { kind: 'pad', size, ...this.#described({ raw, doc: stringOf(raw, 'doc')?.trim() ?? '' }) };
  }

  #field(item: FieldModel): object {
    return {
      kind: 'field',
      name: item.name,
      tsName: item.tsName,
      type: typeRef(item.type, item.raw),
      count: item.count,
      byteOrder: item.byteOrder,
      ...this.#rules(item),
      bits: item.bits?.map((bit) => this.#bit(bit)) ?? null,
      role: item.role,
      tag: item.tag?.name ?? null,
      ...this.#described(item),
    };
  }

  #bit(item: BitModel): object {
    const { name, tsName, at, width } = item;
    return { name, tsName, at, width, enum: item.enum?.name ?? null, ...this.#described(item) };
  }

  #tail(item: TailModel): object {
    return {
      name: item.name,
      tsName: item.tsName,
      kind: item.kind,
      type: item.type && typeRef(item.type, item.raw),
      js: item.rules?.js ?? null,
      byteOrder: item.byteOrder,
      count: item.countField ? item.countField.name : item.countConstant,
      max: item.max,
      align: item.align,
      cDeclOne: item.cDeclOne,
      if: item.condition && conditionToJson(item.condition),
      per: item.per?.name ?? null,
      offset: item.offsetField?.name ?? null,
      ...this.#described(item),
    };
  }

  #union(item: UnionModel): object {
    return {
      name: item.name,
      tag: item.tag,
      typedef: item.typedef,
      tsName: item.tsName,
      packing: packingText(item.packing),
      tagged: item.tagged,
      members: item.members.map((member) => this.#member(member)),
      ...this.#described(item),
    };
  }

  #member(item: UnionMemberModel): object {
    return {
      name: item.name,
      tsName: item.tsName,
      type: typeRef(item.type, item.raw),
      js: item.rules.js,
      byteOrder: item.byteOrder,
      is: item.is.map(integerToJson),
      ...this.#described(item),
    };
  }

  #message(item: MessageModel): object {
    return {
      name: item.name,
      tsName: item.tsName,
      code: item.code,
      struct: item.struct?.name ?? null,
      kind: item.kind,
      reply: item.reply,
      direction: item.direction,
      fds: item.fds,
      ...this.#described(item),
    };
  }

  #rpc(item: RpcModel): object {
    return {
      name: item.name,
      tsName: item.tsName,
      index: item.index,
      mode: item.mode,
      args: item.args.map((argument) => this.#argument(argument)),
      ...this.#described(item),
    };
  }

  #argument(item: RpcArgumentModel): object {
    return {
      name: item.name,
      tsName: item.tsName,
      dir: item.dir,
      slot: item.slot,
      type: typeRef(item.type, item.raw),
      ...this.#rules(item),
      ...this.#described(item),
    };
  }

  #rules({ js, unit, min, max, sentinels }: ValueRules): object {
    return {
      js,
      unit,
      min: min === null ? null : integerToJson(min),
      max: max === null ? null : integerToJson(max),
      sentinels: sentinels.map((value) => this.#namedValue(value)),
    };
  }

  #described({ doc, since = null, deprecated = null, raw }: Described): object {
    return { doc, since, deprecated, position: raw ? this.#position(raw) : null };
  }

  #position({ span }: RawMap): object {
    const { line, column } = positionOf(span.source, span.start);
    return { file: this.#fileName(span.source.path), line, column };
  }

  #fileName(file: string): string {
    return toSlashes(path.relative(this.#folder, file));
  }
}

function packingText(packing: Packing): string {
  if (packing.kind === 'packed') return 'packed';
  return packing.max === null ? 'natural' : `natural(max=${packing.max})`;
}

/** `name` is the type as the schema has it, for instance that of an entry of `types`. */
function typeRef(type: TypeModel, raw: RawMap): object {
  switch (type.kind) {
    case 'scalar':
      return { kind: 'scalar', name: stringOf(raw, 'type') ?? type.typeName, scalar: type.scalar, bool: type.bool };
    case 'enum':
      return { kind: 'enum', name: type.enum.name };
    case 'flags':
      return { kind: 'flags', name: type.flags.name };
    case 'struct':
      return { kind: 'struct', name: type.struct.name };
    case 'union':
      return { kind: 'union', name: type.union.name };
  }
}

function conditionToJson({ field, values, mask }: ConditionModel): object {
  return { field: field.name, is: values?.map(integerToJson) ?? null, has: mask === null ? null : integerToJson(mask) };
}
