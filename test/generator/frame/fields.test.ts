import * as assert from 'uvu/assert';
import { encodeFrame, parseObject } from '../../../generator/frame/index.ts';
import type { BitRange } from '../../../generator/layout/types.ts';
import { describe } from '../../support/index.ts';
import { both, decodeFails, encodeFails, encodes, fails, thrownBy } from './expect.ts';
import { enumType, flagsType, named, only, scalar } from './hand-layout.ts';

const bit = (name: string, at: number, width = 1): BitRange => ({ name, tsName: name, at, width, enum: null, doc: '' });
const colour = enumType('colour', 'u8', { RED: 1, GREEN: 2, BLUE: 250 });
const access = flagsType('access', 'u16', { READ: 1, WRITE: 2, EXECUTE: 0x100, ALL: 0x103 });

describe('integer fields', (it) => {
  it('stand at their offsets in their byte order', () => {
    const layout = only([
      { name: 'a', type: 'u8' },
      { name: 'b', type: 'i16' },
      { name: 'c', type: 'u32', byteOrder: 'big' },
      { name: 'd', type: 'i64' },
      { name: 'e', type: 'char' },
    ]);
    both(layout, { a: 255, b: -2, c: 0x01020304, d: -1, e: 200 }, 'ff feff 01020304 ffffffffffffffff c8');
  });

  it('print 64-bit values as hex when unsafe and take both ways', () => {
    const layout = only([
      { name: 'u', type: 'u64' },
      { name: 'i', type: 'i64' },
    ]);
    both(layout, { u: '0xfedcba9876543210', i: '-0x8000000000000000' }, '1032547698badcfe 0000000000000080');
    encodes(layout, { u: '0x0', i: '0x8000000000000000' }, '0000000000000000 0000000000000080');
    encodes(layout, { u: 1n, i: '-0x1' }, '0100000000000000 ffffffffffffffff');
    encodes(layout, { u: '0xABCDEF', i: 0 }, 'efcdab0000000000 0000000000000000');
  });

  it('refuse unsafe literals in integers of any width, and take them in floats', () => {
    const layout = only([
      { name: 'u', type: 'u64' },
      { name: 'f', type: 'f64' },
    ]);
    const encode = (text: string) => () => encodeFrame(layout, 'it', parseObject(text));
    fails(encode('{"body": {"u": 9007199254740992, "f": 0}}'), ['RANGE', 'u', 0, 9007199254740991, 9007199254740992n]);
    fails(encode('{"body": {"u": -9007199254740993, "f": 0}}'), ['RANGE', 'u', 0, -9007199254740991, -9007199254740993n]);
    fails(encode('{"body": {"u": 1e17, "f": 0}}'), ['RANGE', 'u', 0, 9007199254740991, 10n ** 17n]);
    both(layout, { u: 0, f: 1e20 }, '0000000000000000 408cb5781daf1544');
    assert.is(encode('{"body": {"u": 0, "f": 100000000000000000000}}')().length, 16);
  });

  it('refuse what the type cannot hold, naming the bound that was crossed', () => {
    encodeFails(only([{ name: 'x', type: 'u8' }]), { x: 256 }, ['RANGE', 'x', 0, 255, 256]);
    encodeFails(only([{ name: 'x', type: 'u8' }]), { x: -1 }, ['RANGE', 'x', 0, 0, -1]);
    encodeFails(only([{ name: 'x', type: 'i16' }]), { x: -32769 }, ['RANGE', 'x', 0, -32768, -32769]);
    encodeFails(only([{ name: 'x', type: 'u64' }]), { x: '0x10000000000000000' }, ['RANGE', 'x', 0, 2n ** 64n - 1n, 2n ** 64n]);
    encodeFails(only([{ name: 'x', type: 'i64' }]), { x: '0x08000000000000000' }, ['RANGE', 'x', 0, 2n ** 63n - 1n, 2n ** 63n]);
  });

  it('refuse other kinds of JSON', () => {
    const layout = only([
      { name: 'a', type: 'u8' },
      { name: 'x', type: 'u32' },
    ]);
    for (const x of [null, true, '1', '0x', [], {}, [1]]) encodeFails(layout, { a: 0, x }, ['RANGE', 'x', 1, null, null]);
    encodeFails(layout, { a: 0, x: 1.5 }, ['RANGE', 'x', 1, null, 1.5]);
  });

  it('keep min and max, but for sentinels', () => {
    const layout = only([{ name: 'x', type: 'u8', min: 2n, max: 9n, sentinels: [named('NONE', 255)] }]);
    both(layout, { x: 2 }, '02');
    both(layout, { x: 255 }, 'ff');
    decodeFails(layout, '01', ['RANGE', 'x', 0, 2, 1]);
    decodeFails(layout, '0a', ['RANGE', 'x', 0, 9, 10]);
    encodeFails(layout, { x: 10 }, ['RANGE', 'x', 0, 9, 10]);
  });

  it('hold safe integers only where JavaScript sees a number', () => {
    const layout = only([
      { name: 'u', type: 'u64', js: 'number', sentinels: [named('EVER', 2n ** 64n - 1n)] },
      { name: 'i', type: 'i64', js: 'number' },
    ]);
    both(layout, { u: 9007199254740991, i: -9007199254740991 }, 'ffffffffffff1f00 010000000000e0ff');
    both(layout, { u: '0xffffffffffffffff', i: 0 }, 'ffffffffffffffff 0000000000000000');
    decodeFails(layout, '0000000000002000 0000000000000000', ['RANGE', 'u', 0, 9007199254740991, 2n ** 53n]);
    decodeFails(layout, '0000000000000000 000000000000e0ff', ['RANGE', 'i', 8, -9007199254740991, -(2n ** 53n)]);
  });
});

describe('bool fields', (it) => {
  const layout = only([
    { name: 'b', type: 'bool' },
    { name: 'w', type: scalar('u32', true) },
  ]);

  it('are true and false, and take 0 and 1', () => {
    both(layout, { b: true, w: false }, '01 00000000');
    encodes(layout, { b: 0, w: 1 }, '00 01000000');
  });

  it('refuse a byte above 1', () => {
    decodeFails(layout, '02 00000000', ['RANGE', 'b', 0, 1, 2]);
    decodeFails(layout, '00 00000001', ['RANGE', 'w', 1, 1, 0x1000000]);
    encodeFails(layout, { b: 2, w: 0 }, ['RANGE', 'b', 0, 1, 2]);
  });
});

describe('float fields', (it) => {
  const layout = only([
    { name: 'f', type: 'f32', byteOrder: 'big' },
    { name: 'd', type: 'f64' },
  ]);

  it('are numbers, or strings when not finite', () => {
    both(layout, { f: 1.5, d: -0.1 }, '3fc00000 9a9999999999b9bf');
    both(layout, { f: 'NaN', d: '-Infinity' }, '7fc00000 000000000000f0ff');
    both(layout, { f: 'Infinity', d: 'NaN' }, '7f800000 000000000000f87f');
  });

  it('refuse a number that only rounds to infinity, and other kinds', () => {
    const largest = 3.4028234663852886e38;
    encodeFails(layout, { f: 3.5e38, d: 0 }, ['RANGE', 'f', 0, largest, 3.5e38]);
    encodeFails(layout, { f: -3.5e38, d: 0 }, ['RANGE', 'f', 0, -largest, -3.5e38]);
    encodeFails(layout, { f: 0, d: '1' }, ['RANGE', 'd', 4, null, null]);
  });

  it('keep min and max', () => {
    const bounded = only([{ name: 'f', type: 'f64', min: -1n, max: 1n }]);
    both(bounded, { f: 0.5 }, '000000000000e03f');
    decodeFails(bounded, '0000000000000040', ['RANGE', 'f', 0, 1, 2]);
    encodeFails(bounded, { f: -1.5 }, ['RANGE', 'f', 0, -1, -1.5]);
  });
});

describe('enum fields', (it) => {
  const layout = only([{ name: 'c', type: colour }]);

  it('are numbers, and take names', () => {
    both(layout, { c: 2 }, '02');
    encodes(layout, { c: 'BLUE' }, 'fa');
  });

  it('refuse a value that a closed enum does not list', () => {
    decodeFails(layout, '03', ['ENUM', 'c', 0, null, 3]);
    encodeFails(layout, { c: 3 }, ['ENUM', 'c', 0, null, 3]);
    encodeFails(layout, { c: 256 }, ['ENUM', 'c', 0, null, 256]);
  });

  it('suggest the nearest name', () => {
    const error = thrownBy(() => encodeFrame(layout, 'it', { body: { c: 'GREN' } }));
    assert.match((error as Error).message, /did you mean 'GREEN'/);
    encodeFails(layout, { c: 'GREN' }, ['ENUM', 'c', 0, null, null]);
  });

  it('take any value when open', () => {
    const open = only([{ name: 'c', type: { ...colour, open: true } }]);
    both(open, { c: 77 }, '4d');
    encodeFails(open, { c: 256 }, ['RANGE', 'c', 0, 255, 256]);
  });
});

describe('flags fields', (it) => {
  const layout = only([{ name: 'f', type: access }]);

  it('are numbers, and take arrays of names', () => {
    both(layout, { f: 0x101 }, '0101');
    encodes(layout, { f: ['READ', 'WRITE'] }, '0300');
    encodes(layout, { f: ['ALL'] }, '0301');
    encodes(layout, { f: [] }, '0000');
  });

  it('refuse bits that no flag names', () => {
    decodeFails(layout, '0400', ['BITS', 'f', 0, 0x103, 4]);
    encodeFails(layout, { f: 0x8000 }, ['BITS', 'f', 0, 0x103, 0x8000]);
    encodeFails(layout, { f: ['READ', 'WRIT'] }, ['BITS', 'f', 0, null, null]);
    encodeFails(layout, { f: [1] }, ['RANGE', 'f', 0, null, 1]);
    both(only([{ name: 'f', type: { ...access, open: true } }]), { f: 0xfff0 }, 'f0ff');
  });
});

describe('bit ranges', (it) => {
  const layout = only([
    { name: 'x', type: 'u16', bits: [bit('low', 0, 3), { ...bit('shade', 4, 8), enum: colour }, bit('top', 15)] },
  ]);

  it('are an object', () => {
    both(layout, { x: { low: 5, shade: 250, top: 1 } }, 'a58f');
    encodes(layout, { x: { low: 0, shade: 'GREEN', top: 0 } }, '2000');
  });

  it('refuse bits that no range names, and values that a range cannot hold', () => {
    decodeFails(layout, '1810', ['BITS', 'x', 0, 0x8ff7, 0x1018]);
    decodeFails(layout, '0000', ['ENUM', 'x.shade', 0, null, 0]);
    encodeFails(layout, { x: { low: 8, shade: 1, top: 0 } }, ['RANGE', 'x.low', 0, 7, 8]);
    encodeFails(layout, { x: { low: -1, shade: 1, top: 0 } }, ['RANGE', 'x.low', 0, 0, -1]);
    encodeFails(layout, { x: { low: 0, shade: 3, top: 0 } }, ['ENUM', 'x.shade', 0, null, 3]);
    encodeFails(layout, { x: { low: 0, shade: 1 } }, ['RANGE', 'x.top', 0, null, null]);
    encodeFails(layout, { x: { low: 0, shade: 1, top: 0, more: 1 } }, ['RANGE', 'x.more', 0, null, null]);
    encodeFails(layout, { x: 5 }, ['RANGE', 'x', 0, null, 5]);
  });

  it('may fill a signed container', () => {
    both(only([{ name: 'x', type: 'i8', bits: [bit('all', 0, 8)] }]), { x: { all: 255 } }, 'ff');
  });
});

describe('fixed arrays', (it) => {
  it('are arrays, and hex text for u8 and char', () => {
    const layout = only([
      { name: 'n', type: 'u16', count: 2 },
      { name: 'b', type: 'u8', count: 3 },
      { name: 'c', type: 'char', count: 2 },
      { name: 'i', type: 'i8', count: 2 },
    ]);
    both(layout, { n: [1, 65535], b: '0001ff', c: '4142', i: [-1, 1] }, '0100ffff 0001ff 4142 ff01');
  });

  it('refuse another length, naming the element that is wrong by its field', () => {
    const layout = only([
      { name: 'n', type: 'u16', count: 2 },
      { name: 'b', type: 'u8', count: 2 },
    ]);
    encodeFails(layout, { n: [1], b: '0000' }, ['RANGE', 'n', 0, 2, 1]);
    encodeFails(layout, { n: [1, 2], b: '00' }, ['RANGE', 'b', 4, 2, 1]);
    encodeFails(layout, { n: [1, 2], b: '0' }, ['RANGE', 'b', 4, null, null]);
    encodeFails(layout, { n: [1, 65536], b: '0000' }, ['RANGE', 'n', 2, 65535, 65536]);
  });
});
