/** A schema with every construct of the language that C has to say something about, and names that ask for trouble. */
import { checkSchema, computeLayout, type DataModel, type Layout } from '../../../../generator/index.ts';

const FEATURES = `
protocol: c-features
language: 1
doc: Everything at once. A comment may hold */ and /* and a "quote".
features: [{ name: EXTRA, doc: "Off." }]
configs: [{ name: plain, doc: "None." }, { name: extra, on: [EXTRA], doc: "All." }]
constants:
  - { name: SMALL, value: -5, type: i32, doc: "Negative." }
  - { name: LEAST32, value: -2147483648, type: i32, doc: "Least int." }
  - { name: BIG, value: 0xFFFFFFFFFFFFFFFF, type: u64, doc: "All bits." }
  - { name: LEAST64, value: -9223372036854775808, type: i64, doc: "Least int64." }
types:
  - { name: percent, is: u8, max: 100, doc: "0 to 100." }
  - { name: safe, is: u64, js: number, doc: "A safe integer." }
  - { name: deadline, is: i64, min: 0, max: 1000, sentinels: [{ name: NEVER, value: -1, doc: "No end." }], doc: "Or never." }
  - { name: tight, is: i16, min: 10, max: 20, doc: "Both bounds." }
  - { name: word_bool, is: u32, bool: true, doc: "Four bytes of truth." }
enums:
  - { name: colour, type: u8, doc: "Closed.", values: [{ name: RED, value: 1, doc: r }, { name: GREEN, value: 2, doc: g }] }
  - { name: mood, type: i8, doc: "Negative values.", values: [{ name: SAD, value: -1, doc: s }, { name: FINE, value: 0, doc: f }] }
  - { name: near, type: i8, doc: "A sign that is not used.", values: [{ name: NEAR, value: 0, doc: n }, { name: FAR, value: 5, doc: f }] }
  - { name: nothing, type: u8, doc: "Lists nothing in plain.", values: [{ name: SOMETHING, value: 1, doc: s, when: EXTRA }] }
  - { name: open_set, type: u16, open: true, doc: "Open.", values: [{ name: KNOWN, value: 7, doc: k }] }
  - { name: wide, type: u64, doc: "More than an int.", values: [{ name: WIDE_LOW, value: 1, doc: l }, { name: WIDE_HIGH, value: 0x8000000000000000, doc: h }] }
flags:
  - { name: rights, type: u8, doc: "Closed.", bits: [{ name: READ, at: 0, doc: r }, { name: WRITE, at: 3, doc: w }, { name: ALL, of: [READ, WRITE], doc: a }] }
  - { name: wide_rights, type: u64, doc: "Beyond an int.", bits: [{ name: TOP, at: 63, doc: t }, { name: BOTTOM, at: 0, doc: b }] }
structs:
  - name: header
    doc: Sixteen bits of size, frames in steps of eight.
    fields:
      - { name: code, type: u8, role: code, doc: c }
      - { name: tone, type: colour, doc: "Zero is no colour, so it has to be given." }
      - { name: size, type: u16, role: size, byte_order: big, doc: s }
      - { name: ok, type: bool, doc: b }
  - name: point
    packing: natural
    doc: Padding inside.
    fields:
      - { name: x, type: i16, byte_order: big, doc: x }
      - { name: y, type: u64, js: number, doc: y }
      - { name: tint, type: colour, doc: t }
  - name: capped
    packing: natural(max=4)
    typedef: capped_t
    doc: Members at most four-aligned.
    fields:
      - { name: a, type: u8, doc: a }
      - { name: b, type: u64, doc: b }
      - { pad: 2 }
      - { name: c, type: f64, byte_order: big, doc: c }
      - { name: d, type: u16, doc: d }
  - name: capped_one
    packing: natural(max=1)
    fields: [{ name: a, type: u8, doc: a }, { name: b, type: u32, doc: b }]
  - name: sampler
    doc: One of each.
    fields:
      - { name: level, type: percent, doc: l }
      - { name: steps, type: tight, count: 3, doc: "Each is judged." }
      - { name: stamp, type: safe, doc: s }
      - { name: until, type: deadline, byte_order: big, doc: u }
      - { name: truth, type: word_bool, doc: t }
      - { name: flag, type: bool, doc: f }
      - { name: flags, type: bool, count: 2, doc: f }
      - { name: shade, type: colour, count: 2, doc: s }
      - { name: feeling, type: mood, doc: f }
      - { name: any, type: open_set, byte_order: big, doc: a }
      - { name: huge, type: wide, doc: h }
      - { name: may, type: rights, doc: m }
      - { name: may_wide, type: wide_rights, doc: m }
      - { name: ratio, type: f32, doc: r }
      - { name: ratios, type: f64, count: 2, doc: r }
      - { name: label, type: char, count: 5, doc: l }
      - { name: bytes, type: u8, count: 4, doc: b }
      - { name: small, type: i8, min: -3, max: 3, doc: s }
      - { name: letter, type: char, doc: l }
      - { pad: 3 }
      - name: word
        type: u16
        byte_order: big
        doc: Bits.
        bits: [{ name: kind, at: 0, width: 2, enum: colour, doc: k }, { name: urgent, at: 5, doc: u }, { reserved: 2, at: 6 }, { name: top, at: 8, width: 8, doc: t }]
      - name: byte
        type: u8
        doc: Bits of a byte.
        bits: [{ name: low, at: 0, width: 4, doc: l }, { name: sign, at: 7, doc: s }]
      - name: full
        type: u64
        doc: All of it.
        bits: [{ name: all, at: 0, width: 64, doc: a }]
      - name: tones
        type: u32
        doc: Bit ranges that are wider than their enums.
        bits: [{ name: wide, at: 0, width: 12, enum: colour, doc: w }, { name: low, at: 12, width: 8, enum: near, doc: l }, { reserved: 12, at: 20 }]
      - { name: place, type: point, doc: p }
      - { name: places, type: point, count: 2, doc: p }
      - { name: cap, type: capped_t, doc: c }
      - { name: cap1, type: capped_one, doc: c }
  - name: tagged
    doc: A tag and what it selects.
    fields:
      - { name: which, type: colour, doc: w }
      - { name: what, type: choice, tag: which, doc: w }
      - { name: kind, type: u8, doc: k }
      - { name: many, type: by_number, count: 2, tag: kind, doc: m }
      - { name: view, type: overlay, doc: v }
  - name: tail_words
    doc: Tails of every kind, with names of generated functions.
    fields:
      - { name: buf, type: u8, doc: "Counts check." }
      - { name: walk, type: u16, byte_order: big, doc: "Counts encode." }
      - { name: mode, type: rights, doc: m }
      - { name: error, type: i32, doc: "Counts size and decode alike." }
      - { name: value, type: open_set, doc: v }
    tails:
      - { name: check, kind: array, type: colour, count: buf, max: 9, doc: c }
      - { name: encode, kind: array, type: u64, count: walk, align: 8, doc: e }
      - { name: size, kind: array, type: point, count: error, if: { field: mode, has: READ }, doc: s }
      - { name: decode, kind: bytes, count: error, if: { field: mode, has: WRITE }, doc: d }
      - { name: fixed, kind: string, max: 6, if: { field: value, is: [KNOWN, 8] }, doc: f }
      - { name: message, kind: array, type: i16, count: 2, align: 2, doc: m }
      - { name: load, kind: rest, max: 40, doc: l }
  - name: text
    doc: Only a string that C does not declare.
    fields: []
    tails: [{ name: text, kind: string, doc: t }]
  - name: attachment
    doc: A record with records of its own.
    fields: [{ name: n, type: u8, doc: n }, { name: hue, type: colour, doc: h }]
    tails:
      - { name: parts, kind: array, type: part, count: n, doc: p }
      - { name: names, kind: records, type: text, per: parts, offset: at, max: 3, doc: n }
  - name: part
    fields: [{ name: at, type: u16, doc: a }, { name: weight, type: percent, doc: w }]
  - name: slot
    fields: [{ name: id, type: u8, doc: i }, { name: where, type: u32, byte_order: big, doc: w }]
  - name: box
    doc: Records behind a string.
    fields: [{ name: n, type: i8, doc: n }]
    tails:
      - { name: slots, kind: array, type: slot, count: n, doc: s }
      - { name: title, kind: string, doc: t }
      - { name: attachments, kind: records, type: attachment, per: slots, offset: where, doc: a }
  - name: legacy
    packing: natural
    doc: The string starts inside of what C pads.
    fields: [{ name: id, type: u32, doc: i }, { name: b, type: u8, doc: b }]
    tails: [{ name: path, kind: string, c_decl: one, doc: p }]
  - name: only_pads
    doc: Nothing to see.
    fields: [{ pad: 3 }]
  - name: sextet
    doc: A record that ends in padding.
    packing: natural
    fields: [{ name: id, type: u32, doc: i }, { name: b, type: u8, doc: b }]
  - name: sextets
    fields: [{ name: n, type: u8, doc: n }]
    tails:
      - { name: slots, kind: array, type: slot, count: n, doc: s }
      - { name: padded, kind: records, type: sextet, per: slots, offset: where, doc: p }
  - name: from_system
    packing: natural
    c_header: sys/sem.h
    fields: [{ name: first, type: u16, doc: f }]
unions:
  - { name: choice, doc: "Tagged.", members: [{ name: red, type: point, is: RED, doc: r }, { name: green, type: word_bool, is: GREEN, doc: g }] }
  - { name: by_number, doc: "Tagged by a number.", members: [{ name: bare, type: u32, is: 0, doc: b }, { name: also, type: i16, is: 200, doc: a }] }
  - { name: overlay, doc: "Overlay.", members: [{ name: whole, type: u32, doc: w }, { name: hue, type: colour, doc: h }, { name: spot, type: point, doc: s }] }
frame: { header: header, min: 12, align: 8, max: 4096 }
messages:
  - { name: M_SAMPLER, code: 1, body: sampler, doc: s }
  - { name: M_TAGGED, code: 2, body: tagged, doc: t }
  - { name: M_TAILS, code: 3, body: tail_words, doc: t }
  - { name: M_BOX, code: 4, body: box, doc: b }
  - { name: M_LEGACY, code: 5, body: legacy, doc: l }
  - { name: M_TEXT, code: 6, body: text, doc: t }
  - { name: M_TWICE, code: 7, body: text, doc: "The same body." }
  - { name: M_EMPTY, code: 8, doc: "No body." }
  - { name: M_EXTRA, code: 9, doc: "Disabled in plain.", when: EXTRA }
  - { reserved: [10, 19], reason: "A hole with */ in its reason." }
  - { reserved: 21, reason: "Another." }
  - { bound: M_BOUND }
`;

export function featureLayout(options: { config?: string; dataModel?: DataModel } = {}): Layout {
  const { schema, problems } = checkSchema('features.yaml', () => new TextEncoder().encode(FEATURES));
  if (schema === null)
    throw new Error(
      problems.map((problem) => `${problem.start.line}:${problem.start.column} ${problem.code} ${problem.message}`).join('\n'),
    );
  return computeLayout(schema, options);
}
