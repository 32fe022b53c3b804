/** Random objects for the messages, RPCs and structs of a layout, as `encodeFrame` takes them. Nearly all are legal: the codec judges. */
import type fc from 'fast-check';
import { integerToJson, type JsonObject, type JsonValue } from '../../generator/frame/index.ts';
import type {
  FieldLayout,
  Layout,
  RpcArgument,
  StructLayout,
  TailLayout,
  TypeRef,
  UnionLayout,
  UnionMember,
} from '../../generator/index.ts';
import { type Draw, drawn } from './draw.ts';
import { limitsOf } from './random-types.ts';
import { isBytes } from './type-facts.ts';

/** What holds a value. */
type Holder = FieldLayout | RpcArgument | ((TailLayout | UnionMember) & { readonly type: TypeRef });

const SAFE = BigInt(Number.MAX_SAFE_INTEGER);
const FLOATS: readonly number[] = [
  0,
  -0,
  1,
  -1.5,
  0.1,
  2 ** -149,
  3.4028234663852886e38,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
];
const LETTERS: readonly string[] = [...'abcXYZ089 /:.\n\u007f', 'é', 'ß', '€', '\ufeff', '\uffff', '😀', '\u{10ffff}'];

/** @param name - C name of a message, an RPC or a struct */
export function randomObject(
  layout: Layout,
  name: string,
): fc.Arbitrary<{ readonly header?: JsonObject; readonly body: JsonObject }> {
  return drawn((draw) => {
    const message = layout.messages.find((candidate) => candidate.name === name);
    if (message !== undefined) {
      const body = message.struct === null ? {} : structValue(draw, message.struct);
      return layout.frame === null ? { body } : { header: headerValue(draw, layout.frame.header, ['code', 'size']), body };
    }
    const entry = layout.rpcs.find((candidate) => candidate.name === name);
    if (entry !== undefined && layout.rpc !== null) {
      const args = entry.args.filter((argument) => argument.dir === 'in' || !draw.once(4));
      return {
        header: headerValue(draw, layout.rpc.descriptor, ['index', 'args']),
        body: Object.fromEntries(args.map((argument) => [argument.name, value(draw, argument)])),
      };
    }
    const struct = layout.structs.find((candidate) => candidate.name === name);
    if (struct === undefined) throw new RangeError(`unknown name: ${name}`);
    return { body: structValue(draw, struct) };
  });
}

/** Header fields but those whose role is filled in; some are left out, which means zero. */
function headerValue(draw: Draw, header: StructLayout, without: readonly string[]): JsonObject {
  const fields = header.fields.filter((field) => field.role === null || !without.includes(field.role));
  const object = fieldsValue(draw, header, fields);
  const kept = fields.filter((field) => field.tag !== null || fields.some((other) => other.tag === field) || !draw.once(8));
  return Object.fromEntries(kept.map((field) => [field.name, object[field.name] ?? 0]));
}

function structValue(draw: Draw, struct: StructLayout): JsonObject {
  const object = fieldsValue(
    draw,
    struct,
    struct.fields.filter((field) => field.counts === null),
  );
  const counts = new Map<string, number>();
  for (const tail of struct.tails) {
    if (isPresent(tail, object)) object[tail.name] = tailValue(draw, tail, struct, object, counts);
  }
  return object;
}

function fieldsValue(draw: Draw, struct: StructLayout, fields: readonly FieldLayout[]): JsonObject {
  const object: JsonObject = {};
  for (const field of fields) object[field.name] = fieldValue(draw, struct, field, object);
  return object;
}

function fieldValue(draw: Draw, struct: StructLayout, field: FieldLayout, before: JsonObject): JsonValue {
  if (field.count !== null && isBytes(field.type)) return hex(draw, field.size);
  const tags = struct.fields
    .flatMap((other) => (other.tag === field && other.type.kind === 'union' ? other.type.union.members : []))
    .flatMap((member) => member.is);
  const wanted = [
    ...tags,
    ...struct.tails.flatMap((tail) =>
      tail.condition?.field.name === field.name ? (tail.condition.values ?? [tail.condition.mask ?? 0n]) : [],
    ),
  ];
  const tag = field.tag === null ? null : (before[field.tag.name] ?? 0);
  const one = (): JsonValue => {
    if (wanted.length > 0 && (tags.length > 0 || draw.once(2))) return scalarJson(field.type, draw.pick(wanted));
    return value(draw, field, tag);
  };
  return field.count === null ? one() : Array.from({ length: field.count }, one);
}

/** @param tag - JSON of the field that selects the member of a tagged union */
function value(draw: Draw, holder: Holder, tag: JsonValue = null): JsonValue {
  const { type } = holder;
  switch (type.kind) {
    case 'struct':
      return structValue(draw, type.struct);
    case 'union':
      return unionValue(draw, type.union, tag);
    case 'enum':
      return integerToJson(
        type.enum.values.length > 0 && !(type.enum.open && draw.once(2))
          ? draw.pick(type.enum.values).value
          : draw.integer(...limitsOf(type.enum.scalar)),
      );
    case 'flags': {
      const [low, high] = limitsOf(type.flags.scalar);
      const mask = type.flags.open ? high : type.flags.mask;
      const bits = draw.pick([0n, mask, draw.integer(0n, high) & mask]);
      return integerToJson(low < 0n ? BigInt.asIntN(8 * type.flags.size, bits) : bits);
    }
    case 'scalar':
      return 'bits' in holder && holder.bits !== null ? bitsValue(draw, holder) : scalarValue(draw, holder, type);
  }
}

function bitsValue(draw: Draw, { bits }: FieldLayout): JsonObject {
  return Object.fromEntries(
    (bits ?? []).map((bit) => {
      const isListed = bit.enum !== null && bit.enum.values.length > 0 && !(bit.enum.open && draw.once(2));
      return [
        bit.name,
        integerToJson(isListed ? draw.pick(bit.enum?.values ?? []).value : draw.integer(0n, (1n << BigInt(bit.width)) - 1n)),
      ];
    }),
  );
}

function scalarValue(draw: Draw, holder: Holder, { scalar, bool }: TypeRef & { readonly kind: 'scalar' }): JsonValue {
  if (bool || scalar === 'bool') return draw.once(2);
  if (scalar === 'f32' || scalar === 'f64') return floatValue(draw, scalar);
  if (scalar === 'char') return draw.int(0, 255);
  const [low, high] = limitsOf(scalar);
  const rules = 'elementMin' in holder ? { min: holder.elementMin, max: holder.elementMax } : holder;
  const { sentinels } = holder;
  if (sentinels.length > 0 && draw.once(3)) return integerToJson(draw.pick(sentinels).value);
  const isSafe = holder.js === 'number';
  const least = rules.min ?? (isSafe && low < -SAFE ? -SAFE : low);
  const most = rules.max ?? (isSafe && high > SAFE ? SAFE : high);
  return integerToJson(draw.integer(least, most));
}

function floatValue(draw: Draw, scalar: 'f32' | 'f64'): JsonValue {
  const any = new DataView(draw.bytes(8).buffer);
  const drawnValue = draw.once(2) ? draw.pick(FLOATS) : scalar === 'f32' ? any.getFloat32(0) : any.getFloat64(0);
  const float = scalar === 'f32' ? Math.fround(drawnValue) : drawnValue;
  return Number.isFinite(float) ? float : String(float);
}

function unionValue(draw: Draw, union: UnionLayout, tag: JsonValue): JsonObject {
  const selected = union.tagged
    ? union.members.filter((member) => tag !== null && member.is.includes(integerOf(tag)))
    : union.members;
  if (selected.length === 0 || (!union.tagged && draw.once(8))) return {};
  // Two members of an overlay agree seldom, but then both are right.
  const members = new Set(union.tagged || !draw.once(4) ? [draw.pick(selected)] : [draw.pick(selected), draw.pick(selected)]);
  return Object.fromEntries([...members].map((member) => [member.name, value(draw, member)]));
}

function tailValue(
  draw: Draw,
  tail: TailLayout,
  struct: StructLayout,
  object: JsonObject,
  counts: Map<string, number>,
): JsonValue {
  const shared = tail.count?.field?.name ?? '';
  const limit = Math.min(tail.max ?? 4, Number(tail.count?.field?.max ?? 4n), 8);
  const count = tail.count?.constant ?? counts.get(shared) ?? (draw.once(5) ? limit : draw.int(0, Math.min(limit, 3)));
  counts.set(shared, count);
  switch (tail.kind) {
    case 'string':
      return text(draw, tail.max ?? 12);
    case 'bytes':
      return hex(draw, count);
    case 'rest':
      return hex(draw, draw.int(0, Math.min(tail.max ?? 12, 12)));
    case 'records': {
      const elements = object[tail.per?.name ?? ''];
      const record = tail.type?.kind === 'struct' ? tail.type.struct : null;
      return Array.isArray(elements) && record !== null ? elements.map(() => structValue(draw, record)) : [];
    }
    case 'array': {
      const { type } = tail;
      if (type === null) throw new TypeError(`${tail.name} has no type`);
      const filled = struct.tails.find((other) => other.per?.name === tail.name)?.offsetField?.name;
      return Array.from({ length: count }, () => {
        const element = value(draw, { ...tail, type });
        if (filled !== undefined) delete (element as JsonObject)[filled];
        return element;
      });
    }
  }
}

function isPresent({ condition }: TailLayout, object: JsonObject): boolean {
  if (condition === null) return true;
  const integer = integerOf(object[condition.field.name] ?? 0);
  return condition.values !== null
    ? condition.values.includes(integer)
    : (BigInt.asUintN(64, integer) & (condition.mask ?? 0n)) === condition.mask;
}

/** An integer as JSON has it, and 0 for what is none. */
function integerOf(json: JsonValue): bigint {
  if (typeof json === 'object') return 0n;
  return typeof json === 'string' && json.startsWith('-') ? -BigInt(json.slice(1)) : BigInt(json);
}

/** The JSON of a given integer of a type. */
function scalarJson(type: TypeRef, integer: bigint): JsonValue {
  return type.kind === 'scalar' && (type.bool || type.scalar === 'bool') ? integer === 1n : integerToJson(integer);
}

function text(draw: Draw, max: number): string {
  let made = '';
  for (let left = draw.int(0, max); left > 0; left -= 1) {
    const next = made + draw.pick(LETTERS);
    if (new TextEncoder().encode(next).length > max) break;
    made = next;
  }
  return made;
}

function hex(draw: Draw, length: number): string {
  return Buffer.from(draw.bytes(length)).toString('hex');
}
