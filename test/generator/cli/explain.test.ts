import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { CONFIG_PROBLEM_CODES } from '../../../generator/cli/config-problem.ts';
import { type DiagnosticPage, type ExampleFile, readDiagnosticPage } from '../../../generator/cli/diagnostic-page.ts';
import { checkSchema, PROBLEM_CODES } from '../../../generator/index.ts';
import { describe } from '../../support/index.ts';
import { makeFolder, REPOSITORY, sluice, sluiceHere } from './support.ts';

const RULES: Readonly<Record<string, string>> = { ...PROBLEM_CODES, ...CONFIG_PROBLEM_CODES };

/** Codes of the problems of an example: a config file goes through the real command, a schema (there are many) through the API. */
async function codesOf(files: readonly ExampleFile[]): Promise<string[]> {
  const texts = files.flatMap(({ file, text }): [string, string][] => (file === null ? [] : [[file, text]]));
  const cwd = makeFolder(Object.fromEntries(texts));
  for (const { file, text } of files) if (file === null) assert.is(spawnSync('sh', ['-c', text], { cwd }).status, 0);
  const main = files.at(-1)?.file ?? 'wrong.yaml';
  if (main === 'sluice.config.yaml') {
    const { status, stderr } = await sluiceHere(['generate'], { cwd });
    assert.is(status, stderr.includes(' written,') ? 0 : 1, stderr);
    return [...stderr.matchAll(/ error ([A-Z]{3}\d{3}) /g)].map(([, code = '']) => code);
  }
  return checkSchema(main, (name) => readFileSync(path.join(cwd, name))).problems.map(({ code }) => code);
}

describe('docs/diagnostics', (it) => {
  it('has a page for every code, and no other', () => {
    const pages = readdirSync(path.join(REPOSITORY, 'docs/diagnostics')).sort();
    assert.equal(
      pages,
      Object.keys(RULES)
        .map((code) => `${code}.md`)
        .sort(),
    );
  });

  for (const [code, rule] of Object.entries(RULES)) {
    it(`has a wrong example of ${code} with this mistake alone, and a right one without any`, async () => {
      const page = readDiagnosticPage(code);
      assert.equal([page.code, page.rule], [code, rule]);
      assert.equal([...new Set(await codesOf(page.wrong))], [code]);
      assert.equal(await codesOf(page.right), []);
    });
  }
});

describe('explain', (it) => {
  it('prints the rule, the reason, an example with what sluice says of it, and a right one', () => {
    const { status, stdout, stderr } = sluice(['explain', 'LAY002']);
    assert.equal([status, stderr], [0, '']);
    assert.match(stdout, /^LAY002 `at:` equals the computed offset\n\n`at:` never places a field/);
    assert.match(stdout, /^wrong:\n\n {4}protocol: car\n/m);
    assert.match(stdout, /^sluice says:\n\n {4}wrong\.yaml:8:38 error LAY002 /m);
    assert.match(stdout, /^ {4} {2}fix: {4}write 4/m);
    assert.match(stdout, /^right:\n\n {4}protocol: car\n/m);
  });

  it('takes a code in any case, and one of the config file', async () => {
    assert.match((await sluiceHere(['explain', 'lay002'])).stdout, /^LAY002 /);
    const { stdout } = await sluiceHere(['explain', 'CFG001']);
    assert.match(stdout, /^sluice says:\n\n {4}sluice\.config\.yaml:3:/m);
  });

  it('prints a page as JSON', async () => {
    const page = JSON.parse((await sluiceHere(['explain', 'SRC002', '--json'])).stdout) as DiagnosticPage;
    assert.equal(page, readDiagnosticPage('SRC002'));
    assert.is(page.wrong[0]?.file, null);
    assert.is(page.right[0]?.file, 'right.yaml');
  });

  it('lists every code without one, for people and machines', async () => {
    const { status, stdout } = await sluiceHere(['explain']);
    assert.is(status, 0);
    for (const [code, rule] of Object.entries(RULES)) assert.ok(stdout.includes(`  ${code}  ${rule}\n`), code);
    const { codes } = JSON.parse((await sluiceHere(['explain', '--json'])).stdout) as { codes: { code: string; rule: string }[] };
    assert.equal(Object.fromEntries(codes.map(({ code, rule }) => [code, rule])), RULES);
  });

  it('guesses what an unknown code meant', () => {
    const { status, stdout, stderr } = sluice(['explain', 'LAY0O2']);
    assert.equal([status, stdout], [1, '']);
    assert.match(stderr, /no diagnostic code LAY0O2; did you mean LAY002\?/);
  });
});
