/** How a disagreement of codecs is reported: schema, bytes, and what each of them says. */
import type { Layout } from '../../generator/index.ts';

/** @param schema - text of the schema; what has to do with `name` is shown */
export function disagreement(layout: Layout, name: string, schema: string, results: Readonly<Record<string, string>>): Error {
  const { config, dataModel } = layout;
  const lines = Object.entries(results).map(([who, what]) => `${who}: ${what}`);
  const first = `codecs disagree about ${name} (config ${config}, ${dataModel})`;
  const names = name === 'frame' ? /"message":"(\w+)"/.exec(lines.join())?.slice(1) : [name];
  const error = new Error([first, excerpt(schema, names ?? []), ...lines].join('\n'));
  // uvu prints the message, and then the stack, which would repeat it.
  error.stack = first;
  return error;
}

/** The items of a schema that declare one of these names, those that they mention, and what is no item. */
function excerpt(text: string, names: readonly string[]): string {
  const parts = text.split(/^(?=\S| {2}- )/m);
  const declared = parts.map((part) =>
    [...part.matchAll(/^(?: {2}- \{?| {4}body: \{| {6})name: (\w+)/gm)].map(([, name = '']) => name),
  );
  const wanted = new Set(names);
  const isWanted = (index: number): boolean =>
    declared[index]?.some((name) => wanted.has(name)) === true || /^(frame|rpc):/.test(parts[index] ?? '');
  for (let size = -1; size !== wanted.size; ) {
    size = wanted.size;
    for (const [index, part] of parts.entries())
      if (isWanted(index)) for (const word of part.match(/\w+/g) ?? []) wanted.add(word);
  }
  return parts.filter((_, index) => declared[index]?.length === 0 || isWanted(index)).join('');
}
