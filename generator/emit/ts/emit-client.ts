/** `client.ts`: a method per call, for callers that wait on the event loop and for those that block. */
import type { Layout } from '../../layout/types.ts';
import { protocolName } from '../../model/index.ts';
import type { Declaration, FunctionText, MemberText, Parameter } from './declarations.ts';
import { describe } from './doc-comment.ts';
import { describeCall } from './emit-dispatch.ts';
import { Lines } from './lines.ts';
import type { Module } from './module.ts';
import { callsOf, inputsOf, namesOf, type RpcCall, type StubCall } from './stub-calls.ts';

export function declareClient(layout: Layout, module: Module): Declaration[] {
  const calls = callsOf(layout).filter(({ isRequired }) => isRequired);
  if (callsOf(layout).length === 0) return [];
  const name = protocolName(layout.protocol);
  return [
    classOf(`${name}Client`, calls, { caller: 'Caller', isSync: false }, module, [
      `Calls a server of \`${layout.protocol}\`.`,
      'Every call may throw a CallError: when there is no answer, or a refusal.',
    ]),
    classOf(`${name}SyncClient`, calls, { caller: 'SyncCaller', isSync: true }, module, [
      `Calls a server of \`${layout.protocol}\`, and blocks the thread until it answers.`,
      'For transports that can block; every call may throw a CallError.',
    ]),
  ];
}

interface Flavour {
  readonly caller: 'Caller' | 'SyncCaller';
  readonly isSync: boolean;
}

function classOf(
  name: string,
  calls: readonly StubCall[],
  flavour: Flavour,
  module: Module,
  docs: readonly string[],
): Declaration {
  const caller = module.use(flavour.caller);
  module.useSibling('dispatch', 'protocol');
  const members: MemberText[] = [
    { kind: 'property', name: '#caller', type: caller, isReadonly: true },
    {
      kind: 'constructor',
      parameters: [
        { name: 'transport', type: module.useType('Transport') },
        { name: 'options', type: module.useType('ClientOptions'), isOptional: true },
      ],
      body: `this.#caller = new ${caller}(transport, protocol, options);`,
    },
    ...(flavour.isSync ? [] : [metrics(module)]),
    sending(flavour, module),
    ...calls.map((call): MemberText => ({ kind: 'method', ...methodOf(call, flavour, module) })),
  ];
  return { kind: 'class', name, members, docs };
}

function optionsOf(type: 'CallOptions' | 'SendOptions', module: Module): Parameter {
  return { name: 'options', type: module.useType(type), isOptional: true };
}

function resultOf(type: string, { isSync }: Flavour): string {
  return isSync ? type : `Promise<${type}>`;
}

/** What this client has called so far. */
function metrics(module: Module): MemberText {
  return {
    kind: 'get',
    name: '$metrics',
    type: `${module.useType('Metrics')} | null`,
    body: 'return this.#caller.metrics;',
    docs: ['Calls, errors and latencies by method; null when `sampleEvery` is 0.'],
  };
}

/** Sends any message or RPC without waiting for an answer. */
function sending(flavour: Flavour, module: Module): MemberText {
  const parameters = [
    { name: 'method', type: `${module.useType('Method')}<Input, unknown>` },
    { name: 'input', type: 'Input' },
    optionsOf('SendOptions', module),
  ];
  return {
    kind: 'method',
    name: '$send<Input>',
    parameters,
    returns: resultOf('void', flavour),
    body: 'return this.#caller.send(method, input, options);',
    docs: ['Sends what `methods` names, and waits for no answer.'],
  };
}

function methodOf(call: StubCall, flavour: Flavour, module: Module): FunctionText {
  module.useSibling('dispatch', 'methods');
  const docs = describe(call.kind === 'message' ? call.message : call.entry, describeCall(call), '@throws CallError');
  if (call.kind === 'rpc' && call.mode === 'multicast') return { ...multicastOf(call, flavour, module), docs };
  const isCall = call.mode === 'call';
  const input: Parameter[] = call.hasInput ? [{ name: 'input', type: inputType(call, module) }] : [];
  const lines = new Lines(2);
  lines.call(
    `return this.#caller.${isCall ? 'call' : 'send'}(methods.${call.member}, ${call.hasInput ? 'input' : '{}'}, options);`,
  );
  return {
    name: call.member,
    parameters: [...input, optionsOf(isCall ? 'CallOptions' : 'SendOptions', module)],
    returns: resultOf(outputType(call, module), flavour),
    body: lines.toString(),
    docs,
  };
}

function inputType(call: StubCall, module: Module): string {
  return module.useSiblingType(call.kind === 'rpc' ? 'dispatch' : 'messages', call.input);
}

function outputType(call: StubCall, module: Module): string {
  if (call.output === 'void') return 'void';
  const isOwn = call.kind === 'rpc' || call.replies.length > 1;
  return module.useSiblingType(isOwn ? 'dispatch' : 'messages', call.output);
}

/** The inputs that all targets share, then each target with its own. */
function multicastOf(call: RpcCall, flavour: Flavour, module: Module): Omit<FunctionText, 'docs'> {
  const { entry, member, tsName } = call;
  const own = inputsOf(entry).filter(({ perTarget }) => perTarget);
  const shared = inputsOf(entry).filter(({ perTarget }) => !perTarget);
  const ownNames = own.flatMap(namesOf);
  const common = (type: string): string =>
    ownNames.length === 0 ? type : `Omit<${type}, ${ownNames.map((name) => `'${name}'`).join(' | ')}>`;
  const target = ownNames.length === 0 ? 'number' : module.useSiblingType('dispatch', `${tsName}Target`);
  const lines = new Lines(2);
  if (ownNames.length === 0) {
    lines.add(`const inputs = targets.map(() => ${shared.length === 0 ? '({})' : 'input'});`);
    lines.call(`return this.#caller.multicast(methods.${member}, inputs, targets, options);`);
  } else {
    const parts = [
      ...shared.flatMap(namesOf).map((name) => `${name}: input.${name}`),
      ...ownNames.map((name) => `${name}: each.${name}`),
    ];
    lines.list('const inputs = targets.map((each) => ({ ', parts, ' }));');
    lines.add('const receivers = targets.map((each) => each.target);');
    lines.call(`return this.#caller.multicast(methods.${member}, inputs, receivers, options);`);
  }
  return {
    name: member,
    parameters: [
      ...(shared.length === 0 ? [] : [{ name: 'input', type: common(module.useSiblingType('dispatch', call.input)) }]),
      { name: 'targets', type: `readonly ${target}[]` },
      optionsOf('CallOptions', module),
    ],
    returns: resultOf('void', flavour),
    body: lines.toString(),
  };
}
