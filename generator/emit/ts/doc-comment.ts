/** Text of the schema as doc comments. */
import type { Documented, NamedValue } from '../../layout/types.ts';
import { WIDTH } from './lines.ts';
import { numberLiteral } from './literals.ts';

/** The paragraphs of a doc comment for one schema item; `notes` follow its own text. */
export function describe(item: Pick<Documented, 'doc'> & Partial<Documented>, ...notes: readonly (string | null)[]): string[] {
  const tags = [item.since ? `@since ${item.since}` : null, item.deprecated ? `@deprecated ${item.deprecated}` : null];
  return [item.doc, ...notes, ...tags].filter((paragraph): paragraph is string => paragraph !== null && paragraph !== '');
}

/** What values mean: unit, bounds, sentinels. */
export function describeValues(item: {
  readonly unit: string | null;
  readonly min: bigint | null;
  readonly max: bigint | null;
  readonly sentinels?: readonly NamedValue[];
}): string | null {
  const { unit, min, max, sentinels = [] } = item;
  const bounds = [min === null ? null : `from ${numberLiteral(min)}`, max === null ? null : `up to ${numberLiteral(max)}`]
    .filter((bound) => bound !== null)
    .join(' ');
  const parts = [
    unit === null ? '' : `Unit: ${unit}.`,
    bounds === '' ? '' : `${bounds.charAt(0).toUpperCase()}${bounds.slice(1)}.`,
    ...sentinels.map(
      (sentinel) => `${numberLiteral(sentinel.value)} is \`${sentinel.name}\`${sentinel.doc === '' ? '.' : `: ${sentinel.doc}`}`,
    ),
  ].filter((part) => part !== '');
  return parts.length === 0 ? null : parts.join(' ');
}

/** Joins sentences into one paragraph. */
export function sentences(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join(' ');
}

/** A whole comment, `depth` steps deep in its file; no lines for no text. */
export function comment(paragraphs: readonly string[], depth: number): string[] {
  const lines = textLines(paragraphs, depth);
  const [only] = lines;
  if (only === undefined) return [];
  return lines.length === 1 ? [`/** ${only} */`] : ['/**', ...lines.map((line) => ` * ${line}`.trimEnd()), ' */'];
}

/** The same as ts-morph wants it. */
export function docText(paragraphs: readonly string[], depth: number): string[] {
  const lines = textLines(paragraphs, depth);
  if (lines.length === 0) return [];
  return [lines.length === 1 ? lines.join('') : `\n${lines.join('\n')}`];
}

function textLines(paragraphs: readonly string[], depth: number): string[] {
  const room = WIDTH - 2 * depth;
  const text = paragraphs.map((paragraph) => paragraph.replaceAll('*/', '*\\/').trim()).filter((paragraph) => paragraph !== '');
  const [only = ''] = text;
  if (text.length === 1 && !only.includes('\n') && only.length + 7 <= room) return [only];
  return text.flatMap((paragraph, index) => [
    ...(index > 0 && !paragraph.startsWith('@') ? [''] : []),
    ...wrap(paragraph, room - 3),
  ]);
}

function wrap(paragraph: string, width: number): string[] {
  return paragraph.split('\n').flatMap((line) => {
    const lines: string[] = [];
    let current = '';
    for (const word of line.match(/(?:`[^`]*`|\S)+/g) ?? []) {
      if (current !== '' && current.length + 1 + word.length > width) {
        lines.push(current);
        current = word;
      } else current = current === '' ? word : `${current} ${word}`;
    }
    return [...lines, current];
  });
}
