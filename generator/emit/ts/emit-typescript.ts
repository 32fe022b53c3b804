import type { Layout } from '../../layout/types.ts';
import { bannerOf } from '../banner.ts';
import type { OutputFile } from '../output-file.ts';
import type { Declaration, ImportText } from './declarations.ts';
import { declareCodes } from './emit-codes.ts';
import { declareMessages } from './emit-messages.ts';
import { declareViews } from './emit-views.ts';
import { Module } from './module.ts';
import { printModule } from './print-module.ts';
import { StructFacts } from './struct-facts.ts';

export interface TypeScriptOptions {
  /** How generated modules import each other: `js` for compiled output, `ts` where types are stripped. */
  readonly importExtension: 'js' | 'ts';
}

/** The TypeScript modules of a protocol in one config: `codes.ts`, `messages.ts`, `views.ts` and `index.ts`, those that have content. */
export async function emitTypeScript(layout: Layout, { importExtension }: TypeScriptOptions): Promise<OutputFile[]> {
  const banner = bannerOf(layout);
  const facts = new StructFacts(layout);
  const files: OutputFile[] = [];
  const add = async (path: string, declarations: Declaration[], imports: readonly ImportText[] = []): Promise<void> => {
    if (declarations.length > 0) files.push(await printModule({ path, banner, imports, exports: [], declarations }));
  };
  await add('codes.ts', declareCodes(layout));
  const messages = new Module(layout, facts);
  const declared = [...declareMessages(layout, messages)];
  await add('messages.ts', declared, importsOf(messages, importExtension));
  const views = new Module(layout, facts);
  const flyweights = [...declareViews(layout, views)];
  await add('views.ts', flyweights, importsOf(views, importExtension));
  const exports = files.map(({ path }) => `./${path.replace(/\.ts$/, '')}.${importExtension}`);
  files.push(await printModule({ path: 'index.ts', banner, imports: [], exports, declarations: [] }));
  return files;
}

/** Imports are known only when the declarations have been made. */
function importsOf(module: Module, extension: string): ImportText[] {
  return [
    { from: 'sluice/runtime/codec', names: module.runtimeImports() },
    { from: `./codes.${extension}`, names: module.codeImports().map((name) => ({ ...name, alias: null })) },
  ];
}
