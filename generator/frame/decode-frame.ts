/** Bytes to `{message, code, header, body}`, in the order of docs/decisions/0001-codec-semantics.md. */
import { errorNames } from '../layout/index.ts';
import type { FieldLayout, FrameLayout, Layout, MessageLayout, RpcEntry, RpcLayout, StructLayout } from '../layout/types.ts';
import { readBody } from './body-reader.ts';
import { CodecError, ErrorCode, FrameError, FrameInputError } from './errors.ts';
import { type Coded, HeaderReader } from './header-reader.ts';
import type { JsonObject } from './json.ts';
import { readArguments } from './rpc-arguments.ts';
import { fillGaps, type Span } from './span.ts';
import { StructReader } from './struct-reader.ts';
import { findSubject, subjectNames } from './subject.ts';

/** A decoded frame as JSON. `code` is the message code or RPC index; `code` and `header` are null where there is no header. */
export interface DecodedFrame {
  readonly message: string;
  readonly code: number | null;
  readonly header: JsonObject | null;
  readonly body: JsonObject;
}

export interface DecodeOptions {
  /** C name of what the bytes are: needed where no header says so; elsewhere the code must be that of this message. */
  readonly as?: string;
}

/** Bytes explained. `frame` is null and `error` set when they are no frame; `spans` then reach as far as decoding got. */
export interface AnnotatedFrame {
  readonly frame: DecodedFrame | null;
  readonly error: CodecError | null;
  readonly spans: readonly Span[];
}

/**
 * @throws FrameError when the bytes are no frame
 * @throws FrameInputError for an unknown `as`, and for a missing one where it is needed
 */
export function decodeFrame(layout: Layout, bytes: Uint8Array, options: DecodeOptions = {}): DecodedFrame {
  return readFrame(layout, new StructReader(bytes, layout.protocol), options.as);
}

/** Like {@link decodeFrame}, and says what every byte is; bytes that are no frame are explained up to the error. */
export function annotateFrame(layout: Layout, bytes: Uint8Array, options: DecodeOptions = {}): AnnotatedFrame {
  const reader = new StructReader(bytes, layout.protocol);
  try {
    const frame = readFrame(layout, reader, options.as);
    return { frame, error: null, spans: fillGaps(reader.spans, bytes.length, false) };
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    return { frame: null, error, spans: fillGaps(reader.spans, bytes.length, true) };
  }
}

function readFrame(layout: Layout, reader: StructReader, as: string | undefined): DecodedFrame {
  const subject = as === undefined ? null : findSubject(layout, as);
  if (subject?.kind === 'struct') {
    reader.messageName = errorNames(layout)(subject.struct);
    return readBare(reader, subject.struct.name, subject.struct);
  }
  if (layout.frame !== null && subject?.kind !== 'rpc')
    return readMessage(layout, layout.frame, reader, subject?.message ?? null);
  if (layout.rpc !== null && subject?.kind !== 'message')
    return readDescriptor(layout, layout.rpc, reader, subject?.entry ?? null);
  if (subject?.kind === 'message') {
    reader.messageName = subject.message.name;
    return readBare(reader, subject.message.name, subject.message.struct);
  }
  const candidates = subjectNames(layout);
  throw new FrameInputError(
    'SLUICE_ERR_INPUT_AS',
    `${layout.protocol} has no frame header: say what the bytes are, one of ${candidates.join(', ')}`,
    candidates,
  );
}

/** A struct, or the body of a message, without a header: all the bytes. */
function readBare(reader: StructReader, name: string, struct: StructLayout | null): DecodedFrame {
  const length = reader.bytes.length;
  const body = struct === null ? { value: {}, end: 0 } : readBody(reader, struct, 0, length, '');
  refuseTrailing(reader, body.end);
  return { message: name, code: null, header: null, body: body.value };
}

function readMessage(layout: Layout, frame: FrameLayout, reader: StructReader, wanted: MessageLayout | null): DecodedFrame {
  const header = new HeaderReader(reader, frame.header);
  const given = header.readCode(frame.code, layout.messages);
  const size = frame.size === null ? reader.bytes.length : readSize(frame, frame.size, reader, header);
  const unusable = layout.reserved.filter(({ space }) => space === 'message');
  const { name, code, struct } = header.resolve(frame.code, given, layout.messages, unusable, wanted);
  const fields = header.readRest();
  const start = frame.header.size;
  const body = struct === null ? { value: {}, end: start } : readBody(reader, struct, start, size, '');
  checkEnd(frame, reader, body.end, size);
  return { message: name, code, header: fields, body: body.value };
}

/** The size field: within its bounds, and exactly the bytes given once padded to `align`. */
function readSize(frame: FrameLayout, field: FieldLayout, reader: StructReader, header: HeaderReader): number {
  const at = reader.place(field.name, field.offset);
  const size = header.readEarly(field);
  const least = Math.max(frame.min, frame.header.size);
  if (size < BigInt(least)) throw new FrameError(ErrorCode.SIZE, at, least, size);
  if (size > BigInt(frame.max)) throw new FrameError(ErrorCode.SIZE, at, frame.max, size);
  const padded = Math.ceil(Number(size) / frame.align) * frame.align;
  if (padded > reader.bytes.length) throw new FrameError(ErrorCode.TRUNCATED, at, padded, reader.bytes.length);
  refuseTrailing(reader, padded);
  return Number(size);
}

/** `size` must be what header and body need; without a size field the length of the bytes must be. */
function checkEnd(frame: FrameLayout, reader: StructReader, end: number, size: number): void {
  const exact = Math.max(frame.min, end);
  if (frame.size !== null) {
    if (size !== exact) throw new FrameError(ErrorCode.SIZE, reader.place(frame.size.name, frame.size.offset), exact, size);
    return;
  }
  const padded = Math.ceil(exact / frame.align) * frame.align;
  if (size < padded) throw new FrameError(ErrorCode.TRUNCATED, reader.place('', size), padded, size);
  refuseTrailing(reader, padded);
}

function readDescriptor(layout: Layout, rpc: RpcLayout, reader: StructReader, wanted: RpcEntry | null): DecodedFrame {
  const coded = (entry: RpcEntry): Coded & { readonly entry: RpcEntry } => ({ name: entry.name, code: entry.index, entry });
  const entries = layout.rpcs.map(coded);
  const header = new HeaderReader(reader, rpc.descriptor);
  const index = header.readCode(rpc.index, entries);
  refuseTrailing(reader, rpc.descriptor.size);
  const unusable = layout.reserved.filter(({ space }) => space === 'rpc');
  const { entry } = header.resolve(rpc.index, index, entries, unusable, wanted === null ? null : coded(wanted));
  const fields = header.readRest(rpc.args);
  return { message: entry.name, code: entry.index, header: fields, body: readArguments(reader, rpc, entry) };
}

function refuseTrailing(reader: StructReader, end: number): void {
  const { length } = reader.bytes;
  if (length > end) throw new FrameError(ErrorCode.TRAILING, reader.place('', end), end, length);
}
