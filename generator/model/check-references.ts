import {
  child,
  isBrokenAt,
  itemsOf,
  type LoadedFiles,
  mapsOf,
  nearest,
  type ProblemList,
  type Raw,
  type RawMap,
  stringOf,
} from '../load/index.ts';

/** Keys whose text is for people, and `with`, whose names are the template's. */
const PROSE: ReadonlySet<string> = new Set([
  'doc',
  'since',
  'deprecated',
  'unit',
  'reason',
  'direction',
  'c_header',
  'include',
  'with',
]);

/** `<word>`, but not what `ptr` and `handle` point at. */
const PLACEHOLDER = /(?<!\b(?:ptr|handle))<([A-Za-z_]\w*)>/g;

/** The spellings of an instance's prefix. */
export const PREFIX_PARAMETERS: readonly string[] = ['prefix', 'PREFIX', 'Prefix'];

/**
 * Checks what holds in every config: features and template parameters that `when:` asks for, and placeholders, which stand in templates
 * only. Looks everywhere, also at what is off and at templates that nobody uses.
 */
export function checkReferences(files: LoadedFiles, features: readonly string[], problems: ProblemList): void {
  const isSure = areFeaturesSure(files.root);
  for (const file of files.files) {
    const checker = new ReferenceChecker(isSure ? features : null, problems);
    for (const [key, { value }] of file.entries) {
      if (PROSE.has(key)) continue;
      if (key !== 'templates') checker.check(value, key, null);
      else
        for (const template of mapsOf(file, key))
          checker.check(template, key, areParametersSure(template) ? parametersOf(template) : undefined);
    }
  }
}

/** Whether every parameter of a template has a readable name. */
export function areParametersSure(template: RawMap): boolean {
  const all = itemsOf(template, 'params');
  return !template.lacking && !isBrokenAt(template, 'params') && all.length === parametersOf(template).length;
}

/** Names that a template declares. */
export function parametersOf(template: RawMap): string[] {
  return mapsOf(template, 'params').flatMap((param) => stringOf(param, 'name') ?? []);
}

/** Whether every feature that a schema declares has a readable name. */
export function areFeaturesSure(root: RawMap): boolean {
  if (!child(root, 'features')) return !root.lacking;
  return !isBrokenAt(root, 'features') && mapsOf(root, 'features').every((raw) => stringOf(raw, 'name') !== undefined);
}

class ReferenceChecker {
  readonly #features: readonly string[] | null;
  readonly #problems: ProblemList;

  constructor(features: readonly string[] | null, problems: ProblemList) {
    this.#features = features;
    this.#problems = problems;
  }

  /** @param parameters - those of the template around; undefined when they are not certain, null outside of templates */
  check(raw: Raw, key: string, parameters: readonly string[] | null | undefined): void {
    if (raw.kind === 'map') {
      for (const [name, { value }] of raw.entries) {
        if (name === 'when') this.#checkCondition(value, parameters);
        else if (!PROSE.has(name)) this.check(value, name, parameters);
      }
    } else if (raw.kind === 'list') {
      for (const item of raw.items) this.check(item, key, parameters);
    } else if (raw.kind === 'scalar' && typeof raw.value === 'string' && raw.value.includes('<')) {
      for (const [, name = ''] of raw.value.matchAll(PLACEHOLDER)) this.#checkParameter(raw, name, parameters);
    }
  }

  #checkCondition(when: Raw, parameters: readonly string[] | null | undefined): void {
    if (when.kind === 'list') for (const part of when.items) this.#checkCondition(part, parameters);
    const param = when.kind === 'map' ? child(when, 'param') : undefined;
    if (param?.kind === 'scalar' && typeof param.value === 'string') {
      if (parameters?.includes(param.value)) return;
      this.#checkParameter(param, param.value, parameters);
    }
    if (when.kind !== 'scalar' || typeof when.value !== 'string' || this.#features === null) return;
    const feature = when.value.replace(/^not /, '');
    if (this.#features.includes(feature)) return;
    const guess = nearest(feature, this.#features);
    const span = { ...when.span, start: when.span.end - feature.length };
    this.#problems.add(
      'NAM009',
      /["']/.test(when.span.source.text.charAt(when.span.start)) ? when.span : span,
      `unknown feature \`${feature}\``,
      {
        fix: guess ? `did you mean \`${guess}\`?` : 'declare it under `features:` of the schema',
      },
    );
  }

  #checkParameter(at: Raw, name: string, parameters: readonly string[] | null | undefined): void {
    if (parameters === undefined) return;
    if (parameters === null) {
      this.#problems.add('TPL002', at.span, `the template parameter \`${name}\` stands outside of a template`, {
        fix: 'move the item into a template, or write the name out',
      });
      return;
    }
    const known = [...PREFIX_PARAMETERS, ...parameters];
    if (known.includes(name)) return;
    const guess = nearest(name, known);
    this.#problems.add('TPL002', at.span, `unknown template parameter \`${name}\``, {
      fix: guess ? `did you mean \`${guess}\`?` : 'declare it under `params:` of the template',
    });
  }
}
