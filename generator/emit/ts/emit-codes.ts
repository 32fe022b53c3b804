/** `codes.ts`: numbers and names, no code. It imports nothing. */
import type { CodeEntry, EnumLayout, FlagsLayout, Layout, NamedValue } from '../../layout/types.ts';
import { sentinelConstants } from '../sentinels.ts';
import type { Declaration } from './declarations.ts';
import { comment, describe, sentences } from './doc-comment.ts';
import { bigintLiteral, numberLiteral, quote } from './literals.ts';

interface Entry {
  readonly name: string;
  readonly value: string;
  readonly docs: readonly string[];
}

export function declareCodes(layout: Layout): Declaration[] {
  return [
    ...tables(layout),
    ...layout.enums.flatMap(declareEnum),
    ...layout.flags.map(declareFlags),
    ...layout.constants.map(
      (constant): Declaration => ({
        kind: 'const',
        name: constant.tsName,
        value: constant.type.endsWith('64') ? bigintLiteral(constant.value) : numberLiteral(constant.value),
        docs: describe(constant, `\`${constant.name}\` of the schema.`),
      }),
    ),
    ...sentinelConstants(layout).map(
      (sentinel): Declaration => ({
        kind: 'const',
        name: sentinel.tsName,
        value: sentinel.isBig ? bigintLiteral(sentinel.value) : numberLiteral(sentinel.value),
        docs: describe(sentinel, `\`${sentinel.name}\`, always legal in \`${sentinel.place}\`.`),
      }),
    ),
    ...fingerprints(layout),
  ];
}

/** Message codes, their bounds, RPC indexes. */
function tables({ codes }: Layout): Declaration[] {
  const entries = (kind: CodeEntry['kind']): Entry[] =>
    codes
      .filter((code) => code.kind === kind)
      .map((code) => ({ name: code.tsName, value: numberLiteral(code.value), docs: [code.doc] }));
  const bounds = [...entries('bound'), ...entries('maxIndex')];
  return [
    ...typedTable('Code', entries('message'), ['Message codes.']),
    ...typedTable('RpcIndex', entries('rpc'), ['RPC indexes.']),
    ...(bounds.length === 0
      ? []
      : [table('CodeBound', bounds, ['Bounds of the code space: the first code of a group, or the number of codes.'])]),
  ];
}

function declareEnum(layout: EnumLayout): Declaration[] {
  const isOpen = layout.open ? 'Other values may occur.' : null;
  return typedTable(
    layout.tsName,
    layout.values.map(entryOf(layout.size)),
    describe(layout, sentences(`\`enum ${layout.name}\`, ${layout.scalar}.`, isOpen)),
  );
}

function declareFlags(layout: FlagsLayout): Declaration {
  const isOpen = layout.open ? 'Other bits may be set.' : null;
  return table(
    layout.tsName,
    layout.bits.map(entryOf(layout.size, true)),
    describe(layout, sentences(`Flags \`${layout.name}\`, ${layout.scalar}.`, isOpen)),
  );
}

function entryOf(size: number, isMask = false): (value: NamedValue) => Entry {
  return (value) => {
    const digits = isMask ? `0x${value.value.toString(16)}` : numberLiteral(value.value);
    return { name: value.tsName, value: size === 8 ? `${digits}n` : digits, docs: describe(value) };
  };
}

function fingerprints({ fingerprint, messages, rpcs }: Layout): Declaration[] {
  const entries = [...messages, ...rpcs].map((item) => ({ name: item.tsName, value: quote(item.fingerprint), docs: [] }));
  const docs = ['64-bit fingerprint of the whole protocol in this config: equal on two sides that understand each other.'];
  return [
    { kind: 'const', name: 'PROTOCOL_FINGERPRINT', value: quote(fingerprint), docs },
    ...(entries.length === 0 ? [] : [table('FINGERPRINTS', entries, ['Fingerprint of each message, to say which one differs.'])]),
  ];
}

/** A table, and the type of its values under the same name. */
function typedTable(name: string, entries: readonly Entry[], docs: readonly string[]): Declaration[] {
  if (entries.length === 0) return [];
  return [table(name, entries, docs), { kind: 'type', name, type: `(typeof ${name})[keyof typeof ${name}]`, docs: [] }];
}

function table(name: string, entries: readonly Entry[], docs: readonly string[]): Declaration {
  const lines = entries.flatMap((entry) => [...comment(entry.docs, 1), `${entry.name}: ${entry.value},`]);
  return { kind: 'const', name, value: `{\n${lines.map((line) => `  ${line}`).join('\n')}\n} as const`, docs };
}
