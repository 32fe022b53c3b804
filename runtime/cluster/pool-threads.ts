/** The threads of a pool: how they begin, how they end, and what becomes of what they had taken when they end otherwise than they were told to. */
import { Worker } from 'node:worker_threads';
import { CallStatus } from '../../generated/segment/codes.ts';
import { ClusterError } from '../errors.ts';
import type { MemberTicket } from './member.ts';
import type { MemberPort } from './member-port.ts';
import { areAllBlocked, KEEPER, makePoolMemory, readJournal } from './pool-memory.ts';
import { abandon, Request } from './requests.ts';
import { SharedInbox } from './shared-inbox.ts';

/** What a thread of a pool is started with. */
export interface PoolTask {
  readonly ticket: MemberTicket;
  readonly module: string;
  /** What the module makes: a service, or a server on a transport with these fingerprints. */
  readonly kind: { readonly budget: number | undefined } | { readonly fingerprints: Int32Array };
  readonly data: unknown;
  readonly shared: Int32Array;
  readonly seat: number;
  /** It comes to the help of others that are all blocked: it takes only what these have passed on. */
  readonly isSpare: boolean;
}

/** What a thread is told. */
export type PoolOrder = { readonly begin: true } | { readonly stop: number };
/** What it says: its waiter, once it is ready; that it serves; that all threads are blocked, and something was passed on; that it has stopped. */
export type PoolReport = { readonly waiter: number } | 'serving' | 'crowded' | 'stopped';

/** The end of a thread that nobody has told to end. */
export interface ThreadEnd {
  /** What it has thrown; null when it has exited. */
  readonly error: Error | null;
  readonly exitCode: number;
  /** Calls that it had begun: they have ended with `SLUICE_ERR_PEER_DIED`. */
  readonly calls: number;
  /** Whether another one takes its place. Not when it could not even begin. */
  readonly isReplaced: boolean;
}

/** What is the same for all of them. */
type SharedTask = Omit<PoolTask, 'seat' | 'shared' | 'isSpare'>;

export interface PoolKeeper {
  /** Of the thread that has joined. */
  readonly port: MemberPort;
  onThreadEnd(end: ThreadEnd): void;
  /** No thread is left, and none will come. */
  onEmpty(): void;
}

/** How long after its end a thread is replaced that has ended just after its start: not in a loop that takes all of the machine. */
const PAUSE_MS = 200;
/** How long after its time a thread may take to give up its handlers; one that is blocked never does. */
const GRACE_MS = 1000;
/** setTimeout takes no more. */
const LONGEST_TIMER = 0x7fffffff;

class Thread {
  readonly worker: Worker;
  readonly seat: number;
  readonly isSpare: boolean;
  readonly ready: Promise<void>;
  readonly serving: Promise<void>;
  readonly ended: Promise<void>;
  /** -1 until it is ready. */
  waiter = -1;
  error: Error | null = null;
  readonly #startedAt: number = performance.now();
  #onStopped: () => void = () => {};

  constructor(task: PoolTask, onCrowded: () => void) {
    this.seat = task.seat;
    this.isSpare = task.isSpare;
    this.worker = new Worker(new URL('./pool-thread.js', import.meta.url), { workerData: task });
    this.worker.on('error', (error) => {
      this.error = error as Error;
    });
    this.ended = new Promise((resolve) => {
      this.worker.once('exit', () => resolve());
    });
    let onServing = (): void => {};
    this.serving = new Promise((resolve) => {
      onServing = resolve;
    });
    this.ready = new Promise((resolve, reject) => {
      this.worker.on('message', (report: PoolReport) => {
        if (report === 'stopped') return this.#onStopped();
        if (report === 'serving') return onServing();
        if (report === 'crowded') return onCrowded();
        this.waiter = report.waiter;
        resolve();
      });
      this.worker.once('exit', (code) => {
        reject(this.error ?? new ClusterError('SLUICE_ERR_STATE', `a thread of the pool has ended: exit=${code}`));
      });
    });
  }

  get hasBegun(): boolean {
    return this.waiter >= 0;
  }

  get pauseMs(): number {
    return performance.now() - this.#startedAt < PAUSE_MS ? PAUSE_MS : 0;
  }

  tell(order: PoolOrder): void {
    this.worker.postMessage(order);
  }

  /** Drains it; whatever runs when the time is over is cut off. */
  async stop(timeoutMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const stopped = new Promise<void>((resolve) => {
      this.#onStopped = resolve;
      if (timeoutMs + GRACE_MS <= LONGEST_TIMER) timer = setTimeout(resolve, timeoutMs + GRACE_MS);
    });
    this.tell({ stop: timeoutMs });
    await Promise.race([stopped, this.ended]);
    clearTimeout(timer);
    await this.worker.terminate();
  }
}

export class PoolThreads {
  readonly #task: SharedTask;
  readonly #keeper: PoolKeeper;
  readonly #shared: Int32Array;
  readonly #inbox: SharedInbox;
  readonly #threads: Set<Thread> = new Set();
  readonly #spares: Set<Thread> = new Set();
  /** Of spares, as many as there are waiters left. */
  readonly #freeSeats: number[];
  #hasWarned = false;
  /** Seats whose next thread has to wait for a while. */
  readonly #pauses: Set<NodeJS.Timeout> = new Set();
  /** Begun, and not told to end: only then is the end of a thread news. */
  #isServing = false;

  constructor(task: SharedTask, threads: number, keeper: PoolKeeper) {
    const seats = keeper.port.memory.waiterCount - 1;
    this.#task = task;
    this.#keeper = keeper;
    this.#freeSeats = Array.from({ length: seats - threads }, (_, i) => threads + i);
    this.#shared = makePoolMemory(seats);
    this.#inbox = new SharedInbox(keeper.port, this.#shared, KEEPER, { onRoom() {}, onCrowded: () => this.#help() });
  }

  /** Threads that serve, or are about to. */
  get count(): number {
    return this.#threads.size + this.#pauses.size;
  }

  /** Resolves once all are ready to begin; rejects with what the first one that can't has thrown. */
  async start(threads: number): Promise<void> {
    const all = Array.from({ length: threads }, (_, seat) => this.#open(seat));
    try {
      await Promise.all(all.map(({ ready }) => ready));
    } catch (error) {
      await this.end();
      throw error;
    }
  }

  /** Resolves once all serve: before, one could take what others would have been there for. */
  async begin(): Promise<void> {
    this.#isServing = true;
    for (const thread of this.#threads) thread.tell({ begin: true });
    await Promise.all([...this.#threads].map(({ serving, ended }) => Promise.race([serving, ended])));
  }

  /** Lets what was begun end, for that long. */
  async stop(timeoutMs: number): Promise<void> {
    this.#close();
    await Promise.all([...this.#threads, ...this.#spares].map((thread) => thread.stop(timeoutMs)));
    this.#turnAway(CallStatus.CallStopping);
  }

  /** Cuts off whatever runs. */
  async end(): Promise<void> {
    this.#close();
    await Promise.all([...this.#threads, ...this.#spares].map(({ worker }) => worker.terminate()));
  }

  #close(): void {
    this.#isServing = false;
    for (const pause of this.#pauses) clearTimeout(pause);
    this.#pauses.clear();
  }

  #open(seat: number, isSpare = false): Thread {
    const task = { ...this.#task, seat, shared: this.#shared, isSpare };
    const thread = new Thread(task, () => this.#help());
    (isSpare ? this.#spares : this.#threads).add(thread);
    // Whoever starts the first ones waits for this; of others `#onExit` tells.
    thread.ready.catch(() => {});
    thread.worker.once('exit', (exitCode) => this.#onExit(thread, exitCode));
    return thread;
  }

  #onExit(thread: Thread, exitCode: number): void {
    this.#threads.delete(thread);
    this.#spares.delete(thread);
    const calls = thread.hasBegun ? this.#bury(thread) : 0;
    if (!this.#isServing) return;
    const isReplaced = thread.hasBegun && !thread.isSpare;
    if (isReplaced) this.#replace(thread);
    if (thread.hasBegun || !thread.isSpare) this.#keeper.onThreadEnd({ error: thread.error, exitCode, calls, isReplaced });
    if (thread.isSpare) this.#afterSpare(thread);
    if (this.count > 0) return;
    for (const { worker } of this.#spares) void worker.terminate();
    this.#turnAway(CallStatus.CallUnimplemented);
    this.#keeper.onEmpty();
  }

  /** One that could not begin, for want of a waiter, say, has no successor. */
  #afterSpare({ hasBegun, seat }: Thread): void {
    if (!hasBegun) {
      this.#freeSeats.length = 0;
      return this.#warn();
    }
    this.#freeSeats.push(seat);
    this.#help();
  }

  /** All threads are blocked, and what they have passed on waits for one that is not. */
  #help(): void {
    if (!this.#isServing) return this.#turnAway(CallStatus.CallStopping);
    for (const { hasBegun } of this.#spares) if (!hasBegun) return;
    if (!areAllBlocked(this.#shared)) return;
    const seat = this.#freeSeats.pop();
    if (seat === undefined) return this.#warn();
    const spare = this.#open(seat, true);
    spare.ready.then(
      () => {
        if (this.#isServing) spare.tell({ begin: true });
      },
      () => {},
    );
  }

  /** Once: more of them would say no more. */
  #warn(): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    const text =
      'all threads of a pool are blocked by calls of theirs, and no waiter is left for one that runs the handlers that wait';
    process.emitWarning(`${text}: waiters=${this.#keeper.port.memory.waiterCount}`, { code: 'SLUICE_ERR_BUSY' });
  }

  /** Nobody will serve what was passed on. */
  #turnAway(status: CallStatus): void {
    const request = new Request();
    while (this.#inbox.takeLeft()) if (request.open(this.#inbox)) request.answer(status, 0);
  }

  /** Its waiter was given back when it ended, which also gave up the calls that it had made. @returns how many of others it had begun */
  #bury({ waiter, seat }: Thread): number {
    const { port } = this.#keeper;
    this.#inbox.bury(waiter, seat);
    let count = 0;
    for (const { epoch, cxy, slot, word } of readJournal(this.#shared, seat)) {
      const peer = port.peer(cxy);
      if (peer?.epoch === epoch && abandon(peer, slot, word)) count += 1;
    }
    return count;
  }

  #replace({ seat, pauseMs }: Thread): void {
    const pause = setTimeout(() => {
      this.#pauses.delete(pause);
      const thread = this.#open(seat);
      thread.ready.then(
        () => {
          if (this.#isServing) thread.tell({ begin: true });
        },
        () => {},
      );
    }, pauseMs);
    this.#pauses.add(pause);
  }
}
