import { isAlias, isMap, isScalar, isSeq, type Node, type Scalar, type YAMLMap } from 'yaml';
import type { ProblemList } from './problem-list.ts';
import type { Raw, RawEntry, RawMap, RawScalar } from './raw.ts';
import { MAX_DEPTH } from './read-tokens.ts';
import { quotedText, type SourceFile, type Span } from './source-file.ts';

/** Turns YAML nodes into a plain tree with positions; what the language does not have is reported and left out. */
export function toRaw(node: Node | null | undefined, source: SourceFile, problems: ProblemList, depth = 1): Raw {
  const span = spanOf(node, source);
  if (depth > MAX_DEPTH) {
    problems.add('SRC004', span, `nested more than ${MAX_DEPTH} levels deep`);
    return { kind: 'broken', span };
  }
  if (isAlias(node)) {
    problems.add('SRC007', span, `the alias \`*${node.source}\` is used`, { fix: 'write the value out' });
    return { kind: 'broken', span };
  }
  if (node) checkPlain(node, span, problems);
  if (isMap(node)) return mapOf(node, span, problems, depth);
  if (isSeq(node)) {
    return { kind: 'list', span, items: node.items.map((item) => toRaw(item as Node, source, problems, depth + 1)) };
  }
  return isScalar(node) ? scalarOf(node, span, problems) : { kind: 'scalar', span, value: null };
}

function spanOf(node: Node | null | undefined, source: SourceFile): Span {
  const [start, end] = node?.range ?? [0, 0];
  return { source, start, end };
}

function mapOf(map: YAMLMap, span: Span, problems: ProblemList, depth: number): RawMap {
  const { source } = span;
  const entries = new Map<string, RawEntry>();
  let lacking = false;
  for (const pair of map.items) {
    const key = pair.key as Node | null;
    const keySpan = key?.range ? spanOf(key, source) : { ...span, end: span.start };
    const name = isScalar(key) ? keyText(key, keySpan) : null;
    const first = name === null ? undefined : entries.get(name);
    if (isScalar(key)) checkPlain(key, keySpan, problems);
    if (name === null || name === '') problems.add('KEY003', keySpan, 'a key is a plain word');
    else if (name === '<<') {
      problems.add('SRC007', keySpan, 'a merge key (`<<`) is used', { fix: 'write the keys out, or use a template' });
    } else if (first) {
      problems.add('SRC009', keySpan, `the key ${quoted(keySpan)} stands twice in this map`, { fix: 'keep one of the two' });
    } else {
      const value = pair.value as Node | null;
      const raw = value?.range && value.range[1] > value.range[0] ? toRaw(value, source, problems, depth + 1) : null;
      entries.set(name, { keySpan, value: raw ?? emptyAfter(keySpan, value, problems) });
      continue;
    }
    lacking = true;
  }
  return { kind: 'map', span, entries, ...(lacking ? { lacking } : {}) };
}

/** A key without a value: told right behind it. */
function emptyAfter(keySpan: Span, value: Node | null, problems: ProblemList): Raw {
  const span = value?.range ? spanOf(value, keySpan.source) : { ...keySpan, start: keySpan.end };
  if (value) checkPlain(value, span, problems);
  return { kind: 'scalar', span, value: null };
}

function keyText(key: Scalar, span: Span): string {
  return typeof key.value === 'string' ? key.value : span.source.text.slice(span.start, span.end);
}

function checkPlain(node: Node, span: Span, problems: ProblemList): void {
  const { anchor, tag } = node as { readonly anchor?: string; readonly tag?: string };
  if (anchor) {
    const place = placeBefore(span, /&\S+(?=\s+(?:!\S*\s*)?$)/);
    problems.add('SRC007', place, `the anchor ${quoted(place)} is used`, { fix: 'leave it out' });
  }
  if (tag) {
    const place = placeBefore(span, /![^\s,[\]{}]*(?=\s+(?:&\S*\s*)?$|$)/);
    problems.add('SRC008', place, `the tag ${quoted(place)} is used`, { fix: 'leave it out; quote a text that starts with `!`' });
  }
}

/** Where an anchor or a tag stands that the parser has only told of: a little before its node. */
function placeBefore(span: Span, pattern: RegExp): Span {
  const from = Math.max(0, span.start - 200);
  const match = pattern.exec(span.source.text.slice(from, span.start));
  if (!match) return span;
  const start = from + match.index;
  return { ...span, start, end: start + match[0].length };
}

function quoted(span: Span): string {
  return `\`${quotedText(span)}\``;
}

function scalarOf(node: Scalar, span: Span, problems: ProblemList): Raw {
  const { value } = node;
  if (typeof value === 'bigint') {
    if (value >= 1n << 64n || value < -(1n << 63n)) {
      problems.add('KEY006', span, `the number ${quoted(span)} does not fit 64 bits`);
      return { kind: 'broken', span };
    }
    const isSafe = value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);
    return { kind: 'scalar', span, value: isSafe ? Number(value) : value };
  }
  // No key takes a fraction: NaN keeps `2.0` and `1e3` from passing as integers.
  if (typeof value === 'number') return { kind: 'scalar', span, value: Number.NaN };
  return { kind: 'scalar', span, value: plainValue(value) };
}

function plainValue(value: unknown): RawScalar['value'] {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  return value === null || value === undefined ? null : String(value);
}
