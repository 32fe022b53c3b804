import type { FieldModel, StructModel, TailModel } from '../model/index.ts';
import { alignUp, resolveByteOrder } from './data-models.ts';
import { documentedOf, impliedRange, jsPolicyOf } from './layout-struct.ts';
import type { TypeLayouts } from './layout-types.ts';
import type { Condition, FieldLayout, TailLayout } from './types.ts';

export interface TailsLayout {
  readonly tails: readonly TailLayout[];
  /** Where the first tail starts. */
  readonly fixedSize: number;
  /** End of what C declares: the fixed part, and the one byte of a legacy `char x[1]`. */
  readonly declaredEnd: number;
  readonly minSize: number;
  readonly maxSize: number | null;
}

/** Tails of a struct whose fixed part ends at `end`. Only the first has a constant offset. */
export function layoutTails(
  model: StructModel,
  end: number,
  byModel: ReadonlyMap<FieldModel, FieldLayout>,
  types: TypeLayouts,
): TailsLayout {
  const tails: TailLayout[] = [];
  const placed = new Map<TailModel, TailLayout>();
  const fixedSize = alignUp(end, model.tails[0]?.align ?? 1);
  let minSize = fixedSize;
  let maxSize: number | null = fixedSize;
  for (const tail of model.tails) {
    if (tail.type && types.isUnsound(tail.type)) continue;
    const layout = layoutTail(tail, tails.length === 0 ? fixedSize : null, byModel, placed, types);
    tails.push(layout);
    placed.set(tail, layout);
    if (layout.condition === null) minSize = alignUp(minSize, layout.align) + leastBytes(layout);
    const most = mostBytes(layout);
    maxSize = maxSize === null || most === null ? null : alignUp(maxSize, layout.align) + most;
  }
  const declaredEnd = tails[0]?.cDeclOne ? fixedSize + 1 : end;
  return { tails, fixedSize, declaredEnd, minSize, maxSize };
}

function layoutTail(
  model: TailModel,
  offset: number | null,
  byModel: ReadonlyMap<FieldModel, FieldLayout>,
  placed: ReadonlyMap<TailModel, TailLayout>,
  types: TypeLayouts,
): TailLayout {
  const type = model.type ? types.refOf(model.type) : null;
  const js = type && model.type ? jsPolicyOf(type, model.rules?.js ?? null, model.type) : null;
  const [elementMin, elementMax] = type
    ? impliedRange(js, type, model.rules?.min ?? null, model.rules?.max ?? null)
    : [null, null];
  const countField = model.countField ? byModel.get(model.countField) : undefined;
  const per = model.per ? (placed.get(model.per) ?? null) : null;
  const perFields = per?.type?.kind === 'struct' ? per.type.struct.fields : [];
  return {
    name: model.name,
    tsName: model.tsName,
    kind: model.kind,
    offset,
    type,
    typeName: model.type ? types.nameOf(model.type) : 'u8',
    elementSize:
      !type || !model.type
        ? 1
        : model.kind === 'records' && type.kind === 'struct'
          ? type.struct.fixedSize
          : types.sizeOf(model.type),
    byteOrder: resolveByteOrder(model.byteOrder, types.dataModel),
    js,
    elementMin,
    elementMax,
    sentinels: model.rules?.sentinels ?? [],
    count: countField
      ? { field: countField, constant: null }
      : model.countConstant !== null
        ? { field: null, constant: model.countConstant }
        : null,
    max: model.max,
    align: model.align,
    cDeclOne: model.cDeclOne,
    condition: conditionOf(model, byModel),
    per,
    offsetField: perFields.find((field) => field.name === model.offsetField?.name) ?? null,
    ...documentedOf(model),
  };
}

function conditionOf({ condition }: TailModel, byModel: ReadonlyMap<FieldModel, FieldLayout>): Condition | null {
  const field = condition && byModel.get(condition.field);
  return condition && field ? { field, values: condition.values, mask: condition.mask } : null;
}

function leastBytes(tail: TailLayout): number {
  if (tail.kind === 'string') return 1;
  return tail.count?.constant ? tail.count.constant * tail.elementSize : 0;
}

function mostBytes(tail: TailLayout): number | null {
  if (tail.count?.constant) return tail.count.constant * tail.elementSize;
  if (tail.kind === 'records') {
    const most = tail.type?.kind === 'struct' ? tail.type.struct.maxSize : null;
    const count = tail.max ?? tail.per?.max ?? null;
    return most === null || count === null ? null : most * count;
  }
  if (tail.max === null) return null;
  return tail.kind === 'string' ? tail.max + 1 : tail.max * tail.elementSize;
}
