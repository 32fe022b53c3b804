import * as assert from 'uvu/assert';
import { describe } from '../../support/index.ts';
import { BROKEN_SCHEMA, makeFolder, PING_SCHEMA, sluice } from './support.ts';

const folder = makeFolder({
  'good.yaml': PING_SCHEMA,
  'bad.yaml': BROKEN_SCHEMA,
  'worse.yaml': 'protocol: worse\nlanguage: 1\nstrucs: []\n',
  'shared.yaml': 'protocol: shared\nlanguage: 1\nstrucs: []\n',
  'one.yaml': 'protocol: one\nlanguage: 1\ninclude: [shared.yaml]\n',
  'two.yaml': 'protocol: two\nlanguage: 1\ninclude: [shared.yaml]\n',
});

interface Listed {
  problems: { file: string; code: string; start: { line: number; column: number; offset: number }; message: string }[];
}

describe('validate', (it) => {
  it('says how many schemas are fine, and nothing on stdout', () => {
    const { status, stdout, stderr } = sluice(['validate', 'good.yaml'], { cwd: folder });
    assert.is(status, 0);
    assert.is(stdout, '');
    assert.match(stderr, '1 schema checked, no problem');
  });

  it('prints place, code, code frame, why and fix on stderr', () => {
    const { status, stdout, stderr } = sluice(['validate', 'bad.yaml'], { cwd: folder });
    assert.is(status, 1);
    assert.is(stdout, '');
    assert.match(stderr, /^bad\.yaml:18:29 error NAM004 .*ping_mod/);
    assert.match(stderr, '> 18 |       - { name: mood, type: ping_mod }');
    assert.match(stderr, /\n +\| +\^{8}\n/);
    assert.match(stderr, /\n {2}why: +\S/);
    assert.match(stderr, /\n {2}fix: +did you mean `ping_mood`\?/);
    assert.match(stderr, '1 problem in 1 file');
  });

  it('prints problems as JSON on stdout and nothing else', () => {
    const { status, stdout, stderr } = sluice(['validate', '--json', 'worse.yaml', 'bad.yaml'], { cwd: folder });
    assert.is(status, 1);
    assert.is(stderr, '');
    const { problems } = JSON.parse(stdout) as Listed;
    assert.equal(
      problems.map(({ file, code, start }) => `${file}:${start.line}:${start.column} ${code}`),
      ['worse.yaml:3:1 KEY001', 'bad.yaml:18:29 NAM004'],
    );
  });

  it('prints an empty list as JSON when all is well', () => {
    const { status, stdout } = sluice(['validate', '--json', 'good.yaml'], { cwd: folder });
    assert.is(status, 0);
    assert.equal(JSON.parse(stdout), { problems: [] });
  });

  it('reports a missing file like any other problem, and goes on', () => {
    const { status, stderr } = sluice(['validate', 'none.yaml', 'bad.yaml'], { cwd: folder });
    assert.is(status, 1);
    assert.match(stderr, /^none\.yaml:1:1 error SRC001 .*no such file/);
    assert.match(stderr, /\nbad\.yaml:18:29 error NAM004/);
  });

  it('tells a mistake of a shared include once', () => {
    const { stdout } = sluice(['validate', '--json', 'one.yaml', 'two.yaml'], { cwd: folder });
    assert.is((JSON.parse(stdout) as Listed).problems.length, 1);
  });
});
