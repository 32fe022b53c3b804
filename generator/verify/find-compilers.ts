/** Which compilers there are, and for which data model each one compiles. */
import type { DataModel } from '../layout/types.ts';
import { splitCommand, type VerifyIo } from './io.ts';

/** The usual names, then Debian's cross compilers. */
const CANDIDATES: readonly string[] = [
  'gcc',
  'clang',
  'cc',
  'aarch64-linux-gnu-gcc',
  'arm-linux-gnueabihf-gcc',
  'i686-linux-gnu-gcc',
  's390x-linux-gnu-gcc',
  'riscv64-linux-gnu-gcc',
  'powerpc64le-linux-gnu-gcc',
  'mipsel-linux-gnu-gcc',
];

/** Commands of all compilers on the PATH; a second name of the same compiler is left out. */
export async function findCompilers(io: VerifyIo): Promise<string[]> {
  const versions = await Promise.all(CANDIDATES.map((command) => versionOf(command, io)));
  const seen = new Set<string>();
  return CANDIDATES.filter((command, index) => {
    const version = versions[index] ?? null;
    if (version === null) return false;
    // `cc` differs from what it links to in its first word only; cross compilers are told apart by that word.
    const identity = command.includes('-') ? version : version.replace(/^\S+/, '');
    const isNew = !seen.has(identity);
    seen.add(identity);
    return isNew;
  });
}

/** First line of `--version`; null when the compiler can't be run. */
export async function versionOf(compiler: string, io: VerifyIo): Promise<string | null> {
  const [command, ...args] = splitCommand(compiler);
  const result = await io.run(command, [...args, '--version']);
  return result?.status === 0 ? (result.stdout.split('\n')[0] ?? '').trim() : null;
}

/** The data model of a compiler, or what it has instead of one of ours. */
export type TargetAnswer = { readonly dataModel: DataModel } | { readonly unsupported: string };

/** Asks a compiler for its predefined macros; null when it does not answer. */
export async function askTarget(compiler: string, io: VerifyIo): Promise<TargetAnswer | null> {
  const [command, ...args] = splitCommand(compiler);
  const result = await io.run(command, [...args, '-dM', '-E', '-x', 'c', '-'], '');
  return result?.status === 0 ? dataModelOf(parseMacros(result.stdout)) : null;
}

function parseMacros(text: string): ReadonlyMap<string, string> {
  return new Map(Array.from(text.matchAll(/^#define (\w+) (.*)$/gm), ([, name = '', value = '']) => [name, value.trim()]));
}

export function dataModelOf(macros: ReadonlyMap<string, string>): TargetAnswer {
  const pointer = Number(macros.get('__SIZEOF_POINTER__'));
  const long = Number(macros.get('__SIZEOF_LONG__'));
  const order = macros.get('__BYTE_ORDER__');
  const isLittle = order === '__ORDER_LITTLE_ENDIAN__' || order === macros.get('__ORDER_LITTLE_ENDIAN__');
  if (pointer === 8 && long === 8) return { dataModel: isLittle ? 'lp64' : 'lp64-be' };
  // Of the 32-bit ABIs, i386 alone aligns 64-bit members to 4.
  if (pointer === 4 && long === 4 && isLittle) return { dataModel: macros.has('__i386__') ? 'i386' : 'ilp32' };
  return { unsupported: `${8 * pointer}-bit pointers, ${8 * long}-bit long, ${isLittle ? 'little' : 'big'} endian` };
}
