import { createRequire } from 'node:module';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { nearest } from './nearest.ts';
import type { ProblemList } from './problem-list.ts';
import { type Raw, type RawMap, toPlain } from './raw.ts';
import type { Span } from './source-file.ts';

let compiled: ValidateFunction | undefined;

function metaSchema(): ValidateFunction {
  if (!compiled) {
    const schema = createRequire(import.meta.url)('../../../schema/meta.schema.json') as object;
    compiled = new Ajv({ allErrors: true, verbose: true, strict: false }).compile(schema);
  }
  return compiled;
}

/**
 * Checks one file against `schema/meta.schema.json`. Every error becomes one problem at the node it is about; the
 * offending keys and values are left out of the returned tree, so that later stages do not complain again.
 */
export function checkShape(root: RawMap, problems: ProblemList): RawMap {
  const validate = metaSchema();
  if (validate(toPlain(root))) return root;
  const bad = new Set<Raw>();
  const badKeys = new Map<RawMap, Set<string>>();
  const mistyped = new Set<string>();
  const errors = validate.errors ?? [];
  // An unknown key that is nearly a missing one is one mistake: unknown keys first, then the missing keys that nobody mistyped.
  for (const keyword of ['additionalProperties', null]) {
    for (const error of errors) {
      const node = (error.keyword === 'additionalProperties') === (keyword !== null) && nodeAt(root, error.instancePath);
      if (node) report(error, node, problems, bad, badKeys, mistyped);
    }
  }
  return prune(root, bad, badKeys) as RawMap;
}

function nodeAt(root: Raw, path: string): Raw | undefined {
  let node: Raw | undefined = root;
  for (const part of path.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (node?.kind === 'map') node = node.entries.get(key)?.value;
    else if (node?.kind === 'list') node = node.items[Number(key)];
    else return undefined;
  }
  return node;
}

function report(
  error: ErrorObject,
  node: Raw,
  problems: ProblemList,
  bad: Set<Raw>,
  badKeys: Map<RawMap, Set<string>>,
  mistyped: Set<string>,
): void {
  const params = error.params as Record<string, unknown>;
  const parent = error.parentSchema as { properties?: object; description?: string } | undefined;
  switch (error.keyword) {
    case 'if':
      return;
    case 'additionalProperties': {
      if (node.kind !== 'map') return;
      const key = String(params['additionalProperty']);
      const known = Object.keys(parent?.properties ?? {});
      const keySpan = node.entries.get(key)?.keySpan ?? node.span;
      const guess = nearest(key, known.filter((name) => !node.entries.has(name)));
      if (guess) mistyped.add(`${error.instancePath} ${guess}`);
      problems.add('KEY001', keySpan, `unknown key \`${key}\``, {
        fix: guess ? `did you mean \`${guess}\`?` : `the keys here are ${known.map((name) => `\`${name}\``).join(', ')}`,
      });
      const keys = badKeys.get(node) ?? new Set();
      badKeys.set(node, keys.add(key));
      return;
    }
    case 'required': {
      const key = String(params['missingProperty']);
      if (mistyped.has(`${error.instancePath} ${key}`)) return;
      problems.add('KEY002', headOf(node), `the key \`${key}\` is missing`, { fix: `add \`${key}:\`` });
      return;
    }
    case 'type':
      problems.add('KEY003', node.span, `${describe(node)} stands where ${list(params['type'])} is expected`);
      break;
    case 'enum':
    case 'const': {
      const allowed = error.keyword === 'const' ? [params['allowedValue']] : (params['allowedValues'] as unknown[]);
      const guess = nearest(textOf(node), allowed.map(String));
      problems.add('KEY004', node.span, `${describe(node)} is not one of ${allowed.map((v) => `\`${v}\``).join(', ')}`, {
        fix: guess ? `did you mean \`${guess}\`?` : undefined,
      });
      break;
    }
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      problems.add('KEY006', node.span, `${describe(node)} must be ${params['comparison']} ${params['limit']}`);
      break;
    case 'minItems':
    case 'minProperties':
      problems.add('KEY006', node.span, `at least ${params['limit']} item is expected here`);
      break;
    case 'maxItems':
      problems.add('KEY006', node.span, `at most ${params['limit']} items are expected here`);
      break;
    default:
      problems.add('KEY005', node.span, `${describe(node)} has not the form that is expected here`, {
        fix: parent?.description ? `this is ${lowerFirst(parent.description)}` : undefined,
      });
  }
  bad.add(node);
}

/** The first character line of a map: a missing key is shown at the head of its item, not over the whole item. */
function headOf(node: Raw): Span {
  const first = node.kind === 'map' ? [...node.entries.values()][0] : undefined;
  return first ? first.keySpan : node.span;
}

function list(types: unknown): string {
  const names: Record<string, string> = {
    string: 'a text',
    integer: 'an integer',
    number: 'a number',
    boolean: 'true or false',
    array: 'a list',
    object: 'a map',
    null: 'nothing',
  };
  const all = Array.isArray(types) ? types.map(String) : String(types).split(',');
  return all.map((type) => names[type] ?? type).join(' or ');
}

function describe(node: Raw): string {
  if (node.kind === 'list') return 'a list';
  if (node.kind === 'map') return 'a map';
  return node.value === null ? 'nothing' : `\`${String(node.value)}\``;
}

function textOf(node: Raw): string {
  return node.kind === 'scalar' ? String(node.value) : '';
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function prune(raw: Raw, bad: ReadonlySet<Raw>, badKeys: ReadonlyMap<RawMap, ReadonlySet<string>>): Raw {
  if (raw.kind === 'list') {
    return { ...raw, items: raw.items.filter((item) => !bad.has(item)).map((item) => prune(item, bad, badKeys)) };
  }
  if (raw.kind === 'scalar') return raw;
  const entries = new Map<string, { keySpan: Span; value: Raw }>();
  for (const [key, entry] of raw.entries) {
    if (bad.has(entry.value)) entries.set(key, { keySpan: entry.keySpan, value: brokenAt(entry.value.span) });
    else if (!badKeys.get(raw)?.has(key)) {
      entries.set(key, { keySpan: entry.keySpan, value: prune(entry.value, bad, badKeys) });
    }
  }
  return { ...raw, entries };
}

/** Marks a value that was reported: readers see a null and keep quiet about it. */
function brokenAt(span: Span): Raw {
  return { kind: 'scalar', span, value: null };
}
