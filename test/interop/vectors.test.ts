/** The checked-in schemas, in all their configs: test vectors, then random values and mutations, through generated TypeScript and C. */
import { readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { formatHex, parseHex } from '../../generator/frame/index.ts';
import type { DataModel, Layout } from '../../generator/index.ts';
import { layoutOf, loadProtocol } from '../schema/layout-text.ts';
import { targetsOf } from '../support/c-driver.ts';
import { CPeer, type CVerdict } from '../support/c-peer.ts';
import { canonicalName, compareAll, drawCases } from '../support/differential.ts';
import { I686_COMPILER } from '../support/i686.ts';
import { describe } from '../support/index.ts';
import { TsPeer } from '../support/ts-peer.ts';
import { loadVectors, type VectorFile } from '../support/vectors.ts';
import { inC, refusalOf, type Verdict } from '../support/verdict.ts';

const DEEP = process.env['SLUICE_DEEP'] === '1';
const SEED = Number(process.env['SLUICE_SEED'] ?? Date.now() % 0x7fffffff);
const FOLDER = fileURLToPath(new URL(`../../tmp/vectors-${process.pid}/`, import.meta.url));
const PROTOCOLS = ['libos-ipc', 'cluster-rpc', 'v2v', 'ivshmem', 'segment', 'statistics', 'region'];

/** Mistakes that only JSON can hold: TypeScript's compiler refuses them, or the value is another once it is a number. */
const ONLY_IN_JSON = new Set([
  'body where there is none',
  'bool above 1',
  'enum name that does not exist',
  'js number that is unsafe',
  'name that a bit range does not know',
  'odd hex digits',
  'unknown argument',
  'unknown field',
  'unknown header field',
  'unknown member',
  'unknown property of a nested struct',
]);

/** Whoever compiles for the data model and runs here; the other models' structs are those of x86-64. */
function compilerFor(model: DataModel): string | null {
  return model !== 'i386' ? 'gcc' : DEEP ? I686_COMPILER : null;
}

interface Subject {
  readonly layout: Layout;
  /** Vectors of exactly this layout. */
  readonly files: readonly VectorFile[];
}

function subjects(): Subject[] {
  const vectors = loadVectors();
  const own = PROTOCOLS.flatMap((protocol) => {
    const { configs } = loadProtocol(protocol);
    return (configs.length === 0 ? [null] : configs.map(({ name }) => name)).map((config) => ({
      protocol,
      config,
      dataModel: 'lp64' as DataModel,
    }));
  });
  const others = vectors.filter(({ dataModel }) => dataModel !== 'lp64');
  return [...own, ...others].map(({ protocol, config, dataModel }) => ({
    layout: layoutOf(protocol, { ...(config === null ? {} : { config }), dataModel }),
    files: vectors.filter((file) => file.protocol === protocol && file.config === config && file.dataModel === dataModel),
  }));
}

/** Every vector of bytes, and what must come of it. */
function* bytesOf({ files }: Subject): Generator<{ title: string; target: string; hex: string; expected: Verdict }> {
  const accepted = ({ message, code, header, body }: VectorFile['frames'][number]['decoded'], again: string | null): Verdict =>
    header === null ? { body, again } : { message, code, header, body, again };
  for (const { file, frames, tolerated, badBytes } of files) {
    for (const { name, message, hex, decoded } of frames)
      yield {
        title: `${file}: ${message}, ${name}`,
        target: decoded.header === null ? message : 'frame',
        hex,
        expected: accepted(decoded, hex),
      };
    for (const { name, as = 'frame', hex, decoded } of tolerated)
      yield { title: `${file}: ${name}`, target: as, hex, expected: accepted(decoded, null) };
    for (const { name, as = 'frame', hex, error } of badBytes)
      yield { title: `${file}: ${name}`, target: as, hex, expected: { error } };
  }
}

function checked(actual: Verdict, expected: Verdict, title: string): void {
  const { again, ...rest } = 'error' in actual ? { again: null, ...actual } : actual;
  const { again: wanted, ...wantedRest } = 'error' in expected ? { again: null, ...expected } : expected;
  assert.equal(rest, wantedRest, title);
  if (wanted !== null) assert.is(again, wanted, `${title}: encoded again`);
}

function titleOf({ protocol, config, dataModel }: Layout): string {
  return [protocol, config, dataModel].filter((part) => part !== null).join(' ');
}

const all = subjects();
const ts = await TsPeer.compile(
  all.map(({ layout }) => layout),
  `${FOLDER}ts`,
);

for (const [number, subject] of all.entries()) {
  const { layout, files } = subject;
  describe(titleOf(layout), (it) => {
    let c: CPeer | null = null;
    it.before(async () => {
      const compiler = compilerFor(layout.dataModel);
      c = compiler === null ? null : await CPeer.compile([layout], `${FOLDER}c${number}`, compiler);
    });
    it.after(() => {
      if (number === all.length - 1) rmSync(FOLDER, { recursive: true, force: true });
    });

    it('reads the vectors in TypeScript', () => {
      for (const { title, target, hex, expected } of bytesOf(subject))
        checked(ts.verdict(layout, target, parseHex(hex)), expected, title);
    });
    it('writes the vectors in TypeScript', () => {
      for (const { frames, file } of files) {
        for (const { name, message, hex, decoded } of frames) {
          const { header, body } = decoded;
          assert.is(
            formatHex(ts.encode(layout, message, header === null ? { body } : { header, body })),
            hex,
            `${file}: ${name}`,
          );
        }
      }
    });
    it('refuses bad values in TypeScript', () => {
      for (const { file, name, message, object, error } of files.flatMap(({ badValues, file }) =>
        badValues.map((bad) => ({ file, ...bad })),
      )) {
        if (ONLY_IN_JSON.has(name)) continue;
        const { header, body = {} } = object as Parameters<TsPeer['encode']>[2];
        try {
          ts.encode(layout, message, header === undefined ? { body } : { header, body });
          assert.unreachable(`${file}: ${name} is accepted`);
        } catch (thrown) {
          assert.equal(refusalOf(thrown), { error }, `${file}: ${name}`);
        }
      }
    });
    it('reads the vectors in C', async () => {
      if (c === null) return;
      const targets = targetsOf(layout).map(({ name }) => name);
      const vectors = [...bytesOf(subject)];
      const verdicts: CVerdict[] = await c.verdicts(vectors.map(({ target, hex }) => ({ target: targets.indexOf(target), hex })));
      for (const [index, { title, target, expected }] of vectors.entries()) {
        const { encodeError, overflow, structure: _, length: __, refusal: ___, ...verdict } = verdicts[index] as CVerdict;
        assert.is(encodeError ?? overflow, undefined, title);
        checked(canonicalName(layout, target, verdict), canonicalName(layout, target, inC(expected)), title);
      }
    });
    it(`agrees with the frame codec on random values and mutated frames (SLUICE_SEED=${SEED})`, async () => {
      const peers = {
        ts,
        cs: c === null ? [] : [c],
        layouts: [layout],
        schemaOf: (of: Layout) => readFileSync(new URL(`../../../schema/${of.protocol}.yaml`, import.meta.url), 'utf8'),
      };
      const effort = DEEP ? { valuesEach: 5, mutations: 200, flips: 30 } : { valuesEach: 1, mutations: 15, flips: 4 };
      await compareAll(drawCases(layout, peers, { ...effort, seed: SEED }), peers);
    });
  });
}
