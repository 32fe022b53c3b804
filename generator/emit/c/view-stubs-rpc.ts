/** Client and server of every RPC: arguments of the source's prototype, packed into a descriptor and out of it. */
import type { FieldLayout, Layout, RpcArgument, RpcEntry } from '../../layout/types.ts';
import { cType } from './c-types.ts';
import { blockComment, docText } from './comment.ts';
import type { RpcView } from './view-rpc.ts';
import type { Declaration, EntryView, Slot } from './view-stubs.ts';
import { memberName, signature } from './view-stubs-names.ts';

/** Names that client functions use themselves. */
const LOCALS: ReadonlySet<string> = new Set(
  'transport cxy targets count pending out i call_args call_desc call_error call_status'.split(' '),
);

interface ArgumentView {
  readonly name: string;
  /** Its name as a parameter of the client. */
  readonly parameter: string;
  readonly type: string;
  readonly perTarget: boolean;
}

interface RpcStubView {
  readonly name: string;
  readonly lower: string;
  readonly member: string;
  readonly args: string | null;
  readonly pack: string;
  readonly unpack: string;
  readonly multicast: boolean;
  readonly oneway: boolean;
  readonly inputs: readonly ArgumentView[];
  readonly outputs: readonly ArgumentView[];
  readonly signature: string;
}

export interface StubsRpcView {
  readonly prefix: string;
  readonly descriptor: string;
  readonly size: number;
  readonly decode: string;
  readonly index: string;
  /** Field of the descriptor that says how many answers are missing, or null. */
  readonly response: string | null;
  /** Its bool that says whether the caller waits, or null. */
  readonly blocking: string | null;
  readonly service: string;
  readonly handlers: string;
  readonly hasBlocking: boolean;
  readonly hasOneway: boolean;
  readonly entries: readonly RpcStubView[];
  readonly declarations: readonly Declaration[];
  readonly slots: readonly Slot[];
  readonly table: readonly EntryView[];
}

export function viewStubsRpc(layout: Layout, rpc: RpcView, service: string, handlers: string): StubsRpcView {
  const entries = layout.rpcs.map((entry, at): RpcStubView => {
    const { args = null, pack = '', unpack = '' } = rpc.entries[at] ?? {};
    return {
      name: entry.name,
      lower: entry.name.toLowerCase(),
      member: memberName(entry.name, layout),
      args,
      pack,
      unpack,
      multicast: entry.mode === 'multicast',
      oneway: entry.mode === 'oneway',
      inputs: entry.args.filter((argument) => argument.dir === 'in').map(viewArgument),
      outputs: entry.args.filter((argument) => argument.dir === 'out').map(viewArgument),
      signature: clientSignature(entry),
    };
  });
  return {
    prefix: rpc.prefix,
    descriptor: rpc.descriptor,
    size: rpc.size,
    decode: rpc.decode,
    index: rpc.index.name,
    response: descriptorField(layout, 'response', isPlainCount),
    blocking: descriptorField(layout, 'blocking', ({ type }) => type.kind === 'scalar' && type.bool),
    service,
    handlers,
    hasBlocking: layout.rpcs.some((entry) => entry.mode === 'blocking'),
    hasOneway: layout.rpcs.some((entry) => entry.mode === 'oneway'),
    entries,
    declarations: layout.rpcs.map((entry) => ({ comment: comment(entry), signature: clientSignature(entry) })),
    slots: layout.rpcs.map((entry) => ({
      name: entry.name,
      declaration: signature(
        `int (*${memberName(entry.name, layout)})`,
        ['struct sluice_call_context *context', ...entry.args.map(handlerParameter)],
        1,
      ),
    })),
    table: layout.rpcs.map((entry) => ({
      name: entry.name,
      run: `${entry.name.toLowerCase()}__run`,
      replies: entry.mode === 'oneway' ? '' : entry.name,
      replyCount: 1,
      emptyAnswer: false,
    })),
  };
}

function descriptorField(layout: Layout, name: string, fits: (field: FieldLayout) => boolean): string | null {
  const field = layout.rpc?.descriptor.fields.find((one) => one.name === name && one.count === null);
  return field !== undefined && fits(field) ? field.name : null;
}

function isPlainCount({ type, bits, min, max }: FieldLayout): boolean {
  return type.kind === 'scalar' && /^u\d+$/.test(type.scalar) && !type.bool && bits === null && min === null && max === null;
}

function viewArgument({ name, type, perTarget }: RpcArgument): ArgumentView {
  return { name, parameter: parameterName(name), type: cType(type), perTarget };
}

function parameterName(name: string): string {
  return LOCALS.has(name) ? `${name}_` : name;
}

function handlerParameter({ name, type, dir }: RpcArgument): string {
  const parameter = name === 'context' ? `${name}_` : name;
  return dir === 'in' ? `${cType(type)} ${parameter}` : `${cType(type)} *${parameter}`;
}

/** The source's prototype, with a transport; a multicast takes targets, and arrays of what differs between them. */
function clientSignature({ name, mode, args }: RpcEntry): string {
  const isMulticast = mode === 'multicast';
  const whom = isMulticast ? ['const uint32_t *targets', 'uint32_t count'] : ['uint32_t cxy'];
  const parameters = args
    .filter((argument) => mode !== 'oneway' || argument.dir === 'in')
    .map((argument) => {
      const name = parameterName(argument.name);
      if (argument.dir === 'out') return `${cType(argument.type)} *${name}`;
      return isMulticast && argument.perTarget ? `const ${cType(argument.type)} *${name}` : `${cType(argument.type)} ${name}`;
    });
  return signature(`int ${name.toLowerCase()}_client`, ['struct sluice_transport *transport', ...whom, ...parameters]);
}

const MODES: Readonly<Record<RpcEntry['mode'], string>> = {
  blocking: 'Waits for the answer; outputs may be NULL.',
  oneway: 'Waits for nothing.',
  multicast: 'Asks all targets at once and waits for all; the first error wins. Arrays have an element per target.',
};

function comment(entry: RpcEntry): string {
  return blockComment([`${entry.name}: ${docText(entry)} ${MODES[entry.mode]}`]);
}
