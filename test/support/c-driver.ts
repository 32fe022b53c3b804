/** C programs that run generated codecs: decode each line's bytes, print the value as JSON, encode it again and print those bytes. */
import type { FieldLayout, Layout, MessageLayout, RpcEntry, StructLayout, UnionLayout } from '../../generator/index.ts';
import { cType, fieldText, put, structText, unionText, valueText, wholeType } from './c-show.ts';

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
    ...layout.messages
      .filter(({ struct }) => isFramed || struct !== null)
      .map(({ name, struct }) => [name, isFramed ? `frame_${prefix}_${name}` : `run_${struct?.name}`] as const),
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
    `put_status("structure", ${struct.name}_check, buf, len);`,
    ...roundTrip(
      `${struct.name}_decode(original, len, copy, len, &value, &error)`,
      [put('key', '"body"'), `whole_${struct.name}(&value);`],
      `${struct.name}_encode(ROOM, &value, &written, &error)`,
    ),
    ...encodeUnjudged(struct),
    '}',
  ];
}

/** Encodes what stands in bytes of the right structure, whether the values are legal or not. */
function encodeUnjudged({ name, tails, fixedSize }: StructLayout): string[] {
  const fixed = tails.some((tail) => tail.name === 'fixed') ? '.fixed_' : tails.length > 0 ? '.fixed' : '';
  const spans = tails.map((tail) => `&& ${name}_${tail.name}(buf, len, &value.${tail.name}, &error) == 0`);
  return [
    'memset(&value, 0, sizeof value);',
    `if (${name}_check(buf, len, &error) == 0 ${spans.join(' ')}) {`,
    'uint8_t *room = (uint8_t *)malloc(len);',
    ...(fixedSize > 0 ? [`value${fixed} = ${name}_load(buf);`] : []),
    'fill_error(&error);',
    `status = ${name}_encode(room, len, &value, &written, &error);`,
    'if (status != 0)',
    'put_error("refusal", status, &error);',
    'free(room);',
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
          [
            ...headText(name, name, header, 'frame.header'),
            put('key', '"body"'),
            ...(struct === null ? [put('open', "'{'"), put('close', "'}'")] : [`whole_${struct.name}(&value);`]),
          ],
          `${lower}_encode_frame(ROOM, &frame.header,${decoded} &written, &error)`,
        ),
        '}',
      ];
    }),
    ...dispatchText(
      `frame_${prefix}`,
      layout.frame?.size == null ? '' : `put_length(${prefix}_frame_length, buf, len);`,
      `struct ${prefix}_frame frame;`,
      `${prefix}_frame_decode(copy, len, NULL, 0, &frame, &error)`,
      `frame.header.${code}`,
      messages.map(({ name }) => [name, `frame_${prefix}_${name}`]),
    ),
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
            ...entry.args.flatMap((argument) => [
              put('key', `"${argument.name}"`),
              ...valueText(argument.type, `args.${argument.name}`),
            ]),
            put('close', "'}'"),
          ],
          `${lower}_encode_frame(ROOM, &call,${args} &written, &error)`,
        ),
        '}',
      ];
    }),
    ...dispatchText(
      `frame_${prefix}`,
      '',
      `${cType(descriptor)} call;`,
      `${prefix}_frame_decode(copy, len, NULL, 0, &call, &error)`,
      `call.${rpc.index.name}`,
      entries.map(({ name }) => [name, `frame_${prefix}_${name}`]),
    ),
  ];
}

/** Runs the function of the message that the header names; a header that is refused is all there is to say. */
function dispatchText(
  name: string,
  first: string,
  declaration: string,
  decode: string,
  code: string,
  cases: readonly (readonly [string, string])[],
): string[] {
  return [
    `static void ${name}(const uint8_t *buf, size_t len)`,
    '{',
    ...(first === '' ? [] : [first]),
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
