/** Values of generated TypeScript to JSON as `sluice decode` prints it, and back; enums and flags are numbers. */
import { integerToJson, type JsonObject, type JsonValue } from '../../generator/frame/index.ts';
import type { BitRange, FieldLayout, JsPolicy, RpcArgument, StructLayout, TailLayout, TypeRef, UnionLayout } from '../../generator/index.ts';

type Properties = Record<string, unknown>;
/** What a value is, whatever holds it. */
interface Holder {
  readonly type: TypeRef;
  readonly js: JsPolicy | null;
  readonly bits?: readonly BitRange[] | null;
}

export function structToTs(struct: StructLayout, json: JsonObject): Properties {
  return { ...fieldsToTs(struct.fields, json), ...Object.fromEntries(struct.tails.filter((tail) => json[tail.name] !== undefined).map((tail) => [tail.tsName, tailToTs(tail, json[tail.name] ?? null)])) };
}

export function structFromTs(struct: StructLayout, value: Properties): JsonObject {
  const tails = struct.tails.filter((tail) => value[tail.tsName] !== undefined).map((tail): [string, JsonValue] => [tail.name, tailFromTs(tail, value[tail.tsName])]);
  return { ...fieldsFromTs(struct.fields, value), ...Object.fromEntries(tails) };
}

/** Fields or arguments; those that are not there stay away. */
export function fieldsToTs(fields: readonly (FieldLayout | RpcArgument)[], json: JsonObject): Properties {
  const object: Properties = {};
  for (const field of fields) {
    const given = json[field.name];
    if (given === undefined) continue;
    const count = countOf(field);
    const value = count === null ? toTs(field, given) : isBytes(field.type) ? bytesToTs(given) : (given as JsonValue[]).map((item) => toTs(field, item));
    if (count === null && isPair(field)) Object.assign(object, halves(field, value as Pair));
    else object[field.tsName] = value;
  }
  return object;
}

export function fieldsFromTs(fields: readonly (FieldLayout | RpcArgument)[], value: Properties): JsonObject {
  return Object.fromEntries(
    fields.map((field) => {
      const given = countOf(field) === null && isPair(field) ? { lo: value[`${field.tsName}Lo`], hi: value[`${field.tsName}Hi`] } : value[field.tsName];
      if (countOf(field) === null) return [field.name, fromTs(field, given)];
      return [field.name, isBytes(field.type) ? bytesFromTs(given) : (given as unknown[]).map((item) => fromTs(field, item))];
    }),
  );
}

interface Pair {
  readonly lo: number;
  readonly hi: number;
}

function halves(field: FieldLayout | RpcArgument, { lo, hi }: Pair): Properties {
  return { [`${field.tsName}Lo`]: lo, [`${field.tsName}Hi`]: hi };
}

function countOf(field: FieldLayout | RpcArgument): number | null {
  return 'count' in field ? field.count : null;
}

function isPair({ type, js, bits = null }: Holder): boolean {
  return type.kind === 'scalar' && js === 'pair' && bits === null;
}

function tailToTs(tail: TailLayout, json: JsonValue): unknown {
  const { type, kind } = tail;
  if (kind === 'string') return json;
  if (type === null) return bytesToTs(json);
  if (kind === 'records') return (json as JsonObject[]).map((record) => structToTs(structOf(type), record));
  return (json as JsonValue[]).map((item) => toTs({ ...tail, type }, item));
}

function tailFromTs(tail: TailLayout, value: unknown): JsonValue {
  const { type, kind } = tail;
  if (kind === 'string') return value as string;
  if (type === null) return bytesFromTs(value);
  if (kind === 'records') return (value as Properties[]).map((record) => structFromTs(structOf(type), record));
  return (value as unknown[]).map((item) => fromTs({ ...tail, type }, item));
}

function toTs({ type, js, bits = null }: Holder, json: JsonValue): unknown {
  if (type.kind === 'struct') return structToTs(type.struct, json as JsonObject);
  if (type.kind === 'union') return unionToTs(type.union, json as JsonObject);
  if (bits !== null) {
    const given = json as JsonObject;
    const parts = bits.filter((bit) => given[bit.name] !== undefined);
    return Object.fromEntries(parts.map((bit) => [bit.tsName, bit.width > 53 ? toBigint(given[bit.name] ?? 0) : Number(given[bit.name])]));
  }
  const scalar = scalarOf(type);
  if (scalar.startsWith('f')) return Number(json);
  // Whatever is no integer stays what it is, for the codec to refuse.
  if (!scalar.endsWith('64') || (typeof json !== 'number' && typeof json !== 'string')) return json;
  const integer = toBigint(json);
  if (type.kind !== 'scalar' || js === 'bigint') return integer;
  if (js === 'number') return Number(integer);
  return { lo: Number(BigInt.asUintN(32, integer)), hi: Number(scalar === 'i64' ? integer >> 32n : BigInt.asUintN(32, integer >> 32n)) };
}

function fromTs({ type, js, bits = null }: Holder, value: unknown): JsonValue {
  if (type.kind === 'struct') return structFromTs(type.struct, value as Properties);
  if (type.kind === 'union') return unionFromTs(type.union, value as Properties);
  if (bits !== null) return Object.fromEntries(bits.map((bit) => [bit.name, numeric((value as Properties)[bit.tsName])]));
  if (isPair({ type, js }) && typeof value === 'object') {
    const { lo, hi } = value as Pair;
    return integerToJson((BigInt(hi) << 32n) | BigInt(lo));
  }
  return numeric(value);
}

function numeric(value: unknown): JsonValue {
  if (typeof value === 'bigint') return integerToJson(value);
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : (value as JsonValue);
}

function unionToTs(union: UnionLayout, json: JsonObject): Properties {
  return Object.fromEntries(union.members.filter((member) => json[member.name] !== undefined).map((member) => [member.tsName, toTs(member, json[member.name] ?? null)]));
}

function unionFromTs(union: UnionLayout, value: Properties): JsonObject {
  return Object.fromEntries(union.members.filter((member) => value[member.tsName] !== undefined).map((member) => [member.name, fromTs(member, value[member.tsName])]));
}

function toBigint(json: JsonValue): bigint {
  return typeof json === 'string' && json.startsWith('-') ? -BigInt(json.slice(1)) : BigInt(json as number | string);
}

function bytesToTs(json: JsonValue): Uint8Array {
  return Uint8Array.from(Buffer.from(json as string, 'hex'));
}

function bytesFromTs(value: unknown): string {
  return Buffer.from(value as Uint8Array).toString('hex');
}

function structOf(type: TypeRef): StructLayout {
  if (type.kind !== 'struct') throw new TypeError(`records are structs: kind=${type.kind}`);
  return type.struct;
}

function scalarOf(type: TypeRef): string {
  switch (type.kind) {
    case 'scalar':
      return type.scalar;
    case 'enum':
      return type.enum.scalar;
    case 'flags':
      return type.flags.scalar;
    default:
      return 'u8';
  }
}

function isBytes(type: TypeRef): boolean {
  return type.kind === 'scalar' && !type.bool && (type.scalar === 'u8' || type.scalar === 'char');
}
