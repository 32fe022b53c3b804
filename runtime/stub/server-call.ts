/** One call that a server has been asked for: the context of its handler, and what generated dispatch works with. */
import { CodecError } from '../codec/errors.ts';
import type { DirectCall } from './direct.ts';
import { CallStatus } from './envelope.ts';
import { CallError, CallErrorCode, Refusal } from './errors.ts';
import type { Incoming, Method } from './method.ts';
import type { MethodMetrics } from './observe.ts';
import type { LinkServer } from './server.ts';
import { publishError, type ServeTrace, traceOutcome, traceServing } from './tracing.ts';

/** What `read` throws to say that a handler would be called now. */
const FOUND = Symbol('found');
const NOTHING = new DataView(new ArrayBuffer(0));

/** What few calls need. */
class Extras {
  controller: AbortController | null = null;
  abortReason: CallError | null = null;
  timer: NodeJS.Timeout | null = null;
  trace: ServeTrace | null = null;
}

/** There is one per call, so it is kept small: fields of rare use stand apart, and no field holds a number that may be a fraction. */
export class ServerCall implements Incoming {
  readonly code: number;
  readonly correlation: number;
  readonly target: number;
  header: unknown = null;
  /** Answered, or given up: whatever the handler still says is dropped. */
  isOver = false;
  /** Set while its caller waits for it on the stack. */
  direct: DirectCall | null = null;
  /** Nobody waits for the answer any more. */
  isAbandoned = false;
  readonly #server: LinkServer;
  readonly #deadline: number | null;
  #view: DataView = NOTHING;
  #at = 0;
  #length = 0;
  #isReading = false;
  #isScouting = false;
  #metrics: MethodMetrics | null = null;
  /** Null when its time is not measured. */
  #startedAt: number | null = null;
  #extras: Extras | null = null;

  /** @param deadline - null for none */
  constructor(server: LinkServer, code: number, correlation: number, target: number, deadline: number | null) {
    this.#server = server;
    this.code = code;
    this.correlation = correlation;
    this.target = target;
    this.#deadline = deadline;
  }

  get deadline(): number {
    return this.#deadline ?? Number.POSITIVE_INFINITY;
  }

  get peer(): string {
    return this.#server.peer;
  }

  get signal(): AbortSignal {
    const extras = this.#extended();
    if (extras.controller === null) {
      extras.controller = new AbortController();
      if (extras.abortReason !== null) extras.controller.abort(extras.abortReason);
    }
    return extras.controller.signal;
  }

  #extended(): Extras {
    this.#extras ??= new Extras();
    return this.#extras;
  }

  /** The payload, until dispatch returns. */
  open(view: DataView, at: number, length: number): void {
    this.#view = view;
    this.#at = at;
    this.#length = length;
  }

  /**
   * Dispatches with `start` and `end` around it. Subscribers want to know the method before the handler runs, and only dispatch knows it: a
   * first pass goes as far as to reading the input. What no handler takes is not traced.
   *
   * @throws what `dispatch` throws
   */
  traced(dispatch: (call: Incoming) => void): void {
    this.#isScouting = true;
    try {
      return dispatch(this);
    } catch (found) {
      if (found !== FOUND) throw found;
    } finally {
      this.#isScouting = false;
    }
    traceServing(this.#extended().trace as unknown as ServeTrace, () => {
      try {
        dispatch(this);
      } catch (error) {
        this.fail(error);
      }
    });
  }

  read<Input>(method: Method<Input, unknown>): Input {
    if (this.#isScouting) {
      this.#extended().trace = { method: method.name, code: this.code, peer: this.peer, target: this.target };
      throw FOUND;
    }
    const server = this.#server;
    if (server.metrics !== null) {
      this.#metrics = server.metrics.of(method.code, method.name);
      this.#metrics.calls += 1;
      this.#startedAt = server.sampler.begin();
    }
    this.#isReading = true;
    const input = method.readInput(this.#view, this.#at, this.#length, this);
    this.#isReading = false;
    return input;
  }

  answer<Input, Output>(method: Method<Input, Output>, input: Input, output: Output | PromiseLike<Output>): void {
    this.#view = NOTHING;
    const trace = this.#extras?.trace ?? null;
    if (!isPromise(output)) {
      if (trace !== null) trace.result = output;
      this.#server.finish(this, method, input, output);
      return;
    }
    this.#server.hold(this);
    if (this.#deadline !== null) {
      this.#extended().timer = setTimeout(() => this.#expire(), Math.min(this.#deadline - performance.now(), 0x7fffffff));
    }
    const finish = (value: Output): void => this.#server.finish(this, method, input, value);
    if (trace === null) {
      output.then(finish, (error: unknown) => this.fail(error));
      return;
    }
    output.then(
      (value) => {
        trace.result = value;
        traceOutcome(trace, () => finish(value));
      },
      (error: unknown) => {
        this.noteError(error);
        traceOutcome(trace, () => this.fail(error));
      },
    );
  }

  unimplemented(name: string): void {
    const { counters, options } = this.#server;
    counters.unimplemented += 1;
    options.onUnimplemented?.(this, name);
    this.#server.end(this, CallStatus.CallUnimplemented);
  }

  unknown(): void {
    const { counters, options } = this.#server;
    counters.undefined += 1;
    options.onUndefined?.(this);
    this.#server.end(this, CallStatus.CallUndefined);
  }

  reserved(reason: string): void {
    const { counters, options } = this.#server;
    counters.reserved += 1;
    options.onReserved?.(this, reason);
    this.#server.end(this, CallStatus.CallReserved);
  }

  disabled(name: string): void {
    const { counters, options } = this.#server;
    counters.disabled += 1;
    options.onDisabled?.(this, name);
    this.#server.end(this, CallStatus.CallDisabled);
  }

  /** The input could not be decoded, or the handler threw. */
  fail(error: unknown): void {
    this.noteError(error);
    if (this.isOver) return;
    const { counters } = this.#server;
    if (this.#metrics !== null) this.#metrics.errors += 1;
    if (this.#isReading && error instanceof CodecError) {
      counters.malformed += 1;
      this.#server.end(this, CallStatus.CallMalformed);
    } else if (error instanceof Refusal) {
      counters.refused += 1;
      this.#server.end(this, CallStatus.CallRefused, error.errno);
    } else {
      counters.failed += 1;
      this.#server.report(error, this);
      this.#server.end(this, CallStatus.CallFailed);
    }
  }

  /** Tells subscribers, once. */
  noteError(error: unknown): void {
    const trace = this.#extras?.trace ?? null;
    if (trace !== null && !('error' in trace)) publishError(trace, error);
  }

  /** Nobody waits any more: tells the handler, and drops what it still answers. */
  abandon(reason: CallError): void {
    this.isAbandoned = true;
    this.interrupt(reason);
    this.close();
  }

  /** Over: another call may run in its place. */
  close(): void {
    this.isOver = true;
    const timer = this.#extras?.timer ?? null;
    if (timer !== null) clearTimeout(timer);
    if (this.#startedAt !== null) this.#metrics?.sample(performance.now() - this.#startedAt);
    this.#startedAt = null;
    this.#server.release(this);
  }

  #expire(): void {
    this.#server.counters.deadline += 1;
    this.interrupt(new CallError(CallErrorCode.DEADLINE, 'the caller waits no longer'));
    this.#server.end(this, CallStatus.CallDeadline);
  }

  /** Tells the handler why it should end. */
  interrupt(reason: CallError): void {
    const extras = this.#extended();
    extras.abortReason ??= reason;
    extras.controller?.abort(reason);
  }
}

function isPromise<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof value === 'object' && value !== null && typeof (value as PromiseLike<T>).then === 'function';
}
