/** Schemas broken at random: whatever the text, checking ends soon, never throws, and every problem has a code and a place. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { checkSchema, computeLayout, DATA_MODELS, PROBLEM_CODES, type Problem } from '../../../generator/index.ts';
import { describe } from '../../support/index.ts';

const DEEP = process.env['SLUICE_DEEP'] === '1';
const RUNS = DEEP ? 30_000 : 3_000;
/** One seed, so that every run makes the same mistakes; `SLUICE_SEED=N` makes others. */
const SEED = Number(process.env['SLUICE_SEED'] ?? 1);
/** No text of these sizes may take longer, on a machine that has other things to do as well. */
const MOST_USER_US = 5_000_000;

const root = new URL('../../../../', import.meta.url);
const files = new Map<string, Uint8Array>();
for (const folder of ['schema/', 'test/schemas/good/', 'test/schemas/good/include/', 'test/schemas/bad/']) {
  for (const name of readdirSync(new URL(folder, root))) {
    if (name.endsWith('.yaml')) files.set(folder + name, readFileSync(new URL(folder + name, root)));
  }
}
const names = [...files.keys()].filter((name) => !name.includes('/include/'));
const small = names.filter((name) => (files.get(name)?.length ?? 0) < 6_000);

/** Words that mean something to the language, and characters that mean something to YAML. */
const TOKENS: readonly string[] = [
  ...'protocol language structs fields tails name type count kind bits at size align when if is has tag of messages code reply body frame header role'.split(
    ' ',
  ),
  ...'templates template prefix base with params span rpc rpcs index args dir mode max_index configs features on include constants enums flags unions'.split(
    ' ',
  ),
  ...'u8 u64 i32 f32 bool char usize ptr<T> handle<x> xptr array bytes rest string records natural packed not little big native bigint pair number'.split(
    ' ',
  ),
  ...'0 1 -1 255 256 0x7fffffff 4294967296 18446744073709551616 1.5 1e9 .nan .inf true null ~ "" [] {} [[[]]] {a: 1} <prefix> <PREFIX> <nobody>'.split(
    ' ',
  ),
  ...': - , [ ] { } | > & * ! % @ ` # " \' ? <<: --- ... \\ \t \r \0 \u2028 \ufeff \u{1f600} é'.split(' '),
  '\n',
  '\n\n',
  '  ',
  ': ',
  '- ',
  ' #',
  '&a ',
  '*a',
  '!!str ',
  '? ',
  '\n---\n',
];

type Edit = (text: string) => string;

const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const token = fc.constantFrom(...TOKENS);

/** A change of whole lines: removed, repeated elsewhere, or swapped. */
const lineEdit = fc.tuple(fc.constantFrom('remove', 'repeat', 'swap', 'indent'), place, place).map(
  ([how, a, b]): Edit =>
    (text) => {
      const lines = text.split('\n');
      const from = Math.floor(a * lines.length);
      const to = Math.floor(b * lines.length);
      const line = lines[from] ?? '';
      if (how === 'remove') lines.splice(from, 1);
      else if (how === 'repeat') lines.splice(to, 0, line);
      else if (how === 'indent') lines[from] = b < 0.5 ? `  ${line}` : line.slice(2);
      else [lines[from], lines[to]] = [lines[to] ?? '', line];
      return lines.join('\n');
    },
);

/** A word or mark replaced, or one put in between. */
const tokenEdit = fc.tuple(place, token, fc.boolean()).map(
  ([at, word, replaces]): Edit =>
    (text) => {
      const words = [...text.matchAll(/[\w<>]+|[^\s\w]/g)];
      const found = words[Math.floor(at * words.length)];
      const start = found?.index ?? 0;
      return text.slice(0, start) + word + text.slice(replaces ? start + (found?.[0].length ?? 0) : start);
    },
);

/** The value of a key replaced by one of another kind; every other time that of a `name`, which most messages quote. */
const valueEdit = fc.tuple(place, token, fc.boolean()).map(
  ([at, value, isName]): Edit =>
    (text) => {
      const values = [...text.matchAll(isName ? /(?<=name: )[^,}\]\n]+/g : /(?<=: )[^,}\]\n]+/g)];
      const found = values[Math.floor(at * values.length)];
      return found ? text.slice(0, found.index) + value + text.slice(found.index + found[0].length) : text;
    },
);

/** A piece copied to another place. */
const copyEdit = fc.tuple(place, place, fc.nat(40)).map(
  ([from, to, length]): Edit =>
    (text) => {
      const start = Math.floor(from * text.length);
      const target = Math.floor(to * text.length);
      return text.slice(0, target) + text.slice(start, start + length) + text.slice(target);
    },
);

interface Mutant {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const schemaName = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(...small) },
  { weight: 1, arbitrary: fc.constantFrom(...names) },
);
const edits = fc.array(fc.oneof(lineEdit, tokenEdit, valueEdit, copyEdit), { minLength: 1, maxLength: 4 });
const changes = fc.array(fc.tuple(place, fc.nat(255)), { minLength: 1, maxLength: 4 });

const editedText = fc.tuple(schemaName, edits).map(([name, all]): Mutant => {
  const text = all.reduce((before, edit) => edit(before), new TextDecoder().decode(files.get(name)));
  return { name, bytes: new TextEncoder().encode(text) };
});

const changedBytes = fc.tuple(schemaName, changes).map(([name, all]): Mutant => {
  const bytes = Uint8Array.from(files.get(name) ?? []);
  for (const [at, value] of all) bytes[Math.floor(at * bytes.length)] = value;
  return { name, bytes };
});

/** Checks `bytes` in the place of the schema, and everything that must hold whatever they are. */
function checkMutant({ name, bytes }: Mutant): void {
  const read = (path: string): Uint8Array => {
    const found = path === name ? bytes : files.get(path);
    if (!found) throw Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' });
    return found;
  };
  const before = process.cpuUsage();
  const { schema, problems, files: asked } = checkSchema(name, read);
  assert.ok(process.cpuUsage(before).user < MOST_USER_US, 'ends soon');
  assert.is(schema === null, problems.length > 0, 'there is a schema exactly when there is no problem');
  for (const problem of problems)
    checkProblem(problem, asked, problem.file === name ? bytes : (files.get(problem.file) ?? new Uint8Array()));
  if (!schema) return;
  for (const model of schema.models.values())
    assert.equal(
      model.aggregates.filter(({ broken }) => broken),
      [],
      'nothing is broken without a problem',
    );
  for (const config of schema.configs.length > 0 ? schema.configs.map((each) => each.name) : [undefined]) {
    for (const dataModel of DATA_MODELS) computeLayout(schema, { config, dataModel });
  }
}

function checkProblem(problem: Problem, asked: readonly string[], bytes: Uint8Array): void {
  const { code, file, start, end, message } = problem;
  const text = new TextDecoder().decode(bytes);
  assert.ok(Object.hasOwn(PROBLEM_CODES, code), code);
  assert.ok(asked.includes(file), file);
  assert.ok(
    start.offset >= 0 && start.offset <= end.offset && end.offset <= text.length,
    `${file} ${start.offset}..${end.offset} of ${text.length}`,
  );
  for (const { line, column, offset } of [start, end]) {
    const before = text.slice(0, offset).split('\n');
    assert.equal([line, column], [before.length, (before.at(-1)?.length ?? 0) + 1]);
  }
  assert.ok(message.length > 0 && message.length < 1_000, message);
  assert.not.match(message, /\[object|undefined|NaN|function \(/);
}

describe('mutated schemas', (it) => {
  it(`never break the loader, in ${RUNS} texts`, () => checkAll(editedText, RUNS));
  it(`never break the loader, in ${RUNS / 3} files with wrong bytes`, () => checkAll(changedBytes, RUNS / 3));
});

/** Like `fc.assert`, but the text that fails is shown as text. */
function checkAll(mutants: fc.Arbitrary<Mutant>, numRuns: number): void {
  const { counterexample, errorInstance, seed } = fc.check(fc.property(mutants, checkMutant), { numRuns, seed: SEED });
  if (!counterexample) return;
  const [{ name, bytes }] = counterexample;
  const reason = errorInstance instanceof Error ? errorInstance.stack : String(errorInstance);
  assert.unreachable(`${name} changed to\n${new TextDecoder().decode(bytes)}\n${reason}\nseed ${seed}`);
}
