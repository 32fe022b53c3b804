/** A protocol for one config with every name resolved; no bytes yet (those are `generator/layout`). */
import type { RawMap } from '../load/index.ts';
import type { Assertion } from './assertion.ts';

/** Data models of the C ABI that a layout can be computed for. */
export type DataModel = 'lp64' | 'lp64-be' | 'ilp32' | 'i386';

export type ByteOrder = 'little' | 'big';
export type ByteOrderRule = ByteOrder | 'native';

/** Scalars of a fixed width. */
export type ScalarName = 'u8' | 'u16' | 'u32' | 'u64' | 'i8' | 'i16' | 'i32' | 'i64' | 'f32' | 'f64' | 'bool' | 'char';
/** Scalars as a schema may write them; the last five depend on the data model. */
export type ScalarType = ScalarName | 'long' | 'ulong' | 'isize' | 'usize' | 'ptr';

/** How a 64-bit integer looks in JavaScript. `pair` is two properties, `<name>Lo` and `<name>Hi`. */
export type JsPolicy = 'bigint' | 'number' | 'pair';

/** What every documented item carries. `origin` is `file:line` of the schema item. */
export interface Documented {
  readonly doc: string;
  readonly since: string | null;
  readonly deprecated: string | null;
  readonly origin: string;
  /** Where the item stands, for problems found later; layouts made by hand have none. */
  readonly raw?: RawMap;
}

export interface NamedValue extends Documented {
  readonly name: string;
  readonly tsName: string;
  readonly value: bigint;
}

export interface ConstantModel extends NamedValue {
  readonly type: 'u32' | 'u64' | 'i32' | 'i64';
}

export interface EnumModel extends Documented {
  readonly kind: 'enum';
  readonly name: string;
  readonly tsName: string;
  readonly scalar: ScalarName;
  readonly size: number;
  readonly open: boolean;
  /** In schema order. */
  readonly values: readonly NamedValue[];
}

export interface FlagsModel extends Documented {
  readonly kind: 'flags';
  readonly name: string;
  readonly tsName: string;
  readonly scalar: ScalarName;
  readonly size: number;
  readonly open: boolean;
  /** `value` is the mask (one bit, or several for `of:` combinations), in schema order. */
  readonly bits: readonly NamedValue[];
  /** Union of all masks. */
  readonly mask: bigint;
}

export type TypeModel =
  | { readonly kind: 'scalar'; readonly scalar: ScalarType; readonly bool: boolean; readonly typeName: string }
  | { readonly kind: 'enum'; readonly enum: EnumModel }
  | { readonly kind: 'flags'; readonly flags: FlagsModel }
  | { readonly kind: 'struct'; readonly struct: StructModel }
  | { readonly kind: 'union'; readonly union: UnionModel };

/** What a named type or a field says about its values. */
export interface ValueRules {
  readonly js: JsPolicy | null;
  readonly unit: string | null;
  readonly min: bigint | null;
  readonly max: bigint | null;
  readonly sentinels: readonly NamedValue[];
}

export interface ResolvedType {
  readonly type: TypeModel;
  readonly rules: ValueRules;
}

/** An entry of `types:`: a scalar with a meaning. It has no output of its own; fields have taken over what it says. */
export interface NamedTypeModel extends Documented, ValueRules {
  readonly name: string;
  readonly type: TypeModel & { readonly kind: 'scalar' };
  readonly raw: RawMap;
}

export interface BitModel {
  readonly name: string;
  readonly tsName: string;
  readonly at: number;
  readonly width: number;
  readonly enum: EnumModel | null;
  readonly doc: string;
  readonly raw: RawMap;
}

export type FieldRole = 'code' | 'size' | 'source' | 'destination' | 'sequence' | 'index' | 'args';

export interface FieldModel extends Documented, ValueRules {
  readonly kind: 'field';
  readonly name: string;
  readonly tsName: string;
  readonly raw: RawMap;
  readonly type: TypeModel;
  readonly count: number | null;
  readonly at: readonly Assertion[];
  readonly byteOrder: ByteOrderRule;
  readonly bits: readonly BitModel[] | null;
  readonly role: FieldRole | null;
  readonly tag: FieldModel | null;
}

export interface PadModel {
  readonly kind: 'pad';
  readonly raw: RawMap;
  readonly size: number;
  readonly at: readonly Assertion[];
}

export interface ConditionModel {
  readonly field: FieldModel;
  readonly values: readonly bigint[] | null;
  readonly mask: bigint | null;
}

export interface TailModel extends Documented {
  readonly name: string;
  readonly tsName: string;
  readonly raw: RawMap;
  readonly kind: 'array' | 'bytes' | 'rest' | 'string' | 'records';
  readonly type: TypeModel | null;
  /** What the named type of an array's elements says about each of them; null where there is no element type. */
  readonly rules: ValueRules | null;
  readonly byteOrder: ByteOrderRule;
  readonly countField: FieldModel | null;
  readonly countConstant: number | null;
  readonly max: number | null;
  readonly align: number;
  readonly cDeclOne: boolean;
  readonly condition: ConditionModel | null;
  readonly per: TailModel | null;
  readonly offsetField: FieldModel | null;
}

export type Packing = { readonly kind: 'packed' } | { readonly kind: 'natural'; readonly max: number | null };

export interface StructModel extends Documented {
  readonly kind: 'struct';
  /** The typedef when there is one, else the tag. */
  readonly name: string;
  /** The struct or union tag. */
  readonly tag: string;
  readonly typedef: boolean;
  readonly tsName: string;
  readonly raw: RawMap;
  readonly packing: Packing;
  readonly cHeader: string | null;
  /** In order; filled in after all names are known. */
  readonly members: (FieldModel | PadModel)[];
  readonly tails: TailModel[];
  /** Whether it has tails in this config; known before they are read. */
  readonly hasTails: boolean;
  readonly sizes: readonly Assertion[];
  readonly aligns: readonly Assertion[];
  /** Something in it was reported: its size means nothing. */
  broken: boolean;
  /** How many members stand before the first broken one: their offsets still mean something. */
  soundMembers: number;
}

export interface UnionMemberModel extends Documented {
  readonly name: string;
  readonly tsName: string;
  readonly type: TypeModel;
  readonly rules: ValueRules;
  readonly byteOrder: ByteOrderRule;
  readonly is: readonly bigint[];
  readonly raw: RawMap;
}

export interface UnionModel extends Documented {
  readonly kind: 'union';
  /** The typedef when there is one, else the tag. */
  readonly name: string;
  /** The struct or union tag. */
  readonly tag: string;
  readonly typedef: boolean;
  readonly tsName: string;
  readonly raw: RawMap;
  readonly packing: Packing;
  readonly members: UnionMemberModel[];
  readonly sizes: readonly Assertion[];
  tagged: boolean;
  broken: boolean;
}

export type MessageKind = 'request' | 'response' | 'both' | 'oneway';

export interface MessageModel extends Documented {
  readonly name: string;
  readonly tsName: string;
  readonly raw: RawMap;
  readonly code: number | null;
  readonly struct: StructModel | null;
  readonly kind: MessageKind;
  readonly reply: readonly string[];
  readonly fds: number;
  readonly direction: string | null;
  /** C name of the field that holds a negated errno, when this message is the negative answer of the protocol. */
  readonly negative: string | null;
}

export interface CodeEntry {
  readonly name: string;
  readonly tsName: string;
  readonly value: number;
  readonly kind: 'message' | 'bound' | 'rpc' | 'maxIndex';
  readonly doc: string;
}

export interface ReservedCode {
  readonly first: number;
  readonly last: number;
  readonly kind: 'reserved' | 'disabled';
  /** Which numbers: message codes or RPC indexes. */
  readonly space: 'message' | 'rpc';
  /** Why it is reserved, or the C name of the disabled message. */
  readonly reason: string;
}

export interface RpcArgumentModel extends Documented, ValueRules {
  readonly name: string;
  readonly tsName: string;
  readonly dir: 'in' | 'out';
  /** In a multicast: each target gets a value of its own. */
  readonly perTarget: boolean;
  readonly slot: number;
  readonly type: TypeModel;
  readonly raw: RawMap;
}

export interface RpcModel extends Documented {
  readonly name: string;
  readonly tsName: string;
  readonly raw: RawMap;
  readonly index: number;
  readonly mode: 'blocking' | 'oneway' | 'multicast';
  readonly args: readonly RpcArgumentModel[];
}

export interface FrameModel {
  readonly raw: RawMap;
  readonly header: StructModel;
  readonly min: number;
  readonly align: number;
  readonly max: number;
  /** Whether `min`, `align` and `max` could all be read: where not, no length is certain. */
  readonly isSure: boolean;
}

export interface RpcFrameModel {
  readonly raw: RawMap;
  readonly descriptor: StructModel;
  readonly maxIndex: number;
  readonly maxIndexName: string;
}

export interface Model extends Documented {
  readonly raw: RawMap;
  readonly protocol: string;
  readonly source: string;
  readonly config: string | null;
  readonly features: readonly string[];
  readonly byteOrder: ByteOrderRule;
  readonly cPrefixes: readonly string[];
  readonly constants: readonly ConstantModel[];
  /** Every one that could be resolved, each after those it builds on. */
  readonly types: readonly NamedTypeModel[];
  readonly enums: readonly EnumModel[];
  readonly flags: readonly FlagsModel[];
  /** Structs and unions, in schema order. */
  readonly aggregates: readonly (StructModel | UnionModel)[];
  readonly frame: FrameModel | null;
  readonly maxCode: number | null;
  readonly codes: readonly CodeEntry[];
  readonly reserved: readonly ReservedCode[];
  readonly messages: readonly MessageModel[];
  readonly rpc: RpcFrameModel | null;
  readonly rpcs: readonly RpcModel[];
}
