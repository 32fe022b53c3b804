// Runs compiled uvu files as separate processes, two at a time, each under a watchdog: uvu itself has no time limit, and
// a file that leaves a socket open would hang for ever.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const WORKERS = 2;
/** End of each running file, by hand: detached process groups do not see the Ctrl-C of the terminal. */
const running = new Set();
const TOTALS = /^ {2}Total: +(\d+)\n {2}Passed: +(\d+)\n {2}Skipped: +(\d+)$/gm;

function findTests(suffix, filters) {
  return readdirSync(path.join(root, 'dist', 'test'), { recursive: true })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith(suffix))
    .filter((name) => filters.length === 0 || filters.some((filter) => name.includes(filter)))
    .sort();
}

/** Runs one file in a process group of its own, so that the watchdog also ends what the file started. */
function runFile(name, { timeoutMs, env }) {
  return new Promise((resolve) => {
    const startedAt = Date.now();
    const posix = process.platform !== 'win32';
    const child = spawn(process.execPath, ['--enable-source-maps', path.join(root, 'dist', 'test', name)], {
      cwd: root,
      detached: posix,
      env: { ...process.env, FORCE_COLOR: undefined, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let timedOut = false;
    const collect = (chunk) => {
      output += chunk;
    };
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    const end = () => {
      if (!posix || !killGroup(child.pid)) child.kill('SIGKILL');
    };
    running.add(end);
    const watchdog = setTimeout(() => {
      timedOut = true;
      end();
    }, timeoutMs);
    child.on('close', (code, signal) => {
      clearTimeout(watchdog);
      running.delete(end);
      resolve({ name, output, code, signal, timedOut, elapsedMs: Date.now() - startedAt });
    });
  });
}

function killGroup(pid) {
  try {
    return process.kill(-pid, 'SIGKILL');
  } catch {
    return false; // the whole group has just ended by itself
  }
}

/** What a finished file is worth: tests passed and failed, and why the file as a whole is not trusted (or null). */
export function judge({ output, code, signal, timedOut }) {
  const totals = [...stripVTControlCharacters(output).matchAll(TOTALS)].at(-1);
  const [total, passed, skipped] = totals ? totals.slice(1).map(Number) : [0, 0, 0];
  const failed = total - passed;
  let reason = null;
  if (timedOut) reason = 'did not end in time';
  else if (signal) reason = `was ended by ${signal}`;
  else if (total === 0) reason = 'ran no test';
  else if (skipped > 0) reason = `skipped ${skipped}: a known gap is a line in a file, not a skip`;
  else if (code !== 0 && failed === 0) reason = `passed its tests and ended with exit code ${code}`;
  return { passed, failed: failed + (reason === null ? 0 : 1), reason };
}

function report(result, verdict) {
  const mark = verdict.failed === 0 ? 'ok  ' : 'FAIL';
  const seconds = (result.elapsedMs / 1000).toFixed(1);
  console.log(`${mark} ${String(verdict.passed).padStart(4)}  ${result.name.replace(/\.js$/, '')}  ${seconds} s`);
  if (verdict.failed === 0) return;
  console.log(result.output.replace(/^/gm, '     | '));
  if (verdict.reason !== null) console.log(`     ${result.name} ${verdict.reason}`);
}

/**
 * Runs every `dist/test/**` file that ends with `suffix` and prints `N passed, N failed` last.
 *
 * @param filters - parts of file names; empty means all
 * @returns the exit code
 */
export async function runTests({ suffix, filters, timeoutMs, env = {} }) {
  const names = findTests(suffix, filters);
  let passed = 0;
  let failed = 0;
  if (names.length === 0) {
    console.log(`no file dist/test/**/*${suffix}${filters.length ? ` matches ${filters.join(', ')}` : ''}`);
    failed = 1;
  }
  const worker = async () => {
    for (let name = names.shift(); name !== undefined; name = names.shift()) {
      const result = await runFile(name, { timeoutMs, env });
      const verdict = judge(result);
      passed += verdict.passed;
      failed += verdict.failed;
      report(result, verdict);
    }
  };
  for (const [signal, exitCode] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ]) {
    process.once(signal, () => {
      for (const end of running) end();
      process.exit(exitCode);
    });
  }
  await Promise.all(Array.from({ length: WORKERS }, worker));
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
