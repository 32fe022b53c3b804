import { type ProblemList, spanOf } from '../load/index.ts';
import type { FieldModel, Packing, PadModel, StructModel } from '../model/index.ts';
import { checkAssertions, type LayoutTarget } from './assertions.ts';
import { alignUp, resolveByteOrder } from './data-models.ts';
import { describeStruct, fingerprintOf } from './fingerprint.ts';
import { layoutTails } from './layout-tails.ts';
import type { TypeLayouts } from './layout-types.ts';
import type { FieldLayout, JsPolicy, StructLayout, TypeRef } from './types.ts';

/** Structs of a gigabyte or more are a mistake, and would overflow 32-bit offsets. */
const MAX_STRUCT_SIZE = 0x3fff_ffff;
/** Most members that a problem lists. */
const SHOWN_MEMBERS = 16;
const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** Computes every offset of one struct and checks what the schema asserts about them. */
export function layoutStruct(
  model: StructModel,
  types: TypeLayouts,
  target: LayoutTarget,
  problems: ProblemList | null,
): StructLayout {
  const fields: FieldLayout[] = [];
  const pads: { offset: number; size: number }[] = [];
  const placed: string[] = [];
  const byModel = new Map<FieldModel, FieldLayout>();
  const counted = countedTails(model);
  let end = 0;
  let align = 1;
  let shift = 0;
  let sound = true;
  for (const [at, member] of model.members.entries()) {
    if (at >= model.soundMembers) sound = false;
    if (member.kind === 'field' && types.isUnsound(member.type)) {
      sound = false;
      continue; // it may contain itself
    }
    const own = member.kind === 'pad' ? 1 : alignOf(member, types, model.packing);
    const offset = alignUp(end, own);
    align = Math.max(align, own);
    const name = member.kind === 'pad' ? 'pad' : member.name;
    const computed = {
      value: offset,
      message: (asserted: number) =>
        `\`${name}\` says \`at: ${asserted}\`, but its offset is ${offset}${whyOffset(placed, end, offset, model.packing)}`,
      layoutSoFar: () => listOf(placed),
    };
    shift = checkAssertions('LAY002', member.at, computed, shift, target, sound ? problems : null) || shift;
    if (member.kind === 'pad') pads.push({ offset, size: member.size });
    else {
      const field = layoutField(member, offset, types, byModel, counted.get(member) ?? null);
      byModel.set(member, field);
      fields.push(field);
    }
    end = offset + (member.kind === 'pad' ? member.size : sizeOf(member, types));
    placed.push(`${name} ${offset}-${end}`);
    if (end > MAX_STRUCT_SIZE) break;
  }
  const tails = layoutTails(model, end, byModel, types);
  const size = alignUp(tails.declaredEnd, align);
  // After a wrong offset the size is as uncertain as what the writer meant.
  if (model.broken || tails.tails.length < model.tails.length || shift !== 0) sound = false;
  if (!sound || (problems && !checkSize(model, { size, align, end, placed }, target, problems))) types.markUnsound(model);
  const partial = {
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
    ...documentedOf(model),
  };
  const canonical = describeStruct(partial);
  return { ...partial, canonical, fingerprint: fingerprintOf(canonical) };
}

/** Checks the size and alignment of a struct whose members are all in place; false when something was reported. */
function checkSize(
  model: StructModel,
  { size, align, end, placed }: { size: number; align: number; end: number; placed: readonly string[] },
  target: LayoutTarget,
  problems: ProblemList,
): boolean {
  if (size > MAX_STRUCT_SIZE) {
    problems.add('LAY013', spanOf(model.raw, 'name'), `\`${model.name}\` has more than ${MAX_STRUCT_SIZE} bytes`, {
      layoutSoFar: listOf(placed),
    });
    return false;
  }
  if (size === 0 && model.tails.length === 0) {
    problems.add('LAY013', spanOf(model.raw, 'fields'), `\`${model.name}\` has no bytes`, {
      fix: 'give it a field; a message without fields needs no `body:`',
    });
    return false;
  }
  const layoutSoFar = (): string => listOf([...placed, ...(size > end ? [`end ${size}`] : [])]);
  const ofSize = {
    value: size,
    message: (asserted: number) => `\`${model.name}\` says \`size: ${asserted}\`, but it has ${size} bytes`,
    layoutSoFar,
  };
  const ofAlign = {
    value: align,
    message: (asserted: number) => `\`${model.name}\` says \`align: ${asserted}\`, but it is aligned to ${align}`,
    layoutSoFar,
  };
  const differs = checkAssertions('LAY003', model.sizes, ofSize, 0, target, problems) !== 0;
  return checkAssertions('LAY004', model.aligns, ofAlign, 0, target, problems) === 0 && !differs;
}

/** The members next to the complaint; of a long struct not all. */
function listOf(placed: readonly string[]): string {
  return placed.length <= SHOWN_MEMBERS ? placed.join(', ') : `…, ${placed.slice(-SHOWN_MEMBERS).join(', ')}`;
}

function whyOffset(placed: readonly string[], end: number, offset: number, packing: Packing): string {
  const before = placed.at(-1)?.split(' ')[0];
  if (before === undefined) return ': it is the first';
  const text = packingText(packing);
  const padding = offset - end === 1 ? '1 byte of padding follows' : `${offset - end} bytes of padding follow`;
  return `: \`${before}\` ends at ${end} and ${offset === end ? `the struct is ${text}` : `${padding} (${text})`}`;
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
  counts: string | null,
): FieldLayout {
  const type = types.refOf(model.type);
  const elementSize = types.sizeOf(model.type);
  const js = jsPolicyOf(type, model.js, model.type);
  const [min, max] = impliedRange(js, type, model.min, model.max);
  return {
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
    counts,
    ...documentedOf(model),
  };
}

/** For every count field, the first tail that it counts. */
function countedTails({ tails }: StructModel): Map<FieldModel, string> {
  return new Map(
    tails.flatMap(({ countField, name }): [FieldModel, string][] => (countField ? [[countField, name]] : [])).reverse(),
  );
}

/** 64-bit integers are bigints unless the schema says otherwise; sizes (`usize`, `isize`) are numbers. */
export function jsPolicyOf(type: TypeRef, written: JsPolicy | null, model: FieldModel['type']): JsPolicy | null {
  const scalar =
    type.kind === 'scalar'
      ? type.scalar
      : type.kind === 'enum'
        ? type.enum.scalar
        : type.kind === 'flags'
          ? type.flags.scalar
          : null;
  if (scalar !== 'u64' && scalar !== 'i64') return null;
  if (written) return written;
  return model.kind === 'scalar' && (model.scalar === 'usize' || model.scalar === 'isize') ? 'number' : 'bigint';
}

/** A `js: number` field holds safe integers only, in both languages. */
export function impliedRange(
  js: JsPolicy | null,
  type: TypeRef,
  min: bigint | null,
  max: bigint | null,
): [bigint | null, bigint | null] {
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
