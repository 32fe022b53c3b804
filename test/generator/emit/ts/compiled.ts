/** Generated TypeScript, compiled as strictly as its users may and imported. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { emitTypeScript } from '../../../../generator/emit/ts/index.ts';
import { checkSchema, computeLayout, type Layout } from '../../../../generator/index.ts';

/** The package, from `dist/test/generator/emit/ts`: `sluice/runtime/codec` resolves from any folder in it. */
const ROOT = fileURLToPath(new URL('../../../../../', import.meta.url));

const STRICT = {
  target: 'ES2022',
  module: 'NodeNext',
  types: [],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noUnusedLocals: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  isolatedDeclarations: true,
  declaration: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  skipLibCheck: true,
  outDir: 'js',
};

/** Where tests of this process put generated code; inside of `dist/`, which is never checked in. */
export function outputFolder(name: string): string {
  return fileURLToPath(new URL(`../../../../tmp/${name}-${process.pid}/`, import.meta.url));
}

/** The layout of a schema that is valid. */
export function layoutOfText(text: string, config?: string): Layout {
  const { schema, problems } = checkSchema('schema.yaml', () => new TextEncoder().encode(text));
  if (schema === null) throw new Error(problems.map((problem) => `${problem.start.line}: ${problem.message}`).join('\n'));
  return computeLayout(schema, { config });
}

/** Writes the modules of a layout to `folder`. */
export async function writeModules(layout: Layout, folder: string, importExtension: 'js' | 'ts' = 'js'): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const file of await emitTypeScript(layout, { importExtension })) writeFileSync(path.join(folder, file.path), file.text);
}

/** What the compiler says about all modules below `folder`; empty when it is content. */
export function compile(folder: string, options: Readonly<Record<string, unknown>> = {}): string {
  writeFileSync(
    path.join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { ...STRICT, ...options }, include: ['**/*.ts'] }),
  );
  const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
  const { stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
  return stdout + stderr;
}

/** A compiled module; tests know its members by their schema. */
// biome-ignore lint/suspicious/noExplicitAny: what is generated has no type before it is generated
export type Generated = Record<string, any>;

/** Emits, compiles and imports the modules of a layout. */
export async function importModules(layout: Layout, folder: string): Promise<Generated> {
  await writeModules(layout, folder);
  const complaints = compile(folder);
  if (complaints !== '') throw new Error(complaints.slice(0, 4000));
  return (await import(pathToFileURL(path.join(folder, 'js/index.js')).href)) as Generated;
}
