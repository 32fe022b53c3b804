import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { describe } from '../support/index.ts';
import { C_MUTANTS } from './mutants-c.ts';
import { LUCK_MUTANTS } from './mutants-luck.ts';
import { TS_MUTANTS } from './mutants-ts.ts';

const MUTANTS = [...C_MUTANTS, ...TS_MUTANTS, ...LUCK_MUTANTS];
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

describe('mutants', (it) => {
  it('find what they break, once', () => {
    const lost = MUTANTS.filter(({ file, find }) => readFileSync(`${ROOT}${file}`, 'utf8').split(find).length !== 2);
    assert.equal(
      lost.map(({ name, file }) => `${name}: ${file}`),
      [],
    );
  });

  it('have tests that are there, and names of their own', () => {
    const tests = new Set(MUTANTS.flatMap((mutant) => mutant.tests));
    assert.equal(
      [...tests].filter((test) => !existsSync(`${ROOT}test/${test}.ts`)),
      [],
    );
    assert.is(new Set(MUTANTS.map(({ name }) => name)).size, MUTANTS.length);
  });
});
