import {
  booleanOf,
  child,
  isBrokenAt,
  mapsOf,
  quotedText,
  type Raw,
  type RawEntry,
  type RawMap,
  type RawScalar,
  type Span,
  spanOf,
  stringOf,
} from '../load/index.ts';
import { areParametersSure, parametersOf } from './check-references.ts';
import { pascalCase } from './names.ts';
import type { FileDefaults, Scope } from './scope.ts';
import { WrittenNames } from './written-names.ts';

/** A template and the defaults of the file it stands in. */
export interface Template {
  readonly raw: RawMap;
  readonly defaults: FileDefaults;
}

/** One use of a template: its body with every placeholder replaced. */
export interface TemplateInstance {
  /** `template prefix`, for messages. */
  readonly name: string;
  readonly raw: RawMap;
  readonly template: RawMap;
  readonly body: RawMap;
  readonly defaults: FileDefaults;
  readonly params: ReadonlySet<string>;
}

/** What a placeholder stands for, and where that is written. */
interface Value {
  readonly text: string;
  readonly span: Span;
}

/** Sections of a template that are items of each instance. */
const BODY_SECTIONS: readonly string[] = ['enums', 'flags', 'structs', 'unions', 'messages'];
/** Keys that give an item a name in C. */
const NAME_KEYS: ReadonlySet<string> = new Set(['name', 'typedef', 'bound']);

/** Expands `{template, prefix, base?, with?}`; null when the template is unknown or a parameter is wrong, which is reported. */
export function expandTemplate(raw: RawMap, templates: ReadonlyMap<string, Template>, scope: Scope): TemplateInstance | null {
  const name = stringOf(raw, 'template');
  const prefix = stringOf(raw, 'prefix');
  if (name === undefined || prefix === undefined) return null;
  const template = templates.get(name);
  if (!template) {
    scope.unknown('TPL001', spanOf(raw, 'template'), 'template', name, () => templates.keys());
    return null;
  }
  const values = parameterValues(raw, template.raw, scope);
  if (!values) return null;
  const params = new Set(values.keys());
  const { span } = child(raw, 'prefix') ?? raw;
  for (const [key, text] of [
    ['prefix', prefix],
    ['PREFIX', prefix.toUpperCase()],
    ['Prefix', pascalCase(prefix)],
  ] as const)
    values.set(key, { text, span });
  const expansion = new Expansion(`${name} ${prefix}`, values, new Set(parametersOf(template.raw)), scope);
  const entries = [...template.raw.entries].filter(([key]) => BODY_SECTIONS.includes(key));
  const body = expansion.expand({ ...template.raw, entries: new Map(entries) }, '') as RawMap;
  return { name: `${name} ${prefix}`, raw, template: template.raw, body, defaults: template.defaults, params };
}

function parameterValues(raw: RawMap, template: RawMap, scope: Scope): Map<string, Value> | null {
  const values = new Map<string, Value>();
  const given = child(raw, 'with');
  const names = parametersOf(template);
  let sound = given?.kind !== 'broken' && !(given?.kind === 'map' && given.lacking) && !raw.lacking;
  const isSure = sound && areParametersSure(template);
  for (const [name, { keySpan, value }] of given?.kind === 'map' ? given.entries : []) {
    if (!names.includes(name)) {
      if (isSure) scope.unknown('TPL002', keySpan, 'template parameter', name, () => names, new WrittenNames());
      sound = false;
    } else if (value.kind === 'scalar') values.set(name, { text: String(value.value), span: value.span });
    else sound = false;
  }
  const missing = mapsOf(template, 'params').filter(
    (param) => !booleanOf(param, 'optional') && !isBrokenAt(param, 'optional') && !values.has(stringOf(param, 'name') ?? ''),
  );
  if (!sound) return null; // a parameter that seems to be missing is probably the one that is wrong
  for (const param of missing) {
    const name = stringOf(param, 'name');
    if (name !== undefined)
      scope.report(
        'TPL002',
        spanOf(raw, 'template'),
        `the template needs the parameter \`${name}\``,
        `add \`with: {${name}: …}\``,
      );
  }
  return missing.length > 0 ? null : values;
}

/** Replaces placeholders in one instance of a template. Every piece remembers the instance, for messages. */
class Expansion {
  readonly #instance: string;
  readonly #values: ReadonlyMap<string, Value>;
  readonly #declared: ReadonlySet<string>;
  readonly #scope: Scope;
  /** How many items around have lost a key, which may have been their `when:`. */
  #unsure = 0;

  constructor(instance: string, values: ReadonlyMap<string, Value>, declared: ReadonlySet<string>, scope: Scope) {
    this.#instance = instance;
    this.#values = values;
    this.#declared = declared;
    this.#scope = scope;
  }

  expand(raw: Raw, key: string): Raw {
    const span = { ...raw.span, instance: this.#instance };
    switch (raw.kind) {
      case 'broken':
        return raw;
      case 'scalar':
        return typeof raw.value === 'string' && raw.value.includes('<')
          ? this.#substitute({ ...raw, span }, raw.value, key)
          : { ...raw, span };
      case 'list':
        return { ...raw, span, items: raw.items.filter((item) => !this.#isAbsent(item)).map((item) => this.expand(item, key)) };
      case 'map': {
        this.#unsure += raw.lacking ? 1 : 0;
        const entries = new Map<string, RawEntry>();
        for (const [name, entry] of raw.entries) {
          entries.set(name, { keySpan: { ...entry.keySpan, instance: this.#instance }, value: this.expand(entry.value, name) });
        }
        this.#unsure -= raw.lacking ? 1 : 0;
        return { ...raw, span, entries };
      }
    }
  }

  /** Items that ask for a parameter which is not given are left out: their placeholders would mean nothing. */
  #isAbsent(raw: Raw): boolean {
    return raw.kind === 'map' && this.#asksForAbsent(child(raw, 'when'));
  }

  #asksForAbsent(when: Raw | undefined): boolean {
    if (when?.kind === 'list') return when.items.some((part) => this.#asksForAbsent(part));
    const name = when?.kind === 'map' ? stringOf(when, 'param') : undefined;
    return name !== undefined && this.#declared.has(name) && !this.#values.has(name);
  }

  #substitute(raw: RawScalar, text: string, key: string): Raw {
    const replaced = text.replace(/(?<!\b(?:handle|ptr))<([A-Za-z_]\w*)>/g, (whole, name: string) => {
      const value = this.#values.get(name);
      if (value === undefined && this.#declared.has(name) && this.#unsure === 0) {
        this.#scope.report(
          'TPL002',
          raw.span,
          `the optional parameter \`${name}\` is used where it is not given`,
          `add \`when: {param: ${name}}\` to the item`,
        );
      }
      return value?.text ?? whole;
    });
    // A placeholder for a whole value may stand for a number, and what is wrong with the value is wrong where it is given.
    const whole = this.#values.get(/^<(\w+)>$/.exec(text)?.[1] ?? '');
    if (whole) return { ...raw, span: whole.span, value: /^-?\d{1,20}$/.test(replaced) ? numberOf(replaced) : replaced };
    if (NAME_KEYS.has(key) && !replaced.includes('<') && !/^[A-Za-z_]\w*$/.test(replaced)) {
      this.#scope.report('KEY005', raw.span, `\`${quotedText(raw.span)}\` becomes \`${replaced}\`, which is no C identifier`);
      return { kind: 'broken', span: raw.span };
    }
    return { ...raw, value: replaced };
  }
}

function numberOf(digits: string): number | bigint {
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : BigInt(digits);
}
