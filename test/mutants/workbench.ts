/** A copy of the tree, in which one file at a time is broken. */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { ts } from 'ts-morph';
import type { Mutant } from './mutant.ts';

/** Root of the project; this runs from `dist`. */
const ROOT: string = fileURLToPath(new URL('../../../', import.meta.url));
/** A mutant that makes a test wait for ever is found out by this. */
const TIMEOUT_MS = 180_000;
/** Not needed to run tests. */
const LEFT_OUT = new Set(['.git', 'node_modules', 'prebuilds']);
/** What libsluice is compiled with at least: a mutant must not be found by a compiler. */
const STRICT = ['-std=c11', '-Wall', '-Wextra', '-Werror', '-fsyntax-only'];

export interface Verdict {
  readonly isKilled: boolean;
  /** By what, or why not. */
  readonly text: string;
}

export class Workbench {
  readonly #root: string = mkdtempSync(path.join(tmpdir(), 'sluice-mutants-'));

  constructor() {
    cpSync(ROOT, this.#root, {
      recursive: true,
      // make compares times.
      preserveTimestamps: true,
      filter: (name) => !LEFT_OUT.has(path.relative(ROOT, name)),
    });
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(this.#root, 'node_modules'));
  }

  close(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }

  /** Applies a mutant, runs its tests until one fails, and takes it back. */
  async judge({ file, find, replace, tests }: Mutant): Promise<Verdict> {
    const target = path.join(this.#root, file);
    const whole = readFileSync(target, 'utf8');
    if (whole.split(find).length !== 2) return { isKilled: false, text: `it no longer applies: ${file} must have once: ${find}` };
    const broken = whole.replace(find, () => replace);
    const complaint = this.#write(target, file, broken);
    try {
      if (complaint !== '') return { isKilled: false, text: `it does not compile:\n${complaint}` };
      for (const test of tests) {
        const said = await this.runTest(test);
        if (said !== null) return { isKilled: true, text: `${test}: ${firstFailure(said)}` };
      }
      return { isKilled: false, text: `survives ${tests.join(', ')}` };
    } finally {
      this.#write(target, file, whole);
    }
  }

  /** Writes a source file and, of TypeScript, what is made of it. @returns what a compiler says */
  #write(target: string, file: string, text: string): string {
    writeFileSync(target, text);
    if (file.endsWith('.ts')) {
      const { config } = ts.readConfigFile(path.join(ROOT, 'tsconfig.json'), ts.sys.readFile);
      const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);
      const { outputText } = ts.transpileModule(text, {
        fileName: target,
        compilerOptions: { ...options, module: ts.ModuleKind.ESNext, declaration: false },
      });
      writeFileSync(path.join(this.#root, 'dist', file.replace(/\.ts$/, '.js')), outputText);
      return '';
    }
    const include = ['native/include', 'generated/segment'].map((name) => `-I${path.join(this.#root, name)}`);
    const source = file.endsWith('.h') ? ['-x', 'c', target] : [target];
    return spawnSync('gcc', [...STRICT, ...include, ...source], { encoding: 'utf8' }).stderr;
  }

  /** Runs a test file. @returns null when it passes, else what it said */
  runTest(test: string): Promise<string | null> {
    return new Promise((resolve) => {
      const child = spawn(process.execPath, [path.join(this.#root, 'dist', 'test', `${test}.js`)], {
        cwd: this.#root,
        // The watchdog also ends what the test has started.
        detached: true,
        env: { ...process.env, FORCE_COLOR: undefined, SLUICE_DEEP: test.endsWith('.deep') ? '1' : undefined },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let said = '';
      const collect = (chunk: Buffer): void => {
        said += chunk.toString();
      };
      child.stdout.on('data', collect);
      child.stderr.on('data', collect);
      const endGroup = (): void => {
        try {
          process.kill(-(child.pid ?? 0), 'SIGKILL');
        } catch {
          // It has just ended by itself.
        }
      };
      const watchdog = setTimeout(() => {
        said += '\n   FAIL  did not end in time\n';
        endGroup();
      }, TIMEOUT_MS);
      child.on('close', (code) => {
        clearTimeout(watchdog);
        endGroup();
        resolve(code === 0 ? null : said);
      });
    });
  }
}

/** The name of the first test that failed, or the last line. */
function firstFailure(said: string): string {
  const lines = stripVTControlCharacters(said)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const failed = lines.find((line) => line.startsWith('FAIL'));
  return failed?.replace(/^FAIL\s+/, '') ?? lines.at(-1) ?? 'ended badly';
}
