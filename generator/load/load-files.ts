import { checkShape } from './check-shape.ts';
import { parseYaml } from './parse-yaml.ts';
import type { ProblemList } from './problem-list.ts';
import { isBrokenAt, type RawMap, scalarsOf } from './raw.ts';
import { createSourceFile, quotedText, type Span } from './source-file.ts';

/** Reads a file; throws when it can't (the message is shown). */
export type ReadFile = (path: string) => Uint8Array;

/** Longest chain of files that include each other: beyond it, a link of the file system leads in a circle. */
const MAX_CHAIN = 32;

/** A schema and everything it includes: included files first, each once, the schema itself last. */
export interface LoadedFiles {
  readonly root: RawMap;
  readonly files: readonly RawMap[];
  /** Paths in the order in which a reader meets them, for sorting problems. */
  readonly order: readonly string[];
  /** Whether every file could be used; where not, a name that nobody defines may stand in the missing one. */
  readonly complete: boolean;
}

/** Loads a schema file with its includes and checks the shape of each. */
export function loadFiles(
  path: string,
  readFile: ReadFile,
  problems: ProblemList,
): Omit<LoadedFiles, 'root'> & { readonly root: RawMap | null } {
  const loader: Loader = { readFile, problems, files: [], order: [], done: new Set([path]), complete: true };
  const root = loadOne(loader, path, null, []);
  return { root, files: loader.files, order: loader.order, complete: loader.complete };
}

interface Loader {
  readonly readFile: ReadFile;
  readonly problems: ProblemList;
  readonly files: RawMap[];
  readonly order: string[];
  readonly done: Set<string>;
  complete: boolean;
}

function loadOne(loader: Loader, path: string, from: Span | null, chain: readonly string[]): RawMap | null {
  loader.order.push(path);
  const bytes = readBytes(loader, path, from);
  const parsed = bytes && parseYaml(path, bytes, loader.problems);
  if (!parsed) {
    loader.complete = false;
    return null;
  }
  const root = checkShape(parsed, loader.problems);
  if (isBrokenAt(root, 'include') || root.lacking) loader.complete = false;
  for (const item of scalarsOf(root, 'include')) {
    if (typeof item.value === 'string') follow(loader, item.value, item.span, [...chain, path]);
  }
  loader.files.push(root);
  return root;
}

/** Loads one `include:` entry of the last file of `chain`. */
function follow(loader: Loader, name: string, span: Span, chain: readonly string[]): void {
  const target = joinPath(chain.at(-1) ?? '', name);
  if (chain.includes(target)) {
    const loop = [...chain.slice(chain.indexOf(target)), target].map(baseName).join(' -> ');
    loader.problems.add('SRC010', span, `\`${quotedText(span)}\` is included in a circle: ${loop}`, {
      fix: 'move what both need to a third file',
    });
  } else if (chain.length > MAX_CHAIN) {
    loader.problems.add('SRC010', span, `\`${quotedText(span)}\` is the end of a chain of more than ${MAX_CHAIN} includes`, {
      fix: 'look for a link that leads in a circle',
    });
  } else if (!loader.done.has(target)) {
    loader.done.add(target);
    loadOne(loader, target, span, chain);
  }
}

function readBytes(loader: Loader, path: string, from: Span | null): Uint8Array | null {
  try {
    return loader.readFile(path);
  } catch (error) {
    const reason = error instanceof Error ? ((error as { code?: string }).code ?? error.message) : String(error);
    const why =
      reason === 'ENOENT' ? 'there is no such file' : reason === 'EISDIR' ? 'it is a folder' : `it can't be read (${reason})`;
    const span = from ?? { source: createSourceFile(path, ''), start: 0, end: 0 };
    const fix = from ? `it is looked for at ${path}; paths are relative to the file that includes` : undefined;
    loader.problems.add('SRC001', span, `\`${from ? quotedText(from) : path}\`: ${why}`, { fix });
    return null;
  }
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `include:` paths are relative to the file that holds them and use forward slashes. */
export function joinPath(from: string, relative: string): string {
  if (relative.startsWith('/')) return relative;
  const parts = from.split('/').slice(0, -1);
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue;
    const last = parts.at(-1);
    if (part === '..' && last !== undefined && last !== '' && last !== '..' && last !== '.') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}
