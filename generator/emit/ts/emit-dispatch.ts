/** `dispatch.ts`: what can be asked for, and which handler each call goes to. */
import type { FieldLayout, Layout, ReservedCode, RpcArgument } from '../../layout/types.ts';
import { protocolName } from '../../model/index.ts';
import type { Declaration, PropertyText, SignatureText } from './declarations.ts';
import { describe, describeValues, sentences } from './doc-comment.ts';
import { leastSize } from './frame-object.ts';
import { legalProperties } from './legal-value.ts';
import { Lines } from './lines.ts';
import { quote } from './literals.ts';
import type { Module } from './module.ts';
import type { Property } from './read-struct.ts';
import { callsOf, inputsOf, type MessageCall, namesOf, outputsOf, type RpcCall, type StubCall } from './stub-calls.ts';
import { frameHeaders, isOfOtherCall, rpcHeaders } from './stub-headers.ts';
import { methodsObject } from './stub-methods.ts';
import { shapeOf, valueOf } from './value.ts';
import { typeOf } from './value-type.ts';
import { propertiesOf } from './write-fields.ts';

/** Nothing where nothing can be called. */
export function declareDispatch(layout: Layout, module: Module): Declaration[] {
  const calls = callsOf(layout);
  if (calls.length === 0) return [];
  const name = protocolName(layout.protocol);
  const messages = calls.filter((call): call is MessageCall => call.kind === 'message');
  const rpcs = calls.filter((call): call is RpcCall => call.kind === 'rpc');
  return [
    ...rpcs.flatMap((call) => declareArguments(call, module)),
    ...messages.flatMap((call) => declareOutput(call, module)),
    {
      kind: 'interface',
      name: `${name}Handlers`,
      properties: [],
      methods: calls.map((call) => signatureOf(call, module)),
      docs: [`Whoever serves \`${layout.protocol}\` has these.`],
    },
    ...(layout.frame === null || messages.length === 0 ? [] : frameHeaders(layout, layout.frame, module)),
    ...(layout.rpc === null || rpcs.length === 0 ? [] : rpcHeaders(layout.rpc, new Set(rpcs.map(({ mode }) => mode)), module)),
    declareProtocol(layout, module),
    declareMethods(name, calls, module),
    declareSwitch(name, layout, calls, module),
  ];
}

/** `PmemGetPagesInput` and `PmemGetPagesOutput`; in a multicast what differs from target to target, too. */
function declareArguments({ entry, input, output, mode }: RpcCall, module: Module): Declaration[] {
  const inputs = inputsOf(entry);
  const outputs = outputsOf(entry);
  const perTarget = mode === 'multicast' ? inputs.filter((argument) => argument.perTarget) : [];
  const interfaceOf = (name: string, args: readonly RpcArgument[], docs: string, more: PropertyText[] = []): Declaration => ({
    kind: 'interface',
    name,
    properties: [...more, ...args.flatMap((argument) => propertiesFor(argument, module))],
    docs: [docs],
  });
  const target: PropertyText = { name: 'target', type: 'number', docs: ['Whom it goes to.'] };
  return [
    inputs.length === 0
      ? { kind: 'type', name: input, type: 'Record<string, never>', docs: [`\`${entry.name}\` has no inputs.`] }
      : interfaceOf(input, inputs, `Inputs of \`${entry.name}\`.`),
    ...(outputs.length === 0 ? [] : [interfaceOf(output, outputs, `Outputs of \`${entry.name}\`.`)]),
    ...(perTarget.length === 0
      ? []
      : [interfaceOf(`${entry.tsName}Target`, perTarget, `One target of \`${entry.name}\`, and its own inputs.`, [target])]),
  ];
}

function propertiesFor(argument: RpcArgument, module: Module): PropertyText[] {
  const value = valueOf(argument);
  const docs = describe({ ...argument, doc: sentences(argument.doc, describeValues(argument)) });
  const type = shapeOf(value) === 'pair' ? 'number' : typeOf(value, module);
  return namesOf(argument).map((name) => ({ name, type, docs }));
}

/** What a message may be answered by, when there is a choice. */
function declareOutput({ name, output, replies }: MessageCall, module: Module): Declaration[] {
  if (replies.length < 2) return [];
  const members = replies.map(
    ({ code, tsName }) => `\n  | { readonly code: ${code}; readonly body: ${module.useSiblingType('messages', tsName)} }`,
  );
  return [{ kind: 'type', name: output, type: members.join(''), docs: [`Any answer to \`${name}\`.`] }];
}

function signatureOf(call: StubCall, module: Module): SignatureText {
  if (call.kind === 'message')
    for (const { tsName } of [call.message, ...call.replies]) module.useSiblingType('messages', tsName);
  const context = `${module.useType('CallContext')}<${module.useSiblingType('messages', call.header)}>`;
  return {
    name: call.member,
    parameters: [
      { name: 'input', type: call.input },
      { name: 'context', type: context },
    ],
    returns: `${call.output} | Promise<${call.output}>`,
    isOptional: !call.isRequired,
    docs: describe(call.kind === 'message' ? call.message : call.entry, describeCall(call)),
  };
}

/** `IPC_PID_KILL`, answered by `IPC_RESP`. */
export function describeCall(call: StubCall): string {
  if (call.kind === 'rpc') return `\`${call.name}\`, ${call.entry.mode}.`;
  const { replies, acknowledgement, isRequired } = call;
  if (replies.length > 0) return `\`${call.name}\`, answered by ${replies.map(({ name }) => `\`${name}\``).join(' or ')}.`;
  if (acknowledgement === 'empty') return `\`${call.name}\`, answered by no more than that it is done.`;
  if (acknowledgement !== null) return `\`${call.name}\`, answered by \`${acknowledgement.name}\` with 0.`;
  return `\`${call.name}\`, ${isRequired ? 'one-way' : 'an answer that nobody waits for'}.`;
}

function declareProtocol(layout: Layout, module: Module): Declaration {
  const lines = new Lines(0);
  const { frame } = layout;
  const message = layout.messages.find(({ negative }) => negative !== null);
  lines.block(
    '{',
    () => {
      lines.add(`name: ${quote(layout.protocol)},`, `fingerprint: ${module.useCode('PROTOCOL_FINGERPRINT')},`);
      if (frame === null || message === undefined || message.negative === null || message.struct === null) {
        lines.add('negative: null,');
        return;
      }
      const { negative, struct } = message;
      const codec = module.useSibling('messages', message.tsName);
      const body = struct.fields.flatMap((field) => (field === negative ? errnoProperties(field) : legalProperties(field)));
      const other = isOfOtherCall(frame);
      lines.block(
        'negative: {',
        () => {
          lines.add(`code: ${message.code},`, `size: ${leastSize(message, frame)},`);
          lines.block(
            'write(view, at, errno, call) {',
            () => {
              const given = `{ ${body.map(([name, value]) => `${name}: ${value}`).join(', ')} }`;
              lines.call(`return ${codec}.encodeFrame(view, at, answerHeader(call), ${given});`);
            },
            '},',
          );
          lines.block(
            `read(view, at, length${other === null ? '' : ', correlation'}) {`,
            () => {
              lines.add(`const { ${other === null ? '' : 'header, '}body } = ${codec}.decodeFrame(view, at, length);`);
              if (other !== null) lines.add(`if (${other}) return ${module.use('STRAY')};`);
              lines.add(`return ${errnoOf(negative)};`);
            },
            '},',
          );
        },
        '},',
      );
    },
    '}',
  );
  return {
    kind: 'const',
    name: 'protocol',
    type: module.useType('Protocol'),
    value: lines.toString(),
    docs: [`What both sides know of \`${layout.protocol}\`.`],
  };
}

/** A negated errno in the field that takes it. */
function errnoProperties(field: FieldLayout): Property[] {
  const [name = '', high = ''] = propertiesOf(field);
  switch (shapeOf(valueOf(field))) {
    case 'bigint':
      return [[name, 'BigInt(-errno)']];
    case 'pair':
      return [
        [name, '-errno >>> 0'],
        [high, 'errno === 0 ? 0 : -1'],
      ];
    default:
      return [[name, '-errno']];
  }
}

function errnoOf(field: FieldLayout): string {
  const [name = '', high = ''] = propertiesOf(field);
  switch (shapeOf(valueOf(field))) {
    case 'bigint':
      return `body.${name} < 0n ? Number(-body.${name}) : 0`;
    case 'pair':
      return `body.${high} < 0 ? -(body.${high} * 0x100000000 + body.${name}) : 0`;
    default:
      return `body.${name} < 0 ? -body.${name} : 0`;
  }
}

function declareMethods(name: string, calls: readonly StubCall[], module: Module): Declaration {
  const type = module.useType('Method');
  const members = calls.map(({ member, input, output }) => `  readonly ${member}: ${type}<${input}, ${output}>;`);
  return {
    kind: 'const',
    name: 'methods',
    type: `{\n${members.join('\n')}\n}`,
    value: methodsObject(calls, module),
    docs: [`How each call of \`${name}Handlers\` becomes bytes and back.`],
  };
}

function declareSwitch(name: string, layout: Layout, calls: readonly StubCall[], module: Module): Declaration {
  const lines = new Lines();
  const headers = [...new Set(calls.map(({ header }) => header))];
  const contextOf = (call: StubCall): string =>
    headers.length === 1 ? 'context' : call.header === 'Header' ? 'context' : 'rpcContext';
  for (const header of headers)
    lines.add(
      `const ${header === 'Header' || headers.length === 1 ? 'context' : 'rpcContext'} = call as ${module.useType('CallContext')}<${header}>;`,
    );
  lines.block('switch (call.code) {', () => {
    for (const call of calls) {
      const { member } = call;
      lines.block(`case ${call.code}: {`, () => {
        // One load of the handler: two, with a call between them, take a quarter of what dispatch takes.
        lines.add(`const handler = handlers.${member};`);
        lines.when('handler === undefined', `return call.unimplemented(${quote(call.name)});`);
        lines.add(`const input = call.read(methods.${member});`);
        lines.call(`return call.answer(methods.${member}, input, handler.call(handlers, input, ${contextOf(call)}));`);
      });
    }
    lines.add('default:');
    for (const slot of layout.reserved) refuse(lines, slot);
    lines.add('  return call.unknown();');
  });
  return {
    kind: 'function',
    name: 'dispatch',
    parameters: [
      { name: 'handlers', type: `Partial<${name}Handlers>` },
      { name: 'call', type: module.useType('Incoming') },
    ],
    returns: 'void',
    body: lines.toString(),
    docs: ['Reads the input of a call and hands it to its handler; says so where there is none.'],
  };
}

function refuse(lines: Lines, { first, last, kind, reason }: ReservedCode): void {
  const isIt = first === last ? `call.code === ${first}` : `call.code >= ${first} && call.code <= ${last}`;
  lines.chain([() => lines.when(isIt, `return call.${kind}(${quote(reason.replaceAll('\n', ' '))});`)], '');
}
