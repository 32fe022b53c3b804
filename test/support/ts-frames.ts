/** What generated TypeScript decodes, as a verdict has it. */
import type { JsonObject } from '../../generator/frame/index.ts';
import type { Layout, MessageLayout, RpcEntry } from '../../generator/index.ts';
import { fieldsFromTs, structFromTs } from './ts-values.ts';
import type { ValueVerdict } from './verdict.ts';

type Value = Record<string, unknown>;
export type Decoded = Omit<ValueVerdict, 'again'>;

export function framed({ frame, messages }: Layout, { code, header, body }: Value): Decoded {
  const message = messages.find((candidate) => candidate.code === code);
  if (frame === null || message === undefined) throw new Error(`no message has the code ${code}`);
  return {
    message: message.name,
    code: message.code,
    header: fieldsFromTs(frame.header.fields, header as Value),
    body: bodyOf(message, body as Value),
  };
}

export function bodyOf({ struct }: MessageLayout, body: Value): JsonObject {
  return struct === null ? {} : structFromTs(struct, body);
}

export function called({ rpc }: Layout, { name, index, args }: RpcEntry, value: Value): Decoded {
  const fields = rpc?.descriptor.fields.filter((field) => field.name !== rpc.args.name) ?? [];
  return {
    message: name,
    code: index,
    header: fieldsFromTs(fields, value['header'] as Value),
    body: fieldsFromTs(args, value['args'] as Value),
  };
}

/** The RPC whose index stands in the bytes; any, where it is none, so that its codec says so. */
export function callAt({ rpc, rpcs }: Layout, view: DataView, start: number, length: number): RpcEntry {
  const [first] = rpcs;
  if (rpc === null || first === undefined) throw new Error('there are no RPCs');
  const { offset, size, byteOrder } = rpc.index;
  if (length < offset + size) return first;
  const little = byteOrder === 'little';
  const at = start + offset;
  const index = size === 1 ? view.getUint8(at) : size === 2 ? view.getUint16(at, little) : view.getUint32(at, little);
  return rpcs.find((entry) => entry.index === index) ?? first;
}
