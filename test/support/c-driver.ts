/** C programs that run generated codecs: decode each line's bytes, print the value as JSON, encode it again and print those bytes. */
import type { FieldLayout, Layout, MessageLayout, RpcEntry, StructLayout, TailLayout, TypeRef, UnionLayout } from '../../generator/index.ts';

/**
 * What one line of a driver's input can ask for: `frame` for what says itself what it is, else the C name of a message (framed or bare), an
 * RPC or a struct.
 */
export interface DriverTarget {
  readonly name: string;
  readonly layout: Layout;
}

export function targetsOf(layout: Layout): DriverTarget[] {
  return [...functionsOf(layout).keys()].map((name) => ({ name, layout }));
}

/** The function of each target. */
function functionsOf(layout: Layout): Map<string, string> {
  const prefix = prefixOf(layout);
  const isFramed = layout.frame !== null;
  return new Map([
    ...(isFramed || layout.rpc !== null ? [['frame', `frame_${prefix}`] as const] : []),
    ...layout.structs.map(({ name }) => [name, `run_${name}`] as const),
    ...layout.rpcs.map(({ name }) => [name, `frame_${prefix}_${name}`] as const),
    ...layout.messages.filter(({ struct }) => isFramed || struct !== null).map(({ name, struct }) => [name, isFramed ? `frame_${prefix}_${name}` : `run_${struct?.name}`] as const),
  ]);
}

/** The text of a program whose targets are those of all layouts, in order. */
export function driverText(layouts: readonly Layout[]): string {
  return [
    '#include "c-driver.h"',
    ...layouts.map((layout) => `#include "${prefixOf(layout)}.h"`),
    ...layouts.flatMap((layout) => [...layout.aggregates.flatMap(aggregateText), ...frameText(layout)]),
    `static const driver_target targets[] = { ${layouts.flatMap((layout) => [...functionsOf(layout).values()]).join(', ')} };`,
    'int main(int argc, char **argv) { return (void)argv, drive(targets, sizeof targets / sizeof *targets, argc == 1); }',
    '',
  ].join('\n');
}

function prefixOf(layout: Layout): string {
  return layout.protocol.replaceAll('-', '_');
}

function aggregateText(item: StructLayout | UnionLayout): string[] {
  return item.kind === 'union' ? unionText(item) : [...structText(item), ...runText(item)];
}

function cType(item: StructLayout | UnionLayout): string {
  return item.typedef ? item.name : `${item.kind} ${item.name}`;
}

function wholeType(struct: StructLayout): string {
  return struct.tails.length > 0 ? `struct ${struct.name}_message` : cType(struct);
}

/** `show_x` prints the fixed part, without braces; `show_x_whole` all of it, with them. */
function structText(struct: StructLayout): string[] {
  const hasTails = struct.tails.length > 0;
  const fixed = struct.tails.some((tail) => tail.name === 'fixed') ? 'fixed_' : 'fixed';
  return [
    ...(struct.fields.length === 0 ? [] : [
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

function unionText(union: UnionLayout): string[] {
  const members = union.members.flatMap((member) => {
    const got = `${union.name}_get_${member.name}(&v)`;
    const item = member.type.kind === 'struct' ? member.type.struct : member.type.kind === 'union' ? member.type.union : null;
    const shown = [put('key', `"${member.name}"`), ...valueText(member.type, item === null ? got : `${item.name}_load(${got})`)];
    if (!union.tagged) return shown;
    return [`if (${member.is.map((is) => `tag == (int64_t)UINT64_C(${BigInt.asUintN(64, is)})`).join(' || ')}) {`, ...shown, '}'];
  });
  return [`static void show_${union.name}(${cType(union)} v, int64_t tag)`, '{', '(void)tag;', put('open', "'{'"), ...members, put('close', "'}'"), '}'];
}

function put(what: string, argument = ''): string {
  return `put_${what}(${argument});`;
}

function fieldText(field: FieldLayout): string[] {
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

function valueText(type: TypeRef, value: string, tag = '0'): string[] {
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
  const test = condition.values !== null
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
  if (record === null || per === null || offsetField === null || entry === null) throw new TypeError(`bad layout of ${tail.name}`);
  const place = (index: string): string => `(size_t)${entry.name}_get_${offsetField.name}((const uint8_t *)v->${per.name}.data + (${index}) * ${per.elementSize})`;
  return loopText(`v->${tail.name}.count`, [
    `const size_t from = ${place('i')} - ${place('0')};`,
    `const size_t to = i + 1 < v->${tail.name}.count ? ${place('i + 1')} - ${place('0')} : v->${tail.name}.length;`,
    `${wholeType(record)} r;`,
    'struct sluice_error error;',
    `const int status = ${record.name}_decode((const uint8_t *)v->${tail.name}.data + from, to - from, NULL, 0, &r, &error);`,
    `if (status == 0) whole_${record.name}(&r); else { put_open('{'); put_error("error", status, &error); put_close('}'); }`,
  ]);
}

/** Decodes from a copy whose original is gone, prints, and encodes again: into enough room, and into a byte less. */
function roundTrip(decode: string, show: readonly string[], encode: string): string[] {
  return [
    'struct sluice_error error;',
    'uint8_t *original = exact_copy(buf, len), *copy = (uint8_t *)malloc(len), *again = (uint8_t *)malloc(len);',
    'size_t written = 0;',
    'fill_error(&error);',
    `int status = ${decode};`,
    'free(original);',
    'if (status != 0) {',
    'put_error("error", status, &error);',
    '} else {',
    ...show,
    'fill_error(&error);',
    `status = ${encode.replace('ROOM', 'again, len')};`,
    'if (status != 0)',
    'put_error("encodeError", status, &error);',
    'else {',
    'put_key("again");',
    'put_hex(again, written);',
    'uint8_t *little = (uint8_t *)malloc(written - (written > 0));',
    'fill_error(&error);',
    `if (written > 0 && ${encode.replace('ROOM', 'little, written - 1')} != -SLUICE_ERR_SIZE)`,
    'put_key("overflow"), put_bool(true);',
    'free(little);',
    '}',
    '}',
    'free(copy);',
    'free(again);',
  ];
}

function runText(struct: StructLayout): string[] {
  return [
    `static void run_${struct.name}(const uint8_t *buf, size_t len)`,
    '{',
    `${wholeType(struct)} value;`,
    ...roundTrip(`${struct.name}_decode(original, len, copy, len, &value, &error)`, [put('key', '"body"'), `whole_${struct.name}(&value);`], `${struct.name}_encode(ROOM, &value, &written, &error)`),
    '}',
  ];
}

function frameText(layout: Layout): string[] {
  if (layout.frame !== null) return messageFrameText(layout, layout.frame.header, layout.messages);
  return layout.rpc !== null ? callText(layout, layout.rpc.descriptor, layout.rpcs) : [];
}

function headText(name: string, code: string, header: StructLayout, value: string, without?: FieldLayout): string[] {
  const fields = header.fields.filter((field) => field.name !== without?.name);
  return [
    put('key', '"message"'),
    put('string', `"${name}"`),
    put('key', '"code"'),
    put('unsigned', code),
    put('key', '"header"'),
    put('open', "'{'"),
    `{ const ${cType(header)} v = ${value};`,
    '(void)v;',
    ...fields.flatMap((field) => [put('key', `"${field.name}"`), ...fieldText(field)]),
    '}',
    put('close', "'}'"),
  ];
}

function messageFrameText(layout: Layout, header: StructLayout, messages: readonly MessageLayout[]): string[] {
  const prefix = prefixOf(layout);
  const code = layout.frame?.code.name ?? '';
  return [
    ...messages.flatMap(({ name, struct }) => {
      const lower = name.toLowerCase();
      const decoded = struct === null ? '' : ' &value,';
      return [
        `static void frame_${prefix}_${name}(const uint8_t *buf, size_t len)`,
        '{',
        ...(struct === null ? [] : [`${wholeType(struct)} value;`]),
        `struct ${prefix}_frame frame;`,
        ...roundTrip(
          `${prefix}_frame_decode(original, len, copy, len, &frame, &error); if (status == 0) status = ${lower}_decode_frame(&frame,${decoded} &error)`,
          [...headText(name, name, header, 'frame.header'), put('key', '"body"'), ...(struct === null ? [put('open', "'{'"), put('close', "'}'")] : [`whole_${struct.name}(&value);`])],
          `${lower}_encode_frame(ROOM, &frame.header,${decoded} &written, &error)`,
        ),
        '}',
      ];
    }),
    ...dispatchText(`frame_${prefix}`, `struct ${prefix}_frame frame;`, `${prefix}_frame_decode(copy, len, NULL, 0, &frame, &error)`, `frame.header.${code}`, messages.map(({ name }) => [name, `frame_${prefix}_${name}`])),
  ];
}

function callText(layout: Layout, descriptor: StructLayout, entries: readonly RpcEntry[]): string[] {
  const prefix = prefixOf(layout);
  const { rpc } = layout;
  if (rpc === null) return [];
  return [
    ...entries.flatMap((entry) => {
      const lower = entry.name.toLowerCase();
      const args = entry.args.length === 0 ? '' : ' &args,';
      return [
        `static void frame_${prefix}_${entry.name}(const uint8_t *buf, size_t len)`,
        '{',
        `${cType(descriptor)} call;`,
        ...(entry.args.length === 0 ? [] : [`struct ${lower}_args args;`]),
        ...roundTrip(
          `${prefix}_frame_decode(original, len, copy, len, &call, &error); if (status == 0) status = ${lower}_unpack(&call,${args} &error)`,
          [
            ...headText(entry.name, entry.name, descriptor, 'call', rpc.args),
            put('key', '"body"'),
            put('open', "'{'"),
            ...entry.args.flatMap((argument) => [put('key', `"${argument.name}"`), ...valueText(argument.type, `args.${argument.name}`)]),
            put('close', "'}'"),
          ],
          `${lower}_encode_frame(ROOM, &call,${args} &written, &error)`,
        ),
        '}',
      ];
    }),
    ...dispatchText(`frame_${prefix}`, `${cType(descriptor)} call;`, `${prefix}_frame_decode(copy, len, NULL, 0, &call, &error)`, `call.${rpc.index.name}`, entries.map(({ name }) => [name, `frame_${prefix}_${name}`])),
  ];
}

/** Runs the function of the message that the header names; a header that is refused is all there is to say. */
function dispatchText(name: string, declaration: string, decode: string, code: string, cases: readonly (readonly [string, string])[]): string[] {
  return [
    `static void ${name}(const uint8_t *buf, size_t len)`,
    '{',
    declaration,
    'struct sluice_error error;',
    'uint8_t *copy = exact_copy(buf, len);',
    'fill_error(&error);',
    `const int status = ${decode};`,
    'free(copy);',
    'if (status != 0) {',
    'put_error("error", status, &error);',
    'return;',
    '}',
    `switch (${code}) {`,
    ...cases.map(([label, target]) => `case ${label}: ${target}(buf, len); return;`),
    '}',
    '}',
  ];
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
