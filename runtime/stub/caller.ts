/** The client side of generated stubs: calls that give a promise. */
import { CallKind } from './envelope.ts';
import { CallError, CallErrorCode } from './errors.ts';
import { type Link, linkOf, type Waiter } from './link.ts';
import type { Method, NegativeAnswer, Outgoing, Protocol } from './method.ts';
import { type Logger, type MethodMetrics, Metrics, Sampler } from './observe.ts';
import type { CallOptions, ClientOptions, SendOptions } from './options.ts';
import { callChannel } from './tracing.ts';
import type { Transport } from './transport.ts';

/** Longest timeout that an envelope can say: 71 minutes. */
const MAX_TIMEOUT_US = 0xffffffff;
/** Longest timeout that `setTimeout` takes. */
const MAX_TIMER_MS = 0x7fffffff;

/** Milliseconds that are left; Infinity for no limit. Negative when the time is over. */
export function timeLeft({ timeoutMs, deadline }: CallOptions, usualMs: number): number {
  let left = timeoutMs ?? (deadline === undefined ? usualMs : Number.POSITIVE_INFINITY);
  if (deadline !== undefined) left = Math.min(left, Number(deadline) - Date.now());
  if (Number.isNaN(left)) throw new RangeError('timeoutMs and deadline must be numbers, or a Date');
  return left;
}

/** As an envelope says it: 0 for no limit. */
export function toTimeoutUs(leftMs: number): number {
  const us = Math.ceil(leftMs * 1000);
  return us > MAX_TIMEOUT_US ? 0 : Math.max(1, us);
}

const NO_OPTIONS: CallOptions = {};

/** What ends a call early. Most calls have none. */
interface Guard {
  readonly timer: NodeJS.Timeout | null;
  readonly signal: AbortSignal | undefined;
  readonly onAbort: () => void;
}

/**
 * One call that a promise stands for. There is one per call, so it is kept small: fields of rare use are null, and no field holds a number that
 * may be a fraction, for which V8 would allocate a box.
 */
class PendingCall implements Waiter {
  correlation = 0;
  isSent = false;
  readonly method: Method<unknown, unknown>;
  readonly target: number;
  readonly #caller: Caller;
  readonly #resolve: (output: never) => void;
  readonly #reject: (error: unknown) => void;
  readonly #metrics: MethodMetrics | null;
  /** Null when its time is not measured. */
  readonly #startedAt: number | null;
  #guard: Guard | null = null;

  constructor(
    caller: Caller,
    method: Method<unknown, unknown>,
    target: number,
    metrics: MethodMetrics | null,
    startedAt: number | null,
    resolve: (output: never) => void,
    reject: (error: unknown) => void,
  ) {
    this.method = method;
    this.target = target;
    this.#caller = caller;
    this.#metrics = metrics;
    this.#startedAt = startedAt;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  get source(): number {
    return this.#caller.source;
  }

  get negative(): NegativeAnswer | null {
    return this.#caller.protocol.negative;
  }

  /** Ends the call when the signal says so, or after `leftMs`. */
  guard(link: Link, signal: AbortSignal | undefined, leftMs: number): void {
    const onAbort = (): void => this.#giveUp(link, CallErrorCode.CANCELLED, 'cancelled', signal?.reason);
    const onTimeout = (): void => this.#giveUp(link, CallErrorCode.DEADLINE, 'there was no answer in time');
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#guard = { timer: leftMs <= MAX_TIMER_MS ? setTimeout(onTimeout, leftMs) : null, signal, onAbort };
  }

  settle(output: unknown): void {
    this.#end(false);
    this.#resolve(output as never);
  }

  fail(error: unknown): void {
    this.#end(true);
    this.#reject(error);
  }

  #giveUp(link: Link, code: CallErrorCode, text: string, cause?: unknown): void {
    if (!link.forget(this)) return;
    link.cancel(this);
    const { target, isSent } = this;
    this.fail(new CallError(code, text, { call: this.method.name, target, started: isSent ? 'unknown' : 'no', cause }));
  }

  #end(isError: boolean): void {
    if (this.#guard !== null) {
      const { timer, signal, onAbort } = this.#guard;
      if (timer !== null) clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    }
    const metrics = this.#metrics;
    if (metrics === null) return;
    if (isError) metrics.errors += 1;
    if (this.#startedAt !== null) metrics.sample(performance.now() - this.#startedAt);
  }
}

/** Set by {@link keep}, and taken at once. */
let resolveLatest: (output: never) => void;
let rejectLatest: (error: unknown) => void;

/** Executor of a promise whose ends are taken from it right after: a function of each call's own would cost an allocation, and its context another. */
function keep(resolve: (output: never) => void, reject: (error: unknown) => void): void {
  resolveLatest = resolve;
  rejectLatest = reject;
}

/** Makes calls of one protocol over one transport. Generated clients are thin layers over it. */
export class Caller {
  readonly metrics: Metrics | null;
  readonly #link: Link;
  readonly protocol: Protocol;
  /** What headers with a source field say. */
  readonly source: number;
  readonly #target: number;
  readonly #timeoutMs: number;
  readonly #sampler: Sampler;

  constructor(transport: Transport, protocol: Protocol, options: ClientOptions = {}) {
    this.#link = linkOf(transport);
    this.protocol = protocol;
    this.#target = options.target ?? 0;
    this.source = options.source ?? 0;
    this.#timeoutMs = options.timeoutMs ?? Number.POSITIVE_INFINITY;
    this.#sampler = new Sampler(options.sampleEvery ?? (transport.wait === undefined ? null : 64));
    this.metrics = options.sampleEvery === 0 ? null : new Metrics();
    if (options.logger !== undefined) logClose(this.#link, options.logger, protocol.name);
  }

  /**
   * Asks, and waits for the answer.
   *
   * @throws CallError, see `CallErrorCode`; CodecError when the input does not fit the schema
   */
  call<Input, Output>(method: Method<Input, Output>, input: Input, options: CallOptions = NO_OPTIONS): Promise<Output> {
    if (!callChannel.hasSubscribers) return this.#call(method, input, options);
    const trace = {
      method: method.name,
      code: method.code,
      peer: this.#link.transport.peer,
      target: options.target ?? this.#target,
    };
    return callChannel.tracePromise(() => this.#call(method, input, options), trace);
  }

  #call<Input, Output>(method: Method<Input, Output>, input: Input, options: CallOptions): Promise<Output> {
    const promise = new Promise<Output>(keep);
    this.#begin(resolveLatest, rejectLatest, method as Method<unknown, unknown>, input, options);
    return promise;
  }

  #begin(
    resolve: (output: never) => void,
    reject: (error: unknown) => void,
    method: Method<unknown, unknown>,
    input: unknown,
    options: CallOptions,
  ): void {
    const link = this.#link;
    let metrics: MethodMetrics | null = null;
    let startedAt: number | null = null;
    if (this.metrics !== null) {
      metrics = this.metrics.of(method.code, method.name);
      metrics.calls += 1;
      startedAt = this.#sampler.begin();
    }
    const call = new PendingCall(this, method, options.target ?? this.#target, metrics, startedAt, resolve, reject);
    try {
      const isPlain = options === NO_OPTIONS && this.#timeoutMs === Number.POSITIVE_INFINITY;
      const leftMs = isPlain ? Number.POSITIVE_INFINITY : timeLeft(options, this.#timeoutMs);
      const refusal = refusalOf(link, method.name, call.target, options.signal, leftMs);
      if (refusal !== null) return call.fail(refusal);
      link.expect(call);
      if (!isPlain && (options.signal !== undefined || leftMs !== Number.POSITIVE_INFINITY)) {
        call.guard(link, options.signal, leftMs);
      }
      if (!link.isCongested && link.trySend(CallKind.CallRequest, method, input, call, isPlain ? 0 : toTimeoutUs(leftMs))) {
        call.isSent = true;
      } else this.#sendLater(call, input, leftMs);
    } catch (error) {
      link.forget(call);
      call.fail(error);
    }
  }

  /** Sends the call once the transport has room. The input is encoded only then: it must not change before. */
  #sendLater(call: PendingCall, input: unknown, leftMs: number): void {
    const link = this.#link;
    const timeout = toTimeoutUs(leftMs);
    link.enqueue({
      try: () => {
        if (!link.isWaiting(call)) return true; // given up while it waited for room
        call.isSent = link.trySend(CallKind.CallRequest, call.method, input, call, timeout);
        return call.isSent;
      },
      fail: (error) => {
        if (link.forget(call)) call.fail(error);
      },
    });
  }

  /** Sends what nobody answers. The promise is kept once the transport has taken it. */
  send<Input>(method: Method<Input, unknown>, input: Input, options: SendOptions = NO_OPTIONS): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const link = this.#link;
      const { signal, target = this.#target } = options;
      const refusal = refusalOf(link, method.name, target, signal, Number.POSITIVE_INFINITY);
      if (refusal !== null) return reject(refusal);
      const metrics = this.metrics?.of(method.code, method.name);
      if (metrics !== undefined) metrics.calls += 1;
      const out: Outgoing = { correlation: 0, target, source: this.source };
      link.enqueue({
        try: () => {
          if (signal?.aborted === true) throw cancelled(method.name, target, signal);
          if (!link.trySend(CallKind.CallOneway, method as Method<unknown, unknown>, input, out, 0)) return false;
          resolve();
          return true;
        },
        fail: reject,
      });
    });
  }

  /**
   * One call per target, all of them at once. Waits for all.
   *
   * @param inputs - for each target
   * @throws AggregateError with the `CallError` of each target that failed, in order of the targets
   */
  async multicast<Input>(
    method: Method<Input, unknown>,
    inputs: readonly Input[],
    targets: readonly number[],
    options: CallOptions = NO_OPTIONS,
  ): Promise<void> {
    if (inputs.length !== targets.length) {
      throw new RangeError(`there must be an input for each target: inputs=${inputs.length} targets=${targets.length}`);
    }
    const calls = targets.map((target, index) => this.call(method, inputs[index] as Input, { ...options, target }));
    const failures = (await Promise.allSettled(calls)).flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    if (failures.length > 0) {
      throw new AggregateError(failures, `${method.name}: ${failures.length} of ${targets.length} targets failed`);
    }
  }
}

function logClose(link: Link, logger: Logger, protocol: string): void {
  link.whenClosed((error) => {
    const details = { protocol, peer: link.transport.peer, strays: link.strays };
    if (error === null) logger.debug(details, 'connection closed');
    else logger.warn({ ...details, err: error }, 'connection broke');
  });
}

function cancelled(call: string, target: number, signal: AbortSignal): CallError {
  return new CallError(CallErrorCode.CANCELLED, 'cancelled', { call, target, cause: signal.reason });
}

/** Why a call need not even begin. */
export function refusalOf(
  { closed, transport }: Link,
  call: string,
  target: number,
  signal: AbortSignal | undefined,
  leftMs: number,
): CallError | null {
  if (closed !== null || !transport.isOpen)
    return new CallError(CallErrorCode.PEER_CLOSED, 'the connection is closed', { call, target, cause: closed });
  if (signal?.aborted === true) return cancelled(call, target, signal);
  return leftMs <= 0 ? new CallError(CallErrorCode.DEADLINE, 'its time was over before it began', { call, target }) : null;
}
