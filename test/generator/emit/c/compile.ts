/** Compilers for tests: generated headers in a folder of their own, and a program that includes them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { emitC } from '../../../../generator/emit/c/index.ts';
import type { DataModel, Layout } from '../../../../generator/layout/types.ts';
import { I686_COMPILER, I686_LIBRARIES, i686Runner, i686Sanitize } from '../../../support/i686.ts';

/** `native/include` of the project; tests run from `dist`. */
export const INCLUDE: string = fileURLToPath(new URL('../../../../../native/include', import.meta.url));

export const STRICT: readonly string[] = [
  '-Wall',
  '-Wextra',
  '-Wpedantic',
  '-Werror',
  '-Wconversion',
  '-Wcast-align',
  '-Waddress-of-packed-member',
  '-Wshadow',
];
export const SANITIZE: readonly string[] = [
  '-g1',
  '-fsanitize=address,undefined',
  '-fno-sanitize-recover=all',
  '-fno-omit-frame-pointer',
];

/** What gcc's may do without: a null pointer faults unchecked, and checks that are calls or traps take half the time to compile. */
const CHEAPER_IN_GCC: readonly string[] = [
  '-fno-sanitize=null,object-size',
  '-fsanitize-undefined-trap-on-error',
  '--param=asan-instrumentation-with-call-threshold=0',
];

/** Whether a command can be run here. */
export function isInstalled(command: string): boolean {
  return spawnSync(command, ['--version']).status === 0;
}

/** Whether a command compiles for a target whose C library is here; a cross compiler may come without. */
export function compilesHosted(command: string): boolean {
  return spawnSync(command, ['-fsyntax-only', '-xc', '-'], { input: '#include <string.h>\n#include <stdint.h>\n' }).status === 0;
}

/** Compilers of both languages that are here; gcc must be. */
export function compilers(): string[] {
  return ['gcc -std=c11', 'g++ -std=c++17', 'clang -std=c11', 'clang++ -std=c++17'].filter(
    (line) => line.startsWith('gcc') || isInstalled(line.split(' ')[0] ?? ''),
  );
}

/** A compiler whose programs have this data model and run here; null when only the deep run installs it. Fixed widths make most layouts equal under lp64 and ilp32. */
export function runnableCompiler(dataModel: DataModel): string | null {
  if (dataModel !== 'i386') return 'gcc -std=c11';
  return process.env['SLUICE_DEEP'] === '1' ? [`${I686_COMPILER} -std=c11`, ...I686_LIBRARIES].join(' ') : null;
}

/** A folder that holds the headers of some layouts, until `close`. */
export class Workbench {
  readonly folder: string = mkdtempSync(path.join(tmpdir(), 'sluice-c-'));
  /** What goes before those programs that the machine does not run as they are. */
  readonly #runners = new Map<string, readonly string[]>();

  constructor(...layouts: readonly Layout[]) {
    for (const layout of layouts) for (const { path: name, text } of emitC(layout)) this.write(name, text);
  }

  path(name: string): string {
    return path.join(this.folder, name);
  }

  write(name: string, text: string): string {
    const target = this.path(name);
    writeFileSync(target, text);
    return target;
  }

  /** Text of a header of `native/include/sluice`. */
  header(name: string): string {
    return readFileSync(path.join(INCLUDE, 'sluice', name), 'utf8');
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  /** What the compiler says about a source; empty when it has nothing to say. */
  compile(compiler: string, source: string, flags: readonly string[], output?: string): string {
    const file = this.write(compiler.includes('++') ? 'program.cpp' : 'program.c', source);
    return this.judge(compiler, file, output === undefined ? flags : [...flags, '-o', this.path(output)], output === undefined);
  }

  /** What the compiler says about a file as it lies there. */
  judge(compiler: string, file: string, flags: readonly string[], isSyntaxOnly = true): string {
    const [command = 'gcc', ...own] = compiler.split(' ');
    const language = !file.endsWith('.h') ? [] : ['-x', command.endsWith('++') ? 'c++' : 'c'];
    const target = isSyntaxOnly ? ['-fsyntax-only'] : [];
    const run = spawnSync(command, [...own, ...flags, `-I${INCLUDE}`, `-I${this.folder}`, ...language, file, ...target], {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    return run.status === 0 ? run.stderr : run.stderr || String(run.error ?? `${compiler} failed`);
  }

  /**
   * Compiles a program with sanitizers.
   *
   * @throws Error with what the compiler said
   */
  build(source: string, output: string, compiler = 'gcc -std=c11'): void {
    const isI686 = compiler.startsWith(I686_COMPILER);
    const cheaper = /\bgcc /.test(compiler) ? CHEAPER_IN_GCC : [];
    const sanitize = (isI686 ? i686Sanitize() : null) ?? [...SANITIZE, ...cheaper];
    if (isI686) this.#runners.set(output, i686Runner());
    const said = this.compile(compiler, source, [...STRICT, ...sanitize], output);
    if (said !== '') throw new Error(said);
  }

  /** Runs what was compiled. @throws Error when it fails, with what a sanitizer said */
  run(program: string, input: string | Uint8Array = ''): string {
    const [command = '', ...args] = [...(this.#runners.get(program) ?? []), this.path(program)];
    const run = spawnSync(command, args, { input, encoding: 'utf8', maxBuffer: 1 << 28 });
    if (run.status !== 0) throw new Error(`${program} ended with ${run.status ?? run.signal}: ${run.stderr}`);
    return run.stdout;
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
