/** Calls of a cluster transport on their way out: queued until there is a slot, asked, and answered until they are polled. */
import { RPC_DESCRIPTOR } from '../../generated/segment/codes.ts';
import { CallKind, CallStatus, putEnvelope } from '../stub/envelope.ts';
import type { Receive } from '../stub/transport.ts';
import type { CallPeer } from './call-port.ts';
import { CallRecord, mark } from './call-record.ts';
import { CallResult } from './call-results.ts';
import { NO_SLOT } from './call-slots.ts';
import type { Calls } from './calls.ts';
import { Descriptor } from './descriptor.ts';

/** How soon a slot is looked for again: nobody rings when its server has finished. */
export const RETRY_MS = 1;

/** Whom they tell; never from within `request` or `poll`. */
export interface OutgoingListener {
  /** Something has been answered outside of `look`. */
  onAnswered(): void;
  /** It is time to look for a slot again. */
  onRetry(): void;
}

interface OutgoingCall {
  /** 0 when the answer is dropped. */
  correlation: number;
  readonly code: number;
  readonly target: number;
  /** As `performance.now()` counts; Infinity for none. */
  readonly limit: number;
  readonly descriptor: Descriptor;
  slot: number;
  /** A status of `sluice_call_status`, once it has ended. */
  status: number;
  errno: number;
}

/** What a call that has ended so says in the record of its answer. */
function statusOf(result: number): number {
  if (result <= CallStatus.CallIncompatible) return result;
  switch (result) {
    case CallResult.Dead:
      return CallStatus.CallPeerDied;
    case CallResult.NoMember:
      return CallStatus.CallNoMember;
    case CallResult.NoSlot:
    case CallResult.NoRoom:
      return CallStatus.CallBusy;
    case CallResult.Cancelled:
      return CallStatus.CallCancelled;
    case CallResult.Late:
      return CallStatus.CallDeadline;
    default:
      return CallStatus.CallFailed;
  }
}

export class OutgoingCalls {
  readonly #calls: Calls;
  /** Low halves of the fingerprints of RPCs, by index. */
  readonly #fingerprints: Int32Array;
  readonly #listener: OutgoingListener;
  readonly #record: CallRecord = new CallRecord();
  /** Committed, and without a slot yet. */
  readonly #queued: OutgoingCall[] = [];
  readonly #asked: Map<number, OutgoingCall> = new Map();
  /** To be polled. */
  readonly #answered: OutgoingCall[] = [];
  readonly #spare: Descriptor[] = [];
  /** Within a look at calls: who looks tells the listener afterwards. */
  #isLooking = false;
  #retry: NodeJS.Timeout | null = null;

  constructor(calls: Calls, fingerprints: Int32Array, listener: OutgoingListener) {
    this.#calls = calls;
    this.#fingerprints = fingerprints;
    this.#listener = listener;
  }

  get queuedCount(): number {
    return this.#queued.length;
  }

  get hasAnswered(): boolean {
    return this.#answered.length > 0;
  }

  /** Queues what a record asks for. @param payload - copied @param isOneway - nobody hears of its end */
  request(envelope: DataView, payload: Uint8Array, isOneway: boolean): void {
    const timeout = envelope.getUint32(16, true);
    const descriptor = this.#spare.pop() ?? new Descriptor();
    descriptor.bytes.set(payload);
    if (payload.length < RPC_DESCRIPTOR) descriptor.bytes.fill(0, payload.length);
    descriptor.index = envelope.getUint32(8, true);
    mark(descriptor, payload.length, isOneway);
    this.#queued.push({
      correlation: isOneway ? 0 : envelope.getUint32(4, true),
      code: descriptor.index,
      target: envelope.getUint32(12, true),
      limit: timeout === 0 ? Number.POSITIVE_INFINITY : performance.now() + timeout / 1000,
      descriptor,
      slot: NO_SLOT,
      status: 0,
      errno: 0,
    });
  }

  /** Asks what is queued, as far as there are slots. What finds no room at its target waits in its slot. */
  ask(): void {
    while (this.#queued.length > 0) {
      const call = this.#queued[0] as OutgoingCall;
      const peer = this.#calls.port.peer(call.target);
      if (peer === null) this.#end(call, CallResult.NoMember, 0);
      else if (call.limit !== Number.POSITIVE_INFINITY && call.limit <= performance.now()) this.#end(call, CallResult.Late, 0);
      else if (!this.#begin(call, peer)) break;
      this.#queued.shift();
    }
    if (this.#queued.length > 0) this.#retry ??= setTimeout(() => this.#tryAgain(), RETRY_MS);
  }

  /** Its caller waits no more, and wants to hear nothing. */
  cancel(correlation: number): void {
    // One-way calls have none, and nobody may take them back.
    if (correlation === 0) return;
    const call = this.#asked.get(correlation);
    if (call !== undefined) {
      this.#asked.delete(correlation);
      call.correlation = 0;
      this.#calls.giveUp(call.slot, CallResult.Cancelled);
      return;
    }
    for (const list of [this.#queued, this.#answered]) {
      const at = list.findIndex((each) => each.correlation === correlation);
      if (at >= 0) list.splice(at, 1);
    }
  }

  /** Does something that ends calls, and asks what has room then. */
  look(work: () => void): void {
    this.#isLooking = true;
    try {
      work();
      this.ask();
    } finally {
      this.#isLooking = false;
    }
  }

  /** Hands one answer over. @returns false when there is none */
  poll(receive: Receive): boolean {
    const call = this.#answered.shift();
    if (call === undefined) return false;
    const { correlation, code, target, status, descriptor } = call;
    const errno = status === CallStatus.CallRefused ? call.errno : 0;
    putEnvelope(this.#record.view, 0, CallKind.CallResponse, status as CallStatus, correlation, code, target, 0, errno);
    this.#spare.push(descriptor);
    this.#record.handOver(receive, status === CallStatus.CallOk ? descriptor.bytes : null);
    return true;
  }

  /** Gives everything up: from now on the listener hears nothing. */
  shut(): void {
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#queued.length = 0;
    this.#isLooking = true;
    this.#calls.giveUpAll(CallResult.Left);
  }

  #begin(call: OutgoingCall, peer: CallPeer): boolean {
    const fingerprint = this.#fingerprints[call.code] ?? 0;
    call.slot = this.#calls.begin(peer, call.descriptor, fingerprint, call.limit, (result, errno) => {
      if (call.correlation !== 0) this.#asked.delete(call.correlation);
      this.#end(call, result, errno);
    });
    if (call.slot === NO_SLOT) return false;
    if (call.correlation !== 0) this.#asked.set(call.correlation, call);
    return true;
  }

  #end(call: OutgoingCall, result: number, errno: number): void {
    call.slot = NO_SLOT;
    if (call.correlation === 0) {
      this.#spare.push(call.descriptor);
      return;
    }
    call.status = statusOf(result);
    call.errno = errno;
    this.#answered.push(call);
    if (!this.#isLooking) this.#listener.onAnswered();
  }

  #tryAgain(): void {
    this.#retry = null;
    this.#listener.onRetry();
  }
}
