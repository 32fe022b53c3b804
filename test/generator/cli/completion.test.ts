import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { describe } from '../../support/index.ts';
import { makeFolder, PING_SCHEMA, REPOSITORY, sluice } from './support.ts';

const has = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0;

function makeProject(): string {
  const folder = makeFolder({ 'ping.yaml': PING_SCHEMA, 'readme.md': '', 'schema/other.yaml': '' });
  const bin = path.join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(
    path.join(bin, 'sluice'),
    `#!/bin/sh\nexec "${process.execPath}" "${REPOSITORY}/dist/generator/cli/main.js" "$@"\n`,
  );
  chmodSync(path.join(bin, 'sluice'), 0o755);
  return folder;
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

/** Runs a script of another shell in which `sluice` is ours. */
function runShell(shell: string, cwd: string, script: string): string[] {
  const env = { ...process.env, HOME: cwd, PATH: `${path.join(cwd, 'bin')}${path.delimiter}${process.env['PATH']}` };
  const { status, stdout, stderr } = spawnSync(shell, ['-c', script], { cwd, env, encoding: 'utf8' });
  assert.is(status, 0, stderr);
  return linesOf(stdout);
}

/** The script for bash: printed once, because each test would wait for it. */
let bash: string | undefined;

/** What bash offers for the last of these words. */
function complete(cwd: string, ...words: string[]): string[] {
  bash ??= sluice(['completion', 'bash']).stdout;
  const script = `
${bash}
COMP_WORDS=(sluice "$@")
COMP_CWORD=$#
_sluice
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const env = { ...process.env, PATH: `${path.join(cwd, 'bin')}${path.delimiter}${process.env['PATH']}` };
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', ...words], { cwd, env, encoding: 'utf8' });
  assert.equal([status, stderr], [0, '']);
  return linesOf(stdout);
}

describe('completion', (it) => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    it(`prints a script for ${shell}`, () => {
      const { status, stdout, stderr } = sluice(['completion', shell]);
      assert.equal([status, stderr], [0, '']);
      assert.match(stdout, '__complete');
    });
  }

  it('ends with 2 for another shell', () => {
    assert.is(sluice(['completion', 'csh']).status, 2);
  });
});

if (has('bash')) {
  describe('completion in bash', (it) => {
    const folder = makeProject();

    it('offers commands', () => {
      assert.ok(complete(folder, '').includes('generate'));
      assert.equal(complete(folder, 'ver'), ['verify']);
      assert.equal(complete(folder, 'help', 'ver'), ['verify']);
    });

    it('offers options of the command, and of sluice itself', () => {
      assert.equal(complete(folder, 'generate', '--c'), ['--config-file', '--check']);
      assert.equal(complete(folder, '--deb'), ['--debug']);
    });

    it('offers schema files and folders', () => {
      assert.equal(complete(folder, 'validate', '').sort(), ['bin', 'ping.yaml', 'schema']);
      assert.equal(complete(folder, 'validate', 'ping.yaml', 'sch'), ['schema']);
      assert.equal(complete(folder, 'init', 's'), ['schema']);
    });

    it('offers diagnostic codes', () => {
      assert.equal(complete(folder, 'explain', 'LAY01').slice(0, 2), ['LAY010', 'LAY011']);
      assert.equal(complete(folder, 'explain', 'CFG007'), ['CFG007']);
    });

    it('offers names of the schema on the line', () => {
      assert.equal(complete(folder, 'encode', 'ping.yaml', ''), ['PING_ASK', 'PING_SAY']);
      assert.equal(complete(folder, 'layout', '--json', 'ping.yaml', 'ping_p'), ['ping_place']);
      assert.equal(complete(folder, 'decode', 'ping.yaml', '--as', 'PING_S'), ['PING_SAY']);
      const { stdout } = sluice(['__complete', 'layout', 'schema/libos-ipc.yaml', '--config', 'prof']);
      assert.equal(stdout, 'profile\t\nprofile-semaphores\t\n');
    });

    it('offers commands, options and columns for watching channels', () => {
      assert.equal(complete(folder, 'ch'), ['channels']);
      assert.equal(complete(folder, 'to'), ['top']);
      assert.equal(complete(folder, 'channels', '--'), ['--address', '--pid', '--ended', '--json', '--help']);
      assert.equal(complete(folder, 'top', '--sort', 'sent'), ['sent/s', 'sentb/s']);
    });

    it('offers commands and options of ivshmem, and the way to a socket', () => {
      assert.equal(complete(folder, 'iv'), ['ivshmem-server', 'ivshmem-client']);
      assert.equal(complete(folder, 'ivshmem-client', '--'), ['--verbose', '--socket', '--json', '--help']);
      assert.equal(complete(folder, 'ivshmem-server', '-S', 'sch'), ['schema']);
      assert.equal(complete(folder, 'ivshmem-server', '-F', '--ke'), ['--keep']);
    });

    it('offers the values of options', () => {
      assert.equal(complete(folder, 'layout', 'ping.yaml', '--data-model', 'lp'), ['lp64', 'lp64-be']);
      assert.equal(complete(folder, 'init', 'x', '--template', 'm'), ['minimal']);
    });

    it('keeps quiet about schemas that can not be read', () => {
      assert.equal(complete(folder, 'encode', 'none.yaml', ''), []);
    });
  });
}

if (has('zsh')) {
  describe('completion in zsh', (it) => {
    it('offers words with their descriptions', () => {
      const stubs = 'compdef() { : }; _describe() { print -l -- $found }';
      const at = (words: string): string =>
        `${stubs}; eval "$(sluice completion zsh)"; words=(sluice ${words}); CURRENT=$#words; _sluice`;
      const folder = makeProject();
      assert.equal(runShell('zsh', folder, at('ver')), ['verify:prove the layouts with C compilers']);
      assert.equal(runShell('zsh', folder, at('explain CFG006')), ['CFG006:two protocols do not write the same file']);
    });

    it('leaves files to the shell', () => {
      const stubs = 'compdef() { : }; _files() { print -l -- files $@ }';
      const script = `${stubs}; eval "$(sluice completion zsh)"; words=(sluice validate ''); CURRENT=3; _sluice; true`;
      assert.equal(runShell('zsh', makeProject(), script), ['files', '-g', '*.(yaml|yml)']);
    });
  });
}

if (has('fish')) {
  describe('completion in fish', (it) => {
    it('offers words with their descriptions, names of a schema, and files', () => {
      const folder = makeProject();
      const at = (line: string): string[] => runShell('fish', folder, `sluice completion fish | source; complete -C '${line}'`);
      assert.equal(at('sluice ver'), ['verify\tprove the layouts with C compilers']);
      assert.equal(at('sluice decode ping.yaml --as PING_S'), ['PING_SAY']);
      assert.ok(at('sluice validate pi').includes('ping.yaml'));
    });
  });
}
