/** A struct with its tails, from JSON: fields first, then every tail and the counts and offsets that follow from it. */
import type { FieldLayout, StructLayout, TailLayout } from '../layout/types.ts';
import { isPresent, startOfTail } from './body-reader.ts';
import { ErrorCode, FrameError, joinPath, type Place } from './errors.ts';
import { parseHexValue, property, requireObject, requireProperty, wrongKind } from './parse-value.ts';
import { element } from './struct-reader.ts';
import { type Properties, requireArray, type StructWriter } from './struct-writer.ts';
import { elementType, rulesOf } from './value-rules.ts';

/** A struct that is being written: where it starts and the object it comes from. */
interface Source {
  readonly struct: StructLayout;
  readonly start: number;
  readonly path: string;
  readonly object: Properties;
  /** Where the elements of the array tails written so far start. */
  readonly arrays: Map<string, number>;
  /** Count fields written so far; several tails may share one. */
  readonly counted: Set<string>;
}

/** Writes `value` as `struct` at `start`; returns where it ended. */
export function writeBody(writer: StructWriter, struct: StructLayout, value: unknown, start: number, path: string): number {
  const names = [...struct.fields, ...struct.tails].map((item) => item.name);
  const object = requireObject(value, writer.place(path, start), names);
  writer.writeFields(struct, object, start, path, (field) => field.counts !== null);
  const source: Source = { struct, start, path, object, arrays: new Map(), counted: new Set() };
  let end = start + struct.fixedSize;
  for (const tail of struct.tails) end = writeTail(writer, tail, source, end);
  for (const field of struct.fields) {
    if (field.counts !== null && !source.counted.has(field.name)) writer.fill(field, object, start, path, 0n, ErrorCode.COUNT);
  }
  return end;
}

function writeTail(writer: StructWriter, tail: TailLayout, source: Source, previousEnd: number): number {
  const { start, path, object } = source;
  const given = property(object, tail.name);
  if (!isPresent(tail, (field) => writer.writtenField(field, start))) {
    if (given === undefined) return previousEnd;
    const at = writer.place(joinPath(path, tail.name), previousEnd);
    throw new FrameError(ErrorCode.COUNT, at, 0, lengthOf(tail, given), 'its `if:` is false');
  }
  const at = writer.place(joinPath(path, tail.name), startOfTail(tail, start, previousEnd));
  const value = requireProperty(object, tail.name, at);
  writer.sink.extend(at.offset);
  switch (tail.kind) {
    case 'array':
      return writeArray(writer, tail, source, at, requireArray(value, null, at));
    case 'bytes':
    case 'rest': {
      const bytes = parseHexValue(value, null, at);
      fillCount(writer, tail, source, bytes.length, at);
      writer.sink.set(at.offset, bytes);
      return at.offset + bytes.length;
    }
    case 'string': {
      const bytes = parseText(value, tail, at);
      writer.sink.set(at.offset, bytes);
      writer.sink.set(at.offset + bytes.length, Uint8Array.of(0));
      return at.offset + bytes.length + 1;
    }
    case 'records':
      return writeRecords(writer, tail, source, at, requireArray(value, null, at));
  }
}

/** Judges a count against `max` and a constant, and writes its field or compares it with what another tail or the object says. */
function fillCount(writer: StructWriter, tail: TailLayout, source: Source, count: number, at: Place): void {
  const { start, path, object, counted } = source;
  const { field, constant } = tail.count ?? { field: null, constant: null };
  const where = field === null ? at : writer.place(joinPath(path, field.name), start + field.offset);
  if (tail.max !== null && count > tail.max) throw new FrameError(ErrorCode.COUNT, where, tail.max, count);
  if (constant !== null && count !== constant) throw new FrameError(ErrorCode.COUNT, where, constant, count);
  if (field === null) return;
  if (counted.has(field.name)) {
    const other = writer.writtenField(field, start);
    if (other !== BigInt(count)) throw new FrameError(ErrorCode.COUNT, where, count, other, `'${tail.name}' shares this count`);
  }
  counted.add(field.name);
  writer.fill(field, object, start, path, BigInt(count), ErrorCode.COUNT);
}

function writeArray(writer: StructWriter, tail: TailLayout, source: Source, at: Place, values: readonly unknown[]): number {
  fillCount(writer, tail, source, values.length, at);
  source.arrays.set(tail.name, at.offset);
  const type = elementType(tail);
  const rules = rulesOf({ ...tail, type });
  const offsetField = offsetFieldOf(source.struct, tail);
  if (offsetField === null || type.kind !== 'struct') writer.writeElements(rules, values, at, tail.elementSize, null);
  else {
    values.forEach((value, index) => {
      const place = element(at, index, tail.elementSize);
      const object = requireObject(
        value,
        place,
        type.struct.fields.map((field) => field.name),
      );
      writer.writeFields(type.struct, object, place.offset, place.path, (field) => field.name === offsetField.name);
    });
  }
  writer.sink.extend(at.offset + values.length * tail.elementSize);
  return at.offset + values.length * tail.elementSize;
}

/** The field of each element that says where its record is; {@link writeRecords} fills it in. */
function offsetFieldOf(struct: StructLayout, array: TailLayout): FieldLayout | null {
  return struct.tails.find((tail) => tail.kind === 'records' && tail.per?.name === array.name)?.offsetField ?? null;
}

/** One record per element of the array `per`, in order and unshared. */
function writeRecords(writer: StructWriter, tail: TailLayout, source: Source, at: Place, values: readonly unknown[]): number {
  const { start, path, object } = source;
  const { per, offsetField } = tail;
  const record = elementType(tail);
  if (per === null || offsetField === null || record.kind !== 'struct') throw new TypeError(`bad layout of ${tail.name}`);
  const elements = property(object, per.name) ?? [];
  const owners: readonly unknown[] = Array.isArray(elements) ? elements : [];
  if (tail.max !== null && values.length > tail.max) throw new FrameError(ErrorCode.COUNT, at, tail.max, values.length);
  if (values.length !== owners.length) throw new FrameError(ErrorCode.COUNT, at, owners.length, values.length);
  const perPlace = writer.place(joinPath(path, per.name), source.arrays.get(per.name) ?? at.offset);
  let end = at.offset;
  values.forEach((value, index) => {
    const owner = element(perPlace, index, per.elementSize);
    writer.fill(offsetField, owners[index] as Properties, owner.offset, owner.path, BigInt(end - start), ErrorCode.OFFSET);
    end = writeBody(writer, record.struct, value, end, `${at.path}[${index}]`);
  });
  return end;
}

/** UTF-8 without NUL and within `max` bytes. */
function parseText(value: unknown, tail: TailLayout, at: Place): Uint8Array {
  if (typeof value !== 'string') throw wrongKind(at, 'a string', value);
  if (/\p{Surrogate}/u.test(value)) throw new FrameError(ErrorCode.UTF8, at, null, null, 'half of a surrogate pair');
  if (value.includes('\0')) throw new FrameError(ErrorCode.UTF8, at, null, null, 'U+0000 ends the string');
  const bytes = new TextEncoder().encode(value);
  if (tail.max !== null && bytes.length > tail.max) throw new FrameError(ErrorCode.COUNT, at, tail.max, bytes.length);
  return bytes;
}

/** Elements or bytes of a tail that must not be there. */
function lengthOf(tail: TailLayout, value: unknown): number | null {
  if (Array.isArray(value)) return value.length;
  if (typeof value !== 'string') return null;
  return tail.kind === 'string' ? new TextEncoder().encode(value).length : value.length / 2;
}
