/** Calls of a member of a cluster, as one of its threads makes and serves them. `docs/cluster.md`, "Calls". */
import { limitOf, type WaitOptions } from '../channel/waiting.ts';
import { CallError, CallErrorCode } from '../stub/errors.ts';
import type { CallPort, Inbox } from './call-port.ts';
import { CallResult, errorOf } from './call-results.ts';
import { NO_SLOT } from './call-slots.ts';
import { Calls } from './calls.ts';
import { Descriptor } from './descriptor.ts';
import { DEFAULT_BUDGET, Executor, type ServerCounters } from './execute.ts';
import type { Flight, Landing } from './flight.ts';
import type { Service } from './service.ts';
import { SyncCalls, type TargetResult } from './sync-calls.ts';

/** What is asked: a descriptor, in which the outputs stand afterwards; or index and inputs, of which one is made. */
export type Rpc = Descriptor | { readonly index: number; readonly args?: readonly (number | bigint)[] };

export interface RpcOptions extends WaitOptions {
  /** Low half of the RPC's fingerprint, u32: a server that has another one answers INCOMPATIBLE. 0, the default, is not compared. */
  readonly fingerprint?: number;
}

/** How a multicast has ended for one of its targets. */
export interface MulticastResult {
  readonly target: number;
  /** Outputs, if `error` is null. */
  readonly descriptor: Descriptor;
  readonly error: CallError | null;
}

export interface ServiceOptions {
  /** Requests of one turn of the event loop; 8 by default. */
  readonly budget?: number;
}

const NO_OPTIONS: RpcOptions = {};

/** Belongs to one thread. */
export class ClusterCalls {
  readonly #port: CallPort;
  readonly #calls: Calls;
  readonly #sync: SyncCalls;
  readonly #executor: Executor;
  #budget: number = DEFAULT_BUDGET;
  /** The own inbox, while a pool reads it. */
  #lent: Inbox | null = null;
  #isTurnDue = false;
  #hasLeft = false;
  #flight: Flight | null = null;
  readonly #keep: (resolve: (descriptor: Descriptor) => void, reject: (error: unknown) => void) => void;
  readonly #settle: Landing = (result, errno, flight) => settle(result, errno, flight);
  readonly #turn: () => void = () => {
    this.#isTurnDue = false;
    this.#serve();
  };

  /** @param inbox - the member's FIFO; null for a thread that serves nobody */
  constructor(port: CallPort, inbox: Inbox | null, blocksMainThread = false) {
    this.#port = port;
    this.#calls = new Calls(port);
    this.#executor = new Executor(inbox);
    this.#calls.onHeard = () => this.#hear(() => this.#calls.hear());
    this.#sync = new SyncCalls(this.#calls, this.#executor, blocksMainThread);
    this.#keep = (resolve, reject) => {
      const flight = this.#flight as Flight;
      flight.resolve = resolve;
      flight.reject = reject;
    };
    this.#serve();
  }

  get counters(): ServerCounters {
    return this.#executor.counters;
  }

  /** Calls that have not ended yet. */
  get inFlight(): number {
    return this.#calls.inFlight;
  }

  /** Call slots whose server has not finished, though the call has ended; as of now. */
  get quarantined(): number {
    this.#calls.share.reap();
    return this.#calls.share.quarantined;
  }

  /**
   * Calls a member and waits on the event loop.
   *
   * @param target - number of the member, which may be this one
   * @returns the descriptor, with its outputs
   * @throws CallError what the server has answered, else `SLUICE_ERR_PEER_DIED`, `SLUICE_ERR_CANCELLED`, `SLUICE_ERR_DEADLINE`,
   * `SLUICE_ERR_NO_MEMBER`, `SLUICE_ERR_BUSY` (no free call slot, or no room at the target in time), `SLUICE_ERR_PEER_CLOSED` (this member has left)
   */
  call(target: number, rpc: Rpc, options: RpcOptions = NO_OPTIONS): Promise<Descriptor> {
    const descriptor = descriptorOf(rpc);
    const { signal } = options;
    if (signal?.aborted) return Promise.reject(errorOf(CallResult.Cancelled, target, descriptor.index, 0, signal.reason));
    const slot = this.#begin(target, descriptor, options, this.#settle);
    if (slot < 0) return Promise.reject(errorOf(-slot, target, descriptor.index, 0));
    const flight = this.#calls.flightOf(slot);
    this.#flight = flight;
    const promise = new Promise<Descriptor>(this.#keep);
    this.#flight = null;
    if (signal !== undefined) this.#listen(slot, signal);
    return promise;
  }

  /**
   * The same for a callback, which is called from the event loop, once, with null or the error. What it throws is an uncaught exception, as of any
   * callback; it keeps nobody else from being told.
   *
   * @throws CallError when it could not be begun: `SLUICE_ERR_NO_MEMBER`, `SLUICE_ERR_BUSY`, `SLUICE_ERR_CANCELLED`, `SLUICE_ERR_PEER_CLOSED`
   */
  post(
    target: number,
    rpc: Rpc,
    onDone: (error: CallError | null, descriptor: Descriptor) => void,
    options: RpcOptions = NO_OPTIONS,
  ): void {
    const descriptor = descriptorOf(rpc);
    const { signal } = options;
    if (signal?.aborted) throw errorOf(CallResult.Cancelled, target, descriptor.index, 0, signal.reason);
    const slot = this.#begin(target, descriptor, options, (result, errno) => {
      const error = errorUnlessOk(result, target, descriptor, errno, signal);
      try {
        onDone(error, descriptor);
      } catch (thrown) {
        // Others have been answered, too, and are told before it is known.
        queueMicrotask(() => {
          throw thrown;
        });
      }
    });
    if (slot < 0) throw errorOf(-slot, target, descriptor.index, 0);
    if (signal !== undefined) this.#listen(slot, signal);
  }

  /**
   * Asks many members the same, or each something of its own, and waits for all of them.
   *
   * @param rpc - for all targets, who each get a copy; or one for each
   * @returns a result per target, in order; it is never rejected for what a target has done
   */
  multicast(targets: readonly number[], rpc: Rpc | readonly Rpc[], options: RpcOptions = NO_OPTIONS): Promise<MulticastResult[]> {
    const descriptors = descriptorsOf(targets, rpc);
    const { signal } = options;
    return new Promise((resolve) => {
      const results: MulticastResult[] = new Array(targets.length);
      let missing = targets.length;
      const end = (i: number, result: number, errno: number): void => {
        const target = targets[i] as number;
        const descriptor = descriptors[i] as Descriptor;
        results[i] = { target, descriptor, error: errorUnlessOk(result, target, descriptor, errno, signal) };
        missing -= 1;
        if (missing === 0) resolve(results);
      };
      if (missing === 0) resolve(results);
      targets.forEach((target, i) => {
        const descriptor = descriptors[i] as Descriptor;
        const slot = signal?.aborted
          ? -CallResult.Cancelled
          : this.#begin(target, descriptor, options, (result, errno) => end(i, result, errno));
        if (slot < 0) end(i, -slot, 0);
        else if (signal !== undefined) this.#listen(slot, signal);
      });
    });
  }

  /**
   * The same as {@link call}, but blocks the thread: spins for a while, then sleeps. Requests of others are served meanwhile, by handlers
   * that do not return a promise.
   *
   * @throws CallError as {@link call}; `SLUICE_ERR_CANNOT_BLOCK` on the main thread, unless the member was joined with `blocksMainThread`
   */
  callSync(target: number, rpc: Rpc, options: RpcOptions = NO_OPTIONS): Descriptor {
    this.#sync.check();
    const descriptor = descriptorOf(rpc);
    const limit = limitOf(options);
    const peer = this.#hasLeft ? null : this.#port.peer(target);
    const result = peer === null ? this.#nobody() : this.#sync.call(peer, descriptor, (options.fingerprint ?? 0) | 0, limit);
    if (result !== CallResult.Ok) throw errorOf(result, target, descriptor.index, this.#sync.errno);
    return descriptor;
  }

  /** {@link multicast} that blocks the thread. @throws CallError `SLUICE_ERR_CANNOT_BLOCK` */
  multicastSync(targets: readonly number[], rpc: Rpc | readonly Rpc[], options: RpcOptions = NO_OPTIONS): MulticastResult[] {
    this.#sync.check();
    const descriptors = descriptorsOf(targets, rpc);
    const calls: TargetResult[] = targets.map((target, i) => ({
      peer: this.#hasLeft ? null : this.#port.peer(target),
      descriptor: descriptors[i] as Descriptor,
      result: CallResult.Ok,
      errno: 0,
    }));
    this.#sync.multicast(calls, (options.fingerprint ?? 0) | 0, limitOf(options));
    return calls.map(({ peer, descriptor, result, errno }, i) => {
      const target = targets[i] as number;
      if (peer === null) return { target, descriptor, error: errorOf(this.#nobody(), target, descriptor.index, 0) };
      return { target, descriptor, error: errorUnlessOk(result, target, descriptor, errno, undefined) };
    });
  }

  /** Serves calls of others on this thread's event loop, instead of what was served before. Without a service they are told UNIMPLEMENTED. */
  serve(service: Service, { budget = DEFAULT_BUDGET }: ServiceOptions = {}): void {
    if (!(Number.isInteger(budget) && budget >= 1)) throw new RangeError(`budget must be at least 1: budget=${budget}`);
    this.#budget = budget;
    this.#executor.start(service);
    this.#serve();
  }

  /** For a loop that polls: serves what has come, without waiting. @returns how many requests it took, at most `budget` */
  executeAll(budget: number = this.#budget): number {
    return this.#executor.executeAll(budget);
  }

  /** New calls are told STOPPING; resolves once all handlers have answered, or the time is over. */
  stopServing({ timeoutMs = Number.POSITIVE_INFINITY }: { readonly timeoutMs?: number } = {}): Promise<void> {
    return this.#executor.stop(timeoutMs);
  }

  /** For a pool: reads requests by that inbox from now on, or none. */
  borrow(inbox: (port: CallPort) => Inbox | null): void {
    this.#executor.leave();
    const next = inbox(this.#port);
    next?.resume();
    this.#executor.inbox = next;
    // Others prefer a thread that has nothing to do, and have to know of it.
    this.#executor.onFree = () => this.#serveSoon();
    this.onBell();
  }

  /** For a pool: whether others read this thread's inbox. */
  lend(isLent: boolean): void {
    if (isLent) this.#lent = this.#executor.inbox;
    this.borrow(() => (isLent ? null : this.#lent));
  }

  /** The member tells: the bell of this thread's waiter has rung. */
  onBell(): void {
    this.#hear(() => this.#calls.onBell());
  }

  #hear(work: () => void): void {
    if (this.#hasLeft) return;
    work();
    if (!this.#isTurnDue) this.#serve();
  }

  /** The member leaves: what is under way ends with `SLUICE_ERR_PEER_CLOSED`. */
  leave(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.#calls.giveUpAll(CallResult.Left);
  }

  /** @returns the slot, or a negated `CallResult` */
  #begin(target: number, descriptor: Descriptor, options: RpcOptions, landing: Landing): number {
    const peer = this.#hasLeft ? null : this.#port.peer(target);
    if (peer === null) return -this.#nobody();
    const limit = options === NO_OPTIONS ? Number.POSITIVE_INFINITY : limitOf(options);
    const slot = this.#calls.begin(peer, descriptor, (options.fingerprint ?? 0) | 0, limit, landing);
    return slot === NO_SLOT ? -CallResult.NoSlot : slot;
  }

  #listen(slot: number, signal: AbortSignal): void {
    this.#calls.flightOf(slot).listen(signal, () => this.#calls.giveUp(slot, CallResult.Cancelled));
  }

  #nobody(): number {
    return this.#hasLeft ? CallResult.Left : CallResult.NoMember;
  }

  /** One turn; if there is more, timers and sockets come first. */
  #serve(): void {
    if (this.#hasLeft) return;
    if (this.#executor.executeAll(this.#budget) < this.#budget) {
      this.#calls.arm();
      if (this.#executor.arm(false)) return;
    }
    this.#serveSoon();
  }

  #serveSoon(): void {
    if (this.#isTurnDue) return;
    this.#isTurnDue = true;
    setImmediate(this.#turn);
  }
}

function settle(result: number, errno: number, flight: Flight): void {
  const { resolve, reject, reason } = flight;
  const descriptor = flight.descriptor as Descriptor;
  flight.resolve = null;
  flight.reject = null;
  if (result === CallResult.Ok) resolve?.(descriptor);
  else reject?.(errorOf(result, flight.target, descriptor.index, errno, reason));
}

function errorUnlessOk(
  result: number,
  target: number,
  descriptor: Descriptor,
  errno: number,
  signal: AbortSignal | undefined,
): CallError | null {
  return result === CallResult.Ok ? null : errorOf(result, target, descriptor.index, errno, reasonOf(result, signal));
}

function reasonOf(result: number, signal: AbortSignal | undefined): unknown {
  return result === CallResult.Cancelled && signal?.aborted === true ? signal.reason : undefined;
}

function descriptorOf(rpc: Rpc): Descriptor {
  return rpc instanceof Descriptor ? rpc : new Descriptor(rpc.index, rpc.args);
}

/** A copy for each target, as they must not share one: each writes its outputs. */
function descriptorsOf(targets: readonly number[], rpc: Rpc | readonly Rpc[]): Descriptor[] {
  if (Array.isArray(rpc)) {
    if (rpc.length === targets.length) return rpc.map(descriptorOf);
    throw new CallError(
      CallErrorCode.PROTOCOL,
      `a multicast needs a descriptor per target: descriptors=${rpc.length} targets=${targets.length}`,
    );
  }
  const { bytes } = descriptorOf(rpc as Rpc);
  return targets.map(() => Descriptor.of(bytes));
}
