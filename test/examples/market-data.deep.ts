import { spawnSync } from 'node:child_process';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { describe } from '../support/index.ts';
import { canRun, ROOT, runExample, shownOutput } from './run-example.ts';

/** Which lines there are; how many of what differs from run to run. */
const withoutNumbers = (output: string): string => output.replace(/ *\d+/g, ' N');

describe('examples/market-data', (it) => {
  const shown = shownOutput('market-data');

  it('accounts for everything, and shows what it prints', () => {
    const { status, output } = canRun ? runExample('market-data') : { status: 0, output: shown };
    assert.is(status, 0, output);
    assert.fixture(withoutNumbers(output), withoutNumbers(shown));
  });

  it('has generated code of its schema', () => {
    const main = path.join(ROOT, 'dist', 'generator', 'cli', 'main.js');
    const config = path.join(ROOT, 'examples', 'market-data', 'sluice.config.yaml');
    const { status, stdout } = spawnSync(process.execPath, [main, 'generate', '--check', '--config-file', config], {
      encoding: 'utf8',
    });
    assert.is(status, 0, stdout);
  });
});
