import { child, type ProblemList, spanOf } from '../load/index.ts';
import { BIT_WIDTHS, type FieldRole, type Model } from '../model/index.ts';
import type { LayoutTarget } from './assertions.ts';
import { resolveByteOrder } from './data-models.ts';
import { describeMessage, describeRpc, fingerprintOf } from './fingerprint.ts';
import { documentedOf, impliedRange, jsPolicyOf } from './layout-struct.ts';
import { TypeLayouts } from './layout-types.ts';
import type { FieldLayout, FrameLayout, Layout, MessageLayout, RpcArgument, RpcEntry, RpcLayout, ScalarName, StructLayout, UnionLayout } from './types.ts';

/** Decides every number of a protocol for one config and data model. With `problems`, checks what the schema asserts; without, it was checked before. */
export function computeLayout(model: Model, target: LayoutTarget, problems: ProblemList | null = null): Layout {
  const types = new TypeLayouts(target, problems);
  for (const aggregate of model.aggregates) {
    if (aggregate.broken) continue;
    if (aggregate.kind === 'struct') types.structOf(aggregate);
    else types.unionOf(aggregate);
  }
  const frame = layoutFrame(model, types, problems);
  const rpc = layoutRpc(model, types, problems);
  const messages = model.messages.map((message): MessageLayout => {
    const struct = message.struct && !message.struct.broken ? types.structOf(message.struct) : null;
    const { raw: _, ...rest } = message;
    const partial = { ...rest, struct };
    const canonical = describeMessage(partial);
    return { ...partial, canonical, fingerprint: fingerprintOf(canonical) };
  });
  const rpcs = model.rpcs.map((entry) => layoutRpcEntry(entry, types));
  const byteOrder = resolveByteOrder(model.byteOrder, target.dataModel);
  const canonical = describeProtocol(model, frame, rpc, types, messages, rpcs, byteOrder);
  return {
    ...documentedOf(model),
    protocol: model.protocol,
    source: model.source,
    config: model.config,
    features: model.features,
    dataModel: target.dataModel,
    byteOrder,
    cPrefixes: model.cPrefixes,
    constants: model.constants,
    enums: model.enums,
    flags: model.flags,
    aggregates: types.aggregates,
    structs: types.aggregates.filter((a): a is StructLayout => a.kind === 'struct'),
    unions: types.aggregates.filter((a): a is UnionLayout => a.kind === 'union'),
    frame,
    codes: model.codes,
    reserved: model.reserved,
    messages,
    rpc,
    rpcs,
    fingerprint: fingerprintOf(canonical),
    canonical,
  };
}

function layoutFrame(model: Model, types: TypeLayouts, problems: ProblemList | null): FrameLayout | null {
  const { frame } = model;
  if (!frame) return null;
  const header = types.structOf(frame.header);
  const roles = rolesOf(header, model, problems);
  const code = roles('code');
  if (header.tails.length > 0) {
    problems?.add('TAI004', spanOf(frame.raw, 'header'), `the header \`${header.name}\` has a tail, but bodies follow it`);
  }
  if (!code) {
    if (!frame.header.broken) {
      problems?.add('COD004', spanOf(frame.raw, 'header'), `no field of \`${header.name}\` has \`role: code\``, {
        fix: 'add `role: code` to the field that names the message',
      });
    }
    return null;
  }
  const max = highest(code);
  for (const message of model.messages) {
    if (message.code === null || (BigInt(message.code) <= max && message.code >= 0)) continue;
    const span = child(message.raw, 'code') ? spanOf(message.raw, 'code') : spanOf(message.raw, 'name');
    problems?.add('COD002', span, `the code ${message.code} of \`${message.name}\` does not fit \`${code.name}\` (${code.typeName}, at most ${max})`);
  }
  return {
    header,
    min: frame.min,
    align: frame.align,
    max: frame.max,
    code,
    size: roles('size'),
    source: roles('source'),
    destination: roles('destination'),
    sequence: roles('sequence'),
  };
}

function layoutRpc(model: Model, types: TypeLayouts, problems: ProblemList | null): RpcLayout | null {
  const { rpc } = model;
  if (!rpc || rpc.descriptor.broken) return null;
  const descriptor = types.structOf(rpc.descriptor);
  const index = rolesOf(descriptor, model, problems)('index');
  const args = descriptor.fields.find((field) => field.role === 'args') ?? null;
  const slotsFit = args?.type.kind === 'scalar' && args.type.scalar === 'u64' && args.count !== null;
  if (!index || !args || !slotsFit) {
    const what = !index ? '`role: index`' : '`role: args` on an array of u64';
    problems?.add('RPC007', spanOf(rpc.raw, 'descriptor'), `no field of \`${descriptor.name}\` has ${what}`);
    return null;
  }
  return { descriptor, index, args, slots: args.count ?? 0, maxIndex: rpc.maxIndex, maxIndexName: rpc.maxIndexName };
}

/** Looks up header fields by role; a role given twice, or on a field that can't hold it, is reported. */
function rolesOf(struct: StructLayout, model: Model, problems: ProblemList | null): (role: FieldRole) => FieldLayout | null {
  const source = model.aggregates.find((aggregate) => aggregate.kind === 'struct' && aggregate.name === struct.name);
  const rawOf = (field: FieldLayout) =>
    (source?.kind === 'struct' ? source.members.find((m) => m.kind === 'field' && m.name === field.name)?.raw : undefined) ?? source?.raw;
  return (role) => {
    const [first, second] = struct.fields.filter((field) => field.role === role);
    const raw = second ? rawOf(second) : undefined;
    if (second && raw) problems?.add('LAY015', spanOf(raw, 'role'), `\`${second.name}\` has the role \`${role}\` of \`${first?.name}\``);
    if (!first) return null;
    const scalar = scalarOfField(first);
    const unsigned = scalar === 'u8' || scalar === 'u16' || scalar === 'u32' || (scalar === 'u64' && role !== 'code' && role !== 'size' && role !== 'index');
    const firstRaw = rawOf(first);
    if ((!unsigned || first.count !== null || first.bits) && firstRaw) {
      problems?.add('LAY015', spanOf(firstRaw, 'role'), `\`${first.name}\` has the role \`${role}\`, but is no single u8, u16 or u32`);
      return null;
    }
    return first;
  };
}

function scalarOfField(field: FieldLayout): ScalarName | null {
  return field.type.kind === 'scalar' ? field.type.scalar : field.type.kind === 'enum' ? field.type.enum.scalar : null;
}

function highest(field: FieldLayout): bigint {
  const scalar = scalarOfField(field);
  return scalar ? (1n << BigInt(BIT_WIDTHS[scalar])) - 1n : 0n;
}

function layoutRpcEntry(entry: Model['rpcs'][number], types: TypeLayouts): RpcEntry {
  const args = entry.args.map((argument): RpcArgument => {
    const type = types.refOf(argument.type);
    const js = jsPolicyOf(type, argument.js, argument.type);
    const [min, max] = impliedRange(js, type, argument.min, argument.max);
    return {
      ...documentedOf(argument),
      name: argument.name,
      tsName: argument.tsName,
      dir: argument.dir,
      slot: argument.slot,
      type,
      typeName: types.nameOf(argument.type),
      js,
      min,
      max,
      unit: argument.unit,
    };
  });
  const { raw: _, ...rest } = entry;
  const partial = { ...rest, args };
  const canonical = describeRpc(partial);
  return { ...partial, canonical, fingerprint: fingerprintOf(canonical) };
}

function describeProtocol(
  model: Model,
  frame: FrameLayout | null,
  rpc: RpcLayout | null,
  types: TypeLayouts,
  messages: readonly MessageLayout[],
  rpcs: readonly RpcEntry[],
  byteOrder: string,
): string {
  const lines = [`protocol ${model.protocol} ${byteOrder}`];
  if (frame) lines.push(`frame ${frame.header.name} min ${frame.min} align ${frame.align} max ${frame.max}`);
  if (rpc) lines.push(`rpc ${rpc.descriptor.name} slots ${rpc.slots} max ${rpc.maxIndex}`);
  for (const struct of types.aggregates) lines.push(`${struct.kind} ${struct.name} ${fingerprintOf(struct.canonical)}`);
  for (const message of messages) lines.push(`message ${message.name} ${message.fingerprint}`);
  for (const entry of rpcs) lines.push(`rpc ${entry.name} ${entry.fingerprint}`);
  for (const range of model.reserved) lines.push(`${range.kind} ${range.space} ${range.first}..${range.last}`);
  return lines.join('\n');
}
