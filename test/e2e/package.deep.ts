/** The tarball as a stranger meets it: checked by publint and attw, installed into an empty folder, used. Needs npm's registry. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { TEMPLATES } from '../../generator/cli/template.ts';
import { makeFolder, REPOSITORY } from '../generator/cli/support.ts';
import { describe } from '../support/index.ts';

function run(cwd: string, command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', shell: process.platform === 'win32' });
  assert.is(status, 0, `${command} ${args.join(' ')}\n${stdout}${stderr}`);
  return stdout + stderr;
}

function pack(): string {
  const folder = makeFolder({});
  run(REPOSITORY, 'npm', ['pack', '--ignore-scripts', '--pack-destination', folder]);
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
