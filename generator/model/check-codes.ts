import { child, mapsOf, quotedNameOf, type RawMap, scalarsOf, spanOf } from '../load/index.ts';
import type { Codes, Numbering } from './build-messages.ts';
import type { Items } from './collect.ts';
import type { Scope } from './scope.ts';
import type { TemplateInstance } from './templates.ts';
import type { Model } from './types.ts';

/** Duplicate, reserved and too large codes, and template spans that collide. */
export function checkCodes(codes: Codes, items: Items, numbering: Numbering, maxCode: number | null, scope: Scope): void {
  const misplaced = numbering === 'explicit' ? checkSpans(items, scope) : new Set<RawMap | string>();
  const byCode = new Map<number, string>();
  const disabled = new Map(codes.reserved.filter(({ kind }) => kind === 'disabled').map(({ first, reason }) => [first, reason]));
  const reserved = new CodeRanges(codes.reserved.filter(({ kind }) => kind === 'reserved'));
  for (const { code, name, raw } of codes.messages) {
    if (code === null || misplaced.has(raw) || misplaced.has(raw.span.instance ?? '')) continue;
    const span = spanOf(raw, child(raw, 'code') ? 'code' : 'name');
    const other = byCode.get(code);
    const off = disabled.get(code);
    const hole = numbering === 'explicit' ? reserved.at(code) : undefined;
    if (other) scope.report('COD001', span, `\`${name}\` has the code ${code} of \`${other}\``, 'give it a code of its own');
    else if (hole)
      scope.report(
        'COD005',
        span,
        `the code ${code} of \`${name}\` is reserved${hole.reason ? `: ${hole.reason}` : ''}`,
        'use another code; reserved ones are never used again',
      );
    else if (off)
      scope.report(
        'COD001',
        span,
        `\`${name}\` has the code ${code} of \`${off}\`, which is off here`,
        'give it a code of its own: old peers may still send the other',
      );
    else if (maxCode !== null && code >= maxCode)
      scope.report(
        'COD006',
        span,
        `the code ${code} of \`${name}\` is not below \`max_code: ${maxCode}\``,
        'use a smaller code, or raise `max_code`',
      );
    if (!other) byCode.set(code, name);
  }
  if (numbering === 'sequential') {
    for (const { raw } of items.instances) {
      if (child(raw, 'base'))
        scope.report(
          'TPL005',
          spanOf(raw, 'base'),
          'the instance has a `base:`, but the numbering is sequential',
          'leave `base:` out',
        );
    }
  }
}

/** Calls of a protocol that has both are told apart by one number. */
export function checkCallNumbers({ messages, rpcs }: Pick<Model, 'messages' | 'rpcs'>, scope: Scope): void {
  const byCode = new Map(messages.map(({ code, name }) => [code, name]));
  for (const { index, name, raw } of rpcs) {
    const message = byCode.get(index);
    if (message === undefined) continue;
    scope.report(
      'RPC001',
      spanOf(raw, 'index'),
      `the index ${index} of \`${name}\` is the code of \`${message}\`, and calls are told apart by it`,
      'give one of them another number',
    );
  }
}

/** Ranges of codes, looked up by code. */
class CodeRanges<T extends { readonly first: number; readonly last: number }> {
  readonly #ranges: readonly T[];

  constructor(ranges: readonly T[]) {
    this.#ranges = [...ranges].sort((a, b) => a.first - b.first);
  }

  /** A range that holds the code; of several, the one that starts last. */
  at(code: number): T | undefined {
    let low = 0;
    let high = this.#ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ranges[middle] as T).first <= code) low = middle + 1;
      else high = middle;
    }
    const found = this.#ranges[low - 1];
    return found && found.last >= code ? found : undefined;
  }
}

interface CodeSpan {
  readonly name: string;
  readonly raw: RawMap;
  readonly first: number;
  readonly last: number;
}

/** Returns the messages, and names of the instances, whose codes are wrong for a reason that was told. */
function checkSpans(items: Items, scope: Scope): Set<RawMap | string> {
  const misplaced = new Set<RawMap | string>();
  const spans = items.instances.flatMap((instance) => spanOfInstance(instance, misplaced, scope) ?? []);
  const byPlace = [...spans].sort((a, b) => a.first - b.first || a.raw.span.start - b.raw.span.start);
  let before: CodeSpan | undefined;
  for (const span of byPlace) {
    if (before && span.first <= before.last) misplaced.add(reportCollision(before, span, scope).name);
    if (!before || span.last > before.last) before = span;
  }
  const ranges = new CodeRanges(spans.filter(({ name }) => !misplaced.has(name)));
  for (const entry of items.codes) {
    if (entry.kind === 'bound' || entry.instance) continue;
    const { raw } = entry.item;
    const key = entry.kind === 'message' ? 'code' : 'reserved';
    for (const scalar of scalarsOf(raw, key)) {
      const code = scope.numberOf(scalar, key, 0);
      const hit = code === undefined ? undefined : ranges.at(code);
      if (!hit) continue;
      misplaced.add(raw);
      const what =
        entry.kind === 'message' ? `the code ${code} of ${quotedNameOf(raw, 'this message')}` : `the reserved code ${code}`;
      scope.report(
        'TPL004',
        scalar.span,
        `${what} lies within codes ${hit.first} to ${hit.last} of \`${hit.name}\``,
        'use a code outside of them, or move the base of the instance',
      );
    }
  }
  return misplaced;
}

/** Of two instances that collide, the later one in the file is told. */
function reportCollision(a: CodeSpan, b: CodeSpan, scope: Scope): CodeSpan {
  const [first, second] = a.raw.span.start < b.raw.span.start ? [a, b] : [b, a];
  scope.report(
    'TPL004',
    spanOf(second.raw, 'base'),
    `codes ${second.first} to ${second.last} of \`${second.name}\` collide with codes ${first.first} to ${first.last} of \`${first.name}\``,
    `use a base of at least ${first.last + 1}`,
  );
  return second;
}

function spanOfInstance(instance: TemplateInstance, misplaced: Set<RawMap | string>, scope: Scope): CodeSpan | null {
  const { raw, name } = instance;
  const base = scope.number(raw, 'base', 0);
  if (base === undefined) {
    if (!child(raw, 'base'))
      scope.report(
        'TPL005',
        spanOf(raw, 'template'),
        'the instance has no `base:`',
        'add `base:`, the code that relative code 0 becomes',
      );
    return null;
  }
  const size = spanSize(instance, misplaced, scope);
  return size === 0 ? null : { name, raw, first: base, last: base + size - 1 };
}

function spanSize(instance: TemplateInstance, misplaced: Set<RawMap | string>, scope: Scope): number {
  const relative = mapsOf(instance.body, 'messages').map((raw) => ({ raw, code: scope.number(raw, 'code', 0) }));
  const highest = relative.reduce((most, { code }) => Math.max(most, code ?? -1), -1);
  const declared = scope.number(instance.template, 'span', 1);
  if (declared === undefined) return highest + 1;
  for (const { raw, code } of relative) {
    if (code !== undefined && code >= declared) {
      misplaced.add(raw);
      scope.report(
        'TPL003',
        spanOf(raw, 'code'),
        `the relative code ${code} lies outside of the template's \`span: ${declared}\``,
        `raise \`span:\` to at least ${highest + 1}`,
      );
    }
  }
  return declared;
}
