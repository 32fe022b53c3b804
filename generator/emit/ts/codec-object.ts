/** The const that is a codec: the methods that users call, around the functions that do the work. */
import type { MessageLayout, StructLayout } from '../../layout/types.ts';
import type { Lines } from './lines.ts';
import { quote } from './literals.ts';
import type { Module } from './module.ts';
import { place } from './place.ts';
import { codecError, reaches, type Scope, scopeOf, truncatedError } from './scope.ts';
import { isVariable } from './struct-facts.ts';

/** Methods of an object literal. */
export class Methods {
  readonly #parts: string[] = [];

  property(name: string, value: string): void {
    this.#parts.push(name === value ? `${name},` : `${name}: ${value},`);
  }

  method(head: string, body: Lines): void {
    this.#parts.push(`${head} {\n${body.toString().replace(/^(?=.)/gm, '  ')}\n},`);
  }

  toString(): string {
    return `{\n${this.#parts.join('\n').replace(/^(?=.)/gm, '  ')}\n}`;
  }
}

/** `byteLength`, `encode`, `decode` and `toBytes` of a struct, or of a message without a frame; `message` null for a bare struct. */
export function addBodyMethods(
  methods: Methods,
  struct: StructLayout | null,
  message: MessageLayout | null,
  module: Module,
): void {
  const name = quote(message?.name ?? (struct === null ? '' : module.facts.errorName(struct)));
  const scope = (depth = 2): Scope => scopeOf(module, name, [], depth);
  if (struct === null) addEmptyMethods(methods, scope());
  else if (isVariable(struct)) addVariableMethods(methods, struct, scope, message);
  else addFixedMethods(methods, struct, scope, message);
}

function addEmptyMethods(methods: Methods, scope: Scope): void {
  const { lines, module } = scope;
  methods.property('byteLength', '() => 0');
  methods.property('encode', '() => 0');
  lines.guard('length > 0', codecError(scope, 'TRAILING', place('offset', 0, 'offset', null), '0', 'length'));
  lines.add('return {};');
  methods.method(`decode(view, offset, length)`.replace('view, offset', '_view, _offset'), lines);
  methods.property('toBytes', `() => new Uint8Array(0)`);
  module.useType('Codec');
}

/** Errors of a body that has not the message's name get it here. */
export function named(scope: Scope, struct: StructLayout, message: MessageLayout | null, body: () => void): void {
  const { lines, module } = scope;
  if (message === null || module.facts.errorName(struct) === message.name) {
    body();
    return;
  }
  lines.chain([
    'try {',
    body,
    '} catch (error) {',
    () => lines.add(`throw ${module.use('within')}(error, ${scope.messageName}, null, 0);`),
  ]);
}

function addFixedMethods(methods: Methods, struct: StructLayout, scopeAt: () => Scope, message: MessageLayout | null): void {
  const { size } = struct;
  const encode = scopeAt();
  const { module } = encode;
  const type = module.typeName(struct);
  methods.property('byteLength', `() => ${size}`);
  encode.lines.guard(
    `!${reaches(module, `offset + ${size}`)}`,
    `${module.use('roomError')}(${encode.messageName}, ${size}, view, offset)`,
  );
  named(encode, struct, message, () => encode.lines.add(`write${type}(view, offset, message);`));
  encode.lines.add(`return ${size};`);
  methods.method('encode(view, offset, message)', encode.lines);

  const decode = scopeAt();
  decode.lines.guard(`length < ${size}`, truncatedError(decode, struct, 'length'));
  const trailing = codecError(decode, 'TRAILING', place('offset', size, 'offset', null), String(size), 'length');
  readWhole(decode, struct, message, `read${type}(view, offset)`, `length > ${size}`, trailing);
  methods.method('decode(view, offset, length)', decode.lines);

  const toBytes = scopeAt();
  const [reserve, slab, take] = ['reserve', 'slab', 'take'].map((name) => module.use(name));
  toBytes.lines.add(`${reserve}(${size});`);
  named(toBytes, struct, message, () => toBytes.lines.add(`write${type}(${slab}.view, ${slab}.position, message);`));
  toBytes.lines.add(`return ${take}(${slab}.position + ${size});`);
  methods.method('toBytes(message)', toBytes.lines);
}

function addVariableMethods(methods: Methods, struct: StructLayout, scopeAt: () => Scope, message: MessageLayout | null): void {
  const encode = scopeAt();
  const { module } = encode;
  const type = module.typeName(struct);
  const isNamed = message === null || module.facts.errorName(struct) === message.name;
  if (isNamed) methods.property('byteLength', `sizeOf${type}`);
  else {
    const length = scopeAt();
    named(length, struct, message, () => length.lines.add(`return sizeOf${type}(message);`));
    methods.method('byteLength(message)', length.lines);
  }
  const room = `${module.use('roomError')}(${encode.messageName}, sizeOf${type}(message), view, offset)`;
  named(encode, struct, message, () => {
    encode.lines.add(`const end = write${type}(view, offset, message);`);
    encode.lines.guard('end < 0', room);
    encode.lines.add('return end - offset;');
  });
  methods.method('encode(view, offset, message)', encode.lines);

  const decode = scopeAt();
  const { cursor } = { cursor: module.use('cursor') };
  const end = place(`${cursor}.end`, 0, 'offset', null);
  const trailing = codecError(decode, 'TRAILING', end, `${cursor}.end - offset`, 'length');
  readWhole(decode, struct, message, `read${type}(view, offset, offset + length)`, `${cursor}.end - offset < length`, trailing);
  methods.method('decode(view, offset, length)', decode.lines);

  const toBytes = scopeAt();
  named(toBytes, struct, message, () =>
    addTaking(toBytes, (view, at) => `write${type}(${view}, ${at}, message)`, `sizeOf${type}(message)`),
  );
  methods.method('toBytes(message)', toBytes.lines);
}

/** Reads, then refuses what is left over. */
function readWhole(
  scope: Scope,
  struct: StructLayout,
  message: MessageLayout | null,
  call: string,
  isMore: string,
  trailing: string,
): void {
  const { lines, module } = scope;
  const isInner = message === null || module.facts.errorName(struct) === message.name || !module.facts.canFail(struct);
  if (isInner) lines.add(`const message = ${call};`);
  else {
    lines.add(`let message: ${module.typeName(struct)};`);
    named(scope, struct, message, () => lines.add(`message = ${call};`));
  }
  lines.guard(isMore, trailing);
  lines.add('return message;');
}

/** Makes room in the slab for what has a constant size, writes it there, which returns that size, and takes it. */
export function addReserving({ lines, module }: Scope, write: (view: string, at: string) => string, size: string): void {
  const [reserve, slab, take] = ['reserve', 'slab', 'take'].map((name) => module.use(name));
  lines.add(`${reserve}(${size});`, `return ${take}(${slab}.position + ${write(`${slab}.view`, `${slab}.position`)});`);
}

/** Writes to the slab; when that is too short, once more after making room for what `size` says. What is wrong with the value, writing it says. */
export function addTaking({ lines, module }: Scope, write: (view: string, at: string) => string, size: string): void {
  const [reserveAll, slab, take] = ['reserveAll', 'slab', 'take'].map((name) => module.use(name));
  const call = write(`${slab}.view`, `${slab}.position`);
  lines.add(`let end = ${call};`);
  lines.block('while (end < 0) {', () => lines.add(`${reserveAll}(() => ${size});`, `end = ${call};`));
  lines.add(`return ${take}(end);`);
}
