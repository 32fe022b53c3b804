/** What a protocol can be asked for: its RPCs, and its messages that travel in frames. */
import type { FrameLayout, Layout, MessageLayout, RpcArgument, RpcEntry, RpcLayout } from '../../layout/types.ts';
import { shapeOf, valueOf } from './value.ts';

interface CallFacts {
  /** C name. */
  readonly name: string;
  /** PascalCase. */
  readonly tsName: string;
  /** What it is called in `methods`, handlers and clients. */
  readonly member: string;
  readonly code: number;
  /** Type of what the caller gives; `Record<string, never>` in effect where {@link hasInput} says no. */
  readonly input: string;
  readonly hasInput: boolean;
  /** Type of what the handler gives back. */
  readonly output: string;
  /** `send` when nobody answers. */
  readonly mode: 'call' | 'send' | 'multicast';
  /** Whether a whole server must handle it: only what is nothing but an answer may be left out. */
  readonly isRequired: boolean;
  readonly header: 'Header' | 'RpcHeader';
}

export type MessageCall = CallFacts & {
  readonly kind: 'message';
  readonly message: MessageLayout;
  readonly frame: FrameLayout;
  readonly replies: readonly MessageLayout[];
  /**
   * Of a request that names no reply: the negative answer, which says success with 0, or an answer without payload. Null when it has replies, or
   * asks for nothing.
   */
  readonly acknowledgement: MessageLayout | 'empty' | null;
};
export type RpcCall = CallFacts & { readonly kind: 'rpc'; readonly entry: RpcEntry; readonly rpc: RpcLayout };
export type StubCall = MessageCall | RpcCall;

/** In schema order. */
export function callsOf(layout: Layout): StubCall[] {
  const { frame, rpc } = layout;
  return [
    ...(frame === null ? [] : layout.messages.map((message) => messageCall(message, frame, layout))),
    ...(rpc === null ? [] : layout.rpcs.map((entry) => rpcCall(entry, rpc))),
  ];
}

function messageCall(message: MessageLayout, frame: FrameLayout, layout: Layout): MessageCall {
  const replies = message.reply.flatMap((name) => layout.messages.find((other) => other.name === name) ?? []);
  const [only] = replies;
  const isAcknowledged = only === undefined && (message.kind === 'request' || message.kind === 'both');
  const negative = layout.messages.find((other) => other.negative !== null) ?? 'empty';
  return {
    kind: 'message',
    name: message.name,
    tsName: message.tsName,
    member: memberName(message.tsName),
    code: message.code ?? 0,
    input: message.tsName,
    hasInput: message.struct !== null,
    output: only === undefined ? 'void' : replies.length > 1 ? `${message.tsName}Output` : outputOf(only),
    mode: only === undefined && !isAcknowledged ? 'send' : 'call',
    isRequired: message.kind !== 'response',
    header: 'Header',
    message,
    frame,
    replies,
    acknowledgement: isAcknowledged ? negative : null,
  };
}

/** An answer without fields says no more than that it came. */
function outputOf(reply: MessageLayout): string {
  return reply.struct === null ? 'void' : reply.tsName;
}

function rpcCall(entry: RpcEntry, rpc: RpcLayout): RpcCall {
  return {
    kind: 'rpc',
    name: entry.name,
    tsName: entry.tsName,
    member: memberName(entry.tsName),
    code: entry.index,
    input: `${entry.tsName}Input`,
    hasInput: inputsOf(entry).length > 0,
    output: outputsOf(entry).length === 0 ? 'void' : `${entry.tsName}Output`,
    mode: entry.mode === 'oneway' ? 'send' : entry.mode === 'multicast' ? 'multicast' : 'call',
    isRequired: true,
    header: 'RpcHeader',
    entry,
    rpc,
  };
}

export function inputsOf(entry: RpcEntry): RpcArgument[] {
  return entry.args.filter(({ dir }) => dir === 'in');
}

export function outputsOf(entry: RpcEntry): RpcArgument[] {
  return entry.args.filter(({ dir }) => dir === 'out');
}

/** Names of the properties that an argument becomes. */
export function namesOf(argument: RpcArgument): string[] {
  return shapeOf(valueOf(argument)) === 'pair' ? [`${argument.tsName}Lo`, `${argument.tsName}Hi`] : [argument.tsName];
}

/** `PidKill` -> `pidKill`. */
function memberName(tsName: string): string {
  return tsName.charAt(0).toLowerCase() + tsName.slice(1);
}
