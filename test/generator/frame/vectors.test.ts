import * as assert from 'uvu/assert';
import { decodeFrame, encodeFrame, FrameError, formatHex, integerToJson, parseHex } from '../../../generator/frame/index.ts';
import { layoutOf } from '../../schema/layout-text.ts';
import { describe } from '../../support/index.ts';
import { loadVectors } from '../../support/vectors.ts';
import { thrownBy } from './expect.ts';

/** An error as the vectors write it. */
function errorOf(action: () => unknown): unknown {
  const error = thrownBy(action);
  if (!(error instanceof FrameError)) throw error ?? new Error('nothing was thrown');
  const { code, messageName, field, offset, expected, got } = error;
  const toJson = (value: number | bigint | null): unknown => (typeof value === 'bigint' ? integerToJson(value) : value);
  return { code, message: messageName, field, offset, expected: toJson(expected), got: toJson(got) };
}

for (const { file, protocol, config, dataModel, frames, tolerated, badBytes, badValues } of loadVectors()) {
  const layout = layoutOf(protocol, { ...(config === null ? {} : { config }), dataModel });

  describe(`vectors of ${file}`, (it) => {
    for (const { name, message, object, hex, decoded } of frames) {
      it(`${message}: ${name}`, () => {
        const { header, body } = decoded;
        assert.is(formatHex(encodeFrame(layout, message, object)), hex);
        assert.equal(decodeFrame(layout, parseHex(hex), decoded.header === null ? { as: message } : {}), decoded);
        assert.is(formatHex(encodeFrame(layout, message, { header, body })), hex);
      });
    }
    for (const { name, hex, as, decoded } of tolerated) {
      it(`tolerates: ${name}`, () => {
        assert.equal(decodeFrame(layout, parseHex(hex), as === undefined ? {} : { as }), decoded);
      });
    }
    for (const { name, hex, as, error } of badBytes) {
      it(`refuses bytes: ${name}`, () => {
        assert.equal(
          errorOf(() => decodeFrame(layout, parseHex(hex), as === undefined ? {} : { as })),
          error,
        );
      });
    }
    for (const { name, message, object, error } of badValues) {
      it(`refuses values: ${name}`, () => {
        assert.equal(
          errorOf(() => encodeFrame(layout, message, object)),
          error,
        );
      });
    }
  });
}

describe('vectors', (it) => {
  it('hold every message of every config', () => {
    for (const protocol of ['libos-ipc', 'v2v', 'ivshmem', 'segment']) {
      const seen = new Set(
        loadVectors()
          .filter((file) => file.protocol === protocol)
          .flatMap((file) => file.frames.map((frame) => frame.message)),
      );
      for (const config of protocol === 'libos-ipc' ? ['base', 'semaphores', 'profile', 'profile-semaphores'] : [undefined]) {
        const missing = layoutOf(protocol, config === undefined ? {} : { config })
          .messages.filter(({ name }) => !seen.has(name))
          .map(({ name }) => name);
        assert.equal(missing, []);
      }
    }
  });
});
