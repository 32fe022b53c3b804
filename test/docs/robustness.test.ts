/** docs/robustness.md promises nothing that no test shows. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { REPOSITORY } from '../generator/cli/support.ts';
import { describe } from '../support/index.ts';

const page = readFileSync(path.join(REPOSITORY, 'docs/robustness.md'), 'utf8');
/** Promise, what shows it, and the command. */
const rows = [...page.matchAll(/^\| (?!promise|---)(.+?) \| (.+?) \| `?(.+?)`? \|$/gm)];
const tests = readdirSync(path.join(REPOSITORY, 'test'), { recursive: true }).map(String);

function filesOf(cell: string): string[] {
  return [...cell.matchAll(/`(test\/[^`]+)`/g)].map(([, name = '']) => name);
}

describe('docs/robustness.md', (it) => {
  it('has a place that shows it for each promise', () => {
    assert.ok(rows.length >= 15);
    for (const [, promise = '', shown = ''] of rows) assert.match(shown, /`test\/|the same|\.md\)/, promise);
  });

  it('names files that are there', () => {
    for (const name of filesOf(page)) {
      const folder = path.join(REPOSITORY, path.dirname(name));
      const pattern = new RegExp(`^${path.basename(name).replaceAll('.', '\\.').replace('*', '.*')}$`);
      assert.ok(existsSync(folder) && readdirSync(folder).some((each) => pattern.test(each)), name);
    }
  });

  it('has commands that find the tests', () => {
    for (const [, promise = '', , command = ''] of rows) {
      const [, script = '', filters = ''] = /^npm (test|run test:deep|run soak) -- (.+)$/.exec(command) ?? [];
      if (command !== 'the same') assert.ok(script !== '', `${promise}: ${command}`);
      if (script === '' || script === 'run soak') continue;
      const suffix = script === 'test' ? '.test.ts' : '.deep.ts';
      for (const filter of filters.split(' ')) {
        assert.ok(
          tests.some((name) => name.endsWith(suffix) && name.replace(/\.ts$/, '.js').includes(filter)),
          `${command} finds nothing for ${filter}`,
        );
      }
    }
  });
});
