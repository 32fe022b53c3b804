/** JSON values to bytes, one struct at a time; every value is checked before it is written. */
import type { FieldLayout, StructLayout, UnionLayout } from '../layout/types.ts';
import { ByteSink } from './byte-sink.ts';
import { ErrorCode as Code, type ErrorCode, FrameError, joinPath, type Place } from './errors.ts';
import { parseFloat64, parseHexValue, parseInteger, property, requireObject, requireProperty, wrongKind } from './parse-value.ts';
import { floatBytes, integerBytes, isFloat, limitsOfScalar, readInteger } from './scalar.ts';
import { element } from './struct-reader.ts';
import { checkInteger, isBool, isHexElement, rulesOf, scalarOf, type ValueRules } from './value-rules.ts';

export type Properties = Readonly<Record<string, unknown>>;

export class StructWriter {
  readonly messageName: string;
  readonly sink: ByteSink;
  /** Whether absent fields are zero (headers) or missing (bodies). */
  readonly isHeader: boolean;

  constructor(messageName: string, sink: ByteSink, isHeader = false) {
    this.messageName = messageName;
    this.sink = sink;
    this.isHeader = isHeader;
  }

  /** Fields in order, but those that `isFilled` names: {@link fill} writes them once their true value is known. */
  writeFields(
    struct: StructLayout,
    object: Properties,
    start: number,
    path: string,
    isFilled?: (field: FieldLayout) => boolean,
  ): void {
    this.sink.extend(start + struct.fixedSize);
    for (const field of struct.fields) {
      if (isFilled?.(field) !== true) this.writeField(field, object, start, path);
    }
  }

  /** A field whose value follows from the rest: absent it is filled in, present it must be right, else `code`. */
  fill(field: FieldLayout, object: Properties, start: number, path: string, value: bigint, code: ErrorCode): void {
    const at = this.place(joinPath(path, field.name), start + field.offset);
    const scalar = scalarOf(field.type);
    const given = property(object, field.name);
    if (given !== undefined) {
      const claimed = parseInteger(field, scalar, given, at);
      if (claimed !== value) throw new FrameError(code, at, value, claimed);
    }
    const { max } = limitsOfScalar(scalar);
    if (value > max) throw new FrameError(code, at, max, value);
    if (code === Code.COUNT) checkInteger(field, scalar, value, at);
    this.sink.set(at.offset, integerBytes(value, scalar, field.byteOrder));
  }

  /** Writes one value of any type. `tag` selects the member of a tagged union. */
  writeValue(rules: ValueRules, value: unknown, at: Place, tag: bigint | null): void {
    const { type } = rules;
    if (type.kind === 'struct') {
      const object = requireObject(
        value,
        at,
        type.struct.fields.map((field) => field.name),
      );
      this.writeFields(type.struct, object, at.offset, at.path);
    } else if (type.kind === 'union') this.writeUnion(type.union, value, at, tag);
    else this.writeScalar(rules, value, at);
  }

  writeElements(rules: ValueRules, values: readonly unknown[], at: Place, elementSize: number, tag: bigint | null): void {
    values.forEach((value, index) => {
      this.writeValue(rules, value, element(at, index, elementSize), tag);
    });
  }

  /** The integer of a field that was written before. */
  writtenField(field: FieldLayout, start: number): bigint {
    return readInteger(this.sink.bytes, start + field.offset, scalarOf(field.type), field.byteOrder);
  }

  place(path: string, offset: number): Place {
    return { messageName: this.messageName, path, offset };
  }

  private writeField(field: FieldLayout, object: Properties, start: number, path: string): void {
    const at = this.place(joinPath(path, field.name), start + field.offset);
    const isDefault = this.isHeader && property(object, field.name) === undefined;
    const value = isDefault ? zeroOf(field, field.count) : requireProperty(object, field.name, at);
    const tag = field.tag === null ? null : this.tagOf(field.tag, object, start, path);
    if (field.count === null) this.writeValue(field, value, at, tag);
    else if (isHexElement(field.type)) this.sink.set(at.offset, parseHexValue(value, field.size, at));
    else this.writeElements(field, requireArray(value, field.count, at), at, field.elementSize, tag);
  }

  private writeScalar(rules: ValueRules, value: unknown, at: Place): void {
    const scalar = scalarOf(rules.type);
    if (isFloat(scalar)) {
      this.sink.set(at.offset, floatBytes(parseFloat64(rules, scalar, value, at), scalar, rules.byteOrder));
      return;
    }
    const integer = parseInteger(rules, scalar, value, at);
    checkInteger(rules, scalar, integer, at);
    this.sink.set(at.offset, integerBytes(integer, scalar, rules.byteOrder));
  }

  private writeUnion(union: UnionLayout, value: unknown, at: Place, tag: bigint | null): void {
    const object = requireObject(
      value,
      at,
      union.members.map((member) => member.name),
    );
    this.sink.extend(at.offset + union.size);
    const given = union.members.filter((member) => property(object, member.name) !== undefined);
    const selected = union.members.find((member) => tag !== null && member.is.includes(tag));
    if (union.tagged && (given.length !== 1 || given[0] !== selected)) {
      const hint = selected === undefined ? 'the tag selects no member' : `the tag selects '${selected.name}'`;
      throw new FrameError(Code.UNION, at, null, tag, hint);
    }
    for (const member of given) {
      const scratch = new StructWriter(this.messageName, new ByteSink(), this.isHeader);
      scratch.writeValue(rulesOf(member), object[member.name], { ...at, path: joinPath(at.path, member.name) }, null);
      if (!this.sink.merge(scratch.sink)) {
        throw new FrameError(Code.UNION, at, null, null, `'${member.name}' sets a byte that another member sets differently`);
      }
    }
  }

  private tagOf(field: FieldLayout, object: Properties, start: number, path: string): bigint {
    const at = this.place(joinPath(path, field.name), start + field.offset);
    const isDefault = this.isHeader && property(object, field.name) === undefined;
    const value = isDefault ? zeroOf(field, null) : requireProperty(object, field.name, at);
    return parseInteger(field, scalarOf(field.type), value, at);
  }
}

/** The JSON value of a header field that was left out. */
function zeroOf(rules: ValueRules, count: number | null): unknown {
  if (count !== null) {
    return isHexElement(rules.type) ? '00'.repeat(count) : Array.from({ length: count }, () => zeroOf(rules, null));
  }
  if (rules.bits !== null) return Object.fromEntries(rules.bits.map((bit) => [bit.name, 0]));
  if (isBool(rules.type)) return false;
  return rules.type.kind === 'struct' || rules.type.kind === 'union' ? {} : 0;
}

/** An array, of exactly `length` elements unless that is null. */
export function requireArray(value: unknown, length: number | null, at: Place): readonly unknown[] {
  if (!Array.isArray(value)) throw wrongKind(at, 'an array', value);
  if (length !== null && value.length !== length) throw new FrameError(Code.RANGE, at, length, value.length, 'elements');
  return value;
}
