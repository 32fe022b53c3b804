import * as assert from 'uvu/assert';
import { CodecError, type DecodedFrame, decodeFrame, encodeFrame, formatHex, parseHex } from '../../../generator/frame/index.ts';
import type { Layout } from '../../../generator/layout/types.ts';
import { layoutOf } from '../../schema/layout-text.ts';
import { describe } from '../../support/index.ts';
import { loadVectors } from '../../support/vectors.ts';

/** Bytes that differ from `bytes` in one way: cut at every length, or with one byte changed to a telling value. */
function* mutationsOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let length = 0; length < bytes.length; length += 1) yield bytes.subarray(0, length);
  yield Uint8Array.of(...bytes, 0);
  for (const [at, byte] of bytes.entries()) {
    for (const other of [0, 1, 0x7f, 0x80, 0xff, byte ^ 0x10]) {
      if (other !== byte) yield bytes.with(at, other);
    }
  }
}

/** What decodes must encode, and to something that decodes to the same. Returns whether `bytes` decode. */
function isDecoded(layout: Layout, bytes: Uint8Array, as: { readonly as?: string }): boolean {
  const decoded = tryDecode(layout, bytes, as);
  if (decoded === null) return false;
  const again = encodeFrame(layout, decoded.message, { header: decoded.header, body: decoded.body });
  assert.equal(decodeFrame(layout, again, as), decoded, formatHex(bytes));
  return true;
}

/** null for bytes that are refused, which is by a CodecError and nothing else. */
function tryDecode(layout: Layout, bytes: Uint8Array, as: { readonly as?: string }): DecodedFrame | null {
  try {
    return decodeFrame(layout, bytes, as);
  } catch (error) {
    if (error instanceof CodecError) return null;
    throw error;
  }
}

describe('decodeFrame', (it) => {
  for (const { file, protocol, config, dataModel, frames } of loadVectors()) {
    it(`survives every cut and changed byte of ${file}`, () => {
      const layout = layoutOf(protocol, { ...(config === null ? {} : { config }), dataModel });
      for (const { hex, decoded } of frames.filter((frame) => frame.hex.length < 260)) {
        const as = decoded.header === null ? { as: decoded.message } : {};
        const outcomes = Array.from(mutationsOf(parseHex(hex)), (bytes) => isDecoded(layout, bytes, as));
        assert.ok(outcomes.includes(false));
      }
    });
  }
});
