/** Folds the middle of long arrays in a dump: the first two elements and the last one stay. */
import type { Span } from './span.ts';

/** Arrays of up to this many elements are shown whole. */
const MAX_ELEMENTS = 6;

/** Elements that are not shown, and the bytes they take. */
export interface Fold {
  readonly array: string;
  readonly first: number;
  readonly last: number;
  readonly offset: number;
  readonly end: number;
}

interface Element {
  /** Path of the array, such as `answers` or `rows[0].cells`. */
  readonly array: string;
  readonly index: number;
}

export function foldElements(spans: readonly Span[]): (Span | Fold)[] {
  const last = new Map<string, number>();
  for (const { array, index } of spans.flatMap(elementsOf)) last.set(array, Math.max(index, last.get(array) ?? 0));
  const isHidden = ({ array, index }: Element): boolean => {
    const most = last.get(array) ?? 0;
    return most >= MAX_ELEMENTS && index >= 2 && index < most;
  };
  const items: (Span | Fold)[] = [];
  let hidden: Element | undefined;
  for (const span of spans) {
    // Padding belongs to the element before it.
    if (span.kind !== 'padding') hidden = elementsOf(span).find(isHidden);
    if (hidden === undefined) {
      items.push(span);
      continue;
    }
    const { array, index } = hidden;
    const end = span.offset + span.length;
    const before = items.at(-1);
    if (before !== undefined && 'array' in before && before.array === array)
      items[items.length - 1] = { ...before, last: index, end };
    else items.push({ array, first: index, last: index, offset: span.offset, end });
  }
  return items;
}

/** The elements that a span lies in, outermost first. */
function elementsOf({ path }: Span): Element[] {
  return Array.from(path.matchAll(/\[(\d+)\]/g), (match) => ({ array: path.slice(0, match.index), index: Number(match[1]) }));
}
