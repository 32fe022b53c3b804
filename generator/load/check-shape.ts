import { createRequire } from 'node:module';
import type { ErrorObject, ValidateFunction } from 'ajv';
import type { ProblemList } from './problem-list.ts';
import { type Raw, type RawEntry, type RawMap, toPlain } from './raw.ts';
import { reportMissingKeys, reportShapeError, reportUnknownKeys } from './shape-errors.ts';
import { ShapeRepairs } from './shape-repairs.ts';

/** How often a tree is looked at again after mistyped keys were put right: one may hold another. */
const MAX_ROUNDS = 4;

let compiled: ValidateFunction | undefined;

/** `schema/meta.schema.json` as code: `scripts/compile-meta-schema.mjs` writes it beside this module when dist/ is built. */
function metaSchema(): ValidateFunction {
  compiled ??= createRequire(import.meta.url)('./meta-validator.cjs') as ValidateFunction;
  return compiled;
}

/**
 * Checks one file against `schema/meta.schema.json`. Every mistake becomes one problem at the node it is about. Later stages see the
 * tree that is returned: wrong values are marked broken, unknown keys are gone, and mistyped ones are put right, so that they neither
 * complain again nor miss the mistakes inside.
 */
export function checkShape(root: RawMap, problems: ProblemList): RawMap {
  const validate = metaSchema();
  let tree = root;
  for (let round = 0; round < MAX_ROUNDS && !validate(toPlain(tree)); round++) {
    const repairs = new ShapeRepairs();
    const errors = (validate.errors ?? []).map((error) => ({ error, node: nodeAt(tree, error.instancePath) }));
    // Unknown keys before missing ones: an unknown key that is nearly a missing one is one mistake.
    for (const [map, unknown] of unknownKeys(errors)) if (!problems.isFull) reportUnknownKeys(map, unknown, problems, repairs);
    for (const { error, node } of errors) {
      if (node && node.kind !== 'broken' && !problems.isFull) reportShapeError(error, node, problems, repairs);
    }
    for (const [map, keys] of repairs.missing) reportMissingKeys(map, keys, problems);
    tree = repairs.apply(tree) as RawMap;
    if (!repairs.renamed) break;
  }
  return tree;
}

/** Errors about unknown keys, by map. */
function unknownKeys(errors: readonly { error: ErrorObject; node: Raw | undefined }[]): Map<RawMap, ErrorObject[]> {
  const byMap = new Map<RawMap, ErrorObject[]>();
  for (const { error, node } of errors) {
    if (error.keyword !== 'additionalProperties' || node?.kind !== 'map') continue;
    const known = byMap.get(node);
    if (known) known.push(error);
    else byMap.set(node, [error]);
  }
  return byMap;
}

function nodeAt(root: Raw, path: string): Raw | undefined {
  let node: Raw | undefined = root;
  for (const part of path.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (node?.kind === 'map') node = (node.entries.get(key) as RawEntry | undefined)?.value;
    else if (node?.kind === 'list') node = node.items[Number(key)];
    else return undefined;
  }
  return node;
}
