import { child, type ProblemList, spanOf } from '../load/index.ts';
import type { FieldModel, PadModel, Packing, StructModel, TailModel } from '../model/index.ts';
import { checkAssertion, type LayoutTarget } from './assertions.ts';
import { alignUp, resolveByteOrder } from './data-models.ts';
import type { TypeLayouts } from './layout-types.ts';
import { layoutTails, type TailsLayout } from './layout-tails.ts';
import { describeStruct, fingerprintOf } from './fingerprint.ts';
import type { FieldLayout, JsPolicy, StructLayout, TypeRef } from './types.ts';

/** Structs of a gigabyte or more are a mistake, and would overflow 32-bit offsets. */
const MAX_STRUCT_SIZE = 0x3fff_ffff;
const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** Computes every offset of one struct and checks what the schema asserts about them. */
export function layoutStruct(model: StructModel, types: TypeLayouts, target: LayoutTarget, problems: ProblemList | null): StructLayout {
  const report = model.broken ? null : problems;
  const fields: FieldLayout[] = [];
  const pads: { offset: number; size: number }[] = [];
  const placed: string[] = [];
  const byModel = new Map<FieldModel, FieldLayout>();
  let end = 0;
  let align = 1;
  let sound: ProblemList | null = problems;
  for (const [at, member] of model.members.entries()) {
    if (at >= model.soundMembers) sound = null;
    if (isBroken(member)) {
      sound = null;
      continue; // it may contain itself
    }
    const own = member.kind === 'pad' ? 1 : alignOf(member, types, model.packing);
    const offset = alignUp(end, own);
    align = Math.max(align, own);
    const size = member.kind === 'pad' ? member.size : sizeOf(member, types);
    const name = member.kind === 'pad' ? 'pad' : member.name;
    checkAssertion('LAY002', member.at, offset, (at) => ({
      message: `\`${name}\` says \`at: ${at}\`, but its offset is ${offset}${whyOffset(placed, end, offset, model.packing)}`,
      layoutSoFar: placed.join(', '),
    }), target, sound);
    if (member.kind === 'pad') pads.push({ offset, size });
    else {
      const field = layoutField(member, offset, types, byModel, model);
      byModel.set(member, field);
      fields.push(field);
    }
    end = offset + size;
    placed.push(`${name} ${offset}-${end}`);
    if (end > MAX_STRUCT_SIZE) break;
  }
  const tails = layoutTails(model, end, fields, byModel, types);
  const size = alignUp(tails.declaredEnd, align);
  if (report) checkSize(model, { size, align, end, tails, placed }, target, report);
  const partial = {
    ...documentedOf(model),
    kind: 'struct' as const,
    name: model.name,
    tag: model.tag,
    typedef: model.typedef,
    tsName: model.tsName,
    size,
    align,
    packing: packingText(model.packing),
    fixedSize: model.tails.length > 0 ? tails.fixedSize : size,
    minSize: model.tails.length > 0 ? tails.minSize : size,
    maxSize: model.tails.length > 0 ? tails.maxSize : size,
    fields,
    pads,
    tails: tails.tails,
    cHeader: model.cHeader,
  };
  const canonical = describeStruct(partial);
  return { ...partial, canonical, fingerprint: fingerprintOf(canonical) };
}

function checkSize(
  model: StructModel,
  sizes: { size: number; align: number; end: number; tails: TailsLayout; placed: readonly string[] },
  target: LayoutTarget,
  problems: ProblemList,
): void {
  const { size, align, placed } = sizes;
  if (size > MAX_STRUCT_SIZE) {
    problems.add('LAY013', spanOf(model.raw, 'name'), `\`${model.name}\` has more than ${MAX_STRUCT_SIZE} bytes`);
    return;
  }
  if (size === 0 && model.tails.length === 0) {
    problems.add('LAY013', spanOf(model.raw, 'fields'), `\`${model.name}\` has no bytes`, { fix: 'give it a field; a message without fields needs no `body:`' });
  }
  const layoutSoFar = [...placed, ...(size > sizes.end ? [`end ${size}`] : [])].join(', ');
  checkAssertion('LAY003', child(model.raw, 'size'), size, (asserted) => ({
    message: `\`${model.name}\` says \`size: ${asserted}\`, but it has ${size} bytes`,
    layoutSoFar,
  }), target, problems);
  checkAssertion('LAY004', child(model.raw, 'align'), align, (asserted) => ({
    message: `\`${model.name}\` says \`align: ${asserted}\`, but it is aligned to ${align}`,
    layoutSoFar,
  }), target, problems);
}

function whyOffset(placed: readonly string[], end: number, offset: number, packing: Packing): string {
  const before = placed.at(-1)?.split(' ')[0];
  if (before === undefined) return ': it is the first';
  const text = packingText(packing);
  return offset === end ? `: \`${before}\` ends at ${end} and the struct is ${text}` : `: \`${before}\` ends at ${end} and ${offset - end} bytes of padding follow (${text})`;
}

/** A member whose type has no certain size; offsets from it on mean nothing. */
export function isBroken(member: FieldModel | PadModel | TailModel): boolean {
  const type = member.kind === 'pad' ? null : member.type;
  if (!type) return false;
  return (type.kind === 'struct' && type.struct.broken) || (type.kind === 'union' && type.union.broken);
}

function alignOf(field: FieldModel, types: TypeLayouts, packing: Packing): number {
  if (packing.kind === 'packed') return 1;
  const natural = types.alignOf(field.type);
  return packing.max === null ? natural : Math.min(natural, packing.max);
}

function sizeOf(field: FieldModel | PadModel, types: TypeLayouts): number {
  return field.kind === 'pad' ? field.size : types.sizeOf(field.type) * (field.count ?? 1);
}

function layoutField(
  model: FieldModel,
  offset: number,
  types: TypeLayouts,
  byModel: ReadonlyMap<FieldModel, FieldLayout>,
  struct: StructModel,
): FieldLayout {
  const type = types.refOf(model.type);
  const elementSize = types.sizeOf(model.type);
  const js = jsPolicyOf(type, model.js, model.type);
  const [min, max] = impliedRange(js, type, model.min, model.max);
  return {
    ...documentedOf(model),
    name: model.name,
    tsName: model.tsName,
    type,
    typeName: types.nameOf(model.type),
    offset,
    size: elementSize * (model.count ?? 1),
    elementSize,
    count: model.count,
    byteOrder: resolveByteOrder(model.byteOrder, types.dataModel),
    js,
    unit: model.unit,
    min,
    max,
    sentinels: model.sentinels,
    bits: model.bits,
    role: model.role,
    tag: model.tag ? (byModel.get(model.tag) ?? null) : null,
    counts: countedBy(model, struct.tails),
  };
}

function countedBy(field: FieldModel, tails: readonly TailModel[]): string | null {
  return tails.find((tail) => tail.countField === field)?.name ?? null;
}

/** 64-bit integers are bigints unless the schema says otherwise; sizes (`usize`, `isize`) are numbers. */
export function jsPolicyOf(type: TypeRef, written: JsPolicy | null, model: FieldModel['type']): JsPolicy | null {
  const scalar = type.kind === 'scalar' ? type.scalar : type.kind === 'enum' ? type.enum.scalar : type.kind === 'flags' ? type.flags.scalar : null;
  if (scalar !== 'u64' && scalar !== 'i64') return null;
  if (written) return written;
  return model.kind === 'scalar' && (model.scalar === 'usize' || model.scalar === 'isize') ? 'number' : 'bigint';
}

/** A `js: number` field holds safe integers only, in both languages. */
export function impliedRange(js: JsPolicy | null, type: TypeRef, min: bigint | null, max: bigint | null): [bigint | null, bigint | null] {
  if (js !== 'number' || type.kind !== 'scalar') return [min, max];
  const low = type.scalar === 'i64' ? -SAFE : null;
  return [min !== null && (low === null || min > low) ? min : low, max !== null && max < SAFE ? max : SAFE];
}

export function packingText(packing: Packing): string {
  if (packing.kind === 'packed') return 'packed';
  return packing.max === null ? 'natural' : `natural(max=${packing.max})`;
}

export function documentedOf(item: { doc: string; since: string | null; deprecated: string | null; origin: string }): {
  doc: string;
  since: string | null;
  deprecated: string | null;
  origin: string;
} {
  return { doc: item.doc, since: item.since, deprecated: item.deprecated, origin: item.origin };
}
