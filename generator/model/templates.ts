import {
  child,
  mapsOf,
  mapStrings,
  booleanOf,
  type Raw,
  type RawMap,
  type RawScalar,
  type Span,
  spanOf,
  stringOf,
} from '../load/index.ts';
import { pascalCase } from './names.ts';
import type { FileDefaults, Scope } from './scope.ts';

/** One use of a template: its body with every placeholder replaced. */
export interface TemplateInstance {
  readonly raw: RawMap;
  readonly template: RawMap;
  readonly body: RawMap;
  readonly defaults: FileDefaults;
  readonly params: ReadonlySet<string>;
}

/** Expands `{template, prefix, base?, with?}`; reports an unknown template and wrong parameters. */
export function expandTemplate(
  raw: RawMap,
  templates: ReadonlyMap<string, { readonly raw: RawMap; readonly defaults: FileDefaults }>,
  scope: Scope,
): TemplateInstance | null {
  const name = stringOf(raw, 'template');
  const prefix = stringOf(raw, 'prefix');
  if (name === undefined || prefix === undefined) return null;
  const template = templates.get(name);
  if (!template) {
    scope.unknown('TPL001', spanOf(raw, 'template'), 'template', name, templates.keys());
    return null;
  }
  const values = parameterValues(raw, template.raw, scope);
  const params = new Set(values.keys());
  values.set('prefix', prefix);
  values.set('PREFIX', prefix.toUpperCase());
  values.set('Prefix', pascalCase(prefix));
  const declared = new Set(mapsOf(template.raw, 'params').map((param) => stringOf(param, 'name') ?? ''));
  const kept = dropAbsent(template.raw, params);
  const body = mapStrings(kept, (text, span) => substitute(text, span, values, declared, scope)) as RawMap;
  return { raw, template: template.raw, body: numeric(body) as RawMap, defaults: template.defaults, params };
}

function parameterValues(raw: RawMap, template: RawMap, scope: Scope): Map<string, string> {
  const values = new Map<string, string>();
  const given = child(raw, 'with');
  const declared = mapsOf(template, 'params');
  const names = declared.flatMap((param) => stringOf(param, 'name') ?? []);
  if (given?.kind === 'map') {
    for (const [name, entry] of given.entries) {
      if (!names.includes(name)) scope.unknown('TPL002', entry.keySpan, 'template parameter', name, names);
      else if (entry.value.kind === 'scalar') values.set(name, String(entry.value.value));
    }
  }
  for (const param of declared) {
    const name = stringOf(param, 'name');
    if (name === undefined || values.has(name) || booleanOf(param, 'optional')) continue;
    scope.report('TPL002', spanOf(raw, 'template'), `the template needs the parameter \`${name}\``, `add \`with: { ${name}: ... }\``);
    values.set(name, name);
  }
  return values;
}

/** `<word>` is a placeholder, except behind `handle` and `ptr`. */
function substitute(
  text: string,
  span: Span,
  values: ReadonlyMap<string, string>,
  declared: ReadonlySet<string>,
  scope: Scope,
): string {
  return text.replace(/(?<!\b(?:handle|ptr))<([A-Za-z_]\w*)>/g, (whole, name: string) => {
    const value = values.get(name);
    if (value !== undefined) return value;
    if (declared.has(name)) {
      scope.report('TPL002', span, `the optional parameter \`${name}\` is used where it is not given`, `add \`when: { param: ${name} }\` to the item`);
    } else {
      scope.unknown('TPL002', span, 'template parameter', name, ['prefix', 'PREFIX', 'Prefix', ...declared]);
    }
    return whole;
  });
}

/** Leaves out list items whose `when:` asks for a parameter that is not given. */
function dropAbsent(raw: Raw, params: ReadonlySet<string>): Raw {
  if (raw.kind === 'list') {
    const items = raw.items.filter((item) => item.kind !== 'map' || !asksForAbsent(child(item, 'when'), params));
    return { ...raw, items: items.map((item) => dropAbsent(item, params)) };
  }
  if (raw.kind === 'scalar') return raw;
  const entries = new Map([...raw.entries].map(([key, e]) => [key, { ...e, value: dropAbsent(e.value, params) }]));
  return { ...raw, entries };
}

function asksForAbsent(when: Raw | undefined, params: ReadonlySet<string>): boolean {
  if (!when || when.kind === 'scalar') return false;
  if (when.kind === 'list') return when.items.some((part) => asksForAbsent(part, params));
  const name = stringOf(when, 'param');
  return name !== undefined && !params.has(name);
}

/** A placeholder that stood for a whole value and was given a number becomes that number. */
function numeric(raw: Raw): Raw {
  if (raw.kind === 'list') return { ...raw, items: raw.items.map(numeric) };
  if (raw.kind === 'map') {
    const entries = new Map([...raw.entries].map(([key, entry]) => [key, { ...entry, value: numeric(entry.value) }]));
    return { ...raw, entries };
  }
  return isPlaceholder(raw) && /^-?\d+$/.test(String(raw.value)) ? { ...raw, value: BigInt(raw.value as string) } : raw;
}

function isPlaceholder(raw: RawScalar): boolean {
  return typeof raw.value === 'string' && /^<\w+>$/.test(raw.span.source.text.slice(raw.span.start, raw.span.end));
}
