/** The command lines of the ivshmem server and client: the options of QEMU's programs, and what these add. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { IvshmemMemory } from '../../runtime/ivshmem/index.ts';
import type { ExitCode } from './exit.ts';

const DEFAULT_SOCKET = '/tmp/ivshmem_socket';
const UNITS: Readonly<Record<string, bigint>> = { '': 1n, K: 1n << 10n, M: 1n << 20n, G: 1n << 30n, T: 1n << 40n };

export function defineIvshmem(program: Command, finish: (code: ExitCode) => void): void {
  program
    .command('ivshmem-server')
    .description('share memory and doorbells between QEMUs and processes')
    .helpOption('-h, --help', 'print this')
    .option('-v, --verbose', 'print what happens; needs -F')
    .option('-F, --foreground', 'stay in the foreground')
    .option('-p, --pid-file <file>', 'of the process in the background', '/var/run/ivshmem-server.pid')
    .option('-S, --socket <path>', 'where clients connect, or @name', DEFAULT_SOCKET)
    .addOption(new Option('-M, --shm <name>', 'POSIX shared memory object (default: a sealed memfd)').argParser(shm))
    .addOption(
      new Option(
        '-m, --dir <folder>',
        'folder for the memory, such as a mount of hugetlbfs; the last of -M and -m counts',
      ).argParser(dir),
    )
    .addOption(
      new Option('-l, --size <size>', 'bytes, or with K, M, G, T; a power of two').argParser(size).default(1n << 22n, '4M'),
    )
    .addOption(new Option('-n, --vectors <number>', 'vectors of each client, 1 to 64').argParser(wholeNumber).default(1))
    .addOption(new Option('--allow-uid <uid>', 'a user who may connect besides the own one and root; repeatable').argParser(list))
    .addOption(new Option('--allow-gid <gid>', 'a group that may connect; repeatable').argParser(list))
    .addOption(new Option('--socket-mode <octal>', 'permissions of the socket').argParser(octal).default(0o600, '600'))
    .addOption(new Option('--socket-group <gid>', 'group of the socket').argParser(wholeNumber))
    .addOption(
      new Option('--max-clients <number>', 'most at a time (default: what the limit of descriptors allows)').argParser(
        wholeNumber,
      ),
    )
    .addOption(
      new Option('--stall-timeout <seconds>', 'hang up on a client that does not read for so long')
        .argParser(wholeNumber)
        .default(30),
    )
    .option('--preallocate', 'take all pages of the memory at the start')
    .option('--keep', 'memory and ids survive a restart; take over from a server that keeps')
    .addOption(
      new Option('--release <id>', 'with --keep: a reserved id whose client is known to be gone; repeatable').argParser(list),
    )
    .option('--json', 'print events, and the status at SIGUSR2, as lines of JSON; needs -F')
    .action(async ({ shm: ofShm, dir: ofDir, ...options }) => {
      const memory = lastOf(ofShm, ofDir);
      const { ivshmemServer } = await import('./commands/ivshmem-server.ts');
      finish(await ivshmemServer({ ...options, ...(memory === undefined ? {} : { memory }) }));
    });

  program
    .command('ivshmem-client')
    .description('be a client of an ivshmem server: see who is there, ring, be rung')
    .helpOption('-h, --help', 'print this')
    .option('-v, --verbose', 'print who joins and leaves, too')
    .option('-S, --socket <path>', 'of the server, or @name', DEFAULT_SOCKET)
    .option('--json', 'print events as lines of JSON')
    .action(async (options) => finish(await (await import('./commands/ivshmem-client.ts')).ivshmemClient(options)));
}

/** A choice of memory, and its place among such choices on the command line. */
interface Choice {
  readonly memory: IvshmemMemory;
  readonly at: number;
}

let choices = 0;

function shm(name: string): Choice {
  choices += 1;
  return { memory: { kind: 'shm', name }, at: choices };
}

function dir(folder: string): Choice {
  choices += 1;
  return { memory: { kind: 'folder', folder }, at: choices };
}

function lastOf(a: Choice | undefined, b: Choice | undefined): IvshmemMemory | undefined {
  return (a?.at ?? 0) > (b?.at ?? 0) ? a?.memory : b?.memory;
}

function size(text: string): bigint {
  const [, digits, unit] = /^(\d{1,20})([KMGT]?)$/i.exec(text) ?? [];
  if (digits === undefined) throw new InvalidArgumentError('It must be a whole number, with K, M, G or T if wanted.');
  return BigInt(digits) * (UNITS[(unit ?? '').toUpperCase()] as bigint);
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (/^\d{1,15}$/.test(text)) return value;
  throw new InvalidArgumentError('It must be a whole number.');
}

function list(text: string, before: readonly number[] | undefined): number[] {
  return [...(before ?? []), wholeNumber(text)];
}

function octal(text: string): number {
  if (/^0?[0-7]{3}$/.test(text)) return Number.parseInt(text, 8);
  throw new InvalidArgumentError('It must have three octal digits.');
}
