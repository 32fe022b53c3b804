// Runs compiled uvu files as separate processes, two at a time, each under a watchdog: uvu itself has no time limit, and
// a file that leaves a socket open would hang for ever.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const WORKERS = 2;
/** More files than this did not fail by bad luck, and are not run again. */
const RUN_AGAIN_MAX = 5;
/** Files that take longest, without their suffixes and longest first: begun last, one of them would leave the other workers idle. */
export const LONGEST = [
  'interop/differential.property',
  'survival/lies/adversary',
  'survival/kill/kill',
  'survival/faults/faults',
  'survival/faults/node-faults',
  'models/models',
  'runtime/memory/nodes',
  'runtime/memory/variants',
  'e2e/package',
  'interop/stubs/pairs',
  'interop/vectors',
  'docs/guides',
  'interop/stubs/ways',
  'runtime/observe/observer',
  'examples/cluster',
  'generator/cli/init',
  'native/conformance',
  'native/channel/channel',
  'generator/emit/c/features',
  'generator/emit/c/vectors',
  'interop/ring/ring',
  'generator/cli/generate',
  'generator/load/mutated.property',
  'generator/layout/layout.property',
];
/** Of a failure, in what is said last: logs get cut in their middle. */
const FAILURE_LINES = 8;
/** End of each running file, by hand: detached process groups do not see the Ctrl-C of the terminal. */
const running = new Set();
const TOTALS = /^ {2}Total: +(\d+)\n {2}Passed: +(\d+)\n {2}Skipped: +(\d+)$/gm;

function findTests(suffix, filters) {
  return readdirSync(path.join(root, 'dist', 'test'), { recursive: true })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith(suffix))
    .filter((name) => filters.length === 0 || filters.some((filter) => name.includes(filter)))
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

function rank(name) {
  const at = LONGEST.indexOf(name.replace(/\.(test|deep)\.js$/, ''));
  return at === -1 ? LONGEST.length : at;
}

/** The first lines of each failure that uvu tells of, or the last lines of a file that never came to telling. */
function failuresIn(output) {
  const lines = stripVTControlCharacters(output).trimEnd().split('\n');
  const starts = lines.flatMap((line, at) => (/^ {3}FAIL {2}/.test(line) ? [at] : []));
  return starts.length === 0 ? lines.slice(-FAILURE_LINES) : starts.flatMap((at) => lines.slice(at, at + FAILURE_LINES));
}

/** Runs one file in a process group of its own, so that the watchdog also ends what the file started. */
function runFile(name, { timeoutMs, env, isBeside = false }) {
  return new Promise((resolve) => {
    const startedAt = Date.now();
    const posix = process.platform !== 'win32';
    const command = [process.execPath, '--enable-source-maps', path.join(root, 'dist', 'test', name)];
    // What runs beside the others takes what they leave.
    if (isBeside && posix) command.unshift('nice', '-n', '19');
    const child = spawn(command[0], command.slice(1), {
      cwd: root,
      detached: posix,
      // tsc is a Go program that ends soon: collecting its garbage less often saves a fifth of its time.
      env: { GOGC: '800', ...process.env, FORCE_COLOR: undefined, ...env },
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

function report(result, verdict, mark = verdict.failed === 0 ? 'ok  ' : 'FAIL') {
  const seconds = (result.elapsedMs / 1000).toFixed(1);
  console.log(`${mark} ${String(verdict.passed).padStart(4)}  ${result.name.replace(/\.js$/, '')}  ${seconds} s`);
  if (verdict.failed === 0) return;
  console.log(result.output.replace(/^/gm, '     | '));
  if (verdict.reason !== null) console.log(`     ${result.name} ${verdict.reason}`);
}

/**
 * Runs every `dist/test/**` file that ends with `suffix` and prints `N passed, N failed` last. A file that fails is shown, and run again when
 * nothing runs beside it: if it passes then, it is named as unstable, and counts as passed unless `SLUICE_STRICT` is set.
 *
 * @param filters - parts of file names; empty means all
 * @param beside - files that mostly sleep: each runs from the start, beside the others
 * @returns the exit code
 */
export async function runTests({ suffix, filters, timeoutMs, env = {}, beside = [] }) {
  const all = findTests(suffix, filters);
  const names = all.filter((name) => !beside.includes(name));
  const verdicts = new Map();
  const endings = [];
  if (all.length === 0) {
    console.log(`no file dist/test/**/*${suffix}${filters.length ? ` matches ${filters.join(', ')}` : ''}`);
    console.log('0 passed, 1 failed');
    return 1;
  }
  const run = async (name, isBeside) => {
    const result = await runFile(name, { timeoutMs, env, isBeside });
    verdicts.set(name, judge(result));
    report(result, verdicts.get(name));
    if (verdicts.get(name).failed > 0) endings.push(`failed: ${name}`, ...failuresIn(result.output));
  };
  const failures = () => [...verdicts].filter(([, { failed }]) => failed > 0).map(([name]) => name);
  const runAgain = async (name) => {
    const result = await runFile(name, { timeoutMs, env });
    const verdict = judge(result);
    const isUnstable = verdict.failed === 0;
    report(result, verdict, isUnstable ? 'UNSTABLE' : 'FAIL AGAIN');
    if (isUnstable && !process.env.SLUICE_STRICT) verdicts.set(name, verdict);
  };
  const worker = async () => {
    for (let name = names.shift(); name !== undefined; name = names.shift()) await run(name, false);
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
  const sleepers = all.filter((name) => beside.includes(name)).map((name) => run(name, true));
  await Promise.all([...Array.from({ length: WORKERS }, worker), ...sleepers]);
  const again = failures();
  if (again.length <= RUN_AGAIN_MAX) for (const name of again) await runAgain(name);
  for (const line of endings) console.log(line);
  const sum = (key) => [...verdicts.values()].reduce((total, verdict) => total + verdict[key], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  return sum('failed') === 0 ? 0 : 1;
}
