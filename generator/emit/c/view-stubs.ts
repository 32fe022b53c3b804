/** The two files of stubs: what they declare, and the table of all codes. */
import type { Layout } from '../../layout/types.ts';
import { CNames } from './c-names.ts';
import { literal, stringLiteral } from './literals.ts';
import { render } from './render.ts';
import { STUBS_MESSAGES_TEMPLATE } from './template-stubs-messages.ts';
import { STUBS_RPC_TEMPLATE } from './template-stubs-rpc.ts';
import { viewFrame } from './view-frame.ts';
import { viewRpc } from './view-rpc.ts';
import { viewStubsMessages } from './view-stubs-messages.ts';
import { viewStubsRpc } from './view-stubs-rpc.ts';

/** A client function, as the header has it. */
export interface Declaration {
  readonly comment: string;
  readonly signature: string;
}

/** A member of the struct of handlers. */
export interface Slot {
  readonly name: string;
  readonly declaration: string;
}

/** A line of the dispatch table. */
export interface EntryView {
  readonly name: string;
  readonly run: string;
  /** Codes that answer it, separated by commas. */
  readonly replies: string;
  readonly replyCount: number;
  /** Whether an OK without payload answers it. */
  readonly emptyAnswer: boolean;
}

/** Whether a protocol has anything to call: messages with codes, or RPCs. */
export function hasStubs(layout: Layout): boolean {
  return layout.rpcs.length > 0 || (layout.frame !== null && layout.messages.some((message) => message.code !== null));
}

/** Everything but the banner. Messages and RPCs of one protocol are one service: the model sees to it that their codes differ. */
export function viewStubs(layout: Layout): Record<string, unknown> {
  const names = new CNames(layout);
  const { prefix, macro } = names;
  const service = `${prefix}_service`;
  const handlers = `${prefix}_handlers`;
  const frame = layout.frame === null ? null : viewFrame(layout, layout.frame, names);
  const rpc = layout.rpc === null ? null : viewRpc(layout, layout.rpc, names);
  // Accessors of the protocol's header, which is included: the functions below must not have their names.
  for (const { name, fields, tails } of layout.aggregates.filter((item) => item.kind === 'struct')) {
    for (const field of fields) for (const what of ['get', 'set']) names.claim(`${name}_${what}_${field.name}`);
    for (const tail of tails) names.claim(`${name}_${tail.name}`);
  }
  const hasCodes = layout.messages.some((message) => message.code !== null);
  const messages = frame === null || !hasCodes ? null : viewStubsMessages(layout, frame, names, service, handlers);
  const rpcs = rpc === null || layout.rpcs.length === 0 ? null : viewStubsRpc(layout, rpc, service, handlers);
  const parts = [messages, rpcs].filter((part) => part !== null);
  return {
    prefix,
    macro,
    protocol: layout.protocol,
    service,
    handlers,
    serve: `${prefix}_serve`,
    fingerprint: `UINT64_C(${layout.fingerprint})`,
    replies: messages?.replies ?? [],
    declarations: parts.flatMap((part) => part.declarations),
    slots: parts.flatMap((part) => part.slots),
    entries: parts.flatMap((part) => part.table),
    ranges: layout.reserved.map(({ first, last, kind, reason }) => ({
      first: literal(BigInt(first), 'u32'),
      last: literal(BigInt(last), 'u32'),
      error: kind === 'reserved' ? 'SLUICE_ERR_RESERVED' : 'SLUICE_ERR_DISABLED',
      reason: stringLiteral(reason),
    })),
    negative: messages?.refuse == null ? 'SLUICE_NO_CODE' : (messages.negative?.name ?? 'SLUICE_NO_CODE'),
    judge: messages?.judge ?? null,
    refuse: messages?.refuse ?? null,
    body: [
      ...(messages === null ? [] : [render(STUBS_MESSAGES_TEMPLATE, messages)]),
      ...(rpcs === null ? [] : [render(STUBS_RPC_TEMPLATE, rpcs)]),
    ]
      .join('')
      .trimEnd(),
  };
}
