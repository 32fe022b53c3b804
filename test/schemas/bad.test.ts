import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { checkSchema, PROBLEM_CODES } from '../../generator/index.ts';
import { describe } from '../support/index.ts';
import { BAD_FOLDER, expectedOf, listBadSchemas, printProblems, readBad, updateExpected } from './bad-fixture.ts';

/** Rewrites what the fixtures expect; read the diff before you keep it. */
const isUpdate = process.env['SLUICE_UPDATE'] === '1';

describe('bad schemas', (it) => {
  for (const name of listBadSchemas()) {
    it(`tells what is wrong with ${name}`, () => {
      if (isUpdate) updateExpected(name);
      const { schema, problems } = checkSchema(name, readBad);
      const output = printProblems(problems, readBad);
      assert.is(schema, null);
      assert.fixture(output, expectedOf(name));
      assert.is(output, expectedOf(name));
    });
  }

  it('have one for every problem code', () => {
    const expected = listBadSchemas().map(expectedOf).join('\n');
    const shown = new Set([...expected.matchAll(/ error ([A-Z]{3}\d{3}) /g)].map(([, code]) => code));
    const missing = Object.keys(PROBLEM_CODES).filter((code) => !shown.has(code));
    assert.equal(missing, []);
  });

  it('are what the command prints', () => {
    const main = fileURLToPath(new URL('../../generator/cli/main.js', import.meta.url));
    for (const name of ['unknown-key.yaml', 'byte-order-mark.yaml', 'include-mistakes.yaml']) {
      const options = { cwd: BAD_FOLDER, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } } as const;
      const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'validate', name], options);
      assert.equal([status, stdout], [1, '']);
      assert.is(stderr, expectedOf(name));
    }
  });
});
