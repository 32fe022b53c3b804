import { emitC, type LayoutFact, layoutFacts } from '../emit/c/index.ts';
import type { DataModel, Layout } from '../layout/types.ts';
import { askTarget, versionOf } from './find-compilers.ts';
import { splitCommand, type VerifyIo } from './io.ts';
import { probeSource, readProbe } from './probe.ts';

/** A number that the compiler sees differently. */
export interface Mismatch {
  readonly struct: string;
  /** null when the whole struct is meant. */
  readonly field: string | null;
  readonly what: 'size' | 'align' | 'offset';
  readonly expected: number;
  readonly actual: number;
  /** `file:line` of the schema item. */
  readonly origin: string;
}

export interface VerifyResult {
  readonly compiler: string;
  /** First line of its `--version`; null when it can't be run. */
  readonly version: string | null;
  readonly dataModel: DataModel | null;
  /** `missing`: no such program. `unsupported`: a data model that layouts don't know. `failed`: it could not compile the asserts at all. */
  readonly status: 'agrees' | 'differs' | 'missing' | 'unsupported' | 'failed';
  /** Sizes, alignments and offsets that were asserted. */
  readonly checked: number;
  readonly mismatches: readonly Mismatch[];
  /** What the target has instead, or what the compiler said. */
  readonly detail: string | null;
}

/**
 * Proves the layout of a protocol with one compiler, under that compiler's own data model. Nothing is run on the target, and no library
 * of the target is needed.
 *
 * @param layoutFor - the layout for a data model
 * @param compiler - a command, possibly with arguments, such as `gcc -m32`
 */
export async function verifyLayout(
  layoutFor: (model: DataModel) => Layout,
  compiler: string,
  io: VerifyIo,
): Promise<VerifyResult> {
  const version = await versionOf(compiler, io);
  const nothing = { compiler, version, dataModel: null, checked: 0, mismatches: [], detail: null };
  if (version === null) return { ...nothing, status: 'missing' };
  const target = await askTarget(compiler, io);
  if (target === null) return { ...nothing, status: 'unsupported', detail: 'does not say what it compiles for (-dM -E)' };
  if ('unsupported' in target) return { ...nothing, status: 'unsupported', detail: target.unsupported };
  const { dataModel } = target;
  const layout = layoutFor(dataModel);
  const facts = layoutFacts(layout).flatMap((group) => group.facts);
  const folder = await io.makeTempDir();
  try {
    const outcome = await compile(layout, facts, compiler, folder, io);
    return { ...nothing, dataModel, checked: facts.length, ...outcome };
  } finally {
    await io.removeDir(folder);
  }
}

type Outcome = Pick<VerifyResult, 'status' | 'mismatches' | 'detail'>;

async function compile(
  layout: Layout,
  facts: readonly LayoutFact[],
  compiler: string,
  folder: string,
  io: VerifyIo,
): Promise<Outcome> {
  const files = emitC(layout);
  for (const { path, text } of files) await io.writeFile(`${folder}/${path}`, text);
  const header = files[0]?.path ?? '';
  const prefix = header.replace(/\.h$/, '');
  await io.writeFile(`${folder}/asserts.c`, `#include "${prefix}_asserts.h"\n`);
  const [command, ...own] = splitCommand(compiler);
  const args = [...own, '-std=c11', '-ffreestanding'];
  const asserted = await io.run(command, [...args, '-fsyntax-only', `${folder}/asserts.c`]);
  if (asserted?.status === 0) return { status: 'agrees', mismatches: [], detail: null };
  const failed: Outcome = { status: 'failed', mismatches: [], detail: asserted?.stderr.trim() ?? null };
  await io.writeFile(`${folder}/probe.c`, probeSource(header, `${prefix.toUpperCase()}_LAYOUT_ONLY`, facts));
  const object = `${folder}/probe.o`;
  const probed = await io.run(command, [...args, '-fno-lto', '-c', `${folder}/probe.c`, '-o', object]);
  if (probed?.status !== 0) return failed;
  const actual = readProbe(await io.readFile(object), facts.length);
  if (actual === null) return failed;
  const mismatches = facts.flatMap(({ struct, field, what, expected, origin }, index): Mismatch[] => {
    const value = actual[index] ?? Number.NaN;
    return value === expected ? [] : [{ struct, field, what, expected, actual: value, origin }];
  });
  return mismatches.length === 0 ? failed : { status: 'differs', mismatches, detail: null };
}
