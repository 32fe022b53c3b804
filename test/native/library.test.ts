import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { compilers, INCLUDE, STRICT, Workbench } from '../generator/emit/c/compile.ts';
import { optimisedLibrary, ROOT } from '../interop/stubs/build.ts';
import { describe } from '../support/index.ts';

const PROGRAM = `\
#include <sluice/local.h>

int main(void)
{
	struct sluice_transport *one, *other;

	if (sluice_local_pair(NULL, &one, &other) != 0)
		return 1;
	sluice_transport_free(one);
	sluice_transport_free(other);
	return 0;
}
`;

/** Prints every byte of what options start from; padding is zero in static memory. */
const OPTIONS = `\
#include <stdio.h>
#include <sluice/cluster.h>

static void print(const void *bytes, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++)
		printf("%02x", ((const unsigned char *)bytes)[i]);
	printf("\\n");
}

int main(void)
{
	static struct sluice_channel_options channel;
	static struct sluice_member_options member;

	channel = SLUICE_CHANNEL_OPTIONS;
	member = SLUICE_MEMBER_OPTIONS;
	print(&channel, sizeof channel);
	print(&member, sizeof member);
	return 0;
}
`;

/** All that users may include. */
const HEADERS = readdirSync(path.join(INCLUDE, 'sluice')).filter((name) => name.endsWith('.h'));

describe('libsluice', (it) => {
  const bench = new Workbench();
  it.after(() => bench.close());

  it('builds, installs and is found by what pkg-config says', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'sluice-install-'));
    try {
      const prefix = path.join(folder, 'usr');
      const { BUILD, CFLAGS } = optimisedLibrary();
      const given = [`BUILD=${BUILD}`, `CFLAGS=${CFLAGS}`, `PREFIX=${prefix}`];
      const make = spawnSync('make', ['-C', path.join(ROOT, 'native'), ...given, 'install'], { encoding: 'utf8' });
      assert.is(make.stderr, '');
      assert.is(make.status, 0);
      assert.match(readFileSync(path.join(prefix, 'lib/pkgconfig/sluice.pc'), 'utf8'), `prefix=${prefix}`);
      const version = (JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string }).version;
      assert.match(readFileSync(path.join(prefix, 'lib/pkgconfig/sluice.pc'), 'utf8'), `Version: ${version}`);
      const source = path.join(folder, 'program.c');
      writeFileSync(source, PROGRAM);
      const output = path.join(folder, 'program');
      const flags = [`-I${prefix}/include`, '-o', output, source, `-L${prefix}/lib`, '-lsluice', '-pthread'];
      assert.is(spawnSync('gcc', ['-std=c11', ...flags], { encoding: 'utf8' }).stderr, '');
      assert.is(spawnSync(output).status, 0);
      assert.is(existsSync(path.join(prefix, 'include/sluice/codec/walk.h')), true);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  for (const compiler of compilers()) {
    it(`has headers that compile alone without a warning: ${compiler}`, () => {
      for (const header of HEADERS) {
        assert.is(bench.compile(compiler, `#include <sluice/${header}>\n`, [...STRICT, '-Wcast-qual']), '', header);
      }
    });
  }

  it('gives options the same defaults in C++ as in C', () => {
    const said = compilers()
      .filter((name) => !name.includes('32') && !name.includes('-linux-'))
      .map((compiler) => {
        assert.is(bench.compile(compiler, OPTIONS, STRICT, 'options'), '', compiler);
        return bench.run('options');
      });
    assert.ok(said.length > 1);
    assert.is(new Set(said).size, 1);
  });

  it('includes only the layouts of its own schemas', () => {
    const folder = path.join(INCLUDE, '..', 'src');
    const names = readdirSync(folder);
    const own = new Set([
      'segment.h',
      '../../generated/ivshmem/ivshmem.h',
      '../../generated/statistics/statistics.h',
      '../../generated/region/region.h',
      ...names.filter((name) => name.endsWith('.h')),
    ]);
    for (const name of names) {
      const text = readFileSync(path.join(folder, name), 'utf8');
      for (const [, included = ''] of text.matchAll(/^#include "(.*)"$/gm)) assert.ok(own.has(included), `${name}: ${included}`);
    }
  });
});
