import type { ErrorObject } from 'ajv';
import { nearest } from './nearest.ts';
import type { ProblemList } from './problem-list.ts';
import { headOf, type Raw, type RawMap } from './raw.ts';
import type { ShapeRepairs } from './shape-repairs.ts';
import { quotedText } from './source-file.ts';

/** The part of a JSON Schema that an error is told with; the messages are for editors as well. */
interface Shape {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly alternativeKeys?: readonly string[];
  readonly required?: readonly string[];
  readonly type?: unknown;
  readonly pattern?: string;
  readonly errorMessage?: string;
  readonly patternErrorMessage?: string;
}

/** Most unknown keys of one map that a message lists. */
const SHOWN_KEYS = 8;

/** Reports one error of the validator at its node, and notes what later stages must not see. Unknown keys are told for a whole map at once. */
export function reportShapeError(error: ErrorObject, node: Raw, problems: ProblemList, repairs: ShapeRepairs): void {
  const { keyword, propertyName } = error;
  const shape = (error.parentSchema ?? {}) as Shape;
  if (keyword === 'if' || keyword === 'propertyNames' || keyword === 'additionalProperties') return; // repeats what others say
  if (keyword === 'required') repairs.missKey(node as RawMap, String(error.params['missingProperty']));
  else if (propertyName !== undefined) reportBadKey(propertyName, node as RawMap, shape, problems, repairs);
  else {
    reportBadValue(error, node, shape, problems);
    repairs.breakValue(node);
  }
}

function reportBadValue({ keyword, params }: ErrorObject, node: Raw, shape: Shape, problems: ProblemList): void {
  switch (keyword) {
    case 'pattern':
      problems.add('KEY005', node.span, found(node, shape.patternErrorMessage), { fix: suggestion(node, shape) });
      return;
    case 'type': {
      const expected = shape.errorMessage ?? `expected ${describeTypes(params['type'])}`;
      problems.add('KEY003', node.span, found(node, expected), { fix: typeFix(node, String(params['type']), shape) });
      return;
    }
    case 'enum':
    case 'const': {
      const allowed = [params['allowedValues'] ?? params['allowedValue']].flat().map(String);
      const guess = nearest(node.kind === 'scalar' ? String(node.value) : '', allowed);
      const list = allowed.map((value) => `\`${value}\``).join(', ');
      const expected = allowed.length === 1 ? `expected ${list}` : `expected one of ${list}`;
      problems.add('KEY004', node.span, found(node, expected), { fix: guess && `did you mean \`${guess}\`?` });
      return;
    }
    default:
      problems.add('KEY006', node.span, found(node, describeBound(keyword, Number(params['limit']))));
  }
}

/** One problem for all keys that a map lacks. */
export function reportMissingKeys(map: RawMap, keys: readonly string[], problems: ProblemList): void {
  const names = keys.map((key) => `\`${key}\``).join(' and ');
  const fix = keys.map((key) => (key === 'language' ? '`language: 1`' : `\`${key}: …\``)).join(' and ');
  problems.add('KEY002', headOf(map), keys.length === 1 ? `the key ${names} is missing` : `the keys ${names} are missing`, {
    fix: `add ${fix}`,
  });
}

/** Reports the unknown keys of one map: one problem for each that is mistyped, and one for all whose meaning is not clear. */
export function reportUnknownKeys(
  map: RawMap,
  errors: readonly ErrorObject[],
  problems: ProblemList,
  repairs: ShapeRepairs,
): void {
  const shape = (errors[0]?.parentSchema ?? {}) as Shape;
  const known = Object.keys(shape.properties ?? {});
  const free = new Set(known.filter((name) => !map.entries.has(name)));
  const unclear: string[] = [];
  for (const error of errors) {
    const key = String(error.params['additionalProperty']);
    const guess = nearest(key, free);
    const other = guess === undefined ? nearest(key, shape.alternativeKeys ?? []) : undefined;
    if (other !== undefined) {
      // With this key the map is of another kind, and its other keys may be right.
      reportUnknown(map, [key], `did you mean \`${other}\`?`, problems);
      repairs.reshape(map, key, other);
      return;
    }
    if (guess === undefined) unclear.push(key);
    else {
      reportUnknown(map, [key], `did you mean \`${guess}\`?`, problems);
      repairs.dropKey(map, key, guess);
      free.delete(guess);
    }
  }
  if (unclear.length === 0) return;
  const missing = shape.required?.find((name) => free.has(name));
  const list = `the keys here are ${known.map((name) => `\`${name}\``).join(', ')}`;
  reportUnknown(map, unclear, missing ? `\`${missing}\` is missing here; did you mean that?` : list, problems);
  for (const key of unclear) repairs.dropKey(map, key, null);
}

function reportUnknown(map: RawMap, keys: readonly string[], fix: string, problems: ProblemList): void {
  const spans = keys.map((key) => map.entries.get(key)?.keySpan ?? map.span);
  const shown = spans.slice(0, SHOWN_KEYS).map((span) => `\`${quotedText(span)}\``);
  const names = spans.length > SHOWN_KEYS ? [...shown, `${spans.length - SHOWN_KEYS} more`] : shown;
  const list = names.length < 2 ? `key ${names[0]}` : `keys ${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  problems.add('KEY001', spans[0] ?? map.span, `unknown ${list}`, { fix });
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
  if (types === 'array')
    return node.kind === 'map' ? 'start each item with `- `' : `write a list: \`[${quotedText(node.span)}]\``;
  if (types === 'string' && node.kind === 'scalar' && new RegExp(pattern ?? '').test(quotedText(node.span)))
    return `quote it: \`"${quotedText(node.span)}"\``;
  return undefined;
}

/** The text with its bad characters replaced, when that has the form that is asked for. */
function suggestion(node: Raw, { type, pattern }: Shape): string | undefined {
  if (node.kind !== 'scalar' || typeof node.value !== 'string' || type !== 'string' || pattern === undefined) return undefined;
  const text = node.value.slice(0, 200);
  if (/[^ -~]/.test(text)) return undefined;
  const words = text.replace(/\W+/g, '_');
  const dashed = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  const form = new RegExp(pattern);
  const fitting = [text.replace(/^[<"](.*)[>"]$/, '$1'), words, words.toLowerCase(), dashed].find((candidate) =>
    form.test(candidate),
  );
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
