/** For tests of the addon: terms, and scripts that run in a process of their own, because they end it, or one of its threads. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import type { NativeTerms } from '../../../runtime/memory/native.ts';

export const TERMS: NativeTerms = {
  sendOrder: 4,
  receiveOrder: -1,
  largestOrder: 18,
  arenaBlockSize: 0,
  arenaBlockCount: 0,
  purpose: 1,
  fingerprint: '0x0',
  messages: [],
  policy: null,
  maxHalfOpen: 64,
  backlog: 128,
  handshakeTimeoutMs: 5000,
  mode: 0o600,
  group: -1,
  broadcastSize: 0,
  statistics: true,
};

/** What the kernel says that this process has open, and has mapped of segments. */
export function kernelCounts(): { readonly descriptors: number; readonly mappings: number } {
  return {
    descriptors: readdirSync('/proc/self/fd').length,
    mappings: readFileSync('/proc/self/maps', 'utf8')
      .split('\n')
      .filter((line) => line.includes('/memfd:')).length,
  };
}

/** Turns of the loop, so that handles close and finalizers run. */
export async function turns(count: number = 3): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

export async function until(isTrue: () => boolean, what: string, timeoutMs: number = 20_000): Promise<void> {
  const endsAt = performance.now() + timeoutMs;
  while (!isTrue()) {
    if (performance.now() > endsAt) throw new Error(`not in ${timeoutMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** For threads and processes: `addon`, loaded at its first use, `TERMS`, and what they need of threads. */
const PRELUDE = `
import { existsSync } from 'node:fs';
import { isMainThread, parentPort, threadId, Worker, workerData } from 'node:worker_threads';
import { loadAddon } from '${new URL('../../../runtime/memory/addon.js', import.meta.url)}';
Object.defineProperty(globalThis, 'addon', { get: loadAddon });
const TERMS = ${JSON.stringify(TERMS)};
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const messageOf = (worker) => new Promise((resolve) => worker.once('message', resolve));
const endOf = (worker) => new Promise((resolve) => worker.once('exit', resolve));
`;

export interface Outcome {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly elapsedMs: number;
}

/**
 * Runs a module in a process of its own; the source `thread` is there as `inWorker(workerData)`.
 *
 * @param before - a command that runs the process, such as `taskset -c 0`
 */
export function runScript(
  source: string,
  { thread = '', before = [] }: { thread?: string; before?: readonly string[] } = {},
): Outcome {
  const url = `data:text/javascript,${encodeURIComponent(PRELUDE + thread)}`;
  const inWorker = `const inWorker = (workerData) => new Worker(new URL(${JSON.stringify(url)}), { workerData });\n`;
  const node = [process.execPath, '--expose-gc', '--input-type=module', '-e', PRELUDE + inWorker + source];
  const [command = '', ...args] = [...before, ...node];
  const startedAt = performance.now();
  const { status, signal, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  return { status, signal, stdout, stderr, elapsedMs: performance.now() - startedAt };
}
