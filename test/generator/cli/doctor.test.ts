import { copyFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as assert from 'uvu/assert';
import type { Finding } from '../../../generator/cli/checkup.ts';
import { addonOrNull } from '../../support/addon.ts';
import { describe } from '../../support/index.ts';
import { BROKEN_SCHEMA, makeFolder, PING_CONFIG, PING_SCHEMA, REPOSITORY, sluice } from './support.ts';

const C_CONFIG = `${PING_CONFIG}    targets: [c]\n`;

function examine(cwd: string, env: Record<string, string> = {}): { status: number | null; byCheck: Map<string, Finding> } {
  const { status, stdout, stderr } = sluice(['doctor', '--json'], { cwd, env });
  assert.is(stderr, '');
  const { findings } = JSON.parse(stdout) as { findings: Finding[] };
  return { status, byCheck: new Map(findings.map((each) => [each.check, each])) };
}

describe('doctor', (it) => {
  it('is content with a machine that has everything', () => {
    const schema = `# yaml-language-server: $schema=node_modules/sluice/schema/meta.schema.json\n${PING_SCHEMA}`;
    const folder = makeFolder({ 'ping.yaml': schema, 'sluice.config.yaml': C_CONFIG });
    mkdirSync(path.join(folder, 'node_modules'));
    symlinkSync(REPOSITORY, path.join(folder, 'node_modules/sluice'));
    symlinkSync(path.join(REPOSITORY, 'node_modules/typescript'), path.join(folder, 'node_modules/typescript'));
    sluice(['generate'], { cwd: folder });
    const { status, byCheck } = examine(folder);
    assert.is(status, 0);
    for (const check of ['node', 'config', 'generated', 'sluice', 'typescript', 'modeline']) {
      assert.equal([check, byCheck.get(check)?.status, byCheck.get(check)?.fix], [check, 'ok', null]);
    }
    assert.is(byCheck.get('shared-memory')?.status, addonOrNull() !== null ? 'ok' : 'missing');
  });

  it('says what to do about each thing that is missing, and is not broken by it', () => {
    const folder = makeFolder({ 'ping.yaml': PING_SCHEMA, 'sluice.config.yaml': C_CONFIG });
    sluice(['generate'], { cwd: folder });
    const { status, byCheck } = examine(folder, { PATH: folder });
    assert.is(status, 0);
    const statuses = ['compilers', 'sluice', 'typescript', 'modeline'].map((check) => byCheck.get(check)?.status);
    assert.equal(statuses, ['missing', 'missing', 'missing', 'warn']);
    assert.ok([...byCheck.values()].every(({ status, fix }) => (status === 'ok') === (fix === null)));
  });

  it('ends with 1 when generated files are in drift', () => {
    const folder = makeFolder({ 'ping.yaml': PING_SCHEMA, 'sluice.config.yaml': C_CONFIG });
    sluice(['generate'], { cwd: folder });
    rmSync(path.join(folder, 'out/ping.h'));
    const { status, byCheck } = examine(folder);
    assert.is(status, 1);
    assert.match(byCheck.get('generated')?.message ?? '', '1 missing');
    assert.match(byCheck.get('generated')?.fix ?? '', 'sluice generate');
  });

  it('ends with 1 and names the first problem of a schema or config file', () => {
    const folder = makeFolder({ 'ping.yaml': BROKEN_SCHEMA, 'sluice.config.yaml': C_CONFIG });
    const { status, byCheck } = examine(folder);
    assert.is(status, 1);
    assert.match(byCheck.get('config')?.message ?? '', /^ping\.yaml:18:29 NAM004/);
  });

  it('warns when generated code imports another version than this one', () => {
    const folder = makeFolder({ 'ping.yaml': PING_SCHEMA, 'sluice.config.yaml': C_CONFIG });
    mkdirSync(path.join(folder, 'node_modules/sluice'), { recursive: true });
    writeFileSync(path.join(folder, 'node_modules/sluice/package.json'), '{"name":"sluice","version":"0.0.1"}');
    const { byCheck } = examine(folder);
    assert.is(byCheck.get('sluice')?.status, 'warn');
    assert.match(byCheck.get('sluice')?.message ?? '', 'sluice 0.0.1, but this is');
  });

  it('misses stubs in a package that lacks what they import', () => {
    const folder = makeFolder({ 'ping.yaml': PING_SCHEMA, 'sluice.config.yaml': C_CONFIG });
    mkdirSync(path.join(folder, 'node_modules/sluice'), { recursive: true });
    copyFileSync(path.join(REPOSITORY, 'package.json'), path.join(folder, 'node_modules/sluice/package.json'));
    const { byCheck } = examine(folder);
    assert.is(byCheck.get('sluice')?.status, 'missing');
    assert.match(byCheck.get('sluice')?.message ?? '', 'sluice/runtime/stub');
  });

  it('prints a line for each, and looks at the machine alone where there is no project', () => {
    const { status, stdout } = sluice(['doctor'], { cwd: makeFolder({}) });
    assert.is(status, 0);
    assert.match(stdout, /^ok {6}Node \d/m);
    assert.match(stdout, /^missing there is no sluice\.config\.yaml\n {8}do: write one, or start with `sluice init DIR`$/m);
  });
});
