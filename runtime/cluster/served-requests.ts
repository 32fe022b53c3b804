/** Requests that a cluster transport has taken: numbered for its server, told when their callers give up, and answered. */
import { RPC_DESCRIPTOR } from '../../generated/segment/codes.ts';
import { CallKind, CallStatus, putEnvelope } from '../stub/envelope.ts';
import type { Receive } from '../stub/transport.ts';
import { type Inbox, Rest } from './call-port.ts';
import { CallRecord, isMarkedOneway, unmark } from './call-record.ts';
import { Request } from './requests.ts';

/** What a record has for a deadline: microseconds, 1 at least; 0 for none, and for one that no u32 can say. */
function timeoutOf(deadline: number): number {
  if (deadline === Number.POSITIVE_INFINITY) return 0;
  const timeout = Math.ceil((deadline - performance.now()) * 1000);
  return timeout > 0xffffffff ? 0 : Math.max(1, timeout);
}

/** Its time being over is known to whoever serves it. */
function isGivenUp(request: Request): boolean {
  return request.isCancelled && request.deadline > performance.now();
}

export class ServedRequests {
  #inbox: Inbox | null;
  #isRefusing = false;
  /** Number of the own member. */
  readonly #cxy: number;
  /** Low halves of the fingerprints of RPCs, by index. */
  readonly #fingerprints: Int32Array;
  readonly #onServed: () => void;
  readonly #record: CallRecord = new CallRecord();
  /** Requests that were handed over, by the number that they got. */
  readonly #served: Map<number, Request> = new Map();
  readonly #idle: Request[] = [];
  /** For the next poll. */
  #taken: Request | null = null;
  #lastNumber = 0;
  /** Whether the handler of an RPC gives a promise, as far as is known. */
  waits: (index: number) => boolean = () => false;

  /** @param inbox - null where requests are not taken @param onServed - a request is about to be handed over that will be answered */
  constructor(inbox: Inbox | null, cxy: number, fingerprints: Int32Array, onServed: () => void) {
    this.#inbox = inbox;
    this.#cxy = cxy;
    this.#fingerprints = fingerprints;
    this.#onServed = onServed;
  }

  /** From now on requests come from there. What was taken before, and not handed over, nobody has begun. */
  set inbox(inbox: Inbox | null) {
    this.#inbox = inbox;
    this.#taken?.answer(CallStatus.CallUnimplemented, 0);
    this.#taken = null;
  }

  /** Requests that were handed over and not answered. */
  get count(): number {
    return this.#served.size;
  }

  /** Takes one for the next poll, unless there is one. @param rest - as in {@link poll} @returns whether there is one now */
  hasTaken(rest: Rest | null): boolean {
    if (rest !== null) this.#taken ??= this.#take(rest);
    return this.#taken !== null;
  }

  /** How a thread rests that has nothing more to do than to answer these. */
  get rest(): Rest {
    return this.#served.size > 0 ? Rest.Held : Rest.Free;
  }

  /** Hands one request over. @param rest - what this thread does otherwise; null when it takes none @returns false when there is none */
  poll(receive: Receive, rest: Rest | null): boolean {
    const request = this.#taken ?? (rest === null ? null : this.#take(rest));
    this.#taken = null;
    if (request === null) return false;
    const isOneway = isMarkedOneway(request.descriptor);
    const payload = unmark(request.descriptor);
    const kind = isOneway ? CallKind.CallOneway : CallKind.CallRequest;
    const number = isOneway ? 0 : this.#newNumber();
    putEnvelope(this.#record.view, 0, kind, 0, number, request.index, this.#cxy, timeoutOf(request.deadline), 0);
    if (isOneway) {
      request.answer(CallStatus.CallOk, 0);
      this.#idle.push(request);
    } else {
      this.#served.set(number, request);
      this.#onServed();
    }
    this.#record.handOver(receive, payload);
    return true;
  }

  /** Whether {@link pollCancel} has something to hand over. */
  get hasCancelled(): boolean {
    for (const request of this.#served.values()) if (isGivenUp(request)) return true;
    return false;
  }

  /**
   * Hands over that a caller waits no more: nothing will be answered then, so its slot is given back now. A deadline is known to whoever serves it.
   *
   * @returns false when all of them wait
   */
  pollCancel(receive: Receive): boolean {
    for (const [number, request] of this.#served) {
      if (!isGivenUp(request)) continue;
      this.#served.delete(number);
      const { index } = request;
      request.answer(CallStatus.CallCancelled, 0);
      this.#idle.push(request);
      putEnvelope(this.#record.view, 0, CallKind.CallCancel, 0, number, index, 0, 0, 0);
      this.#record.handOver(receive, null);
      return true;
    }
    return false;
  }

  /** @param payload - copied, if it is a descriptor */
  answer(number: number, status: number, errno: number, payload: Uint8Array): void {
    const request = this.#served.get(number);
    // Who cancelled may have been told already.
    if (request === undefined) return;
    this.#served.delete(number);
    if (payload.length === RPC_DESCRIPTOR) request.descriptor.bytes.set(payload);
    request.answer(status <= CallStatus.CallIncompatible ? status : CallStatus.CallFailed, errno);
    this.#idle.push(request);
  }

  /** Tells what comes from now on that this member takes no new calls. */
  refuse(): void {
    this.#isRefusing = true;
    this.#take(Rest.Free);
  }

  /** Who waits for an answer of this side is told that there is none. */
  shut(): void {
    if (this.#taken !== null) this.#taken.answer(CallStatus.CallStopping, 0);
    for (const request of this.#served.values()) request.answer(CallStatus.CallFailed, 0);
    this.#served.clear();
  }

  /** The next request that this side may hand over. */
  #take(rest: Rest): Request | null {
    const inbox = this.#inbox;
    while (inbox?.tryTake(rest) === true) {
      const request = this.#idle.pop() ?? new Request();
      if (!request.open(inbox)) {
        this.#idle.push(request);
        continue;
      }
      const expected = this.#fingerprints[request.index] ?? 0;
      const isFitting = expected === 0 || request.fingerprint === 0 || expected === request.fingerprint;
      if (isFitting && !this.#isRefusing) {
        if (rest !== Rest.Blocked || !this.waits(request.index) || !inbox.pass()) return request;
        request.letGo();
      } else request.answer(isFitting ? CallStatus.CallStopping : CallStatus.CallIncompatible, 0);
      this.#idle.push(request);
    }
    return null;
  }

  #newNumber(): number {
    do {
      this.#lastNumber = (this.#lastNumber + 1) >>> 0;
    } while (this.#lastNumber === 0 || this.#served.has(this.#lastNumber));
    return this.#lastNumber;
  }
}
