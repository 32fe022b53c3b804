/** Getters and setters on bytes, and the functions that move a whole fixed part between bytes and its C struct. */
import type { FieldLayout, StructLayout, TypeRef, UnionLayout, UnionMember } from '../../layout/types.ts';
import type { CNames } from './c-names.ts';
import { cScalar, cType, loadScalar, pointer, scalarOf, storeScalar } from './c-types.ts';
import { blockComment, LINE_WIDTH } from './comment.ts';
import { bitValue, withBits } from './judge.ts';
import { holesOf } from './members.ts';

export interface AccessorView {
  readonly comment: string;
  /** The whole function, where it fits into a line; else null, and what it is made of. */
  readonly getter: string | null;
  readonly setter: string | null;
  readonly get: string;
  readonly getType: string;
  readonly set: string;
  readonly setType: string;
  /** `, size_t index` for arrays. */
  readonly index: string;
  readonly load: string;
  /** Statements of the setter. */
  readonly store: readonly string[];
}

/** One statement per field, or a loop over a fixed array. */
export interface MoveView {
  readonly count: number | null;
  readonly statement: string;
}

type Item = Pick<FieldLayout, 'name' | 'type' | 'byteOrder' | 'elementSize' | 'count' | 'bits' | 'offset'>;

export function viewFieldAccessors(struct: StructLayout, names: CNames): AccessorView[] {
  return struct.fields.flatMap((field) => {
    const whole = accessor(struct.name, field, names);
    return field.bits === null ? [whole] : [whole, ...bitAccessors(struct.name, field, names)];
  });
}

export function viewMemberAccessors(union: UnionLayout, names: CNames): AccessorView[] {
  return union.members.map((member) => accessor(union.name, itemOf(member), names));
}

function itemOf(member: UnionMember): Item {
  const { name, type, byteOrder, size } = member;
  return { name, type, byteOrder, elementSize: size, count: null, bits: null, offset: 0 };
}

function accessor(owner: string, item: Item, names: CNames): AccessorView {
  const { name, type } = item;
  const at = offsetOf(item);
  const scalar = scalarOf(type);
  const load = scalar === null ? pointer('buf', at) : loadScalar(scalar, item.byteOrder, pointer('buf', at));
  return onLines({
    comment: '',
    get: names.claim(`${owner}_get_${name}`),
    getType: scalar === null ? 'const void *' : `${cScalar(scalar)} `,
    set: names.claim(`${owner}_set_${name}`),
    setType: cType(type),
    index: item.count === null ? '' : ', size_t index',
    load,
    store: [storeValue(type, item, pointer('buf', at, false), 'value', names)],
  });
}

function bitAccessors(owner: string, item: Item, names: CNames): AccessorView[] {
  const scalar = scalarOf(item.type) ?? 'u8';
  const type = cScalar(scalar);
  const container = loadScalar(scalar, item.byteOrder, pointer('buf', item.offset));
  return (item.bits ?? []).map((bit) =>
    onLines({
      comment: blockComment([
        `${bit.width === 1 ? `Bit ${bit.at}` : `Bits ${bit.at} to ${bit.at + bit.width - 1}`} of ${item.name}. ${bit.doc}`,
      ]),
      get: names.claim(`${owner}_get_${item.name}_${bit.name}`),
      getType: `${type} `,
      set: names.claim(`${owner}_set_${item.name}_${bit.name}`),
      setType: type,
      index: '',
      load: `(${type})${bitValue(bit, scalar, container)}`,
      store: [
        `const ${type} rest = ${container}`,
        storeScalar(scalar, item.byteOrder, pointer('buf', item.offset, false), withBits(bit, scalar, 'rest', 'value')),
      ],
    }),
  );
}

/** A getter above its setter, a line each, reads like a table; few are too long for that. */
function onLines(accessor: Omit<AccessorView, 'getter' | 'setter'>): AccessorView {
  const { get, getType, set, setType, index, load, store } = accessor;
  const fitting = (text: string): string | null => (text.length <= LINE_WIDTH ? text : null);
  return {
    ...accessor,
    getter: fitting(`static inline ${getType}${get}(const void *buf${index}) { return ${load}; }`),
    setter:
      store.length > 1 ? null : fitting(`static inline void ${set}(void *buf${index}, ${setType} value) { ${store.join('')}; }`),
  };
}

function offsetOf(item: Item): number | string {
  if (item.count === null) return item.offset;
  return item.offset === 0 ? `index * ${item.elementSize}` : `${item.offset} + index * ${item.elementSize}`;
}

function storeValue(type: TypeRef, item: Pick<Item, 'byteOrder'>, at: string, value: string, names: CNames): string {
  if (type.kind === 'struct') return `${names.of(type.struct).store}(${at}, ${value})`;
  if (type.kind === 'union') return `${names.of(type.union).store}(${at}, ${value})`;
  return storeScalar(scalarOf(type) ?? 'u8', item.byteOrder, at, value);
}

function loadValue(type: TypeRef, item: Pick<Item, 'byteOrder'>, at: string, names: CNames): string {
  if (type.kind === 'struct') return `${names.of(type.struct).load}(${at})`;
  if (type.kind === 'union') return `${names.of(type.union).load}(${at})`;
  return loadScalar(scalarOf(type) ?? 'u8', item.byteOrder, at);
}

/** `at` is a `const uint8_t *`; the statements fill `value`. */
export function viewLoads(struct: StructLayout, names: CNames): MoveView[] {
  return struct.fields.map((field) => {
    const member = `value.${field.name}`;
    if (isBytes(field)) return { count: null, statement: `memcpy(${member}, ${start(field)}, ${field.size})` };
    return { count: field.count, statement: `${member}${index(field)} = ${loadValue(field.type, field, place(field), names)}` };
  });
}

/** Whether {@link viewLoads} leaves bytes of the C struct alone. */
export function hasPadding(struct: StructLayout): boolean {
  return holesOf(struct, struct.size).length > 0;
}

/** `at` is a `uint8_t *`; the statements store `value` and zero every hole. */
export function viewStores(struct: StructLayout, names: CNames): MoveView[] {
  const fields = struct.fields.map((field) => {
    const member = `value.${field.name}`;
    if (isBytes(field)) return { count: null, statement: `memcpy(${start(field)}, ${member}, ${field.size})` };
    if (field.type.kind === 'union' && field.tag !== null) {
      const { storeTagged } = names.of(field.type.union);
      return {
        count: field.count,
        statement: `${storeTagged}(${place(field)}, (int64_t)value.${field.tag.name}, ${member}${index(field)})`,
      };
    }
    return { count: field.count, statement: storeValue(field.type, field, place(field), `${member}${index(field)}`, names) };
  });
  const holes = holesOf(struct, struct.fixedSize).map(({ offset, size }) => ({
    count: null,
    statement: `memset(at${plus(offset)}, 0, ${size})`,
  }));
  return [...fields, ...holes];
}

function isBytes({ type, count, elementSize }: FieldLayout): boolean {
  return count !== null && elementSize === 1 && scalarOf(type) !== null;
}

function start(field: FieldLayout): string {
  return `at${plus(field.offset)}`;
}

function place(field: FieldLayout): string {
  return field.count === null ? start(field) : `${start(field)} + i * ${field.elementSize}`;
}

function plus(offset: number): string {
  return offset === 0 ? '' : ` + ${offset}`;
}

function index(field: FieldLayout): string {
  return field.count === null ? '' : '[i]';
}
