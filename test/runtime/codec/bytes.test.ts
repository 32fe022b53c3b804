import * as assert from 'uvu/assert';
import { copyInto, hasRoom, putBytes, takeBytes, zero } from '../../../runtime/codec.ts';
import { describe } from '../../support/index.ts';

/** Around the length from which runs are copied as a whole. */
const LENGTHS = [0, 1, 23, 24, 25, 26, 64, 65, 1000, 20_000];

function numbered(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => index & 0xff);
}

/** A view that starts in the middle of its buffer. */
function regionOf(bytes: Uint8Array): DataView {
  const buffer = new ArrayBuffer(bytes.length + 32);
  new Uint8Array(buffer).fill(0xaa).set(bytes, 16);
  return new DataView(buffer, 8, bytes.length + 16);
}

describe('bytes', (it) => {
  it('come out as they went in, at any length', () => {
    for (const length of LENGTHS) {
      const view = regionOf(new Uint8Array(length));
      putBytes(view, 8, numbered(length));
      assert.equal(takeBytes(view, 8, length), numbered(length));
      assert.is(view.getUint8(7), 0xaa);
      assert.is(view.getUint8(8 + length), 0xaa);
    }
  });

  it('are a copy that later writes do not change', () => {
    const view = regionOf(numbered(100));
    const taken = takeBytes(view, 8, 100);
    zero(view, 8, 108);
    assert.equal(taken, numbered(100));
  });

  it('go to a target of the caller, which must have room', () => {
    for (const length of LENGTHS) {
      const target = new Uint8Array(length + 1).fill(0xbb);
      copyInto(regionOf(numbered(length)), 8, length, target);
      assert.equal(target, Uint8Array.of(...numbered(length), 0xbb));
      if (length > 0) assert.throws(() => copyInto(regionOf(numbered(length)), 8, length, new Uint8Array(length - 1)), /room/);
    }
  });

  it('never come from behind the end of the view', () => {
    const view = regionOf(numbered(100));
    assert.throws(() => takeBytes(view, 100, 17));
    assert.throws(() => takeBytes(view, 60, 60));
  });

  it('follow the view when another one is used', () => {
    const [one, two] = [regionOf(numbered(50)), regionOf(new Uint8Array(50).fill(7))];
    assert.equal(takeBytes(one, 8, 50), numbered(50));
    assert.equal(takeBytes(two, 8, 50), new Uint8Array(50).fill(7));
    assert.equal(takeBytes(one, 8, 50), numbered(50));
  });

  it('are zeroed from one place up to another', () => {
    for (const length of LENGTHS) {
      const view = regionOf(numbered(length).fill(1));
      zero(view, 8, 8 + length);
      assert.equal(takeBytes(view, 8, length), new Uint8Array(length));
      assert.is(view.getUint8(8 + length), 0xaa);
    }
  });
});

describe('hasRoom', (it) => {
  it('says whether a view reaches up to a place', () => {
    const view = new DataView(new ArrayBuffer(8));
    assert.equal(
      [0, 1, 8, 9, 1e9].map((end) => hasRoom(view, end)),
      [true, true, true, false, false],
    );
  });
});
