/** A worker process and the questions it can be asked, one at a time. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CaseName } from './codec.ts';
import type { MessageName } from './messages.ts';
import type { WorkerReady, WorkerRequest } from './worker.ts';

const WORKER = fileURLToPath(new URL('worker.js', import.meta.url));
/** For weighing only: nothing is collected before it is counted, which would distort timings. */
const WEIGHING_FLAGS = ['--expose-gc', '--min-semi-space-size=128', '--max-semi-space-size=128'];

export class CodecProcess {
  readonly id: string;
  readonly ready: WorkerReady;
  readonly #child: ChildProcess;

  private constructor(id: string, child: ChildProcess, ready: WorkerReady) {
    this.id = id;
    this.#child = child;
    this.ready = ready;
  }

  /** Forks a worker; `ready.failure` says why there is nothing to measure. */
  static async start(id: string, message: MessageName, mode: 'time' | 'weigh'): Promise<CodecProcess> {
    const child = fork(WORKER, [id, message], { execArgv: mode === 'weigh' ? WEIGHING_FLAGS : [] });
    const ready = (await nextAnswer(child)) as WorkerReady;
    return new CodecProcess(id, child, ready);
  }

  has(name: CaseName): boolean {
    return this.ready.cases.includes(name);
  }

  async warmUp(ms: number): Promise<void> {
    await this.#ask({ kind: 'warm', ms });
  }

  /** Nanoseconds per operation. */
  async time(name: CaseName, ms: number): Promise<number> {
    return this.#ask({ kind: 'time', case: name, ms });
  }

  /** Heap bytes per operation. */
  async weigh(name: CaseName): Promise<number> {
    return this.#ask({ kind: 'weigh', case: name });
  }

  stop(): void {
    if (this.#child.connected) this.#child.disconnect();
  }

  async #ask(request: WorkerRequest): Promise<number> {
    this.#child.send(request);
    return (await nextAnswer(this.#child)) as number;
  }
}

function nextAnswer(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onMessage = (answer: unknown): void => {
      child.off('exit', onExit);
      resolve(answer);
    };
    const onExit = (code: number | null, signal: string | null): void => {
      child.off('message', onMessage);
      reject(new Error(`a benchmark process ended early: exit code ${code}, signal ${signal}`));
    };
    child.once('message', onMessage);
    child.once('exit', onExit);
  });
}
