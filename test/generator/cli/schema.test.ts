import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { describe } from '../../support/index.ts';
import { REPOSITORY, sluice } from './support.ts';

const FILE = path.join(REPOSITORY, 'schema/meta.schema.json');

describe('schema', (it) => {
  it('prints the path of the JSON Schema, from any folder', () => {
    assert.equal(sluice(['schema'], { cwd: '/' }), { status: 0, stdout: `${FILE}\n`, stderr: '' });
  });

  it('prints its text with --print', () => {
    const { status, stdout } = sluice(['schema', '--print']);
    assert.is(status, 0);
    assert.is(stdout, readFileSync(FILE, 'utf8'));
  });
});
