/** Generated C as a peer: compiles drivers with sanitizers and runs cases through them. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { emitC } from '../../generator/emit/c/index.ts';
import type { Layout } from '../../generator/index.ts';
import { driverText } from './c-driver.ts';
import { I686_COMPILER, I686_LIBRARIES, i686Runner, i686Sanitize } from './i686.ts';
import type { RefusalVerdict, StructureVerdict, Verdict } from './verdict.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Undefined behaviour and reads outside of an allocation end the program. Frames lie on the heap, so gcc needs no red zones elsewhere, and
 * its checks may be calls: that halves the time to compile. A null pointer faults without a check of its own.
 */
const GCC: readonly string[] = [
  '-fsanitize=address,undefined',
  '-fsanitize-undefined-trap-on-error',
  '-fno-sanitize=null,object-size',
  '--param=asan-stack=0',
  '--param=asan-globals=0',
  '--param=asan-instrumentation-with-call-threshold=0',
];
/** clang keeps all of its checks, so that somebody has them, and compiles no slower. */
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  gcc: GCC,
  clang: ['-fsanitize=address,undefined', '-fno-sanitize-recover=undefined'],
};

/** One line for a driver. */
export interface DriverCase {
  readonly target: number;
  readonly hex: string;
}

export type CVerdict = Verdict &
  StructureVerdict & {
    readonly encodeError?: unknown;
    readonly overflow?: boolean;
    /** Why a struct's bytes, which nobody has judged, can't be encoded. */
    readonly refusal?: RefusalVerdict['error'];
  };

export function hasCompiler(command: string): boolean {
  return spawnSync(command, ['--version']).status === 0;
}

function flagsOf(compiler: string): readonly string[] {
  return compiler === I686_COMPILER ? [...(i686Sanitize() ?? GCC), ...I686_LIBRARIES] : (FLAGS[compiler] ?? []);
}

export class CPeer {
  readonly #program: string;
  readonly #runner: readonly string[];

  private constructor(program: string, runner: readonly string[]) {
    this.#program = program;
    this.#runner = runner;
  }

  /** Emits C for every layout into `folder` and compiles a driver for all of them. */
  static async compile(layouts: readonly Layout[], folder: string, compiler: string): Promise<CPeer> {
    mkdirSync(folder, { recursive: true });
    for (const layout of layouts) for (const { path: name, text } of emitC(layout)) writeFileSync(path.join(folder, name), text);
    const source = path.join(folder, 'driver.c');
    const program = path.join(folder, `driver-${compiler}`);
    writeFileSync(source, driverText(layouts));
    const includes = ['-I', path.join(ROOT, 'native/include'), '-I', path.join(ROOT, 'test/support')];
    const { code, output, errors } = await run(
      compiler,
      ['-std=c11', '-O0', '-w', ...flagsOf(compiler), ...includes, '-o', program, source],
      '',
    );
    if (code !== 0) throw new Error(`${compiler} does not compile ${source}:\n${errors}${output}`);
    return new CPeer(program, compiler === I686_COMPILER ? i686Runner() : []);
  }

  /** A verdict for each case, in order. */
  async verdicts(cases: readonly DriverCase[]): Promise<CVerdict[]> {
    const input = cases.map(({ target, hex }) => `${target} ${hex}\n`).join('');
    const { code, output } = await this.#run([], input);
    if (code !== 0) throw await this.#crash(input, cases);
    return output
      .split('\n')
      .slice(0, cases.length)
      .map((line) => JSON.parse(line) as CVerdict);
  }

  #run(args: readonly string[], input: string): Promise<Finished> {
    const [command = this.#program, ...before] = [...this.#runner, this.#program];
    return run(command, [...before, ...args], input);
  }

  /** Runs the same again without a buffer, to know which case it was. */
  async #crash(input: string, cases: readonly DriverCase[]): Promise<Error> {
    const { code, output, errors } = await this.#run(['unbuffered'], input);
    const culprit = cases[output.split('\n').length - 1];
    return new Error(`${this.#program} ended with ${code} at target ${culprit?.target}, hex ${culprit?.hex}\n${errors}`);
  }
}

interface Finished {
  readonly code: number | string | null;
  readonly output: string;
  readonly errors: string;
}

function run(command: string, args: readonly string[], input: string): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'pipe' });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({
        code: signal ?? code,
        output: Buffer.concat(output).toString('utf8'),
        errors: Buffer.concat(errors).toString('utf8'),
      });
    });
    child.stdin.on('error', () => {}); // it crashed before it read everything; its exit code tells
    child.stdin.end(input);
  });
}
