import * as assert from 'uvu/assert';
import { formatHex, integerToJson, parseHex, parseObject, UnsafeInteger } from '../../../generator/frame/index.ts';
import { describe, hasCode } from '../../support/index.ts';

describe('parseObject', (it) => {
  it('parses what JSON.parse parses', () => {
    const text = '{"a": [1, -2.5e3, true, null, "s", "n1", ""], "s\\u0000\\"": {"n": "\\u0073"}, "sum:": "9007199254740993"}';
    assert.equal(parseObject(text), JSON.parse(text));
  });

  it('keeps integer literals that a double rounds', () => {
    const { a, b } = parseObject('{"a": 9007199254740993, "b": [-9007199254740992]}') as { a: unknown; b: unknown[] };
    assert.instance(a, UnsafeInteger);
    assert.is((a as UnsafeInteger).text, '9007199254740993');
    assert.is((b[0] as UnsafeInteger).text, '-9007199254740992');
  });

  it('keeps the largest safe integers as numbers', () => {
    assert.equal(parseObject('[9007199254740991, -9007199254740991, 0]'), [9007199254740991, -9007199254740991, 0]);
  });

  it('leaves digits inside strings and keys alone', () => {
    assert.equal(parseObject('{"99999999999999999999": "99999999999999999999"}'), {
      '99999999999999999999': '99999999999999999999',
    });
  });

  it('parses a bare string', () => {
    assert.is(parseObject('"x"'), 'x');
  });

  it('parses megabytes of text and refuses endless nesting', () => {
    const long = 'ab\\n'.repeat(1 << 20);
    assert.is((parseObject(`{"a": "${long}"}`) as { a: string }).a.length, 3 << 20);
    assert.throws(() => parseObject('['.repeat(1e6) + ']'.repeat(1e6)), hasCode('SLUICE_ERR_INPUT_JSON'));
  });

  it('refuses text that is no JSON', () => {
    for (const text of ['', '{', '{a: 1}', '[1,]', '01', '"\u0001"']) {
      assert.throws(() => parseObject(text), hasCode('SLUICE_ERR_INPUT_JSON'));
    }
  });
});

describe('integerToJson', (it) => {
  it('prints safe integers as numbers and others as lower-case hex', () => {
    const cases: [bigint, number | string][] = [
      [0n, 0],
      [-1n, -1],
      [2n ** 53n - 1n, 9007199254740991],
      [2n ** 53n, '0x20000000000000'],
      [2n ** 64n - 1n, '0xffffffffffffffff'],
      [-(2n ** 53n), '-0x20000000000000'],
      [-(2n ** 63n), '-0x8000000000000000'],
    ];
    for (const [value, json] of cases) assert.is(integerToJson(value), json);
  });
});

describe('hex', (it) => {
  it('reads pairs of digits of either case, with white space', () => {
    assert.equal([...parseHex('00 fF\n7a ')], [0, 255, 0x7a]);
    assert.is(parseHex('').length, 0);
  });

  it('prints lower case', () => {
    assert.is(formatHex(Uint8Array.of(0, 255, 16)), '00ff10');
  });

  it('refuses odd digits and other characters', () => {
    for (const text of ['0', '0x00', '0g', 'ä0']) assert.throws(() => parseHex(text), hasCode('SLUICE_ERR_INPUT_HEX'));
  });
});
