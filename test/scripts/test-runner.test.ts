import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as assert from 'uvu/assert';
import { describe } from '../support/index.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const PASSES = "import { test } from 'uvu';\ntest('one', () => {});\ntest('two', () => {});\ntest.run();\n";
const FAILS =
  "import { test } from 'uvu';\ntest('one', () => {});\ntest('two', () => { throw new Error('boom'); });\ntest.run();\n";

/** Runs the test runner over these compiled test files (name to JavaScript) in a copy of the project's skeleton. */
function runTests(
  files: Record<string, string>,
  { timeoutMs = 20_000, filters = [] as string[], env = {} as NodeJS.ProcessEnv } = {},
): { status: number | null; stdout: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'sluice-runner-'));
  try {
    cpSync(path.join(ROOT, 'scripts'), path.join(folder, 'scripts'), { recursive: true });
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
    writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
    mkdirSync(path.join(folder, 'dist/test'), { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, 'dist/test', name)), { recursive: true });
      writeFileSync(path.join(folder, 'dist/test', name), text);
    }
    const options = JSON.stringify({ suffix: '.test.js', filters, timeoutMs });
    const script = `const { runTests } = await import('./scripts/test-runner.mjs'); process.exitCode = await runTests(${options});`;
    const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, ...env },
    });
    return { status, stdout };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}

describe('test-runner', (it) => {
  it('counts tests, not files', () => {
    const { status, stdout } = runTests({ 'a.test.js': PASSES, 'b.test.js': PASSES, 'b.test.d.ts': 'no', 'c.deep.js': FAILS });
    assert.is(status, 0);
    assert.is(lastLine(stdout), '4 passed, 0 failed');
  });

  it('shows the output of a file that fails, and only of that', () => {
    const quiet = PASSES.replace('() => {}', "() => console.log('not interesting')");
    const { status, stdout } = runTests({ 'a.test.js': FAILS, 'b.test.js': quiet });
    assert.is(status, 1);
    assert.match(stdout, 'boom');
    assert.not.match(stdout, 'not interesting');
    assert.is(lastLine(stdout), '3 passed, 1 failed');
  });

  it('runs a file that failed again, alone, and names it when it passes then', () => {
    const once = `import { existsSync, writeFileSync } from 'node:fs';
if (!existsSync('ran')) { writeFileSync('ran', ''); throw new Error('bad luck'); }\n${PASSES}`;
    const unlucky = runTests({ 'a.test.js': once, 'b.test.js': PASSES });
    assert.is(unlucky.status, 0);
    assert.match(unlucky.stdout, /FAIL +0 {2}a\.test[\s\S]*bad luck[\s\S]*UNSTABLE +2 {2}a\.test/);
    assert.is(lastLine(unlucky.stdout), '4 passed, 0 failed');
    const strict = runTests({ 'a.test.js': once, 'b.test.js': PASSES }, { env: { SLUICE_STRICT: '1' } });
    assert.is(strict.status, 1);
    assert.is(lastLine(strict.stdout), '2 passed, 1 failed');
    const wrong = runTests({ 'a.test.js': FAILS });
    assert.match(wrong.stdout, /FAIL +1 {2}a\.test[\s\S]*FAIL AGAIN +1 {2}a\.test/);
  });

  it('runs nothing again when many files fail', () => {
    const files = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [`${name}.test.js`, FAILS]));
    const { stdout } = runTests(files);
    assert.is(lastLine(stdout), '6 passed, 6 failed');
    assert.not.match(stdout, 'AGAIN');
  });

  it('begins with the files that take longest', () => {
    const marks = "import { writeFileSync } from 'node:fs';\nwriteFileSync('began', '');\n";
    const looks = "import { existsSync } from 'node:fs';\n";
    // Two begin at once, and one of them may be slow to start: the other waits for it. The third must find that it has begun.
    const waits = `${looks}for (const until = Date.now() + 10_000; !existsSync('began') && Date.now() < until; );\n`;
    const { stdout } = runTests({
      'a.test.js': waits + PASSES,
      'b.test.js': `${looks}if (!existsSync('began')) throw new Error('too early');\n${PASSES}`,
      'interop/vectors.test.js': marks + PASSES,
    });
    assert.is(lastLine(stdout), '6 passed, 0 failed');
  });

  it('knows no file that is gone', async () => {
    const runner = path.join(ROOT, 'scripts/test-runner.mjs');
    const { LONGEST } = (await import(pathToFileURL(runner).href)) as { LONGEST: string[] };
    for (const name of LONGEST)
      assert.ok(
        ['test', 'deep'].some((suffix) => existsSync(path.join(ROOT, `test/${name}.${suffix}.ts`))),
        name,
      );
  });

  it('fails a file that runs no test, crashes, or skips', () => {
    for (const text of [
      '',
      'throw new Error("early");',
      `${PASSES.replace("'uvu';", "'uvu';\ntest.skip('three', () => {});")}`,
    ]) {
      const { status, stdout } = runTests({ 'a.test.js': text });
      assert.is(status, 1);
      assert.match(lastLine(stdout), /^\d passed, 1 failed$/);
    }
  });

  it('fails a file that passes its tests and then ends badly', () => {
    const { status, stdout } = runTests({ 'a.test.js': `${PASSES}process.on('exit', () => { process.exitCode = 3; });` });
    assert.is(status, 1);
    assert.is(lastLine(stdout), '2 passed, 1 failed');
  });

  it('ends a file that hangs', () => {
    const { status, stdout } = runTests({ 'a.test.js': `${PASSES}setInterval(() => {}, 1000);` }, { timeoutMs: 700 });
    assert.is(status, 1);
    assert.match(stdout, 'did not end in time');
  });

  it('runs only files whose name has one of the words, and fails when there is none', () => {
    const files = { 'alpha.test.js': PASSES, 'beta.test.js': FAILS };
    assert.is(runTests(files, { filters: ['alp'] }).status, 0);
    const none = runTests(files, { filters: ['gamma'] });
    assert.is(none.status, 1);
    assert.is(lastLine(none.stdout), '0 passed, 1 failed');
  });
});
