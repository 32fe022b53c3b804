import { rmSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { CodecError, slab } from '../../../../runtime/codec.ts';
import { describe, hasCode } from '../../../support/index.ts';
import { type Generated, importModules, layoutOfText, outputFolder } from './compiled.ts';

const FOLDER = outputFolder('messages');
const SCHEMA = `
protocol: kitchen
language: 1
c_prefix: [K_, k_]
byte_order: little
packing: packed
enums:
  - { name: k_colour, type: u8, values: [{ name: RED, value: 1 }, { name: GREEN, value: 4 }, { name: BLUE, value: 5 }] }
  - { name: k_mood, type: u16, open: true, values: [{ name: CALM, value: 0 }] }
flags:
  - { name: k_rights, type: u8, bits: [{ name: READ, at: 0 }, { name: WRITE, at: 1 }] }
unions:
  - { name: k_either, members: [{ name: word, type: u32 }, { name: halves, type: k_halves }] }
  - { name: k_one_of, members: [{ name: near, type: u16, is: 1 }, { name: far, type: u64, is: 3 }] }
structs:
  - { name: k_header, fields: [{ name: code, type: u8, role: code }, { name: size, type: u16, role: size }, { name: source, type: u32, role: source }] }
  - { name: k_halves, fields: [{ name: low, type: u16 }, { name: high, type: u16 }] }
  - { name: k_place, fields: [{ name: id, type: u8 }, { name: where, type: u16 }] }
  - { name: k_note, fields: [{ name: rank, type: u8 }], tails: [{ name: text, kind: string, max: 8 }] }
frame: { header: k_header, min: 12, align: 4, max: 64 }
messages:
  - name: K_SCALARS
    code: 1
    body:
      name: k_scalars
      fields:
        - { name: colour, type: k_colour }
        - { name: mood, type: k_mood }
        - { name: rights, type: k_rights }
        - { name: share, type: i8, min: -10, max: 10, sentinels: [{ name: all, value: 127 }] }
        - { name: word, type: u32, bits: [{ name: kind, at: 0, width: 3 }, { name: colour, at: 4, width: 4, enum: k_colour }] }
        - { name: exact, type: u64, js: number }
        - { name: wide, type: i64 }
        - { name: halves, type: u64, js: pair }
        - { name: ratio, type: f32 }
        - { name: on, type: bool }
  - { name: K_UNIONS, code: 2, body: { name: k_unions, fields: [{ name: either, type: k_either }, { name: tag, type: u8 }, { name: one, type: k_one_of, tag: tag }] } }
  - name: K_TAILS
    code: 3
    body:
      name: k_tails
      fields: [{ name: mode, type: u8 }, { name: n_ids, type: u8 }, { name: n_more, type: u8 }]
      tails:
        - { name: ids, kind: array, type: u16, count: n_ids, max: 4 }
        - { name: more, kind: bytes, count: n_more, align: 4, if: { field: mode, is: 1 } }
        - { name: rest, kind: rest, max: 16 }
  - { name: K_PLACES, code: 4, body: { name: k_places, fields: [{ name: n, type: u8 }], tails: [{ name: places, kind: array, type: k_place, count: n }, { name: notes, kind: records, type: k_note, per: places, offset: where }] } }
  - { name: K_EMPTY, code: 5 }
  - { reserved: [8, 9], reason: "kept free" }
`;

const scalars = {
  colour: 4,
  mood: 999,
  rights: 3,
  share: 127,
  word: { kind: 5, colour: 1 },
  exact: 2 ** 53 - 1,
  wide: -5n,
  halvesLo: 7,
  halvesHi: 0x80000000,
  ratio: 0.5,
  on: true,
};

/** The error that a call throws, as plain data. */
function refusal(call: () => unknown): Readonly<Record<string, unknown>> {
  try {
    call();
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    const { code, messageName, field, offset, expected, got } = error;
    return { code: code.replace('SLUICE_ERR_', ''), messageName, field, offset, expected, got };
  }
  throw new Error('nothing was thrown');
}

const generated: Generated = await importModules(layoutOfText(SCHEMA), FOLDER);
const {
  Code,
  Scalars,
  Unions,
  Tails,
  Places,
  Empty,
  Header,
  decodeFrame,
  encodeFrame,
  frameLength,
  Colour,
  Rights,
  FINGERPRINTS,
} = generated;

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function decodeAll(codec: Generated, bytes: Uint8Array): unknown {
  return codec['decode'](viewOf(bytes), 0, bytes.length);
}

describe('generated codes', (it) => {
  it('are objects of literals', () => {
    assert.equal(Code, { Scalars: 1, Unions: 2, Tails: 3, Places: 4, Empty: 5 });
    assert.equal(Colour, { Red: 1, Green: 4, Blue: 5 });
    assert.equal(Rights, { Read: 1, Write: 2 });
    assert.match(FINGERPRINTS.Scalars, /^0x[0-9a-f]{16}$/);
  });
});

describe('generated codecs', (it) => {
  it.after(() => rmSync(FOLDER, { recursive: true, force: true }));

  it('bring every kind of scalar back as it was', () => {
    const bytes: Uint8Array = Scalars.toBytes(scalars);
    assert.is(bytes.length, Scalars.byteLength(scalars));
    assert.equal(decodeAll(Scalars, bytes), scalars);
  });

  it('refuse what does not fit a field, by its name and place', () => {
    const refused = (change: object): unknown => refusal(() => Scalars.toBytes({ ...scalars, ...change }));
    const at = { messageName: 'K_SCALARS', expected: null };
    assert.equal(refused({ colour: 2 }), { ...at, code: 'ENUM', field: 'colour', offset: 0, got: 2 });
    assert.equal(refused({ colour: undefined }), { ...at, code: 'RANGE', field: 'colour', offset: 0, got: null });
    assert.equal(refused({ rights: 4 }), { ...at, code: 'BITS', field: 'rights', offset: 3, expected: 3, got: 4 });
    assert.equal(refused({ share: 11 }), { ...at, code: 'RANGE', field: 'share', offset: 4, expected: 10, got: 11 });
    assert.equal(refused({ mood: 1.5 }), { ...at, code: 'RANGE', field: 'mood', offset: 1, got: 1.5 });
    assert.equal(refused({ mood: 5n }), { ...at, code: 'RANGE', field: 'mood', offset: 1, got: 5 });
    assert.equal(refused({ word: { kind: 8, colour: 1 } }), {
      ...at,
      code: 'RANGE',
      field: 'word.kind',
      offset: 5,
      expected: 7,
      got: 8,
    });
    assert.equal(refused({ word: { kind: 0, colour: 2 } }), { ...at, code: 'ENUM', field: 'word.colour', offset: 5, got: 2 });
    assert.equal(refused({ exact: 2 ** 53 }), {
      ...at,
      code: 'RANGE',
      field: 'exact',
      offset: 9,
      expected: 2 ** 53 - 1,
      got: 2n ** 53n,
    });
    assert.equal(refused({ exact: -1 }), { ...at, code: 'RANGE', field: 'exact', offset: 9, expected: 0, got: -1 });
    assert.equal(refused({ wide: 2n ** 63n }), {
      ...at,
      code: 'RANGE',
      field: 'wide',
      offset: 17,
      expected: 2n ** 63n - 1n,
      got: 2n ** 63n,
    });
    assert.equal(refused({ halvesHi: -1 }), { ...at, code: 'RANGE', field: 'halves', offset: 25, expected: 0, got: -1 });
    assert.equal(refused({ ratio: -1e300 }), {
      ...at,
      code: 'RANGE',
      field: 'ratio',
      offset: 33,
      expected: -(2 ** 128 - 2 ** 104),
      got: -1e300,
    });
    assert.equal(refused({ on: 1 }), { ...at, code: 'RANGE', field: 'on', offset: 37, got: 1 });
  });

  it('refuse what is no object, and objects without their inner ones', () => {
    assert.equal(
      refusal(() => Scalars.toBytes(null)),
      { code: 'RANGE', messageName: 'K_SCALARS', field: null, offset: 0, expected: null, got: null },
    );
    assert.equal(refusal(() => Unions.toBytes({ tag: 1, one: { near: 1 } })).field, 'either');
    assert.equal(refusal(() => Places.toBytes({ places: [null], notes: [] })).field, 'places');
  });

  it('judge what they read in the order of the fields', () => {
    const bytes: Uint8Array = Scalars.toBytes(scalars);
    const changed = (at: number, value: number): Readonly<Record<string, unknown>> =>
      refusal(() =>
        decodeAll(
          Scalars,
          Uint8Array.from(bytes, (byte, index) => (index === at ? value : byte)),
        ),
      );
    assert.equal(changed(0, 3), { code: 'ENUM', messageName: 'K_SCALARS', field: 'colour', offset: 0, expected: null, got: 3 });
    assert.equal(changed(5, 0x88), {
      code: 'BITS',
      messageName: 'K_SCALARS',
      field: 'word',
      offset: 5,
      expected: 0xf7,
      got: 0x88,
    });
    assert.equal(changed(16, 0xff).code, 'RANGE');
    assert.equal(changed(37, 2), { code: 'RANGE', messageName: 'K_SCALARS', field: 'on', offset: 37, expected: 1, got: 2 });
    assert.equal(
      refusal(() => decodeAll(Scalars, bytes.subarray(0, 8))),
      { code: 'TRUNCATED', messageName: 'K_SCALARS', field: 'word', offset: 5, expected: 38, got: 8 },
    );
    assert.equal(
      refusal(() => decodeAll(Scalars, Uint8Array.of(...bytes, 0))),
      { code: 'TRAILING', messageName: 'K_SCALARS', field: null, offset: 38, expected: 38, got: 39 },
    );
  });

  it('give all members of an overlay and take any that agree', () => {
    const bytes: Uint8Array = Unions.toBytes({ either: { halves: { low: 1, high: 2 } }, tag: 3, one: { far: 9n } });
    assert.equal(decodeAll(Unions, bytes), { either: { word: 0x20001, halves: { low: 1, high: 2 } }, tag: 3, one: { far: 9n } });
    const disagreeing = { word: 1, halves: { low: 2, high: 0 } };
    assert.equal(
      refusal(() => Unions.toBytes({ either: disagreeing, tag: 3, one: { far: 9n } })),
      { code: 'UNION', messageName: 'K_UNIONS', field: 'either', offset: 0, expected: null, got: null },
    );
  });

  it('take the one member that the tag selects', () => {
    const refused = (tag: number, one: object): unknown => refusal(() => Unions.toBytes({ either: {}, tag, one }));
    const expected = { code: 'UNION', messageName: 'K_UNIONS', field: 'one', offset: 5, expected: null };
    assert.equal(refused(1, { far: 1n }), { ...expected, got: 1 });
    assert.equal(refused(3, { near: 1, far: 1n }), { ...expected, got: 3 });
    assert.equal(refused(4, { near: 1 }), { ...expected, got: 4 });
    const bytes: Uint8Array = Unions.toBytes({ either: {}, tag: 1, one: { near: 0xabcd } });
    assert.equal([...bytes.subarray(5)], [0xcd, 0xab, 0, 0, 0, 0, 0, 0]);
  });

  it('fill counts in, and refuse wrong ones', () => {
    const message = { mode: 1, ids: [1, 2, 3], more: Uint8Array.of(9), rest: Uint8Array.of(7, 7) };
    const bytes: Uint8Array = Tails.toBytes(message);
    assert.equal([...bytes], [1, 3, 1, 1, 0, 2, 0, 3, 0, 0, 0, 0, 9, 7, 7]);
    assert.equal(decodeAll(Tails, bytes), { ...message, nIds: 3, nMore: 1 });
    assert.equal(
      refusal(() => Tails.toBytes({ ...message, nIds: 2 })),
      { code: 'COUNT', messageName: 'K_TAILS', field: 'n_ids', offset: 1, expected: 3, got: 2 },
    );
    assert.equal(refusal(() => Tails.toBytes({ ...message, ids: [1, 2, 3, 4, 5] })).expected, 4);
    assert.equal(
      refusal(() => decodeAll(Tails, Uint8Array.of(0, 5, 0, 1, 0))),
      { code: 'COUNT', messageName: 'K_TAILS', field: 'n_ids', offset: 1, expected: 4, got: 5 },
    );
    assert.equal(
      refusal(() => decodeAll(Tails, Uint8Array.of(0, 2, 0, 1, 0))),
      { code: 'COUNT', messageName: 'K_TAILS', field: 'n_ids', offset: 1, expected: 1, got: 2 },
    );
  });

  it('leave out tails whose condition does not hold', () => {
    const message = { mode: 0, ids: [], rest: new Uint8Array(0) };
    assert.equal(decodeAll(Tails, Tails.toBytes(message)), { ...message, nIds: 0, nMore: 0 });
    const refused = refusal(() => Tails.toBytes({ ...message, more: Uint8Array.of(1, 2) }));
    assert.equal(refused, { code: 'COUNT', messageName: 'K_TAILS', field: 'more', offset: 3, expected: 0, got: 2 });
  });

  it('fill in where records are, and check it', () => {
    const message = {
      places: [{ id: 1 }, { id: 2 }],
      notes: [
        { rank: 1, text: 'é' },
        { rank: 2, text: '' },
      ],
    };
    const bytes: Uint8Array = Places.toBytes(message);
    assert.equal(decodeAll(Places, bytes), {
      n: 2,
      places: [
        { id: 1, where: 7 },
        { id: 2, where: 11 },
      ],
      notes: message.notes,
    });
    const wrong = { ...message, places: [{ id: 1 }, { id: 2, where: 12 }] };
    assert.equal(
      refusal(() => Places.toBytes(wrong)),
      { code: 'OFFSET', messageName: 'K_PLACES', field: 'places.where', offset: 5, expected: 11, got: 12 },
    );
    assert.equal(
      refusal(() => Places.toBytes({ ...message, notes: [] })),
      { code: 'COUNT', messageName: 'K_PLACES', field: 'notes', offset: 7, expected: 2, got: 0 },
    );
    const tooLong = {
      ...message,
      notes: [
        { rank: 1, text: 'nine chars' },
        { rank: 2, text: '' },
      ],
    };
    assert.equal(
      refusal(() => Places.toBytes(tooLong)),
      { code: 'COUNT', messageName: 'K_PLACES', field: 'notes.text', offset: 8, expected: 8, got: 10 },
    );
  });

  it('write every byte that they claim, and none outside', () => {
    const room = new Uint8Array(20).fill(0xaa);
    const written = Unions.encode(viewOf(room), 3, { either: { halves: { low: 1, high: 2 } }, tag: 1, one: { near: 3 } });
    assert.is(written, 13);
    assert.equal([...room], [0xaa, 0xaa, 0xaa, 1, 0, 2, 0, 1, 3, 0, 0, 0, 0, 0, 0, 0, 0xaa, 0xaa, 0xaa, 0xaa]);
  });

  it('say how much room they need', () => {
    const message = { places: [{ id: 1 }], notes: [{ rank: 1, text: 'abc' }] };
    for (let room = 0; room < 9; room += 1) {
      const refused = refusal(() => Places.encode(new DataView(new ArrayBuffer(room)), 0, message));
      assert.equal(refused, { code: 'SIZE', messageName: 'K_PLACES', field: null, offset: 0, expected: 9, got: room });
    }
  });

  it('grow the slab for what is larger', () => {
    const { Notes } = generated;
    assert.is(Notes, undefined);
    const rest = new Uint8Array(16).fill(1);
    for (let i = 0; i < 6000; i += 1) assert.is(Tails.toBytes({ mode: 0, ids: [1, 2, 3, 4], rest }).length, 27);
  });

  it('say what is wrong first wherever the slab ends', () => {
    const message = { places: [{ id: 1 }, { id: 256 }], notes: 'none' };
    const first = { code: 'RANGE', messageName: 'K_PLACES', field: 'places.id', offset: 4, expected: 255, got: 256 };
    const text = { places: [{ id: 1 }], notes: [{ rank: 300, text: 7 }] };
    const inRecord = { code: 'RANGE', messageName: 'K_PLACES', field: 'notes.rank', offset: 4, expected: 255, got: 300 };
    for (let left = 20; left >= 0; left -= 1) {
      slab.position = slab.size - left;
      assert.equal(
        refusal(() => Places.toBytes(message)),
        first,
      );
      slab.position = slab.size - left;
      assert.equal(
        refusal(() => Places.toBytes(text)),
        inRecord,
      );
      slab.position = slab.size - left;
      assert.equal({ ...refusal(() => Places.frameBytes({}, text)), offset: 4 }, inRecord);
    }
  });
});

describe('generated frames', (it) => {
  it('join header and body, and pad to the least size and the alignment', () => {
    const bytes: Uint8Array = Empty.frameBytes({ source: 5 }, {});
    assert.equal([...bytes], [5, 12, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0]);
    const tails: Uint8Array = Tails.frameBytes({}, { mode: 0, ids: [], rest: new Uint8Array(3) });
    assert.equal([...tails.subarray(0, 3)], [3, 13, 0]);
    assert.is(tails.length, 16);
    assert.equal(Tails.decodeFrame(viewOf(tails), 0, 16).header, { code: 3, size: 13, source: 0 });
  });

  it('are told apart by their code', () => {
    const frame = { code: 5, header: { source: 1 }, body: {} };
    const view = new DataView(new ArrayBuffer(16));
    assert.is(encodeFrame(view, 4, frame), 12);
    assert.equal(decodeFrame(view, 4, 12), { code: 5, header: { code: 5, size: 12, source: 1 }, body: {} });
    assert.throws(() => encodeFrame(view, 0, { ...frame, code: 77 }), hasCode('SLUICE_ERR_CODE_UNKNOWN'));
  });

  it('refuse codes that are unknown, reserved, or another than asked for', () => {
    const bytes: Uint8Array = Empty.frameBytes({}, {});
    const as = (code: number, decode: (view: DataView, at: number, length: number) => unknown): unknown => {
      bytes[0] = code;
      return refusal(() => decode(viewOf(bytes), 0, 12));
    };
    const expected = { messageName: 'k_header', field: 'code', offset: 0, expected: null };
    assert.equal(as(7, decodeFrame), { ...expected, code: 'CODE_UNKNOWN', got: 7 });
    assert.equal(as(9, decodeFrame), { ...expected, code: 'CODE_RESERVED', got: 9 });
    assert.equal(as(3, Empty.decodeFrame), { ...expected, code: 'CODE_UNKNOWN', expected: 5, got: 3 });
  });

  it('count the offsets of errors in the body from the start of the frame', () => {
    assert.equal(
      refusal(() => Tails.frameBytes({}, { mode: 300, ids: [], rest: new Uint8Array(0) })),
      { code: 'RANGE', messageName: 'K_TAILS', field: 'mode', offset: 7, expected: 255, got: 300 },
    );
    assert.equal(refusal(() => Tails.frameBytes({ source: -1 }, { mode: -1, ids: [], rest: new Uint8Array(0) })).offset, 3);
    assert.equal(
      refusal(() => Tails.frameBytes({ code: 4 }, { mode: 0, ids: [], rest: new Uint8Array(0) })),
      { code: 'CODE_UNKNOWN', messageName: 'K_TAILS', field: 'code', offset: 0, expected: 3, got: 4 },
    );
    assert.equal(
      refusal(() => Empty.frameBytes({ size: 13 }, {})),
      { code: 'SIZE', messageName: 'K_EMPTY', field: 'size', offset: 1, expected: 12, got: 13 },
    );
  });

  it('refuse a size that lies', () => {
    const bytes: Uint8Array = Empty.frameBytes({}, {});
    const sized = (size: number): unknown => {
      bytes[1] = size;
      return refusal(() => decodeFrame(viewOf(bytes), 0, 12));
    };
    const expected = { messageName: 'k_header', field: 'size', offset: 1 };
    assert.equal(sized(11), { ...expected, code: 'SIZE', expected: 12, got: 11 });
    assert.equal(sized(65), { ...expected, code: 'SIZE', expected: 64, got: 65 });
    assert.equal(sized(13), { ...expected, code: 'TRUNCATED', expected: 16, got: 12 });
    assert.equal(refusal(() => decodeFrame(viewOf(Uint8Array.of(...Empty.frameBytes({}, {}), 0)), 0, 13)).code, 'TRAILING');
  });

  it('find the end of a frame in a byte stream', () => {
    const tails: Uint8Array = Tails.frameBytes({}, { mode: 0, ids: [], rest: new Uint8Array(3) });
    assert.is(frameLength(viewOf(tails), 0, 6), 0);
    assert.is(frameLength(viewOf(tails), 0, 7), 16);
    assert.throws(() => frameLength(viewOf(new Uint8Array(7)), 0, 7), hasCode('SLUICE_ERR_SIZE'));
  });

  it('are never longer than the protocol allows', () => {
    const many = {
      places: Array.from({ length: 30 }, () => ({ id: 1 })),
      notes: Array.from({ length: 30 }, () => ({ rank: 1, text: '' })),
    };
    assert.equal(
      refusal(() => Places.frameBytes({}, many)),
      { code: 'SIZE', messageName: 'K_PLACES', field: 'size', offset: 1, expected: 64, got: 158 },
    );
  });

  it('have a header that is a struct like any other', () => {
    assert.equal(decodeAll(Header, Header.toBytes({ code: 1, size: 2, source: 3 })), { code: 1, size: 2, source: 3 });
  });
});
