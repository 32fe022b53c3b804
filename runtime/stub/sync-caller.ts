/** The client side of generated stubs for threads that may block: calls that return their answer. */
import { refusalOf, timeLeft, toTimeoutUs } from './caller.ts';
import { CAPACITY, callDirectly, type DirectCall, type DirectServer } from './direct.ts';
import { CallKind } from './envelope.ts';
import { CallError, CallErrorCode } from './errors.ts';
import { existingLinkOf, type Link, linkOf } from './link.ts';
import type { Method, NegativeAnswer, Outgoing, Protocol } from './method.ts';
import type { CallOptions, ClientOptions, SendOptions } from './options.ts';
import type { Transport } from './transport.ts';

const NO_OPTIONS: CallOptions = {};

/** One call that a blocked thread waits for. */
class BlockingCall implements DirectCall {
  correlation = 0;
  isSent = false;
  method: Method<unknown, unknown>;
  target = 0;
  readonly source: number;
  readonly negative: NegativeAnswer | null;
  isDone = false;
  answerAt = 0;
  answerLength = -1;
  answerCode = 0;
  output: unknown = undefined;
  error: unknown = null;

  constructor(method: Method<unknown, unknown>, source: number, negative: NegativeAnswer | null) {
    this.method = method;
    this.source = source;
    this.negative = negative;
  }

  settle(output: unknown): void {
    this.isDone = true;
    this.output = output;
  }

  fail(error: unknown): void {
    this.isDone = true;
    this.error = error;
  }
}

/** Makes calls of one protocol over one transport that can block. Incoming requests are served while it waits. */
export class SyncCaller {
  readonly #link: Link;
  readonly #negative: NegativeAnswer | null;
  readonly #target: number;
  readonly #source: number;
  readonly #timeoutMs: number;
  readonly #canBeDirect: boolean;
  #peer: Link | null = null;
  /** A call object that is not in use: most threads make one call at a time. */
  #spare: BlockingCall | null = null;

  /** @throws CallError `SLUICE_ERR_CANNOT_BLOCK` when the transport needs the event loop */
  constructor(transport: Transport, protocol: Protocol, options: ClientOptions = {}) {
    if (transport.wait === undefined) {
      throw new CallError(CallErrorCode.CANNOT_BLOCK, 'this transport needs the event loop: use the asynchronous client');
    }
    this.#link = linkOf(transport);
    this.#negative = protocol.negative;
    this.#target = options.target ?? 0;
    this.#source = options.source ?? 0;
    this.#timeoutMs = options.timeoutMs ?? Number.POSITIVE_INFINITY;
    this.#canBeDirect =
      transport.idlePeer !== undefined &&
      transport.maxLength >= CAPACITY &&
      this.#timeoutMs === Number.POSITIVE_INFINITY &&
      this.#target >>> 0 === this.#target;
  }

  /** @throws CallError; CodecError when the input does not fit the schema */
  call<Input, Output>(method: Method<Input, Output>, input: Input, options: CallOptions = NO_OPTIONS): Output {
    const server = options === NO_OPTIONS && this.#canBeDirect ? this.#idleServer() : null;
    return server === null ? this.#callByRecord(method, input, options) : this.#callDirectly(server, method, input);
  }

  /** Who can answer on the spot; null when it has to wait for its turn, or is no server of ours. */
  #idleServer(): DirectServer | null {
    const { transport } = this.#link;
    const other = this.#link.isCongested ? null : (transport.idlePeer?.() ?? null);
    if (other === null) return null;
    this.#peer ??= existingLinkOf(other);
    const server = this.#peer?.requests ?? null;
    return server?.isIdle === true ? server : null;
  }

  #callDirectly<Input, Output>(server: DirectServer, method: Method<Input, Output>, input: Input): Output {
    const link = this.#link;
    const call = this.#take(method as Method<unknown, unknown>, this.#target);
    link.expect(call);
    try {
      if (!callDirectly(link, server, call, input)) {
        this.#post(CallKind.CallRequest, call.method, input, call, Number.POSITIVE_INFINITY);
        call.isSent = true;
      }
      if (!call.isDone) this.#await(call, Number.POSITIVE_INFINITY);
    } catch (error) {
      link.forget(call);
      throw error;
    }
    return this.#outcomeOf(call) as Output;
  }

  #callByRecord<Input, Output>(method: Method<Input, Output>, input: Input, options: CallOptions): Output {
    const link = this.#link;
    const isPlain = options === NO_OPTIONS && this.#timeoutMs === Number.POSITIVE_INFINITY;
    const leftMs = isPlain ? Number.POSITIVE_INFINITY : timeLeft(options, this.#timeoutMs);
    const refusal = refusalOf(link, method.name, options.target ?? this.#target, options.signal, leftMs);
    if (refusal !== null) throw refusal;
    const call = this.#take(method as Method<unknown, unknown>, options.target ?? this.#target);
    link.expect(call);
    try {
      this.#post(CallKind.CallRequest, call.method, input, call, leftMs);
      call.isSent = true;
      this.#await(call, leftMs);
    } catch (error) {
      link.forget(call);
      throw error;
    }
    return this.#outcomeOf(call) as Output;
  }

  #outcomeOf(call: BlockingCall): unknown {
    if (call.error !== null) throw call.error;
    this.#spare = call;
    return call.output;
  }

  /** Sends what nobody answers; waits for room. */
  send<Input>(method: Method<Input, unknown>, input: Input, options: SendOptions = NO_OPTIONS): void {
    const target = options.target ?? this.#target;
    const refusal = refusalOf(this.#link, method.name, target, options.signal, Number.POSITIVE_INFINITY);
    if (refusal !== null) throw refusal;
    const out: Outgoing = { correlation: 0, target, source: this.#source };
    this.#post(CallKind.CallOneway, method as Method<unknown, unknown>, input, out, this.#timeoutMs);
  }

  /**
   * One call per target, in order of the targets.
   *
   * @throws AggregateError with the `CallError` of each target that failed
   */
  multicast<Input>(
    method: Method<Input, unknown>,
    inputs: readonly Input[],
    targets: readonly number[],
    options: CallOptions = NO_OPTIONS,
  ): void {
    if (inputs.length !== targets.length) {
      throw new RangeError(`there must be an input for each target: inputs=${inputs.length} targets=${targets.length}`);
    }
    const failures: unknown[] = [];
    for (const [index, target] of targets.entries()) {
      try {
        this.call(method, inputs[index] as Input, { ...options, target });
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) {
      throw new AggregateError(failures, `${method.name}: ${failures.length} of ${targets.length} targets failed`);
    }
  }

  #take(method: Method<unknown, unknown>, target: number): BlockingCall {
    const call = this.#spare ?? new BlockingCall(method, this.#source, this.#negative);
    this.#spare = null;
    call.method = method;
    call.target = target;
    call.isSent = false;
    call.isDone = false;
    call.output = undefined;
    call.error = null;
    return call;
  }

  #post(kind: CallKind, method: Method<unknown, unknown>, input: unknown, out: Outgoing, leftMs: number): void {
    const link = this.#link;
    const timeout = kind === CallKind.CallRequest && leftMs !== Number.POSITIVE_INFINITY ? toTimeoutUs(leftMs) : 0;
    for (let idle = 0; link.isCongested || !link.trySend(kind, method, input, out, timeout); ) {
      idle = link.transport.wait?.(leftMs) === true ? 0 : idle + 1;
      if (idle > 1) throw this.#stuck(method, out.target);
      link.pump();
      link.onWritable();
    }
  }

  #await(call: BlockingCall, leftMs: number): void {
    const { transport } = this.#link;
    const until = leftMs === Number.POSITIVE_INFINITY ? leftMs : performance.now() + leftMs;
    while (!call.isDone) {
      const left = until === Number.POSITIVE_INFINITY ? until : until - performance.now();
      if (left <= 0) {
        this.#link.cancel(call);
        throw new CallError(CallErrorCode.DEADLINE, 'there was no answer in time', {
          call: call.method.name,
          target: call.target,
          started: 'unknown',
        });
      }
      if (transport.wait?.(left) !== true) {
        if (this.#link.closed !== null || !transport.isOpen) {
          throw new CallError(CallErrorCode.PEER_CLOSED, 'the connection is closed', {
            call: call.method.name,
            target: call.target,
            started: 'unknown',
          });
        }
        if (until === Number.POSITIVE_INFINITY || until > performance.now()) throw this.#stuck(call.method, call.target);
        continue;
      }
      this.#link.pump();
    }
  }

  #stuck(method: Method<unknown, unknown>, target: number): CallError {
    return new CallError(CallErrorCode.CANNOT_BLOCK, 'its handler, or the peer, waits for the event loop that this call blocks', {
      call: method.name,
      target,
      started: 'unknown',
    });
  }
}
