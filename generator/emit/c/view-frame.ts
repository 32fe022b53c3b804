/** What a header has for frames: which codes there are, the length of a frame, and a header with its body in both directions. */
import type { FieldLayout, FrameLayout, Layout, MessageLayout, ReservedCode } from '../../layout/types.ts';
import type { CNames } from './c-names.ts';
import { cAggregate, cScalar, loadScalar, scalarOf } from './c-types.ts';
import { tame } from './comment.ts';
import { type Judge, Judges, mostOf } from './judge.ts';
import { literal } from './literals.ts';
import { wholeType } from './whole.ts';

/** Codes that are not in use, and the error that says so. */
export interface ReservedView {
  readonly condition: string;
  readonly error: string;
  readonly reason: string;
}

interface MessageView {
  readonly name: string;
  /** The body's C type; null when the message has no fields. */
  readonly whole: string | null;
  /** Measures the body; null when its size is a constant. */
  readonly measure: string | null;
  readonly size: number;
  readonly put: string;
  readonly walk: string;
  readonly encode: string;
  readonly decode: string;
}

/** What every message's functions refer to. */
interface SharedView {
  readonly prefix: string;
  readonly tag: string;
  readonly header: string;
  /** The size field as errors name it: a C string or NULL. */
  readonly sizePath: string;
  readonly sizeOffset: number;
  /** Most that `max` and the size field allow. */
  readonly most: string;
}

export interface FrameView extends SharedView {
  readonly shared: SharedView;
  readonly nameOf: string;
  readonly lengthOf: string;
  readonly decode: string;
  readonly headerName: string;
  readonly headerSize: number;
  readonly headerFixed: string;
  readonly headerLoad: string;
  readonly headerStore: string;
  readonly judges: readonly Judge[];
  readonly judge: string | null;
  readonly code: { readonly name: string; readonly type: string; readonly offset: number };
  readonly size: { readonly name: string; readonly type: string; readonly offset: number; readonly load: string } | null;
  readonly least: number;
  readonly min: number;
  readonly align: number | null;
  readonly max: number;
  /** Whether the size field can say more than `max`. */
  readonly canExceed: boolean;
  readonly reserved: readonly ReservedView[];
  readonly messages: readonly MessageView[];
}

export function viewFrame(layout: Layout, frame: FrameLayout, names: CNames): FrameView {
  const { header, size } = frame;
  const { prefix } = names;
  const judges = new Judges(names, '');
  // Code and size have errors of their own.
  const others = {
    ...header,
    fields: header.fields.filter((field) => field.name !== frame.code.name && field.name !== size?.name),
  };
  const sizeScalar = size === null ? 'u64' : (scalarOf(size.type) ?? 'u32');
  const most = BigInt(frame.max) < mostOf(sizeScalar) ? BigInt(frame.max) : mostOf(sizeScalar);
  const shared: SharedView = {
    prefix,
    tag: names.claim(`${prefix}_frame`),
    header: cAggregate(header),
    sizePath: size === null ? 'NULL' : `"${size.name}"`,
    sizeOffset: size?.offset ?? 0,
    most: String(most),
  };
  return {
    ...shared,
    shared,
    nameOf: names.claim(`${prefix}_message_name`),
    lengthOf: names.claim(`${prefix}_frame_length`),
    decode: names.claim(`${prefix}_frame_decode`),
    headerName: header.name,
    headerSize: header.size,
    headerFixed: `${header.name}__fixed`,
    headerLoad: names.of(header).load,
    headerStore: names.of(header).store,
    judge: judges.addStruct(`${prefix}__judge_header`, others, null),
    judges: judges.list,
    code: { name: frame.code.name, type: fieldType(frame.code), offset: frame.code.offset },
    size:
      size === null
        ? null
        : {
            name: size.name,
            type: fieldType(size),
            offset: size.offset,
            load: loadScalar(sizeScalar, size.byteOrder, size.offset === 0 ? 'buf' : `(const uint8_t *)buf + ${size.offset}`),
          },
    least: Math.max(frame.min, header.size),
    min: frame.min,
    align: frame.align === 1 ? null : frame.align,
    max: frame.max,
    canExceed: size !== null && mostOf(sizeScalar) > BigInt(frame.max),
    reserved: viewReserved(
      layout.reserved.filter((range) => range.space === 'message'),
      frame.code,
      'code',
    ),
    messages: layout.messages.filter((message) => message.code !== null).map((message) => viewMessage(message, names)),
  };
}

function fieldType(field: FieldLayout): string {
  return cScalar(scalarOf(field.type) ?? 'u8');
}

export function viewReserved(ranges: readonly ReservedCode[], field: FieldLayout, code: string): ReservedView[] {
  const scalar = scalarOf(field.type) ?? 'u8';
  const show = (value: number): string => literal(BigInt(value), scalar);
  return ranges.map(({ first, last, kind, reason }) => ({
    condition:
      first === last
        ? `${code} == ${show(first)}`
        : first === 0
          ? `${code} <= ${show(last)}`
          : `${code} >= ${show(first)} && ${code} <= ${show(last)}`,
    error: kind === 'reserved' ? 'SLUICE_ERR_CODE_RESERVED' : 'SLUICE_ERR_CODE_DISABLED',
    reason: tame(reason),
  }));
}

function viewMessage(message: MessageLayout, names: CNames): MessageView {
  const { name, struct } = message;
  const functionPrefix = name.toLowerCase();
  return {
    name,
    whole: struct === null ? null : wholeType(struct, names),
    measure: struct === null || struct.tails.length === 0 ? null : names.of(struct).size,
    size: struct?.fixedSize ?? 0,
    put: struct === null ? '' : `${struct.name}__put`,
    walk: struct === null ? '' : `${struct.name}__walk`,
    encode: names.claim(`${functionPrefix}_encode_frame`),
    decode: names.claim(`${functionPrefix}_decode_frame`),
  };
}
