/** Runs the `console` fences of a page, in a folder that holds the files which the page shows. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { makeFolder, REPOSITORY } from '../generator/cli/support.ts';
import { optimisedLibrary } from '../interop/stubs/build.ts';
import type { describe } from '../support/index.ts';

/** Rewrites what pages show; read the diff before you keep it. */
const isUpdate = process.env['SLUICE_UPDATE'] === '1';
const hasGcc = spawnSync('gcc', ['--version']).status === 0;

/** A command of a console block and the lines below it. */
export interface Shown {
  readonly command: string;
  readonly output: string;
}

type It = Parameters<Parameters<typeof describe>[1]>[0];

export function commandsOf(text: string): Shown[] {
  const blocks = [...text.matchAll(/^```console\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
  return blocks.flatMap((block) =>
    [...block.matchAll(/^\$ (.*)\n((?:(?!\$ ).*\n)*)/gm)].map(([, command = '', output = '']) => ({ command, output })),
  );
}

/** Files that a page shows, by the name in their first line; the first of a name counts. */
export function filesOf(text: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const [, file = '', name = ''] of text.matchAll(
    /^```(?:yaml|ts|c)\n((?:#|\/\/|\/\*) ([\w./-]+\.\w+)(?![\w./-])[\s\S]*?)^```$/gm,
  )) {
    files[name] ??= file;
  }
  return files;
}

/** A folder with files, where `sluice` and `tsc` are this repository's. */
function makeReader(files: Record<string, string>): { cwd: string; env: Record<string, string | undefined> } {
  const cwd = makeFolder({ 'package.json': '{"type":"module"}', ...files });
  const bin = path.join(cwd, 'node_modules/.bin');
  mkdirSync(bin, { recursive: true });
  // Copied as an installation would: TypeScript treats a package behind a link as a part of the reader's own sources.
  for (const part of [
    'package.json',
    'dist/runtime',
    'dist/generated/ivshmem',
    'dist/generated/segment',
    'dist/generated/statistics',
    'generated/ivshmem',
    'dist/generated/region',
    'generated/segment',
    'generated/statistics',
    'generated/region',
    'native/include',
    'native/src',
    'native/Makefile',
    'native/sluice.pc.in',
    'build/Release/sluice.node',
  ])
    cpSync(path.join(REPOSITORY, part), path.join(cwd, 'node_modules/sluice', part), {
      recursive: true,
      preserveTimestamps: true,
    });
  mkdirSync(path.join(cwd, 'node_modules/@types'));
  for (const name of ['@types/node', 'undici-types'])
    symlinkSync(path.join(REPOSITORY, 'node_modules', name), path.join(cwd, 'node_modules', name));
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
  // What is there is not compiled again by the reader's `make`: sources keep their times where they are copied.
  const env = { ...reader.env, ...(/\bmake\b/.test(command) ? optimisedLibrary() : {}) };
  const { stdout, stderr } = spawnSync('sh', ['-c', command], { cwd: reader.cwd, env, encoding: 'utf8', timeout: 120_000 });
  const output = (stdout + stderr)
    .trimEnd()
    .replace(/\d+ ms$/gm, '... ms')
    .replace(/ gcc \(.*$/gm, ' gcc ...');
  return output === '' ? '' : `${output}\n`;
}

/** A test for each command of a page. `others` are files that the page takes from elsewhere. */
export function checkCommands(it: It, page: string, others: Record<string, string> = {}): void {
  const text = readFileSync(page, 'utf8');
  const reader = makeReader({ ...others, ...filesOf(text) });
  for (const { command, output } of commandsOf(text)) {
    it(`shows what \`${command}\` prints`, () => {
      const needsGcc = /\bgcc\b/.test(command);
      const actual = needsGcc && !hasGcc ? output : run(command, reader);
      if (isUpdate)
        writeFileSync(
          page,
          readFileSync(page, 'utf8').replace(`$ ${command}\n${output}`, () => `$ ${command}\n${actual}`),
        );
      assert.fixture(isUpdate ? actual : output, actual);
      assert.is(isUpdate ? actual : output, actual);
    });
  }
}
