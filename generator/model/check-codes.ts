import { child, mapsOf, type RawMap, spanOf, stringOf } from '../load/index.ts';
import type { Codes } from './build-messages.ts';
import type { CodeItem } from './collect.ts';
import type { Scope } from './scope.ts';
import type { TemplateInstance } from './templates.ts';

/** Duplicate, reserved and too large codes, and template spans that collide. */
export function checkCodes(codes: Codes, items: readonly CodeItem[], numbering: string, maxCode: number | null, scope: Scope): void {
  const byCode = new Map<number, string>();
  for (const message of codes.messages) {
    if (message.code === null) continue;
    const span = child(message.raw, 'code') ? spanOf(message.raw, 'code') : spanOf(message.raw, 'name');
    const other = byCode.get(message.code);
    if (other) scope.report('COD001', span, `\`${message.name}\` has the code ${message.code} of \`${other}\``);
    else byCode.set(message.code, message.name);
    const taken = codes.reserved.find((range) => (message.code as number) >= range.first && (message.code as number) <= range.last);
    if (taken?.kind === 'reserved' && numbering === 'explicit') {
      scope.report('COD005', span, `the code ${message.code} of \`${message.name}\` is reserved${taken.reason ? `: ${taken.reason}` : ''}`);
    } else if (taken?.kind === 'disabled') {
      scope.report('COD001', span, `\`${message.name}\` has the code ${message.code} of \`${taken.reason}\`, which this config disables`);
    }
    if (maxCode !== null && message.code >= maxCode) {
      scope.report('COD006', span, `the code ${message.code} of \`${message.name}\` is not below max_code ${maxCode}`);
    }
  }
  if (numbering === 'explicit') checkSpans(items, scope);
}

interface CodeSpan {
  readonly name: string;
  readonly raw: RawMap;
  readonly first: number;
  readonly end: number;
}

function checkSpans(items: readonly CodeItem[], scope: Scope): void {
  const instances = new Set<TemplateInstance>();
  for (const item of items) if (item.kind === 'message' && item.instance) instances.add(item.instance);
  const spans: CodeSpan[] = [];
  for (const instance of instances) {
    const base = scope.number(instance.raw, 'base');
    if (base === undefined) {
      if (!child(instance.raw, 'base')) scope.report('TPL005', spanOf(instance.raw, 'template'), 'the instance has no `base:`', 'add `base:`, the code of relative code 0');
      continue;
    }
    const span = spanSize(instance, scope);
    const name = `${stringOf(instance.raw, 'template')} ${stringOf(instance.raw, 'prefix')}`;
    const self = { name, raw: instance.raw, first: base, end: base + span };
    const other = spans.find((s) => self.first < s.end && s.first < self.end);
    if (other) {
      scope.report('TPL004', spanOf(instance.raw, 'base'), `codes ${self.first} to ${self.end - 1} of \`${name}\` collide with codes ${other.first} to ${other.end - 1} of \`${other.name}\``, `use a base of at least ${other.end}`);
    }
    spans.push(self);
  }
  for (const item of items) {
    if (item.kind !== 'message' || item.instance) continue;
    const code = scope.number(item.item.raw, 'code');
    const hit = code === undefined ? undefined : spans.find((s) => code >= s.first && code < s.end);
    if (hit) scope.report('TPL004', spanOf(item.item.raw, 'code'), `the code ${code} lies within codes ${hit.first} to ${hit.end - 1} of \`${hit.name}\``);
  }
}

function spanSize(instance: TemplateInstance, scope: Scope): number {
  const relative = mapsOf(instance.body, 'messages').map((raw) => ({ raw, code: scope.number(raw, 'code') }));
  const highest = relative.reduce((most, { code }) => Math.max(most, code ?? -1), -1);
  const declared = scope.number(instance.template, 'span');
  if (declared === undefined) return highest + 1;
  for (const { raw, code } of relative) {
    if (code !== undefined && code >= declared) {
      scope.report('TPL003', spanOf(raw, 'code'), `the relative code ${code} lies outside of the template's span of ${declared}`, `raise \`span:\` to at least ${highest + 1}`);
    }
  }
  return declared;
}
