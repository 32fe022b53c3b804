import type { Problem } from './problem.ts';
import { PROBLEM_CODES, type ProblemCode } from './problem-codes.ts';
import { positionOf, type Span } from './source-file.ts';

/** Optional parts of a problem. */
export interface ProblemDetails {
  readonly fix?: string | undefined;
  readonly layoutSoFar?: string | undefined;
  /** Replaces the rule's own sentence as the cause. */
  readonly cause?: string | undefined;
}

/** Collects problems of one run; the same mistake seen in two configs is kept once. */
export class ProblemList {
  readonly #problems = new Map<string, Problem>();

  add(code: ProblemCode, span: Span, message: string, details: ProblemDetails = {}): void {
    const key = `${code} ${span.source.path} ${span.start}`;
    if (this.#problems.has(key)) return;
    this.#problems.set(key, {
      code,
      file: span.source.path,
      start: positionOf(span.source, span.start),
      end: positionOf(span.source, Math.max(span.end, span.start)),
      message,
      cause: details.cause ?? PROBLEM_CODES[code],
      ...(details.layoutSoFar ? { layoutSoFar: details.layoutSoFar } : {}),
      ...(details.fix ? { fix: details.fix } : {}),
    });
  }

  get size(): number {
    return this.#problems.size;
  }

  /** In file order: `fileOrder` first, then by position. */
  sorted(fileOrder: readonly string[]): Problem[] {
    const rank = (file: string): number => {
      const at = fileOrder.indexOf(file);
      return at === -1 ? fileOrder.length : at;
    };
    return [...this.#problems.values()].sort(
      (a, b) => rank(a.file) - rank(b.file) || a.start.offset - b.start.offset || (a.code < b.code ? -1 : 1),
    );
  }
}
