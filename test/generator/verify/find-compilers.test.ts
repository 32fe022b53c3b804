import * as assert from 'uvu/assert';
import { askTarget, dataModelOf, findCompilers } from '../../../generator/verify/find-compilers.ts';
import { splitCommand, type VerifyIo } from '../../../generator/verify/io.ts';
import { describe } from '../../support/index.ts';

/** A world in which commands answer `--version`. */
function worldOf(versions: Readonly<Record<string, string>>): VerifyIo {
  const unused = async (): Promise<never> => {
    throw new Error('not asked for');
  };
  return {
    run: async (command, args) => {
      const version = versions[command];
      assert.equal(args, ['--version']);
      return version === undefined ? null : { status: 0, stdout: `${version}\nmore`, stderr: '' };
    },
    makeTempDir: unused,
    removeDir: unused,
    writeFile: unused,
    readFile: unused,
  };
}

function macros(defines: Readonly<Record<string, string | number>>): ReadonlyMap<string, string> {
  const order = { __ORDER_LITTLE_ENDIAN__: '1234', __ORDER_BIG_ENDIAN__: '4321' };
  return new Map(Object.entries({ ...order, ...defines }).map(([name, value]) => [name, String(value)]));
}

const LITTLE = '__ORDER_LITTLE_ENDIAN__';
const BIG = '__ORDER_BIG_ENDIAN__';

describe('findCompilers', (it) => {
  it('finds what is there, in a fixed order', async () => {
    const io = worldOf({
      clang: 'Debian clang version 14',
      gcc: 'gcc (Debian 12) 12.2.0',
      's390x-linux-gnu-gcc': 's390x-linux-gnu-gcc (Debian 12) 12.2.0',
    });
    assert.equal(await findCompilers(io), ['gcc', 'clang', 's390x-linux-gnu-gcc']);
  });

  it('leaves out a second name of the same compiler', async () => {
    assert.equal(await findCompilers(worldOf({ gcc: 'gcc (Debian 12) 12.2.0', cc: 'cc (Debian 12) 12.2.0' })), ['gcc']);
    assert.equal(
      await findCompilers(
        worldOf({ gcc: 'Apple clang version 15', clang: 'Apple clang version 15', cc: 'Apple clang version 15' }),
      ),
      ['gcc'],
    );
    assert.equal(await findCompilers(worldOf({ cc: 'tcc 1' })), ['cc']);
  });

  it('finds nothing where nothing is', async () => {
    assert.equal(await findCompilers(worldOf({})), []);
  });
});

describe('dataModelOf', (it) => {
  const cases: readonly (readonly [string, Readonly<Record<string, string | number>>, object])[] = [
    ['lp64', { __SIZEOF_POINTER__: 8, __SIZEOF_LONG__: 8, __BYTE_ORDER__: LITTLE }, { dataModel: 'lp64' }],
    ['lp64, order as a number', { __SIZEOF_POINTER__: 8, __SIZEOF_LONG__: 8, __BYTE_ORDER__: 1234 }, { dataModel: 'lp64' }],
    ['lp64-be', { __SIZEOF_POINTER__: 8, __SIZEOF_LONG__: 8, __BYTE_ORDER__: BIG }, { dataModel: 'lp64-be' }],
    ['ilp32', { __SIZEOF_POINTER__: 4, __SIZEOF_LONG__: 4, __BYTE_ORDER__: LITTLE, __arm__: 1 }, { dataModel: 'ilp32' }],
    ['i386', { __SIZEOF_POINTER__: 4, __SIZEOF_LONG__: 4, __BYTE_ORDER__: LITTLE, __i386__: 1 }, { dataModel: 'i386' }],
    [
      '32-bit big endian',
      { __SIZEOF_POINTER__: 4, __SIZEOF_LONG__: 4, __BYTE_ORDER__: BIG },
      { unsupported: '32-bit pointers, 32-bit long, big endian' },
    ],
    [
      'LLP64',
      { __SIZEOF_POINTER__: 8, __SIZEOF_LONG__: 4, __BYTE_ORDER__: LITTLE },
      { unsupported: '64-bit pointers, 32-bit long, little endian' },
    ],
  ];
  for (const [name, defines, answer] of cases) {
    it(`knows ${name}`, () => assert.equal(dataModelOf(macros(defines)), answer));
  }

  it('is null for a compiler that does not answer', async () => {
    const io = worldOf({});
    assert.is(await askTarget('nothing', { ...io, run: async () => null }), null);
    assert.is(await askTarget('nothing', { ...io, run: async () => ({ status: 1, stdout: '', stderr: 'what?' }) }), null);
  });
});

describe('splitCommand', (it) => {
  it('splits at spaces and keeps what quotes hold together', () => {
    assert.equal(splitCommand('gcc'), ['gcc']);
    assert.equal(splitCommand(' gcc  -m32 '), ['gcc', '-m32']);
    assert.equal(splitCommand('"/opt/my tools/cc" -m32'), ['/opt/my tools/cc', '-m32']);
  });
});
