/** The frame codec: reads a Layout and turns JSON objects into frames and back. Simple and exact; generated codecs are compared with it. */
export { type AnnotatedFrame, annotateFrame, type DecodedFrame, type DecodeOptions, decodeFrame } from './decode-frame.ts';
export { type DumpOptions, renderDump } from './dump.ts';
export { encodeFrame } from './encode-frame.ts';
export { CodecError, ErrorCode, FrameError, type FrameInputCode, FrameInputError } from './errors.ts';
export { formatHex, integerToJson, type JsonObject, type JsonValue, parseHex, parseObject, UnsafeInteger } from './json.ts';
export type { Span } from './span.ts';
