import type { Problem } from './problem.ts';
import { PROBLEM_CODES, type ProblemCode } from './problem-codes.ts';
import { positionOf, type Span } from './source-file.ts';

/** Most problems of one run: beyond it nobody reads on, and a file made of mistakes must not take for ever. */
export const MAX_PROBLEMS = 1000;

/** Optional parts of a problem. */
export interface ProblemDetails {
  readonly fix?: string | undefined;
  readonly layoutSoFar?: string | undefined;
}

/** Collects problems of one run; the same mistake seen in two configs is kept once. */
export class ProblemList {
  readonly #problems = new Map<string, Problem>();
  #target: string | null = null;

  /** Names the config and data model that are being checked; null for those that plain assertions speak of. */
  setTarget(target: string | null): void {
    this.#target = target;
  }

  add(code: ProblemCode, span: Span, message: string, details: ProblemDetails = {}): void {
    const key = `${code} ${span.source.path} ${span.start}`;
    if (this.#problems.has(key) || this.isFull) return;
    const last = span.source.text.length; // the parser may point behind the end
    const where = [span.instance && `instance \`${span.instance}\``, this.#target].filter(Boolean).join(', ');
    this.#problems.set(key, {
      code,
      file: span.source.path,
      start: positionOf(span.source, Math.min(span.start, last)),
      end: positionOf(span.source, Math.min(Math.max(span.end, span.start), last)),
      message: where === '' ? message : `${message} (${where})`,
      cause: PROBLEM_CODES[code],
      ...(details.layoutSoFar ? { layoutSoFar: details.layoutSoFar } : {}),
      ...(details.fix ? { fix: details.fix } : {}),
    });
  }

  /** Whether there are so many that nothing more is kept. */
  get isFull(): boolean {
    return this.#problems.size >= MAX_PROBLEMS;
  }

  get size(): number {
    return this.#problems.size;
  }

  /** In file order: `fileOrder` first, then by position. */
  sorted(fileOrder: readonly string[]): Problem[] {
    const rank = new Map(fileOrder.map((file, at) => [file, at]));
    const rankOf = (problem: Problem): number => rank.get(problem.file) ?? fileOrder.length;
    return [...this.#problems.values()].sort(
      (a, b) => rankOf(a) - rankOf(b) || a.start.offset - b.start.offset || (a.code < b.code ? -1 : 1),
    );
  }
}
