/** The server side of generated stubs: takes requests off a link, lets generated dispatch call handlers, and sends what they answer. */
import { answerDirectly, type DirectCall } from './direct.ts';
import { CallKind, CallStatus, type CallView, ENVELOPE_SIZE, putEnvelope } from './envelope.ts';
import { CallError, CallErrorCode } from './errors.ts';
import { type Link, linkOf, type RequestHandler } from './link.ts';
import type { Dispatch, Incoming, Method, Protocol } from './method.ts';
import { Metrics, Sampler } from './observe.ts';
import type { ServeOptions } from './options.ts';
import { noCounters, type Server, type ServerCounters } from './running-server.ts';
import { ServerCall } from './server-call.ts';
import { MEANINGS } from './statuses.ts';
import { serveChannel } from './tracing.ts';
import { FULL, type Transport } from './transport.ts';
import { type KnownHandlers, WaitingHandlers } from './waiting-handlers.ts';

/** In place of an offset: who would read the answer is gone. */
const NOBODY = -2;

function judgeThreads(threads: number): void {
  if (threads === 0) return;
  throw new CallError(
    CallErrorCode.OPTION,
    `handlers stay on their thread, more need a module and servePool: threads=${threads}`,
  );
}

interface QueuedCall {
  readonly call: ServerCall;
  readonly bytes: DataView;
}

/**
 * Serves the requests that come over a transport.
 *
 * @throws CallError `SLUICE_ERR_PROTOCOL` when it is being served already, `SLUICE_ERR_OPTION` for threads
 */
export function startServer<Handlers extends object>(
  transport: Transport,
  protocol: Protocol,
  dispatch: Dispatch<Handlers>,
  handlers: Handlers,
  options: ServeOptions = {},
): Server {
  const waiting = new WaitingHandlers(dispatch, handlers);
  return new LinkServer(transport, protocol, (call) => dispatch(handlers, call), waiting, options);
}

export class LinkServer implements Server, RequestHandler {
  readonly counters: ServerCounters = noCounters();
  readonly metrics: Metrics | null;
  readonly closed: Promise<void>;
  readonly options: ServeOptions;
  readonly sampler: Sampler;
  readonly peer: string;
  readonly #link: Link;
  readonly #protocol: Protocol;
  readonly #dispatch: (call: Incoming) => void;
  readonly #waiting: KnownHandlers;
  readonly #concurrency: number;
  readonly #backlog: number;
  /** Calls whose handlers have given a promise, or whose answers wait for room. */
  readonly #running: Set<ServerCall> = new Set();
  readonly #byCorrelation: Map<number, ServerCall> = new Map();
  readonly #queue: QueuedCall[] = [];
  #isStopping = false;
  #idle: (() => void) | null = null;
  #tellClosed: () => void = () => {};

  constructor(
    transport: Transport,
    protocol: Protocol,
    dispatch: (call: Incoming) => void,
    waiting: KnownHandlers,
    options: ServeOptions,
  ) {
    judgeThreads(options.threads ?? 0);
    this.#link = linkOf(transport);
    this.peer = transport.peer;
    this.#protocol = protocol;
    this.#dispatch = dispatch;
    this.#waiting = waiting;
    this.options = options;
    this.#concurrency = options.concurrency ?? 1024;
    this.#backlog = options.backlog ?? 1024;
    if (!(this.#concurrency >= 1)) throw new RangeError(`concurrency must be at least 1: concurrency=${this.#concurrency}`);
    if (!(this.#backlog >= 0)) throw new RangeError(`backlog must be at least 0: backlog=${this.#backlog}`);
    this.sampler = new Sampler(options.sampleEvery ?? (transport.wait === undefined ? null : 64));
    this.metrics = options.sampleEvery === 0 ? null : new Metrics();
    this.closed = new Promise((resolve) => {
      this.#tellClosed = resolve;
    });
    this.#link.attach(this);
    this.#link.whenClosed(() => this.#tellClosed());
  }

  get running(): number {
    return this.#running.size;
  }

  get room(): number {
    const backlog = this.#link.transport.isShared === true ? 0 : this.#backlog;
    return Math.max(0, this.#concurrency - this.#running.size) + backlog - this.#queue.length;
  }

  waits(code: number): boolean {
    return this.#waiting.has(code);
  }

  onRequest(envelope: CallView, view: DataView, at: number, length: number): void {
    const isOneway = envelope.kind === CallKind.CallOneway;
    if (isOneway) this.counters.oneway += 1;
    else this.counters.calls += 1;
    const { code, target, timeout } = envelope;
    const deadline = timeout === 0 ? null : performance.now() + timeout / 1000;
    const call = new ServerCall(this, code, isOneway ? 0 : envelope.correlation, target, deadline);
    if (this.#isStopping || this.#isFull) return this.end(call, CallStatus.CallStopping);
    if (this.#running.size < this.#concurrency && this.#queue.length === 0)
      return this.#run(call, view, at + ENVELOPE_SIZE, length - ENVELOPE_SIZE);
    const bytes = new Uint8Array(length - ENVELOPE_SIZE);
    bytes.set(new Uint8Array(view.buffer, view.byteOffset + at + ENVELOPE_SIZE, bytes.length));
    if (!isOneway) this.#byCorrelation.set(call.correlation, call);
    this.#queue.push({ call, bytes: new DataView(bytes.buffer) });
  }

  get #isFull(): boolean {
    return this.#running.size >= this.#concurrency && this.#queue.length >= this.#backlog;
  }

  get isIdle(): boolean {
    return this.#queue.length === 0 && this.#running.size < this.#concurrency && !this.#isStopping;
  }

  onDirectCall(caller: DirectCall, view: DataView, at: number, length: number): void {
    this.counters.calls += 1;
    const call = new ServerCall(this, caller.method.code, caller.correlation, caller.target, null);
    call.direct = caller;
    this.#run(call, view, at, length);
    call.direct = null;
  }

  onCancel(correlation: number): void {
    const call = this.#byCorrelation.get(correlation);
    if (call === undefined) return; // answered already
    this.counters.cancelled += 1;
    this.#byCorrelation.delete(correlation);
    const waiting = this.#queue.findIndex((queued) => queued.call === call);
    if (waiting >= 0) {
      this.#queue.splice(waiting, 1);
      this.#link.resume();
    }
    call.abandon(new CallError(CallErrorCode.CANCELLED, 'the caller has cancelled'));
  }

  onClose(error: CallError | null): void {
    this.#queue.length = 0;
    for (const call of [...this.#running]) {
      call.abandon(new CallError(CallErrorCode.PEER_CLOSED, 'the caller is gone', { cause: error }));
    }
    this.#byCorrelation.clear();
    this.#idle?.();
  }

  async stop({ timeoutMs = Number.POSITIVE_INFINITY }: { readonly timeoutMs?: number } = {}): Promise<void> {
    this.#isStopping = true;
    for (const { call } of this.#queue.splice(0)) this.end(call, CallStatus.CallStopping);
    if (this.#running.size > 0) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
        if (timeoutMs < 0x7fffffff) timer = setTimeout(resolve, timeoutMs);
      });
      clearTimeout(timer);
    }
    for (const call of [...this.#running]) {
      call.interrupt(new CallError(CallErrorCode.STOPPING, 'the server stops'));
      this.end(call, CallStatus.CallStopping);
    }
    this.#link.transport.close();
    await this.closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #run(call: ServerCall, view: DataView, at: number, length: number): void {
    call.open(view, at, length);
    try {
      if (serveChannel.hasSubscribers) call.traced(this.#dispatch);
      else this.#dispatch(call);
    } catch (error) {
      call.fail(error);
    }
  }

  /** A handler has given a promise: the call goes on without the bytes it came in. */
  hold(call: ServerCall): void {
    this.#running.add(call);
    this.#waiting.learn(call.code);
    if (call.correlation !== 0) this.#byCorrelation.set(call.correlation, call);
  }

  /** The call is over: another one may run. */
  release(call: ServerCall): void {
    if (this.#running.size === 0 || !this.#running.delete(call)) return;
    if (this.#byCorrelation.get(call.correlation) === call) this.#byCorrelation.delete(call.correlation);
    this.#runQueued();
    if (this.#running.size === 0 && this.#isStopping) this.#idle?.();
    this.#link.resume();
  }

  #runQueued(): void {
    while (this.#queue.length > 0 && this.#running.size < this.#concurrency) {
      const next = this.#queue.shift();
      if (next === undefined) return;
      const { call, bytes } = next;
      if (this.#byCorrelation.get(call.correlation) === call) this.#byCorrelation.delete(call.correlation);
      if (call.deadline <= performance.now()) {
        this.counters.deadline += 1;
        this.end(call, CallStatus.CallDeadline);
      } else this.#run(call, bytes, 0, bytes.byteLength);
    }
  }

  /** Ends a call with a status, and with the protocol's negative answer where there is one. @param errno - of a refusal */
  end(call: ServerCall, status: CallStatus, errno = 0): void {
    if (call.isOver) return;
    call.isOver = true;
    if (status === CallStatus.CallStopping) this.counters.stopping += 1;
    if (call.correlation === 0) return call.close();
    if (!this.#link.isCongested && this.#tryStatus(call, status, errno)) call.close();
    else this.#sendLater(call, () => this.#tryStatus(call, status, errno));
  }

  /** Sends what a handler has answered. */
  finish<Input, Output>(call: ServerCall, method: Method<Input, Output>, input: Input, output: Output): void {
    if (call.isOver) return;
    call.isOver = true;
    if (call.correlation === 0) return call.close();
    const { direct } = call;
    if (direct !== null && this.#link.transport.isOpen && answerDirectly(direct, method, input, output, call)) {
      this.counters.answered += 1;
      return call.close();
    }
    if (!this.#link.isCongested && this.#tryAnswer(call, method, input, output)) call.close();
    else this.#sendLater(call, () => this.#tryAnswer(call, method, input, output));
  }

  #sendLater(call: ServerCall, attempt: () => boolean): void {
    // An answer that waits for room counts as a call that runs, so that there are not too many of them.
    this.#running.add(call);
    this.#link.enqueue({
      try: () => {
        if (call.isAbandoned) return true;
        if (!attempt()) return false;
        call.close();
        return true;
      },
      fail: () => call.close(),
    });
  }

  #tryAnswer<Input, Output>(call: ServerCall, method: Method<Input, Output>, input: Input, output: Output): boolean {
    const { transport } = this.#link;
    let at = FULL;
    try {
      at = this.#tryReserve(ENVELOPE_SIZE + method.outputSize(output));
      if (at === FULL) return false;
      if (at === NOBODY) return true;
      const view = transport.outgoing;
      const length = method.writeOutput(view, at + ENVELOPE_SIZE, output, input, call);
      putEnvelope(
        view,
        at,
        CallKind.CallResponse,
        CallStatus.CallOk,
        call.correlation,
        method.outputCode(output),
        call.target,
        0,
        0,
      );
      transport.commit(ENVELOPE_SIZE + length);
      this.counters.answered += 1;
    } catch (error) {
      if (at !== FULL) transport.abort();
      if (!transport.isOpen) return true;
      this.counters.failed += 1;
      call.noteError(error);
      this.report(error, call);
      return this.#tryStatus(call, CallStatus.CallFailed, 0);
    }
    transport.publish();
    return true;
  }

  /** NOBODY when the caller is gone, though what it has sent is not all read yet: until then the transport counts as open. */
  #tryReserve(length: number): number {
    try {
      return this.#link.transport.tryReserve(length);
    } catch (error) {
      if (error instanceof CallError && error.code === CallErrorCode.PEER_CLOSED) return NOBODY;
      throw error;
    }
  }

  #tryStatus(call: ServerCall, status: CallStatus, errno: number): boolean {
    const { transport } = this.#link;
    if (!transport.isOpen) return true;
    const { negative } = this.#protocol;
    const at = this.#tryReserve(ENVELOPE_SIZE + (negative?.size ?? 0));
    if (at === FULL) return false;
    if (at === NOBODY) return true;
    const view = transport.outgoing;
    const shown = errno > 0 ? errno : (MEANINGS[status]?.errno ?? 0);
    const length = negative === null ? 0 : negative.write(view, at + ENVELOPE_SIZE, shown, call);
    putEnvelope(view, at, CallKind.CallResponse, status, call.correlation, negative?.code ?? call.code, call.target, 0, errno);
    transport.commit(ENVELOPE_SIZE + length);
    transport.publish();
    return true;
  }

  report(error: unknown, call: ServerCall): void {
    this.options.onError?.(error, call);
    this.options.logger?.error({ err: error, code: call.code, peer: this.peer }, 'handler failed');
  }
}
