/** Turns functions that work on one preallocated region into a codec: 64 frames side by side behind one DataView. */
import { deepStrictEqual } from 'node:assert/strict';
import type { Codec, Operation } from './codec.ts';
import { compileOperation } from './loops.ts';
import { frameSize, INPUT_COUNT, type LogicalMessage, type MessageName, sumOfTwoFields } from './messages.ts';

/** One message. Messages have the shape that generated code uses; `view` and `wrap` read the two fields of `sumOfTwoFields`. */
export interface RegionCodec {
  encode(view: DataView, offset: number, message: LogicalMessage): number;
  decode(view: DataView, offset: number, length: number): { header: object; body: object };
  fresh?(message: LogicalMessage): Uint8Array;
  /** In scope: `views[k]`, `offsets[k]`, `lengths[k]`, `view` (the region, known to the compiler) and what `viewScope` returns. */
  readonly view?: Pick<Operation, 'before' | 'expression'>;
  readonly wrap?: Pick<Operation, 'before' | 'expression'>;
  viewScope?(view: DataView, offsets: readonly number[], lengths: readonly number[]): Readonly<Record<string, unknown>>;
}

/** Frames start on cache lines, like records in a ring. */
export function alignUp(length: number): number {
  return Math.ceil(length / 64) * 64;
}

export function createRegionCodec(
  name: string,
  note: string,
  message: MessageName,
  inputs: readonly LogicalMessage[],
  codec: RegionCodec,
): Codec {
  const length = frameSize(message);
  const stride = alignUp(length);
  const view = new DataView(new ArrayBuffer(stride * INPUT_COUNT));
  const offsets = inputs.map((_, index) => index * stride);
  const lengths = inputs.map((input, index) => codec.encode(view, offsets[index] ?? 0, input));
  const { encode, decode, fresh } = codec;
  // From an array, so that V8 can't build a constant view into the code: a codec is given its view by somebody else.
  const views = offsets.map(() => view);
  const scope = { views, offsets, lengths, inputs, encode, decode, fresh };
  const viewScope = { view, views, offsets, lengths, ...codec.viewScope?.(view, offsets, lengths) };
  const readers: Partial<Record<'view' | 'wrap', Operation>> = {
    ...(codec.view ? { view: { ...codec.view, scope: viewScope } } : {}),
    ...(codec.wrap ? { wrap: { ...codec.wrap, scope: viewScope } } : {}),
  };

  return {
    name,
    note,
    bytes: lengths[0] ?? 0,
    cases: {
      encode: { expression: 'encode(views[k], offsets[k], inputs[k])', scope },
      decode: { expression: 'decode(views[k], offsets[k], lengths[k])', scope },
      ...(fresh ? { fresh: { expression: 'fresh(inputs[k])', scope } } : {}),
      ...readers,
    },
    verify() {
      for (const [index, input] of inputs.entries()) {
        const label = `${name} ${message} #${index}`;
        const offset = offsets[index] ?? 0;
        deepStrictEqual(lengths[index], length, label);
        const { header, body } = decode(view, offset, length);
        // Counts are decoded too; as inputs they follow from the list.
        const { nstatus: _, ...fields } = body as { nstatus?: number };
        deepStrictEqual({ header, body: fields }, input, label);
        if (fresh) deepStrictEqual(Buffer.from(fresh(input)), Buffer.from(view.buffer, offset, length), label);
        for (const read of Object.values(readers)) {
          deepStrictEqual(compileOperation('verify', read)(index), sumOfTwoFields(message, input), label);
        }
      }
    },
  };
}
