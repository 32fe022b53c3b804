/** The tarball as a stranger meets it: checked by publint and attw, installed into an empty folder, used. Needs npm's registry. */
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { TEMPLATES } from '../../generator/cli/template.ts';
import { makeFolder, REPOSITORY } from '../generator/cli/support.ts';
import { describe } from '../support/index.ts';

function run(cwd: string, command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const shell = process.platform === 'win32';
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', shell, env: { ...process.env, ...env } });
  assert.is(status, 0, `${command} ${args.join(' ')}\n${stdout}${stderr}`);
  return stdout + stderr;
}

function pack(): string {
  const folder = makeFolder({});
  // What prepack does, without a new dist/ under the feet of other tests.
  const addon = path.join(REPOSITORY, 'scripts/build-addon.mjs');
  run(REPOSITORY, process.execPath, [addon, '--prebuild']);
  run(REPOSITORY, 'npm', ['pack', '--ignore-scripts', '--pack-destination', folder]);
  run(REPOSITORY, process.execPath, [addon, '--clean']);
  return path.join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '');
}

const bin = (name: string): string => path.join(REPOSITORY, 'node_modules/.bin', name);

describe('the tarball', (it) => {
  const tarball = pack();

  it('is clean by publint', () => {
    run(REPOSITORY, bin('publint'), [tarball, '--strict']);
  });

  it('has types that resolve, by attw', () => {
    run(REPOSITORY, bin('attw'), [tarball, '--profile', 'esm-only']);
  });

  if (process.platform === 'linux') {
    it('brings the addon, and what builds another one', () => {
      const cwd = makeFolder({ 'package.json': '{"private":true}' });
      run(cwd, 'npm', ['install', '--no-audit', '--no-fund', tarball]);
      const installed = path.join(cwd, 'node_modules/sluice');
      const isThere = /^ok {6}the shared-memory runtime runs/m;
      const doctor = (): string => run(cwd, 'npm', ['exec', '--', 'sluice', 'doctor']);
      assert.match(doctor(), isThere);
      rmSync(path.join(installed, 'prebuilds'), { recursive: true });
      assert.not.match(doctor(), isThere);
      run(cwd, process.execPath, [path.join(installed, 'scripts/build-addon.mjs')]);
      assert.match(doctor(), isThere);
      // Once more, by the compiler alone: no node-gyp, Python or make.
      rmSync(path.join(installed, 'build'), { recursive: true });
      const compiler = makeFolder({});
      for (const name of ['cc', 'as', 'ld']) symlinkSync(run(cwd, 'which', [name]).trim(), path.join(compiler, name));
      run(cwd, process.execPath, [path.join(installed, 'scripts/build-addon.mjs')], { PATH: compiler });
      assert.match(doctor(), isThere);
    });
  }

  for (const template of TEMPLATES) {
    it(`starts a project from ${template}: install, generate, build, start, test`, () => {
      const cwd = makeFolder({ 'package.json': '{"private":true}' });
      run(cwd, 'npm', ['install', '--no-audit', '--no-fund', tarball]);
      const sluice = path.join(cwd, 'node_modules/.bin/sluice');
      run(cwd, sluice, ['init', 'car', '--template', template, '--yes', '--sluice', `file:${tarball}`]);
      const folder = path.join(cwd, 'car');
      run(folder, 'npm', ['install', '--no-audit', '--no-fund']);
      run(folder, 'npm', ['run', '--silent', 'generate']);
      for (const script of ['check', 'build', 'start', 'test']) run(folder, 'npm', ['run', '--silent', script]);
      run(folder, 'npm', ['run', '--silent', 'verify', '--', '--require']);
      assert.match(run(folder, 'npm', ['exec', '--', 'sluice', 'doctor']), /^ok {6}\d+ generated files up to date$/m);
    });
  }
});
