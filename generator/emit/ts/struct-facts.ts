/** What emitters need to know about structs beyond their own layout: who uses them, and what can go wrong in them. */
import { structOwners } from '../../layout/index.ts';
import type { FieldLayout, Layout, MessageLayout, StructLayout, TailLayout, TypeRef, UnionLayout } from '../../layout/types.ts';
import { closedEnum, limitsOf, limitsOfScalar, scalarOf, scalarSize, shapeOf, type Value, valueOf } from './value.ts';

export class StructFacts {
  /** The one message whose body a struct is, when it is nothing else: errors in it carry that message's name. */
  readonly owner: ReadonlyMap<StructLayout, MessageLayout>;
  /** Fields that say where the record of an array element is; encoders fill them in. */
  readonly offsetFields: ReadonlySet<FieldLayout>;
  /** Tagged unions some of whose tags have 64 bits: their functions take the tag as a bigint. */
  readonly wideTags: ReadonlySet<UnionLayout>;
  /** Structs that are records. */
  readonly records: ReadonlySet<StructLayout>;
  /** Unions that stand in a struct, directly or in another union. */
  readonly usedUnions: ReadonlySet<UnionLayout>;
  /** Unions that stand inside of an overlay. */
  readonly overlaid: ReadonlySet<UnionLayout>;
  readonly #canFail = new Map<StructLayout | UnionLayout, boolean>();

  constructor(layout: Layout) {
    this.owner = structOwners(layout);
    this.usedUnions = usedUnions(layout);
    this.overlaid = unionsIn(layout.unions.filter(({ tagged }) => !tagged).flatMap(({ members }) => members));
    const tails = layout.structs.flatMap((struct) => struct.tails);
    this.records = new Set(
      tails.flatMap(({ kind, type }) => (kind === 'records' && type?.kind === 'struct' ? [type.struct] : [])),
    );
    const tagged = layout.structs.flatMap((struct) => struct.fields.filter((field) => field.tag !== null));
    this.wideTags = new Set(
      tagged.flatMap(({ type, tag }) =>
        type.kind === 'union' && tag !== null && scalarSize(scalarOf(tag.type) ?? 'u8') === 8 ? [type.union] : [],
      ),
    );
    this.offsetFields = new Set(tails.map((tail) => tail.offsetField).filter((field) => field !== null));
  }

  /** The raw tag of a field as its union's functions take it; null for fields without one. */
  tagOf(field: FieldLayout, raw: ReadonlyMap<FieldLayout, string>): string | null {
    const tag = field.tag === null ? null : (raw.get(field.tag) ?? '0');
    if (tag === null || field.type.kind !== 'union' || !this.wideTags.has(field.type.union)) return tag;
    return scalarSize(scalarOf(field.tag?.type ?? field.type) ?? 'u8') === 8 ? tag : `BigInt(${tag})`;
  }

  /** The C name that errors of a struct carry. */
  errorName(struct: StructLayout): string {
    return this.owner.get(struct)?.name ?? struct.name;
  }

  /** Whether reading can find fault with the bytes of an item, its length aside. */
  canFail(item: StructLayout | UnionLayout): boolean {
    const known = this.#canFail.get(item);
    if (known !== undefined) return known;
    const isFaulty =
      item.kind === 'union'
        ? item.tagged || item.members.some((member) => this.valueCanFail(valueOf(member)))
        : item.tails.length > 0 || item.fields.some((field) => this.valueCanFail(valueOf(field)));
    this.#canFail.set(item, isFaulty);
    return isFaulty;
  }

  valueCanFail(value: Value): boolean {
    const { type } = value;
    if (type.kind === 'struct') return this.canFail(type.struct);
    if (type.kind === 'union') return this.canFail(type.union);
    const scalar = scalarOf(type) ?? 'u8';
    const shape = shapeOf(value);
    if (shape === 'bool' || closedEnum(type) !== null || value.bits !== null) return true;
    if (type.kind === 'flags' && !type.flags.open) return true;
    if (shape === 'float') return value.min !== null || value.max !== null;
    const limits = limitsOf(value);
    const whole = limitsOfScalar(scalar);
    return limits.min !== whole.min || limits.max !== whole.max;
  }
}

function usedUnions({ structs }: Layout): Set<UnionLayout> {
  const used = new Set<UnionLayout>();
  const visit = (type: TypeRef | null): void => {
    if (type?.kind !== 'union' || used.has(type.union)) return;
    used.add(type.union);
    for (const member of type.union.members) visit(member.type);
  };
  for (const struct of structs) for (const item of [...struct.fields, ...struct.tails]) visit(item.type);
  return used;
}

/** Unions among these items and everything that they contain. */
function unionsIn(items: readonly { readonly type: TypeRef }[]): Set<UnionLayout> {
  const found = new Set<UnionLayout>();
  const visited = new Set<StructLayout>();
  const visit = ({ type }: { readonly type: TypeRef }): void => {
    if (type.kind === 'union' && !found.has(type.union)) {
      found.add(type.union);
      type.union.members.forEach(visit);
    } else if (type.kind === 'struct' && !visited.has(type.struct)) {
      visited.add(type.struct);
      type.struct.fields.forEach(visit);
    }
  };
  items.forEach(visit);
  return found;
}

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Bytes of the fixed part that belong to no field: written zero. */
export function holesOf(struct: StructLayout): Range[] {
  const holes: Range[] = [];
  let end = 0;
  for (const field of struct.fields) {
    if (field.offset > end) holes.push({ start: end, end: field.offset });
    end = field.offset + field.size;
  }
  if (struct.fixedSize > end) holes.push({ start: end, end: struct.fixedSize });
  return holes;
}

/** Bytes that a value sets, counted from its own start: padding left out, unions taken whole. */
export function bytesSet(type: TypeRef, size: number): Range[] {
  if (type.kind !== 'struct') return [{ start: 0, end: size }];
  const ranges: { start: number; end: number }[] = [];
  for (const field of type.struct.fields) {
    for (let i = 0; i < (field.count ?? 1); i += 1) {
      const at = field.offset + i * field.elementSize;
      for (const { start, end } of bytesSet(field.type, field.elementSize)) {
        const last = ranges.at(-1);
        if (last !== undefined && last.end === at + start) last.end = at + end;
        else ranges.push({ start: at + start, end: at + end });
      }
    }
  }
  return ranges;
}

/** Bytes of a union that one of its members does not set. */
export function bytesLeft(member: TypeRef, memberSize: number, size: number): Range[] {
  const left: Range[] = [];
  let end = 0;
  for (const range of [...bytesSet(member, memberSize), { start: size, end: size }]) {
    if (range.start > end) left.push({ start: end, end: range.start });
    end = range.end;
  }
  return left;
}

/** Fields whose raw integer decides something else in the struct: counts, tags, conditions. */
export function decidingFields(struct: StructLayout): Set<FieldLayout> {
  const tags = struct.fields.map((field) => field.tag).filter((tag) => tag !== null);
  return new Set([...tags, ...tailFields(struct)]);
}

/** Those that decide about tails: counts and conditions. */
export function tailFields(struct: StructLayout): Set<FieldLayout> {
  const fields = struct.tails.flatMap(({ count, condition }) => [count?.field ?? null, condition?.field ?? null]);
  return new Set(fields.filter((field) => field !== null));
}

/** The records tail whose records belong to the elements of an array tail. */
export function recordsOf(struct: StructLayout, array: TailLayout): TailLayout | null {
  return struct.tails.find((tail) => tail.kind === 'records' && tail.per?.name === array.name) ?? null;
}

/** Whether encoding takes a struct's size from its values. */
export function isVariable(struct: StructLayout): boolean {
  return struct.tails.length > 0;
}
