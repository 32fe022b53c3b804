/** RPCs: arguments in the 64-bit slots of a descriptor. */
import type { Layout, RpcArgument, RpcEntry, RpcLayout } from '../../layout/types.ts';
import { Methods } from './codec-object.ts';
import { type Declaration, markUnused, type Parameter, type PropertyText } from './declarations.ts';
import { describe, describeValues, sentences } from './doc-comment.ts';
import { codeErrorFunction, putKnown } from './frames.ts';
import { WIDTH } from './lines.ts';
import { quote } from './literals.ts';
import type { Module } from './module.ts';
import { place } from './place.ts';
import { addProperties, type Property, readFields, returnObject } from './read-struct.ts';
import { readNumber } from './read-value.ts';
import { readArgument, writeArgument } from './rpc-slots.ts';
import { codecError, errorAt, flushStores, reaches, type Scope, scopeOf, truncatedError } from './scope.ts';
import { decidingFields, holesOf } from './struct-facts.ts';
import { inputsOf, namesOf, outputsOf } from './stub-calls.ts';
import { shapeOf, valueOf } from './value.ts';
import { typeOf } from './value-type.ts';
import { destructure, writeFields, writeZeros } from './write-fields.ts';
import { requireObject } from './write-struct.ts';

export function declareRpcs(layout: Layout, rpc: RpcLayout, module: Module): Declaration[] {
  const indexes = layout.rpcs.map((entry) => entry.index);
  const descriptor = module.typeName(rpc.descriptor);
  const docs = ['Header of a call: the descriptor without its argument slots.'];
  const header: Declaration = { kind: 'type', name: 'RpcHeader', type: `Omit<${descriptor}, '${rpc.args.tsName}'>`, docs };
  // The functions below are for RPCs alone.
  if (layout.rpcs.length === 0) return [header];
  return [
    header,
    codeErrorFunction('indexError', layout, rpc.index, rpc.descriptor.name, indexes, module),
    takeHeader(rpc, module),
    putHeader(rpc, module),
    judgeCall(rpc, module),
    ...layout.rpcs.flatMap((entry) => [declareArguments(entry, module), declareCodec(entry, rpc, module)]),
  ];
}

function takeHeader(rpc: RpcLayout, module: Module): Declaration {
  const scope = scopeOf(module, 'message', ['view', 'at', 'index', 'message', 'next', 'i', 'error']);
  const isBig = shapeOf(valueOf(rpc.index)) === 'bigint';
  const known = new Map([
    [rpc.index, isBig ? 'BigInt(index)' : 'index'],
    [rpc.args, ''],
  ]);
  const properties = readFields(scope, rpc.descriptor, known).filter(([, expression]) => expression !== '');
  returnObject(scope, properties);
  return internal('takeRpcHeader', ['view', 'at', 'index', 'message'], 'RpcHeader', scope.lines.toString());
}

/** Judges the bytes there are, and the index against that of the RPC. */
function judgeCall({ descriptor, index: field }: RpcLayout, module: Module): Declaration {
  const scope = scopeOf(module, quote(descriptor.name), ['view', 'at', 'length', 'expected', 'index']);
  const { lines } = scope;
  const { size } = descriptor;
  lines.guard(`length < ${size}`, truncatedError(scope, descriptor, 'length'));
  lines.guard(`length > ${size}`, codecError(scope, 'TRAILING', place('at', size, 'at', null), String(size), 'length'));
  lines.add(`const index = ${readNumber(module, field, 'at')};`);
  lines.add('if (index !== expected) throw indexError(index, expected);');
  return internal('judgeCall', ['view', 'at', 'length', 'expected'], 'void', lines.toString());
}

function putHeader(rpc: RpcLayout, module: Module): Declaration {
  const { descriptor, index, args } = rpc;
  const scope = scopeOf(
    module,
    'message',
    ['view', 'at', 'header', 'index', 'message', 'next', 'error'],
    1,
    decidingFields(descriptor),
  );
  requireObject(scope, 'header');
  putKnown(scope, index, 'header', 'index', 'CODE_UNKNOWN');
  const fields = descriptor.fields.filter((field) => field !== index && field !== args);
  writeFields(
    scope,
    fields,
    destructure(scope, fields, 'header', null, () => true),
  );
  for (const hole of holesOf(descriptor)) writeZeros(scope, hole);
  writeZeros(scope, { start: args.offset, end: args.offset + args.size });
  flushStores(scope);
  return internal('putRpcHeader', ['view', 'at', 'header', 'index', 'message'], 'void', scope.lines.toString());
}

function internal(name: string, parameters: readonly string[], returns: string, body: string): Declaration {
  const types: Readonly<Record<string, string>> = { view: 'DataView', header: 'Partial<RpcHeader>', message: 'string' };
  const typed = parameters.map(
    (parameter): Parameter => ({
      name: markUnused(parameter, body),
      type: types[parameter] ?? 'number',
    }),
  );
  return { kind: 'function', name, parameters: typed, returns, body, docs: [], isExported: false };
}

function declareArguments(entry: RpcEntry, module: Module): Declaration {
  const properties = entry.args.flatMap((argument) => {
    const value = valueOf(argument);
    const docs = describe({
      ...argument,
      doc: sentences(argument.doc, describeValues(argument), argument.dir === 'out' ? 'Output.' : null),
    });
    const type = shapeOf(value) === 'pair' ? 'number' : typeOf(value, module);
    return namesOf(argument).map((name): PropertyText => ({ name, type, isOptional: argument.dir === 'out', docs }));
  });
  const docs = describe(entry, `Arguments of \`${entry.name}\`, index ${entry.index}, ${entry.mode}.`);
  return { kind: 'interface', name: entry.tsName, properties, docs };
}

function declareCodec(entry: RpcEntry, rpc: RpcLayout, module: Module): Declaration {
  const methods = new Methods();
  methods.property('index', String(entry.index));
  addEncode(methods, entry, rpc, module);
  addDecode(methods, entry, rpc, module);
  addDecodeInputs(methods, entry, rpc, module);
  addDecodeOutputs(methods, entry, rpc, module);
  const outputs = outputsOf(entry).flatMap(namesOf).map(quote).join(' | ') || 'never';
  const parts = ['RpcHeader', entry.tsName, outputs];
  const codec = module.useType('RpcCodec');
  const line = `${codec}<${parts.join(', ')}>`;
  const isWide = `export const ${entry.tsName}: ${line} = {`.length > WIDTH;
  const type = isWide ? `${codec}<\n  ${parts.join(',\n  ')}\n>` : line;
  return { kind: 'const', name: entry.tsName, type, value: methods.toString(), docs: [`Codec of \`${entry.name}\`.`] };
}

function addEncode(methods: Methods, entry: RpcEntry, { descriptor, args: slots }: RpcLayout, module: Module): void {
  const scope = scopeOf(module, quote(entry.name), ['view', 'at', 'header', 'args'], 2);
  const { lines, names } = scope;
  const { size } = descriptor;
  lines.guard(`!${reaches(module, `at + ${size}`)}`, `${module.use('roomError')}(${scope.messageName}, ${size}, view, at)`);
  lines.add(`putRpcHeader(view, at, header, ${entry.index}, ${scope.messageName});`);
  lines.guard("typeof args !== 'object' || args === null", errorAt(scope, 'kindError', place('at', 0, 'at', null), 'args'));
  const locals = new Map(entry.args.map((argument) => [argument, namesOf(argument).map((name) => names.add(name))]));
  const bindings = [...locals].flatMap(([argument, own]) =>
    namesOf(argument).map((name, index) => (name === own[index] ? name : `${name}: ${own[index]}`)),
  );
  if (bindings.length > 0) lines.list('const { ', bindings, ' } = args;');
  for (const [argument, own] of locals) {
    const [local = ''] = own;
    if (argument.dir === 'in') {
      writeArgument(scope, argument, own, slots);
      continue;
    }
    flushStores(scope);
    lines.block(`if (${local} !== undefined) {`, () => {
      writeArgument(scope, argument, own, slots);
      flushStores(scope);
    });
  }
  flushStores(scope);
  lines.add(`return ${size};`);
  methods.method('encode(view, at, header, args)', lines);
}

/** How a decoder begins, before the arguments. */
function decoderOf(entry: RpcEntry, module: Module, parts: readonly string[]): Scope {
  const scope = scopeOf(module, quote(entry.name), ['view', 'at', 'length', 'header'], 2);
  scope.lines.add(`judgeCall(view, at, length, ${entry.index});`);
  if (parts.includes('header')) scope.lines.add(`const header = takeRpcHeader(view, at, ${entry.index}, ${scope.messageName});`);
  return scope;
}

function readArguments(scope: Scope, args: readonly RpcArgument[], { args: slots }: RpcLayout): Property[] {
  return args.flatMap((argument) => {
    const expressions = readArgument(scope, argument, slots);
    return namesOf(argument).map((name, at): Property => [name, expressions[at] ?? name]);
  });
}

function addDecode(methods: Methods, entry: RpcEntry, rpc: RpcLayout, module: Module): void {
  const scope = decoderOf(entry, module, ['header']);
  returnCall(scope, readArguments(scope, entry.args, rpc));
  methods.method('decode(view, at, length)', scope.lines);
}

function addDecodeInputs(methods: Methods, entry: RpcEntry, rpc: RpcLayout, module: Module): void {
  if (outputsOf(entry).length === 0) {
    methods.property('decodeInputs', `(view, at, length) => ${entry.tsName}.decode(view, at, length)`);
    return;
  }
  const scope = decoderOf(entry, module, ['header']);
  returnCall(scope, readArguments(scope, inputsOf(entry), rpc));
  methods.method('decodeInputs(view, at, length)', scope.lines);
}

function addDecodeOutputs(methods: Methods, entry: RpcEntry, rpc: RpcLayout, module: Module): void {
  const scope = decoderOf(entry, module, []);
  const properties = readArguments(scope, outputsOf(entry), rpc);
  if (properties.length === 0) scope.lines.add('return {};');
  else scope.lines.block('return {', () => addProperties(scope, properties), '};');
  methods.method('decodeOutputs(view, at, length)', scope.lines);
}

function returnCall(scope: Scope, properties: readonly Property[]): void {
  const { lines } = scope;
  if (properties.length === 0) lines.add('return { header, args: {} };');
  else {
    lines.chain(
      ['return {', () => lines.add('header,'), () => lines.block('args: {', () => addProperties(scope, properties), '},')],
      '};',
    );
  }
}
