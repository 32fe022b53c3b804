/** What all frames of a protocol share: header, size and code, and the codec of any frame. */
import type { FieldLayout, FrameLayout, Layout } from '../../layout/types.ts';
import { type Declaration, markUnused, type Parameter } from './declarations.ts';
import { isFlat } from './frame-flat.ts';
import { bodyType, roundedUp } from './frame-object.ts';
import { Lines } from './lines.ts';
import { numberLiteral, quote } from './literals.ts';
import type { Module } from './module.ts';
import { place } from './place.ts';
import { readFields, returnObject } from './read-struct.ts';
import { integerOf } from './read-tail.ts';
import { readNumber } from './read-value.ts';
import { codecError, flushStores, givenError, type Scope, scopeOf, setScalar, store, truncatedError } from './scope.ts';
import { decidingFields, holesOf, isVariable, type Range } from './struct-facts.ts';
import { limitsOf, scalarOf, scalarSize, shapeOf, valueOf } from './value.ts';
import { typeOf } from './value-type.ts';
import { destructure, writeFields, writeZeros } from './write-fields.ts';
import { requireObject } from './write-struct.ts';

/** Functions of the module that every message uses; without messages only the one that others call. */
export function headerFunctions(layout: Layout, frame: FrameLayout, module: Module): Declaration[] {
  const length = frame.size === null ? [] : [frameLength(frame, frame.size, module)];
  if (layout.messages.length === 0) return length;
  return [
    internal('takeSize', ['view', 'at', 'length'], 'number', takeSize(frame, module), [
      'Judges the size field against the bytes there are; returns the size.',
    ]),
    codeErrorFunction(
      'codeError',
      layout,
      frame.code,
      frame.header.name,
      layout.messages.map((message) => message.code ?? -1),
      module,
    ),
    takeHeader(frame, module),
    ...(layout.messages.every((message) => isFlat(message, frame)) ? [] : headerWriters(frame, module)),
    ...length,
    ...(layout.messages.some((message) => message.struct !== null && isVariable(message.struct)) ? [frameSizeOf(frame)] : []),
  ];
}

/** For messages whose frames are not flat. */
function headerWriters(frame: FrameLayout, module: Module): Declaration[] {
  const header = internal('putHeader', ['view', 'at', 'header', 'code', 'message'], 'void', putHeader(frame, module), []);
  if (frame.size === null) return [header];
  return [header, internal('putSize', ['view', 'at', 'header', 'size', 'message'], 'void', putSize(frame.size, module), [])];
}

const TYPES: Readonly<Record<string, string>> = {
  view: 'DataView',
  header: 'Partial<Header>',
  message: 'string',
  expected: 'number | null',
};

function internal(
  name: string,
  parameters: readonly string[],
  returns: string,
  body: string,
  docs: readonly string[],
): Declaration {
  const typed = parameters.map(
    (parameter): Parameter => ({
      name: markUnused(parameter, body),
      type: TYPES[parameter] ?? 'number',
    }),
  );
  return { kind: 'function', name, parameters: typed, returns, body, docs, isExported: false };
}

function takeSize(frame: FrameLayout, module: Module): string {
  const { header, size, align } = frame;
  const scope = scopeOf(module, quote(header.name), ['view', 'at', 'length', 'size', 'whole']);
  const { lines } = scope;
  lines.guard(`length < ${header.size}`, truncatedError(scope, header, 'length'));
  if (size === null) {
    lines.add('return length;');
    return lines.toString();
  }
  judgeSize(scope, frame, size);
  const at = place('at', size.offset, 'at', size.name);
  const whole = align > 1 ? 'whole' : 'size';
  if (align > 1) lines.add(`const whole = ${roundedUp('size', align)};`);
  lines.guard(`${whole} > length`, codecError(scope, 'TRUNCATED', at, whole, 'length'));
  lines.guard(`${whole} < length`, codecError(scope, 'TRAILING', place(whole, 0, null, null), whole, 'length'));
  lines.add('return size;');
  return lines.toString();
}

function judgeSize(scope: Scope, frame: FrameLayout, field: FieldLayout): void {
  const { lines } = scope;
  const at = place('at', field.offset, 'at', field.name);
  const least = Math.max(frame.min, frame.header.size);
  lines.add(`const size = ${readNumber(scope.module, field, 'at')};`);
  lines.guard(`size < ${least}`, codecError(scope, 'SIZE', at, String(least), 'size'));
  if (BigInt(frame.max) < limitsOf({ ...valueOf(field), min: null, max: null }).max) {
    lines.guard(`size > ${numberLiteral(frame.max)}`, codecError(scope, 'SIZE', at, numberLiteral(frame.max), 'size'));
  }
}

/** Why a code is not the wanted one: unknown, reserved or disabled. */
export function codeErrorFunction(
  name: string,
  layout: Layout,
  field: FieldLayout,
  structName: string,
  known: readonly number[],
  module: Module,
): Declaration {
  const scope = scopeOf(module, quote(structName), ['code', 'expected']);
  const { lines } = scope;
  const at = place('at', field.offset, 'at', field.name);
  for (const kind of ['reserved', 'disabled'] as const) {
    const slots = layout.reserved
      .filter((slot) => slot.kind === kind)
      .map(({ first, last }) => ({ start: first, end: last + 1 }));
    const error = codecError(scope, kind === 'reserved' ? 'CODE_RESERVED' : 'CODE_DISABLED', at, 'null', 'code');
    if (slots.length > 0) lines.when(isAmong('code', slots), `return ${error};`);
  }
  lines.add(
    `const isKnown = ${isAmong(
      'code',
      known.map((code) => ({ start: code, end: code + 1 })),
    )};`,
  );
  lines.add(`return ${codecError(scope, 'CODE_UNKNOWN', at, 'isKnown ? expected : null', 'code')};`);
  return internal(name, ['code', 'expected'], module.use('CodecError'), lines.toString(), [
    'Why a code is not the expected one.',
  ]);
}

/** True for a number in one of the ranges, which are merged first. */
function isAmong(name: string, ranges: readonly Range[]): string {
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  const parts = merged.map(({ start, end }) =>
    end === start + 1
      ? `${name} === ${start}`
      : start === 0 && merged.length === 1
        ? `${name} < ${end}`
        : `(${name} >= ${start} && ${name} < ${end})`,
  );
  return parts.join(' || ') || 'false';
}

/** Reads the header of a message; its code and size are known by then. */
function takeHeader(frame: FrameLayout, module: Module): Declaration {
  const isStrict = module.facts.canFail(frame.header);
  const parameters = ['view', 'at', 'code', 'size', ...(isStrict ? ['message'] : [])];
  const scope = scopeOf(module, isStrict ? 'message' : "''", [...parameters, 'next', 'i', 'error']);
  const known = new Map([[frame.code, fromNumber(frame.code, 'code', module)]]);
  if (frame.size !== null) known.set(frame.size, fromNumber(frame.size, 'size', module));
  returnObject(scope, readFields(scope, frame.header, known));
  return internal('takeHeader', parameters, 'Header', scope.lines.toString(), []);
}

/** A number as the property of a field. */
function fromNumber(field: FieldLayout, name: string, module: Module): string {
  const value = valueOf(field);
  if (shapeOf(value) === 'bigint') return `BigInt(${name})`;
  const type = typeOf(value, module);
  return type === 'number' ? name : `${name} as ${type}`;
}

function putHeader(frame: FrameLayout, module: Module): string {
  const { header, code, size } = frame;
  const scope = scopeOf(
    module,
    'message',
    ['view', 'at', 'header', 'code', 'message', 'next', 'error'],
    1,
    decidingFields(header),
  );
  requireObject(scope, 'header');
  putKnown(scope, code, 'header', 'code', 'CODE_UNKNOWN');
  const fields = header.fields.filter((field) => field !== code && field !== size);
  writeFields(
    scope,
    fields,
    destructure(scope, fields, 'header', null, () => true),
  );
  for (const hole of holesOf(header)) writeZeros(scope, hole);
  flushStores(scope);
  return scope.lines.toString();
}

function putSize(field: FieldLayout, module: Module): string {
  const scope = scopeOf(module, 'message', ['view', 'at', 'header', 'size', 'message']);
  putKnown(scope, field, 'header', 'size', 'SIZE');
  flushStores(scope);
  return scope.lines.toString();
}

/** Writes a field that follows from the message; when it is given it must be right. */
export function putKnown(scope: Scope, field: FieldLayout, object: string, name: string, code: string): void {
  const { lines, module } = scope;
  const scalar = scalarOf(field.type) ?? 'u8';
  const given = integerOf(object, field, module);
  const isBig = shapeOf(valueOf(field)) === 'bigint';
  const at = place('at', field.offset, 'at', field.name);
  const error = givenError(scope, code, at, name, given);
  lines.guard(`${given} !== undefined && ${given} !== ${isBig ? `BigInt(${name})` : name}`, error);
  store(scope, setScalar(module, scalar, field.byteOrder, at, scalarSize(scalar) === 8 ? `BigInt(${name})` : name));
}

function frameLength(frame: FrameLayout, size: FieldLayout, module: Module): Declaration {
  const scope = scopeOf(module, quote(frame.header.name), ['view', 'at', 'available', 'size']);
  const { lines } = scope;
  lines.add(`if (available < ${frame.header.size}) return ${module.use('NEED_MORE')};`);
  judgeSize(scope, frame, size);
  lines.add(`return ${frame.align > 1 ? roundedUp('size', frame.align) : 'size'};`);
  const docs = [
    'Bytes of the frame that starts at `at`, padding included, for byte streams: `NEED_MORE` while `available` bytes do not tell.',
    '@throws CodecError `SLUICE_ERR_SIZE` when its size field is out of bounds',
  ];
  const parameters = ['view', 'at', 'available'].map((name): Parameter => ({ name, type: TYPES[name] ?? 'number' }));
  return { kind: 'function', name: 'frameLength', parameters, returns: 'number', body: lines.toString(), docs };
}

function frameSizeOf(frame: FrameLayout): Declaration {
  const size =
    frame.min > frame.header.size ? `Math.max(${frame.min}, ${frame.header.size} + bodySize)` : `${frame.header.size} + bodySize`;
  const body = `return ${frame.align > 1 ? roundedUp(size.startsWith('Math') ? size : `(${size})`, frame.align) : size};`;
  return internal('frameSizeOf', ['bodySize'], 'number', body, ['Bytes of a frame with a body of `bodySize` bytes.']);
}

/** The union of all frames, and the codec that tells them apart by their code. */
export function anyFrame(layout: Layout, frame: FrameLayout, module: Module): Declaration[] {
  const frameOf = module.useType('FrameOf');
  const members = layout.messages.map((message) => `\n  | ${frameOf}<${message.code}, H, ${bodyType(message, module)}>`);
  return [
    { kind: 'type', name: 'Frame<H = Header>', type: members.join(''), docs: ['Any frame; `code` tells which.'] },
    { ...encodeAny(layout), isExported: true },
    { ...decodeAny(layout, frame, module), isExported: true },
    { ...bytesOfAny(layout, module), isExported: true },
  ];
}

function encodeAny(layout: Layout): Declaration {
  const lines = new Lines();
  dispatch(
    lines,
    'frame.code',
    layout,
    (name, hasBody) => `return ${name}.encodeFrame(view, offset, frame.header${hasBody ? ', frame.body' : ', frame.body'});`,
  );
  const parameters = [
    { name: 'view', type: 'DataView' },
    { name: 'offset', type: 'number' },
    { name: 'frame', type: 'Frame<Partial<Header>>' },
  ];
  return {
    kind: 'function',
    name: 'encodeFrame',
    parameters,
    returns: 'number',
    body: lines.toString(),
    docs: ['Writes any frame; returns its bytes.'],
  };
}

function decodeAny(layout: Layout, frame: FrameLayout, module: Module): Declaration {
  const lines = new Lines();
  lines.add('const size = takeSize(view, offset, length);', `const code = ${readNumber(module, frame.code, 'offset')};`);
  lines.block('switch (code) {', () => {
    for (const message of layout.messages)
      lines.add(`case ${message.code}: return unframe${message.tsName}(view, offset, size);`);
    lines.add('default: throw codeError(code, null);');
  });
  const parameters = ['view', 'offset', 'length'].map((name): Parameter => ({ name, type: TYPES[name] ?? 'number' }));
  const docs = ['Reads any frame; unknown, reserved and disabled codes are three different errors.'];
  return { kind: 'function', name: 'decodeFrame', parameters, returns: 'Frame', body: lines.toString(), docs };
}

function bytesOfAny(layout: Layout, _module: Module): Declaration {
  const lines = new Lines();
  dispatch(lines, 'frame.code', layout, (name) => `return ${name}.frameBytes(frame.header, frame.body);`);
  const parameters = [{ name: 'frame', type: 'Frame<Partial<Header>>' }];
  return {
    kind: 'function',
    name: 'frameBytes',
    parameters,
    returns: 'Uint8Array',
    body: lines.toString(),
    docs: ['Any frame as fresh bytes.'],
  };
}

function dispatch(lines: Lines, subject: string, layout: Layout, call: (name: string, hasBody: boolean) => string): void {
  lines.block(`switch (${subject}) {`, () => {
    for (const message of layout.messages) lines.add(`case ${message.code}: ${call(message.tsName, message.struct !== null)}`);
    lines.add('default: throw codeError((frame as Frame).code, null);');
  });
}
