import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { describe } from '../../support/index.ts';
import { makeFolder, PING_SCHEMA, REPOSITORY, sluice } from './support.ts';

const COMMANDS = [
  'init',
  'generate',
  'validate',
  'layout',
  'encode',
  'decode',
  'verify',
  'types',
  'explain',
  'channels',
  'top',
  'ivshmem-server',
  'ivshmem-client',
  'completion',
  'schema',
];

describe('sluice', (it) => {
  it('prints help on stdout and ends with 0', () => {
    const { status, stdout, stderr } = sluice(['--help']);
    assert.is(status, 0);
    assert.is(stderr, '');
    for (const command of COMMANDS) {
      assert.match(stdout, new RegExp(`^  ${command} `, 'm'));
    }
  });

  it('prints the help of every command', () => {
    for (const command of COMMANDS) {
      const { status, stdout } = sluice([command, '--help']);
      assert.is(status, 0);
      assert.match(stdout, new RegExp(`^Usage: sluice ${command} `));
    }
  });

  it('ends with 0 when it is asked for help by the command', () => {
    assert.equal(sluice(['help']), sluice(['--help']));
    assert.equal(sluice(['help', 'layout']), sluice(['layout', '--help']));
    assert.is(sluice(['help', 'layuot']).status, 2);
  });

  it('prints the version of the package', () => {
    const { version } = JSON.parse(readFileSync(path.join(REPOSITORY, 'package.json'), 'utf8')) as { version: string };
    assert.equal(sluice(['--version']), { status: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('ends with 2 and help on stderr without a command', () => {
    const { status, stdout, stderr } = sluice([]);
    assert.is(status, 2);
    assert.is(stdout, '');
    assert.match(stderr, 'Usage: sluice');
  });

  it('ends with 2 and a guess for a mistyped command', () => {
    const { status, stdout, stderr } = sluice(['vlidate', 'x.yaml']);
    assert.is(status, 2);
    assert.is(stdout, '');
    assert.match(stderr, 'Did you mean validate?');
  });

  it('ends with 2 and a guess for a mistyped option', () => {
    const { status, stderr } = sluice(['generate', '--chek']);
    assert.is(status, 2);
    assert.match(stderr, 'Did you mean --check?');
  });

  it('ends with 2 when an argument is missing, too many, or without its value', () => {
    assert.is(sluice(['validate']).status, 2);
    assert.is(sluice(['layout', 'a.yaml', 'b', 'c']).status, 2);
    assert.is(sluice(['layout', 'a.yaml', '--config']).status, 2);
    assert.is(sluice(['encode', 'a.yaml', 'PING_ASK']).status, 2);
    assert.is(sluice(['decode', 'a.yaml']).status, 2);
    assert.is(sluice(['generate', '--check', '--watch']).status, 2);
  });

  it('ends with 70, asks for a report and keeps the stack for --debug when it is broken itself', () => {
    const folder = makeFolder({
      'ping.yaml': PING_SCHEMA,
      'break.mjs': 'JSON.stringify = () => { throw new TypeError("boom"); };',
    });
    const env = { NODE_OPTIONS: `--import=${path.join(folder, 'break.mjs')}` };
    const plain = sluice(['layout', 'ping.yaml', '--json'], { cwd: folder, env });
    assert.is(plain.status, 70);
    assert.is(plain.stdout, '');
    assert.match(plain.stderr, 'internal error: boom');
    assert.match(plain.stderr, /please report/i);
    assert.not.match(plain.stderr, /\n +at /);
    const debug = sluice(['--debug', 'layout', 'ping.yaml', '--json'], { cwd: folder, env });
    assert.is(debug.status, 70);
    assert.match(debug.stderr, /\n +at /);
  });

  it('colours a terminal only: NO_COLOR and FORCE_COLOR decide for pipes', () => {
    const folder = makeFolder({ 'ping.yaml': PING_SCHEMA });
    const layout = (env: Record<string, string>): string => sluice(['layout', 'ping.yaml'], { cwd: folder, env }).stdout;
    const isColoured = (text: string): boolean => text.includes('\u001b[');
    assert.not(isColoured(layout({})));
    assert.ok(isColoured(layout({ FORCE_COLOR: '1' })));
    assert.not(isColoured(layout({ FORCE_COLOR: '0' })));
    assert.not(isColoured(layout({ FORCE_COLOR: '1', NO_COLOR: '1' })));
  });

  it('is executable', () => {
    assert.ok(existsSync(path.join(REPOSITORY, 'dist/generator/cli/main.js')));
    assert.match(readFileSync(path.join(REPOSITORY, 'dist/generator/cli/main.js'), 'utf8'), /^#!\/usr\/bin\/env node\n/);
  });
});
