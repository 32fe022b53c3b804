import { child, type ProblemList, spanOf } from '../load/index.ts';
import type { FrameModel, MessageModel, Model } from '../model/index.ts';
import { alignUp } from './data-models.ts';
import type { TypeLayouts } from './layout-types.ts';
import { largestOf, Roles } from './roles.ts';
import type { FieldLayout, FrameLayout, StructLayout } from './types.ts';

/** The header of a protocol's frames by roles; null without a frame, or without a usable header. */
export function layoutFrame(model: Model, types: TypeLayouts, problems: ProblemList | null): FrameLayout | null {
  const { frame } = model;
  if (!frame) return null;
  const header = types.structOf(frame.header);
  const roles = new Roles(header, frame.header, problems);
  const code = roles.first('code') && roles.find('code');
  const layout = {
    header,
    min: frame.min,
    align: frame.align,
    max: frame.max,
    size: roles.find('size'),
    source: roles.find('source'),
    destination: roles.find('destination'),
    sequence: roles.find('sequence'),
  };
  if (problems && !frame.header.broken) checkHeader(frame, layout, roles, model.messages, types, problems);
  if (code && problems) checkWidth(model.messages, code, problems);
  return code && { ...layout, code };
}

function checkHeader(
  frame: FrameModel,
  layout: Omit<FrameLayout, 'code'>,
  roles: Roles,
  messages: readonly MessageModel[],
  types: TypeLayouts,
  problems: ProblemList,
): void {
  const { header } = layout;
  const span = spanOf(frame.raw, 'header');
  if (header.tails.length > 0) {
    problems.add('TAI004', span, `the header \`${header.name}\` has a tail, but bodies follow it`, {
      fix: 'move the tail into the bodies',
    });
    return;
  }
  if (!roles.first('code') && !roles.areBroken) {
    problems.add('COD004', span, `no field of \`${header.name}\` has \`role: code\``, {
      fix: 'add `role: code` to the field that names the message',
    });
  }
  roles.refuse(['args'], 'a frame header');
  if (!frame.isSure) return;
  if (frame.max < header.size) {
    problems.add('COD008', spanOf(frame.raw, 'max'), `\`max: ${frame.max}\` is below the ${header.size} bytes of the header`, {
      fix: 'raise `max`',
    });
    return;
  }
  const sized = messages.filter(({ struct }) => !struct || !types.isUnsound({ kind: 'struct', struct }));
  const sizes = new FrameSizes(layout, types);
  for (const message of sized) {
    const { least } = sizes.of(message);
    if (least <= frame.max) continue;
    problems.add(
      'COD008',
      spanOf(message.raw, 'name'),
      `\`${message.name}\` needs at least ${least} bytes, but a frame has at most ${frame.max}`,
      { fix: 'raise `max` of the frame' },
    );
  }
  if (!roles.first('size') && !roles.areBroken) checkSameSize(sized, sizes, header, span, problems);
}

/** Without a size field every frame must have the same length, or nobody knows where one ends. */
function checkSameSize(
  messages: readonly MessageModel[],
  sizes: FrameSizes,
  header: StructLayout,
  span: ReturnType<typeof spanOf>,
  problems: ProblemList,
): void {
  const [first] = messages;
  const other = messages.find((message) => {
    const { least, most } = sizes.of(message);
    return least !== most || (first && least !== sizes.of(first).least);
  });
  if (!first || !other) return;
  const { least, most } = sizes.of(other);
  const found =
    least !== most
      ? `\`${other.name}\` varies in length`
      : `\`${first.name}\` has ${sizes.of(first).least} bytes and \`${other.name}\` ${least}`;
  problems.add('COD004', span, `${found}, but no field of \`${header.name}\` has \`role: size\``, {
    fix: 'add `role: size` to the field that holds the length of the frame',
  });
}

/** Bytes that frames of a message take. */
class FrameSizes {
  readonly #frame: Omit<FrameLayout, 'code'>;
  readonly #types: TypeLayouts;

  constructor(frame: Omit<FrameLayout, 'code'>, types: TypeLayouts) {
    this.#frame = frame;
    this.#types = types;
  }

  of({ struct }: MessageModel): { readonly least: number; readonly most: number | null } {
    const { header, min, align } = this.#frame;
    const body = struct && this.#types.structOf(struct);
    const frameOf = (bytes: number): number => alignUp(Math.max(min, header.size + bytes), align);
    const most = body ? body.maxSize : 0;
    return { least: frameOf(body?.minSize ?? 0), most: most === null ? null : frameOf(most) };
  }
}

function checkWidth(messages: readonly MessageModel[], code: FieldLayout, problems: ProblemList): void {
  const max = largestOf(code);
  for (const message of messages) {
    if (message.code === null || BigInt(message.code) <= max) continue;
    const span = spanOf(message.raw, child(message.raw, 'code') ? 'code' : 'name');
    problems.add(
      'COD002',
      span,
      `the code ${message.code} of \`${message.name}\` does not fit \`${code.name}\` (${code.typeName}, at most ${max})`,
      {
        fix: `use a smaller code, or widen \`${code.name}\``,
      },
    );
  }
}
