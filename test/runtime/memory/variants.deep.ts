/** The addon built differently: with AddressSanitizer, and for an engine that can't map memory. Each in a copy of the package. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import * as assert from 'uvu/assert';
import { ChannelError } from '../../../runtime/errors.ts';
import { loadFirst } from '../../../runtime/memory/addon.ts';
import { callNative } from '../../../runtime/memory/failure.ts';
import { makeFolder, REPOSITORY } from '../../generator/cli/support.ts';
import { describe } from '../../support/index.ts';
import { TERMS } from './support.ts';

const COPIED = [
  'native',
  'generated/segment',
  'generated/ivshmem',
  'generated/statistics',
  'generated/region',
  'scripts/build-addon.mjs',
  'dist',
  'package.json',
  'schema',
  'runtime',
];
const TESTS = ['link', 'watching', 'rendezvous', 'policy', 'tickets', 'blocking', 'threads'];

function copySources(): string {
  const folder = makeFolder({});
  for (const name of COPIED) cpSync(path.join(REPOSITORY, name), path.join(folder, name), { recursive: true });
  symlinkSync(path.join(REPOSITORY, 'node_modules'), path.join(folder, 'node_modules'));
  return folder;
}

/** A folder with the sources, and an addon built of them with these flags. */
function buildWith(flags: string): string {
  const folder = copySources();
  const env = { ...process.env, CFLAGS: flags, LDFLAGS: flags };
  const options = { cwd: folder, encoding: 'utf8', env } as const;
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build-addon.mjs'], options);
  assert.is(status, 0, stderr);
  return folder;
}

function libraryOf(name: string): string {
  return spawnSync('gcc', [`-print-file-name=${name}`], { encoding: 'utf8' }).stdout.trim();
}

if (process.platform === 'linux') {
  describe('the addon with AddressSanitizer', (it) => {
    const folder = buildWith('-fsanitize=address,undefined -fno-sanitize-recover=undefined -g');
    for (const name of TESTS) {
      it(`passes ${name}`, () => {
        const { status, stdout, stderr } = spawnSync(process.execPath, [`dist/test/runtime/memory/${name}.test.js`], {
          cwd: folder,
          encoding: 'utf8',
          // Node leaks on purpose; what the addon leaks is counted by the tests.
          env: {
            ...process.env,
            LD_PRELOAD: [libraryOf('libasan.so'), libraryOf('libubsan.so')].join(':'),
            ASAN_OPTIONS: 'detect_leaks=0',
          },
          timeout: 300_000,
        });
        assert.is(status, 0, stdout + stderr);
      });
    }
  });

  describe('the addon built by two at once', (it) => {
    it('is built once, whoever was killed before, and both have it', async () => {
      const folder = copySources();
      mkdirSync(path.join(folder, 'build'));
      writeFileSync(path.join(folder, 'build/.addon-turn'), String(spawnSync('true').pid));
      const builds = [1, 2].map(async () => {
        const build = spawn(process.execPath, ['scripts/build-addon.mjs'], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
        const [said, [code]] = await Promise.all([text(build.stderr), once(build, 'close')]);
        return [code, said] as const;
      });
      assert.equal((await Promise.all(builds)).sort(), [
        [0, ''],
        [0, 'build-addon: building the addon\n'],
      ]);
      assert.equal(readdirSync(path.join(folder, 'build')).sort(), ['.addon', 'Release']);
    });
  });

  describe('the addon in an engine without external buffers', (it) => {
    it('says so, and holds nothing', () => {
      const shim = path.join(makeFolder({}), 'shim.h');
      const refuse = '#define napi_create_external_arraybuffer(...) napi_no_external_buffers_allowed';
      writeFileSync(shim, `#define _GNU_SOURCE\n#include <node_api.h>\n${refuse}\n`);
      const addon = loadFirst([path.join(buildWith(`-include ${shim}`), 'build/Release/sluice.node')]);
      try {
        callNative('open a pair', () => addon.createPair(TERMS, TERMS));
        assert.unreachable();
      } catch (error) {
        assert.ok(error instanceof ChannelError);
        assert.is(error.code, 'SLUICE_ERR_NO_EXTERNAL_BUFFERS');
      }
      assert.equal(addon.counts(), { links: 0, mappings: 0, descriptors: 0 });
    });
  });
}
