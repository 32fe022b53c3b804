/** A struct with its tails: the fixed part, then every tail where the one before it ended. */
import type { StructLayout, TailLayout, TypeRef } from '../layout/types.ts';
import { describeText } from './describe-value.ts';
import { ErrorCode, FrameError, joinPath, type Place } from './errors.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { element, type StructReader } from './struct-reader.ts';
import { checkInteger, elementType, rulesOf, scalarOf } from './value-rules.ts';

/** A struct that is being read: where it starts, where its bytes end, and how far it has been read. */
interface Progress {
  readonly struct: StructLayout;
  readonly start: number;
  readonly limit: number;
  readonly path: string;
  readonly value: JsonObject;
  /** Where the elements of the array tails read so far start. */
  readonly arrays: Map<string, number>;
}

/** Reads `struct` from `start`; `limit` is the end of the bytes it may use. Returns its value and where it ended. */
export function readBody(
  reader: StructReader,
  struct: StructLayout,
  start: number,
  limit: number,
  path: string,
): { value: JsonObject; end: number } {
  reader.requireFixed(struct, start, limit, path, struct.fixedSize);
  const value = reader.readFields(struct, start, path);
  const progress: Progress = { struct, start, limit, path, value, arrays: new Map() };
  let end = start + struct.fixedSize;
  for (const tail of struct.tails) {
    if (isPresent(tail, (field) => reader.rawField(field, start))) end = readTail(reader, tail, progress, end);
  }
  judgeUnused(reader, progress);
  return { value, end };
}

/** A count whose tails are all absent has not been judged yet. */
function judgeUnused(reader: StructReader, { struct, start, path, value }: Progress): void {
  for (const field of struct.fields) {
    if (field.counts === null) continue;
    const isUsed = struct.tails.some((tail) => tail.count?.field?.name === field.name && value[tail.name] !== undefined);
    if (isUsed) continue;
    checkInteger(
      field,
      scalarOf(field.type),
      reader.rawField(field, start),
      reader.place(joinPath(path, field.name), start + field.offset),
    );
  }
}

/** Whether the condition of a tail holds, given how to read a field. */
export function isPresent(tail: TailLayout, read: (field: NonNullable<TailLayout['condition']>['field']) => bigint): boolean {
  if (tail.condition === null) return true;
  const { field, values, mask } = tail.condition;
  const value = read(field);
  return values !== null ? values.includes(value) : mask !== null && (value & mask) === mask;
}

/** Rounds `end` up to the tail's alignment, which counts from the start of the struct. */
export function startOfTail(tail: TailLayout, start: number, end: number): number {
  return start + Math.ceil((end - start) / tail.align) * tail.align;
}

function readTail(reader: StructReader, tail: TailLayout, into: Progress, previousEnd: number): number {
  const { start, limit, path, value } = into;
  const at = reader.place(joinPath(path, tail.name), startOfTail(tail, start, previousEnd));
  if (at.offset > limit) throw new FrameError(ErrorCode.TRUNCATED, at, at.offset - start, limit - start);
  switch (tail.kind) {
    case 'array': {
      const count = readCount(reader, tail, into, at, tail.elementSize);
      into.arrays.set(tail.name, at.offset);
      value[tail.name] = readElements(reader, { ...tail, type: elementType(tail) }, at, count);
      return at.offset + count * tail.elementSize;
    }
    case 'bytes': {
      const count = readCount(reader, tail, into, at, 1);
      value[tail.name] = reader.readHex(at, count, { ...tail, typeName: `bytes[${count}]` });
      return at.offset + count;
    }
    case 'rest': {
      const left = limit - at.offset;
      if (tail.max !== null && left > tail.max) throw new FrameError(ErrorCode.COUNT, at, tail.max, left);
      value[tail.name] = reader.readHex(at, left, { ...tail, typeName: `rest[${left}]` });
      return limit;
    }
    case 'string':
      return readString(reader, tail, into, at);
    case 'records':
      return readRecords(reader, tail, into, at);
  }
}

function readElements(
  reader: StructReader,
  tail: TailLayout & { readonly type: TypeRef },
  at: Place,
  count: number,
): JsonValue[] {
  const rules = rulesOf(tail);
  return Array.from({ length: count }, (_, index) => reader.readValue(rules, tail, element(at, index, tail.elementSize), null));
}

/** The count of an array or bytes tail: not negative, within `max`, and no more than the bytes hold. */
function readCount(reader: StructReader, tail: TailLayout, into: Progress, at: Place, elementSize: number): number {
  const field = tail.count?.field ?? null;
  const count = field === null ? BigInt(tail.count?.constant ?? 0) : reader.rawField(field, into.start);
  const where = field === null ? at : reader.place(joinPath(into.path, field.name), into.start + field.offset);
  const room = Math.floor((into.limit - at.offset) / elementSize);
  const most = tail.max ?? room;
  if (count < 0n || count > BigInt(most)) throw new FrameError(ErrorCode.COUNT, where, most, count);
  if (count > BigInt(room)) throw new FrameError(ErrorCode.COUNT, where, room, count);
  if (field !== null) checkInteger(field, scalarOf(field.type), count, where);
  return Number(count);
}

function readString(reader: StructReader, tail: TailLayout, into: Progress, at: Place): number {
  const end = tail.max === null ? into.limit : Math.min(into.limit, at.offset + tail.max + 1);
  const length = reader.bytes.subarray(at.offset, end).indexOf(0);
  if (length === -1) throw new FrameError(ErrorCode.TERMINATOR, at, 0, null);
  const text = decodeUtf8(reader.bytes.subarray(at.offset, at.offset + length));
  if (text === null) throw new FrameError(ErrorCode.UTF8, at, null, null);
  reader.note(at, length + 1, { ...tail, typeName: 'string' }, describeText(text));
  into.value[tail.name] = text;
  return at.offset + length + 1;
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** One record per element of the array `per`, in order, each where the element's offset field says and where the one before it ended. */
function readRecords(reader: StructReader, tail: TailLayout, into: Progress, at: Place): number {
  const { per, offsetField } = tail;
  const record = elementType(tail);
  const elements = into.value[per?.name ?? ''] ?? [];
  if (per === null || offsetField === null || record.kind !== 'struct' || !Array.isArray(elements))
    throw new TypeError(`bad layout of ${tail.name}`);
  if (tail.max !== null && elements.length > tail.max) throw new FrameError(ErrorCode.COUNT, at, tail.max, elements.length);
  const first = into.arrays.get(per.name) ?? at.offset;
  const perPlace = reader.place(joinPath(into.path, per.name), first);
  let end = at.offset;
  into.value[tail.name] = elements.map((_, index) => {
    const owner = element(perPlace, index, per.elementSize);
    const given = reader.rawField(offsetField, owner.offset);
    if (given !== BigInt(end - into.start)) {
      const where = reader.place(joinPath(owner.path, offsetField.name), owner.offset + offsetField.offset);
      throw new FrameError(ErrorCode.OFFSET, where, end - into.start, given);
    }
    const body = readBody(reader, record.struct, end, into.limit, `${at.path}[${index}]`);
    end = body.end;
    return body.value;
  });
  return end;
}
