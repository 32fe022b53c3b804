/** Plain data as YAML that a person likes to read: short maps on one line, long ones a key a line. */

export type Plain = string | number | bigint | boolean | readonly Plain[] | { readonly [key: string]: Plain | undefined };

const WIDTH = 120;

export function yamlText(value: { readonly [key: string]: Plain | undefined }): string {
  return `${block(value, '').join('\n')}\n`;
}

function block(value: Plain, indent: string): string[] {
  if (typeof value !== 'object') return [`${indent}${flow(value)}`];
  if (isList(value)) {
    return value.flatMap((item) => {
      const line = `${indent}- ${flow(item)}`;
      if (line.length <= WIDTH || typeof item !== 'object') return [line];
      const [first = '', ...rest] = block(item, `${indent}  `);
      return [`${indent}- ${first.trimStart()}`, ...rest];
    });
  }
  return entriesOf(value).flatMap(([key, item]) => {
    const line = `${indent}${key}: ${flow(item)}`;
    const isWhole = indent !== '' || typeof item !== 'object';
    return isWhole && (line.length <= WIDTH || typeof item !== 'object')
      ? [line]
      : [`${indent}${key}:`, ...block(item, `${indent}  `)];
  });
}

function flow(value: Plain): string {
  if (typeof value === 'string') return /^[A-Za-z_][\w<>()= -]*$/.test(value) ? value : JSON.stringify(value);
  if (typeof value !== 'object') return String(value);
  if (isList(value)) return `[${value.map(flow).join(', ')}]`;
  return `{${entriesOf(value)
    .map(([key, item]) => `${key}: ${flow(item)}`)
    .join(', ')}}`;
}

function isList(value: Plain): value is readonly Plain[] {
  return Array.isArray(value);
}

function entriesOf(value: object): [string, Plain][] {
  return (Object.entries(value) as [string, Plain | undefined][]).filter(
    (entry): entry is [string, Plain] => entry[1] !== undefined,
  );
}
