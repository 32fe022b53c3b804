/** What every example needs around itself: a folder for sockets and C programs, and processes that end with it. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Program } from './program.ts';

/** Root of the project; examples run from `dist`. */
const ROOT: string = fileURLToPath(new URL('../../../', import.meta.url));
/** `CC` as for make; `cc` without it. */
const [COMPILER = 'cc', ...COMPILER_FLAGS] = (process.env['CC'] || 'cc').split(' ');
const STRICT = ['-std=c11', '-Wall', '-Wextra', '-Wpedantic', '-Werror', '-O2', '-pthread'];

export class Workspace {
  readonly folder: string = mkdtempSync(path.join(tmpdir(), 'sluice-example-'));
  readonly #programs: Program[] = [];

  /** An address to listen on: the path of a socket. */
  address(name: string): string {
    return path.join(this.folder, `${name}.sock`);
  }

  /**
   * Compiles a C program against libsluice.
   *
   * @param source - from the root of the project, as all paths here
   * @param generated - folders of generated headers
   * @param sources - C files beside the first
   * @param flags - such as `-static`
   * @returns the program
   * @throws Error with what the compiler says
   */
  buildC(
    source: string,
    generated: readonly string[] = [],
    sources: readonly string[] = [],
    flags: readonly string[] = [],
  ): string {
    const program = path.join(this.folder, path.basename(source, '.c'));
    // What `make -C native install` would have put into /usr/local.
    const includes = ['native/include', 'generated/segment', ...generated];
    run(COMPILER, [
      ...COMPILER_FLAGS,
      ...STRICT,
      ...flags,
      ...includes.map((name) => `-I${path.join(ROOT, name)}`),
      ...[
        '-o',
        program,
        ...[source, ...sources].map((name) => path.join(ROOT, name)),
        buildLibrary([COMPILER, ...COMPILER_FLAGS].join(' ')),
      ],
    ]);
    return program;
  }

  /** Starts a TypeScript program, by its path below `dist/examples`. */
  startNode(script: string, ...args: string[]): Program {
    return this.start(process.execPath, path.join(ROOT, 'dist', 'examples', script), ...args);
  }

  start(command: string, ...args: string[]): Program {
    const program = new Program(command, args);
    this.#programs.push(program);
    return program;
  }

  close(): void {
    for (const program of this.#programs) program.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/**
 * @param compiler - command of a C compiler
 * @returns path of libsluice.a, which is built once for examples and tests; two that want it at the same time take turns
 */
function buildLibrary(compiler: string): string {
  const folder = path.join(ROOT, 'dist', 'libsluice', 'optimised');
  const library = path.join(folder, 'libsluice.a');
  mkdirSync(folder, { recursive: true });
  const make = ['make', '-s', '-j2', '-C', path.join(ROOT, 'native'), `BUILD=${folder}`, `CC=${compiler}`, 'CFLAGS=-O2', library];
  run('flock', [path.join(folder, 'lock'), ...make]);
  return library;
}

function run(command: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} failed: ${error?.message ?? stderr}`);
}
