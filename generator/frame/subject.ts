/** What a C name stands for: a message, an RPC or a struct; and the sentence for names that stand for nothing. */
import type { Layout, MessageLayout, RpcEntry, RpcLayout, StructLayout } from '../layout/types.ts';
import { nearest } from '../load/nearest.ts';
import { FrameInputError } from './errors.ts';

export type Subject =
  | { readonly kind: 'message'; readonly message: MessageLayout }
  | { readonly kind: 'rpc'; readonly rpc: RpcLayout; readonly entry: RpcEntry }
  | { readonly kind: 'struct'; readonly struct: StructLayout };

/** @throws FrameInputError `SLUICE_ERR_INPUT_NAME`, with the nearest name when one is near */
export function findSubject(layout: Layout, name: string): Subject {
  const message = layout.messages.find((candidate) => candidate.name === name);
  if (message !== undefined) return { kind: 'message', message };
  const entry = layout.rpcs.find((candidate) => candidate.name === name);
  if (entry !== undefined && layout.rpc !== null) return { kind: 'rpc', rpc: layout.rpc, entry };
  const struct = layout.structs.find((candidate) => candidate.name === name);
  if (struct !== undefined) return { kind: 'struct', struct };
  const place = layout.config === null ? layout.protocol : `${layout.protocol} (config ${layout.config})`;
  if (layout.reserved.some((slot) => slot.kind === 'disabled' && slot.reason === name)) {
    throw new FrameInputError('SLUICE_ERR_INPUT_NAME', `${place} has '${name}' disabled by a feature`);
  }
  const known = subjectNames(layout);
  const guess = nearest(name, known);
  const help = guess === undefined ? `known: ${known.join(', ')}` : `did you mean '${guess}'?`;
  const sentence = `${place} has no message, RPC or struct '${name}'; ${help}`;
  throw new FrameInputError('SLUICE_ERR_INPUT_NAME', sentence, guess === undefined ? known : [guess]);
}

/** Every name that {@link findSubject} finds: messages and RPCs, then structs. */
export function subjectNames(layout: Layout): string[] {
  return [...new Set([...layout.messages, ...layout.rpcs, ...layout.structs].map((item) => item.name))];
}
