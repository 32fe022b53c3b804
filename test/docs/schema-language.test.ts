/**
 * Compiles every example of docs/schema-language.md. A fence `yaml schema` is a whole schema, kept under the name of its protocol so that
 * later ones can include it. `c` and `ts` fences show items of what it becomes; `config=NAME` picks a config. `console` fences run `sluice encode`.
 * With SLUICE_UPDATE=1 the shown items are brought up to date.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { emitC } from '../../generator/emit/c/index.ts';
import { emitTypeScript } from '../../generator/emit/ts/index.ts';
import { encodeFrame } from '../../generator/frame/index.ts';
import { checkSchema, computeLayout, type Layout } from '../../generator/index.ts';
import { hasCompiler } from '../support/c-peer.ts';
import { describe } from '../support/index.ts';
import { TsPeer } from '../support/ts-peer.ts';
import { currentText } from './shown-output.ts';

interface Shown {
  readonly line: number;
  readonly language: string;
  readonly config: string | undefined;
  readonly text: string;
}

interface Example {
  readonly path: string;
  readonly line: number;
  readonly text: string;
  readonly shown: Shown[];
}

const UPDATE = process.env['SLUICE_UPDATE'] === '1';
const pageUrl = new URL('../../../docs/schema-language.md', import.meta.url);
const page = readFileSync(pageUrl, 'utf8');
const examples = findExamples(page);
const files = new Map(examples.map((example) => [example.path, example.text]));

function findExamples(markdown: string): Example[] {
  const found: Example[] = [];
  for (const match of markdown.matchAll(/^```(\w+)([^\n]*)\n(.*?)^```$/gms)) {
    const [, language = '', info = '', text = ''] = match;
    const line = markdown.slice(0, match.index).split('\n').length;
    if (language === 'yaml') {
      assert.is(info.trim(), 'schema', `line ${line}: every YAML fence is a whole schema`);
      found.push({ path: `${/^protocol: (.+)$/m.exec(text)?.[1]}.yaml`, line, text, shown: [] });
    } else if (language !== '') {
      found.at(-1)?.shown.push({ line, language, config: /config=(\S+)/.exec(info)?.[1], text });
    }
  }
  return found;
}

function layoutOf(example: Example, config: string | undefined): Layout {
  const { schema, problems } = checkSchema(example.path, (path) => {
    const text = files.get(path);
    if (text === undefined) throw new Error(`no example is called ${path}`);
    return new TextEncoder().encode(text);
  });
  assert.equal(
    problems.map((problem) => `${problem.file}:${problem.start.line} ${problem.code} ${problem.message}`),
    [],
  );
  return computeLayout(schema as NonNullable<typeof schema>, config === undefined ? {} : { config });
}

async function generated(language: string, layout: Layout): Promise<readonly { readonly text: string }[]> {
  return language === 'c' ? emitC(layout) : emitTypeScript(layout, { importExtension: 'ts' });
}

function replaceShown(shown: Shown, now: string): void {
  const fence = `\`\`\`${shown.language}${shown.config === undefined ? '' : ` config=${shown.config}`}`;
  const text = readFileSync(pageUrl, 'utf8');
  writeFileSync(
    pageUrl,
    text.replace(`${fence}\n${shown.text}\`\`\``, () => `${fence}\n${now}\`\`\``),
  );
}

/** Runs `sluice encode FILE MESSAGE --json 'OBJECT'` lines; each is followed by the line it prints. */
function checkConsole(shown: Shown): void {
  for (const [, path, message = '', object = '', hex] of shown.text.matchAll(
    /^\$ sluice encode (?:\S+\/)?(\S+) (\w+) --json '(.*)'\n(.*)$/gm,
  )) {
    const example = examples.find((candidate) => candidate.path === path);
    assert.ok(example, `line ${shown.line}: no example is called ${path}`);
    const frame = encodeFrame(layoutOf(example, shown.config), message, JSON.parse(object));
    assert.is(Buffer.from(frame).toString('hex'), hex, `line ${shown.line}`);
  }
}

const COMPILERS = [
  { command: 'gcc', suffix: 'c', flags: ['-std=c11'] },
  { command: 'g++', suffix: 'cc', flags: ['-std=c++17'] },
];

/** Compiles the header of every layout with one run of the compiler. */
function compileC({ command, suffix, flags }: (typeof COMPILERS)[number], layouts: readonly Layout[], folder: string): void {
  const units = layouts.map((layout) => {
    const own = path.join(folder, command, layout.protocol);
    mkdirSync(own, { recursive: true });
    const files = emitC(layout);
    for (const file of files) writeFileSync(path.join(own, file.path), file.text);
    const unit = path.join(own, `unit.${suffix}`);
    writeFileSync(unit, `#include "${layout.protocol.replaceAll('-', '_')}.h"\n`);
    return unit;
  });
  const include = fileURLToPath(new URL('../../../native/include', import.meta.url));
  const options = [...flags, '-Wall', '-Wextra', '-Wpedantic', '-Werror', '-fsyntax-only', '-I', include];
  const { status, stderr } = spawnSync(command, [...options, ...units], { encoding: 'utf8' });
  assert.is(status, 0, stderr.slice(0, 2000));
}

describe('docs/schema-language.md', (it) => {
  const folder = fileURLToPath(new URL('../../examples-of-docs/', import.meta.url));
  const layouts = (): Layout[] => examples.map((example) => layoutOf(example, undefined));

  it('shows schemas whose TypeScript compiles', async () => {
    await TsPeer.compile(layouts(), path.join(folder, 'ts'));
  });
  for (const compiler of COMPILERS.filter(({ command }) => hasCompiler(command))) {
    it(`shows schemas whose headers ${compiler.command} compiles`, () => compileC(compiler, layouts(), folder));
  }

  it('has examples of different names', () => assert.is(files.size, examples.length));

  for (const example of examples) {
    it(`compiles ${example.path} of line ${example.line}`, () => {
      layoutOf(example, undefined);
    });
    for (const shown of example.shown) {
      it(`shows the ${shown.language} of ${example.path} in line ${shown.line}`, async () => {
        if (shown.language === 'console') checkConsole(shown);
        else {
          const now = currentText(shown.text, await generated(shown.language, layoutOf(example, shown.config)));
          if (UPDATE) replaceShown(shown, now);
          else assert.is(now, shown.text);
        }
      });
    }
  }
});
