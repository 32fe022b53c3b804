/** Places where the three codecs once disagreed, each in a small schema: exact errors here and there, then random values and mutations. */
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { encodeFrame, formatHex, type JsonObject, parseHex } from '../../generator/frame/index.ts';
import { checkSchema, computeLayout, type Layout } from '../../generator/index.ts';
import { targetsOf } from '../support/c-driver.ts';
import { CPeer, type CVerdict } from '../support/c-peer.ts';
import { compareAll, drawCases } from '../support/differential.ts';
import { describe } from '../support/index.ts';
import { TsPeer } from '../support/ts-peer.ts';
import { frameCodecVerdict, refusalOf, type Verdict } from '../support/verdict.ts';

const FOLDER = fileURLToPath(new URL(`../../tmp/corners-${process.pid}/`, import.meta.url));

const SCHEMAS = {
  // `min`, `max` and sentinels of a named type, wherever a value of it stands.
  ranges: `
    types:
      - {name: ranges_small, is: i16, min: -3, max: 40, sentinels: [{name: RANGES_FOREVER, value: -100}]}
      - {name: ranges_safe, is: u64, js: number, max: 500, sentinels: [{name: RANGES_ALL, value: 1000}]}
      - {name: ranges_pair, is: i64, js: pair, min: -5}
      - {name: ranges_word, is: u32, min: 2, max: 100000}
      - {name: ranges_byte, is: u8, min: 2, max: 100}
    unions:
      - name: ranges_any
        members: [{name: small, type: ranges_small}, {name: byte, type: ranges_byte}]
      - name: ranges_one
        members:
          - {name: small, type: ranges_small, is: 1}
          - {name: safe, type: ranges_safe, is: 2}
          - {name: pair, type: ranges_pair, is: 3}
    messages:
      - name: RANGES_TAILS
        body:
          name: ranges_tails
          fields: [{name: n, type: u8}]
          tails:
            - {name: smalls, kind: array, type: ranges_small, count: n}
            - {name: safes, kind: array, type: ranges_safe, count: n}
            - {name: pairs, kind: array, type: ranges_pair, count: n}
            - {name: words, kind: array, type: ranges_word, count: n, align: 4}
            - {name: octets, kind: array, type: ranges_byte, count: n}
            - {name: anys, kind: array, type: ranges_any, count: n}
      - name: RANGES_UNIONS
        body:
          name: ranges_unions
          fields:
            - {name: tag, type: u8}
            - {name: one, type: ranges_one, tag: tag, count: 2}
            - {name: any, type: ranges_any}`,
  arguments: `
    types:
      - {name: arguments_small, is: i16, min: -3, max: 40, sentinels: [{name: ARGUMENTS_FOREVER, value: -100}]}
      - {name: arguments_safe, is: u64, js: number, max: 500, sentinels: [{name: ARGUMENTS_ALL, value: 1000}]}
    structs:
      - name: arguments_call
        fields: [{name: index, type: u32, role: index}, {name: args, type: u64, count: 4, role: args}]
    rpc: {descriptor: arguments_call, max_index: {name: ARGUMENTS_MAX, value: 8}}
    rpcs:
      - name: ARGUMENTS_DO
        index: 1
        args:
          - {name: small, dir: in, type: arguments_small}
          - {name: safe, dir: in, type: arguments_safe}
          - {name: result, dir: out, type: arguments_small}`,
  // Bytes of a union that none of its members has, and unions inside of unions.
  overlays: `
    unions:
      - {name: overlays_wide, packing: natural, members: [{name: few, type: overlays_few}, {name: word, type: u32}]}
      - {name: overlays_holes, members: [{name: first, type: overlays_holey}, {name: second, type: overlays_holey}]}
      - {name: overlays_inner, members: [{name: a, type: u8}, {name: b, type: u16}]}
      - {name: overlays_tagged, members: [{name: x, type: u8, is: 1}, {name: y, type: u32, is: 2}]}
      - {name: overlays_either, members: [{name: holes, type: overlays_holes, is: 1}, {name: byte, type: u8, is: 2}]}
      - name: overlays_outer
        members:
          - {name: padded, type: overlays_padded}
          - {name: chosen, type: overlays_chosen}
          - {name: word, type: u32}
          - {name: inner, type: overlays_inner}
    structs:
      - {name: overlays_few, packing: packed, fields: [{name: some, type: u8, count: 5}]}
      - {name: overlays_holey, fields: [{name: low, type: u8}, {pad: 2}, {name: high, type: u8}]}
      - {name: overlays_padded, fields: [{name: key, type: u8}, {pad: 1}, {name: inner, type: overlays_inner}]}
      - {name: overlays_chosen, packing: packed, fields: [{name: tag, type: u8}, {name: one, type: overlays_tagged, tag: tag}]}
    messages:
      - {name: OVERLAYS_ZEROS, body: {name: overlays_body, fields: [{name: wide, type: overlays_wide}, {name: holes, type: overlays_holes}, {name: tag, type: u8}, {name: one, type: overlays_either, tag: tag}]}}
      - {name: OVERLAYS_NESTED, body: {name: overlays_nest, fields: [{name: outers, type: overlays_outer, count: 2}]}}`,
  // Counts of tails that are absent, in records and at the top.
  records: `
    structs:
      - {name: records_owner, fields: [{name: place, type: u32}]}
      - name: records_item
        fields: [{name: flag, type: u8}, {name: n, type: u8, min: 1, max: 3}]
        tails: [{name: bytes, kind: bytes, count: n, if: {field: flag, is: [1]}}]
    messages:
      - name: RECORDS_ALL
        body:
          name: records_all
          packing: packed
          fields: [{name: count, type: u8}]
          tails:
            - {name: owners, kind: array, type: records_owner, count: count}
            - {name: items, kind: records, type: records_item, per: owners, offset: place}`,
};

type Corner = keyof typeof SCHEMAS;

function layoutOf(name: Corner, dataModel: 'lp64' | 'lp64-be'): Layout {
  const text = `protocol: ${name}\nlanguage: 1\nc_prefix: [${name}_, ${name.toUpperCase()}_]\n${SCHEMAS[name].replaceAll('\n    ', '\n')}\n`;
  const { schema, problems } = checkSchema(`${name}.yaml`, () => new TextEncoder().encode(text));
  if (schema === null) throw new Error(problems.map((problem) => `${problem.start.line}: ${problem.message}`).join('\n'));
  return computeLayout(schema, { dataModel });
}

const names = Object.keys(SCHEMAS) as Corner[];
const layouts = names.map((name) => layoutOf(name, 'lp64'));

describe('corners', (it) => {
  let ts: TsPeer;
  let c: CPeer;

  it.before(async () => {
    c = await CPeer.compile(layouts, `${FOLDER}c`, 'gcc');
    ts = await TsPeer.compile(layouts, `${FOLDER}ts`);
  });
  it.after(() => rmSync(FOLDER, { recursive: true, force: true }));

  const layoutNamed = (corner: Corner): Layout => layouts[names.indexOf(corner)] as Layout;

  /** What each of them says about bytes; `structure` of TypeScript and C alone. */
  async function judge(corner: Corner, name: string, hex: string): Promise<Record<'frame' | 'ts' | 'c', Verdict | CVerdict>> {
    const layout = layoutNamed(corner);
    const targets = layouts.flatMap(targetsOf);
    const target = targets.findIndex((candidate) => candidate.layout === layout && candidate.name === name);
    const [verdict] = await c.verdicts([{ target, hex }]);
    assert.ok(verdict);
    const decoded = ts.verdict(layout, name, parseHex(hex));
    return {
      frame: frameCodecVerdict(layout, name, parseHex(hex)),
      ts: { ...decoded, ...ts.structure(layout, name, parseHex(hex), decoded) },
      c: verdict,
    };
  }

  async function refusesAlike(corner: Corner, name: string, hex: string, error: JsonObject): Promise<void> {
    for (const [who, verdict] of Object.entries(await judge(corner, name, hex)))
      assert.equal('error' in verdict ? verdict.error : verdict, error, `${who}: ${name} ${hex}`);
  }

  const errorOf = (encode: () => unknown): unknown => {
    try {
      return encode();
    } catch (error) {
      const refusal = refusalOf(error).error;
      return [refusal.code, refusal.message, refusal.field, refusal.offset, refusal.expected, refusal.got];
    }
  };

  for (const [index, corner] of names.entries()) {
    it(`agree on random values and mutations: ${corner}`, async () => {
      const layout = layouts[index] as Layout;
      const peers = { ts, cs: [c], layouts, schemaOf: () => SCHEMAS[corner] };
      await compareAll(drawCases(layout, peers, { seed: 1, valuesEach: 12, mutations: 60, flips: 12 }), peers);
    });
  }

  it('judge the elements of a tail by their named type', async () => {
    const error = { code: 'SLUICE_ERR_RANGE', message: 'RANGES_TAILS', field: 'smalls', offset: 1, expected: 40, got: 41 };
    const hex = `012900${'00'.repeat(8 + 8 + 1 + 4 + 1 + 2)}`;
    await refusesAlike('ranges', 'RANGES_TAILS', hex, error);
    assert.equal(((await judge('ranges', 'RANGES_TAILS', hex)).c as CVerdict).refusal, error, 'C does not write it either');
    const tails = { safes: [1000], pairs: [0], words: [2], octets: [2], anys: [{}] };
    const body = { smalls: [-100], ...tails };
    const layout = layoutNamed('ranges');
    assert.is(
      formatHex(encodeFrame(layout, 'RANGES_TAILS', { body })),
      formatHex(ts.encode(layout, 'RANGES_TAILS', { body })),
      'sentinels are legal',
    );
    for (const encode of [encodeFrame, ts.encode.bind(ts)]) {
      assert.equal(
        errorOf(() => encode(layout, 'RANGES_TAILS', { body: { ...body, octets: [1] } })),
        ['SLUICE_ERR_RANGE', 'RANGES_TAILS', 'octets', 24, 2, 1],
      );
    }
  });

  it('judge the members of a union by their named type', async () => {
    const error = { code: 'SLUICE_ERR_RANGE', message: 'RANGES_UNIONS', field: 'one.safe', offset: 1, expected: 500, got: 501 };
    await refusesAlike('ranges', 'RANGES_UNIONS', `02f501${'00'.repeat(6 + 8 + 2)}`, error);
  });

  it('let sentinels of a named type into RPC arguments', async () => {
    const [head, rest] = ['01000000', '00'.repeat(16)];
    for (const verdict of Object.values(await judge('arguments', 'frame', `${head}9cffffffffffffffe803000000000000${rest}`)))
      assert.equal('body' in verdict && verdict.body, { small: -100, safe: 1000, result: 0 });
    const error = { code: 'SLUICE_ERR_RANGE', message: 'ARGUMENTS_DO', field: 'small', offset: 4, expected: -3, got: -99 };
    await refusesAlike('arguments', 'frame', `${head}9dffffffffffffff${'00'.repeat(8)}${rest}`, error);
  });

  it('write zeros where no member of an overlay has a byte', async () => {
    const verdicts = await judge('overlays', 'OVERLAYS_ZEROS', '0102030405ffffff11ffff220111ffff22');
    for (const [who, verdict] of Object.entries(verdicts))
      assert.is('again' in verdict ? verdict.again : verdict, '0102030405000000110000220111000022', who);
  });

  it('take back what they gave of unions inside of an overlay', async () => {
    // The tag of the first selects one byte, and the word has more.
    const hex = '01e700000001fa8f3200';
    for (const [who, verdict] of Object.entries(await judge('overlays', 'OVERLAYS_NESTED', hex)))
      assert.is('again' in verdict ? verdict.again : verdict, hex, who);
  });

  it('judge the count of an absent tail in a record by its bounds, views and checks do not', async () => {
    const hex = '01050000000000';
    const error = { code: 'SLUICE_ERR_RANGE', message: 'RECORDS_ALL', field: 'items.n', offset: 6, expected: 1, got: 0 };
    await refusesAlike('records', 'RECORDS_ALL', hex, error);
    const { ts: view, c: check } = await judge('records', 'RECORDS_ALL', hex);
    assert.is((view as CVerdict).structure, null);
    assert.is((check as CVerdict).structure, null);
  });

  it('call errors inside of records by the name of the whole, for whoever looks', async () => {
    const error = { code: 'SLUICE_ERR_TRUNCATED', message: 'RECORDS_ALL', field: 'items.n', offset: 6, expected: 2, got: 1 };
    for (const name of ['RECORDS_ALL', 'records_all']) {
      await refusesAlike('records', name, '010500000000', error);
      const { ts: view, c: check } = await judge('records', name, '010500000000');
      assert.equal((view as CVerdict).structure, error, name);
      assert.equal((check as CVerdict).structure, error, name);
    }
  });
});
