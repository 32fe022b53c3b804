import { child, headOf, itemsOf, type LoadedFiles, mapsOf, type RawMap, spanOf, stringOf } from '../load/index.ts';
import { byteOrderOf, type FileDefaults, type Item, packingOf, type Scope } from './scope.ts';
import { expandTemplate, type Template, type TemplateInstance } from './templates.ts';

/** A message list item, in order, after templates were expanded. */
export type CodeItem =
  | { readonly kind: 'message'; readonly item: Item; readonly instance: TemplateInstance | null }
  | { readonly kind: 'bound'; readonly item: Item }
  | { readonly kind: 'reserved'; readonly item: Item; readonly instance: TemplateInstance | null };

/** Every item of a schema by section, from all files and template instances; disabled ones are left out except for messages and RPCs. */
export interface Items {
  readonly constants: readonly Item[];
  readonly types: readonly Item[];
  readonly enums: readonly Item[];
  readonly flags: readonly Item[];
  readonly structs: readonly Item[];
  readonly unions: readonly Item[];
  readonly codes: readonly CodeItem[];
  readonly instances: readonly TemplateInstance[];
  readonly rpcs: readonly Item[];
}

const TEMPLATE_SECTIONS = ['enums', 'flags', 'structs', 'unions'] as const;
const SECTIONS = ['constants', 'types', ...TEMPLATE_SECTIONS] as const;

/** Most items that all template instances of a schema expand to. */
const MAX_EXPANDED = 100_000;

/** Gathers the items of a schema and of what it includes. Messages and RPCs count in the schema itself only. */
export function collectItems(files: LoadedFiles, scope: Scope): Items {
  const lists = { constants: [], types: [], enums: [], flags: [], structs: [], unions: [] } as Record<
    (typeof SECTIONS)[number],
    Item[]
  >;
  const add = (section: (typeof SECTIONS)[number], map: RawMap, around: Omit<Item, 'raw'>, on = true): void => {
    for (const raw of mapsOf(map, section)) {
      const enabled = on && scope.isEnabled({ raw, params: around.params });
      scope.names.add(raw, enabled, stringOf(raw, 'typedef') ?? stringOf(raw, 'name'));
      if (raw.lacking && (section === 'structs' || section === 'unions')) scope.names.lose(); // it may have had a typedef
      if (enabled) lists[section].push({ raw, ...around });
    }
  };
  for (const file of files.files) {
    const around = { defaults: defaultsOf(file), params: null };
    for (const section of SECTIONS) add(section, file, around);
  }
  const codes: CodeItem[] = [];
  const instances = expandAll(files, scope);
  for (const raw of mapsOf(files.root, 'messages')) {
    const item: Item = { raw, defaults: defaultsOf(files.root), params: null };
    if (!child(raw, 'template')) {
      codes.push(codeItem(item, null));
      continue;
    }
    const instance = instances.get(raw);
    const enabled = scope.isEnabled(item);
    if (instance?.template.lacking) scope.loseNames();
    if (!instance) {
      if (enabled) scope.loseNames();
      continue;
    }
    const around = { defaults: instance.defaults, params: instance.params };
    for (const section of TEMPLATE_SECTIONS) add(section, instance.body, around, enabled);
    if (enabled) codes.push(...mapsOf(instance.body, 'messages').map((inner) => codeItem({ raw: inner, ...around }, instance)));
  }
  const enabledInstances = [...instances.values()].filter(({ raw }) => scope.isEnabled({ raw, params: null }));
  const rpcs = mapsOf(files.root, 'rpcs').map((raw): Item => ({ raw, defaults: defaultsOf(files.root), params: null }));
  return { ...lists, codes: keepFirsts(codes, scope), instances: enabledInstances, rpcs };
}

/** Templates by name. The second of two with one name is reported. */
function templatesOf(files: LoadedFiles, scope: Scope): Map<string, Template> {
  const templates = new Map<string, Template>();
  for (const file of files.files) {
    for (const raw of mapsOf(file, 'templates')) {
      const name = stringOf(raw, 'name');
      const first = name === undefined ? undefined : templates.get(name);
      if (name === undefined) scope.loseNames();
      else if (first) scope.twice('template', name, raw, first.raw);
      else templates.set(name, { raw, defaults: defaultsOf(file) });
      const params = mapsOf(raw, 'params').map((param) => ({ name: stringOf(param, 'name') ?? '', param }));
      scope.unique(
        params.filter((param) => param.name !== ''),
        ({ param }) => param,
        'template parameter',
      );
    }
  }
  return templates;
}

/** Every template instance of a schema, also those that are off. */
function expandAll(files: LoadedFiles, scope: Scope): Map<RawMap, TemplateInstance> {
  const templates = templatesOf(files, scope);
  const uses = mapsOf(files.root, 'messages').filter((raw) => child(raw, 'template'));
  const instances = new Map<RawMap, TemplateInstance>();
  const tooMany = firstTooMany(uses, templates);
  if (tooMany) {
    scope.report(
      'TPL006',
      headOf(tooMany),
      `the templates expand to more than ${MAX_EXPANDED} items with this instance`,
      'use fewer instances, or smaller templates',
    );
    return instances;
  }
  const firsts = new Set<string>();
  for (const raw of uses) {
    const instance = expandTemplate(raw, templates, scope);
    if (!instance) continue;
    const enabled = scope.isEnabled({ raw, params: null });
    if (!enabled || !firsts.has(instance.name)) instances.set(raw, instance);
    else
      scope.report(
        'NAM001',
        spanOf(raw, 'prefix'),
        `the template \`${stringOf(raw, 'template')}\` has an instance with the prefix \`${stringOf(raw, 'prefix')}\` already`,
        'give it another prefix',
      );
    if (enabled) firsts.add(instance.name);
  }
  return instances;
}

/** The instance with which the templates of a schema become too much to look at. */
function firstTooMany(uses: readonly RawMap[], templates: ReadonlyMap<string, Template>): RawMap | undefined {
  let expanded = 0;
  return uses.find((raw) => {
    const template = templates.get(stringOf(raw, 'template') ?? '');
    for (const section of [...TEMPLATE_SECTIONS, 'messages']) expanded += template ? itemsOf(template.raw, section).length : 0;
    return expanded > MAX_EXPANDED;
  });
}

function codeItem(item: Item, instance: TemplateInstance | null): CodeItem {
  if (child(item.raw, 'bound')) return { kind: 'bound', item };
  return { kind: child(item.raw, 'reserved') ? 'reserved' : 'message', item, instance };
}

/** Leaves out messages and bounds whose name is taken: a copied message is one mistake, whatever else it repeats. */
function keepFirsts(codes: readonly CodeItem[], scope: Scope): CodeItem[] {
  const firsts = new Map<string, RawMap>();
  return codes.filter(({ kind, item }) => {
    if (kind === 'reserved') return true;
    const key = kind === 'bound' ? 'bound' : 'name';
    const name = stringOf(item.raw, key);
    const enabled = scope.isEnabled(item);
    scope.messages.add(item.raw, enabled, name);
    const first = name !== undefined && enabled ? firsts.get(name) : undefined;
    if (first && name !== undefined) scope.twice('message', name, item.raw, first, key);
    else if (name !== undefined && enabled) firsts.set(name, item.raw);
    return !first;
  });
}

function defaultsOf(file: RawMap): FileDefaults {
  return {
    packing: packingOf(file, 'packing', { kind: 'packed' }),
    byteOrder: byteOrderOf(file, 'little'),
    isSure: child(file, 'packing')?.kind !== 'broken',
  };
}
