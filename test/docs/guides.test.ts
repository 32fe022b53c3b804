/** Runs every command of docs/guides, and sees to it that every file which a guide shows is used by one. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { REPOSITORY } from '../generator/cli/support.ts';
import { describe } from '../support/index.ts';
import { checkCommands, commandsOf, filesOf } from './shown-commands.ts';

const folder = path.join(REPOSITORY, 'docs/guides');
const read = (name: string): string => readFileSync(path.join(REPOSITORY, name), 'utf8');
const names = readdirSync(folder).sort();
/** The schema and config that guides to stubs share. */
const { 'store.yaml': schema = '', 'sluice.config.yaml': config = '' } = filesOf(read('docs/guides/typescript-stubs.md'));

for (const name of names) {
  const text = read(`docs/guides/${name}`);
  describe(`docs/guides/${name}`, (it) => {
    checkCommands(it, path.join(folder, name), { 'store.yaml': schema, 'sluice.config.yaml': config });

    it('shows whole files, and each is used', () => {
      const files = filesOf(text);
      const shown = text.match(/^```(?:yaml|ts|c)$/gm) ?? [];
      assert.is(Object.keys(files).length, shown.length);
      const commands = commandsOf(text).map(({ command }) => command);
      for (const file of Object.keys(files).filter((each) => /\.(ts|c)$/.test(each)))
        assert.ok(
          commands.some((command) => command.includes(file)),
          `${file} is compiled by no command`,
        );
    });

    it('is linked from the README', () => assert.match(read('README.md'), `docs/guides/${name}`));
  });
}

describe('docs/guides', (it) => {
  it('explain every error, with its number', () => {
    const inC = [...read('native/include/sluice/error.h').matchAll(/^\t(SLUICE_ERR_\w+) = (\d+)/gm)];
    const rows = [...read('docs/guides/errors.md').matchAll(/^\| (\d+) \| `(SLUICE_ERR_\w+)` \|/gm)];
    assert.ok(inC.length > 0);
    assert.equal(
      rows.map(([, number, code]) => `${code} ${number}`),
      inC.map(([, code, number]) => `${code} ${number}`),
    );
  });

  it('show the workflow that `init` writes', () => {
    const shown = filesOf(read('docs/guides/ci.md'))['.github/workflows/ci.yml'] ?? '';
    const [, ...lines] = shown.split('\n');
    assert.is(lines.join('\n'), read('generator/cli/templates/common/_github/workflows/ci.yml'));
  });
});
