/** Builds C programs against libsluice and generated stubs, in a temporary folder. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the project; tests run from `dist`. */
export const ROOT: string = fileURLToPath(new URL('../../../../', import.meta.url));

export interface BuildOptions {
  /** Such as `gcc -std=c11`, the default, or `clang -std=c11`. */
  readonly compiler?: string;
  /** Sanitizers for all of it, or none; address and undefined by default. With `fuzzer`, the program is one of libFuzzer's. */
  readonly sanitize?: 'address,undefined' | 'fuzzer,address,undefined' | 'thread' | 'none';
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
    // Lines for reports are all that debugging needs here; whole types take a quarter of the time to compile.
    const flags = sanitize === 'none' ? OPTIMISED : ['-g1', '-O1', `-fsanitize=${sanitize}`, '-fno-sanitize-recover=all'];
    const isStatic = command === 'gcc' && sanitize === 'address,undefined' && hasStaticSanitizers();
    const compile = [
      ...own,
      ...['-Wall', '-Wextra', '-Wpedantic', '-Werror', '-pthread', ...flags],
      ...[path.join(ROOT, 'native', 'include'), path.join(ROOT, 'generated', 'segment')].map((name) => `-I${name}`),
    ];
    const run = spawnSync(
      command,
      [
        ...compile,
        ...given,
        ...(isStatic ? STATIC : []),
        ...folders.map((name) => `-I${name}`),
        ...['-o', this.program, ...[source, ...sources].map((name) => path.join(ROOT, name))],
        ...folders.flatMap((folder) => buildStubs(folder, command, compile, flags)),
        buildLibrary(
          command,
          flags.map((flag) => flag.replace('=fuzzer,', '=fuzzer-no-link,')),
        ),
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

/** Sanitizers within the program: it starts in two thirds of the time. clang has no others. */
const STATIC: readonly string[] = ['-static-libasan', '-static-libubsan'];
let areStatic: boolean | undefined;

/** Whether gcc came with them as archives, which some distributions have in a package of its own. */
function hasStaticSanitizers(): boolean {
  areStatic ??= ['libasan.a', 'libubsan.a'].every((name) =>
    path.isAbsolute(spawnSync('gcc', [`-print-file-name=${name}`], { encoding: 'utf8' }).stdout.trim()),
  );
  return areStatic;
}

/** What is optimised and has no sanitizer. */
const OPTIMISED: readonly string[] = ['-O2'];

/** Where objects are kept that tests with the same compiler and flags share. */
function keptFolder(compiler: string, flags: readonly string[]): string {
  const name = compiler === 'gcc' && flags.join() === OPTIMISED.join() ? 'optimised' : [compiler, ...flags].join('');
  const folder = path.join(ROOT, 'dist', 'libsluice', name.replace(/[^a-z0-9]+/gi, '-'));
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Everything that stubs are compiled of, as one hash. */
function hashStubs(folder: string, compile: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(compile));
  for (const from of [folder, path.join(ROOT, 'native', 'include')])
    for (const name of readdirSync(from, { recursive: true, encoding: 'utf8' }).sort())
      if (/\.[ch]$/.test(name)) hash.update(`\0${name}\0`).update(readFileSync(path.join(from, name)));
  return hash.digest('hex').slice(0, 16);
}

/**
 * Objects of stubs in `generated/`, compiled once for all tests, because they take longer than all else; two that want one at the same
 * time take turns. Stubs of elsewhere are given as they are.
 *
 * @throws Error with what the compiler said
 */
function buildStubs(folder: string, compiler: string, compile: readonly string[], flags: readonly string[]): string[] {
  const sources = readdirSync(folder)
    .filter((name) => name.endsWith('_stubs.c'))
    .map((name) => path.join(folder, name));
  if (!folder.startsWith(path.join(ROOT, 'generated'))) return sources;
  const kept = keptFolder(compiler, flags);
  const hash = hashStubs(folder, compile);
  return sources.map((source) => {
    const object = path.join(kept, `${path.basename(source, '.c')}-${hash}.o`);
    const unlessKept = 'test -e "$0" || { "$@" && mv "$0.new" "$0"; }';
    const build = [compiler, ...compile, `-I${folder}`, '-c', '-o', `${object}.new`, source];
    const run = spawnSync('flock', [`${object}.lock`, 'sh', '-c', unlessKept, object, ...build], { encoding: 'utf8' });
    if (run.status === 0 && run.stderr === '') return object;
    throw new Error(run.stderr || String(run.error));
  });
}

/**
 * libsluice with these flags, compiled once for all tests; two that want it at the same time take turns.
 *
 * @returns path of the archive
 * @throws Error with what make said
 */
function buildLibrary(compiler: string, flags: readonly string[]): string {
  const folder = keptFolder(compiler, flags);
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

/**
 * What users get of libsluice, compiled once for tests and examples.
 *
 * @returns variables of make that find it
 */
export function optimisedLibrary(): { readonly BUILD: string; readonly CFLAGS: string } {
  return { BUILD: path.dirname(buildLibrary('gcc', OPTIMISED)), CFLAGS: OPTIMISED.join(' ') };
}

/** The peer of `c-peer.c`: `serve`, `serve-ipc`, `call` or `call-ipc`, and a socket path. */
export function buildPeer(options: Omit<BuildOptions, 'stubs'> = {}): BuiltProgram {
  return new BuiltProgram('test/interop/stubs/c-peer.c', { ...options, stubs: ['cluster-rpc', 'libos-ipc/base'] });
}
