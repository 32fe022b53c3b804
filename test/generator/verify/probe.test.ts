import * as assert from 'uvu/assert';
import { probeSource, readProbe } from '../../../generator/verify/probe.ts';
import { describe } from '../../support/index.ts';

/** An object file as far as `readProbe` looks: junk, the marker out of the source, the order mark, values. */
function objectWith(values: readonly number[], isLittle: boolean): Uint8Array {
  const marker = (/\{([\d, ]+)\},/.exec(probeSource('x.h', 'X', []))?.[1] ?? '').split(', ').map(Number);
  const words = [0x01020304, ...values].flatMap((value) => {
    const bytes = [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
    return isLittle ? bytes.reverse() : bytes;
  });
  return Uint8Array.from([0x7f, 0x45, ...marker.slice(0, 7), ...marker, ...words, 9, 9]);
}

describe('readProbe', (it) => {
  it('reads the values of either byte order', () => {
    assert.equal(readProbe(objectWith([16, 8, 70000], true), 3), [16, 8, 70000]);
    assert.equal(readProbe(objectWith([16, 8, 70000], false), 3), [16, 8, 70000]);
  });

  it('reads from a part of a buffer', () => {
    const object = objectWith([5], true);
    const whole = new Uint8Array(object.length + 3);
    whole.set(object, 3);
    assert.equal(readProbe(whole.subarray(3), 1), [5]);
  });

  it('is null when the table is not there, or cut', () => {
    assert.is(readProbe(new Uint8Array(100), 1), null);
    assert.is(readProbe(objectWith([1, 2], true), 4), null);
    const object = objectWith([1], true);
    object[object.length - 7] = 0;
    assert.is(readProbe(object, 1), null);
  });
});
