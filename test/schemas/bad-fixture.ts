/** Bad schemas on disk, each with the exact output that `sluice validate` must give for it. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import pc from 'picocolors';
import { renderProblems } from '../../generator/cli/render-problem.ts';
import { plural } from '../../generator/cli/terminal.ts';
import { checkSchema, type Problem } from '../../generator/index.ts';
import { MADE_SCHEMAS } from './made-schemas.ts';

const MARK = '#!';
export const BAD_FOLDER: URL = new URL('../../../test/schemas/bad/', import.meta.url);

/** Names of all bad schemas; files of `include/` are only there to be included. */
export function listBadSchemas(): string[] {
  return [...readdirSync(BAD_FOLDER).filter((name) => name.endsWith('.yaml')), ...MADE_SCHEMAS.keys()].sort();
}

/** A file of the BAD_FOLDER, by its name as an `include:` has it. */
export function readBad(name: string): Uint8Array {
  const make = MADE_SCHEMAS.get(name);
  return make ? new TextEncoder().encode(make()) : readFileSync(new URL(name, BAD_FOLDER));
}

/** What `sluice validate NAME` prints on stderr when it runs in the BAD_FOLDER, without colours. */
export function printProblems(problems: readonly Problem[], read: (name: string) => Uint8Array): string {
  const textOf = (file: string): string | null => {
    try {
      return new TextDecoder('utf-8', { ignoreBOM: true }).decode(read(file));
    } catch {
      return null;
    }
  };
  const files = new Set(problems.map((problem) => problem.file)).size;
  return `${renderProblems(problems, textOf, pc.createColors(false))}\n\n${plural(problems.length, 'problem')} in ${plural(files, 'file')}\n`;
}

/** The output that a bad schema carries: its `#!` lines, or the file beside it where a comment would change what is tested. */
export function expectedOf(name: string): string {
  const sibling = siblingOf(name);
  if (MADE_SCHEMAS.has(name) || existsSync(sibling)) return existsSync(sibling) ? readFileSync(sibling, 'utf8') : '';
  const lines = readText(name).split('\n');
  const end = lines.findIndex((line) => !line.startsWith(MARK));
  return lines
    .slice(0, end)
    .map((line) => `${line.slice(MARK.length + 1)}\n`)
    .join('');
}

/** Writes the output as it is now into the schema (or beside it). Lines move with the comment's length, so it is repeated until it holds. */
export function updateExpected(name: string): void {
  for (let round = 0; round < 5; round++) {
    const output = printProblems(checkSchema(name, readBad).problems, readBad);
    if (output === expectedOf(name)) return;
    if (MADE_SCHEMAS.has(name) || existsSync(siblingOf(name))) writeFileSync(siblingOf(name), output);
    else {
      const comment = output
        .replace(/\n$/, '')
        .split('\n')
        .map((line) => `${MARK} ${line}`.trimEnd())
        .join('\n');
      writeFileSync(new URL(name, BAD_FOLDER), `${comment}\n${withoutExpected(name)}`);
    }
  }
}

function withoutExpected(name: string): string {
  const text = readText(name).replace(new RegExp(`^(?:${MARK}.*\n)+`), '');
  return text.startsWith('\n') ? text : `\n${text}`;
}

function readText(name: string): string {
  return readFileSync(new URL(name, BAD_FOLDER), 'utf8');
}

function siblingOf(name: string): URL {
  return new URL(name.replace(/\.yaml$/, '.expected'), BAD_FOLDER);
}
