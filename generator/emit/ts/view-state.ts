/** What a view of a struct with tails keeps between `wrap` and its accessors: only what can't be had from where it starts. */
import type { FieldLayout, StructLayout, TailLayout } from '../../layout/types.ts';
import type { MemberText } from './declarations.ts';
import type { Module } from './module.ts';

/** Comparing first spares the write barrier of the garbage collector: a tenth of what a wrap takes. */
export const KEEP_VIEW = 'if (this.$view !== view) this.$view = view;';

/** The property that holds where a tail starts, or for records where each of them does; null when that is a constant from `$at`. */
export function startState(tail: TailLayout): string | null {
  return tail.offset !== null && tail.condition === null && tail.kind !== 'records' ? null : `$${tail.tsName}At`;
}

/** Where a tail starts, as an expression. */
export function startOf(tail: TailLayout): string {
  const state = startState(tail);
  if (state !== null) return `this.${state}`;
  return tail.offset === 0 ? 'this.$at' : `this.$at + ${tail.offset}`;
}

/** The property that holds how many elements or bytes a tail has; null when that is a constant. */
export function countState(tail: TailLayout): string | null {
  return tail.count?.constant != null && tail.condition === null ? null : `$${tail.tsName}Count`;
}

export function countOf(tail: TailLayout): string {
  const state = countState(tail);
  return state === null ? String(tail.count?.constant ?? 0) : `this.${state}`;
}

/** The property that holds the value of a count field. */
export interface KeptCount {
  readonly state: string;
  /** Whether it is there for the field alone; else it is the count of a tail that is always present. */
  readonly isOwn: boolean;
  /** Whether it is a bigint: the count of an absent tail may be any number. */
  readonly isWide: boolean;
}

export function keptCount(struct: StructLayout, field: FieldLayout): KeptCount {
  const tail = struct.tails.find((other) => other.count?.field === field && other.condition === null);
  if (tail !== undefined) return { state: `$${tail.tsName}Count`, isOwn: false, isWide: false };
  return { state: `$${field.tsName}Kept`, isOwn: true, isWide: field.elementSize === 8 };
}

/** The property that holds the view of one record. */
export function recordState(tail: TailLayout): string {
  return `$${tail.tsName}View`;
}

/** Whether a view has to say where its struct ends: only the view of a record is asked. */
export function hasEnd(struct: StructLayout, module: Module): boolean {
  return module.facts.records.has(struct);
}

export function declareState(struct: StructLayout, module: Module): MemberText[] {
  const number = (name: string): MemberText => ({ kind: 'property', name, type: 'number', value: '0' });
  const kept = struct.fields
    .filter((field) => field.counts !== null)
    .map((field) => keptCount(struct, field))
    .filter(({ isOwn }) => isOwn);
  return [
    ...kept.map(({ state, isWide }) => (isWide ? { ...number(state), type: 'bigint', value: '0n' } : number(state))),
    ...struct.tails.flatMap((tail): MemberText[] => {
      const numbers = [tail.kind === 'records' ? null : startState(tail), countState(tail)]
        .filter((state) => state !== null)
        .map(number);
      if (tail.kind !== 'records' || tail.type?.kind !== 'struct') return numbers;
      const view = `${module.typeName(tail.type.struct)}View`;
      return [
        { kind: 'property', name: startState(tail) ?? '', type: 'number[]', value: '[]', isReadonly: true },
        ...numbers,
        { kind: 'property', name: recordState(tail), type: view, value: `new ${view}()`, isReadonly: true },
      ];
    }),
    ...(hasEnd(struct, module) ? [number('$end')] : []),
  ];
}
