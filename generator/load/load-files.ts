import { checkShape } from './check-shape.ts';
import { parseYaml } from './parse-yaml.ts';
import type { ProblemList } from './problem-list.ts';
import { type RawMap, scalarsOf } from './raw.ts';
import { createSourceFile, type Span } from './source-file.ts';

/** Reads a file; throws when it can't (the message is shown). */
export type ReadFile = (path: string) => Uint8Array;

/** A schema and everything it includes: included files first, each once, the schema itself last. */
export interface LoadedFiles {
  readonly root: RawMap;
  readonly files: readonly RawMap[];
  /** Paths in the order in which a reader meets them, for sorting problems. */
  readonly order: readonly string[];
}

/** Loads a schema file with its includes and checks the shape of each. Returns null when the schema itself can't be used. */
export function loadFiles(path: string, readFile: ReadFile, problems: ProblemList): LoadedFiles | null {
  const loader = { readFile, problems, files: [] as RawMap[], order: [] as string[], done: new Set<string>() };
  const root = loadOne(loader, path, null, []);
  return root ? { root, files: loader.files, order: loader.order } : null;
}

interface Loader {
  readonly readFile: ReadFile;
  readonly problems: ProblemList;
  readonly files: RawMap[];
  readonly order: string[];
  readonly done: Set<string>;
}

function loadOne(loader: Loader, path: string, from: Span | null, chain: readonly string[]): RawMap | null {
  loader.order.push(path);
  const bytes = readBytes(loader, path, from);
  const parsed = bytes && parseYaml(path, bytes, loader.problems);
  if (!parsed) return null;
  const root = checkShape(parsed, loader.problems);
  for (const item of scalarsOf(root, 'include')) {
    if (typeof item.value !== 'string') continue;
    const target = joinPath(path, item.value);
    if (target === path || chain.includes(target)) {
      const loop = [...chain.slice(chain.indexOf(target)), path, target].map(baseName).join(' -> ');
      loader.problems.add('SRC010', item.span, `\`${item.value}\` is included in a circle: ${loop}`, {
        fix: 'move what both need to a third file',
      });
    } else if (!loader.done.has(target)) {
      loader.done.add(target);
      loadOne(loader, target, item.span, [...chain, path]);
    }
  }
  loader.files.push(root);
  return root;
}

function readBytes(loader: Loader, path: string, from: Span | null): Uint8Array | null {
  try {
    return loader.readFile(path);
  } catch (error) {
    const reason = error instanceof Error ? ((error as { code?: string }).code ?? error.message) : String(error);
    const why = reason === 'ENOENT' ? 'there is no such file' : reason === 'EISDIR' ? 'it is a folder' : `it can't be read (${reason})`;
    const span = from ?? { source: createSourceFile(path, ''), start: 0, end: 0 };
    loader.problems.add('SRC001', span, `\`${from ? from.source.text.slice(from.start, from.end) : path}\`: ${why}`);
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
    if (part === '..' && last !== undefined && last !== '..' && last !== '.') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}

