/** What generated codecs import, and all of it: error codes and classes, codec interfaces, and the helpers that need no message to be known. */
export { copyInto, hasRoom, NOTHING, putBytes, reaches, takeBytes, zero } from './codec/bytes.ts';
export { CodecError, ErrorCode } from './codec/errors.ts';
export {
  type Codec,
  type Empty,
  type FrameCodec,
  type FrameOf,
  NEED_MORE,
  type Pair,
  type RpcCodec,
} from './codec/interfaces.ts';
export { leaveAlone, OverlayWriter, snapshot } from './codec/overlay.ts';
export {
  bitsError,
  countError,
  elementError,
  enumError,
  type FieldPlaces,
  floatError,
  givenError,
  indexError,
  kindError,
  rangeError,
  roomError,
  truncated,
  within,
} from './codec/refusals.ts';
export { reserve, reserveAll, slab, take } from './codec/slab.ts';
export { cursor, findNul, putText, takeText, textLength, textOf } from './codec/text.ts';
export { float32Of, join64, putI64, putU64, takeI64, takeU64 } from './codec/wide.ts';
