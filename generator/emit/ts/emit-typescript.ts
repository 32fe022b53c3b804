import type { Layout } from '../../layout/types.ts';
import { bannerOf } from '../banner.ts';
import type { OutputFile } from '../output-file.ts';
import type { Declaration, ImportText } from './declarations.ts';
import { declareClient } from './emit-client.ts';
import { declareCodes } from './emit-codes.ts';
import { declareDispatch } from './emit-dispatch.ts';
import { declareMessages } from './emit-messages.ts';
import { declareServer } from './emit-server.ts';
import { declareViews } from './emit-views.ts';
import { Module, SIBLINGS } from './module.ts';
import { printModule } from './print-module.ts';
import { StructFacts } from './struct-facts.ts';

export interface TypeScriptOptions {
  /** How generated modules import each other: `js` for compiled output, `ts` where types are stripped. */
  readonly importExtension: 'js' | 'ts';
}

/**
 * The TypeScript modules of a protocol in one config, those that have content: `codes.ts`, `messages.ts`, `views.ts`, the stubs `dispatch.ts`,
 * `client.ts` and `server.ts`, and `index.ts`.
 */
export async function emitTypeScript(layout: Layout, { importExtension }: TypeScriptOptions): Promise<OutputFile[]> {
  const banner = bannerOf(layout);
  const facts = new StructFacts(layout);
  const files: OutputFile[] = [];
  const add = async (
    path: string,
    declare: (layout: Layout, module: Module) => Iterable<Declaration>,
    runtime: 'codec' | 'stub' = 'codec',
  ): Promise<void> => {
    const module = new Module(layout, facts);
    const declarations = [...declare(layout, module)];
    if (declarations.length === 0) return;
    const imports = importsOf(module, `sluice/runtime/${runtime}`, importExtension);
    files.push(await printModule({ path, banner, imports, exports: [], declarations }));
  };
  await add('codes.ts', declareCodes);
  await add('messages.ts', declareMessages);
  await add('views.ts', declareViews);
  await add('dispatch.ts', declareDispatch, 'stub');
  await add('client.ts', declareClient, 'stub');
  await add('server.ts', declareServer, 'stub');
  const exports = files.map(({ path }) => `./${path.replace(/\.ts$/, '')}.${importExtension}`);
  files.push(await printModule({ path: 'index.ts', banner, imports: [], exports, declarations: [] }));
  return files;
}

/** Imports are known only when the declarations have been made. */
function importsOf(module: Module, runtime: string, extension: string): ImportText[] {
  return [
    { from: runtime, names: module.runtimeImports() },
    ...SIBLINGS.map((sibling) => ({ from: `./${sibling}.${extension}`, names: module.siblingImports(sibling) })),
  ];
}
