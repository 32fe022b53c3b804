import { DATA_MODELS, type DataModel } from '../layout/index.ts';
import { nearest, type Problem, ProblemList, type Raw, type RawMap, type Span } from '../load/index.ts';
import { parseYaml } from '../load/parse-yaml.ts';
import { positionOf } from '../load/source-file.ts';
import { CONFIG_PROBLEM_CODES, type ConfigProblemCode } from './config-problem.ts';

export const CONFIG_FILE_NAME = 'sluice.config.yaml';

export type Target = 'ts' | 'c';

/** One item of `protocols:`. Paths are as written, relative to the config file. */
export interface ProtocolEntry {
  readonly schema: string;
  readonly out: string;
  /** Names of the configs to write, or null for all of the schema. */
  readonly configs: readonly string[] | null;
  readonly targets: readonly Target[];
  readonly dataModel: DataModel;
  readonly importExtension: 'js' | 'ts';
  /** Where things stand in the config file, for problems that show later. */
  readonly spans: { readonly schema: Span; readonly out: Span; readonly configs: readonly Span[] };
}

export interface ConfigFile {
  readonly protocols: readonly ProtocolEntry[];
  readonly problems: readonly Problem[];
}

/** A problem at a place of the config file. */
export function configProblem(code: ConfigProblemCode, span: Span, message: string, fix?: string): Problem {
  return {
    code,
    file: span.source.path,
    start: positionOf(span.source, span.start),
    end: positionOf(span.source, Math.max(span.end, span.start)),
    message,
    cause: CONFIG_PROBLEM_CODES[code],
    ...(fix === undefined ? {} : { fix }),
  };
}

/** Reads the text of a config file. Pure; every mistake becomes a problem, and entries with a mistake are left out. */
export function parseConfigFile(path: string, bytes: Uint8Array): ConfigFile {
  const syntax = new ProblemList();
  const root = parseYaml(path, bytes, syntax);
  if (!root) return { protocols: [], problems: syntax.sorted([path]).map(aboutConfig) };
  const reader = new Reader();
  const protocols = reader.readRoot(root);
  const problems = [...syntax.sorted([path]).map(aboutConfig), ...reader.problems];
  return { protocols, problems: problems.sort((a, b) => a.start.offset - b.start.offset) };
}

/** The YAML rules are the schema files' own; only the one about the shape of the whole file differs. */
function aboutConfig(problem: Problem): Problem {
  if (problem.code !== 'SRC011') return problem;
  return {
    ...problem,
    code: 'CFG007',
    cause: CONFIG_PROBLEM_CODES.CFG007,
    fix: 'start the file with `protocols:` and list `- {schema: PATH, out: FOLDER}` below it',
  };
}

const ENTRY_KEYS = ['schema', 'out', 'configs', 'targets', 'dataModel', 'importExtension'] as const;

class Reader {
  readonly problems: Problem[] = [];

  readRoot(root: RawMap): ProtocolEntry[] {
    this.#checkKeys(root, ['protocols']);
    const list = root.entries.get('protocols')?.value;
    if (!list) {
      this.#add('CFG002', root.span, 'the key `protocols` is missing', 'add `protocols:` with a list below it');
      return [];
    }
    return this.#items(list).flatMap((item) => this.#readEntry(item) ?? []);
  }

  #readEntry(item: Raw): ProtocolEntry | null {
    if (item.kind !== 'map') {
      this.#add('CFG003', item.span, `${describe(item)} stands where a map with \`schema:\` and \`out:\` is expected`);
      return null;
    }
    const before = this.problems.length;
    this.#checkKeys(item, ENTRY_KEYS);
    const schema = this.#path(item, 'schema');
    const out = this.#path(item, 'out');
    const configs = this.#list(item, 'configs');
    const targets = this.#list(item, 'targets')?.map((target) => this.#oneOf<Target>(target, ['ts', 'c']));
    const dataModel = item.entries.get('dataModel')?.value;
    const extension = item.entries.get('importExtension')?.value;
    const entry = {
      schema: schema?.text ?? '',
      out: out?.text ?? '',
      configs: configs?.map((config) => this.#text(config)) ?? null,
      targets: targets ?? (['ts', 'c'] as const),
      dataModel: dataModel ? this.#oneOf(dataModel, DATA_MODELS) : 'lp64',
      importExtension: extension ? this.#oneOf(extension, ['js', 'ts'] as const) : 'js',
      spans: {
        schema: schema?.span ?? item.span,
        out: out?.span ?? item.span,
        configs: configs?.map((config) => config.span) ?? [],
      },
    };
    return this.problems.length === before ? entry : null;
  }

  #add(code: ConfigProblemCode, span: Span, message: string, fix?: string): void {
    this.problems.push(configProblem(code, span, message, fix));
  }

  #checkKeys(map: RawMap, known: readonly string[]): void {
    for (const [key, { keySpan }] of map.entries) {
      if (known.includes(key)) continue;
      const guess = nearest(key, known);
      const keys = known.map((name) => `\`${name}\``).join(', ');
      this.#add('CFG001', keySpan, `unknown key \`${key}\``, guess ? `did you mean \`${guess}\`?` : `the keys here are ${keys}`);
    }
  }

  #path(map: RawMap, key: 'schema' | 'out'): { text: string; span: Span } | null {
    const value = map.entries.get(key)?.value;
    if (value) return { text: this.#text(value), span: value.span };
    const head = [...map.entries.values()][0]?.keySpan ?? map.span;
    this.#add('CFG002', head, `the key \`${key}\` is missing`, `add \`${key}:\``);
    return null;
  }

  #list(map: RawMap, key: string): readonly Raw[] | undefined {
    const value = map.entries.get(key)?.value;
    return value && this.#items(value);
  }

  #items(value: Raw): readonly Raw[] {
    if (value.kind === 'list' && value.items.length > 0) return value.items;
    const found = value.kind === 'list' ? 'an empty list' : describe(value);
    this.#add('CFG003', value.span, `${found} stands where a list is expected`);
    return [];
  }

  #text(value: Raw): string {
    if (value.kind === 'scalar' && typeof value.value === 'string' && value.value !== '') return value.value;
    this.#add('CFG003', value.span, `${describe(value)} stands where a text is expected`);
    return '';
  }

  #oneOf<T extends string>(value: Raw, allowed: readonly T[]): T {
    const text = this.#text(value);
    const found = allowed.find((name) => name === text);
    if (found === undefined && text !== '') {
      const guess = nearest(text, allowed);
      const names = allowed.map((name) => `\`${name}\``).join(', ');
      this.#add('CFG004', value.span, `\`${text}\` is not one of ${names}`, guess && `did you mean \`${guess}\`?`);
    }
    return found ?? (allowed[0] as T);
  }
}

function describe(value: Raw): string {
  if (value.kind !== 'scalar') return value.kind === 'map' ? 'a map' : 'a list';
  return value.value === null || value.value === '' ? 'nothing' : `\`${String(value.value)}\``;
}
