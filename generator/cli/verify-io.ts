import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RunResult, VerifyIo } from '../verify/index.ts';

/** Processes and disk for `generator/verify`. What a compiler says about itself is asked once, however many layouts it proves. */
export function createVerifyIo(): VerifyIo {
  const answers = new Map<string, Promise<RunResult | null>>();
  return {
    run(command, args, input) {
      const isAboutItself = args.includes('--version') || args.includes('-dM');
      if (!isAboutItself) return run(command, args, input);
      const question = JSON.stringify([command, ...args]);
      const answer = answers.get(question) ?? run(command, args, input);
      answers.set(question, answer);
      return answer;
    },
    makeTempDir: () => mkdtemp(path.join(tmpdir(), 'sluice-verify-')),
    removeDir: (folder) => rm(folder, { recursive: true, force: true }),
    writeFile: (file, text) => writeFile(file, text),
    readFile: (file) => readFile(file),
  };
}

function run(command: string, args: readonly string[], input = ''): Promise<RunResult | null> {
  return new Promise((resolve) => {
    // The words of a compiler depend on the locale; ours and the tests' should not.
    const child = spawn(command, args, { env: { ...process.env, LC_ALL: 'C' }, stdio: 'pipe' });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
    });
    child.once('error', () => resolve(null));
    child.once('close', (status) => resolve({ status, stdout, stderr }));
    // A compiler that reads no stdin closes it early.
    child.stdin.on('error', () => {}).end(input);
  });
}
