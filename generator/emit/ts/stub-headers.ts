/** What calls and answers carry beside their bodies: header fields with a role, and what a descriptor tells about a call. */
import type { FieldLayout, FrameLayout, Layout, RpcLayout } from '../../layout/types.ts';
import type { Declaration } from './declarations.ts';
import { fieldsThatCantBeZero, legalProperties } from './legal-value.ts';
import { Lines } from './lines.ts';
import { numberLiteral } from './literals.ts';
import type { Module } from './module.ts';
import type { Property } from './read-struct.ts';
import { closedEnum, limitsOf, shapeOf, valueOf } from './value.ts';
import { propertiesOf } from './write-fields.ts';

/** Correlations, sources and targets are u32. */
const WIDEST = 0xffff_ffffn;

/** A field that can hold any number, of which it keeps as many low bits as it has; null where it is none. */
function usable(field: FieldLayout | null): FieldLayout | null {
  if (field === null || closedEnum(field.type) !== null) return null;
  const value = valueOf(field);
  const { min, max } = limitsOf(value);
  const isInteger = ['number', 'safe', 'bigint', 'pair'].includes(shapeOf(value));
  return isInteger && min === 0n && (max & (max + 1n)) === 0n ? field : null;
}

/** A number as the properties of a field. */
function propertiesFrom(field: FieldLayout, number: string): Property[] {
  const [name = '', high = ''] = propertiesOf(field);
  switch (shapeOf(valueOf(field))) {
    case 'bigint':
      return [[name, `BigInt(${number})`]];
    case 'pair':
      return [
        [name, number],
        [high, '0'],
      ];
    default:
      return [[name, number]];
  }
}

/** Low bits of a number that the field has room for. */
function lowBits(field: FieldLayout, number: string): string {
  const { max } = limitsOf(valueOf(field));
  return max < WIDEST ? `${number} & ${numberLiteral(max)}` : number;
}

function propertiesOfSequence(field: FieldLayout): Property[] {
  return propertiesFrom(field, lowBits(field, 'call.correlation'));
}

/** `header.seq !== correlation`, or null where frames have no sequence number. */
export function isOfOtherCall({ sequence }: FrameLayout): string | null {
  const field = usable(sequence);
  if (field === null) return null;
  const [name = '', high = ''] = propertiesOf(field);
  switch (shapeOf(valueOf(field))) {
    case 'bigint':
      return `Number(header.${name}) !== correlation`;
    case 'pair':
      return `header.${name} !== correlation || header.${high} !== 0`;
    default: {
      const expected = lowBits(field, 'correlation');
      return `header.${name} !== ${expected === 'correlation' ? expected : `(${expected})`}`;
    }
  }
}

/** `callHeader` and `answerHeader` of messages, the latter where something is answered. */
export function frameHeaders(layout: Layout, frame: FrameLayout, module: Module): Declaration[] {
  const [source, destination, sequence] = [usable(frame.source), usable(frame.destination), usable(frame.sequence)];
  const known = [frame.code, frame.size, source, destination, sequence];
  const rest = fieldsThatCantBeZero(frame.header.fields.filter((field) => !known.includes(field))).flatMap(legalProperties);
  const numbered = sequence === null ? rest : [...propertiesOfSequence(sequence), ...rest];
  const asked: Property[] = [
    ...(source === null ? [] : propertiesFrom(source, 'call.source')),
    ...(destination === null ? [] : propertiesFrom(destination, 'call.target')),
    ...numbered,
  ];
  const isKnown = source !== null && destination !== null;
  const answered: Property[] = [
    ...(isKnown ? [...swapped(destination, source), ...swapped(source, destination)] : []),
    ...numbered,
  ];
  const header = isKnown
    ? ['// Unknown when the call could not be read.', 'const header = call.header as Header | undefined;']
    : [];
  const type = module.useSiblingType('messages', 'Header');
  const call = headerFunction('callHeader', 'Outgoing', `Partial<${type}>`, [], asked, module, 'Header of a call.');
  if (layout.messages.every(({ negative, reply }) => negative === null && reply.length === 0)) return [call];
  return [
    call,
    headerFunction(
      'answerHeader',
      'Incoming',
      `Partial<${type}>`,
      header,
      answered,
      module,
      isKnown ? 'Header of an answer, which goes back to where the call came from.' : 'Header of an answer.',
    ),
  ];
}

/** Properties of `to` from those that `from` has in the header of the call. */
function swapped(from: FieldLayout, to: FieldLayout): Property[] {
  const given = propertiesOf(from).map((name) => `header?.${name}`);
  const [low = '', high = ''] = given;
  const [source, target] = [shapeOf(valueOf(from)), shapeOf(valueOf(to))];
  const fits = limitsOf(valueOf(from)).max <= limitsOf(valueOf(to)).max;
  if (source === target && fits) {
    const zero = source === 'bigint' ? '0n' : '0';
    return propertiesOf(to).map((name, index) => [name, `${given[index] ?? ''} ?? ${zero}`]);
  }
  const number = source === 'bigint' ? `Number(${low} ?? 0n)` : `(${low} ?? 0)`;
  const whole = source === 'pair' ? `(${high} ?? 0) * 0x100000000 + ${number}` : number;
  if (fits) return propertiesFrom(to, whole);
  const { max } = limitsOf(valueOf(to));
  return propertiesFrom(
    to,
    max > WIDEST
      ? `Math.min(${whole}, Number.MAX_SAFE_INTEGER)`
      : `(${whole}) ${max === WIDEST ? '>>> 0' : `& ${numberLiteral(max)}`}`,
  );
}

/** A field of the descriptor that says how many answers are missing, or whether the caller waits. */
function countOf({ descriptor }: RpcLayout): FieldLayout | null {
  const field = descriptor.fields.find(({ name }) => name === 'response');
  return field !== undefined && field.count === null ? usable(field) : null;
}

function waitOf({ descriptor }: RpcLayout): FieldLayout | null {
  const field = descriptor.fields.find(({ name }) => name === 'blocking');
  return field !== undefined && field.count === null && shapeOf(valueOf(field)) === 'bool' ? field : null;
}

/** What calls are asked with: `WAITING` and `PASSING`, as far as they differ and are used. */
export function rpcHeaders(rpc: RpcLayout, modes: ReadonlySet<'call' | 'send' | 'multicast'>, module: Module): Declaration[] {
  const type = module.useSiblingType('messages', 'RpcHeader');
  const count = countOf(rpc);
  const wait = waitOf(rpc);
  const known = [rpc.index, rpc.args, count, wait];
  const rest = fieldsThatCantBeZero(rpc.descriptor.fields.filter((field) => !known.includes(field))).flatMap(legalProperties);
  const asked = (waits: boolean): Property[] => [
    ...rest,
    ...(count === null ? [] : propertiesFrom(count, '1')),
    ...(wait === null ? [] : [[wait.tsName, String(waits)] as const]),
  ];
  const constant = (name: string, waits: boolean, text: string): Declaration => ({
    kind: 'const',
    name,
    type: `Partial<${type}>`,
    value: objectOf(asked(waits)),
    docs: [text],
    isExported: false,
  });
  const echoed = rpc.descriptor.fields
    .filter((field) => field !== rpc.index && field !== rpc.args)
    .flatMap((field): Property[] =>
      field === count ? propertiesFrom(field, '0') : propertiesOf(field).map((name) => [name, `header.${name}`] as const),
    );
  const isRead = echoed.some(([, value]) => value.startsWith('header.'));
  const isAnswered = modes.has('call') || modes.has('multicast');
  return [
    ...(modes.has('call') ? [constant('WAITING', true, 'Descriptor of a call whose caller waits.')] : []),
    ...(modes.has('send') || modes.has('multicast')
      ? [constant('PASSING', false, 'Descriptor of a call whose caller goes on.')]
      : []),
    ...(isAnswered
      ? [
          headerFunction(
            'answerDescriptor',
            'Incoming',
            `Partial<${type}>`,
            isRead ? [`const header = call.header as ${type};`] : [],
            echoed,
            module,
            count === null
              ? 'Descriptor of an answer: that of the call.'
              : 'Descriptor of an answer: that of the call, with no answer missing any more.',
          ),
        ]
      : []),
  ];
}

function objectOf(properties: readonly Property[]): string {
  return properties.length === 0 ? '{}' : `{ ${properties.map(([name, value]) => `${name}: ${value}`).join(', ')} }`;
}

function headerFunction(
  name: string,
  parameter: string,
  returns: string,
  head: readonly string[],
  properties: readonly Property[],
  module: Module,
  doc: string,
): Declaration {
  const lines = new Lines();
  lines.add(...head);
  if (properties.length === 0) lines.add('return {};');
  else
    lines.list(
      'return { ',
      properties.map(([name, value]) => `${name}: ${value}`),
      ' };',
    );
  const used = properties.some(([, value]) => value.includes('call.')) || head.length > 0;
  return {
    kind: 'function',
    name,
    parameters: [{ name: used ? 'call' : '_call', type: module.useType(parameter) }],
    returns,
    body: lines.toString(),
    docs: [doc],
    isExported: false,
  };
}
