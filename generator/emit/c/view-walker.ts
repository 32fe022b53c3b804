/** The walk through one struct: its fixed part, then a function per tail, for reading and for writing. */
import type { FieldLayout, StructLayout, TailLayout } from '../../layout/types.ts';
import type { CNames } from './c-names.ts';
import { absence } from './conditions.ts';
import { type Judge, Judges } from './judge.ts';
import {
  type ElementsView,
  type Place,
  type PutView,
  type TakeView,
  viewCount,
  viewElements,
  viewPut,
  viewRecords,
  viewTake,
} from './view-tail-steps.ts';
import { fixedMember, wholeType, writtenField } from './whole.ts';

export interface TailView {
  readonly name: string;
  readonly elements: ElementsView | null;
  readonly take: TakeView;
  readonly put: PutView;
  /** A later tail of records needs to know where this one starts. */
  readonly isReferredTo: boolean;
  /** Takes it in the walker of its struct. */
  readonly call: string;
}

/** Walkers of one place: a struct that is handled alone or in a frame, or the records of a tail. */
export interface WalkerView {
  readonly walk: string;
  readonly fixed: string;
  readonly judge: string | null;
  readonly judges: readonly Judge[];
  /** C type of what the walk fills. */
  readonly whole: string;
  /** C path of the whole struct, as a literal. */
  readonly self: string;
  readonly fixedSize: number;
  readonly entries: readonly { readonly name: string; readonly offset: number; readonly size: number }[];
  readonly entryCount: number;
  /** Loads the fixed part; null when there is none. */
  readonly load: string | null;
  /** Where the fixed part goes. */
  readonly fixedPlace: string;
  readonly tails: readonly TailView[];
  /** Counts whose tails may all be absent, and are judged after the last tail then. */
  readonly idleCounts: readonly IdleCountView[];
}

/** `...Absent` is true when none of the tails is there. */
interface IdleCountView {
  readonly judge: string;
  readonly offset: number;
  readonly value: string;
  readonly readAbsent: string;
  readonly writeAbsent: string;
}

/** Walkers of a struct and of the records in its tails, innermost first. `prefix` begins their names, `path` every C path. */
export function viewWalkers(struct: StructLayout, names: CNames, prefix: string, path: string): WalkerView[] {
  const judges = new Judges(names, path);
  const counts = struct.fields.filter((field) => field.counts !== null);
  const countJudges = new Map(
    counts.map((field) => [field.name, judges.addValue(`${prefix}__judge_${field.name}`, field, field.name)]),
  );
  const place: Place = { struct, names, judges, countJudges, prefix, path };
  const inner = struct.tails.flatMap((tail) => {
    const record = tail.kind === 'records' && tail.type?.kind === 'struct' ? tail.type.struct : null;
    return record === null ? [] : viewWalkers(record, names, `${prefix}__${tail.name}`, `${path}${tail.name}.`);
  });
  const judge = place.judges.addStruct(`${prefix}__judge`, struct, null);
  return [
    ...inner,
    {
      walk: `${prefix}__walk`,
      fixed: `${prefix}__fixed`,
      judge,
      whole: wholeType(struct, names),
      self: path === '' ? 'NULL' : `"${path.slice(0, -1)}"`,
      fixedSize: struct.fixedSize,
      entries: struct.fields.map(({ name, offset, size }) => ({ name: `${path}${name}`, offset, size })),
      entryCount: struct.fields.length,
      load: struct.fixedSize > 0 ? names.of(struct).load : null,
      fixedPlace: struct.tails.length > 0 ? `out->${fixedMember(struct)}` : '*out',
      tails: struct.tails.map((tail) => viewTail(tail, place)),
      idleCounts: counts.flatMap((field) => viewIdleCount(field, place)),
      judges: place.judges.list,
    },
  ];
}

function viewTail(tail: TailLayout, place: Place): TailView {
  const { struct, prefix } = place;
  const elements = tail.kind === 'array' ? viewElements(tail, place) : null;
  const count = viewCount(tail, place);
  const records = tail.kind === 'records' ? viewRecords(tail, place) : null;
  const take = viewTake(tail, place, count, elements, records, `${prefix}__take_${tail.name}`);
  return {
    name: tail.name,
    elements,
    take,
    call: takeCall({ name: tail.name, take }, 'walk', 'out->'),
    put: viewPut(tail, place, count, elements, records, `${prefix}__put_${tail.name}`),
    isReferredTo: struct.tails.some((other) => other.per?.name === tail.name),
  };
}

function viewIdleCount(field: FieldLayout, { struct, countJudges }: Place): IdleCountView[] {
  const judge = countJudges.get(field.name) ?? null;
  const tails = struct.tails.filter((tail) => tail.count?.field?.name === field.name);
  const conditions = tails.flatMap(({ condition }) => (condition === null ? [] : [condition]));
  if (judge === null || conditions.length < tails.length) return [];
  return [
    {
      judge,
      offset: field.offset,
      value: `out->${fixedMember(struct)}.${field.name}`,
      readAbsent: tails.map(({ name }) => `out->${name}.data == NULL`).join(' && '),
      writeAbsent: conditions.map((condition) => absence(condition, writtenField(struct, condition.field))).join(' && '),
    },
  ];
}

/** The call that takes a tail into its span of a whole, with the elements that records belong to. */
export function takeCall({ name, take }: Pick<TailView, 'name' | 'take'>, walk: string, whole: string): string {
  const elements = take.records === null ? '' : `&${whole}${take.records.per}, `;
  return `${take.name}(${walk}, ${elements}&${whole}${name})`;
}
