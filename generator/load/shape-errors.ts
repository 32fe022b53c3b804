import type { ErrorObject } from 'ajv';
import { nearest } from './nearest.ts';
import type { ProblemList } from './problem-list.ts';
import { headOf, type Raw, type RawMap } from './raw.ts';
import type { ShapeRepairs } from './shape-repairs.ts';
import { quotedText } from './source-file.ts';

/** The part of a JSON Schema that an error is told with; the messages are for editors as well. */
interface Shape {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
  readonly type?: unknown;
  readonly pattern?: string;
  readonly errorMessage?: string;
  readonly patternErrorMessage?: string;
}

/** Reports one error of the validator at its node, and notes what later stages must not see. */
export function reportShapeError(error: ErrorObject, node: Raw, problems: ProblemList, repairs: ShapeRepairs): void {
  const params = error.params as Readonly<Record<string, unknown>>;
  const shape = (error.parentSchema ?? {}) as Shape;
  switch (error.keyword) {
    case 'if': // its branch has told
    case 'propertyNames': // the pattern has told
      return;
    case 'additionalProperties':
      return reportUnknownKey(String(params['additionalProperty']), node as RawMap, shape, problems, repairs);
    case 'required':
      return repairs.missKey(node as RawMap, String(params['missingProperty']));
    case 'pattern':
      if (error.propertyName !== undefined) return reportBadKey(error.propertyName, node as RawMap, shape, problems, repairs);
      problems.add('KEY005', node.span, found(node, shape.patternErrorMessage), { fix: suggestion(node, shape) });
      break;
    case 'type':
      problems.add('KEY003', node.span, found(node, shape.errorMessage ?? `expected ${describeTypes(params['type'])}`), { fix: typeFix(node, String(params['type']), shape) });
      break;
    case 'enum':
    case 'const': {
      const allowed = (error.keyword === 'const' ? [params['allowedValue']] : (params['allowedValues'] as unknown[])).map(String);
      const guess = nearest(node.kind === 'scalar' ? String(node.value) : '', allowed);
      const list = allowed.map((value) => `\`${value}\``).join(', ');
      problems.add('KEY004', node.span, found(node, allowed.length === 1 ? `expected ${list}` : `expected one of ${list}`), { fix: guess && `did you mean \`${guess}\`?` });
      break;
    }
    default:
      problems.add('KEY006', node.span, found(node, describeBound(error.keyword, Number(params['limit']))));
  }
  repairs.breakValue(node);
}

/** One problem for all keys that a map lacks. */
export function reportMissingKeys(map: RawMap, keys: readonly string[], problems: ProblemList): void {
  const names = keys.map((key) => `\`${key}\``).join(' and ');
  const fix = keys.map((key) => (key === 'language' ? '`language: 1`' : `\`${key}: …\``)).join(' and ');
  problems.add('KEY002', headOf(map), keys.length === 1 ? `the key ${names} is missing` : `the keys ${names} are missing`, { fix: `add ${fix}` });
}

function reportUnknownKey(key: string, map: RawMap, shape: Shape, problems: ProblemList, repairs: ShapeRepairs): void {
  const meant = repairs.meaningsOf(map);
  const free = (name: string): boolean => !map.entries.has(name) && !meant.has(name);
  const known = Object.keys(shape.properties ?? {});
  const guess = nearest(key, known.filter(free));
  const missing = guess === undefined ? (shape.required ?? []).find(free) : undefined;
  const span = map.entries.get(key)?.keySpan ?? map.span;
  const fixes = {
    guess: `did you mean \`${guess}\`?`,
    missing: `\`${missing}\` is missing here; did you mean that?`,
    list: `the keys here are ${known.map((name) => `\`${name}\``).join(', ')}`,
  };
  problems.add('KEY001', span, `unknown key \`${quotedText(span)}\``, { fix: fixes[guess ? 'guess' : missing ? 'missing' : 'list'] });
  repairs.dropKey(map, key, guess ?? null);
  if (missing) repairs.excuseKey(map, missing);
}

/** A key of a map whose keys are chosen by the writer: a config, a template parameter. */
function reportBadKey(key: string, map: RawMap, shape: Shape, problems: ProblemList, repairs: ShapeRepairs): void {
  const span = map.entries.get(key)?.keySpan ?? map.span;
  problems.add('KEY005', span, `found the key \`${quotedText(span)}\`; ${shape.patternErrorMessage ?? 'expected another form'}`);
  repairs.dropKey(map, key, null);
}

function found(node: Raw, expected: string | undefined): string {
  return `found ${describe(node)}; ${expected ?? 'expected another form'}`;
}

function describe(node: Raw): string {
  if (node.kind === 'list') return node.items.length === 0 ? 'an empty list' : 'a list';
  if (node.kind === 'map') return 'a map';
  if (node.kind !== 'scalar') return 'nothing';
  if (node.value === null) return quotedText(node.span) === '' ? 'nothing' : `\`${quotedText(node.span)}\` (nothing)`;
  return node.value === '' ? 'an empty text' : `\`${quotedText(node.span)}\``;
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'an integer',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
};

function describeTypes(types: unknown): string {
  const all = Array.isArray(types) ? types.map(String) : String(types).split(',');
  return all.map((type) => TYPE_NAMES[type] ?? type).join(' or ');
}

function typeFix(node: Raw, types: string, { pattern }: Shape): string | undefined {
  if (node.kind === 'scalar' && quotedText(node.span) === '') return 'write a value, or leave the key out';
  if (types === 'array') return node.kind === 'map' ? 'start each item with `- `' : `write a list: \`[${quotedText(node.span)}]\``;
  if (types === 'string' && node.kind === 'scalar' && new RegExp(pattern ?? '').test(quotedText(node.span))) return `quote it: \`"${quotedText(node.span)}"\``;
  return undefined;
}

/** The text with its bad characters replaced, when that has the form that is asked for. */
function suggestion(node: Raw, { type, pattern }: Shape): string | undefined {
  if (node.kind !== 'scalar' || typeof node.value !== 'string' || type !== 'string' || pattern === undefined) return undefined;
  const text = node.value.slice(0, 200);
  if (/[^ -~]/.test(text)) return undefined;
  const words = text.replace(/\W+/g, '_');
  const dashed = text.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
  const form = new RegExp(pattern);
  const fitting = [text.replace(/^[<"](.*)[>"]$/, '$1'), words, words.toLowerCase(), dashed].find((candidate) => form.test(candidate));
  return fitting && `did you mean \`${fitting}\`?`;
}

function describeBound(keyword: string, limit: number): string {
  const items = limit === 1 ? 'item' : 'items';
  switch (keyword) {
    case 'minItems':
    case 'minProperties':
      return `expected at least ${limit} ${items}`;
    case 'maxItems':
      return `expected at most ${limit} ${items}`;
    case 'maxLength':
      return `expected at most ${limit} characters`;
    default:
      return 'expected some text';
  }
}
