import { child, type ProblemList, spanOf } from '../load/index.ts';
import type { Model, RpcModel } from '../model/index.ts';
import { describeRpc, fingerprintOf } from './fingerprint.ts';
import { documentedOf, impliedRange, jsPolicyOf } from './layout-struct.ts';
import type { TypeLayouts } from './layout-types.ts';
import { largestOf, Roles } from './roles.ts';
import type { RpcArgument, RpcEntry, RpcLayout } from './types.ts';

/** The descriptor of a protocol's calls by roles; null without RPCs, or without a usable descriptor. */
export function layoutRpc(model: Model, types: TypeLayouts, problems: ProblemList | null): RpcLayout | null {
  const { rpc } = model;
  if (!rpc || rpc.descriptor.broken) return null;
  const descriptor = types.structOf(rpc.descriptor);
  const roles = new Roles(descriptor, rpc.descriptor, problems);
  const index = roles.find('index');
  const args = roles.first('args');
  const areSlots = args?.type.kind === 'scalar' && args.type.scalar === 'u64' && args.count !== null;
  const missing = !roles.first('index') ? '`role: index`' : !args ? '`role: args`' : null;
  const span = spanOf(rpc.raw, 'descriptor');
  if (missing && roles.areBroken) return null;
  if (missing)
    problems?.add('RPC007', span, `no field of \`${descriptor.name}\` has ${missing}`, { fix: `add ${missing} to one` });
  else if (!areSlots)
    problems?.add('RPC007', span, `\`${args?.name}\` of \`${descriptor.name}\` has \`role: args\`, but is no array of u64`, {
      fix: 'make it an array of u64',
    });
  if (descriptor.tails.length > 0)
    problems?.add('TAI004', span, `the descriptor \`${descriptor.name}\` has a tail`, {
      fix: 'leave it out: a descriptor has one size',
    });
  if (!index || !args || !areSlots) return null;
  const max = child(rpc.raw, 'max_index');
  if (BigInt(rpc.maxIndex - 1) > largestOf(index) && max?.kind === 'map') {
    problems?.add(
      'RPC002',
      spanOf(max, 'value'),
      `indexes below ${rpc.maxIndex} do not fit \`${index.name}\` (${index.typeName}, at most ${largestOf(index)})`,
      {
        fix: `lower \`max_index\`, or widen \`${index.name}\``,
      },
    );
  }
  return { descriptor, index, args, slots: args.count ?? 0, maxIndex: rpc.maxIndex, maxIndexName: rpc.maxIndexName };
}

export function layoutRpcEntry(entry: RpcModel, types: TypeLayouts): RpcEntry {
  const args = entry.args.map((argument): RpcArgument => {
    const type = types.refOf(argument.type);
    const js = jsPolicyOf(type, argument.js, argument.type);
    const [min, max] = impliedRange(js, type, argument.min, argument.max);
    return {
      name: argument.name,
      tsName: argument.tsName,
      dir: argument.dir,
      perTarget: argument.perTarget,
      slot: argument.slot,
      type,
      typeName: types.nameOf(argument.type),
      js,
      min,
      max,
      sentinels: argument.sentinels,
      unit: argument.unit,
      ...documentedOf(argument),
    };
  });
  const { raw: _, ...rest } = entry;
  const partial = { ...rest, args };
  const canonical = describeRpc(partial);
  return { ...partial, canonical, fingerprint: fingerprintOf(canonical) };
}
