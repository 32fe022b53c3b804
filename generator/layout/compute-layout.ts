import type { ProblemList } from '../load/index.ts';
import type { Model } from '../model/index.ts';
import type { LayoutTarget } from './assertions.ts';
import { resolveByteOrder } from './data-models.ts';
import { describeMessage, fingerprintOf } from './fingerprint.ts';
import { layoutFrame } from './layout-frame.ts';
import { layoutRpc, layoutRpcEntry } from './layout-rpc.ts';
import { documentedOf } from './layout-struct.ts';
import { TypeLayouts } from './layout-types.ts';
import type { FrameLayout, Layout, MessageLayout, RpcEntry, RpcLayout, StructLayout, UnionLayout } from './types.ts';

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
    const negative = struct?.fields.find(({ name }) => name === message.negative) ?? null;
    const partial = { ...rest, struct, negative };
    const canonical = describeMessage(partial);
    return { ...partial, canonical, fingerprint: fingerprintOf(canonical) };
  });
  const rpcs = model.rpcs.map((entry) => layoutRpcEntry(entry, types));
  const byteOrder = resolveByteOrder(model.byteOrder, target.dataModel);
  const canonical = describeProtocol(model, frame, rpc, types, messages, rpcs, byteOrder);
  return {
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
    ...documentedOf(model),
  };
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
