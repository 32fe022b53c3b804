import { child, type LoadedFiles, mapsOf, type RawMap, stringOf } from '../load/index.ts';
import { expandTemplate, type TemplateInstance } from './templates.ts';
import { byteOrderOf, type FileDefaults, type Item, packingOf, type Scope } from './scope.ts';

/** A message list item, in order, after templates were expanded. */
export type CodeItem =
  | { readonly kind: 'message'; readonly item: Item; readonly instance: TemplateInstance | null }
  | { readonly kind: 'bound'; readonly item: Item }
  | { readonly kind: 'reserved'; readonly item: Item };

/** Every item of a schema by section, from all files and template instances; disabled ones are left out except for messages and RPCs. */
export interface Items {
  readonly constants: readonly Item[];
  readonly types: readonly Item[];
  readonly enums: readonly Item[];
  readonly flags: readonly Item[];
  readonly structs: readonly Item[];
  readonly unions: readonly Item[];
  readonly codes: readonly CodeItem[];
  readonly rpcs: readonly Item[];
}

const SECTIONS = ['constants', 'types', 'enums', 'flags', 'structs', 'unions'] as const;

/** Gathers the items of a schema and of what it includes. Messages and RPCs count in the schema itself only. */
export function collectItems(files: LoadedFiles, scope: Scope): Items {
  const lists = { constants: [], types: [], enums: [], flags: [], structs: [], unions: [] } as Record<
    (typeof SECTIONS)[number],
    Item[]
  >;
  const templates = new Map<string, { raw: RawMap; defaults: FileDefaults }>();
  for (const file of files.files) {
    const defaults = defaultsOf(file);
    for (const section of SECTIONS) addSection(lists[section], file, section, defaults, null, scope);
    for (const raw of mapsOf(file, 'templates')) {
      const name = stringOf(raw, 'name');
      if (name === undefined) continue;
      if (templates.has(name)) scope.unique([{ name, raw }, { name, raw }], (t) => t.raw, 'template');
      else templates.set(name, { raw, defaults });
    }
  }
  const codes: CodeItem[] = [];
  const defaults = defaultsOf(files.root);
  for (const raw of mapsOf(files.root, 'messages')) {
    const item: Item = { raw, defaults, params: null };
    if (child(raw, 'bound')) codes.push({ kind: 'bound', item });
    else if (child(raw, 'reserved')) codes.push({ kind: 'reserved', item });
    else if (!child(raw, 'template')) codes.push({ kind: 'message', item, instance: null });
    else if (scope.isEnabled(item)) {
      const instance = expandTemplate(raw, templates, scope);
      if (!instance) continue;
      for (const section of ['enums', 'flags', 'structs', 'unions'] as const) {
        addSection(lists[section], instance.body, section, instance.defaults, instance.params, scope);
      }
      for (const message of mapsOf(instance.body, 'messages')) {
        const inner: Item = { raw: message, defaults: instance.defaults, params: instance.params };
        codes.push(
          child(message, 'bound')
            ? { kind: 'bound', item: inner }
            : child(message, 'reserved')
              ? { kind: 'reserved', item: inner }
              : { kind: 'message', item: inner, instance },
        );
      }
    }
  }
  const rpcs = mapsOf(files.root, 'rpcs').map((raw): Item => ({ raw, defaults, params: null }));
  return { ...lists, codes, rpcs };
}

function addSection(
  target: Item[],
  map: RawMap,
  section: string,
  defaults: FileDefaults,
  params: ReadonlySet<string> | null,
  scope: Scope,
): void {
  for (const raw of mapsOf(map, section)) {
    const item: Item = { raw, defaults, params };
    if (scope.isEnabled(item)) target.push(item);
  }
}

function defaultsOf(file: RawMap): FileDefaults {
  return {
    packing: packingOf(file, 'packing', { kind: 'packed' }),
    byteOrder: byteOrderOf(file, 'little'),
  };
}
