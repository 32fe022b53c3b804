import * as assert from 'uvu/assert';
import { reserve, slab, take } from '../../../runtime/codec.ts';
import { describe } from '../../support/index.ts';

/** Takes `length` bytes that all hold `value`. */
function fresh(length: number, value: number): Uint8Array {
  reserve(length);
  for (let at = 0; at < length; at += 1) slab.view.setUint8(slab.position + at, value);
  return take(slab.position + length);
}

describe('slab', (it) => {
  it('gives out bytes that nothing else writes', () => {
    const arrays = Array.from({ length: 500 }, (_, index) => fresh((index * 37) % 700, index & 0xff));
    for (const [index, bytes] of arrays.entries()) assert.equal(bytes, new Uint8Array((index * 37) % 700).fill(index & 0xff));
  });

  it('cuts off what is short and what is long', () => {
    for (const length of [0, 1, 64, 65, 9000]) {
      const bytes = fresh(length, 1);
      assert.is(bytes.buffer, slab.buffer);
      assert.is(bytes.length, length);
    }
  });

  it('makes room for what is longer than a slab', () => {
    const large = fresh(200_000, 3);
    assert.is(large.length, 200_000);
    assert.is(large[199_999], 3);
    assert.is(fresh(100, 4).length, 100);
  });
});
