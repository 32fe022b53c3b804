import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { checkSchema, computeLayout, type DataModel, type Layout } from '../../generator/index.ts';
import { CPeer, hasCompiler } from '../support/c-peer.ts';
import { compareAll, drawCases, type Effort, type Peers } from '../support/differential.ts';
import { I686_COMPILER } from '../support/i686.ts';
import { describe } from '../support/index.ts';
import { randomProtocol } from '../support/random-protocol.ts';
import { TsPeer } from '../support/ts-peer.ts';

const DEEP = process.env['SLUICE_DEEP'] === '1';
/** Those whose structs an x86-64 compiler lays out in the same way. */
const HOST: readonly DataModel[] = ['lp64', 'lp64', 'lp64-be', 'ilp32'];
interface Run {
  readonly compiler: string;
  /** On how many random structs at least all codecs must agree. */
  readonly structs: number;
  readonly models: readonly DataModel[];
  /** Another compiler for the first of these structs, and for how many. */
  readonly also?: readonly [compiler: string, structs: number];
}

const RUNS: readonly Run[] = DEEP
  ? [
      { compiler: 'gcc', structs: 10_000, models: HOST, also: ['clang', 2_000] },
      { compiler: I686_COMPILER, structs: 1_000, models: ['i386'] },
    ]
  : [{ compiler: 'gcc', structs: 250, models: HOST }];
const STRUCTS_PER_BATCH = 250;
/** One seed, so that every run draws the same schemas; `SLUICE_SEED=N` draws others. */
const SEED = Number(process.env['SLUICE_SEED'] ?? 1);
const EFFORT: Omit<Effort, 'seed'> = DEEP
  ? { valuesEach: 2, mutations: 30, flips: 6 }
  : { valuesEach: 1, mutations: 12, flips: 3 };
const FOLDER = fileURLToPath(new URL(`../../tmp/differential-${process.pid}/`, import.meta.url));

/** Random schemas with at least so many structs, laid out. */
function drawSchemas(seed: number, leastStructs: number, models: readonly DataModel[]): Map<Layout, string> {
  const schemas = new Map<Layout, string>();
  for (let structs = 0, tries = 0; structs < leastStructs; tries += 1) {
    const at = schemas.size;
    const [drawn] = fc.sample(randomProtocol(`r${at}`), { numRuns: 1, seed: seed + tries });
    if (drawn === undefined) throw new Error('nothing was drawn');
    const { schema, problems } = checkSchema('random.yaml', () => new TextEncoder().encode(drawn.text));
    // A body may turn out too large for the largest frame, which is a mistake.
    if (problems.some(({ code }) => code === 'COD008')) continue;
    assert.equal(
      problems.map((problem) => `${problem.start.line}: ${problem.message}`),
      [],
      drawn.text,
    );
    assert.ok(schema);
    const layout = computeLayout(schema, { config: drawn.config ?? undefined, dataModel: models[at % models.length] });
    schemas.set(layout, drawn.text);
    structs += layout.structs.length;
  }
  return schemas;
}

interface Batch {
  readonly seed: number;
  readonly folder: string;
  readonly structs: number;
  readonly ts: TsPeer;
  readonly cs: Promise<CPeer[]>;
  readonly schemas: ReadonlyMap<Layout, string>;
}

/** Work that somebody awaits later: until then nobody minds if it fails. */
function started<T>(work: Promise<T>): Promise<T> {
  work.catch(() => {});
  return work;
}

/** The C compilers go on while the caller does other things. */
async function prepare(number: number, compilers: readonly string[], models: readonly DataModel[]): Promise<Batch> {
  const seed = SEED + 100_000 * number;
  const folder = `${FOLDER}${compilers[0]}${number}/`;
  const schemas = drawSchemas(seed, STRUCTS_PER_BATCH, models);
  const layouts = [...schemas.keys()];
  const structs = layouts.reduce((sum, layout) => sum + layout.structs.length, 0);
  const cs = started(Promise.all(compilers.map((compiler) => CPeer.compile(layouts, `${folder}${compiler}`, compiler))));
  return { seed, folder, structs, cs, schemas, ts: await TsPeer.compile(layouts, `${folder}ts`) };
}

async function run({ seed, folder, ts, cs, schemas }: Batch): Promise<void> {
  const layouts = [...schemas.keys()];
  const peers: Peers = { ts, cs: await cs, layouts, schemaOf: (layout) => schemas.get(layout) ?? '' };
  const cases = layouts.flatMap((layout) => drawCases(layout, peers, { ...EFFORT, seed }));
  await compareAll(cases, peers);
  rmSync(folder, { recursive: true, force: true });
}

describe('differential', (it) => {
  it.after(() => rmSync(FOLDER, { recursive: true, force: true }));
  for (const { compiler, structs, models, also: [other = '', structsOfOther] = ['', 0] } of RUNS) {
    let doneByOther = 0;
    const compilersAt = (done: number): string[] => (done < structsOfOther ? [compiler, other] : [compiler]);

    it(`frame codec, TypeScript and C of ${compiler} agree on ${structs} random structs (SLUICE_SEED=${SEED})`, async () => {
      for (const name of compilersAt(0)) assert.ok(hasCompiler(name), `${name} is not installed`);
      let next: Promise<Batch> | null = started(prepare(0, compilersAt(0), models));
      try {
        for (let done = 0, number = 1; next !== null; number += 1) {
          const batch: Batch = await next;
          const isOthers = done < structsOfOther;
          done += batch.structs;
          next = done < structs ? started(prepare(number, compilersAt(done), models)) : null;
          await run(batch);
          if (isOthers) doneByOther = done;
        }
      } finally {
        await Promise.allSettled([next, (await next?.catch(() => null))?.cs]);
      }
    });

    if (structsOfOther > 0)
      it(`C of ${other} agreed on the first ${structsOfOther} of them`, () => {
        assert.ok(doneByOther >= structsOfOther, `structs=${doneByOther}`);
      });
  }
});
