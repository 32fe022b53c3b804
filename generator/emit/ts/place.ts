/** Where a value stands: its address in the view, and what errors say about it. */
import { quote } from './literals.ts';

export interface Place {
  /** An expression for a place in the view: a parameter or a running local. */
  readonly base: string;
  /** Bytes after `base`. */
  readonly plus: number;
  /** Start of the struct, which errors count from; null when `base` itself counts from there. */
  readonly start: string | null;
  /** Bytes that the address lies further on than what errors say: the low half of a big-endian slot. */
  readonly shift?: number;
  /** C path from the struct; null for the struct itself. */
  readonly field: string | null;
}

export function place(base: string, plus: number, start: string | null, field: string | null): Place {
  return { base, plus, start, field };
}

/** The address as an expression, `more` bytes further on. */
export function address({ base, plus, shift = 0 }: Place, more = 0): string {
  const bytes = plus + shift + more;
  return bytes === 0 ? base : `${base} + ${bytes}`;
}

/** Bytes from the start of the struct, as an expression. */
export function offset({ base, plus, start }: Place): string {
  if (base === start) return String(plus);
  if (start === null) return plus === 0 ? base : `${base} + ${plus}`;
  return plus === 0 ? `${base} - ${start}` : `${base} - ${start} + ${plus}`;
}

/** The field of an error, as an expression. */
export function field({ field: path }: Place): string {
  return path === null ? 'null' : quote(path);
}

/** A part of what stands at `outer`, `plus` bytes into it. */
export function part(outer: Place, plus: number, name: string): Place {
  return { ...inField(outer, name), plus: outer.plus + plus };
}

export function inField(outer: Place, name: string): Place {
  return { ...outer, field: outer.field === null ? name : `${outer.field}.${name}` };
}
