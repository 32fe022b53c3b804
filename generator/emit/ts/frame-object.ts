/** Frames of one message: header, body and padding together. */
import type { FrameLayout, MessageLayout } from '../../layout/types.ts';
import { addBodyMethods, addReserving, addTaking, Methods } from './codec-object.ts';
import type { Declaration, FunctionText } from './declarations.ts';
import { isFlat, writeFlat } from './frame-flat.ts';
import { numberLiteral, quote } from './literals.ts';
import type { Module } from './module.ts';
import { place } from './place.ts';
import { readNumber } from './read-value.ts';
import { codecError, flushStores, hasRoom, reaches, type Scope, scopeOf, truncatedError } from './scope.ts';
import { isVariable } from './struct-facts.ts';
import { limitsOfScalar, scalarOf } from './value.ts';
import { writeZeros } from './write-fields.ts';

/** `framePidKill` and `unframePidKill`, which its codec and those of the whole protocol share. */
export function frameFunctions(message: MessageLayout, frame: FrameLayout, module: Module): Declaration[] {
  return [frameFunction(message, frame, module), unframeFunction(message, frame, module)].map((text) => ({
    kind: 'function',
    ...text,
    isExported: false,
  }));
}

export function bodyType(message: MessageLayout, module: Module): string {
  return message.struct === null ? module.useType('Empty') : module.typeName(message.struct);
}

/** Least bytes of a message's frame, padding included. */
export function leastSize(message: MessageLayout, frame: FrameLayout): number {
  return roundUp(Math.max(frame.min, frame.header.size + (message.struct?.minSize ?? 0)), frame.align);
}

function roundUp(size: number, align: number): number {
  return Math.ceil(size / align) * align;
}

export function roundedUp(expression: string, align: number): string {
  return (align & (align - 1)) === 0
    ? `(${expression} + ${align - 1}) & -${align}`
    : `Math.ceil(${expression} / ${align}) * ${align}`;
}

/** Writes a frame; returns its bytes, for a variable body where it ended or -1 where the view ends too early. */
function frameFunction(message: MessageLayout, frame: FrameLayout, module: Module): FunctionText {
  const { struct } = message;
  const parameters = ['view', 'at', 'header', ...(struct === null ? [] : ['body'])];
  const isWhole = isFlat(message, frame);
  const scope = scopeOf(module, quote(message.name), isWhole ? parameters : [...parameters, 'end', 'size', 'error']);
  const { lines } = scope;
  const headerSize = frame.header.size;
  const least = leastSize(message, frame);
  if (struct !== null && isVariable(struct)) lines.add(`if (!${hasRoom(module, `at + ${least}`)}) return -1;`);
  else {
    const tooShort = `${module.use('roomError')}(${scope.messageName}, ${least}, view, at)`;
    lines.guard(`!${reaches(module, `at + ${least}`)}`, tooShort);
  }
  if (isWhole) {
    const size = Math.max(frame.min, headerSize + (struct?.size ?? 0));
    writeFlat(scope, message, frame, size, least);
    if (size > largestSize(frame)) lines.call(`throw ${tooLarge(scope, frame, String(size))};`);
    else lines.add(`return ${least};`);
    return frameText(message, parameters, scope);
  }
  lines.add(`putHeader(view, at, header, ${message.code}, ${scope.messageName});`);
  if (struct !== null && isVariable(struct))
    frameVariable(scope, frame, `write${module.typeName(struct)}(view, at + ${headerSize}, body)`);
  else {
    if (struct !== null)
      inBody(scope, headerSize, () => lines.add(`write${module.typeName(struct)}(view, at + ${headerSize}, body);`));
    const end = headerSize + (struct?.size ?? 0);
    const size = Math.max(frame.min, end);
    if (size > largestSize(frame)) lines.call(`throw ${tooLarge(scope, frame, String(size))};`);
    if (frame.size !== null) lines.add(`putSize(view, at, header, ${size}, ${scope.messageName});`);
    writeZeros(scope, { start: end, end: roundUp(size, frame.align) });
    flushStores(scope);
    lines.add(`return ${roundUp(size, frame.align)};`);
  }
  return frameText(message, parameters, scope);
}

/** Exported functions of a module with frames, and `frameSizeOf`, which a message may be named after: `frame` and `Bytes`. */
const FRAME_FUNCTIONS: ReadonlySet<string> = new Set(['frameBytes', 'frameLength', 'frameSizeOf']);

function frameName({ tsName }: MessageLayout): string {
  const name = `frame${tsName}`;
  return FRAME_FUNCTIONS.has(name) ? `${name}_` : name;
}

function frameText(message: MessageLayout, parameters: readonly string[], { lines, module }: Scope): FunctionText {
  const types: Readonly<Record<string, string>> = {
    view: 'DataView',
    at: 'number',
    header: 'Partial<Header>',
    body: bodyType(message, module),
  };
  return {
    name: frameName(message),
    parameters: parameters.map((name) => ({ name, type: types[name] ?? 'number' })),
    returns: 'number',
    body: lines.toString(),
    docs: [],
  };
}

function frameVariable(scope: Scope, frame: FrameLayout, call: string): void {
  const { lines, module } = scope;
  lines.add('let end: number;');
  inBody(scope, frame.header.size, () => lines.add(`end = ${call};`));
  lines.add('if (end < 0) return -1;');
  lines.add(frame.min > frame.header.size ? `const size = Math.max(${frame.min}, end - at);` : 'const size = end - at;');
  lines.guard(`size > ${numberLiteral(largestSize(frame))}`, tooLarge(scope, frame, 'size'));
  if (frame.size !== null) lines.add(`putSize(view, at, header, size, ${scope.messageName});`);
  if (frame.align > 1) {
    lines.add(`const whole = ${roundedUp('size', frame.align)};`, `if (!${hasRoom(module, 'at + whole')}) return -1;`);
    lines.add(`${module.use('zero')}(view, end, at + whole);`, 'return at + whole;');
  } else {
    if (frame.min > frame.header.size) lines.add(`if (end - at < size) ${module.use('zero')}(view, end, at + size);`);
    lines.add('return at + size;');
  }
}

/** Most that `frame.max` and the size field allow. */
function largestSize({ max, size }: FrameLayout): number {
  return size === null ? max : Math.min(max, Number(limitsOfScalar(scalarOf(size.type) ?? 'u32').max));
}

function tooLarge(scope: Scope, frame: FrameLayout, size: string): string {
  return codecError(
    scope,
    'SIZE',
    place('at', frame.size?.offset ?? 0, 'at', frame.size?.name ?? null),
    numberLiteral(largestSize(frame)),
    size,
  );
}

/** Errors of the body count from the start of the frame. */
function inBody(scope: Scope, headerSize: number, body: () => void): void {
  const { lines, module } = scope;
  lines.chain([
    'try {',
    body,
    '} catch (error) {',
    () => lines.add(`throw ${module.use('within')}(error, ${scope.messageName}, null, ${headerSize});`),
  ]);
}

/** Reads a frame whose size and code are known to be right. */
function unframeFunction(message: MessageLayout, frame: FrameLayout, module: Module): FunctionText {
  const { struct } = message;
  const scope = scopeOf(module, quote(message.name), ['view', 'at', 'size', 'header', 'body', 'end', 'error']);
  const { lines } = scope;
  const headerSize = frame.header.size;
  const isStrict = module.facts.canFail(frame.header);
  lines.add(`const header = takeHeader(view, at, ${message.code}, size${isStrict ? `, ${scope.messageName}` : ''});`);
  if (struct === null) checkEnd(scope, frame, String(headerSize), headerSize);
  else if (isVariable(struct)) {
    lines.add(`let body: ${module.typeName(struct)};`);
    inBody(scope, headerSize, () => lines.add(`body = read${module.typeName(struct)}(view, at + ${headerSize}, at + size);`));
    // A rest tail takes what there is.
    if (struct.tails.at(-1)?.kind !== 'rest') checkEnd(scope, frame, `${module.use('cursor')}.end - at`, null);
  } else {
    const end = headerSize + struct.size;
    // Without a size field nobody has compared the bytes given with the least frame.
    if (frame.size === null || Math.max(frame.min, headerSize) < end) {
      const truncated = truncatedError(
        { ...scope, messageName: quote(module.facts.errorName(struct)) },
        struct,
        `size - ${headerSize}`,
      );
      lines.guard(`size < ${end}`, `${module.use('within')}(${truncated}, ${scope.messageName}, null, ${headerSize})`);
    }
    const call = `read${module.typeName(struct)}(view, at + ${headerSize})`;
    if (module.facts.canFail(struct)) {
      lines.add(`let body: ${module.typeName(struct)};`);
      inBody(scope, headerSize, () => lines.add(`body = ${call};`));
    } else lines.add(`const body = ${call};`);
    checkEnd(scope, frame, String(end), end);
  }
  lines.add(
    struct === null ? `return { code: ${message.code}, header, body: {} };` : `return { code: ${message.code}, header, body };`,
  );
  return {
    name: `unframe${message.tsName}`,
    parameters: [
      { name: 'view', type: 'DataView' },
      { name: 'at', type: 'number' },
      { name: 'size', type: 'number' },
    ],
    returns: `${module.useType('FrameOf')}<${message.code}, Header, ${bodyType(message, module)}>`,
    body: lines.toString(),
    docs: [],
  };
}

/** The size must be that of header and body, or the least. `end` counts from the start of the frame; `known` when it is a constant. */
function checkEnd(scope: Scope, frame: FrameLayout, end: string, known: number | null): void {
  const { lines } = scope;
  const exact =
    known !== null ? String(Math.max(frame.min, known)) : frame.min > frame.header.size ? `Math.max(${frame.min}, ${end})` : end;
  if (frame.size !== null) {
    lines.guard(
      `size !== ${exact}`,
      codecError(scope, 'SIZE', place('at', frame.size.offset, 'at', frame.size.name), exact, 'size'),
    );
    return;
  }
  const whole = known !== null ? String(roundUp(Math.max(frame.min, known), frame.align)) : roundedUp(`(${exact})`, frame.align);
  lines.guard(`size < ${whole}`, codecError(scope, 'TRUNCATED', place('size', 0, null, null), whole, 'size'));
  lines.guard(`size > ${whole}`, codecError(scope, 'TRAILING', place(whole, 0, null, null), whole, 'size'));
}

/** The codec of a message that travels in frames. */
export function frameCodec(message: MessageLayout, frame: FrameLayout, module: Module): string {
  const { struct } = message;
  const methods = new Methods();
  const name = quote(message.name);
  const scope = (): Scope => scopeOf(module, name, [], 2);
  methods.property('code', String(message.code));
  addBodyMethods(methods, struct, message, module);
  const body = struct === null ? '' : ', body';
  const size = struct === null ? null : isVariable(struct) ? `frameSizeOf(sizeOf${module.typeName(struct)}(body))` : null;

  if (size === null) methods.property('encodeFrame', frameName(message));
  else {
    const encode = scope();
    encode.lines.add(`const end = ${frameName(message)}(view, offset, header${body});`);
    encode.lines.guard('end < 0', `${module.use('roomError')}(${name}, ${size}, view, offset)`);
    encode.lines.add('return end - offset;');
    methods.method(`encodeFrame(view, offset, header${body})`, encode.lines);
  }

  const decode = scope();
  decode.lines.add('const size = takeSize(view, offset, length);');
  decode.lines.add(`const code = ${readNumber(module, frame.code, 'offset')};`);
  decode.lines.guard(`code !== ${message.code}`, `codeError(code, ${message.code})`);
  decode.lines.add(`return unframe${message.tsName}(view, offset, size);`);
  methods.method('decodeFrame(view, offset, length)', decode.lines);

  const bytes = scope();
  const write = (view: string, at: string): string => `${frameName(message)}(${view}, ${at}, header${body})`;
  if (size === null) addReserving(bytes, write, String(leastSize(message, frame)));
  else addTaking(bytes, write, size);
  methods.method(`frameBytes(header${body})`, bytes.lines);
  return methods.toString();
}
