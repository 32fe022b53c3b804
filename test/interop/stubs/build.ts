/** Builds C programs against libsluice and generated stubs, in a temporary folder. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the project; tests run from `dist`. */
export const ROOT: string = fileURLToPath(new URL('../../../../', import.meta.url));

export interface BuildOptions {
  /** Such as `gcc -std=c11`, the default, or `clang -std=c11`. */
  readonly compiler?: string;
  /** Sanitizers for all of it, or none; address and undefined by default. */
  readonly sanitize?: 'address,undefined' | 'thread' | 'none';
  /** Folders whose stubs are linked in: paths, from `generated/` on. */
  readonly stubs?: readonly string[];
  /** C files beside the first, from the root of the project. */
  readonly sources?: readonly string[];
  /** Flags of its own, such as `-DLENDING`. */
  readonly flags?: readonly string[];
}

/** A program, and the folder that it and its sockets live in, until `close`. */
export class BuiltProgram {
  readonly folder: string = mkdtempSync(path.join(tmpdir(), 'sluice-stub-'));
  readonly program: string;

  /**
   * @param source - path of the C file from the root of the project
   * @throws Error with what the compiler said
   */
  constructor(source: string, options: BuildOptions = {}) {
    const { compiler = 'gcc -std=c11', sanitize = 'address,undefined', stubs = [], sources = [], flags: given = [] } = options;
    const [command = 'gcc', ...own] = compiler.split(' ');
    this.program = path.join(this.folder, path.basename(source, '.c'));
    const folders = stubs.map((name) => path.resolve(ROOT, 'generated', name));
    const flags = sanitize === 'none' ? ['-O2'] : ['-g', '-O1', `-fsanitize=${sanitize}`, '-fno-sanitize-recover=all'];
    const run = spawnSync(
      command,
      [
        ...own,
        ...['-Wall', '-Wextra', '-Wpedantic', '-Werror', '-pthread', ...flags, ...given],
        ...[path.join(ROOT, 'native', 'include'), path.join(ROOT, 'generated', 'segment'), ...folders].map((name) => `-I${name}`),
        ...['-o', this.program, ...[source, ...sources].map((name) => path.join(ROOT, name))],
        ...folders.flatMap((folder) =>
          readdirSync(folder)
            .filter((name) => name.endsWith('_stubs.c'))
            .map((name) => path.join(folder, name)),
        ),
        buildLibrary(command, flags),
      ],
      { encoding: 'utf8' },
    );
    if (run.status === 0 && run.stderr === '') return;
    this.close();
    throw new Error(run.stderr || String(run.error));
  }

  /** A path for a socket; short enough for one. */
  socket(name: string): string {
    return path.join(this.folder, `${name}.sock`);
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/**
 * libsluice with these flags, compiled once for all tests; two that want it at the same time take turns.
 *
 * @returns path of the archive
 * @throws Error with what make said
 */
function buildLibrary(compiler: string, flags: readonly string[]): string {
  const folder = path.join(ROOT, 'dist', 'libsluice', [compiler, ...flags].join('').replace(/[^a-z0-9]+/gi, '-'));
  mkdirSync(folder, { recursive: true });
  const make = [
    'make',
    '-s',
    '-j2',
    '-C',
    path.join(ROOT, 'native'),
    `BUILD=${folder}`,
    `CC=${compiler}`,
    `CFLAGS=${flags.join(' ')}`,
  ];
  const run = spawnSync('flock', [path.join(folder, 'lock'), ...make, path.join(folder, 'libsluice.a')], { encoding: 'utf8' });
  if (run.status === 0) return path.join(folder, 'libsluice.a');
  throw new Error(run.stderr || String(run.error));
}

/** The peer of `c-peer.c`: `serve`, `serve-ipc`, `call` or `call-ipc`, and a socket path. */
export function buildPeer(options: Omit<BuildOptions, 'stubs'> = {}): BuiltProgram {
  return new BuiltProgram('test/interop/stubs/c-peer.c', { ...options, stubs: ['cluster-rpc', 'libos-ipc/base'] });
}
