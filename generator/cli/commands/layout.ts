import type { Layout } from '../../layout/types.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { layoutToJson } from '../layout-json.ts';
import { renderLayout, renderOne, renderRpcs, renderTitle } from '../layout-table.ts';
import { checkName, layoutFor, loadSchema } from '../schema-file.ts';
import { colorsFor, print } from '../terminal.ts';

export interface LayoutOptions {
  readonly config?: string;
  readonly dataModel?: string;
  readonly json?: boolean;
  readonly canonical?: boolean;
}

/** `sluice layout SCHEMA [NAME]`: every number of a protocol, or of one item of it. */
export async function layout(file: string, name: string | undefined, options: LayoutOptions): Promise<ExitCode> {
  const whole = layoutFor(loadSchema(file), options);
  if (name !== undefined) checkName('struct, union, message or RPC', name, itemNames(whole));
  if (options.canonical) print(canonicalOf(whole, name));
  else if (options.json) print(JSON.stringify(layoutToJson(name === undefined ? whole : narrow(whole, name)), null, 2));
  else print(render(whole, name));
  return EXIT.ok;
}

function itemNames({ aggregates, messages, rpcs }: Layout): string[] {
  return [...aggregates, ...messages, ...rpcs].map((item) => item.name);
}

function find<T extends { readonly name: string }>(items: readonly T[], name: string): T | undefined {
  return items.find((item) => item.name === name);
}

/** The text behind the fingerprint of the protocol, or of one item. */
function canonicalOf(layout: Layout, name: string | undefined): string {
  if (name === undefined) return layout.canonical;
  const item = find(layout.aggregates, name) ?? find(layout.messages, name) ?? find(layout.rpcs, name);
  return item?.canonical ?? '';
}

function render(layout: Layout, name: string | undefined): string {
  const colors = colorsFor(process.stdout);
  if (name === undefined) return renderLayout(layout, colors);
  const aggregate = find(layout.aggregates, name) ?? find(layout.messages, name)?.struct;
  if (aggregate) return renderOne(aggregate, layout, colors);
  const rpc = find(layout.rpcs, name);
  return rpc
    ? `${renderTitle(layout, colors)}\n\n${renderRpcs([rpc], colors)}`
    : `${renderTitle(layout, colors)}\n\n${name} has no body`;
}

/** The same layout with nothing in it but the named item; the shape of its JSON stays. */
function narrow(layout: Layout, name: string): Layout {
  const messages = layout.messages.filter((message) => message.name === name || message.struct?.name === name);
  const structs = layout.structs.filter(
    (struct) => struct.name === name || messages.some((message) => message.name === name && message.struct === struct),
  );
  const rpcs = layout.rpcs.filter((rpc) => rpc.name === name);
  const named = new Set([...messages, ...rpcs].map((item) => item.name));
  return { ...layout, structs, messages, rpcs, codes: layout.codes.filter((code) => named.has(code.name)) };
}
