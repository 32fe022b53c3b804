/** What client and server stubs of one transport share: envelopes, the calls that wait for an answer, and what waits for room. */
import type { DirectServer } from './direct.ts';
import { CallKind, CallStatus, CallView, ENVELOPE_SIZE, putEnvelope } from './envelope.ts';
import { CallError, CallErrorCode } from './errors.ts';
import { type Method, type NegativeAnswer, type Outgoing, STRAY } from './method.ts';
import { type Attempt, Outbox } from './outbox.ts';
import { MEANINGS } from './statuses.ts';
import { FULL, type Transport, type TransportListener } from './transport.ts';
import { WaitingCalls } from './waiting-calls.ts';

/** Records that are handed over between two looks at the rest of the program. */
const BATCH = 64;
const BATCHES_PER_TURN = 16;

/** A call that waits for its answer. */
export interface Waiter extends Outgoing {
  correlation: number;
  readonly method: Method<unknown, unknown>;
  /** Whether the transport has taken the request. */
  isSent: boolean;
  readonly negative: NegativeAnswer | null;
  settle(output: unknown): void;
  fail(error: unknown): void;
}

/** What a link does with records that are no answers. */
export interface RequestHandler extends DirectServer {
  /** How many more requests it takes; at 0 nothing is read, unless somebody on this side waits for an answer. */
  readonly room: number;
  /** As {@link TransportListener} has it. */
  waits?(code: number): boolean;
  onRequest(envelope: CallView, view: DataView, at: number, length: number): void;
  onCancel(correlation: number): void;
  onClose(error: CallError | null): void;
}

const ignore = (): void => {};

const links: WeakMap<Transport, Link> = new WeakMap();

/** The link of a transport: there is one, whoever asks first. */
export function linkOf(transport: Transport): Link {
  let link = links.get(transport);
  if (link === undefined) {
    link = new Link(transport);
    links.set(transport, link);
  }
  return link;
}

/** Null when nobody has asked for it. */
export function existingLinkOf(transport: Transport): Link | null {
  return links.get(transport) ?? null;
}

export class Link implements TransportListener {
  readonly transport: Transport;
  /** Answers that nobody waited for: late ones, and those that fit no call. */
  strays = 0;
  #closed: CallError | null = null;
  #requests: RequestHandler | null = null;
  readonly #waiting: WaitingCalls<Waiter> = new WaitingCalls();
  readonly #outbox: Outbox = new Outbox();
  #isStalled = false;
  #isPoisoned = false;
  readonly #onClosed: ((error: CallError | null) => void)[] = [];
  readonly #envelope: CallView = new CallView();
  readonly #receive = (view: DataView, at: number, length: number): void => this.#onRecord(view, at, length);

  constructor(transport: Transport) {
    this.transport = transport;
    transport.listener = this;
  }

  /** Whose errors are final, or null while the link is open. */
  get closed(): CallError | null {
    return this.#closed;
  }

  /** Who answers requests on this side. */
  get requests(): RequestHandler | null {
    return this.#requests;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Makes this side answer requests. */
  attach(handler: RequestHandler): void {
    if (this.#requests !== null) throw new CallError(CallErrorCode.PROTOCOL, 'the transport is being served already');
    this.#requests = handler;
  }

  detach(handler: RequestHandler): void {
    if (this.#requests === handler) this.#requests = null;
  }

  /** Told once, also when that was long ago. */
  whenClosed(tell: (error: CallError | null) => void): void {
    if (this.#closed === null) this.#onClosed.push(tell);
    else queueMicrotask(() => tell(this.#closed));
  }

  /** Numbers a call and lets it wait. */
  expect(waiter: Waiter): void {
    this.#waiting.add(waiter);
    if (this.#isStalled) this.resume();
  }

  isWaiting(waiter: Waiter): boolean {
    return this.#waiting.get(waiter.correlation) === waiter;
  }

  /** @returns false when the call has ended already */
  forget(waiter: Waiter): boolean {
    return this.#waiting.delete(waiter);
  }

  /** Tells the server that nobody waits any more. */
  cancel(waiter: Waiter): void {
    const { correlation, target } = waiter;
    if (!waiter.isSent || this.#closed !== null) return;
    this.enqueue({
      try: () => this.tryControl(CallKind.CallCancel, 0, correlation, waiter.method.code, target, 0),
      fail: ignore,
    });
  }

  /**
   * Sends a request or a one-way call.
   *
   * @param timeout - microseconds that the caller has left, 0 for no limit
   * @returns false when there is no room
   * @throws CodecError when the input does not fit; CallError when the transport is closed
   */
  trySend(kind: CallKind, method: Method<unknown, unknown>, input: unknown, out: Outgoing, timeout: number): boolean {
    const { transport } = this;
    const at = transport.tryReserve(ENVELOPE_SIZE + method.inputSize(input));
    if (at === FULL) return false;
    const view = transport.outgoing;
    let length = 0;
    try {
      length = method.writeInput(view, at + ENVELOPE_SIZE, input, out);
      putEnvelope(view, at, kind, 0, out.correlation, method.code, out.target, timeout, 0);
    } catch (error) {
      transport.abort();
      throw error;
    }
    transport.commit(ENVELOPE_SIZE + length);
    transport.publish();
    return true;
  }

  /** A record without payload. */
  tryControl(kind: CallKind, status: CallStatus, correlation: number, code: number, target: number, error: number): boolean {
    const { transport } = this;
    const at = transport.tryReserve(ENVELOPE_SIZE);
    if (at === FULL) return false;
    putEnvelope(transport.outgoing, at, kind, status, correlation, code, target, 0, error);
    transport.commit(ENVELOPE_SIZE);
    transport.publish();
    return true;
  }

  /** Whether something waits for room: what comes later must queue behind it. */
  get isCongested(): boolean {
    return !this.#outbox.isEmpty;
  }

  /** Tries now, or as soon as there is room, in order. */
  enqueue(attempt: Attempt): void {
    this.#outbox.add(attempt);
  }

  /** Lets a thread that is blocked in a synchronous call take what has come. */
  pump(): void {
    this.transport.poll(this.#receive, BATCH);
  }

  get room(): number {
    return this.#requests?.room ?? BATCH;
  }

  waits(code: number): boolean {
    return this.#requests?.waits?.(code) ?? false;
  }

  /** The request handler has room again. */
  resume(): void {
    if (!this.#isStalled) return;
    this.#isStalled = false;
    setImmediate(() => this.onReadable());
  }

  onReadable(): void {
    for (let batch = 0; batch < BATCHES_PER_TURN; batch += 1) {
      const { room } = this;
      this.#isStalled = room <= 0;
      const limit = this.#waiting.size > 0 || this.transport.isSelective === true ? BATCH : Math.min(BATCH, room);
      if (limit <= 0) return;
      if (this.transport.poll(this.#receive, limit) < limit || this.#closed !== null) return;
    }
    setImmediate(() => this.onReadable());
  }

  onWritable(): void {
    this.#outbox.retry();
  }

  onClose(error: CallError | null): void {
    if (this.#closed !== null) return;
    this.#closed = error ?? new CallError(CallErrorCode.PEER_CLOSED, 'the connection is closed');
    this.#outbox.failAll(this.#closed);
    for (const waiter of this.#waiting.drain()) {
      waiter.fail(
        new CallError(this.#closed.code, this.#closed.message, {
          call: waiter.method.name,
          target: waiter.target,
          started: waiter.isSent ? 'unknown' : 'no',
          cause: this.#closed,
        }),
      );
    }
    this.#requests?.onClose(error);
    for (const tell of this.#onClosed.splice(0)) tell(error);
  }

  #onRecord(view: DataView, at: number, length: number): void {
    if (this.#isPoisoned) return;
    const envelope = this.#envelope;
    if (length < ENVELOPE_SIZE) return this.#poison(`a record has at least ${ENVELOPE_SIZE} bytes: length=${length}`);
    envelope.wrap(view, at, length);
    switch (envelope.kind) {
      case CallKind.CallResponse:
        return this.#onResponse(view, at + ENVELOPE_SIZE, length - ENVELOPE_SIZE);
      case CallKind.CallRequest:
        if (envelope.correlation === 0) return this.#poison('a request has a correlation');
        return this.#onRequest(view, at, length);
      case CallKind.CallOneway:
        return this.#onRequest(view, at, length);
      case CallKind.CallCancel:
        this.#requests?.onCancel(envelope.correlation);
        return;
      default:
        return this.#poison(`no record has this kind: kind=${envelope.kind}`);
    }
  }

  #onRequest(view: DataView, at: number, length: number): void {
    const envelope = this.#envelope;
    if (this.#requests !== null) return this.#requests.onRequest(envelope, view, at, length);
    const { kind, correlation, code, target } = envelope;
    if (kind === CallKind.CallRequest) {
      this.enqueue({
        try: () => this.tryControl(CallKind.CallResponse, CallStatus.CallUnimplemented, correlation, code, target, 0),
        fail: ignore,
      });
    }
  }

  #onResponse(view: DataView, at: number, length: number): void {
    const { correlation, status, code, error } = this.#envelope;
    const waiter = this.#waiting.get(correlation);
    if (waiter === undefined) {
      this.strays += 1;
      return;
    }
    if (status === CallStatus.CallOk) this.take(waiter, code, view, at, length);
    else this.#onFailure(waiter, status, error);
  }

  #onFailure(waiter: Waiter, status: number, error: number): void {
    const meaning = MEANINGS[status];
    if (meaning === undefined) return this.#poison(`no answer has this status: status=${status}`);
    const isRefused = status === CallStatus.CallRefused;
    if (isRefused && (error < 1 || error > 4095)) return this.#poison(`a refusal has an errno: error=${error}`);
    this.#waiting.delete(waiter);
    waiter.fail(
      new CallError(meaning.code, isRefused ? `refused with errno ${error}` : meaning.text, {
        call: waiter.method.name,
        target: waiter.target,
        started: meaning.isUnstarted ? 'no' : 'unknown',
        ...(isRefused ? { errno: error } : {}),
      }),
    );
  }

  /** A result has come, or a negative answer. */
  take(waiter: Waiter, code: number, view: DataView, at: number, length: number): void {
    const { method, negative, correlation, target } = waiter;
    try {
      // First whether it is a negative answer, also where the same message would be the result: a server that knows no envelopes says no so.
      const errno = negative !== null && code === negative.code ? negative.read(view, at, length, correlation) : 0;
      if (errno !== STRAY && errno > 0) {
        this.#waiting.delete(waiter);
        const details = { call: method.name, target, started: 'unknown', errno } as const;
        waiter.fail(new CallError(CallErrorCode.REFUSED, `refused with errno ${errno}`, details));
        return;
      }
      const isReply = errno !== STRAY && (method.replies[0] === code || method.replies.includes(code));
      const output = isReply ? method.readOutput(view, at, length, code, correlation) : STRAY;
      if (output === STRAY) {
        this.strays += 1;
        return;
      }
      this.#waiting.delete(waiter);
      waiter.settle(output);
    } catch (cause) {
      this.#waiting.delete(waiter);
      const details = { call: method.name, target, started: 'unknown', cause } as const;
      waiter.fail(new CallError(CallErrorCode.MALFORMED, 'its answer is no such message', details));
    }
  }

  /** The peer broke a rule that everything else depends on. */
  #poison(text: string): void {
    this.#isPoisoned = true;
    this.transport.destroy(new CallError(CallErrorCode.PROTOCOL, text, { started: 'unknown' }));
  }
}
