import { spawnSync } from 'node:child_process';
import * as assert from 'uvu/assert';
import { describe } from '../../support/index.ts';
import { BROKEN_SCHEMA, makeFolder, type Outcome, PING_CONFIG, PING_SCHEMA, sluice } from './support.ts';

const hasGcc = spawnSync('gcc', ['--version']).status === 0;
const folder = makeFolder({
  'ping.yaml': PING_SCHEMA,
  'bad.yaml': BROKEN_SCHEMA,
  'sluice.config.yaml': PING_CONFIG,
  'sub/x': '',
});

function verify(args: string[], env: Record<string, string> = {}, cwd: string = folder): Outcome {
  return sluice(['verify', ...args], { cwd, env });
}

describe('verify', (it) => {
  it('says what each compiler was asked and what it answered', () => {
    const { status, stdout } = verify(['--cc', 'gcc', 'ping.yaml']);
    assert.is(status, 0);
    assert.match(stdout, hasGcc ? /^ {2}gcc +lp64 +agrees with \d+ numbers in 1 layout +gcc /m : /^ {2}gcc +not found/m);
  });

  it('takes the schemas of the config file when none is named', () => {
    const here = verify(['--cc', 'gcc']);
    assert.is(here.status, 0);
    assert.is(verify(['--cc', 'gcc', '--config-file', '../sluice.config.yaml'], {}, `${folder}/sub`).stdout, here.stdout);
  });

  it('prints expected against actual with the place in the schema, and fails', () => {
    const { status, stdout } = verify(['--cc', 'gcc -fpack-struct=2', 'ping.yaml']);
    assert.is(status, hasGcc ? 1 : 0);
    const line = /^ping\.yaml:\d+ offset of ping_place\.at: expected 8, gcc -fpack-struct=2 \(lp64\) has 2$/m;
    assert.match(stdout, hasGcc ? line : /not found/);
  });

  it('shows the words of a compiler that can not compile the asserts', () => {
    const { status, stdout } = verify(['--cc', 'gcc -Werror=padded', 'ping.yaml']);
    assert.is(status, hasGcc ? 1 : 0);
    assert.match(stdout, hasGcc ? /failed to compile[\s\S]*padding struct/ : /not found/);
  });

  it('is content without any compiler unless one is required', () => {
    const nowhere = { PATH: folder };
    const content = verify(['ping.yaml'], nowhere);
    assert.is(content.status, 0);
    assert.match(content.stderr, /^notice: there is no C compiler/);
    const required = verify(['ping.yaml', '--require'], nowhere);
    assert.is(required.status, 1);
    assert.match(required.stderr, /^error: there is no C compiler/);
  });

  it('wants every compiler named by --cc when they are required', () => {
    const content = verify(['--cc', 'gcc,no-such-cc', 'ping.yaml']);
    assert.is(content.status, 0);
    assert.match(content.stdout, /no-such-cc +not found/);
    assert.is(verify(['--cc', 'gcc,no-such-cc', '--require', 'ping.yaml']).status, 1);
  });

  it('ends with 1 for a broken schema, a missing config file and an empty list', () => {
    assert.match(verify(['bad.yaml']).stderr, /^bad\.yaml:18:29 error NAM004/);
    assert.is(verify(['bad.yaml']).status, 1);
    assert.is(verify(['--config-file', 'none.yaml']).status, 1);
    assert.is(verify(['--cc', ',', 'ping.yaml']).status, 1);
    assert.is(verify(['ping.yaml', '--config-file', 'sluice.config.yaml']).status, 1);
  });
});
