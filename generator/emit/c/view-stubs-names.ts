/** Names of handlers, which are those of the source without the protocol's prefix, and how functions are declared. */
import type { Layout } from '../../layout/types.ts';
import { reservedIn } from '../../model/index.ts';
import { LINE_WIDTH } from './comment.ts';

/** `RPC_PMEM_GET_PAGES` -> `pmem_get_pages`. */
export function memberName(name: string, { cPrefixes }: Layout): string {
  const prefix = cPrefixes.find((candidate) => name.startsWith(candidate) && name.length > candidate.length) ?? '';
  const member = name.slice(prefix.length).toLowerCase();
  const language = reservedIn(member);
  const isTaken = language !== null && language !== 'JavaScript';
  return isTaken || /^\d/.test(member) ? `${member}_` : member;
}

/** `int f(a, b)`, over several lines where one is too short. @param tabs - how far it is indented */
export function signature(name: string, parameters: readonly string[], tabs = 0): string {
  const lines: string[] = [];
  const indent = '\t'.repeat(tabs + 2);
  let line = `${name}(`;
  let width = tabs * 8 + line.length;
  parameters.forEach((parameter, at) => {
    const text = parameter + (at === parameters.length - 1 ? ')' : ',');
    const isFirst = at === 0;
    if (!isFirst && width + text.length + 2 > LINE_WIDTH) {
      lines.push(line);
      line = indent + text;
      width = indent.length * 8 + text.length;
    } else {
      line += isFirst ? text : ` ${text}`;
      width += text.length + (isFirst ? 0 : 1);
    }
  });
  return [...lines, line].join('\n');
}
