import * as assert from 'uvu/assert';
import { decodeFrame, encodeFrame, formatHex, parseHex } from '../../../generator/frame/index.ts';
import { describe, hasCode } from '../../support/index.ts';
import { decodeFails, fails, thrownBy } from './expect.ts';
import { enumType, frame, layout, message, struct, unusable } from './hand-layout.ts';

const header = struct('hdr', [
  { name: 'code', type: 'u8', role: 'code' },
  { name: 'size', type: 'u16', role: 'size' },
  { name: 'src', type: 'u8', role: 'source' },
  { name: 'mode', type: enumType('mode', 'u8', { CALM: 0, WILD: 9 }) },
]);
const pair = struct('pair', [
  { name: 'a', type: 'u8' },
  { name: 'b', type: 'u16' },
]);
const open = struct('open', [{ name: 'x', type: 'u8' }], [{ name: 'data', kind: 'rest' }]);
const messages = [message('M_PAIR', 1, pair), message('M_EMPTY', 2, null), message('M_OPEN', 3, open)];
const reserved = [unusable('message', 'reserved', 10, 12), unusable('message', 'disabled', 20), unusable('rpc', 'reserved', 13)];
const exact = layout({ frame: frame(header, { max: 300 }), messages, reserved, structs: [header, pair, open] });
const padded = layout({ frame: frame(header, { min: 12 }), messages, reserved });
const aligned = layout({ frame: frame(header, { align: 4 }), messages });

function encode(of: typeof exact, name: string, object: unknown, hex: string): void {
  assert.is(formatHex(encodeFrame(of, name, object)), hex.replaceAll(' ', ''));
}

describe('frame encode', (it) => {
  it('fills code and size in, and header fields default to 0', () => {
    encode(exact, 'M_PAIR', { body: { a: 1, b: 2 } }, '01 0800 00 00 01 0200');
    encode(exact, 'M_PAIR', { header: { src: 7, mode: 'WILD' }, body: { a: 1, b: 2 } }, '01 0800 07 09 01 0200');
    encode(exact, 'M_EMPTY', {}, '02 0500 00 00');
    encode(exact, 'M_EMPTY', { header: {}, body: {} }, '02 0500 00 00');
  });

  it('pads with zeros to the minimum, which size counts', () => {
    encode(padded, 'M_PAIR', { body: { a: 1, b: 2 } }, '01 0c00 00 00 01 0200 00000000');
    encode(padded, 'M_OPEN', { body: { x: 1, data: 'ffffffffffffffff' } }, '03 0e00 00 00 01 ffffffffffffffff');
  });

  it('pads to the alignment, which size does not count', () => {
    encode(aligned, 'M_OPEN', { body: { x: 1, data: 'ffffff' } }, '03 0900 00 00 01 ffffff 000000');
  });

  it('checks code and size when given', () => {
    encode(exact, 'M_EMPTY', { header: { code: 2, size: 5 } }, '02 0500 00 00');
    fails(() => encodeFrame(exact, 'M_EMPTY', { header: { code: 1 } }), ['CODE_UNKNOWN', 'code', 0, 2, 1]);
    fails(() => encodeFrame(padded, 'M_EMPTY', { header: { size: 5 } }), ['SIZE', 'size', 1, 12, 5]);
  });

  it('refuses a frame beyond the maximum', () => {
    fails(() => encodeFrame(exact, 'M_OPEN', { body: { x: 1, data: '00'.repeat(295) } }), ['SIZE', 'size', 1, 300, 301]);
    const wide = layout({ frame: frame(header), messages });
    fails(() => encodeFrame(wide, 'M_OPEN', { body: { x: 1, data: '00'.repeat(65530) } }), ['SIZE', 'size', 1, 65535, 65536]);
  });

  it('names what is wrong in header and body', () => {
    fails(() => encodeFrame(exact, 'M_PAIR', { header: { src: 256 }, body: { a: 1, b: 2 } }), ['RANGE', 'src', 3, 255, 256]);
    fails(
      () => encodeFrame(exact, 'M_PAIR', { header: { source: 1 }, body: { a: 1, b: 2 } }),
      ['RANGE', 'source', 0, null, null],
    );
    fails(() => encodeFrame(exact, 'M_PAIR', {}), ['RANGE', 'a', 5, null, null]);
    fails(() => encodeFrame(exact, 'M_EMPTY', { body: { a: 1 } }), ['RANGE', 'a', 5, null, null]);
    assert.match((thrownBy(() => encodeFrame(exact, 'M_PAIR', {})) as Error).message, /M_PAIR\.a/);
  });

  it('writes any struct bare', () => {
    encode(exact, 'pair', { body: { a: 1, b: 2 } }, '01 0200');
  });

  it('says when a message is off', () => {
    const error = thrownBy(() => encodeFrame(exact, 'a message that is off', {}));
    assert.ok(hasCode('SLUICE_ERR_INPUT_NAME')(error));
    assert.match((error as Error).message, /disabled/);
  });

  it('suggests a name', () => {
    const error = thrownBy(() => encodeFrame(exact, 'M_PAIT', {}));
    assert.ok(hasCode('SLUICE_ERR_INPUT_NAME')(error));
    assert.match((error as Error).message, /did you mean 'M_PAIR'/);
  });
});

describe('frame decode', (it) => {
  it('gives message, code, header and body', () => {
    assert.equal(decodeFrame(exact, parseHex('01 0800 07 09 01 0200')), {
      message: 'M_PAIR',
      code: 1,
      header: { code: 1, size: 8, src: 7, mode: 9 },
      body: { a: 1, b: 2 },
    });
    assert.equal(decodeFrame(exact, parseHex('02 0500 07 00')).body, {});
  });

  it('does not look at padding, and a rest tail takes it', () => {
    assert.equal(decodeFrame(padded, parseHex('01 0c00 00 00 01 0200 ffffffff')).body, { a: 1, b: 2 });
    assert.equal(decodeFrame(padded, parseHex('03 0c00 00 00 01 020304050600')).body, { x: 1, data: '020304050600' });
    assert.equal(decodeFrame(aligned, parseHex('03 0900 00 00 01 ffffff aabbcc')).body, { x: 1, data: 'ffffff' });
  });

  it('refuses fewer bytes than the header, whatever they are', () => {
    decodeFails(exact, '', ['TRUNCATED', 'code', 0, 5, 0], null);
    decodeFails(exact, 'ff', ['TRUNCATED', 'size', 1, 5, 1], null);
    decodeFails(exact, 'ff ff', ['TRUNCATED', 'size', 1, 5, 2], null);
    decodeFails(exact, 'ff ffff ff', ['TRUNCATED', 'mode', 4, 5, 4], null);
  });

  it('judges the size before the code', () => {
    decodeFails(exact, 'ff 0400 00 00', ['SIZE', 'size', 1, 5, 4], null);
    decodeFails(padded, 'ff 0b00 00 00', ['SIZE', 'size', 1, 12, 11], null);
    decodeFails(exact, 'ff 2d01 00 00', ['SIZE', 'size', 1, 300, 301], null);
    decodeFails(exact, 'ff 0600 00 00', ['TRUNCATED', 'size', 1, 6, 5], null);
    decodeFails(aligned, 'ff 0900 00 00 01 ffffff', ['TRUNCATED', 'size', 1, 12, 9], null);
    decodeFails(exact, 'ff 0500 00 00 00', ['TRAILING', null, 5, 5, 6], null);
  });

  it('tells unknown, reserved and disabled codes apart', () => {
    decodeFails(exact, '00 0500 00 05', ['CODE_UNKNOWN', 'code', 0, null, 0], null);
    for (const code of ['0a', '0b', '0c'])
      decodeFails(exact, `${code} 0500 00 05`, ['CODE_RESERVED', 'code', 0, null, Number(`0x${code}`)], null);
    decodeFails(exact, '0d 0500 00 05', ['CODE_UNKNOWN', 'code', 0, null, 13], null);
    decodeFails(exact, '14 0500 00 05', ['CODE_DISABLED', 'code', 0, null, 20], null);
  });

  it('judges header fields before the body', () => {
    decodeFails(exact, '01 0500 00 05', ['ENUM', 'mode', 4, null, 5], null);
  });

  it('reads the body within the size only', () => {
    decodeFails(exact, '01 0600 00 00 01', ['TRUNCATED', 'b', 6, 3, 1], null);
    decodeFails(exact, '01 0900 00 00 01 0200 00', ['SIZE', 'size', 1, 8, 9], null);
    decodeFails(padded, '01 0d00 00 00 01 0200 0000000000', ['SIZE', 'size', 1, 12, 13], null);
    decodeFails(exact, '02 0600 00 00 00', ['SIZE', 'size', 1, 5, 6], null);
  });

  it('names the header until the code is known, then the message', () => {
    const named = (hex: string): string =>
      (thrownBy(() => decodeFrame(exact, parseHex(hex))) as { messageName: string }).messageName;
    assert.is(named('01'), 'hdr');
    assert.is(named('00 0500 00 00'), 'hdr');
    assert.is(named('01 0500 00 05'), 'M_PAIR');
  });

  it('takes bytes at any place of a buffer', () => {
    const bytes = parseHex('ff 01 0800 07 09 01 0200 ff').subarray(1, 9);
    assert.is(decodeFrame(exact, bytes).message, 'M_PAIR');
  });

  it('reads a bare struct, or insists on a message', () => {
    assert.equal(decodeFrame(exact, parseHex('01 0200'), { as: 'pair' }), {
      message: 'pair',
      code: null,
      header: null,
      body: { a: 1, b: 2 },
    });
    assert.is(decodeFrame(exact, parseHex('02 0500 00 00'), { as: 'M_EMPTY' }).message, 'M_EMPTY');
    decodeFails(exact, '02 0500 00 00', ['CODE_UNKNOWN', 'code', 0, 1, 2], 'M_PAIR');
    assert.throws(() => decodeFrame(exact, parseHex('00'), { as: 'nothing' }), hasCode('SLUICE_ERR_INPUT_NAME'));
  });
});

describe('frames without a size field', (it) => {
  const short = struct('short', [{ name: 'code', type: 'u8', role: 'code' }]);
  const unsized = layout({ frame: frame(short, { min: 4, align: 4 }), messages });

  it('are all the bytes given', () => {
    encode(unsized, 'M_PAIR', { body: { a: 1, b: 2 } }, '01 01 0200');
    encode(unsized, 'M_EMPTY', {}, '02 000000');
    assert.equal(decodeFrame(unsized, parseHex('02 000000')).body, {});
    decodeFails(unsized, '02 00', ['TRUNCATED', null, 2, 4, 2], null);
    decodeFails(unsized, '02 000000 00', ['TRAILING', null, 4, 4, 5], null);
  });
});

describe('protocols without a frame', (it) => {
  const bare = layout({ messages: [message('M_PAIR', null, pair), message('M_EMPTY', null, null)], structs: [pair] });

  it('need to be told what the bytes are, naming the candidates', () => {
    const error = thrownBy(() => decodeFrame(bare, parseHex('010200')));
    assert.ok(hasCode('SLUICE_ERR_INPUT_AS')(error));
    assert.equal((error as { candidates: unknown }).candidates, ['M_PAIR', 'M_EMPTY', 'pair']);
  });

  it('take a message as its bare body', () => {
    encode(bare, 'M_PAIR', { body: { a: 1, b: 2 } }, '01 0200');
    assert.equal(decodeFrame(bare, parseHex('010200'), { as: 'M_PAIR' }), {
      message: 'M_PAIR',
      code: null,
      header: null,
      body: { a: 1, b: 2 },
    });
    decodeFails(bare, '01', ['TRAILING', null, 0, 0, 1], 'M_EMPTY');
    encode(bare, 'M_PAIR', { header: null, body: { a: 1, b: 2 } }, '01 0200');
  });
});
