import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { makeFolder, REPOSITORY } from '../generator/cli/support.ts';
import { describe } from '../support/index.ts';

/** Rewrites what the README shows; read the diff before you keep it. */
const isUpdate = process.env['SLUICE_UPDATE'] === '1';
const README = path.join(REPOSITORY, 'README.md');
const hasGcc = spawnSync('gcc', ['--version']).status === 0;

/** A folder with the README's files and the commands it uses: `sluice` and `tsc` of this repository. */
function makeReader(text: string): { cwd: string; env: Record<string, string | undefined> } {
  const files: Record<string, string> = { 'package.json': '{"type":"module"}' };
  for (const [, file = '', name = ''] of text.matchAll(/^```(?:yaml|ts|c)\n((?:#|\/\/|\/\*) ([\w.]+\.\w+)\b[\s\S]*?)^```$/gm)) {
    if (!name.startsWith('sluice.config') || files[name] === undefined) files[name] = file;
  }
  const cwd = makeFolder(files);
  mkdirSync(path.join(cwd, 'node_modules/.bin'), { recursive: true });
  symlinkSync(REPOSITORY, path.join(cwd, 'node_modules/sluice'));
  addCommand(cwd, 'sluice', 'dist/generator/cli/main.js');
  addCommand(cwd, 'tsc', 'node_modules/typescript/bin/tsc');
  const bin = path.join(cwd, 'node_modules/.bin');
  return { cwd, env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env['PATH']}`, FORCE_COLOR: undefined } };
}

function addCommand(cwd: string, name: string, script: string): void {
  const file = path.join(cwd, 'node_modules/.bin', name);
  writeFileSync(file, `#!/bin/sh\nexec "${process.execPath}" "${path.join(REPOSITORY, script)}" "$@"\n`);
  chmodSync(file, 0o755);
}

/** What a command prints on both streams; times and versions, which differ from run to run, become `...`. */
function outputOf(command: string, reader: ReturnType<typeof makeReader>): string {
  const { stdout, stderr } = spawnSync('sh', ['-c', command], { ...reader, encoding: 'utf8' });
  return (stdout + stderr)
    .trimEnd()
    .replace(/\d+ ms$/gm, '... ms')
    .replace(/ gcc \(.*$/gm, ' gcc ...');
}

describe('README', (it) => {
  it('shows what its commands print', () => {
    const text = readFileSync(README, 'utf8');
    const reader = makeReader(text);
    const actual = text.replace(/(?<=^```console\n)[\s\S]*?(?=^```$)/gm, (block) => {
      const commands = [...block.matchAll(/^\$ (.*)\n((?:(?!\$ ).*\n)*)/gm)];
      return commands
        .map(([whole, command = '']) => {
          if (!hasGcc && /\bgcc\b/.test(command)) return whole;
          const output = outputOf(command, reader);
          return `$ ${command}\n${output === '' ? '' : `${output}\n`}`;
        })
        .join('');
    });
    if (isUpdate) writeFileSync(README, actual);
    assert.fixture(readFileSync(README, 'utf8'), actual);
    assert.is(readFileSync(README, 'utf8'), actual);
  });
});
