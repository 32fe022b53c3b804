/** A generated module as text. ts-morph gives declarations their form; it is loaded when it is first needed, because that takes 0.3 s. */
import type { OutputFile } from '../output-file.ts';
import { DeclarationPrinter } from './declaration-printer.ts';
import type { Declaration, ImportText, ModuleText } from './declarations.ts';
import { comment } from './doc-comment.ts';
import { Lines } from './lines.ts';

/**
 * Declarations that are printed at a time. ts-morph parses what it prints, which takes many times the memory of the text: in slices that is
 * bounded, and 10,000 messages take ten times as long as 1,000.
 */
const SLICE = 256;

export async function printModule(module: ModuleText): Promise<OutputFile> {
  const printer = new DeclarationPrinter(await import('ts-morph'));
  const parts = [comment([module.banner], 0).join('\n')];
  const head = [...module.imports.flatMap(importLines), ...module.exports.map((from) => `export * from '${from}';`)];
  if (head.length > 0) parts.push(head.join('\n'));
  let slice: Declaration[] = [];
  const flush = (): void => {
    if (slice.length > 0) parts.push(printer.print(slice));
    slice = [];
  };
  for (const declaration of module.declarations) {
    slice.push(declaration);
    if (slice.length === SLICE) flush();
  }
  flush();
  return { path: module.path, text: `${parts.join('\n\n')}\n` };
}

/** `import type` when nothing but types is imported. */
function importLines({ from, names }: ImportText): string[] {
  if (names.length === 0) return [];
  const onlyTypes = names.every((name) => name.isType);
  const items = names.map(
    ({ name, alias, isType }) => `${isType && !onlyTypes ? 'type ' : ''}${name}${alias === null ? '' : ` as ${alias}`}`,
  );
  const lines = new Lines(0);
  lines.list(`import ${onlyTypes ? 'type ' : ''}{ `, items, ` } from '${from}';`);
  return [lines.toString()];
}
