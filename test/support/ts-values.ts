/** Values of generated TypeScript to JSON as `sluice decode` prints it, and back; enums and flags are numbers. */
import { integerToJson, type JsonObject, type JsonValue } from '../../generator/frame/index.ts';
import type {
  BitRange,
  FieldLayout,
  JsPolicy,
  RpcArgument,
  StructLayout,
  TailLayout,
  TypeRef,
  UnionLayout,
} from '../../generator/index.ts';
import { isBytes, scalarOf } from './type-facts.ts';

type Properties = Record<string, unknown>;
/** What a value is, whatever holds it. */
interface Holder {
  readonly type: TypeRef;
  readonly js: JsPolicy | null;
  readonly bits?: readonly BitRange[] | null;
}

export function structToTs(struct: StructLayout, json: JsonObject): Properties {
  return {
    ...fieldsToTs(struct.fields, json),
    ...Object.fromEntries(
      struct.tails
        .filter((tail) => json[tail.name] !== undefined)
        .map((tail) => [tail.tsName, tailToTs(tail, json[tail.name] ?? null)]),
    ),
  };
}

export function structFromTs(struct: StructLayout, value: Properties): JsonObject {
  const tails = struct.tails
    .filter((tail) => value[tail.tsName] !== undefined)
    .map((tail): [string, JsonValue] => [tail.name, tailFromTs(tail, value[tail.tsName])]);
  return { ...fieldsFromTs(struct.fields, value), ...Object.fromEntries(tails) };
}

/** Fields or arguments; those that are not there stay away. */
export function fieldsToTs(fields: readonly (FieldLayout | RpcArgument)[], json: JsonObject): Properties {
  const object: Properties = {};
  for (const field of fields) {
    const given = json[field.name];
    if (given === undefined) continue;
    const count = countOf(field);
    if (count === null) assign(object, field, toTs(field, given));
    else object[field.tsName] = isBytes(field.type) ? bytesToTs(given) : listToTs(given, (item) => toTs(field, item));
  }
  return object;
}

export function fieldsFromTs(fields: readonly (FieldLayout | RpcArgument)[], value: Properties): JsonObject {
  return Object.fromEntries(
    fields.map((field) => {
      const given =
        countOf(field) === null && isPair(field)
          ? { lo: value[`${field.tsName}Lo`], hi: value[`${field.tsName}Hi`] }
          : value[field.tsName];
      if (countOf(field) === null) return [field.name, fromTs(field, given)];
      return [field.name, isBytes(field.type) ? bytesFromTs(given) : (given as unknown[]).map((item) => fromTs(field, item))];
    }),
  );
}

interface Pair {
  readonly lo: number;
  readonly hi: number;
}

/** A pair that is a property by itself becomes two. */
function assign(object: Properties, field: FieldLayout | RpcArgument, value: unknown): void {
  if (!isPair(field)) object[field.tsName] = value;
  else {
    const { lo, hi } = value === null ? { lo: null, hi: null } : (value as Pair);
    Object.assign(object, { [`${field.tsName}Lo`]: lo, [`${field.tsName}Hi`]: hi });
  }
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
  if (kind === 'records') return listToTs(json, (record) => (isObject(record) ? structToTs(structOf(type), record) : record));
  return listToTs(json, (item) => toTs({ ...tail, type }, item));
}

function listToTs(json: JsonValue, toItem: (item: JsonValue) => unknown): unknown {
  return Array.isArray(json) ? json.map(toItem) : json;
}

function isObject(json: JsonValue): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

function tailFromTs(tail: TailLayout, value: unknown): JsonValue {
  const { type, kind } = tail;
  if (kind === 'string') return value as string;
  if (type === null) return bytesFromTs(value);
  if (kind === 'records') return (value as Properties[]).map((record) => structFromTs(structOf(type), record));
  return (value as unknown[]).map((item) => fromTs({ ...tail, type }, item));
}

/** JSON that says what no value in TypeScript can: such as an integer that is rounded when it becomes a number. */
export class OnlyInJson extends Error {}

/** What is no value of its type stays what it is, for the codec to refuse. */
function toTs({ type, js, bits = null }: Holder, json: JsonValue): unknown {
  if (type.kind === 'struct') return isObject(json) ? structToTs(type.struct, json) : json;
  if (type.kind === 'union') return isObject(json) ? unionToTs(type.union, json) : json;
  if (bits !== null) {
    if (!isObject(json)) return json;
    return Object.fromEntries(
      bits
        .filter(({ name }) => json[name] !== undefined)
        .map(({ name, tsName, width }) => [tsName, width > 53 ? toBigint(json[name] ?? null) : json[name]]),
    );
  }
  const scalar = scalarOf(type);
  if (scalar.startsWith('f')) return json === 'NaN' || json === 'Infinity' || json === '-Infinity' ? Number(json) : json;
  if (!scalar.endsWith('64')) return json;
  const integer = toBigint(json);
  if (typeof integer !== 'bigint' && isPair({ type, js }) && integer !== null)
    throw new OnlyInJson('half of it would be no number');
  if (typeof integer !== 'bigint' || type.kind !== 'scalar' || js === 'bigint') return integer;
  return js === 'number' ? toNumber(integer) : toPair(integer, scalar === 'i64');
}

function toBigint(json: JsonValue): unknown {
  if (typeof json === 'number') return Number.isInteger(json) ? BigInt(json) : json;
  if (typeof json !== 'string') return json;
  return json.startsWith('-') ? -BigInt(json.slice(1)) : BigInt(json);
}

function toNumber(integer: bigint): number {
  if (!Number.isSafeInteger(Number(integer))) throw new OnlyInJson(`${integer} is no safe integer`);
  return Number(integer);
}

function toPair(integer: bigint, isSigned: boolean): Pair {
  const wrapped = isSigned ? BigInt.asIntN(64, integer) : BigInt.asUintN(64, integer);
  if (wrapped !== integer) throw new OnlyInJson(`${integer} has more than 64 bits`);
  return { lo: Number(BigInt.asUintN(32, integer)), hi: Number(integer >> 32n) };
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
  return Object.fromEntries(
    union.members
      .filter((member) => json[member.name] !== undefined)
      .map((member) => [member.tsName, toTs(member, json[member.name] ?? null)]),
  );
}

function unionFromTs(union: UnionLayout, value: Properties): JsonObject {
  return Object.fromEntries(
    union.members
      .filter((member) => value[member.tsName] !== undefined)
      .map((member) => [member.name, fromTs(member, value[member.tsName])]),
  );
}

function bytesToTs(json: JsonValue): unknown {
  return typeof json === 'string' ? Uint8Array.from(Buffer.from(json, 'hex')) : json;
}

function bytesFromTs(value: unknown): string {
  return Buffer.from(value as Uint8Array).toString('hex');
}

function structOf(type: TypeRef): StructLayout {
  if (type.kind !== 'struct') throw new TypeError(`records are structs: kind=${type.kind}`);
  return type.struct;
}
