/** Wraps an adapter of `bench/peers` as a codec. */
import { deepStrictEqual } from 'node:assert/strict';
import { PEERS_FOLDER } from '../peers.ts';
import type { CaseName, Codec, Operation } from './codec.ts';
import { compileOperation } from './loops.ts';
import { type LogicalMessage, type MessageName, sumOfTwoFields } from './messages.ts';
import { alignUp } from './region.ts';

/** One message of a peer: `toInput` and `fromDecoded` convert from and to the logical message and are never timed. */
interface PeerCodec {
  toInput(message: LogicalMessage): unknown;
  encode(input: unknown): Uint8Array;
  /** The next call of `encode` overwrites the bytes. */
  isLent?: boolean;
  /** Where the peer can write in place: into `region`, which is a Buffer. */
  encodeInto?(input: unknown, region: Buffer, offset: number): unknown;
  decode(bytes: Uint8Array): unknown;
  fromDecoded(decoded: unknown): LogicalMessage;
  readTwo?(bytes: Uint8Array): number;
}

interface PeerModule {
  name: string;
  note: string;
  codecs: Record<MessageName, PeerCodec>;
}

/** Plain objects and plain bytes, whatever classes the peer uses. */
function normalize(value: unknown): unknown {
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  if (Array.isArray(value)) return value.map(normalize);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => !key.startsWith('$'));
  return Object.fromEntries(entries.map(([key, inner]) => [key, normalize(inner)]));
}

/** The same bytes in the same class: some peers decode Buffers only. */
function copyOf(bytes: Uint8Array): Uint8Array {
  return Buffer.isBuffer(bytes) ? Buffer.from(bytes) : bytes.slice();
}

/** Loads `bench/peers/<id>.mjs`; rejects when the peer isn't installed. */
export async function createPeer(id: string, message: MessageName, inputs: readonly LogicalMessage[]): Promise<Codec> {
  const module = (await import(new URL(`${id}.mjs`, PEERS_FOLDER).href)) as PeerModule;
  const codec = module.codecs[message];
  const peerInputs = inputs.map((input) => codec.toInput(input));
  const frames = peerInputs.map((input) => copyOf(codec.encode(input)));
  const stride = alignUp(Math.max(...frames.map((frame) => frame.length)));
  const region = Buffer.alloc(stride * inputs.length);
  const offsets = inputs.map((_, k) => k * stride);
  const scope = { codec, inputs: peerInputs, frames, region, offsets };
  const encoded = 'codec.encode(inputs[k])';
  const cases: Partial<Record<CaseName, Operation>> = {
    encode: {
      expression: codec.encodeInto ? 'codec.encodeInto(inputs[k], region, offsets[k])' : `region.set(${encoded}, offsets[k])`,
      scope,
    },
    decode: { expression: 'codec.decode(frames[k])', scope },
    ...(codec.isLent ? { lent: { expression: encoded, scope } } : {}),
    fresh: { expression: codec.isLent ? `${encoded}.slice()` : encoded, scope },
    ...(codec.readTwo ? { wrap: { expression: 'codec.readTwo(frames[k])', scope } } : {}),
  };

  return {
    name: module.name,
    note: module.note,
    bytes: frames[0]?.length ?? 0,
    cases,
    verify() {
      for (const [index, input] of inputs.entries()) {
        const frame = frames[index] as Uint8Array;
        deepStrictEqual(normalize(codec.fromDecoded(codec.decode(frame))), input, `${module.name} ${message} #${index}`);
        compileOperation('verify', cases.encode as Operation)(index);
        const offset = offsets[index] as number;
        deepStrictEqual(normalize(region.subarray(offset, offset + frame.length)), normalize(frame), `${module.name} in place`);
        if (codec.readTwo) deepStrictEqual(codec.readTwo(frame), sumOfTwoFields(message, input));
      }
    },
  };
}
