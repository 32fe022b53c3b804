/** `{header?, body?}` to bytes, in the order of docs/decisions/0001-codec-semantics.md. */
import { errorNames } from '../layout/index.ts';
import type { FieldLayout, FrameLayout, Layout, MessageLayout, RpcEntry, RpcLayout, StructLayout } from '../layout/types.ts';
import { writeBody } from './body-writer.ts';
import { ByteSink } from './byte-sink.ts';
import { ErrorCode, FrameError } from './errors.ts';
import { property, requireObject } from './parse-value.ts';
import { writeArguments } from './rpc-arguments.ts';
import { limitsOfScalar } from './scalar.ts';
import { StructWriter } from './struct-writer.ts';
import { findSubject } from './subject.ts';
import { scalarOf } from './value-rules.ts';

/**
 * @param name - C name of a message, an RPC (its frame is the descriptor), or any struct (bare, without a header)
 * @param object - `{header?, body?}`; what follows from the rest (code, size, counts, offsets) may be left out and is checked when given
 * @throws FrameError when the object cannot be that message
 * @throws FrameInputError for an unknown name
 */
export function encodeFrame(layout: Layout, name: string, object: unknown): Uint8Array {
  const subject = findSubject(layout, name);
  const parts = requireObject(object ?? {}, { messageName: name, path: '', offset: 0 }, ['header', 'body']);
  const header = property(parts, 'header') ?? {};
  const body = property(parts, 'body') ?? {};
  const sink = new ByteSink();
  if (subject.kind === 'rpc') writeDescriptor(sink, subject.rpc, subject.entry, header, body);
  else if (subject.kind === 'message' && layout.frame !== null) writeMessage(sink, layout.frame, subject.message, header, body);
  else if (subject.kind === 'struct') writeBare(sink, errorNames(layout)(subject.struct), subject.struct, header, body);
  else writeBare(sink, name, subject.message.struct, header, body);
  return Uint8Array.from(sink.bytes);
}

function writeBare(sink: ByteSink, name: string, struct: StructLayout | null, header: unknown, body: unknown): void {
  const writer = new StructWriter(name, sink);
  requireObject(header, writer.place('', 0), []);
  writeStruct(writer, struct, body, 0);
}

function writeMessage(sink: ByteSink, frame: FrameLayout, message: MessageLayout, header: unknown, body: unknown): void {
  const given = writeHeader(sink, frame.header, message.name, header, frame.code, message.code ?? 0, frame.size);
  const writer = new StructWriter(message.name, sink);
  const end = writeStruct(writer, message.struct, body, frame.header.size);
  const size = Math.max(frame.min, frame.header.size, end);
  const most = frame.size === null ? frame.max : Math.min(frame.max, Number(limitsOfScalar(scalarOf(frame.size.type)).max));
  if (size > most)
    throw new FrameError(ErrorCode.SIZE, writer.place(frame.size?.name ?? '', frame.size?.offset ?? 0), most, size);
  if (frame.size !== null) writer.fill(frame.size, given, 0, '', BigInt(size), ErrorCode.SIZE);
  sink.extend(Math.ceil(size / frame.align) * frame.align);
}

function writeDescriptor(sink: ByteSink, rpc: RpcLayout, entry: RpcEntry, header: unknown, body: unknown): void {
  writeHeader(sink, rpc.descriptor, entry.name, header, rpc.index, entry.index, rpc.args);
  writeArguments(new StructWriter(entry.name, sink), rpc, entry, body);
}

/** The header's code and its other fields; `later` (size field or argument array) is left to the caller. */
function writeHeader(
  sink: ByteSink,
  struct: StructLayout,
  name: string,
  header: unknown,
  codeField: FieldLayout,
  code: number,
  later: FieldLayout | null,
): Readonly<Record<string, unknown>> {
  const writer = new StructWriter(name, sink, true);
  const names = struct.fields.map((field) => field.name).filter((field) => later?.role !== 'args' || field !== later.name);
  const given = requireObject(header, writer.place('', 0), names);
  writer.fill(codeField, given, 0, '', BigInt(code), ErrorCode.CODE_UNKNOWN);
  writer.writeFields(struct, given, 0, '', (field) => field.name === codeField.name || field.name === later?.name);
  return given;
}

function writeStruct(writer: StructWriter, struct: StructLayout | null, body: unknown, start: number): number {
  if (struct !== null) return writeBody(writer, struct, body, start, '');
  requireObject(body, writer.place('', start), []);
  return start;
}
