import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { checkSchema, computeLayout, type DataModel, type Layout } from '../../generator/index.ts';
import { CPeer, hasCompiler } from '../support/c-peer.ts';
import { compareAll, drawCases, type Effort, type Peers } from '../support/differential.ts';
import { describe } from '../support/index.ts';
import { randomProtocol } from '../support/random-protocol.ts';
import { TsPeer } from '../support/ts-peer.ts';

const DEEP = process.env['SLUICE_DEEP'] === '1';
const STRUCTS = DEEP ? 10_000 : 2_000;
const STRUCTS_PER_BATCH = 250;
const SEED = Number(process.env['SLUICE_SEED'] ?? Date.now() % 0x7fffffff);
const EFFORT: Omit<Effort, 'seed'> = DEEP ? { valuesEach: 3, mutations: 60, flips: 10 } : { valuesEach: 1, mutations: 12, flips: 3 };
/** Those whose structs an x86-64 compiler lays out in the same way. */
const MODELS: readonly DataModel[] = ['lp64', 'lp64', 'lp64-be', 'ilp32'];
const FOLDER = fileURLToPath(new URL('../../tmp/differential/', import.meta.url));

/** Random schemas with at least so many structs, laid out. */
function drawSchemas(seed: number, leastStructs: number): Map<Layout, string> {
  const schemas = new Map<Layout, string>();
  for (let structs = 0; structs < leastStructs; ) {
    const at = schemas.size;
    const [drawn] = fc.sample(randomProtocol(`r${at}`), { numRuns: 1, seed: seed + at });
    if (drawn === undefined) throw new Error('nothing was drawn');
    const { schema, problems } = checkSchema('random.yaml', () => new TextEncoder().encode(drawn.text));
    assert.equal(problems.map((problem) => `${problem.start.line}: ${problem.message}`), [], drawn.text);
    assert.ok(schema);
    const layout = computeLayout(schema, { config: drawn.config ?? undefined, dataModel: MODELS[at % MODELS.length] });
    schemas.set(layout, drawn.text);
    structs += layout.structs.length;
  }
  return schemas;
}

interface Batch {
  readonly seed: number;
  readonly structs: number;
  readonly ts: TsPeer;
  readonly c: Promise<CPeer>;
  readonly schemas: ReadonlyMap<Layout, string>;
}

/** The C compiler goes on while the caller does other things. */
async function prepare(number: number, compiler: string): Promise<Batch> {
  const seed = SEED + 100_000 * number;
  const schemas = drawSchemas(seed, STRUCTS_PER_BATCH);
  const layouts = [...schemas.keys()];
  const c = CPeer.compile(layouts, `${FOLDER}c${number}`, compiler);
  c.catch(() => {}); // it is awaited later
  const structs = layouts.reduce((sum, layout) => sum + layout.structs.length, 0);
  return { seed, structs, c, schemas, ts: await TsPeer.compile(layouts, `${FOLDER}ts${number}`) };
}

async function run({ seed, ts, c, schemas }: Batch): Promise<void> {
  const peers: Peers = { ts, c: await c, layouts: [...schemas.keys()], schemaOf: (layout) => schemas.get(layout) ?? '' };
  await compareAll([...schemas.keys()].flatMap((layout) => drawCases(layout, peers, { ...EFFORT, seed })), peers);
}

describe('differential', (it) => {
  it.after(() => rmSync(FOLDER, { recursive: true, force: true }));
  for (const compiler of DEEP ? ['gcc', 'clang'] : ['gcc']) {
    it(`frame codec, TypeScript and C of ${compiler} agree on ${STRUCTS} random structs (SLUICE_SEED=${SEED})`, async () => {
      assert.ok(hasCompiler(compiler), `${compiler} is not installed`);
      let next: Promise<Batch> | null = prepare(0, compiler);
      try {
        for (let done = 0, number = 1; next !== null; number += 1) {
          const batch: Batch = await next;
          done += batch.structs;
          next = done < STRUCTS ? prepare(number, compiler) : null;
          await run(batch);
        }
      } finally {
        await Promise.allSettled([next, (await next?.catch(() => null))?.c]);
      }
    });
  }
});
