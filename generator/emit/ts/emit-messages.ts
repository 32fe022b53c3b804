/** `messages.ts`: types and codecs. */
import type { Layout, MessageLayout, StructLayout } from '../../layout/types.ts';
import { addBodyMethods, Methods } from './codec-object.ts';
import type { Declaration } from './declarations.ts';
import { describe, sentences } from './doc-comment.ts';
import { declareGuards } from './enum-guards.ts';
import { bodyType, frameCodec, frameFunctions } from './frame-object.ts';
import { anyFrame, headerFunctions } from './frames.ts';
import type { Module } from './module.ts';
import { declareRpcs } from './rpcs.ts';
import { declareStruct, describeStruct, formOf, structFunctions } from './structs.ts';
import { declareUnion, readUnion, writeUnion } from './unions.ts';

/** What messages share comes first; then each message with its body; then what deals with all of them. */
export function* declareMessages(layout: Layout, module: Module): Generator<Declaration> {
  const { facts } = module;
  for (const item of layout.aggregates) {
    if (item.kind === 'union') {
      yield declareUnion(item, module);
      if (facts.usedUnions.has(item)) yield* [internal(writeUnion(item, module)), internal(readUnion(item, module))];
    } else if (!facts.owner.has(item))
      yield* [declareStruct(item, module), ...structFunctions(item, module), ...structCodec(item, layout, module)];
  }
  if (layout.frame !== null) yield* headerFunctions(layout, layout.frame, module);
  for (const message of layout.messages) yield* declareMessage(message, layout, module);
  if (layout.frame !== null && layout.messages.length > 0) yield* anyFrame(layout, layout.frame, module);
  if (layout.rpc !== null) yield* declareRpcs(layout, layout.rpc, module);
  yield* declareGuards(module);
}

function internal(text: ReturnType<typeof readUnion>): Declaration {
  return { kind: 'function', ...text, isExported: false };
}

/** The codec of a struct that no message of the same name covers. */
function structCodec(struct: StructLayout, layout: Layout, module: Module): Declaration[] {
  const name = module.typeName(struct);
  if (layout.messages.some((message) => message.tsName === name)) return [];
  const methods = new Methods();
  addBodyMethods(methods, struct, null, module);
  const docs = [`Codec of ${formOf(struct).split(',')[0]}.`];
  return [{ kind: 'const', name, type: `${module.useType('Codec')}<${name}>`, value: methods.toString(), docs }];
}

function* declareMessage(message: MessageLayout, layout: Layout, module: Module): Generator<Declaration> {
  const { struct } = message;
  const type = bodyType(message, module);
  if (struct !== null && module.facts.owner.has(struct)) {
    const docs =
      struct.tsName === message.tsName && struct.doc !== message.doc
        ? [message.doc, ...describeStruct(struct)]
        : describeStruct(struct);
    yield* [declareStruct(struct, module, docs), ...structFunctions(struct, module)];
    if (struct.tsName !== message.tsName) yield* structCodec(struct, layout, module);
  }
  if (type !== message.tsName) {
    yield { kind: 'type', name: message.tsName, type, docs: describe(message, `Body of \`${message.name}\`.`) };
  }
  if (layout.frame === null) {
    const methods = new Methods();
    addBodyMethods(methods, struct, message, module);
    yield {
      kind: 'const',
      name: message.tsName,
      type: `${module.useType('Codec')}<${type}>`,
      value: methods.toString(),
      docs: describeMessage(message),
    };
    return;
  }
  yield* frameFunctions(message, layout.frame, module);
  const codec = `${module.useType('FrameCodec')}<${message.code}, Header, ${type}>`;
  yield {
    kind: 'const',
    name: message.tsName,
    type: codec,
    value: frameCodec(message, layout.frame, module),
    docs: describeMessage(message),
  };
}

function describeMessage(message: MessageLayout): string[] {
  const { code, kind, direction, reply, fds } = message;
  const facts = [
    code === null ? null : `code ${code}`,
    kind === 'both' ? 'request or response' : kind === 'oneway' ? 'one-way' : kind,
    direction,
  ];
  const answers = reply.length === 0 ? null : `Answered by ${reply.map((name) => `\`${name}\``).join(', ')}.`;
  const passed = fds === 0 ? null : `Passes ${fds} descriptor${fds === 1 ? '' : 's'}.`;
  return [sentences(`Codec of \`${message.name}\`: ${facts.filter((fact) => fact !== null).join(', ')}.`, answers, passed)];
}
