import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { TEMPLATES } from '../../../generator/cli/template.ts';
import { optimisedLibrary } from '../../interop/stubs/build.ts';
import { describe } from '../../support/index.ts';
import { makeFolder, REPOSITORY, sluice, sluiceHere } from './support.ts';

const has = (command: string): boolean => spawnSync(command, ['--version']).status === 0;

function run(cwd: string, command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  assert.is(status, 0, stdout + stderr);
  return stdout + stderr;
}

/** Puts what `npm install` would fetch where it would put it. */
function link(folder: string): void {
  mkdirSync(path.join(folder, 'node_modules/@types'), { recursive: true });
  symlinkSync(REPOSITORY, path.join(folder, 'node_modules/sluice'));
  for (const name of ['.bin', 'typescript', 'uvu', '@types/node', 'undici-types']) {
    symlinkSync(path.join(REPOSITORY, 'node_modules', name), path.join(folder, 'node_modules', name));
  }
}

/** Links a library that is there where the build compiles all sources of libsluice, as the tarball's test lets it do. */
function spareLibrary(folder: string): void {
  const manifest = path.join(folder, 'package.json');
  const library = path.join(optimisedLibrary().BUILD, 'libsluice.a');
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('node_modules/sluice/native/src/*.c', library));
}

/** Runs `sluice init ARGS` on a terminal where somebody types `answers`. */
function initOnTerminal(cwd: string, args: string, answers: string): { status: number | null; output: string } {
  const main = path.join(REPOSITORY, 'dist/generator/cli/main.js');
  const command = `"${process.execPath}" "${main}" init ${args}`;
  const options = { cwd, input: answers, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' }, timeout: 60_000 } as const;
  const { status, stdout } = spawnSync('script', ['-qec', command, '/dev/null'], options);
  return { status, output: stdout };
}

describe('init', (it) => {
  for (const template of TEMPLATES) {
    it(`writes a project from ${template} that checks, builds, starts and passes its tests`, async () => {
      const cwd = makeFolder({});
      const { status, stdout, stderr } = sluice(['init', 'my-car', '--template', template, '--yes'], { cwd });
      assert.equal([status, stdout], [0, ''], stderr);
      const folder = path.join(cwd, 'my-car');
      link(folder);
      assert.match((await sluiceHere(['generate', '--check'], { cwd: folder })).stderr, 'files up to date');
      assert.match(run(folder, process.execPath, ['node_modules/typescript/bin/tsc', '--version']), /\d/);
      if (process.platform === 'win32' || !has('cc')) {
        run(folder, process.execPath, ['node_modules/typescript/bin/tsc']);
        return;
      }
      spareLibrary(folder);
      run(folder, 'npm', ['run', '--silent', 'build']);
      assert.match(run(folder, 'npm', ['start', '--silent']), /^TypeScript: .*\d/m);
      assert.match(run(folder, 'npm', ['test', '--silent']), /Passed: +3/);
    });
  }

  it('points editors at the schema of the language by a relative path', async () => {
    const cwd = makeFolder({});
    await sluiceHere(['init', '.', '--yes'], { cwd });
    link(cwd);
    const [head = ''] = readFileSync(path.join(cwd, 'schema/sensor.yaml'), 'utf8').split('\n');
    const [, target = ''] = /^# yaml-language-server: \$schema=(\.\.\/\S+)$/.exec(head) ?? [];
    assert.ok(existsSync(path.join(cwd, 'schema', target)), head);
  });

  it('depends on the package that runs, or on what it is told', async () => {
    const read = async (args: string[]): Promise<{ name: string; dependencies: { sluice: string } }> => {
      const cwd = makeFolder({});
      assert.is((await sluiceHere(['init', 'Dir With Spaces', '--yes', ...args], { cwd })).status, 0);
      return JSON.parse(readFileSync(path.join(cwd, 'Dir With Spaces/package.json'), 'utf8'));
    };
    const { name, dependencies } = await read([]);
    assert.equal([name, dependencies.sluice], ['dir-with-spaces', `file:${REPOSITORY}`]);
    const told = await read(['--name', '@me/car', '--sluice', 'file:C:\\sluice "1".tgz']);
    assert.equal([told.name, told.dependencies.sluice], ['@me/car', 'file:C:\\sluice "1".tgz']);
  });

  it('names no registry', () => {
    const texts = readdirSync(path.join(REPOSITORY, 'generator/cli/templates'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'));
    for (const text of texts) assert.not.match(text, /registry|npmjs|yarnpkg|\bnpx\b/);
  });

  it('refuses a folder that is not empty, unless it is told to go on', async () => {
    const cwd = makeFolder({ 'car/README.md': 'mine\n' });
    const refused = await sluiceHere(['init', 'car', '--yes'], { cwd });
    assert.is(refused.status, 1);
    assert.match(refused.stderr, 'car is not empty; --force');
    assert.is(readFileSync(path.join(cwd, 'car/README.md'), 'utf8'), 'mine\n');
    assert.is((await sluiceHere(['init', 'car', '--yes', '--force'], { cwd })).status, 0);
    assert.match(readFileSync(path.join(cwd, 'car/README.md'), 'utf8'), /^# car\n/);
  });

  it('refuses a name that npm would not take, and a template that is not there', async () => {
    const cwd = makeFolder({});
    assert.is((await sluiceHere(['init', 'car', '--yes', '--name', 'A b'], { cwd })).status, 1);
    assert.equal(readdirSync(cwd), []);
    assert.is((await sluiceHere(['init', 'car', '--yes', '--template', 'huge'], { cwd })).status, 2);
    assert.is((await sluiceHere(['init', '--yes'], { cwd })).status, 2);
  });

  it('ends with 2 and names --yes where it can not ask', () => {
    const cwd = makeFolder({});
    const { status, stdout, stderr } = sluice(['init', 'car'], { cwd });
    assert.equal([status, stdout], [2, '']);
    assert.match(stderr, '--yes');
    assert.equal(readdirSync(cwd), []);
  });

  if (has('script')) {
    it('asks on a terminal, and writes what it was told', () => {
      const cwd = makeFolder({});
      const { status, output } = initOnTerminal(cwd, 'car', '\nlorry\ny\n');
      assert.is(status, 0, output);
      assert.match(output, /template, minimal or rpc \(minimal\)/);
      assert.match(output, /name of the package \(car\)/);
      assert.match(readFileSync(path.join(cwd, 'car/package.json'), 'utf8'), /"name": "lorry"/);
    });

    it('writes nothing when the answer is no, or when somebody leaves', () => {
      for (const answers of ['n\n', '\u0004']) {
        const cwd = makeFolder({});
        const { status, output } = initOnTerminal(cwd, 'car --name car --template minimal', answers);
        assert.is(status, 0, output);
        assert.match(output, 'nothing written');
        assert.equal(readdirSync(cwd), []);
      }
    });
  }
});
