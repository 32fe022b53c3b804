/** Round trips over what Node itself has: a worker's MessagePort, and the IPC channel of a child process. Their echo is the lead's own. */
import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import type { Exercise, OpenExercise } from '../exercise.ts';
import { Relay } from './relay.ts';

const SELF = fileURLToPath(import.meta.url);
/** What the second process of the pair does, where the lead brings its own echo. */
const IDLE: Exercise = { run: () => 0 };

export const openMessagePort: OpenExercise = async (side, { bytes, echoCore }) => {
  if (side === 'echo') return IDLE;
  const before = new Set(threads());
  const worker = new Worker(SELF, { argv: [`echo-thread`, String(bytes)] });
  await new Promise((resolve) => worker.once('message', resolve));
  for (const thread of threads()) if (!before.has(thread)) spawnSync('taskset', ['-p', '-c', String(echoCore), thread]);
  const relay = new Relay(side, bytes, (message) => worker.postMessage(message));
  worker.on('message', (message: Uint8Array) => relay.receive(message));
  worker.unref();
  return relay;
};

export const openChildIpc: OpenExercise = async (side, { bytes, echoCore }) => {
  if (side === 'echo') return IDLE;
  const child: ChildProcess = fork(SELF, ['echo-child', String(bytes)], {
    execPath: 'taskset',
    execArgv: ['-c', String(echoCore), process.execPath],
    serialization: 'advanced',
  });
  await new Promise((resolve) => child.once('message', resolve));
  const relay = new Relay(side, bytes, (message) => void child.send(message));
  child.on('message', (message: Uint8Array) => relay.receive(message));
  return { run: (count) => relay.run(count), close: () => void child.kill('SIGKILL') };
};

function threads(): string[] {
  return readdirSync('/proc/self/task');
}

/** Answers for ever. */
function echo(send: (message: unknown) => void, onMessage: (receive: (message: Uint8Array) => void) => void): void {
  const relay = new Relay('echo', Number(process.argv[3]), send);
  onMessage((message) => relay.receive(message));
  void relay.run(Number.POSITIVE_INFINITY);
  send('ready');
}

const port = parentPort;
if (!isMainThread && process.argv[2] === 'echo-thread' && port !== null) {
  echo(
    (message) => port.postMessage(message),
    (receive) => void port.on('message', receive),
  );
} else if (process.argv[2] === 'echo-child') {
  echo(
    (message) => void process.send?.(message),
    (receive) => void process.on('message', receive),
  );
  process.on('disconnect', () => process.exit());
}
