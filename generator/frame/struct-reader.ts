/** Bytes to JSON values, one struct at a time, in the order and with the errors of docs/decisions/0001-codec-semantics.md. */
import type { FieldLayout, StructLayout, UnionLayout } from '../layout/types.ts';
import { describeBytes, describeInteger } from './describe-value.ts';
import { ErrorCode, FrameError, joinPath, type Place } from './errors.ts';
import { formatHex, integerToJson, type JsonObject, type JsonValue } from './json.ts';
import { isFloat, readFloat, readInteger, SCALAR_SIZE } from './scalar.ts';
import type { Span } from './span.ts';
import { bitsOf, checkFloat, checkInteger, isBool, isHexElement, rulesOf, scalarOf, type ValueRules } from './value-rules.ts';

type Label = Pick<Span, 'path' | 'type' | 'value' | 'unit' | 'doc'>;
/** What a leaf tells the dump about itself. */
export interface Described {
  readonly typeName: string;
  readonly doc: string;
  readonly unit?: string | null;
}

export class StructReader {
  readonly bytes: Uint8Array;
  readonly spans: Span[] = [];
  /** C name that errors carry: the header's until the code is known, then the message's. */
  messageName: string;

  constructor(bytes: Uint8Array, messageName: string) {
    this.bytes = bytes;
    this.messageName = messageName;
  }

  /** Refuses fewer than `size` bytes, naming the first field that does not fit (none when only padding is missing). */
  requireFixed(struct: StructLayout, start: number, limit: number, path: string, size: number): void {
    const available = limit - start;
    if (available >= size) return;
    const first = struct.fields.find((field) => field.offset + field.size > available);
    const at = first === undefined ? this.place(path, limit) : this.place(joinPath(path, first.name), start + first.offset);
    throw new FrameError(ErrorCode.TRUNCATED, at, size, available);
  }

  /** All fields of a struct whose fixed part is known to be there, its tails left out. */
  readFields(struct: StructLayout, start: number, path: string): JsonObject {
    const object: JsonObject = {};
    for (const field of struct.fields) object[field.name] = this.readField(field, start, path);
    return object;
  }

  readField(field: FieldLayout, start: number, path: string): JsonValue {
    const at = this.place(joinPath(path, field.name), start + field.offset);
    if (field.count !== null && isHexElement(field.type)) {
      return this.readHex(at, field.size, { ...field, typeName: `${field.typeName}[${field.count}]` });
    }
    // A count is judged when its tail is reached.
    if (field.counts !== null) return this.toJson(field, this.readRaw(field, field, at));
    const tag = field.tag === null ? null : this.rawField(field.tag, start);
    if (field.count === null) return this.readValue(field, field, at, tag);
    return Array.from({ length: field.count }, (_, index) =>
      this.readValue(field, field, element(at, index, field.elementSize), tag),
    );
  }

  /** One value of any type. `tag` is the value that selects the member of a tagged union. */
  readValue(rules: ValueRules, about: Described, at: Place, tag: bigint | null): JsonValue {
    const { type } = rules;
    if (type.kind === 'struct') return this.readFields(type.struct, at.offset, at.path);
    if (type.kind === 'union') return this.readUnion(type.union, at, tag);
    const scalar = scalarOf(type);
    if (isFloat(scalar)) return this.readFloat(rules, about, at);
    const value = this.readRaw(rules, about, at);
    checkInteger(rules, scalar, value, at);
    return this.toJson(rules, value);
  }

  /** The integer as it stands, unjudged. */
  readRaw(rules: ValueRules, about: Described, at: Place): bigint {
    const scalar = scalarOf(rules.type);
    const value = readInteger(this.bytes, at.offset, scalar, rules.byteOrder);
    this.note(at, SCALAR_SIZE[scalar], about, describeInteger(rules, value));
    return value;
  }

  toJson(rules: ValueRules, value: bigint): JsonValue {
    if (rules.bits !== null) {
      return Object.fromEntries(rules.bits.map((bit) => [bit.name, integerToJson(bitsOf(bit, value))]));
    }
    return isBool(rules.type) ? value === 1n : integerToJson(value);
  }

  readHex(at: Place, length: number, about: Described): string {
    const part = this.bytes.subarray(at.offset, at.offset + length);
    this.note(at, length, about, describeBytes(part));
    return formatHex(part);
  }

  /** The integer of a field that was read before, for tags, conditions and counts. */
  rawField(field: FieldLayout, start: number): bigint {
    return readInteger(this.bytes, start + field.offset, scalarOf(field.type), field.byteOrder);
  }

  place(path: string, offset: number): Place {
    return { messageName: this.messageName, path, offset };
  }

  note(at: Place, length: number, about: Described, value: string): void {
    const label: Label = { path: at.path, type: about.typeName, value, unit: about.unit ?? null, doc: about.doc };
    this.spans.push({ offset: at.offset, length, ...label, kind: 'field' });
  }

  private readFloat(rules: ValueRules, about: Described, at: Place): JsonValue {
    const scalar = scalarOf(rules.type);
    const value = readFloat(this.bytes, at.offset, scalar, rules.byteOrder);
    this.note(at, SCALAR_SIZE[scalar], about, String(value));
    checkFloat(rules, value, at);
    return Number.isFinite(value) ? value : String(value);
  }

  private readUnion(union: UnionLayout, at: Place, tag: bigint | null): JsonValue {
    const members = union.tagged ? union.members.filter((member) => tag !== null && member.is.includes(tag)) : union.members;
    if (union.tagged && members.length === 0) throw new FrameError(ErrorCode.UNION, at, null, tag, 'the tag selects no member');
    return Object.fromEntries(
      members.map((member) => [
        member.name,
        this.readValue(rulesOf(member), member, { ...at, path: joinPath(at.path, member.name) }, null),
      ]),
    );
  }
}

/** The place of one element of an array that starts at `at`. */
export function element(at: Place, index: number, elementSize: number): Place {
  return { ...at, path: `${at.path}[${index}]`, offset: at.offset + index * elementSize };
}
