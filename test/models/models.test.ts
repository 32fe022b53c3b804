/** Models, their table, docs/models.md and the code speak of the same switches, steps and functions. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { REPOSITORY } from '../generator/cli/support.ts';
import { describe } from '../support/index.ts';
import { MODELS } from './models.ts';

const read = (name: string): string => readFileSync(path.join(REPOSITORY, name), 'utf8');
const page = read('docs/models.md');
const folder = path.join(REPOSITORY, 'test/models');
const names = readdirSync(folder)
  .filter((each) => each.endsWith('.pml'))
  .map((each) => each.slice(0, -'.pml'.length));

/** Rows of the table of steps: name, claim, then places as `file: function, function`. */
const rows = [...page.matchAll(/^\| ((?:[A-Z]\d+(?:, )?)+) \| (.+?) \| (.+?) \| (.+?) \|$/gm)];
const steps = rows.flatMap(([, list = '']) => list.split(', ')).sort();

/** Comments of a model; a step's name opens a clause in one. */
function stepsOf(name: string): string[] {
  const comments = [...read(`test/models/${name}.pml`).matchAll(/\/\*[\s\S]*?\*\//g)].map(([text]) => text).join('\n');
  return [...comments.matchAll(/\b([WRPCDABFKST]\d+)\b/g)].map(([, step = '']) => step);
}

/** Where steps stand. */
const CODE = [
  'native/src',
  'native/include/sluice',
  ...['ring', 'channel', 'broadcast', 'fifo', 'cluster'].map((each) => `runtime/${each}`),
];
const filesIn = (name: string): string[] =>
  readdirSync(path.join(REPOSITORY, name))
    .filter((each) => /\.(c|h|ts)$/.test(each))
    .map((each) => `${name}/${each}`);

/** A comment that is a step's, or several steps', opens with them. */
const OPENING = /(?:\/\/|\/\*\*?(?:\n[\t ]*\*)?) +([WRPCDABFKST]\d+(?:(?:, and |, | and | to )[WRPCDABFKST]\d+)*)[.,:;]/g;

/** Where a function or a method begins. */
function definition(file: string, name: string): RegExp {
  if (file.endsWith('.ts')) return new RegExp(`^(?:  (?:get |async )?|(?:export )?(?:async )?function )${name}\\(`, 'm');
  return new RegExp(`^\\w[\\w *]*\\b${name}\\(`, 'm');
}

describe('models', (it) => {
  it('are all in the table', () => assert.equal(names.filter((name) => name !== 'memory').sort(), Object.keys(MODELS).sort()));

  it('have no switch that no run sets', () => {
    for (const [name, runs] of Object.entries(MODELS)) {
      const text = `${read(`test/models/${name}.pml`)}\n${read('test/models/memory.pml')}`;
      const switches = new Set([...text.matchAll(/^#if(?:n?def) (\w+)\n(?!#define \1)/gm)].map(([, each = '']) => each));
      const used = runs.flatMap((run) => [...run.defines, ...run.mutants, ...(run.dispensable ?? []), ...(run.limits ?? [])]);
      const parameters = [...text.matchAll(/^#ifndef (\w+)\n#define \1/gm)].map(([, each = '']) => each);
      const unused = [...switches].filter((each) => !used.includes(each) && !parameters.includes(each));
      // OPEN_START is in the memory that all models share, and makes sense where words are armed.
      assert.equal(
        unused.filter((each) => each !== 'OPEN_START'),
        [],
        name,
      );
      for (const each of used) assert.ok(switches.has(each), `${name}.pml has no ${each}`);
    }
  });

  it('name the steps that docs/models.md lists', () => {
    const inModels = [...new Set(Object.keys(MODELS).flatMap(stepsOf))].sort();
    assert.equal(inModels, [...new Set(steps)]);
    assert.is(new Set(steps).size, steps.length);
  });
});

describe('docs/models.md', (it) => {
  it('lists every mutant of every model', () => {
    for (const [name, runs] of Object.entries(MODELS)) {
      const section = page.match(new RegExp(`^## [^\n]*\`${name}\\.pml\`$([\\s\\S]*?)(?=^## |$(?![\\s\\S]))`, 'm'))?.[1];
      assert.type(section, 'string', name);
      for (const { mutants, dispensable = [], limits = [] } of runs)
        for (const each of [...mutants, ...dispensable, ...limits]) assert.match(section as string, `\`${each}\``, name);
    }
  });

  it('is pointed at by the code, step by step', () => {
    for (const [, list = '', , ...cells] of rows) {
      for (const cell of cells) {
        const text = cell
          .replaceAll('`', '')
          .split('; ')
          .map((place) => read(place.split(': ')[0] ?? ''))
          .join('\n');
        for (const step of list.split(', '))
          assert.match(text, new RegExp(`(//|\\*).*\\b${step}\\b`), `${cell} points at no ${step}`);
      }
    }
  });

  it('has every step whose comment stands in the code, at that file', () => {
    const filesOf = new Map(
      rows.flatMap(([, list = '', , ...cells]) => {
        const files = cells.flatMap((cell) => cell.replaceAll('`', '').split('; ')).map((place) => place.split(': ')[0]);
        return list.split(', ').map((step) => [step, files] as const);
      }),
    );
    let count = 0;
    for (const file of CODE.flatMap(filesIn)) {
      for (const [, list = ''] of read(file).matchAll(OPENING)) {
        for (const step of list.split(/, and |, | and | to /)) {
          assert.ok(filesOf.get(step)?.includes(file), `${file} has ${step}, and docs/models.md does not say so`);
          count++;
        }
      }
    }
    assert.ok(count > 150, `steps=${count}`);
  });

  it('names functions that are there', () => {
    const places = rows.flatMap((row) => [row[3] ?? '', row[4] ?? '']).flatMap((cell) => cell.replaceAll('`', '').split('; '));
    let count = 0;
    for (const place of places) {
      const [file = '', list = ''] = place.split(': ');
      assert.ok(existsSync(path.join(REPOSITORY, file)), `no file ${file}`);
      const text = read(file);
      for (const name of list.split(', ')) {
        assert.match(text, definition(file, name), `${file} has no ${name}`);
        count++;
      }
    }
    assert.ok(count > 40, `functions=${count}`);
  });
});
