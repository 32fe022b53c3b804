import * as assert from 'uvu/assert';
import { decodeFrame, encodeFrame, parseHex, parseObject } from '../../../generator/frame/index.ts';
import { describe } from '../../support/index.ts';
import { both, decodeFails, encodeFails, encodes, fails, thrownBy } from './expect.ts';
import { enumType, only, struct, union } from './hand-layout.ts';

const colour = enumType('colour', 'u8', { RED: 1, GREEN: 2, BLUE: 250 });

describe('nested structs', (it) => {
  const point = struct('point', [{ name: 'x', type: 'u8' }, { pad: 1 }, { name: 'c', type: colour }], [], 1);
  const layout = only([
    { name: 'one', type: point },
    { name: 'many', type: point, count: 2 },
  ]);

  it('write padding zero and do not look at it on read', () => {
    const body = {
      one: { x: 1, c: 1 },
      many: [
        { x: 2, c: 2 },
        { x: 3, c: 1 },
      ],
    };
    both(layout, body, '01000100 02000200 03000100');
    const sloppy = decodeFrame(layout, parseHex('01ff01ff 02ff02ff 03ff01ff'), { as: 'it' });
    assert.equal(sloppy.body, body);
  });

  it('name fields by their path without indexes', () => {
    decodeFails(layout, '01000100 02000200 03000300', ['ENUM', 'many.c', 10, null, 3]);
    encodeFails(
      layout,
      {
        one: { x: 1, c: 1 },
        many: [
          { x: 2, c: 2 },
          { x: 300, c: 1 },
        ],
      },
      ['RANGE', 'many.x', 8, 255, 300],
    );
    encodeFails(layout, { one: { x: 1, c: 1, y: 1 }, many: [] }, ['RANGE', 'one.y', 0, null, null]);
    encodeFails(layout, { one: 1, many: [] }, ['RANGE', 'one', 0, null, 1]);
    encodeFails(layout, { one: { x: 1 }, many: [] }, ['RANGE', 'one.c', 2, null, null]);
  });
});

describe('overlay unions', (it) => {
  const value = union('value', [
    { name: 'word', type: 'u32' },
    { name: 'parts', type: struct('parts', [{ name: 'a', type: 'u8' }, { pad: 1 }, { name: 'b', type: 'u16' }]) },
    { name: 'byte', type: 'u8' },
  ]);
  const layout = only([
    { name: 'k', type: 'u8' },
    { name: 'v', type: value },
  ]);

  it('decode every member and encode any subset, unset bytes zero', () => {
    both(layout, { k: 9, v: { word: 0x04030001, parts: { a: 1, b: 0x0403 }, byte: 1 } }, '09 01000304');
    encodes(layout, { k: 9, v: { byte: 7 } }, '09 07000000');
    encodes(layout, { k: 9, v: {} }, '09 00000000');
  });

  it('let members differ where only one of them sets the byte', () => {
    encodes(layout, { k: 9, v: { word: 0x0403ff01, parts: { a: 1, b: 0x0403 } } }, '09 01ff0304');
  });

  it('refuse members that set a byte differently, and unknown members', () => {
    encodeFails(layout, { k: 9, v: { word: 2, byte: 1 } }, ['UNION', 'v', 1, null, null]);
    encodeFails(layout, { k: 9, v: { wrod: 2 } }, ['RANGE', 'v.wrod', 1, null, null]);
    encodeFails(layout, { k: 9, v: { byte: 256 } }, ['RANGE', 'v.byte', 1, 255, 256]);
  });
});

describe('tagged unions', (it) => {
  const value = union('value', [
    { name: 'number', type: 'u32', is: [1, 2] },
    { name: 'shade', type: colour, is: [250] },
  ]);
  const layout = only([
    { name: 'kind', type: 'u8' },
    { name: 'v', type: value, tagName: 'kind' },
  ]);

  it('hold the member that the tag selects', () => {
    both(layout, { kind: 2, v: { number: 7 } }, '02 07000000');
    both(layout, { kind: 250, v: { shade: 1 } }, 'fa 01000000');
    decodeFails(layout, 'fa 09ffffff', ['ENUM', 'v.shade', 1, null, 9]);
  });

  it('refuse a tag that selects none, another member, and none or two of them', () => {
    decodeFails(layout, '03 00000000', ['UNION', 'v', 1, null, 3]);
    encodeFails(layout, { kind: 3, v: { number: 1 } }, ['UNION', 'v', 1, null, 3]);
    encodeFails(layout, { kind: 1, v: { shade: 1 } }, ['UNION', 'v', 1, null, 1]);
    encodeFails(layout, { kind: 1, v: {} }, ['UNION', 'v', 1, null, 1]);
    encodeFails(layout, { kind: 1, v: { number: 1, shade: 1 } }, ['UNION', 'v', 1, null, 1]);
  });
});

describe('objects', (it) => {
  const layout = only([
    { name: 'first', type: 'u8' },
    { name: 'second', type: 'u8' },
  ]);

  it('need every field and know no other', () => {
    encodeFails(layout, { first: 1 }, ['RANGE', 'second', 1, null, null]);
    encodeFails(layout, { first: 1, second: 1, third: 1 }, ['RANGE', 'third', 0, null, null]);
    encodeFails(layout, parseObject('{"first": 1, "second": 1, "__proto__": 1}'), ['RANGE', '__proto__', 0, null, null]);
    encodeFails(layout, [1, 1], ['RANGE', null, 0, null, null]);
    encodeFails(only([{ name: 'constructor', type: 'u8' }]), {}, ['RANGE', 'constructor', 0, null, null]);
    assert.match(
      (thrownBy(() => encodeFrame(layout, 'it', { body: { first: 1, secnd: 1 } })) as Error).message,
      /did you mean 'second'/,
    );
  });

  it('hold header and body only, and a bare struct has no header', () => {
    fails(() => encodeFrame(layout, 'it', { bdy: {} }), ['RANGE', 'bdy', 0, null, null]);
    fails(() => encodeFrame(layout, 'it', { header: { code: 1 }, body: {} }), ['RANGE', 'code', 0, null, null]);
    fails(() => encodeFrame(layout, 'it', 5), ['RANGE', null, 0, null, 5]);
  });
});

describe('bare bytes', (it) => {
  const layout = only(
    [
      { name: 'a', type: 'u8' },
      { name: 'b', type: 'u32' },
    ],
    [],
    3,
  );

  it('name the first field that does not fit', () => {
    decodeFails(layout, '', ['TRUNCATED', 'a', 0, 8, 0]);
    decodeFails(layout, '01', ['TRUNCATED', 'b', 1, 8, 1]);
    decodeFails(layout, '01 000000', ['TRUNCATED', 'b', 1, 8, 4]);
    decodeFails(layout, '01 00000000', ['TRUNCATED', null, 5, 8, 5]);
  });

  it('refuse what follows the end', () => {
    both(layout, { a: 1, b: 2 }, '01 02000000 000000');
    decodeFails(layout, '01 02000000 000000 00', ['TRAILING', null, 8, 8, 9]);
  });
});
