/**
 * The Layout: every number of a protocol for one config and one data model, decided once. Emitters and the frame codec
 * only read it; they format numbers and never add two offsets.
 */

import type {
  ByteOrder,
  CodeEntry,
  ConstantModel,
  DataModel,
  Documented,
  EnumModel,
  FlagsModel,
  JsPolicy,
  MessageKind,
  NamedValue,
  ReservedCode,
  ScalarName,
} from '../model/types.ts';

export type { ByteOrder, CodeEntry, DataModel, Documented, JsPolicy, MessageKind, NamedValue, ReservedCode, ScalarName };
/** These have no bytes of their own: the model's serve as they are. */
export type ConstantLayout = ConstantModel;
export type EnumLayout = EnumModel;
export type FlagsLayout = FlagsModel;

/** A resolved type. `bool` on a scalar wider than a byte means an integer that may only hold 0 or 1. */
export type TypeRef =
  | { readonly kind: 'scalar'; readonly scalar: ScalarName; readonly bool: boolean }
  | { readonly kind: 'enum'; readonly enum: EnumLayout }
  | { readonly kind: 'flags'; readonly flags: FlagsLayout }
  | { readonly kind: 'struct'; readonly struct: StructLayout }
  | { readonly kind: 'union'; readonly union: UnionLayout };

export interface BitRange {
  readonly name: string;
  readonly tsName: string;
  /** Bit 0 is the least significant. */
  readonly at: number;
  readonly width: number;
  readonly enum: EnumLayout | null;
  readonly doc: string;
}

export interface FieldLayout extends Documented {
  readonly name: string;
  readonly tsName: string;
  readonly type: TypeRef;
  /** As `layout --json` prints it: a scalar name, `ptr<T>`, `xptr`, `handle<T>`, or the C name of an enum, flags, struct or union. */
  readonly typeName: string;
  /** Bytes from the start of the struct. */
  readonly offset: number;
  /** All bytes of the field: `elementSize * (count ?? 1)`. */
  readonly size: number;
  readonly elementSize: number;
  /** Elements of a fixed array, or null. */
  readonly count: number | null;
  readonly byteOrder: ByteOrder;
  /** For 64-bit integers only, else null. */
  readonly js: JsPolicy | null;
  readonly unit: string | null;
  /** Inclusive bounds that encode and decode enforce (RANGE), or null. Sentinels are allowed outside of them. */
  readonly min: bigint | null;
  readonly max: bigint | null;
  readonly sentinels: readonly NamedValue[];
  readonly bits: readonly BitRange[] | null;
  readonly role: 'code' | 'size' | 'source' | 'destination' | 'sequence' | 'index' | 'args' | null;
  /** For a tagged union: the field that says which member is present. */
  readonly tag: FieldLayout | null;
  /** The tail whose element (array) or byte (bytes) count this field holds, else null. */
  readonly counts: string | null;
}

/** When a tail is present: `field` holds one of `values` (is), or has all bits of `mask` (has). */
export interface Condition {
  readonly field: FieldLayout;
  readonly values: readonly bigint[] | null;
  readonly mask: bigint | null;
}

export interface TailLayout extends Documented {
  readonly name: string;
  readonly tsName: string;
  readonly kind: 'array' | 'bytes' | 'rest' | 'string' | 'records';
  /** Known for the first tail only; later ones start where the one before ends, rounded up to `align`. */
  readonly offset: number | null;
  /** Element type of `array`, record struct of `records`; null for bytes, rest and string. */
  readonly type: TypeRef | null;
  readonly typeName: string;
  /** Bytes of one array element; 1 for bytes, rest and string; the fixed part of one record for `records`. */
  readonly elementSize: number;
  readonly byteOrder: ByteOrder;
  readonly js: JsPolicy | null;
  /** Inclusive bounds of each element of an array, from its named type, or null. Sentinels are allowed outside of them. */
  readonly elementMin: bigint | null;
  readonly elementMax: bigint | null;
  readonly sentinels: readonly NamedValue[];
  readonly count:
    | { readonly field: FieldLayout; readonly constant: null }
    | { readonly field: null; readonly constant: number }
    | null;
  /** Most elements (array, records) or bytes (bytes, rest, string without its NUL), or null. */
  readonly max: number | null;
  readonly align: number;
  readonly cDeclOne: boolean;
  readonly condition: Condition | null;
  /** For `records`: one record per element of the array tail `per`, whose field `offsetField` holds its place. */
  readonly per: TailLayout | null;
  readonly offsetField: FieldLayout | null;
}

export interface StructLayout extends Documented {
  readonly kind: 'struct';
  /** C name: the typedef when there is one, else the tag. */
  readonly name: string;
  /** The C tag: `struct <tag>`; equal to `name` unless there is a typedef. */
  readonly tag: string;
  readonly typedef: boolean;
  readonly tsName: string;
  /** sizeof in C; includes the one declared byte of a `c_decl: one` string. */
  readonly size: number;
  readonly align: number;
  /** `packed`, `natural` or `natural(max=N)`. */
  readonly packing: string;
  /** Bytes before the first tail: offset of the first tail, or `size` without tails. */
  readonly fixedSize: number;
  /** Least bytes of a legal encoding. */
  readonly minSize: number;
  /** Most bytes of a legal encoding when every tail is bounded, else null. */
  readonly maxSize: number | null;
  readonly fields: readonly FieldLayout[];
  /** Every `pad:` of the schema, `{offset, size}`; the layout's own padding is not listed. */
  readonly pads: readonly { readonly offset: number; readonly size: number }[];
  readonly tails: readonly TailLayout[];
  readonly cHeader: string | null;
  readonly fingerprint: string;
  readonly canonical: string;
}

export interface UnionMember extends Documented {
  readonly name: string;
  readonly tsName: string;
  readonly type: TypeRef;
  readonly typeName: string;
  readonly size: number;
  readonly byteOrder: ByteOrder;
  readonly js: JsPolicy | null;
  /** Inclusive bounds, from its named type, or null. Sentinels are allowed outside of them. */
  readonly min: bigint | null;
  readonly max: bigint | null;
  readonly sentinels: readonly NamedValue[];
  /** Tag values that select this member; empty in an overlay union. */
  readonly is: readonly bigint[];
}

export interface UnionLayout extends Documented {
  readonly kind: 'union';
  readonly name: string;
  /** The C tag: `struct <tag>`; equal to `name` unless there is a typedef. */
  readonly tag: string;
  readonly typedef: boolean;
  readonly tsName: string;
  readonly size: number;
  readonly align: number;
  readonly packing: string;
  readonly tagged: boolean;
  readonly members: readonly UnionMember[];
  readonly canonical: string;
}

/** How messages are framed: `header`, then the body, zeros up to `min`, then zeros up to a multiple of `align` that the size field does not count. */
export interface FrameLayout {
  readonly header: StructLayout;
  readonly min: number;
  readonly align: number;
  readonly max: number;
  readonly code: FieldLayout;
  readonly size: FieldLayout | null;
  readonly source: FieldLayout | null;
  readonly destination: FieldLayout | null;
  readonly sequence: FieldLayout | null;
}

export interface MessageLayout extends Documented {
  /** C name of the code, such as `IPC_PID_KILL`. */
  readonly name: string;
  /** PascalCase, such as `PidKill`. */
  readonly tsName: string;
  /** null in a protocol without a frame header. */
  readonly code: number | null;
  /** null when it has no fields. */
  readonly struct: StructLayout | null;
  readonly kind: MessageKind;
  readonly reply: readonly string[];
  readonly fds: number;
  readonly direction: string | null;
  /** The field of the body that holds a negated errno, when this message is the negative answer of the protocol. */
  readonly negative: FieldLayout | null;
  readonly fingerprint: string;
  readonly canonical: string;
}

export interface RpcArgument extends Documented {
  readonly name: string;
  readonly tsName: string;
  readonly dir: 'in' | 'out';
  /** In a multicast: each target gets a value of its own. */
  readonly perTarget: boolean;
  readonly slot: number;
  readonly type: TypeRef;
  readonly typeName: string;
  readonly js: JsPolicy | null;
  readonly min: bigint | null;
  readonly max: bigint | null;
  readonly sentinels: readonly NamedValue[];
  readonly unit: string | null;
}

export interface RpcEntry extends Documented {
  readonly name: string;
  readonly tsName: string;
  readonly index: number;
  readonly mode: 'blocking' | 'oneway' | 'multicast';
  /** Inputs first, in slot order. */
  readonly args: readonly RpcArgument[];
  readonly fingerprint: string;
  readonly canonical: string;
}

export interface RpcLayout {
  readonly descriptor: StructLayout;
  readonly index: FieldLayout;
  readonly args: FieldLayout;
  readonly slots: number;
  /** Exclusive. */
  readonly maxIndex: number;
  readonly maxIndexName: string;
}

export interface Layout extends Documented {
  readonly protocol: string;
  /** Schema path as the caller gave it, with forward slashes; used in banners. */
  readonly source: string;
  readonly config: string | null;
  readonly features: readonly string[];
  readonly dataModel: DataModel;
  readonly byteOrder: ByteOrder;
  readonly cPrefixes: readonly string[];
  readonly constants: readonly ConstantLayout[];
  readonly enums: readonly EnumLayout[];
  readonly flags: readonly FlagsLayout[];
  /** Structs and unions together, every one after those it contains, schema order otherwise. */
  readonly aggregates: readonly (StructLayout | UnionLayout)[];
  readonly structs: readonly StructLayout[];
  readonly unions: readonly UnionLayout[];
  readonly frame: FrameLayout | null;
  readonly codes: readonly CodeEntry[];
  readonly reserved: readonly ReservedCode[];
  readonly messages: readonly MessageLayout[];
  readonly rpc: RpcLayout | null;
  readonly rpcs: readonly RpcEntry[];
  readonly fingerprint: string;
  readonly canonical: string;
}
