/** Everything that a view can say about a struct, in the shape that `decode` gives. */
import type { FieldLayout, StructLayout, TailLayout, TypeRef, UnionLayout } from '../../../../generator/index.ts';

type Properties = Record<string, unknown>;
type View = Readonly<Record<string, unknown>>;
type At = (index: number) => unknown;
interface Holder {
  readonly type: TypeRef;
  readonly js: string | null;
}

/** @param decoded - what `decode` gave, to tell absent tails from empty ones */
export function readView(struct: StructLayout, view: View, decoded: Properties): Properties {
  const value: Properties = {};
  for (const field of struct.fields) Object.assign(value, readField(field, view));
  for (const tail of struct.tails) {
    if (decoded[tail.tsName] === undefined) {
      if (view[`${tail.tsName}Count`] !== 0 && view[tail.tsName] !== undefined) throw new Error(`${tail.tsName} must be absent`);
    } else value[tail.tsName] = readTail(tail, view, decoded[tail.tsName]);
  }
  return value;
}

function readField(field: FieldLayout, view: View): Properties {
  const { tsName, type, count, bits } = field;
  if (bits !== null)
    return { [tsName]: Object.fromEntries(bits.map((bit) => [bit.tsName, view[`${tsName}${capital(bit.tsName)}`]])) };
  if (count !== null)
    return {
      [tsName]: isBytes(type)
        ? view[tsName]
        : Array.from({ length: count }, (_, index) => elementAt(field, tsName, view, index, tagOf(field, view))),
    };
  if (isPair(field)) {
    const halves = { [`${tsName}Lo`]: view[`${tsName}Lo`], [`${tsName}Hi`]: view[`${tsName}Hi`] };
    requireEqual(
      (BigInt(halves[`${tsName}Hi`] as number) << 32n) | BigInt(halves[`${tsName}Lo`] as number),
      view[`${tsName}Big`],
    );
    return halves;
  }
  if (field.js === 'number' && type.kind === 'scalar') requireEqual(BigInt(view[tsName] as number), view[`${tsName}Big`]);
  return { [tsName]: inner(type, view[tsName], tagOf(field, view)) };
}

function readTail(tail: TailLayout, view: View, decoded: unknown): unknown {
  const { kind, tsName, type } = tail;
  if (kind === 'string') return view[tsName];
  const count = view[`${tsName}Count`] as number;
  if (type === null) {
    const copy = new Uint8Array(count + 1);
    requireEqual((view[`${tsName}Into`] as (target: Uint8Array) => number).call(view, copy), count);
    requireEqual(copy.subarray(0, count).join(), (view[tsName] as Uint8Array).join());
    return view[tsName];
  }
  const elements = decoded as Properties[];
  if (kind === 'records' && type.kind === 'struct') {
    return Array.from({ length: count }, (_, index) =>
      readView(type.struct, method(view, `${tsName}At`)(index) as View, elements[index] ?? {}),
    );
  }
  return Array.from({ length: count }, (_, index) => elementAt({ ...tail, type }, tsName, view, index, null));
}

function elementAt(holder: Holder, tsName: string, view: View, index: number, tag: bigint | null): unknown {
  if (isPair(holder)) return { lo: method(view, `${tsName}LoAt`)(index), hi: method(view, `${tsName}HiAt`)(index) };
  return inner(holder.type, method(view, `${tsName}At`)(index), tag);
}

function inner(type: TypeRef, value: unknown, tag: bigint | null): unknown {
  if (type.kind === 'struct') return readView(type.struct, value as View, {});
  return type.kind === 'union' ? readUnion(type.union, value as View, tag) : value;
}

function readUnion(union: UnionLayout, view: View, tag: bigint | null): Properties {
  const members = union.tagged ? union.members.filter((member) => tag !== null && member.is.includes(tag)) : union.members;
  return Object.fromEntries(
    members.map((member) => [
      member.tsName,
      isPair(member)
        ? { lo: view[`${member.tsName}Lo`], hi: view[`${member.tsName}Hi`] }
        : inner(member.type, view[member.tsName], null),
    ]),
  );
}

function tagOf({ tag }: FieldLayout, view: View): bigint | null {
  if (tag === null) return null;
  const value = view[isPair(tag) || (tag.js === 'number' && tag.type.kind === 'scalar') ? `${tag.tsName}Big` : tag.tsName];
  return typeof value === 'boolean' ? BigInt(value) : BigInt(value as number);
}

/** Sets everything that can be set to what it is already. */
export function rewriteView(view: object): void {
  for (const { get, set } of Object.values(
    Object.getOwnPropertyDescriptors(Object.getPrototypeOf(view)) as PropertyDescriptorMap,
  )) {
    if (get !== undefined && set !== undefined) set.call(view, get.call(view));
  }
}

function method(view: View, name: string): At {
  return (view[name] as At).bind(view);
}

function isPair({ type, js }: Holder): boolean {
  return type.kind === 'scalar' && js === 'pair';
}

function isBytes(type: TypeRef): boolean {
  return type.kind === 'scalar' && !type.bool && (type.scalar === 'u8' || type.scalar === 'char');
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function requireEqual(actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`two ways to read one value disagree: ${String(actual)} ${String(expected)}`);
}
