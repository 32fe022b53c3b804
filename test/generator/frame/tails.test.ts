import * as assert from 'uvu/assert';
import { decodeFrame, parseHex } from '../../../generator/frame/index.ts';
import { describe } from '../../support/index.ts';
import { both, decodeFails, encodeFails, encodes } from './expect.ts';
import { enumType, flagsType, only, struct } from './hand-layout.ts';

const pair = struct('pair', [
  { name: 'a', type: 'u8' },
  { name: 'b', type: 'u16' },
]);

describe('array tails', (it) => {
  const layout = only([{ name: 'n', type: 'i16' }], [{ name: 'items', kind: 'array', type: pair, counter: 'n', max: 3 }]);

  it('fill their count in when absent and check it when present', () => {
    both(
      layout,
      {
        n: 2,
        items: [
          { a: 1, b: 2 },
          { a: 3, b: 4 },
        ],
      },
      '0200 010200 030400',
    );
    encodes(layout, { items: [{ a: 1, b: 2 }] }, '0100 010200');
    both(layout, { n: 0, items: [] }, '0000');
    encodeFails(layout, { n: 1, items: [] }, ['COUNT', 'n', 0, 0, 1]);
    encodeFails(layout, { n: 'x', items: [] }, ['RANGE', 'n', 0, null, null]);
  });

  it('refuse a count that is negative, above max, or more than the bytes hold', () => {
    decodeFails(layout, 'ffff', ['COUNT', 'n', 0, 3, -1]);
    decodeFails(layout, '0400 000000', ['COUNT', 'n', 0, 3, 4]);
    decodeFails(layout, '0200 000000 0000', ['COUNT', 'n', 0, 1, 2]);
    encodeFails(layout, { items: Array.from({ length: 4 }, () => ({ a: 0, b: 0 })) }, ['COUNT', 'n', 0, 3, 4]);
  });

  it('refuse a count below zero by what fits where there is no max', () => {
    const free = only([{ name: 'n', type: 'i32' }], [{ name: 'items', kind: 'array', type: pair, counter: 'n' }]);
    decodeFails(free, 'ffffffff 000000 000000', ['COUNT', 'n', 0, 2, -1]);
    decodeFails(free, 'ffffff7f', ['COUNT', 'n', 0, 0, 0x7fffffff]);
  });

  it('refuse more elements than the count field can say', () => {
    const small = only([{ name: 'n', type: 'u8' }], [{ name: 'items', kind: 'array', type: 'u8', counter: 'n' }]);
    encodeFails(small, { items: Array.from({ length: 256 }, () => 0) }, ['COUNT', 'n', 0, 255, 256]);
  });

  it('are needed, hold arrays, and end the bytes', () => {
    encodeFails(layout, {}, ['RANGE', 'items', 2, null, null]);
    encodeFails(layout, { items: '00' }, ['RANGE', 'items', 2, null, null]);
    encodeFails(layout, { items: [{ a: 1, b: 2 }, { a: 1 }] }, ['RANGE', 'items.b', 6, null, null]);
    decodeFails(layout, '0100 010200 03', ['TRAILING', null, 5, 5, 6]);
  });

  it('check their elements like fields', () => {
    const kinds = only(
      [{ name: 'n', type: 'u8' }],
      [{ name: 'kinds', kind: 'array', type: enumType('kind', 'u16', { ONE: 1 }), counter: 'n', byteOrder: 'big' }],
    );
    both(kinds, { n: 2, kinds: [1, 1] }, '02 0001 0001');
    decodeFails(kinds, '02 0001 0002', ['ENUM', 'kinds', 3, null, 2]);
    const numbers = only([{ name: 'n', type: 'u8' }], [{ name: 'ids', kind: 'array', type: 'u64', counter: 'n', js: 'number' }]);
    decodeFails(numbers, '01 0000000000002000', ['RANGE', 'ids', 1, 9007199254740991, 2n ** 53n]);
  });

  it('may have a constant count', () => {
    const fixed = only([{ name: 'x', type: 'u8' }], [{ name: 'items', kind: 'array', type: 'u16', constant: 2 }]);
    both(fixed, { x: 1, items: [2, 3] }, '01 0200 0300');
    decodeFails(fixed, '01 0200 03', ['COUNT', 'items', 1, 1, 2]);
    encodeFails(fixed, { x: 1, items: [] }, ['COUNT', 'items', 1, 2, 0]);
  });

  it('may share one count', () => {
    const shared = only(
      [{ name: 'n', type: 'u8' }],
      [
        { name: 'a', kind: 'array', type: 'u8', counter: 'n' },
        { name: 'b', kind: 'array', type: 'u16', counter: 'n' },
      ],
    );
    both(shared, { n: 2, a: [1, 2], b: [3, 4] }, '02 01 02 0300 0400');
    encodeFails(shared, { a: [1, 2], b: [3] }, ['COUNT', 'n', 0, 1, 2]);
  });
});

describe('several tails', (it) => {
  const layout = only(
    [
      { name: 'n', type: 'u8' },
      { name: 'm', type: 'u8' },
    ],
    [
      { name: 'first', kind: 'array', type: 'u8', counter: 'n' },
      { name: 'second', kind: 'array', type: 'u32', counter: 'm', align: 4 },
      { name: 'third', kind: 'bytes', counter: 'n' },
    ],
  );

  it('follow each other, each rounded up to its alignment', () => {
    both(layout, { n: 1, m: 2, first: [9], second: [1, 2], third: 'ff' }, '01 02 09 00 01000000 02000000 ff');
    both(layout, { n: 0, m: 0, first: [], second: [], third: '' }, '00 00 0000');
  });

  it('need the bytes that alignment inserts', () => {
    decodeFails(layout, '00 00', ['TRUNCATED', 'second', 4, 4, 2]);
    decodeFails(layout, '00 00 00', ['TRUNCATED', 'second', 4, 4, 3]);
    decodeFails(layout, '01 02 09 ff 01000000 020000', ['COUNT', 'm', 1, 1, 2]);
  });
});

describe('bytes tails', (it) => {
  const layout = only([{ name: 'n', type: 'u16' }], [{ name: 'data', kind: 'bytes', counter: 'n', max: 4 }]);

  it('are hex', () => {
    both(layout, { n: 3, data: '0aff00' }, '0300 0aff00');
    encodeFails(layout, { data: 'zz' }, ['RANGE', 'data', 2, null, null]);
  });

  it('are counted in bytes', () => {
    decodeFails(layout, '0300 0aff', ['COUNT', 'n', 0, 2, 3]);
    decodeFails(layout, '0500 0aff', ['COUNT', 'n', 0, 4, 5]);
    encodeFails(layout, { data: '0000000000' }, ['COUNT', 'n', 0, 4, 5]);
    encodeFails(layout, { n: 2, data: '00' }, ['COUNT', 'n', 0, 1, 2]);
  });
});

describe('rest tails', (it) => {
  const layout = only([{ name: 'x', type: 'u8' }], [{ name: 'data', kind: 'rest', max: 4 }]);

  it('take what is left', () => {
    both(layout, { x: 1, data: '' }, '01');
    both(layout, { x: 1, data: '0aff00' }, '01 0aff00');
  });

  it('keep max', () => {
    decodeFails(layout, '01 0000000000', ['COUNT', 'data', 1, 4, 5]);
    encodeFails(layout, { x: 1, data: '0000000000' }, ['COUNT', 'data', 1, 4, 5]);
  });
});

describe('string tails', (it) => {
  const layout = only(
    [{ name: 'x', type: 'u8' }],
    [
      { name: 'uri', kind: 'string', max: 5 },
      { name: 'more', kind: 'rest' },
    ],
  );

  it('are UTF-8 up to a NUL that belongs to them', () => {
    both(layout, { x: 1, uri: 'aé', more: '' }, '01 61c3a9 00');
    both(layout, { x: 1, uri: '', more: '0100' }, '01 00 0100');
    both(layout, { x: 1, uri: '\ufeffa', more: '' }, '01 efbbbf61 00');
    both(layout, { x: 1, uri: '12345', more: '' }, '01 3132333435 00');
  });

  it('refuse bytes without a NUL, also within max', () => {
    decodeFails(layout, '01', ['TERMINATOR', 'uri', 1, 0, null]);
    decodeFails(layout, '01 6162', ['TERMINATOR', 'uri', 1, 0, null]);
    decodeFails(layout, '01 313233343536 00', ['TERMINATOR', 'uri', 1, 0, null]);
  });

  it('refuse what is not UTF-8, and U+0000', () => {
    for (const bad of ['ff', 'c3', 'c080', 'eda080', 'f4908080'])
      decodeFails(layout, `01 ${bad} 00`, ['UTF8', 'uri', 1, null, null]);
    encodeFails(layout, { x: 1, uri: 'a\0', more: '' }, ['UTF8', 'uri', 1, null, null]);
    encodeFails(layout, { x: 1, uri: '\ud800', more: '' }, ['UTF8', 'uri', 1, null, null]);
    encodes(layout, { x: 1, uri: '\ud83d\ude00', more: '' }, '01 f09f9880 00');
  });

  it('refuse more than max and other kinds', () => {
    encodeFails(layout, { x: 1, uri: '123456', more: '' }, ['COUNT', 'uri', 1, 5, 6]);
    encodeFails(layout, { x: 1, uri: 5, more: '' }, ['RANGE', 'uri', 1, null, 5]);
  });
});

describe('conditional tails', (it) => {
  const kind = enumType('kind', 'u8', { NONE: 0, SHORT: 1, LONG: 2 });
  const layout = only(
    [
      { name: 'kind', type: kind },
      { name: 'n', type: 'u8' },
    ],
    [
      { name: 'items', kind: 'array', type: 'u16', counter: 'n', if: { field: 'kind', values: [1, 2] } },
      { name: 'label', kind: 'string', if: { field: 'kind', values: [2] } },
    ],
  );

  it('are absent when their condition is false', () => {
    both(layout, { kind: 0, n: 0 }, '00 00');
    both(layout, { kind: 1, n: 1, items: [5] }, '01 01 0500');
    both(layout, { kind: 2, n: 0, items: [], label: 'x' }, '02 00 7800');
  });

  it('leave the count of an absent tail unjudged on read', () => {
    assert.equal(decodeFrame(layout, parseHex('0007'), { as: 'it' }).body, { kind: 0, n: 7 });
  });

  it('refuse a tail that must not be there, and its absence where it must', () => {
    encodeFails(layout, { kind: 0, items: [1, 2] }, ['COUNT', 'items', 2, 0, 2]);
    encodeFails(layout, { kind: 1, items: [1], label: 'é' }, ['COUNT', 'label', 4, 0, 2]);
    encodeFails(layout, { kind: 0, n: 7 }, ['COUNT', 'n', 1, 0, 7]);
    encodeFails(layout, { kind: 1 }, ['RANGE', 'items', 2, null, null]);
    decodeFails(layout, '00 00 00', ['TRAILING', null, 2, 2, 3]);
  });

  it('may ask for a flag', () => {
    const flags = flagsType('flags', 'u8', { A: 1, B: 2, AB: 3 });
    const flagged = only([{ name: 'f', type: flags }], [{ name: 'a', kind: 'string', if: { field: 'f', mask: 3 } }]);
    both(flagged, { f: 2 }, '02');
    both(flagged, { f: 3, a: 'x' }, '03 7800');
  });
});

describe('records', (it) => {
  const offered = struct('offered', [
    { name: 'base', type: 'u8' },
    { name: 'owner_offset', type: 'u16' },
  ]);
  const owner = struct('owner', [{ name: 'vmid', type: 'u16' }], [{ name: 'uri', kind: 'string' }]);
  const layout = only(
    [{ name: 'n', type: 'i32' }],
    [
      { name: 'answers', kind: 'array', type: offered, counter: 'n' },
      { name: 'owners', kind: 'records', type: owner, elementSize: 2, perName: 'answers', offsetName: 'owner_offset' },
    ],
  );
  const hex = '02000000 010a00 020e00 11006100 120000';

  it('fill their offsets in when absent and check them when present', () => {
    const owners = [
      { vmid: 17, uri: 'a' },
      { vmid: 18, uri: '' },
    ];
    both(
      layout,
      {
        n: 2,
        answers: [
          { base: 1, owner_offset: 10 },
          { base: 2, owner_offset: 14 },
        ],
        owners,
      },
      hex,
    );
    encodes(layout, { answers: [{ base: 1 }, { base: 2 }], owners }, hex);
    both(layout, { n: 0, answers: [], owners: [] }, '00000000');
    encodeFails(layout, { answers: [{ base: 1 }, { base: 2, owner_offset: 10 }], owners }, [
      'OFFSET',
      'answers.owner_offset',
      8,
      14,
      10,
    ]);
  });

  it('refuse an offset that is not where the record is', () => {
    decodeFails(layout, hex.replace('020e00', '020a00'), ['OFFSET', 'answers.owner_offset', 8, 14, 10]);
    decodeFails(layout, hex.replace('010a00', '01ffff'), ['OFFSET', 'answers.owner_offset', 5, 10, 65535]);
  });

  it('name what is wrong inside a record', () => {
    decodeFails(layout, '01000000 010700', ['TRUNCATED', 'owners.vmid', 7, 2, 0]);
    decodeFails(layout, '01000000 010700 11', ['TRUNCATED', 'owners.vmid', 7, 2, 1]);
    decodeFails(layout, '01000000 010700 1100 61', ['TERMINATOR', 'owners.uri', 9, 0, null]);
    decodeFails(layout, '01000000 010700 1100 ff00', ['UTF8', 'owners.uri', 9, null, null]);
    encodeFails(layout, { answers: [{ base: 1 }], owners: [{ vmid: 65536, uri: '' }] }, [
      'RANGE',
      'owners.vmid',
      7,
      65535,
      65536,
    ]);
  });

  it('are one per element', () => {
    encodeFails(layout, { answers: [{ base: 1 }], owners: [] }, ['COUNT', 'owners', 7, 1, 0]);
    encodeFails(layout, { answers: [{ base: 1 }] }, ['RANGE', 'owners', 7, null, null]);
  });
});
