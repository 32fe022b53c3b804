/** C functions that print decoded structs and unions as JSON, with the helpers of `c-driver.h`. */
import type { FieldLayout, StructLayout, TailLayout, TypeRef, UnionLayout } from '../../generator/index.ts';
import { isBytes, scalarOf } from './type-facts.ts';

export function cType(item: StructLayout | UnionLayout): string {
  return item.typedef ? item.name : `${item.kind} ${item.name}`;
}

export function wholeType(struct: StructLayout): string {
  return struct.tails.length > 0 ? `struct ${struct.name}_message` : cType(struct);
}

/** `show_x` prints the fixed part, without braces; `show_x_whole` all of it, with them. */
export function structText(struct: StructLayout): string[] {
  const hasTails = struct.tails.length > 0;
  const fixed = struct.tails.some((tail) => tail.name === 'fixed') ? 'fixed_' : 'fixed';
  return [
    ...(struct.fields.length === 0
      ? []
      : [
          `static void show_${struct.name}(${cType(struct)} v)`,
          '{',
          ...struct.fields.flatMap((field) => [put('key', `"${field.name}"`), ...fieldText(field)]),
          '}',
        ]),
    `static void whole_${struct.name}(const ${wholeType(struct)} *v)`,
    '{',
    '(void)v;',
    put('open', "'{'"),
    ...(struct.fields.length === 0 ? [] : [`show_${struct.name}(${hasTails ? `v->${fixed}` : '*v'});`]),
    ...struct.tails.flatMap((tail) => tailText(tail, fixed)),
    put('close', "'}'"),
    '}',
  ];
}

export function unionText(union: UnionLayout): string[] {
  const members = union.members.flatMap((member) => {
    const got = `${union.name}_get_${member.name}(&v)`;
    const item = member.type.kind === 'struct' ? member.type.struct : member.type.kind === 'union' ? member.type.union : null;
    const shown = [put('key', `"${member.name}"`), ...valueText(member.type, item === null ? got : `${item.name}_load(${got})`)];
    if (!union.tagged) return shown;
    return [`if (${member.is.map((is) => `tag == (int64_t)UINT64_C(${BigInt.asUintN(64, is)})`).join(' || ')}) {`, ...shown, '}'];
  });
  return [
    `static void show_${union.name}(${cType(union)} v, int64_t tag)`,
    '{',
    '(void)tag;',
    put('open', "'{'"),
    ...members,
    put('close', "'}'"),
    '}',
  ];
}

export function put(what: string, argument = ''): string {
  return `put_${what}(${argument});`;
}

export function fieldText(field: FieldLayout): string[] {
  const tag = field.tag === null ? '0' : `(int64_t)v.${field.tag.name}`;
  const value = `v.${field.name}`;
  if (field.count === null) return field.bits !== null ? bitsText(field, value) : valueText(field.type, value, tag);
  if (isBytes(field.type)) return [put('hex', `${value}, ${field.count}`)];
  return loopText(String(field.count), valueText(field.type, `${value}[i]`, tag));
}

function bitsText({ bits }: FieldLayout, value: string): string[] {
  const parts = (bits ?? []).flatMap((bit) => [
    put('key', `"${bit.name}"`),
    put('unsigned', `(uint64_t)${value} >> ${bit.at} & UINT64_C(${(1n << BigInt(bit.width)) - 1n})`),
  ]);
  return [put('open', "'{'"), ...parts, put('close', "'}'")];
}

function loopText(count: string, body: readonly string[]): string[] {
  return [put('open', "'['"), `for (size_t i = 0; i < ${count}; i++) {`, put('next'), ...body, '}', put('close', "']'")];
}

export function valueText(type: TypeRef, value: string, tag = '0'): string[] {
  if (type.kind === 'struct') return [put('open', "'{'"), `show_${type.struct.name}(${value});`, put('close', "'}'")];
  if (type.kind === 'union') return [`show_${type.union.name}(${value}, ${tag});`];
  const scalar = scalarOf(type);
  if (type.kind === 'scalar' && (type.bool || scalar === 'bool')) return [put('bool', `${value} != 0`)];
  if (scalar.startsWith('f')) return [put('float', value)];
  if (scalar === 'char') return [put('unsigned', `(uint8_t)${value}`)];
  return [put(scalar.startsWith('i') ? 'signed' : 'unsigned', value)];
}

function tailText(tail: TailLayout, fixed: string): string[] {
  const span = `v->${tail.name}`;
  const body = ((): string[] => {
    switch (tail.kind) {
      case 'string':
        return [put('text', `${span}.data, ${span}.count`)];
      case 'bytes':
      case 'rest':
        return [put('hex', `${span}.data, ${span}.count`)];
      case 'records':
        return recordsText(tail);
      case 'array':
        return loopText(`${span}.count`, elementText(tail, `(const uint8_t *)${span}.data + i * ${tail.elementSize}`));
    }
  })();
  const { condition } = tail;
  if (condition === null) return [put('key', `"${tail.name}"`), ...body];
  const field = `v->${fixed}.${condition.field.name}`;
  const bits = (value: bigint): string => `UINT64_C(${BigInt.asUintN(64, value)})`;
  const test =
    condition.values !== null
      ? condition.values.map((value) => `(uint64_t)(int64_t)${field} == ${bits(value)}`).join(' || ')
      : `((uint64_t)${field} & ${bits(condition.mask ?? 0n)}) == ${bits(condition.mask ?? 0n)}`;
  return [`if (${test}) {`, put('key', `"${tail.name}"`), ...body, '}'];
}

function elementText(tail: TailLayout, at: string): string[] {
  const { type } = tail;
  if (type === null) throw new TypeError(`${tail.name} has no type`);
  if (type.kind === 'struct') return valueText(type, `${type.struct.name}_load(${at})`);
  if (type.kind === 'union') return valueText(type, `${type.union.name}_load(${at})`);
  return valueText(type, loadText(scalarOf(type), tail.byteOrder, at));
}

function loadText(scalar: string, order: string, at: string): string {
  const bits = /\d+$/.exec(scalar)?.[0] ?? '8';
  const raw = bits === '8' ? `sluice_load_u8(${at})` : `sluice_load_${order === 'big' ? 'be' : 'le'}${bits}(${at})`;
  if (scalar.startsWith('f')) return `sluice_${scalar}(${raw})`;
  return scalar.startsWith('i') ? `(int${bits}_t)${raw}` : raw;
}

/** Each record reaches from its offset to the next one's. */
function recordsText(tail: TailLayout): string[] {
  const record = tail.type?.kind === 'struct' ? tail.type.struct : null;
  const { per, offsetField } = tail;
  const entry = per?.type?.kind === 'struct' ? per.type.struct : null;
  if (record === null || per === null || offsetField === null || entry === null)
    throw new TypeError(`bad layout of ${tail.name}`);
  const place = (index: string): string =>
    `(size_t)${entry.name}_get_${offsetField.name}((const uint8_t *)v->${per.name}.data + (${index}) * ${per.elementSize})`;
  return loopText(`v->${tail.name}.count`, [
    `const size_t from = ${place('i')} - ${place('0')};`,
    `const size_t to = i + 1 < v->${tail.name}.count ? ${place('i + 1')} - ${place('0')} : v->${tail.name}.length;`,
    `${wholeType(record)} r;`,
    'struct sluice_error error;',
    `const int status = ${record.name}_decode((const uint8_t *)v->${tail.name}.data + from, to - from, NULL, 0, &r, &error);`,
    `if (status == 0) whole_${record.name}(&r); else { put_open('{'); put_error("error", status, &error); put_close('}'); }`,
  ]);
}
