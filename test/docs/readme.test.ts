import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { makeFolder, REPOSITORY } from '../generator/cli/support.ts';
import { describe } from '../support/index.ts';

/** Rewrites what the README shows; read the diff before you keep it. */
const isUpdate = process.env['SLUICE_UPDATE'] === '1';
const README = path.join(REPOSITORY, 'README.md');
const hasGcc = spawnSync('gcc', ['--version']).status === 0;

/** A command of a console block and the lines below it. */
interface Shown {
  readonly command: string;
  readonly output: string;
}

function commandsOf(text: string): Shown[] {
  const blocks = [...text.matchAll(/^```console\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
  return blocks.flatMap((block) =>
    [...block.matchAll(/^\$ (.*)\n((?:(?!\$ ).*\n)*)/gm)].map(([, command = '', output = '']) => ({ command, output })),
  );
}

/** A folder with the files that the README shows (the first of a name counts), where `sluice` and `tsc` are this repository's. */
function makeReader(text: string): { cwd: string; env: Record<string, string | undefined> } {
  const files: Record<string, string> = { 'package.json': '{"type":"module"}' };
  for (const [, file = '', name = ''] of text.matchAll(/^```(?:yaml|ts|c)\n((?:#|\/\/|\/\*) ([\w.]+\.\w+)\b[\s\S]*?)^```$/gm)) {
    files[name] ??= file;
  }
  const cwd = makeFolder(files);
  const bin = path.join(cwd, 'node_modules/.bin');
  mkdirSync(bin, { recursive: true });
  // Copied as an installation would: TypeScript treats a package behind a link as a part of the reader's own sources.
  for (const part of ['package.json', 'dist/runtime', 'dist/generated/segment', 'native/include'])
    cpSync(path.join(REPOSITORY, part), path.join(cwd, 'node_modules/sluice', part), { recursive: true });
  addCommand(path.join(bin, 'sluice'), 'dist/generator/cli/main.js');
  addCommand(path.join(bin, 'tsc'), 'node_modules/typescript/bin/tsc');
  return { cwd, env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env['PATH']}`, FORCE_COLOR: undefined } };
}

function addCommand(file: string, script: string): void {
  writeFileSync(file, `#!/bin/sh\nexec "${process.execPath}" "${path.join(REPOSITORY, script)}" "$@"\n`);
  chmodSync(file, 0o755);
}

/** What a command prints on both streams; times and versions differ from run to run and become `...`. */
function run(command: string, reader: ReturnType<typeof makeReader>): string {
  const { stdout, stderr } = spawnSync('sh', ['-c', command], { ...reader, encoding: 'utf8' });
  const output = (stdout + stderr)
    .trimEnd()
    .replace(/\d+ ms$/gm, '... ms')
    .replace(/ gcc \(.*$/gm, ' gcc ...');
  return output === '' ? '' : `${output}\n`;
}

describe('README', (it) => {
  const text = readFileSync(README, 'utf8');
  const reader = makeReader(text);
  for (const { command, output } of commandsOf(text)) {
    it(`shows what \`${command}\` prints`, () => {
      const needsGcc = /\bgcc\b/.test(command);
      const actual = needsGcc && !hasGcc ? output : run(command, reader);
      if (isUpdate)
        writeFileSync(
          README,
          readFileSync(README, 'utf8').replace(`$ ${command}\n${output}`, () => `$ ${command}\n${actual}`),
        );
      assert.fixture(isUpdate ? actual : output, actual);
      assert.is(isUpdate ? actual : output, actual);
    });
  }
});
