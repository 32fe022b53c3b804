import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as assert from 'uvu/assert';
import type { DataModel, Layout } from '../../../generator/index.ts';
import { type RunResult, type VerifyIo, verifyLayout } from '../../../generator/verify/index.ts';
import { layoutOf } from '../../schema/layout-text.ts';
import { describe } from '../../support/index.ts';

const PROTOCOLS = ['libos-ipc', 'cluster-rpc', 'v2v', 'ivshmem', 'segment'];
const CROSS: readonly (readonly [string, DataModel])[] = [
  ['gcc', 'lp64'],
  ['clang', 'lp64'],
  ['aarch64-linux-gnu-gcc', 'lp64'],
  ['s390x-linux-gnu-gcc', 'lp64-be'],
  ['arm-linux-gnueabihf-gcc', 'ilp32'],
  ['i686-linux-gnu-gcc', 'i386'],
];

/** The real world, with what was left behind in it. */
function world(): { io: VerifyIo; folders: string[] } {
  const folders: string[] = [];
  const io: VerifyIo = {
    run: async (command, args, input = ''): Promise<RunResult | null> => {
      const { error, status, stdout, stderr } = spawnSync(command, args, { input, encoding: 'utf8' });
      return error ? null : { status, stdout, stderr };
    },
    makeTempDir: async () => {
      const folder = mkdtempSync(path.join(tmpdir(), 'sluice-verify-'));
      folders.push(folder);
      return folder;
    },
    removeDir: async (folder) => {
      rmSync(folder, { recursive: true });
      folders.splice(folders.indexOf(folder), 1);
    },
    writeFile: async (file, text) => writeFileSync(file, text),
    readFile: async (file) => new Uint8Array(readFileSync(file)),
  };
  return { io, folders };
}

/** A compiler that is gcc with something wrong. */
function wrapper(script: string): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'sluice-cc-')), 'my cc');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return `"${file}"`;
}

function layoutFor(protocol: string): (dataModel: DataModel) => Layout {
  return (dataModel) => layoutOf(protocol, { dataModel });
}

describe('verifyLayout', (it) => {
  for (const [compiler, dataModel] of CROSS.filter(([command]) => spawnSync(command, ['--version']).status === 0)) {
    it(`agrees with ${compiler} under ${dataModel}`, async () => {
      const { io, folders } = world();
      for (const protocol of PROTOCOLS) {
        const result = await verifyLayout(layoutFor(protocol), compiler, io);
        assert.equal([result.status, result.dataModel, result.detail, result.mismatches], ['agrees', dataModel, null, []]);
        assert.ok(result.checked > 10);
      }
      assert.equal(folders, []);
    });
  }

  it('prints what a compiler that packs everything makes of it', async () => {
    const { io } = world();
    const result = await verifyLayout(layoutFor('libos-ipc'), wrapper('exec gcc -fpack-struct "$@"'), io);
    assert.is(result.status, 'differs');
    assert.is(result.dataModel, 'lp64');
    const keys = result.mismatches.filter(({ struct }) => struct === 'sysv_score').map(({ origin: _, ...rest }) => rest);
    assert.equal(keys, [
      { struct: 'sysv_score', field: null, what: 'size', expected: 16, actual: 12 },
      { struct: 'sysv_score', field: null, what: 'align', expected: 8, actual: 1 },
      { struct: 'sysv_score', field: 'score', what: 'offset', expected: 8, actual: 4 },
    ]);
    for (const { origin } of result.mismatches) assert.match(origin, /^libos-ipc\.yaml:\d+$/);
  });

  it('sees a field that moved', async () => {
    const { io } = world();
    const moved = (dataModel: DataModel): Layout => {
      const layout = layoutOf('v2v', { dataModel });
      const aggregates = layout.aggregates.map((item) =>
        item.kind === 'union'
          ? item
          : {
              ...item,
              fields: item.fields.map((field) => (field.name === 'cons' ? { ...field, offset: field.offset + 1 } : field)),
            },
      );
      return { ...layout, aggregates };
    };
    const result = await verifyLayout(moved, 'gcc', io);
    assert.equal(
      result.mismatches.map(({ field, what, expected, actual }) => [field, what, expected, actual]),
      [['cons', 'offset', 9, 8]],
    );
  });

  it('reports what cannot be proven', async () => {
    const { io, folders } = world();
    const statusOf = async (compiler: string): Promise<string> => (await verifyLayout(layoutFor('v2v'), compiler, io)).status;
    assert.is(await statusOf('no-such-compiler'), 'missing');
    assert.is(await statusOf(wrapper('test "$1" = --version && echo mute 1.0')), 'unsupported');
    const failing = await verifyLayout(
      layoutFor('v2v'),
      wrapper('case "$*" in *fsyntax*|*" -c "*) echo out of order >&2; exit 1;; *) exec gcc "$@";; esac'),
      io,
    );
    assert.equal([failing.status, failing.detail, failing.mismatches], ['failed', 'out of order', []]);
    assert.equal(folders, []);
  });

  it('names a data model that layouts do not know', async () => {
    const { io } = world();
    const result = await verifyLayout(
      layoutFor('v2v'),
      wrapper(
        'case "$*" in *-dM*) printf "#define __SIZEOF_POINTER__ 8\\n#define __SIZEOF_LONG__ 4\\n#define __BYTE_ORDER__ 1234\\n#define __ORDER_LITTLE_ENDIAN__ 1234\\n";; *) exec gcc "$@";; esac',
      ),
      io,
    );
    assert.equal(
      [result.status, result.dataModel, result.detail],
      ['unsupported', null, '64-bit pointers, 32-bit long, little endian'],
    );
  });

  it('leaves nothing behind when the world fails', async () => {
    const { io, folders } = world();
    const broken: VerifyIo = {
      ...io,
      writeFile: async () => {
        throw new Error('disk full');
      },
    };
    let message = '';
    try {
      await verifyLayout(layoutFor('v2v'), 'gcc', broken);
    } catch (error) {
      message = (error as Error).message;
    }
    assert.is(message, 'disk full');
    assert.equal(folders, []);
    assert.is(readdirSync(tmpdir()).filter((name) => folders.includes(name)).length, 0);
  });
});
