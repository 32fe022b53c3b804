import { errorNames } from '../../layout/index.ts';
import type { Layout } from '../../layout/types.ts';
import { bannerOf } from '../banner.ts';
import type { OutputFile } from '../output-file.ts';
import { CNames, protocolPrefix } from './c-names.ts';
import { cScalar } from './c-types.ts';
import { blockComment, docText } from './comment.ts';
import { layoutFacts } from './layout-facts.ts';
import { stringLiteral } from './literals.ts';
import { render } from './render.ts';
import { STRUCT_TEMPLATE, UNION_TEMPLATE } from './template-codec.ts';
import { FRAME_TEMPLATE, MESSAGE_TEMPLATE } from './template-frame.ts';
import { ASSERTS_TEMPLATE, ENUM_TEMPLATE, HEADER_TEMPLATE, IDENTITY_TEMPLATE } from './template-header.ts';
import { LAYOUT_TEMPLATE } from './template-layout.ts';
import { RPC_TEMPLATE } from './template-rpc.ts';
import { STUBS_HEADER_TEMPLATE, STUBS_SOURCE_TEMPLATE } from './template-stubs.ts';
import { viewStructCodec, viewUnionCodec } from './view-codec.ts';
import { viewFrame } from './view-frame.ts';
import { viewIdentity } from './view-identity.ts';
import { viewLayout } from './view-layout.ts';
import { viewRpc } from './view-rpc.ts';
import { hasStubs, viewStubs } from './view-stubs.ts';

/** `<protocol>.h`, `<protocol>_asserts.h` and, where there is something to call, `<protocol>_stubs.h` and `.c`. */
export function emitC(layout: Layout): OutputFile[] {
  const prefix = protocolPrefix(layout);
  return [
    { path: `${prefix}.h`, text: emitHeader(layout) },
    { path: `${prefix}_asserts.h`, text: emitAsserts(layout) },
    ...(hasStubs(layout) ? emitStubs(layout, prefix) : []),
  ];
}

function emitStubs(layout: Layout, prefix: string): OutputFile[] {
  const view = viewStubs(layout);
  const header = [
    `${title(layout)}: clients and servers, over any transport of libsluice.`,
    docText(layout),
    bannerOf(layout),
    'docs/transport.md has the wire, sluice/call.h what happens around a call: timeouts, nested calls, counters.',
  ];
  return [
    { path: `${prefix}_stubs.h`, text: render(STUBS_HEADER_TEMPLATE, { ...view, banner: blockComment(header) }) },
    {
      path: `${prefix}_stubs.c`,
      text: render(STUBS_SOURCE_TEMPLATE, {
        ...view,
        banner: blockComment([`${title(layout)}: see ${prefix}_stubs.h.`, bannerOf(layout)]),
      }),
    },
  ];
}

function emitHeader(layout: Layout): string {
  const names = new CNames(layout);
  return render(HEADER_TEMPLATE, {
    banner: blockComment([title(layout), docText(layout), bannerOf(layout), ...howToRead(names)]),
    prefix: names.prefix,
    macro: names.macro,
    identityPart: render(IDENTITY_TEMPLATE, viewIdentity(layout, names)).trimEnd(),
    layoutPart: render(LAYOUT_TEMPLATE, viewLayout(layout, names)).trimEnd(),
    codecPart: [...emitEnums(layout, names), ...emitAggregates(layout, names), ...emitFrames(layout, names)].join('').trimEnd(),
  });
}

function emitAsserts(layout: Layout): string {
  const prefix = protocolPrefix(layout);
  return render(ASSERTS_TEMPLATE, {
    banner: blockComment([`${title(layout)}: what the compiler has to agree with.`, bannerOf(layout)]),
    prefix,
    macro: prefix.toUpperCase(),
    groups: layoutFacts(layout).map(({ title: type, facts }) => ({
      title: type,
      lines: facts.map(({ struct, field, what, expression, expected }) => ({
        expression,
        expected,
        message: stringLiteral(`${what} of ${field === null ? struct : `${struct}.${field}`} is not ${expected}`),
      })),
    })),
  });
}

function title({ protocol, config, dataModel }: Layout): string {
  return `${protocol}${config === null ? '' : `, config ${config}`}, data model ${dataModel}`;
}

/** The families of functions, for whoever meets the file in a debugger. */
function howToRead(names: CNames): string[] {
  return [
    'Functions return 0 or -SLUICE_ERR_...; the error may be NULL. For a struct x:',
    'x_check() looks at the structure of some bytes once; x_get_...() and x_set_...() then read and write fields; x_<tail>() finds a tail.',
    'x_decode() copies the bytes and judges every value; x_encode() is its inverse. With tails they take an x_message: x and a span per tail.',
    `Define ${names.macro}_LAYOUT_ONLY for the types alone.`,
  ];
}

function emitEnums(layout: Layout, names: CNames): string[] {
  return layout.enums
    .filter((item) => !item.open)
    .map((item) =>
      render(ENUM_TEMPLATE, {
        tag: item.name,
        name: names.isKnown(item),
        type: cScalar(item.scalar),
        labels: item.values.map((value) => value.name),
      }),
    );
}

function emitAggregates(layout: Layout, names: CNames): string[] {
  const errorName = errorNames(layout);
  return layout.aggregates.map((item) =>
    item.kind === 'union'
      ? render(UNION_TEMPLATE, viewUnionCodec(item, names))
      : render(STRUCT_TEMPLATE, viewStructCodec(item, errorName(item), names)),
  );
}

function emitFrames(layout: Layout, names: CNames): string[] {
  const parts: string[] = [];
  if (layout.frame !== null) {
    const view = viewFrame(layout, layout.frame, names);
    parts.push(
      render(FRAME_TEMPLATE, view),
      ...view.messages.map((message) => render(MESSAGE_TEMPLATE, { ...view.shared, ...message })),
    );
  }
  if (layout.rpc !== null) parts.push(render(RPC_TEMPLATE, viewRpc(layout, layout.rpc, names)));
  return parts;
}
