/** What a header has for RPCs: a struct of arguments each, packed into the slots of a descriptor and taken out again. */
import type { Layout, RpcArgument, RpcEntry, RpcLayout } from '../../layout/types.ts';
import type { CNames } from './c-names.ts';
import { asNumber, bitsOf, cAggregate, cScalar, cType, cUnsigned, isFloat, isSigned, scalarOf } from './c-types.ts';
import { annotate, docText } from './comment.ts';
import { type Judge, Judges, mostOf, type Step } from './judge.ts';
import { int64 } from './literals.ts';
import { type ReservedView, viewReserved } from './view-frame.ts';

interface ArgumentView {
  readonly declaration: string;
  readonly name: string;
  readonly slot: number;
  /** The 64 bits of the slot, from the argument. */
  readonly pack: string;
  /** The argument, from the bits. */
  readonly unpack: string;
  /** The bits that the argument would have; null for outputs, which are narrowed without a question. */
  readonly wide: string | null;
  readonly expected: string;
  readonly offset: number;
  readonly packSteps: readonly Step[];
  readonly unpackSteps: readonly Step[];
}

interface RpcEntryView {
  readonly name: string;
  readonly comment: string;
  readonly args: string | null;
  readonly pack: string;
  readonly unpack: string;
  readonly encode: string;
  /** Whether packing, and whether unpacking can find fault with an argument. */
  readonly judgesPack: boolean;
  readonly judgesUnpack: boolean;
  readonly arguments: readonly ArgumentView[];
}

export interface RpcView {
  readonly prefix: string;
  readonly nameOf: string;
  readonly lengthOf: string;
  readonly decode: string;
  readonly descriptor: string;
  readonly descriptorName: string;
  readonly size: number;
  readonly fixed: string;
  readonly load: string;
  readonly store: string;
  readonly judge: string | null;
  readonly judges: readonly Judge[];
  readonly index: { readonly name: string; readonly type: string; readonly offset: number };
  readonly args: { readonly name: string; readonly slots: number };
  readonly reserved: readonly ReservedView[];
  readonly entries: readonly RpcEntryView[];
}

export function viewRpc(layout: Layout, rpc: RpcLayout, names: CNames): RpcView {
  const { descriptor } = rpc;
  const { prefix } = names;
  const judges = new Judges(names, '');
  const others = {
    ...descriptor,
    fields: descriptor.fields.filter((field) => field.name !== rpc.index.name && field.name !== rpc.args.name),
  };
  const indexScalar = scalarOf(rpc.index.type) ?? 'u32';
  // A protocol may have message frames as well.
  const noun = layout.frame === null ? 'frame' : 'descriptor';
  return {
    prefix,
    nameOf: names.claim(`${prefix}_rpc_name`),
    lengthOf: names.claim(`${prefix}_${noun}_length`),
    decode: names.claim(`${prefix}_${noun}_decode`),
    descriptor: cAggregate(descriptor),
    descriptorName: descriptor.name,
    size: descriptor.size,
    fixed: `${descriptor.name}__fixed`,
    load: names.of(descriptor).load,
    store: names.of(descriptor).store,
    judge: judges.addStruct(`${prefix}__judge_descriptor`, others, null),
    judges: judges.list,
    index: { name: rpc.index.name, type: cScalar(indexScalar), offset: rpc.index.offset },
    args: { name: rpc.args.name, slots: rpc.slots },
    reserved: viewReserved(
      layout.reserved.filter((range) => range.space === 'rpc'),
      rpc.index,
      'index',
    ),
    entries: layout.rpcs.map((entry) => viewEntry(entry, rpc, names)),
  };
}

function viewEntry(entry: RpcEntry, rpc: RpcLayout, names: CNames): RpcEntryView {
  const prefix = entry.name.toLowerCase();
  const declarations = entry.args.map((argument) => `${cType(argument.type)} ${argument.name};`);
  const width = Math.max(0, ...declarations.map((text) => text.length));
  const args = entry.args.map((argument, index) =>
    viewArgument(argument, rpc, names, annotate(declarations[index] ?? '', argument.dir, argumentDoc(argument), width)),
  );
  return {
    name: entry.name,
    comment: [docText(entry), `${entry.mode}.`].filter((part) => part !== '').join(' '),
    args: args.length === 0 ? null : names.claim(`${prefix}_args`),
    pack: names.claim(`${prefix}_pack`),
    unpack: names.claim(`${prefix}_unpack`),
    encode: names.claim(`${prefix}_encode_frame`),
    judgesPack: args.some((argument) => argument.packSteps.length > 0),
    judgesUnpack: args.some((argument) => argument.wide !== null || argument.unpackSteps.length > 0),
    arguments: args,
  };
}

function argumentDoc(argument: RpcArgument): string {
  const doc = docText(argument);
  const isPlain = argument.type.kind === 'scalar' && argument.type.scalar === argument.typeName;
  const facts = [isPlain ? '' : argument.typeName, argument.unit === null ? '' : `in ${argument.unit}`].filter(
    (fact) => fact !== '',
  );
  return facts.length === 0 ? doc : `${doc} (${facts.join('; ')})`.trim();
}

function viewArgument(argument: RpcArgument, rpc: RpcLayout, names: CNames, declaration: string): ArgumentView {
  const { name, type, slot, dir } = argument;
  const scalar = scalarOf(type) ?? 'u64';
  const offset = rpc.args.offset + slot * rpc.args.elementSize;
  const judges = new Judges(names, '');
  const rules = { ...argument, bits: null };
  const narrow = bitsOf(scalar) === 64 ? 'slot' : `(${cUnsigned(scalar)})slot`;
  const value = `args->${name}`;
  const wide = isSigned(scalar)
    ? `(uint64_t)(int64_t)${value}`
    : scalar === 'u64'
      ? value
      : `(uint64_t)${isFloat(scalar) ? `sluice_${scalar}_bits(${value})` : asNumber(scalar, value)}`;
  const most = isFloat(scalar) ? int64((1n << BigInt(bitsOf(scalar))) - 1n) : int64(mostOf(scalar));
  return {
    declaration,
    name,
    slot,
    pack: scalar === 'f64' ? `sluice_f64_bits(${value})` : wide,
    unpack: isFloat(scalar) ? `sluice_${scalar}(${narrow})` : cType(type) === 'uint64_t' ? 'slot' : `(${cType(type)})slot`,
    wide:
      dir === 'out' || bitsOf(scalar) === 64
        ? null
        : scalar === 'f32'
          ? `(uint64_t)(uint32_t)slot`
          : wide.replaceAll(value, `out->${name}`),
    expected: isSigned(scalar) ? `(int64_t)slot < 0 ? ${int64(-mostOf(scalar) - 1n)} : ${most}` : most,
    offset,
    // A zero output is one that was left out.
    packSteps: judges
      .scalarSteps(rules, value, name, String(offset))
      .map((step) => (dir === 'out' ? { ...step, bad: `(${step.bad}) && ${value} != 0` } : step)),
    unpackSteps: judges.scalarSteps(rules, `out->${name}`, name, String(offset)),
  };
}
