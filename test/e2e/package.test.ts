import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { TEMPLATES } from '../../generator/cli/template.ts';
import { PROBLEM_CODES } from '../../generator/index.ts';
import { REPOSITORY } from '../generator/cli/support.ts';
import { describe } from '../support/index.ts';

interface Packed {
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

/** What `npm pack` would put into the tarball; scripts stay off, because a build would pull dist/ from under other tests. */
function dryRun(): Packed {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const options = { cwd: REPOSITORY, encoding: 'utf8', shell: process.platform === 'win32' } as const;
  const { status, stdout, stderr } = spawnSync('npm', args, options);
  assert.is(status, 0, stderr);
  const [packed] = JSON.parse(stdout) as Packed[];
  assert.ok(packed);
  return packed;
}

describe('the package', (it) => {
  const { size, unpackedSize, files } = dryRun();
  const names = files.map((file) => file.path);
  const kilo = (bytes: number): string => `${Math.round(bytes / 1000)} kB`;
  console.log(`tarball: ${names.length} files, ${kilo(size)}, unpacked ${kilo(unpackedSize)}`);

  it('holds what the command reads at run time', () => {
    const wanted = [
      'schema/meta.schema.json',
      'schema/types.schema.json',
      'native/include/sluice/error.h',
      'native/addon/binding.gyp',
      'native/addon/addon.c',
      'native/src/link.h',
      'generated/segment/segment.h',
      'generated/statistics/statistics.h',
      'generated/region/region.h',
      'scripts/build-addon.mjs',
      'README.md',
      'LICENSE',
    ];
    wanted.push(...Object.keys(PROBLEM_CODES).map((code) => `docs/diagnostics/${code}.md`));
    for (const layer of ['common', ...TEMPLATES])
      assert.ok(names.some((name) => name.startsWith(`generator/cli/templates/${layer}/`)));
    for (const template of TEMPLATES) wanted.push(`generator/cli/templates/${template}/package.json`);
    assert.equal(
      wanted.filter((name) => !names.includes(name)),
      [],
    );
  });

  it('holds every file of its entries', () => {
    const manifest = JSON.parse(readFileSync(path.join(REPOSITORY, 'package.json'), 'utf8')) as { exports: object; bin: object };
    const targets = Array.from(
      JSON.stringify([manifest.exports, manifest.bin]).matchAll(/"\.\/([^"*]+\.\w+)"/g),
      ([, name = '']) => name,
    );
    assert.ok(targets.includes('dist/runtime/codec.d.ts'));
    assert.equal(
      targets.filter((name) => !names.includes(name)),
      [],
    );
  });

  it('holds no test, no source and no bench', () => {
    const wrong = names.filter(
      (name) =>
        /(^|\/)(test|bench|generated)\//.test(name.replace(/^generator\/cli\/templates\//, '')) &&
        // The runtime's own layouts: TypeScript's runtime imports them, libsluice includes them.
        !/^(dist\/)?generated\/(ivshmem|segment|statistics|region)\//.test(name) &&
        !/templates\/\w+\/test\//.test(name),
    );
    assert.equal(wrong, []);
    assert.equal(
      names.filter((name) => /\.(test|deep|bench)\./.test(name) && !name.startsWith('generator/cli/templates/')),
      [],
    );
    assert.equal(
      names.filter((name) => /(?<!\.d)\.ts$/.test(name) && !name.startsWith('generator/cli/templates/')),
      [],
    );
  });
});
