/** Frame headers and RPC descriptors: what decides about the rest (size, code) is read first, the other fields are judged after it. */
import type { FieldLayout, ReservedCode, StructLayout } from '../layout/types.ts';
import { describeInteger } from './describe-value.ts';
import { ErrorCode, FrameError } from './errors.ts';
import type { JsonObject, JsonValue } from './json.ts';
import type { StructReader } from './struct-reader.ts';

/** What a code can stand for. */
export interface Coded {
  readonly name: string;
  readonly code: number | null;
}

export class HeaderReader {
  readonly #reader: StructReader;
  readonly #header: StructLayout;
  readonly #early = new Map<string, JsonValue>();

  /** Refuses fewer bytes than the header, whatever they are. */
  constructor(reader: StructReader, header: StructLayout) {
    this.#reader = reader;
    this.#header = header;
    reader.messageName = header.name;
    reader.requireFixed(header, 0, reader.bytes.length, '', header.size);
  }

  /** A field that is needed before the others are judged; `nameOf` tells the dump what its value stands for. */
  readEarly(field: FieldLayout, nameOf: (value: bigint) => string | undefined = () => undefined): bigint {
    const value = this.#reader.rawField(field, 0);
    const name = nameOf(value);
    const described = name === undefined ? describeInteger(field, value) : `${value} ${name}`;
    this.#reader.note(this.#reader.place(field.name, field.offset), field.size, field, described);
    this.#early.set(field.name, this.#reader.toJson(field, value));
    return value;
  }

  /** Reads the code field; {@link resolve} judges it, after the size. */
  readCode(field: FieldLayout, items: readonly Coded[]): bigint {
    return this.readEarly(field, (value) => withCode(items, value)?.name);
  }

  /**
   * What a code stands for; unknown, reserved and disabled codes are three different errors. From here on errors carry its name.
   *
   * @param wanted - the only one that will do, or null
   */
  resolve<Item extends Coded>(
    field: FieldLayout,
    code: bigint,
    items: readonly Item[],
    unusable: readonly ReservedCode[],
    wanted: Coded | null,
  ): Item {
    const at = this.#reader.place(field.name, field.offset);
    const item = withCode(items, code);
    if (item === undefined) {
      const slot = unusable.find(({ first, last }) => code >= BigInt(first) && code <= BigInt(last));
      if (slot === undefined) throw new FrameError(ErrorCode.CODE_UNKNOWN, at, null, code);
      const kind = slot.kind === 'reserved' ? ErrorCode.CODE_RESERVED : ErrorCode.CODE_DISABLED;
      throw new FrameError(kind, at, null, code, slot.reason);
    }
    if (wanted !== null && wanted.code !== item.code) {
      throw new FrameError(ErrorCode.CODE_UNKNOWN, at, wanted.code, code, `'${item.name}' is not '${wanted.name}'`);
    }
    this.#reader.messageName = item.name;
    return item;
  }

  /** All fields in order but `without`: what was read early, and the others, judged. */
  readRest(without?: FieldLayout): JsonObject {
    const fields = this.#header.fields.filter((field) => field.name !== without?.name);
    return Object.fromEntries(
      fields.map((field) => [field.name, this.#early.get(field.name) ?? this.#reader.readField(field, 0, '')]),
    );
  }
}

function withCode<Item extends Coded>(items: readonly Item[], code: bigint): Item | undefined {
  return items.find((item) => item.code !== null && BigInt(item.code) === code);
}
