import * as assert from 'uvu/assert';
import { OverlayWriter, snapshot } from '../../../runtime/codec.ts';
import { describe } from '../../support/index.ts';

describe('OverlayWriter', (it) => {
  it('joins members that set different bytes, and leaves the rest zero', () => {
    const overlay = new OverlayWriter(6);
    overlay.view.setUint16(0, 0x0201, true);
    assert.ok(overlay.add(0, 2));
    overlay.view.setUint8(4, 5);
    assert.ok(overlay.add(4, 5));
    const target = new DataView(new Uint8Array(8).fill(0xaa).buffer);
    overlay.copyTo(target, 1);
    assert.equal([...new Uint8Array(target.buffer)], [0xaa, 1, 2, 0, 0, 5, 0, 0xaa]);
  });

  it('takes members that agree, and refuses those that do not', () => {
    const overlay = new OverlayWriter(4);
    overlay.view.setUint32(0, 7, true);
    assert.ok(overlay.add(0, 4));
    overlay.view.setUint16(0, 7, true);
    assert.ok(overlay.add(0, 2));
    overlay.view.setUint16(0, 8, true);
    assert.not.ok(overlay.add(0, 2));
  });

  it('does not count what a member has as padding', () => {
    const overlay = new OverlayWriter(4);
    overlay.view.setUint32(0, 0x01020304, true);
    assert.ok(overlay.add(0, 1, 3, 4));
    overlay.view.setUint32(0, 0x01ffff04, true);
    assert.ok(overlay.add(0, 4));
  });
});

describe('snapshot', (it) => {
  it('is a copy that the peer can not change', () => {
    const view = new DataView(new ArrayBuffer(200));
    for (const length of [4, 100]) {
      view.setUint32(7, 1, true);
      const copy = snapshot(view, 7, length);
      view.setUint32(7, 2, true);
      assert.is(copy.byteLength, length);
      assert.is(copy.getUint32(0, true), 1);
    }
  });
});
