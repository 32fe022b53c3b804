import * as assert from 'uvu/assert';
import { join64, putI64, putU64, takeI64, takeU64 } from '../../../runtime/codec.ts';
import { describe } from '../../support/index.ts';

const UNSIGNED = [0n, 1n, 0x0123456789abcdefn, 0xffffffffn, 0x100000000n, 2n ** 63n, 2n ** 64n - 1n];
const SIGNED = [0n, -1n, 0x0123456789abcdefn, -0x100000000n, 2n ** 63n - 1n, -(2n ** 63n)];

describe('64-bit integers', (it) => {
  it('are stored as a DataView stores them, in both byte orders, unaligned', () => {
    const [own, native] = [new DataView(new ArrayBuffer(16)), new DataView(new ArrayBuffer(16))];
    for (const isLittle of [true, false]) {
      for (const value of UNSIGNED) {
        putU64(own, 3, value, isLittle);
        native.setBigUint64(3, value, isLittle);
        assert.equal(own.buffer, native.buffer);
        assert.is(takeU64(native, 3, isLittle), value);
      }
      for (const value of SIGNED) {
        putI64(own, 3, value, isLittle);
        native.setBigInt64(3, value, isLittle);
        assert.equal(own.buffer, native.buffer);
        assert.is(takeI64(native, 3, isLittle), value);
      }
    }
  });

  it('are made of two halves', () => {
    assert.is(join64(1, 2), 0x100000002n);
    assert.is(join64(-1, 0xffffffff), -1n);
    assert.is(join64(0xffffffff, 0xffffffff), 2n ** 64n - 1n);
  });
});
