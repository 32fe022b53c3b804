import { Composer, isMap, type ParsedNode, type YAMLError } from 'yaml';
import { decodeText } from './decode-text.ts';
import type { ProblemList } from './problem-list.ts';
import type { RawMap } from './raw.ts';
import { readTokens } from './read-tokens.ts';
import type { SourceFile } from './source-file.ts';
import { describeSyntaxError } from './syntax-errors.ts';
import { toRaw } from './to-raw.ts';

const OPTIONS = { intAsBigInt: true, uniqueKeys: false, prettyErrors: false, merge: false } as const;

/** Turns the bytes of one file into a positioned tree, or reports why it can't. Pure; never throws for bad input. */
export function parseYaml(path: string, bytes: Uint8Array, problems: ProblemList): RawMap | null {
  const source = decodeText(path, bytes, problems);
  if (source === null) return null;
  const before = problems.size;
  const document = composeDocument(source, problems);
  if (!document) return null;
  const { contents, errors } = document;
  // One syntax error drags others after it, and tabs cause several: only the first cause is told.
  if (errors.length > 0 && problems.size === before) reportSyntax(errors, source, problems);
  if (errors.length > 0) return null;
  if (isMap(contents)) return toRaw(contents, source, problems) as RawMap;
  if (problems.size === before) {
    const [start, end] = contents?.range ?? [0, 0];
    const found = contents?.range && end > start ? 'the file holds no map of keys' : 'the file is empty';
    problems.add('SRC011', { source, start, end }, found, { fix: 'start it with `protocol: NAME` and `language: 1`' });
  }
  return null;
}

interface ParsedDocument {
  readonly contents: ParsedNode | null;
  readonly errors: readonly YAMLError[];
}

/** The only document of a file, with the errors that matter; null when it was reported. */
function composeDocument(source: SourceFile, problems: ProblemList): ParsedDocument | null {
  const before = problems.size;
  let only: ParsedDocument | null = null;
  for (const document of new Composer(OPTIONS).compose(readTokens(source, problems), true, source.text.length)) {
    if (only) {
      const start = document.range[0];
      problems.add('SRC011', { source, start, end: start + 3 }, 'a second YAML document starts', {
        fix: 'put it into a file of its own',
      });
      return null;
    }
    // An unresolved tag is told with its node, in words.
    const errors = document.errors.filter((error) => error.code !== 'TAG_RESOLVE_FAILED');
    only = { contents: document.contents as ParsedNode | null, errors };
  }
  return problems.size > before && !only ? null : only;
}

function reportSyntax(errors: readonly YAMLError[], source: SourceFile, problems: ProblemList): void {
  const first = errors.reduce((least, error) => (error.pos[0] < least.pos[0] ? error : least));
  const { message, fix, start, end } = describeSyntaxError(first, source.text);
  problems.add('SRC005', { source, start, end }, message, { fix });
}
