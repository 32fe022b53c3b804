/** Client and server of every message: requests with their answers, and everything one-way. */
import type { FieldLayout, Layout, MessageLayout } from '../../layout/types.ts';
import type { CNames } from './c-names.ts';
import { cScalar, scalarOf } from './c-types.ts';
import { blockComment, docText } from './comment.ts';
import type { FrameView } from './view-frame.ts';
import type { Declaration, EntryView, Slot } from './view-stubs.ts';
import { memberName, signature } from './view-stubs-names.ts';
import { fixedMember } from './whole.ts';

interface ReplyView {
  readonly name: string;
  readonly lower: string;
  readonly member: string;
  readonly whole: string | null;
  readonly decode: string;
}

interface MessageStubView extends ReplyView {
  readonly measure: string | null;
  readonly size: number;
  readonly encode: string;
  readonly decodeBody: string;
  readonly targetOf: string;
  readonly sendSignature: string;
  /** Whether it is a request. */
  readonly call: boolean;
  /** A request that names no reply: it is answered by the negative answer with 0, or by no payload at all. */
  readonly acknowledged: boolean;
  readonly emptyAnswer: boolean;
  readonly callSignature: string;
  readonly replies: readonly ReplyView[];
  readonly firstReply: string;
  /** Several answers: a struct with the code and a union. */
  readonly tagged: boolean;
  readonly outType: string | null;
}

/** The struct that holds one of several answers. */
interface ReplyStruct {
  readonly request: string;
  readonly tag: string;
  readonly codeType: string;
  readonly members: readonly { readonly type: string; readonly name: string; readonly code: string }[];
}

interface Negative {
  readonly name: string;
  readonly lower: string;
  readonly whole: string;
  readonly field: string;
  readonly decode: string;
}

export interface StubsMessagesView {
  readonly prefix: string;
  readonly header: string;
  readonly headerSize: number;
  readonly least: number;
  readonly align: number | null;
  readonly tag: string;
  readonly decode: string;
  readonly code: string;
  readonly sequence: string | null;
  readonly source: string | null;
  readonly sourceType: string;
  readonly destination: string | null;
  readonly destinationType: string;
  readonly service: string;
  readonly handlers: string;
  /** Whether any request has a reply of its own. */
  readonly hasReplies: boolean;
  readonly needsAnswer: boolean;
  readonly judge: string | null;
  readonly refuse: string | null;
  readonly negative: Negative | null;
  /** Codes that a descriptor answers, not a frame. */
  readonly rpcs: readonly string[];
  readonly messages: readonly MessageStubView[];
  readonly replies: readonly ReplyStruct[];
  readonly declarations: readonly Declaration[];
  readonly slots: readonly Slot[];
  readonly table: readonly EntryView[];
}

export function viewStubsMessages(
  layout: Layout,
  frame: FrameView,
  names: CNames,
  service: string,
  handlers: string,
): StubsMessagesView {
  const { frame: roles } = layout;
  const all = layout.messages.filter((message) => message.code !== null);
  const codecs = new Map(frame.messages.map((message) => [message.name, message]));
  const destination = roles?.destination?.name ?? null;
  const targetOf = destination === null ? '0' : `header != NULL ? (uint32_t)header->${destination} : 0`;

  const viewReply = (name: string): ReplyView => ({
    name,
    lower: name.toLowerCase(),
    member: memberName(name, layout),
    whole: codecs.get(name)?.whole ?? null,
    decode: codecs.get(name)?.decode ?? '',
  });
  const codeType = frame.code.type;
  const structs: ReplyStruct[] = [];
  const outOf = (message: MessageLayout, replies: readonly ReplyView[]): string | null => {
    if (replies.length < 2) return replies[0]?.whole ?? null;
    const tag = names.claim(`${message.name.toLowerCase()}_reply`);
    structs.push({
      request: message.name,
      tag,
      codeType,
      members: replies.flatMap(({ whole, member, name }) => (whole === null ? [] : [{ type: whole, name: member, code: name }])),
    });
    return `struct ${tag}`;
  };

  const negative = viewNegative(all, viewReply);
  const messages = all.map((message): MessageStubView => {
    const own = viewReply(message.name);
    const codec = codecs.get(message.name);
    const replies = message.reply.map(viewReply);
    const outType = outOf(message, replies);
    const acknowledged = replies.length === 0 && (message.kind === 'request' || message.kind === 'both');
    const call = replies.length > 0 || acknowledged;
    const inputs = [`const ${frame.header} *header`, ...(own.whole === null ? [] : [`const ${own.whole} *in`])];
    const client = (suffix: string, parameters: readonly string[]): string =>
      signature(`int ${names.claim(`${own.lower}_${suffix}`)}`, ['struct sluice_transport *transport', ...parameters]);
    return {
      ...own,
      measure: codec?.measure ?? null,
      size: codec?.size ?? 0,
      encode: codec?.encode ?? '',
      decodeBody: own.decode,
      targetOf,
      sendSignature: client('send', inputs),
      call,
      acknowledged,
      emptyAnswer: acknowledged && negative === null,
      callSignature: call ? client('call', [...inputs, ...(outType === null ? [] : [`${outType} *out`])]) : '',
      replies,
      firstReply: replies[0]?.name ?? '',
      tagged: replies.length > 1,
      outType,
    };
  });
  const hasReplies = messages.some((message) => message.replies.length > 0);
  const rpcs = layout.rpcs.filter(({ mode }) => mode !== 'oneway').map(({ name }) => name);
  const hasRequests = rpcs.length > 0 || messages.some((message) => message.call);
  return {
    prefix: frame.prefix,
    header: frame.header,
    headerSize: frame.headerSize,
    least: frame.least,
    align: frame.align,
    tag: frame.tag,
    decode: frame.decode,
    code: frame.code.name,
    sequence: roles?.sequence?.name ?? null,
    source: roles?.source?.name ?? null,
    sourceType: typeOf(roles?.source),
    destination,
    destinationType: typeOf(roles?.destination),
    service,
    handlers,
    hasReplies,
    needsAnswer: hasReplies || (hasRequests && negative !== null),
    judge: hasRequests ? `${frame.prefix}__judge_answer` : null,
    refuse: hasRequests && negative !== null ? `${frame.prefix}__refuse_call` : null,
    negative,
    rpcs,
    messages,
    replies: structs,
    declarations: messages.flatMap((message, at) => declare(message, all[at])),
    slots: messages.map(({ member, name, whole, outType }) => ({
      name,
      declaration: signature(
        `int (*${member})`,
        [
          'struct sluice_call_context *context',
          `const ${frame.header} *header`,
          ...(whole === null ? [] : [`const ${whole} *in`]),
          ...(outType === null ? [] : [`${outType} *out`]),
        ],
        1,
      ),
    })),
    table: messages.map(({ name, lower, replies, acknowledged, emptyAnswer }) => {
      const answers = acknowledged ? [negative?.name ?? name] : replies.map((reply) => reply.name);
      return { name, run: `${lower}__run`, replies: answers.join(', '), replyCount: answers.length, emptyAnswer };
    }),
  };
}

function typeOf(field: FieldLayout | null | undefined): string {
  return cScalar(field == null ? 'u32' : (scalarOf(field.type) ?? 'u32'));
}

function declare(message: MessageStubView, layout: MessageLayout | undefined): Declaration[] {
  const doc = layout === undefined ? '' : docText(layout);
  const send = {
    comment: blockComment([`${message.name}, one-way${doc === '' ? '.' : `: ${doc}`}`]),
    signature: message.sendSignature,
  };
  if (!message.call) return [send];
  const replies = message.replies.map((reply) => reply.name).join(' or ');
  const answered = message.acknowledged
    ? 'answered once it is done.'
    : `answered by ${replies}. What \`out\` points to is valid until the next call.`;
  return [
    send,
    {
      comment: blockComment([`${message.name}, ${answered} -SLUICE_ERR_REFUSED for a negative answer.`]),
      signature: message.callSignature,
    },
  ];
}

function viewNegative(messages: readonly MessageLayout[], viewReply: (name: string) => ReplyView): Negative | null {
  for (const { name, negative, struct } of messages) {
    if (negative === null || struct === null) continue;
    const { lower, whole, decode } = viewReply(name);
    if (whole === null || cScalar(scalarOf(negative.type) ?? 'u8').startsWith('u')) continue;
    const field = struct.tails.length > 0 ? `${fixedMember(struct)}.${negative.name}` : negative.name;
    return { name, lower, whole, field, decode };
  }
  return null;
}
