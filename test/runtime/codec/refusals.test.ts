import * as assert from 'uvu/assert';
import {
  bitsError,
  type CodecError,
  countError,
  elementError,
  enumError,
  floatError,
  givenError,
  indexError,
  kindError,
  rangeError,
  roomError,
  truncated,
  within,
} from '../../../runtime/codec.ts';
import { describe } from '../../support/index.ts';

function facts({ code, messageName, field, offset, expected, got }: CodecError): unknown[] {
  return [code.replace('SLUICE_ERR_', ''), messageName, field, offset, expected, got];
}

describe('refusals', (it) => {
  it('name the first field that does not fit', () => {
    const fields = [
      ['code', 0, 1],
      ['size', 4, 4],
    ] as const;
    assert.equal(facts(truncated('m', fields, 12, 0)), ['TRUNCATED', 'm', 'code', 0, 12, 0]);
    assert.equal(facts(truncated('m', fields, 12, 7)), ['TRUNCATED', 'm', 'size', 4, 12, 7]);
    assert.equal(facts(truncated('m', fields, 12, 9)), ['TRUNCATED', 'm', null, 9, 12, 9]);
  });

  it('say which bound a number has crossed', () => {
    const got = (value: unknown): unknown[] => facts(rangeError('m', 'f', 3, value, 0, 255)).slice(4);
    assert.equal(got(256), [255, 256]);
    assert.equal(got(-1), [0, -1]);
    assert.equal(got(1.5), [null, 1.5]);
    assert.equal(got(undefined), [null, null]);
    assert.equal(got('5'), [null, null]);
    assert.equal(got(5n), [null, 5]);
    assert.equal(got(2 ** 60), [Number.MAX_SAFE_INTEGER, 2n ** 60n]);
    assert.equal(got(-(2 ** 60)), [Number.MIN_SAFE_INTEGER, -(2n ** 60n)]);
    assert.equal(facts(rangeError('m', 'f', 3, 2n ** 64n, 0n, 2n ** 64n - 1n)).slice(4), [2n ** 64n - 1n, 2n ** 64n]);
  });

  it('tell values of the wrong kind from values that are not listed', () => {
    assert.equal(facts(enumError('m', 'f', 1, 9)), ['ENUM', 'm', 'f', 1, null, 9]);
    assert.equal(facts(enumError('m', 'f', 1, undefined)), ['RANGE', 'm', 'f', 1, null, null]);
    assert.equal(facts(bitsError('m', 'f', 1, 8, 7)), ['BITS', 'm', 'f', 1, 7, 8]);
    assert.equal(facts(kindError('m', null, 0, 4)), ['RANGE', 'm', null, 0, null, 4]);
  });

  it('tell an element that is missing from what its properties threw', () => {
    const error = new TypeError('cannot destructure');
    const of = (thrown: unknown, element: unknown): unknown => elementError(thrown, element, 'm', 'f', 5);
    assert.equal(facts(of(error, undefined) as CodecError), ['RANGE', 'm', 'f', 5, null, null]);
    assert.equal(facts(of(error, null) as CodecError), ['RANGE', 'm', 'f', 5, null, null]);
    assert.is(of(error, {}), error);
    const refusal = kindError('m', 'f.x', 7, null);
    assert.is(of(refusal, undefined), refusal);
  });

  it('say what an f32 can hold', () => {
    const largest = 2 ** 128 - 2 ** 104;
    assert.equal(facts(floatError('m', 'f', 0, 1e300, true, -Infinity, Infinity)).slice(4), [largest, 1e300]);
    assert.equal(facts(floatError('m', 'f', 0, -1e300, true, -Infinity, Infinity)).slice(4), [-largest, -1e300]);
    assert.equal(facts(floatError('m', 'f', 0, 2, true, 0, 1)).slice(4), [1, 2]);
    assert.equal(facts(floatError('m', 'f', 0, '2', false, 0, 1)).slice(4), [null, null]);
  });

  it('say how many elements the bytes hold, or the schema allows', () => {
    assert.equal(facts(countError('m', 'n', 0, 5, -1, 50, 12)), ['COUNT', 'm', 'n', 0, 4, 5]);
    assert.equal(facts(countError('m', 'n', 0, 5, 3, 500, 12)), ['COUNT', 'm', 'n', 0, 3, 5]);
    assert.equal(facts(countError('m', 'n', 0, -1, -1, 50, 12)), ['COUNT', 'm', 'n', 0, 4, -1]);
    assert.equal(facts(countError('m', 'n', 0, 2n ** 63n, 3, 50, 12)), ['COUNT', 'm', 'n', 0, 3, 2n ** 63n]);
  });

  it('compare what was given with what follows', () => {
    assert.equal(facts(givenError('SLUICE_ERR_COUNT', 'm', 'n', 0, 3, 4)), ['COUNT', 'm', 'n', 0, 3, 4]);
    assert.equal(facts(givenError('SLUICE_ERR_SIZE', 'm', 'n', 0, 3, 'x')), ['RANGE', 'm', 'n', 0, null, null]);
    assert.equal(facts(indexError('m', 'ids', 4, 3, 3)), ['RANGE', 'm', 'ids', 4, 2, 3]);
    assert.equal(facts(roomError('m', 10, new DataView(new ArrayBuffer(8)), 3)), ['SIZE', 'm', null, 0, 10, 5]);
  });

  it('are moved into the item around them', () => {
    const inner = rangeError('inner', 'pid', 4, 300, 0, 255);
    assert.equal(facts(within(inner, 'outer', 'status', 16) as CodecError), ['RANGE', 'outer', 'status.pid', 20, 255, 300]);
    assert.equal(facts(within(inner, 'outer', null, 16) as CodecError), ['RANGE', 'outer', 'pid', 20, 255, 300]);
    assert.equal(facts(within(kindError('inner', null, 0, null), 'outer', 'status', 16) as CodecError), [
      'RANGE',
      'outer',
      'status',
      16,
      null,
      null,
    ]);
    const other = new TypeError('a getter threw');
    assert.is(within(other, 'outer', 'status', 16), other);
  });

  it('read as a sentence with place, rule and values', () => {
    assert.is(
      rangeError('IPC_PID_KILL', 'signum', 12, 5000000000, 0, 64).message,
      'SLUICE_ERR_RANGE in IPC_PID_KILL.signum at offset 12: expected=64 got=5000000000',
    );
  });
});
