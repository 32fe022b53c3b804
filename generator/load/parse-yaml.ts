import { isAlias, isMap, isScalar, isSeq, type Node, parseAllDocuments, type ParsedNode, type YAMLError } from 'yaml';
import type { ProblemList } from './problem-list.ts';
import type { Raw, RawMap } from './raw.ts';
import { createSourceFile, type SourceFile, type Span } from './source-file.ts';

/** Most bytes of one schema file. */
export const MAX_FILE_BYTES: number = 16 * 1024 * 1024;
/** Deepest nesting of YAML collections. */
export const MAX_DEPTH = 64;

/** Turns the bytes of one file into a positioned tree, or reports why it can't. Pure; never throws for bad input. */
export function parseYaml(path: string, bytes: Uint8Array, problems: ProblemList): RawMap | null {
  const text = decodeText(path, bytes, problems);
  if (text === null) return null;
  const source = createSourceFile(path, text);
  const before = problems.size;
  checkIndentation(source, problems);
  if (problems.size > before || !checkDepth(source, problems)) return null;
  const documents = parseDocuments(source, problems);
  if (!documents) return null;
  const root = documents.length === 1 ? (documents[0] as { contents: ParsedNode | null }).contents : null;
  if (problems.size > before) {
    if (!root || !isMap(root)) return null;
  } else if (!root || !isMap(root)) {
    problems.add('SRC011', { source, start: 0, end: 0 }, describeDocuments(documents.length), {
      fix: 'start the file with `protocol: NAME` and `language: 1`',
    });
    return null;
  }
  return toRaw(root, source, problems) as RawMap;
}

function describeDocuments(count: number): string {
  return count > 1 ? `the file holds ${count} YAML documents` : 'the file holds no map of keys';
}

function decodeText(path: string, bytes: Uint8Array, problems: ProblemList): string | null {
  const nowhere = { source: createSourceFile(path, ''), start: 0, end: 0 };
  if (bytes.length > MAX_FILE_BYTES) {
    problems.add('SRC003', nowhere, `the file has ${bytes.length} bytes`, { fix: 'split it and use `include:`' });
    return null;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const good = goodPrefix(bytes);
    const source = createSourceFile(path, new TextDecoder().decode(bytes));
    const start = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, good)).length;
    const byte = (bytes[good] as number).toString(16).padStart(2, '0');
    problems.add('SRC002', { source, start, end: start + 1 }, `byte 0x${byte} at offset ${good} is not UTF-8`, {
      fix: 'save the file as UTF-8',
    });
    return null;
  }
}

/** Length of the longest valid UTF-8 prefix, by bisection over the fatal decoder (a cut sequence counts as valid). */
function goodPrefix(bytes: Uint8Array): number {
  let low = 0;
  let high = bytes.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
      low = middle;
    } catch {
      high = middle - 1;
    }
  }
  return low;
}

/** yaml would report a tab as several errors far away; one clear problem per line is better. */
function checkIndentation(source: SourceFile, problems: ProblemList): void {
  for (const match of source.text.matchAll(/^ *(\t+)[ \t]*(?=[^\s#])/gm)) {
    const start = match.index + match[0].indexOf('\t');
    problems.add('SRC006', { source, start, end: start + 1 }, 'a tab stands in the indentation', {
      fix: 'indent with spaces',
    });
  }
}

/**
 * Refuses deep nesting before parsing: the parser needs seconds for a hundred thousand open brackets. A bracket counts where YAML
 * reads one: at the start of a value, or anywhere unquoted inside another bracket.
 */
function checkDepth(source: SourceFile, problems: ProblemList): boolean {
  const token = /(?<=^|[\s[{,:])(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*')|(?<=^|\s)#[^\n]*|[[\]{}\n]|(?<=^ *(?:- )*)- /gm;
  let flow = 0;
  let dashes = 0;
  for (const match of source.text.matchAll(token)) {
    const at = match.index;
    if (match[0] === '\n') dashes = 0;
    else if (match[0] === '- ') dashes++;
    else if (match[0] === ']' || match[0] === '}') flow = Math.max(0, flow - 1);
    else if ((match[0] === '[' || match[0] === '{') && (flow > 0 || startsValue(source, at))) flow++;
    if (flow > MAX_DEPTH || dashes > MAX_DEPTH) {
      problems.add('SRC004', { source, start: at, end: at + 1 }, `nested more than ${MAX_DEPTH} levels deep`);
      return false;
    }
  }
  return true;
}

function startsValue(source: SourceFile, at: number): boolean {
  return /(?:^|\n|: |- |\? ) *$/.test(source.text.slice(Math.max(0, at - 80), at));
}

interface ParsedDocument {
  readonly contents: ParsedNode | null;
  readonly errors: readonly YAMLError[];
}

function parseDocuments(source: SourceFile, problems: ProblemList): ParsedDocument[] | null {
  const options = { intAsBigInt: true, uniqueKeys: true, prettyErrors: false, merge: false } as const;
  let documents: ParsedDocument[];
  try {
    const parsed = parseAllDocuments(source.text, options);
    documents = Array.isArray(parsed) ? (parsed as ParsedDocument[]) : [];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    problems.add('SRC004', { source, start: 0, end: 0 }, `nested more than ${MAX_DEPTH} levels deep`);
    return null;
  }
  let broken = false;
  for (const error of documents.flatMap((document) => document.errors)) {
    const span = { source, start: error.pos[0], end: error.pos[1] };
    if (error.code === 'DUPLICATE_KEY') {
      const key = /^[^\s:]+/.exec(source.text.slice(span.start))?.[0] ?? 'key';
      problems.add('SRC009', { ...span, end: span.start + key.length }, `\`${key}\` stands twice in this map`, {
        fix: 'keep one of the two',
      });
      continue;
    }
    if (error.code === 'TAG_RESOLVE_FAILED') continue; // reported as SRC008 with the node
    if (!broken) problems.add('SRC005', span, sentence(error.message));
    broken = true; // one syntax error tends to drag others after it
  }
  return broken ? null : documents;
}

function sentence(text: string): string {
  const first = text.split('\n')[0] as string;
  return first.charAt(0).toLowerCase() + first.slice(1);
}

function toRaw(node: Node | null | undefined, source: SourceFile, problems: ProblemList, depth = 0): Raw {
  const range = node?.range;
  const span: Span = { source, start: range?.[0] ?? 0, end: range?.[1] ?? 0 };
  if (depth > MAX_DEPTH) {
    problems.add('SRC004', span, `nested more than ${MAX_DEPTH} levels deep`);
    return { kind: 'scalar', span, value: null };
  }
  if (node) checkPlain(node, span, problems);
  if (isMap(node)) {
    const entries = new Map<string, { keySpan: Span; value: Raw }>();
    for (const pair of node.items) {
      const key = pair.key as Node | null;
      const keyRange = key?.range;
      const keySpan: Span = { source, start: keyRange?.[0] ?? span.start, end: keyRange?.[1] ?? span.start };
      if (!isScalar(key)) {
        problems.add('KEY003', keySpan, 'a key is a plain word');
        continue;
      }
      const name = String(key.value);
      if (name === '<<') {
        problems.add('SRC007', keySpan, 'a merge key (`<<`) is used', { fix: 'write the keys out, or use a template' });
        continue;
      }
      if (entries.has(name)) continue;
      const value = pair.value as Node | null;
      const raw = toRaw(value, source, problems, depth + 1);
      entries.set(name, { keySpan, value: value?.range ? raw : { kind: 'scalar', span: keySpan, value: null } });
    }
    return { kind: 'map', span, entries };
  }
  if (isSeq(node)) {
    const items = node.items.map((item) => toRaw(item as Node, source, problems, depth + 1));
    return { kind: 'list', span, items };
  }
  if (isScalar(node)) return { kind: 'scalar', span, value: scalarValue(node.value) };
  return { kind: 'scalar', span, value: null };
}

function checkPlain(node: Node, span: Span, problems: ProblemList): void {
  if (isAlias(node)) {
    problems.add('SRC007', span, `the alias \`*${node.source}\` is used`, { fix: 'write the value out' });
    return;
  }
  const anchor = (node as { anchor?: string }).anchor;
  const text = span.source.text;
  if (anchor) {
    const start = text.lastIndexOf(`&${anchor}`, span.start);
    const place = start === -1 ? span : { ...span, start, end: start + anchor.length + 1 };
    problems.add('SRC007', place, `the anchor \`&${anchor}\` is used`, { fix: 'leave it out' });
  }
  const tag = (node as { tag?: string }).tag;
  if (tag) {
    const start = text.lastIndexOf('!', span.start);
    const end = start + (/^\S+/.exec(text.slice(start))?.[0].length ?? 1);
    const place = start === -1 ? span : { ...span, start, end };
    problems.add('SRC008', place, `the tag \`${text.slice(place.start, place.end)}\` is used`, {
      fix: 'leave it out; quote the value when it starts with `!`',
    });
  }
}

function scalarValue(value: unknown): string | number | bigint | boolean | null {
  if (typeof value === 'bigint') {
    return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return value === null || value === undefined ? null : String(value);
}
