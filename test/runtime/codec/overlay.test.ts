import * as assert from 'uvu/assert';
import { leaveAlone, OverlayWriter, snapshot } from '../../../runtime/codec.ts';
import { describe } from '../../support/index.ts';

const elsewhere = new DataView(new ArrayBuffer(8));

describe('OverlayWriter', (it) => {
  it('joins members that set different bytes, and leaves the rest zero', () => {
    const overlay = new OverlayWriter(6, elsewhere);
    overlay.view.setUint16(0, 0x0201, true);
    assert.ok(overlay.add(0, 2));
    overlay.view.setUint8(4, 5);
    assert.ok(overlay.add(4, 5));
    const target = new DataView(new Uint8Array(8).fill(0xaa).buffer);
    overlay.copyTo(target, 1);
    assert.equal([...new Uint8Array(target.buffer)], [0xaa, 1, 2, 0, 0, 5, 0, 0xaa]);
  });

  it('takes members that agree, and refuses those that do not', () => {
    const overlay = new OverlayWriter(4, elsewhere);
    overlay.view.setUint32(0, 7, true);
    assert.ok(overlay.add(0, 4));
    overlay.view.setUint16(0, 7, true);
    assert.ok(overlay.add(0, 2));
    overlay.view.setUint16(0, 8, true);
    assert.not.ok(overlay.add(0, 2));
  });

  it('does not count what a member has as padding', () => {
    const overlay = new OverlayWriter(4, elsewhere);
    overlay.view.setUint32(0, 0x01020304, true);
    assert.ok(overlay.add(0, 1, 3, 4));
    overlay.view.setUint32(0, 0x01ffff04, true);
    assert.ok(overlay.add(0, 4));
  });

  it('does not count what a union inside of a member leaves alone', () => {
    const overlay = new OverlayWriter(4, elsewhere);
    const inner = new OverlayWriter(2, overlay.view);
    inner.view.setUint8(0, 1);
    assert.ok(inner.add(0, 1));
    inner.copyTo(overlay.view, 0);
    leaveAlone(overlay.view, 2, 1, 2);
    assert.ok(overlay.add(0, 4));
    overlay.view.setUint32(0, 0x05000201, true);
    assert.ok(overlay.add(0, 2, 3, 4));
    overlay.view.setUint16(0, 0x0301, true);
    assert.not.ok(overlay.add(0, 2), 'a byte that was left alone once is set now');
  });

  it('is told nothing about another view, whatever an error has interrupted', () => {
    const overlay = new OverlayWriter(2, elsewhere);
    new OverlayWriter(2, elsewhere).view.setUint8(0, 1);
    leaveAlone(elsewhere, 0, 0, 2);
    new OverlayWriter(2, elsewhere).copyTo(overlay.view, 0);
    assert.ok(overlay.add(0, 2));
    overlay.view.setUint8(0, 1);
    assert.not.ok(overlay.add(0, 1));
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
