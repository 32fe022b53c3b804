/** What has to be done for one tail, as C expressions in order: taking it from bytes, and putting it there. */
import type { ScalarName, StructLayout, TailLayout } from '../../layout/types.ts';
import type { CNames } from './c-names.ts';
import {
  bitsOf,
  cScalar,
  cType,
  cUnsigned,
  isSigned,
  loadScalar,
  pointerTo,
  scalarOf,
  storeScalar,
  unsignedOf,
} from './c-types.ts';
import { absence, declareSelector } from './conditions.ts';
import { type Judges, mostOf } from './judge.ts';
import { wholeType, writtenField } from './whole.ts';

/** Judges every element of an array tail. */
export interface ElementsView {
  readonly name: string;
  readonly element: string;
  readonly load: string;
  /** null for bytes. */
  readonly stride: number | null;
}

/** A function that takes one tail while reading. Each step is an expression that is 0 or the error to return. */
export interface TakeView {
  readonly name: string;
  /** `if:`: declares what it looks at, and is true when the tail is not there. */
  readonly selector: string | null;
  readonly absent: string | null;
  readonly count: string | null;
  readonly first: string;
  readonly more: readonly string[];
  /** The first step is all there is. */
  readonly isPlain: boolean;
  readonly records: RecordsView | null;
}

/** The same for writing; `before` and `after` are statements that can't fail. */
export interface PutView {
  readonly name: string;
  readonly absent: string | null;
  readonly path: string;
  readonly tail: string;
  readonly clear: string | null;
  readonly before: readonly string[];
  readonly first: string;
  readonly more: readonly string[];
  readonly after: readonly string[];
  /** The first step can come first. */
  readonly isPlain: boolean;
  readonly records: RecordsView | null;
}

/** One record per element of an earlier array, each where the element's offset field says. */
export interface RecordsView {
  readonly per: string;
  readonly path: string;
  readonly offsetPath: string;
  readonly stride: number;
  readonly offsetAt: number;
  readonly loadOffset: string;
  readonly storeOffset: string;
  readonly mostOffset: string;
  readonly max: string;
  readonly walk: string;
  readonly whole: string;
}

/** Where a tail stands: in a struct that is handled alone, or in the records of another tail. */
export interface Place {
  readonly struct: StructLayout;
  readonly names: CNames;
  readonly judges: Judges;
  /** What judges the bounds of a count field, by its name. */
  readonly countJudges: ReadonlyMap<string, string | null>;
  readonly prefix: string;
  readonly path: string;
}

export function viewElements(tail: TailLayout, { names, judges, prefix }: Place): ElementsView | null {
  if (tail.type === null) return null;
  const { type, js, elementMin: min, elementMax: max, sentinels } = tail;
  const rules = { type, js, min, max, sentinels, bits: null };
  const element = judges.addValue(`${prefix}__judge_${tail.name}_element`, rules, tail.name);
  if (element === null) return null;
  const stride = tail.elementSize === 1 ? null : tail.elementSize;
  const at = stride === null ? 'element + i' : `element + i * ${stride}`;
  const aggregate = tail.type.kind === 'struct' ? tail.type.struct : tail.type.kind === 'union' ? tail.type.union : null;
  const load =
    aggregate === null ? loadScalar(scalarOf(tail.type) ?? 'u8', tail.byteOrder, at) : `${names.of(aggregate).load}(${at})`;
  return { name: names.claim(`${prefix}__judge_${tail.name}`), element, load, stride };
}

/** How many elements there are and may be. */
export interface CountView {
  readonly path: string;
  readonly offset: string;
  /** Declares `count` from the bytes; null when it is a constant. */
  readonly declaration: string | null;
  /** The count that was read, as an int64_t. */
  readonly value: string;
  readonly max: string;
  readonly most: string;
  /** Judges the bounds of the count field itself: `(walk, at, count)`. */
  readonly judge: string | null;
  readonly type: string;
  readonly store: ((value: string) => string) | null;
  /** Unsigned type of the stored count, and whether it needs a cast. */
  readonly storeType: string;
  readonly isNarrow: boolean;
}

export function viewCount(tail: TailLayout, { countJudges, path }: Place): CountView {
  const max = tail.max === null ? null : BigInt(tail.max);
  const field = tail.count?.field ?? null;
  if (field === null) {
    const constant = tail.count?.constant ?? 0;
    return {
      path: `${path}${tail.name}`,
      offset: 'walk->used',
      declaration: null,
      value: String(constant),
      type: 'uint32_t',
      max: spanMax(max),
      most: spanMax(max),
      judge: null,
      store: null,
      storeType: 'uint32_t',
      isNarrow: false,
    };
  }
  const scalar = scalarOf(field.type) ?? 'u32';
  const type = cScalar(scalar);
  return {
    path: `${path}${field.name}`,
    offset: String(field.offset),
    declaration: `const ${type} count = ${loadScalar(scalar, field.byteOrder, pointerTo('walk->at', field.offset))}`,
    value: bitsOf(scalar) === 64 && !isSigned(scalar) ? '(int64_t)count' : 'count',
    max: spanMax(max),
    most: spanMax(max === null || max > mostOf(scalar) ? mostOf(scalar) : max),
    judge: countJudges.get(field.name) ?? null,
    type,
    storeType: cUnsigned(scalar),
    isNarrow: bitsOf(scalar) < 32,
    store: (value) => storeScalar(unsignedOf(scalar), field.byteOrder, pointerTo('walk->to', field.offset), value),
  };
}

/** A bound as a C literal; spans count with a uint32_t. */
function spanMax(max: bigint | null): string {
  return max === null || max >= 0xffff_ffffn ? 'SLUICE_NO_MAX' : String(max);
}

export function viewTake(
  tail: TailLayout,
  { path }: Place,
  count: CountView,
  elements: ElementsView | null,
  records: RecordsView | null,
  name: string,
): TakeView {
  const { condition, align } = tail;
  const steps: string[] = [];
  const tailPath = `"${path}${tail.name}"`;
  if (align > 1) steps.push(`sluice_walk_align(walk, ${tailPath}, ${align})`);
  if (tail.kind === 'rest') steps.push(`sluice_walk_remainder(walk, out, ${tailPath}, ${count.max})`);
  else if (tail.kind === 'string') steps.push(`sluice_walk_string(walk, out, ${tailPath}, ${count.max})`);
  else if (tail.kind === 'records') steps.push(`sluice_walk_records(walk, ${tailPath}, elements->count, ${count.max})`);
  else {
    steps.push(
      `sluice_walk_array(walk, out, "${count.path}", ${count.offset}, ${count.value}, ${count.max}, ${tail.elementSize})`,
    );
    if (count.judge !== null) steps.push(`walk->values ? ${count.judge}(walk, ${count.offset}, count) : 0`);
    if (elements !== null) steps.push(`${elements.name}(walk, out)`);
  }
  const [first = '0', ...more] = steps;
  const needsCount = tail.kind === 'array' || tail.kind === 'bytes';
  return {
    name,
    ...(condition === null
      ? { selector: null, absent: null }
      : {
          selector: declareSelector(condition.field),
          absent: absence(condition, 'selector'),
        }),
    count: needsCount ? count.declaration : null,
    first,
    more,
    isPlain: more.length === 0 && condition === null,
    records,
  };
}

export function viewPut(
  tail: TailLayout,
  place: Place,
  count: CountView,
  elements: ElementsView | null,
  records: RecordsView | null,
  name: string,
): PutView {
  const { path, struct } = place;
  const span = `in->${tail.name}`;
  const counted = `${span}.count`;
  const tailPath = `"${path}${tail.name}"`;
  const steps: string[] = [];
  if (tail.kind === 'string') steps.push(`sluice_put_string(walk, &${span}, ${tailPath}, ${count.most})`);
  else {
    steps.push(`sluice_put_start(walk, "${count.path}", ${count.offset}, ${counted}, ${count.most})`);
    if (records !== null) steps.push(`sluice_put_exactly(walk, ${tailPath}, walk->used, ${counted}, in->${records.per}.count)`);
    const exactly = tail.count?.constant ?? null;
    if (exactly !== null) steps.push(`sluice_put_exactly(walk, ${tailPath}, walk->used, ${counted}, ${exactly})`);
    for (const { name: twin, condition } of twinsOf(tail, struct)) {
      const check = `sluice_put_exactly(walk, "${count.path}", ${count.offset}, in->${twin}.count, ${counted})`;
      steps.push(condition === null ? check : `${absence(condition, writtenField(struct, condition.field))} ? 0 : ${check}`);
    }
    if (count.judge !== null)
      steps.push(`${count.judge}(walk, ${count.offset}, ${count.type === 'uint32_t' ? counted : `(${count.type})${counted}`})`);
    if (elements !== null) steps.push(`${elements.name}(walk, &${span})`);
  }
  const stored = count.store === null ? [] : [count.store(count.isNarrow ? `(${count.storeType})${counted}` : counted)];
  const copied =
    tail.kind === 'string' || records !== null
      ? []
      : [`sluice_put_bytes(walk, ${span}.data, (size_t)${counted} * ${tail.elementSize})`];
  const [first = '0', ...more] = steps;
  return {
    name,
    absent: tail.condition === null ? null : absence(tail.condition, writtenField(struct, tail.condition.field)),
    path: `${path}${tail.name}`,
    tail: tail.name,
    clear: twinsOf(tail, struct).length === 0 && count.store !== null ? count.store('0') : null,
    before: tail.align > 1 ? [`sluice_put_align(walk, ${tail.align})`] : [],
    first,
    more,
    after: [...stored, ...copied],
    isPlain: tail.condition === null && tail.align === 1,
    records,
  };
}

/** Earlier tails that the same field counts. */
function twinsOf(tail: TailLayout, struct: StructLayout): TailLayout[] {
  const name = tail.count?.field?.name;
  if (name === undefined) return [];
  return struct.tails.slice(0, struct.tails.indexOf(tail)).filter((other) => other.count?.field?.name === name);
}

export function viewRecords(tail: TailLayout, { names, prefix, path }: Place): RecordsView {
  const { per, offsetField, type } = tail;
  if (per === null || offsetField === null || type?.kind !== 'struct') throw new TypeError(`bad layout of ${tail.name}`);
  const scalar: ScalarName = scalarOf(offsetField.type) ?? 'u32';
  const most = mostOf(scalar);
  return {
    per: per.name,
    path: `${path}${tail.name}`,
    offsetPath: `${path}${per.name}.${offsetField.name}`,
    stride: per.elementSize,
    offsetAt: offsetField.offset,
    loadOffset: `(int64_t)${loadScalar(scalar, offsetField.byteOrder, pointerTo('element', offsetField.offset))}`,
    storeOffset: storeScalar(
      scalar,
      offsetField.byteOrder,
      pointerTo('element', offsetField.offset),
      `(${cType(offsetField.type)})walk->used`,
    ),
    mostOffset: spanMax(most),
    max: spanMax(tail.max === null ? null : BigInt(tail.max)),
    walk: `${prefix}__${tail.name}__walk`,
    whole: wholeType(type.struct, names),
  };
}
