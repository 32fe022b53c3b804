/** What stands where in a frame, for the annotated dump. */
export interface Span {
  /** Bytes from the start of the frame. */
  readonly offset: number;
  readonly length: number;
  /** C path with array indexes, such as `status[3].pid`; empty for padding. */
  readonly path: string;
  readonly type: string;
  /** The value for people: enum and flag names, quoted text. */
  readonly value: string;
  readonly unit: string | null;
  readonly doc: string;
  /** `padding` is written zero and never looked at; `unread` lies behind the place where decoding stopped. */
  readonly kind: 'field' | 'padding' | 'unread';
}

/** Adds a span for every run of bytes that no field covers. Spans come back by offset; those at one offset keep their order. */
export function fillGaps(spans: readonly Span[], length: number, stoppedEarly: boolean): Span[] {
  const sorted = spans.toSorted((a, b) => a.offset - b.offset);
  const filled: Span[] = [];
  let covered = 0;
  const gap = (end: number, kind: 'padding' | 'unread'): void => {
    if (end > covered)
      filled.push({ offset: covered, length: end - covered, path: '', type: '', value: '', unit: null, doc: '', kind });
  };
  for (const span of sorted) {
    gap(span.offset, 'padding');
    filled.push(span);
    covered = Math.max(covered, span.offset + span.length);
  }
  gap(length, stoppedEarly ? 'unread' : 'padding');
  return filled;
}
