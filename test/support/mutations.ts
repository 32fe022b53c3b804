/** Frames gone wrong: what a liar, a bug or a bad line could make of a valid one, at the places that its layout names. */
import { annotateFrame, type Span } from '../../generator/frame/index.ts';
import type { Layout } from '../../generator/index.ts';
import type { Draw } from './draw.ts';

/** Longer frames are not cut at every length. */
const MAX_CUTS = 200;
const NO_UTF8: readonly (readonly number[])[] = [
  [0x80],
  [0xc0, 0x80],
  [0xc3],
  [0xe0, 0x9f, 0xbf],
  [0xed, 0xa0, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
  [0xff],
];

/** Makes one mutated frame. */
type Mutation = () => Uint8Array;

/**
 * Structural mutations of a valid frame (or struct): a random choice of `most`, or all of them.
 *
 * @param name - `frame`, or the C name of a message, an RPC or a struct
 */
export function mutationsOf(draw: Draw, layout: Layout, name: string, frame: Uint8Array, most: number): Uint8Array[] {
  const { spans } = annotateFrame(layout, frame, name === 'frame' ? {} : { as: name });
  const cuts = Array.from(
    { length: Math.min(frame.length, MAX_CUTS) },
    (_, at): Mutation =>
      () =>
        frame.subarray(0, at),
  );
  const longer = [1, 8].map(
    (more): Mutation =>
      () =>
        Uint8Array.of(...frame, ...new Uint8Array(more)),
  );
  const codes = layout.structs.some((struct) => struct.name === name) ? [] : badCodes(layout, frame);
  const all = [...cuts, ...longer, ...codes, ...spans.flatMap((span) => spanMutations(frame, span))];
  return (all.length <= most ? all : draw.shuffle(all).slice(0, most)).map((mutate) => mutate());
}

/** @returns `frame` with a few random bytes replaced */
export function flipBytes(draw: Draw, frame: Uint8Array): Uint8Array {
  const flipped = Uint8Array.from(frame);
  for (let left = draw.int(1, 3); left > 0 && frame.length > 0; left -= 1)
    flipped[draw.int(0, frame.length - 1)] = draw.pick([0, 1, 0x7f, 0x80, 0xff, draw.int(0, 255)]);
  return flipped;
}

function spanMutations(frame: Uint8Array, { kind, type, offset, length }: Span): Mutation[] {
  if (kind !== 'field' || length === 0) return [];
  if (type === 'string') return stringMutations(frame, offset, length);
  return length <= 8 ? numbersNear(frame.subarray(offset, offset + length)).map((bytes) => withBytes(frame, offset, bytes)) : [];
}

/** The values that find mistakes in checks of counts, sizes, offsets, codes, enums, flags, bits, bools and tags alike, in both byte orders. */
function numbersNear(bytes: Uint8Array): Uint8Array[] {
  const width = 8 * bytes.length;
  const values = [bytes, Uint8Array.from(bytes).reverse()].map((order) =>
    order.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n),
  );
  const sign = 1n << BigInt(width - 1);
  const wanted = [
    ...values.flatMap((value) => [value + 1n, value - 1n, value ^ sign, value + 256n]),
    0n,
    1n,
    2n,
    sign,
    sign - 1n,
    -1n,
  ];
  const patterns = wanted.flatMap((value) => {
    const big = Uint8Array.from(bytes, (_, at) => Number(BigInt.asUintN(8, value >> BigInt(width - 8 - 8 * at))));
    return [big, Uint8Array.from(big).reverse()];
  });
  const distinct = new Map(patterns.map((pattern) => [pattern.join(), pattern]));
  distinct.delete(bytes.join());
  return [...distinct.values()];
}

function stringMutations(frame: Uint8Array, offset: number, length: number): Mutation[] {
  const end = offset + length;
  return [
    withBytes(frame, end - 1, [0x41]),
    withBytes(frame, offset, new Array<number>(frame.length - offset).fill(0x41)),
    withBytes(frame, offset, [0]),
    ...NO_UTF8.filter((bytes) => bytes.length < length).flatMap((bytes) => [
      withBytes(frame, offset, bytes),
      withBytes(frame, end - 1 - bytes.length, bytes),
    ]),
  ];
}

/** Every code that the layout reserves or disables, and those around. */
function badCodes(layout: Layout, frame: Uint8Array): Mutation[] {
  const field = layout.frame?.code ?? layout.rpc?.index;
  if (field === undefined || frame.length < field.offset + field.size) return [];
  const known = [...layout.messages.map((message) => message.code ?? 0), ...layout.rpcs.map((entry) => entry.index)];
  const codes = [...layout.reserved.flatMap(({ first, last }) => [first - 1, first, last, last + 1]), ...known, 255];
  return codes.map((code) => {
    const bytes = Array.from({ length: field.size }, (_, at) => (code >> (8 * at)) & 0xff);
    return withBytes(frame, field.offset, field.byteOrder === 'little' ? bytes : bytes.reverse());
  });
}

function withBytes(frame: Uint8Array, offset: number, bytes: ArrayLike<number>): Mutation {
  return () => {
    const changed = Uint8Array.from(frame);
    changed.set(Array.from(bytes).slice(0, frame.length - offset), offset);
    return changed;
  };
}
