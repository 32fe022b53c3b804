import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { describe } from '../../support/index.ts';
import { BROKEN_SCHEMA, makeFolder, type Outcome, PING_CONFIG, PING_SCHEMA, sluice, sluiceHere } from './support.ts';

/** C alone, where it does not matter what is made: it is made sooner. */
const C_CONFIG = `${PING_CONFIG}    targets: [c]\n`;

function makeProject(files: Record<string, string> = {}): string {
  return makeFolder({ 'ping.yaml': PING_SCHEMA, 'sluice.config.yaml': C_CONFIG, ...files });
}

function generate(cwd: string, args: string[] = []): Promise<Outcome> {
  return sluiceHere(['generate', ...args], { cwd });
}

/** Every file below a folder with its text. */
function snapshot(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const names = files.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name))).sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));
}

describe('generate', (it) => {
  it('writes TypeScript and C, and says how many files', () => {
    const folder = makeProject({ 'sluice.config.yaml': PING_CONFIG });
    const { status, stdout, stderr } = sluice(['generate'], { cwd: folder });
    assert.is(status, 0, stderr);
    assert.is(stdout, '');
    const names = Object.keys(snapshot(path.join(folder, 'out')));
    for (const name of ['codes.ts', 'messages.ts', 'views.ts', 'index.ts', 'ping.h', 'ping_asserts.h']) {
      assert.ok(names.includes(name), name);
    }
    assert.match(stderr, new RegExp(`^${names.length} files written, 0 unchanged, in \\d+ ms\n$`));
  });

  it('leaves files that are right untouched', async () => {
    const folder = makeProject();
    await generate(folder);
    const header = path.join(folder, 'out/ping.h');
    const asserts = path.join(folder, 'out/ping_asserts.h');
    const before = statSync(header).mtimeMs;
    writeFileSync(asserts, `${readFileSync(asserts, 'utf8')}// edited\n`);
    const { stderr } = await generate(folder);
    assert.match(stderr, /^1 file written, \d+ unchanged/);
    assert.is(statSync(header).mtimeMs, before);
    assert.not.match(readFileSync(asserts, 'utf8'), 'edited');
  });

  it('makes the same bytes from any working directory', async () => {
    const both = { 'sluice.config.yaml': PING_CONFIG };
    const [here, there] = [makeProject(both), makeProject(both)];
    await generate(here);
    await generate('/', ['--config-file', path.join(there, 'sluice.config.yaml')]);
    assert.equal(snapshot(path.join(there, 'out')), snapshot(path.join(here, 'out')));
  });

  it('writes only the targets and configs that are asked for', async () => {
    const configs = `features: [{ name: LOUD }]\nconfigs: [{ name: quiet }, { name: loud, on: [LOUD] }]\n`;
    const folder = makeProject({
      'ping.yaml': PING_SCHEMA.replace('enums:', `${configs}enums:`),
      'sluice.config.yaml': `${C_CONFIG}    configs: [loud]\n`,
    });
    await generate(folder);
    assert.equal(readdirSync(path.join(folder, 'out')), ['loud']);
    assert.ok(readdirSync(path.join(folder, 'out/loud')).every((name) => /\.[ch]$/.test(name)));
  });

  it('removes what it no longer makes, and nothing that it did not make', async () => {
    const folder = makeProject();
    await generate(folder);
    const out = path.join(folder, 'out');
    const text = readFileSync(path.join(out, 'ping.h'), 'utf8');
    writeFileSync(path.join(out, 'mine.ts'), 'export const mine = 1;\n');
    mkdirSync(path.join(out, 'old-config'));
    writeFileSync(path.join(out, 'old-config/ping.h'), text);
    mkdirSync(path.join(out, 'other'));
    writeFileSync(path.join(out, 'other/ping.h'), text);
    writeFileSync(path.join(out, 'other/sluice.config.yaml'), PING_CONFIG);
    mkdirSync(path.join(folder, 'elsewhere'));
    writeFileSync(path.join(folder, 'elsewhere/ping.h'), text);
    symlinkSync(path.join(folder, 'elsewhere'), path.join(out, 'link'));
    const { stderr } = await generate(folder);
    assert.match(stderr, '1 removed');
    assert.not(existsSync(path.join(out, 'old-config')));
    assert.ok(existsSync(path.join(out, 'mine.ts')));
    assert.ok(existsSync(path.join(out, 'other/ping.h')));
    assert.ok(existsSync(path.join(folder, 'elsewhere/ping.h')));
  });

  it('never overwrites a file that it did not write', async () => {
    const folder = makeProject({ 'out/ping.h': '#define MINE 1\n' });
    const { status, stderr } = await generate(folder);
    assert.is(status, 1);
    assert.match(stderr, 'out/ping.h was not written by sluice');
    assert.equal(readdirSync(path.join(folder, 'out')), ['ping.h']);
  });

  it('writes nothing when any schema has a problem, and shows paths from here', async () => {
    const config = `${PING_CONFIG}  - { schema: bad.yaml, out: bad }\n`;
    const folder = makeProject({ 'bad.yaml': BROKEN_SCHEMA, 'sluice.config.yaml': config, 'sub/empty': '' });
    const { status, stderr } = await generate(path.join(folder, 'sub'), ['--config-file', '../sluice.config.yaml']);
    assert.is(status, 1);
    assert.match(stderr, /^\.\.\/bad\.yaml:18:29 error NAM004/);
    assert.match(stderr, '> 18 |');
    assert.not(existsSync(path.join(folder, 'out')));
  });

  it('shows mistakes of the config file where they stand', async () => {
    const cases: [string, RegExp][] = [
      ['protocols:\n  - { schema: none.yaml, out: out }\n', /^sluice\.config\.yaml:2:15 error SRC001 .*no such file/],
      ['protocols:\n  - { schema: ping.yaml, out: out, configs: [x] }\n', /^sluice\.config\.yaml:2:46 error CFG005/],
      [`${PING_CONFIG}  - { schema: ping.yaml, out: out }\n`, /^sluice\.config\.yaml:4:31 error CFG006/],
    ];
    for (const [config, place] of cases) {
      const { status, stderr } = await generate(makeProject({ 'sluice.config.yaml': config }));
      assert.is(status, 1);
      assert.match(stderr, place);
    }
  });

  it('asks for a config file where there is none', async () => {
    const { status, stderr } = await generate(makeFolder({}));
    assert.is(status, 1);
    assert.match(stderr, 'no config file sluice.config.yaml');
  });

  it('tells what the disk refuses in a sentence', async () => {
    const folder = makeProject({ out: 'a file where a folder should be' });
    const { status, stderr } = await generate(folder);
    assert.is(status, 1);
    assert.match(stderr, /^error: (ENOTDIR|EEXIST)/);
  });
});

describe('generate --check', (it) => {
  it('is content with what generate wrote', async () => {
    const folder = makeProject();
    await generate(folder);
    const { status, stdout, stderr } = await generate(folder, ['--check']);
    assert.is(status, 0);
    assert.is(stdout, '');
    assert.match(stderr, /^\d+ files up to date\n$/);
  });

  it('names missing, extra and differing files with a short diff, and writes nothing', async () => {
    const folder = makeProject();
    await generate(folder);
    const out = path.join(folder, 'out');
    const asserts = readFileSync(path.join(out, 'ping_asserts.h'), 'utf8');
    writeFileSync(path.join(out, 'ping_asserts.h'), `${asserts}// edited by hand\n`);
    writeFileSync(path.join(out, 'stale.ts'), asserts);
    rmSync(path.join(out, 'ping.h'));
    const before = snapshot(folder);
    const { status, stdout, stderr } = sluice(['generate', '--check'], { cwd: folder });
    assert.is(status, 3);
    assert.match(stdout, /^missing +out\/ping\.h$/m);
    assert.match(stdout, /^extra +out\/stale\.ts$/m);
    assert.match(stdout, /^differing +out\/ping_asserts\.h$/m);
    assert.match(stdout, /^ {2}-\/\/ edited by hand$/m);
    assert.match(stderr, '1 missing, 1 extra, 1 differing');
    assert.equal(snapshot(folder), before);
  });

  it('shows only the beginning of a long difference', async () => {
    const folder = makeProject();
    await generate(folder);
    const asserts = path.join(folder, 'out/ping_asserts.h');
    writeFileSync(asserts, `${readFileSync(asserts, 'utf8')}${'// more\n'.repeat(500)}`);
    const { status, stdout } = await generate(folder, ['--check']);
    assert.is(status, 3);
    assert.match(stdout, /\.\.\. \d+ more lines/);
    assert.ok(stdout.split('\n').length < 40);
  });
});
