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

/** One call that a promise stands for. */
class PendingCall implements Waiter {
  correlation = 0;
  isSent = false;
  readonly method: Method<unknown, unknown>;
  readonly target: number;
  readonly source: number;
  readonly negative: NegativeAnswer | null;
  readonly #metrics: MethodMetrics | null;
  readonly #startedAt: number;
  readonly #resolve: (output: never) => void;
  readonly #reject: (error: unknown) => void;
  #timer: NodeJS.Timeout | null = null;
  #signal: AbortSignal | null = null;
  #onAbort: (() => void) | null = null;

  constructor(
    method: Method<unknown, unknown>,
    target: number,
    source: number,
    negative: NegativeAnswer | null,
    metrics: MethodMetrics | null,
    startedAt: number,
    resolve: (output: never) => void,
    reject: (error: unknown) => void,
  ) {
    this.method = method;
    this.target = target;
    this.source = source;
    this.negative = negative;
    this.#metrics = metrics;
    this.#startedAt = startedAt;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** Ends the call when the signal says so, or after `leftMs`. */
  guard(link: Link, signal: AbortSignal | undefined, leftMs: number): void {
    if (signal !== undefined) {
      const onAbort = (): void => this.#giveUp(link, CallErrorCode.CANCELLED, 'cancelled', signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      this.#signal = signal;
      this.#onAbort = onAbort;
    }
    if (leftMs <= MAX_TIMER_MS) {
      this.#timer = setTimeout(() => this.#giveUp(link, CallErrorCode.DEADLINE, 'there was no answer in time'), leftMs);
    }
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
    this.fail(new CallError(code, text, { call: this.method.name, started: this.isSent ? 'unknown' : 'no', cause }));
  }

  #end(isError: boolean): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#onAbort !== null) this.#signal?.removeEventListener('abort', this.#onAbort);
    const metrics = this.#metrics;
    if (metrics === null) return;
    if (isError) metrics.errors += 1;
    if (this.#startedAt > 0) metrics.sample(performance.now() - this.#startedAt);
  }
}

/** Makes calls of one protocol over one transport. Generated clients are thin layers over it. */
export class Caller {
  readonly metrics: Metrics | null;
  readonly #link: Link;
  readonly #protocol: Protocol;
  readonly #target: number;
  readonly #source: number;
  readonly #timeoutMs: number;
  readonly #sampler: Sampler;

  constructor(transport: Transport, protocol: Protocol, options: ClientOptions = {}) {
    this.#link = linkOf(transport);
    this.#protocol = protocol;
    this.#target = options.target ?? 0;
    this.#source = options.source ?? 0;
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
    return new Promise<Output>((resolve, reject) => {
      const { signal } = options;
      const link = this.#link;
      const isPlain = options === NO_OPTIONS && this.#timeoutMs === Number.POSITIVE_INFINITY;
      const leftMs = isPlain ? Number.POSITIVE_INFINITY : timeLeft(options, this.#timeoutMs);
      let metrics: MethodMetrics | null = null;
      let startedAt = 0;
      if (this.metrics !== null) {
        metrics = this.metrics.of(method.code, method.name);
        metrics.calls += 1;
        startedAt = this.#sampler.begin();
      }
      const call = new PendingCall(
        method as Method<unknown, unknown>,
        options.target ?? this.#target,
        this.#source,
        this.#protocol.negative,
        metrics,
        startedAt,
        resolve as (output: never) => void,
        reject,
      );
      const refusal = refusalOf(link, method.name, signal, leftMs);
      if (refusal !== null) return call.fail(refusal);
      link.expect(call);
      if (signal !== undefined || leftMs !== Number.POSITIVE_INFINITY) call.guard(link, signal, leftMs);
      try {
        if (
          !link.isCongested &&
          link.trySend(CallKind.CallRequest, call.method, input, call, isPlain ? 0 : toTimeoutUs(leftMs))
        ) {
          call.isSent = true;
        } else {
          link.enqueue({
            try: () => this.#sendLate(call, input, leftMs),
            fail: (error) => {
              if (link.forget(call)) call.fail(error);
            },
          });
        }
      } catch (error) {
        link.forget(call);
        call.fail(error);
      }
    });
  }

  /** The transport has room at last. The input is encoded only now: it must not change before. */
  #sendLate(call: PendingCall, input: unknown, leftMs: number): boolean {
    if (!this.#link.isWaiting(call)) return true; // given up while it waited for room
    const timeout = leftMs === Number.POSITIVE_INFINITY ? 0 : toTimeoutUs(leftMs);
    call.isSent = this.#link.trySend(CallKind.CallRequest, call.method, input, call, timeout);
    return call.isSent;
  }

  /** Sends what nobody answers. The promise is kept once the transport has taken it. */
  send<Input>(method: Method<Input, unknown>, input: Input, options: SendOptions = NO_OPTIONS): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const link = this.#link;
      const { signal } = options;
      const refusal = refusalOf(link, method.name, signal, Number.POSITIVE_INFINITY);
      if (refusal !== null) return reject(refusal);
      const metrics = this.metrics?.of(method.code, method.name);
      if (metrics !== undefined) metrics.calls += 1;
      const out: Outgoing = { correlation: 0, target: options.target ?? this.#target, source: this.#source };
      link.enqueue({
        try: () => {
          if (signal?.aborted === true) throw cancelled(method.name, signal);
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

function cancelled(call: string, signal: AbortSignal): CallError {
  return new CallError(CallErrorCode.CANCELLED, 'cancelled', { call, cause: signal.reason });
}

/** Why a call need not even begin. */
export function refusalOf(link: Link, call: string, signal: AbortSignal | undefined, leftMs: number): CallError | null {
  if (link.closed !== null || !link.transport.isOpen) {
    return new CallError(CallErrorCode.PEER_CLOSED, 'the connection is closed', { call, cause: link.closed });
  }
  if (signal?.aborted === true) return cancelled(call, signal);
  return leftMs <= 0 ? new CallError(CallErrorCode.DEADLINE, 'its time was over before it began', { call }) : null;
}
