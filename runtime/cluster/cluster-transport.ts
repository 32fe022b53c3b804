/** The members of a cluster as a transport of stubs: `docs/transport.md` is the contract, `docs/cluster.md` ("Stubs") says what differs. */
import { isMainThread } from 'node:worker_threads';
import { WaiterSleep } from '../../generated/segment/codes.ts';
import { CallKind, ENVELOPE_SIZE } from '../stub/envelope.ts';
import { CallError, CallErrorCode } from '../stub/errors.ts';
import { FULL, type Receive, type Transport, type TransportListener } from '../stub/transport.ts';
import { type CallPort, type Inbox, Rest } from './call-port.ts';
import { CallRecord, RECORD_SIZE } from './call-record.ts';
import { ASLEEP, WAITER_WORDS } from './call-words.ts';
import { Calls } from './calls.ts';
import { OutgoingCalls, RETRY_MS } from './outgoing-calls.ts';
import { ServedRequests } from './served-requests.ts';

/** Requests that may wait for a call slot; beyond, the transport is full. */
const QUEUE_LIMIT = 64;
/** Looks before a blocked thread sleeps, some 20 us. */
const SPINS = 200;

export interface ClusterTransportSettings {
  /** Low halves, by index. */
  readonly fingerprints: Int32Array;
  readonly blocksMainThread: boolean;
  /** Other threads of the member serve, too. */
  readonly isShared: boolean;
}

export class ClusterTransport implements Transport {
  readonly maxLength: number = RECORD_SIZE;
  readonly isSelective: boolean = true;
  readonly isShared: boolean;
  readonly peer: string;
  readonly outgoing: DataView;
  readonly port: CallPort;
  /** Of the thread that has joined; null for others. */
  readonly ownInbox: Inbox | null;
  readonly fingerprints: Int32Array;
  /** Where this thread may block. */
  readonly wait?: (timeoutMs: number) => boolean;
  isOpen = true;
  onShut: () => void = () => {};
  #inbox: Inbox | null;
  readonly #calls: Calls;
  readonly #out: OutgoingCalls;
  readonly #served: ServedRequests;
  /** What `outgoing` is of. */
  readonly #record: CallRecord = new CallRecord();
  #listener: TransportListener | null = null;
  #isFull = false;
  /** The listener is to be told that there is something to poll. */
  #isArmed = true;
  #isScheduled = false;
  #isClosing = false;
  /** From the first blocking wait until what has waited has ended. */
  #isBlocked = false;
  /** After it, the event loop looks at what has come meanwhile. */
  #isTurnDue = false;
  /** How this thread rests, as the inbox knows. */
  #rests: Rest | null = null;
  readonly #turn: () => void = () => {
    this.#isScheduled = false;
    this.#unblock();
    this.#tell();
  };

  constructor(
    port: CallPort,
    inbox: Inbox | null,
    peer: string,
    { fingerprints, blocksMainThread, isShared }: ClusterTransportSettings,
  ) {
    this.port = port;
    this.ownInbox = inbox;
    this.fingerprints = fingerprints;
    this.isShared = isShared;
    this.#inbox = inbox;
    this.#calls = new Calls(port);
    this.#calls.onHeard = () => this.#lookAndTell(() => this.#calls.hear());
    this.#out = new OutgoingCalls(this.#calls, fingerprints, {
      onAnswered: () => this.#schedule(),
      onRetry: () => this.#lookAndTell(() => {}),
    });
    this.#served = new ServedRequests(inbox, port.cxy, fingerprints, () => {
      if (this.#isFull) this.#schedule();
    });
    this.#served.waits = (index) => this.#listener?.waits?.(index) ?? false;
    this.outgoing = this.#record.view;
    this.peer = peer;
    if (!isMainThread || blocksMainThread) this.wait = (timeoutMs) => this.#wait(timeoutMs);
  }

  get listener(): TransportListener | null {
    return this.#listener;
  }

  set listener(listener: TransportListener | null) {
    this.#listener = listener;
    this.#isArmed = true;
    // What had come before there was one.
    if (listener !== null) this.#schedule();
  }

  tryReserve(length: number): number {
    if (!this.isOpen || this.#isClosing) throw new CallError(CallErrorCode.PEER_CLOSED, 'the transport is closed');
    if (length > this.maxLength) {
      throw new CallError(CallErrorCode.TOO_LONG, `a record has at most ${this.maxLength} bytes: length=${length}`);
    }
    if (this.#hasRoom) return 0;
    this.#isFull = true;
    return FULL;
  }

  /** Answers always have room: two sides that owe each other answers would wait for the slots of their requests for ever. */
  get #hasRoom(): boolean {
    return this.#out.queuedCount < QUEUE_LIMIT || this.#served.count > 0;
  }

  commit(length: number): void {
    const view = this.outgoing;
    if (length < ENVELOPE_SIZE) return;
    const correlation = view.getUint32(4, true);
    const payload = this.#record.payload(length);
    switch (view.getUint8(0)) {
      case CallKind.CallResponse:
        this.#served.answer(correlation, view.getUint8(1), view.getInt32(20, true), payload);
        // Others prefer a thread that has nothing to do, and have to know of it.
        if (this.isShared && this.#rests === Rest.Held && this.#served.count === 0) this.#schedule();
        return;
      case CallKind.CallCancel:
        return this.#out.cancel(correlation);
      case CallKind.CallRequest:
        return this.#out.request(view, payload, false);
      case CallKind.CallOneway:
        return this.#out.request(view, payload, true);
    }
  }

  abort(): void {}

  publish(): void {
    this.#ask();
  }

  poll(receive: Receive, limit: number): number {
    let count = 0;
    const wasBlocked = this.#isBlocked;
    while (count < limit && this.isOpen) {
      // A handler that has blocked this thread has ended.
      if (!wasBlocked) this.#unblock();
      if (!this.#out.poll(receive) && !this.#served.pollCancel(receive) && !this.#served.poll(receive, this.#rest)) break;
      count += 1;
    }
    // A thread that blocks arms before it sleeps.
    if (count < limit && this.isOpen && !this.#isBlocked) {
      this.#isArmed = true;
      if (!this.#arm()) this.#schedule();
    }
    return count;
  }

  /** For a pool: requests come from there from now on, or not at all. */
  borrow(inbox: Inbox | null): void {
    this.#inbox?.leave();
    inbox?.resume();
    this.#inbox = inbox;
    this.#served.inbox = inbox;
    this.#isArmed = true;
    this.#schedule();
  }

  /** For a pool: there is room for requests again. */
  onRoom(): void {
    this.#schedule();
  }

  /** After it has closed: whoever has asked since is told STOPPING. */
  refuse(): void {
    do this.#served.refuse();
    while (this.#inbox?.arm(Rest.Free) === false);
  }

  /** How this thread rests if it finds nothing; null when its listener would begin no request now. */
  get #rest(): Rest | null {
    if ((this.#listener?.room ?? 1) <= 0) return null;
    return this.#isBlocked ? Rest.Blocked : this.#served.rest;
  }

  /** @returns false when there is something to be polled */
  #arm(): boolean {
    const rest = this.#rest;
    this.#rests = rest;
    let hasNothing = true;
    if (rest !== null) hasNothing = this.#inbox?.arm(rest) ?? true;
    else {
      this.#inbox?.leave();
      // Cancellations ring nevertheless.
      this.#calls.arm();
    }
    // Who gives up moves the word, then looks whether this thread is asleep.
    return hasNothing && !this.#served.hasCancelled;
  }

  close(): void {
    if (!this.isOpen || this.#isClosing) return;
    this.#isClosing = true;
    this.#ask();
  }

  destroy(error: CallError | null): void {
    if (this.isOpen) this.#shut(error);
  }

  /** The bell of this thread's waiter has rung. */
  onBell(): void {
    this.#lookAndTell(() => this.#calls.onBell());
  }

  #ask(): void {
    this.#out.ask();
    this.#shutIfDone();
  }

  #look(work: () => void): void {
    this.#out.look(work);
    this.#shutIfDone();
  }

  /** From the event loop, or from a microtask: so nothing blocks this thread. */
  #lookAndTell(work: () => void): void {
    if (!this.isOpen) return;
    this.#unblock();
    this.#look(work);
    this.#tell();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(this.#turn);
  }

  #tell(): void {
    if (!this.isOpen) return;
    if (this.#isFull && this.#hasRoom) {
      this.#isFull = false;
      this.#listener?.onWritable();
    }
    if (!this.#isArmed || this.#listener === null) return;
    // Not again before a poll has found less than its limit.
    this.#isArmed = false;
    this.#listener.onReadable();
  }

  #hasCome(): boolean {
    this.#look(() => this.#calls.poll());
    if (this.#out.hasAnswered) return true;
    if (this.#isFull && this.#hasRoom) return true;
    return this.#served.hasTaken(this.#rest);
  }

  #wait(timeoutMs: number): boolean {
    const { waiters } = this.port.memory;
    const asleep = this.port.waiter * WAITER_WORDS + ASLEEP;
    const limit = performance.now() + timeoutMs;
    let hasCome = false;
    let hasRested = false;
    this.#block();
    for (let i = 0; i < SPINS && !hasCome && this.isOpen; i += 1) hasCome = this.#hasCome();
    while (!hasCome && this.isOpen) {
      // The server counts down, then looks here; this thread stores here, then looks again.
      Atomics.store(waiters, asleep, WaiterSleep.WaiterAsleep);
      hasCome = this.#hasCome();
      if (hasCome) continue;
      hasRested = true;
      if (!this.#arm()) {
        hasCome = this.#served.hasCancelled;
        continue;
      }
      const left = limit - performance.now();
      if (left <= 0) break;
      this.port.sleep(this.#out.queuedCount > 0 ? Math.min(left, RETRY_MS) : left);
      hasCome = this.#hasCome();
    }
    Atomics.store(waiters, asleep, WaiterSleep.WaiterAwake);
    if (hasRested) this.#inbox?.leave();
    this.#calls.onStolenBell();
    if (this.#isFull && this.#hasRoom) this.#isFull = false;
    return hasCome;
  }

  #block(): void {
    if (this.#isBlocked) return;
    this.#isBlocked = true;
    this.#inbox?.block();
    if (this.#isTurnDue) return;
    this.#isTurnDue = true;
    setImmediate(() => {
      this.#isTurnDue = false;
      this.#unblock();
      this.#isArmed = true;
      this.#tell();
    });
  }

  #unblock(): void {
    if (!this.#isBlocked) return;
    this.#isBlocked = false;
    this.#inbox?.unblock();
  }

  /** What was published before `close` leaves first. */
  #shutIfDone(): void {
    if (this.#isClosing && this.isOpen && this.#out.queuedCount === 0) this.#shut(null);
  }

  #shut(cause: CallError | null): void {
    this.isOpen = false;
    this.#out.shut();
    this.#served.shut();
    this.#inbox?.leave();
    this.onShut();
    setImmediate(() => {
      const listener = this.#listener;
      this.#listener = null;
      listener?.onClose(cause);
    });
  }
}
