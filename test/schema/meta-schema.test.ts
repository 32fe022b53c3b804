import { readdirSync, readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { MAX_PROBLEMS } from '../../generator/load/problem-list.ts';
import { describe } from '../support/index.ts';

type Json = { readonly [key: string]: unknown };

const folder = new URL('../../../schema/', import.meta.url);
const meta = JSON.parse(readFileSync(new URL('meta.schema.json', folder), 'utf8')) as Json;
const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true });
ajv.addVocabulary(['errorMessage', 'patternErrorMessage', 'alternativeKeys']); // for editors and our own messages
const validate: ValidateFunction = ajv.compile(meta);

/** Errors as `path keyword detail`; `if` only repeats what its branch has said. */
function errorsOf(yaml: string): string[] {
  validate(parse(`protocol: p\nlanguage: 1\n${yaml}`));
  const errors: readonly ErrorObject[] = validate.errors ?? [];
  const detail = (error: ErrorObject): unknown => Object.values(error.params)[0];
  return errors
    .filter((error) => error.keyword !== 'if')
    .map((error) => `${error.instancePath} ${error.keyword} ${detail(error)}`);
}

/** Every property schema below `node`, with the path that names it. */
function* properties(node: unknown, path = ''): Generator<[string, unknown]> {
  if (Array.isArray(node)) for (const [index, item] of node.entries()) yield* properties(item, `${path}/${index}`);
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
  for (const [key, value] of Object.entries(node as Json)) {
    const isMap = key === 'properties' && !path.endsWith('/properties') && !path.endsWith('/if');
    if (isMap) for (const [name, schema] of Object.entries(value as Json)) yield [`${path}/${name}`, schema];
    yield* properties(value, `${path}/${key}`);
  }
}

function isDescribed(schema: unknown): boolean {
  if (schema === true) return true; // described where the shapes fork
  const { description, $ref } = schema as { description?: string; $ref?: string };
  if (description !== undefined) return description.length > 10;
  const target = ($ref ?? '').replace('#/definitions/', '');
  return ((meta['definitions'] as Json)[target] as { description?: string } | undefined)?.description !== undefined;
}

describe('meta schema', (it) => {
  it('describes every key', () => {
    const all = [...properties(meta)];
    assert.ok(all.length > 100);
    assert.equal(
      all.filter(([, schema]) => !isDescribed(schema)).map(([path]) => path),
      [],
    );
  });

  for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml'))) {
    it(`accepts schema/${file}`, () => {
      const valid = validate(parse(readFileSync(new URL(file, folder), 'utf8')));
      assert.equal(valid ? [] : validate.errors, []);
    });
  }

  it('points at the unknown key of the shape that was meant', () => {
    assert.equal(errorsOf('structs: [{name: a, fields: [{name: b, type: u8, cont: 3}, {pad: 1, nam: c}]}]'), [
      '/structs/0/fields/0 additionalProperties cont',
      '/structs/0/fields/1 additionalProperties nam',
    ]);
    assert.equal(
      errorsOf(
        'messages: [{bound: A, code: 1}, {reserved: 3, reason: x, cod: 1}, {template: t, prefix: a, bas: 1}, {name: A, cod: 1}]',
      ),
      [
        '/messages/0 additionalProperties code',
        '/messages/1 additionalProperties cod',
        '/messages/2 additionalProperties bas',
        '/messages/3 additionalProperties cod',
      ],
    );
    assert.equal(errorsOf('structs: [{name: a, fields: [], tails: [{name: b, kind: rest, count: c}]}]'), [
      '/structs/0/tails/0 additionalProperties count',
    ]);
  });

  it('is code in dist that stops copying errors when enough are there', () => {
    const code = readFileSync(new URL('../../generator/load/meta-validator.cjs', import.meta.url), 'utf8');
    assert.ok(code.includes(`vErrors.length >= ${2 * MAX_PROBLEMS} ? vErrors : vErrors.concat(`));
    assert.not(/(?<!\? vErrors : )vErrors\.concat/.test(code));
  });

  it('names a missing key once', () => {
    assert.equal(errorsOf('structs: [{fields: [{type: u8}], tails: [{name: b, kind: bytes}, {name: c}]}]'), [
      '/structs/0/fields/0 required name',
      '/structs/0/tails/0 required count',
      '/structs/0/tails/1 required kind',
      '/structs/0 required name',
    ]);
  });

  it('reports one wrong kind for an item that is no map', () => {
    assert.equal(errorsOf('structs: [{name: a, fields: [b], tails: [3]}]\nmessages: [x]'), [
      '/structs/0/fields/0 type object',
      '/structs/0/tails/0 type object',
      '/messages/0 type object',
    ]);
  });

  it('takes numbers of 64 bits, constants and placeholders', () => {
    assert.equal(errorsOf('constants: [{name: A, value: 0xFFFFFFFFFFFFFFFF, type: u64}, {name: B, value: A}]'), []);
    assert.equal(
      errorsOf('templates: [{name: t, structs: [{name: "x_<prefix>", fields: [{name: k, type: "<key>", count: N}]}]}]'),
      [],
    );
  });

  it('takes build conditions of every shape', () => {
    assert.equal(errorsOf('constants: [{name: A, value: 1, when: [X, not Y, {param: key}, [Z]]}]'), []);
    assert.equal(errorsOf('constants: [{name: A, value: 1, when: {feature: X}}]'), [
      '/constants/0/when required param',
      '/constants/0/when additionalProperties feature',
    ]);
  });
});
