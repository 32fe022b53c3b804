/** The shapes of generated codecs. */

/** What `frameLength` says when the bytes so far do not tell the length of the frame. */
export const NEED_MORE = 0;

/** The body of a message without fields. */
export type Empty = Record<string, never>;

/** One element of an array of 64-bit integers whose policy is `js: pair`; `hi` carries the sign. */
export interface Pair {
  lo: number;
  hi: number;
}

/**
 * Turns a struct, or the body of a message, into bytes and back. Nothing outside of `offset .. offset + length` is read, and each byte at
 * most once, so that memory which a peer may change is safe to decode. After a refused `encode` the bytes it would have written mean nothing.
 */
export interface Codec<T> {
  /** Bytes that {@link encode} would write. */
  byteLength(message: T): number;
  /**
   * @returns bytes written
   * @throws CodecError for a value that does not fit its field, and `SLUICE_ERR_SIZE` when `view` ends too early
   */
  encode(view: DataView, offset: number, message: T): number;
  /** @throws CodecError when the `length` bytes at `offset` are no such message, or more than one */
  decode(view: DataView, offset: number, length: number): T;
  /** Fresh bytes that nothing else will write, part of a larger ArrayBuffer: copy them before you transfer it, or keep a few for long. */
  toBytes(message: T): Uint8Array;
}

/** A decoded frame; `code` tells the members of a union of frames apart. */
export interface FrameOf<Code extends number, Header, Body> {
  readonly code: Code;
  readonly header: Header;
  readonly body: Body;
}

/** A codec of a message that travels in frames: header, body, zeros up to the least size and the alignment. */
export interface FrameCodec<Code extends number, Header, Body> extends Codec<Body> {
  readonly code: Code;
  /** Absent header fields are 0; code and size follow from the message, and are checked when given. */
  encodeFrame(view: DataView, offset: number, header: Partial<Header>, body: Body): number;
  decodeFrame(view: DataView, offset: number, length: number): FrameOf<Code, Header, Body>;
  frameBytes(header: Partial<Header>, body: Body): Uint8Array;
}

/**
 * A codec of an RPC: its arguments in the slots of the call's descriptor. Outputs may be left out of `args`, and are 0 then. `Outputs` are the
 * names of those arguments that the answer brings.
 */
export interface RpcCodec<Header, Args, Outputs extends keyof Args> {
  readonly index: number;
  encode(view: DataView, offset: number, header: Partial<Header>, args: Args): number;
  decode(view: DataView, offset: number, length: number): { readonly header: Header; readonly args: Required<Args> };
  /** Of a call: what stands in the slots of its outputs means nothing yet. */
  decodeInputs(view: DataView, offset: number, length: number): { readonly header: Header; readonly args: Omit<Args, Outputs> };
  /** Of an answer. */
  decodeOutputs(view: DataView, offset: number, length: number): Required<Pick<Args, Outputs>>;
}
