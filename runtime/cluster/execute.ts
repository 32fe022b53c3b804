/** Serving: takes requests from the FIFO of the own member and runs their handlers. One per thread. */
import { CallStatus } from '../../generated/segment/codes.ts';
import { CallError, CallErrorCode, Refusal } from '../stub/errors.ts';
import { type Inbox, Rest } from './call-port.ts';
import { Request } from './requests.ts';
import { type Service, ServiceTable } from './service.ts';
import type { Meanwhile } from './sync-calls.ts';

/** Requests of one turn of the event loop, so that timers and sockets get theirs. */
export const DEFAULT_BUDGET = 8;

export interface ServerCounters {
  /** Requests taken. */
  taken: number;
  /** With OK. */
  answered: number;
  /** By their handler. */
  refused: number;
  failed: number;
  /** Without having run: undefined, reserved, disabled, incompatible, unimplemented, late, stopping. */
  turnedAway: number;
  /** References to no call that waits. */
  strays: number;
}

const NO_SERVICE: ServiceTable = new ServiceTable({ handlers: {}, size: 65536 });

export class Executor implements Meanwhile {
  readonly counters: ServerCounters = { taken: 0, answered: 0, refused: 0, failed: 0, turnedAway: 0, strays: 0 };
  /** Handlers whose promise is not kept yet. */
  running = 0;
  /** Null while this thread serves nobody. */
  inbox: Inbox | null;
  /** The last promise of a handler was kept. */
  onFree: () => void = () => {};
  #service: ServiceTable = NO_SERVICE;
  #isStopping = false;
  /** Requests that are not in use: as many as handlers are nested, and those of promises that were kept. */
  readonly #idle: Request[] = [];
  #onIdle: (() => void) | null = null;

  /** @param inbox - null for a thread that serves nobody */
  constructor(inbox: Inbox | null) {
    this.inbox = inbox;
  }

  /** Until there is a service, every call is answered with UNIMPLEMENTED. */
  start(service: Service): void {
    this.#service = new ServiceTable(service);
    this.#isStopping = false;
  }

  /** Answers STOPPING from now on. @returns once all handlers have answered, or the time is over */
  async stop(timeoutMs: number = Number.POSITIVE_INFINITY): Promise<void> {
    this.#isStopping = true;
    if (this.running === 0) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve;
      if (timeoutMs <= 0x7fffffff) timer = setTimeout(resolve, timeoutMs);
    });
    clearTimeout(timer);
    this.#onIdle = null;
  }

  /** @returns how many requests were taken, at most `budget` */
  executeAll(budget: number = DEFAULT_BUDGET, isBlocked: boolean = false): number {
    const inbox = this.inbox;
    let count = 0;
    while (inbox !== null && count < budget && inbox.tryTake(this.#rest(isBlocked))) {
      count += 1;
      this.#take(inbox, isBlocked);
    }
    return count;
  }

  serve(): boolean {
    return this.executeAll(1, true) > 0;
  }

  arm(isBlocked: boolean): boolean {
    return this.inbox === null || this.inbox.arm(this.#rest(isBlocked));
  }

  leave(): void {
    this.inbox?.leave();
  }

  block(): void {
    this.inbox?.block();
  }

  unblock(): void {
    this.inbox?.unblock();
  }

  #rest(isBlocked: boolean): Rest {
    if (isBlocked) return Rest.Blocked;
    return this.running > 0 ? Rest.Held : Rest.Free;
  }

  #take(inbox: Inbox, isBlocked: boolean): void {
    const { counters } = this;
    counters.taken += 1;
    const request = this.#idle.pop() ?? new Request();
    if (!request.open(inbox)) {
      counters.strays += 1;
      this.#idle.push(request);
      return;
    }
    const status = this.#judge(request);
    if (status !== CallStatus.CallOk) {
      counters.turnedAway += 1;
      this.#end(request, status, 0);
    } else if (isBlocked && this.#service.waits(request.index) && inbox.pass()) {
      counters.taken -= 1;
      request.letGo();
      this.#idle.push(request);
    } else this.#run(request);
  }

  #judge(request: Request): number {
    if (this.#isStopping) return CallStatus.CallStopping;
    if (request.deadline !== Number.POSITIVE_INFINITY && request.deadline <= performance.now()) return CallStatus.CallDeadline;
    return this.#service.judge(request.index, request.fingerprint);
  }

  #run(request: Request): void {
    const service = this.#service;
    let promise: void | Promise<void>;
    try {
      promise = service.handler(request.index)(request);
    } catch (error) {
      this.#fail(service, request, error);
      return;
    }
    if (promise === undefined) {
      this.counters.answered += 1;
      this.#end(request, CallStatus.CallOk, 0);
    } else this.#hold(service, request, promise);
  }

  /** The handler waits: the next request does not. */
  #hold(service: ServiceTable, request: Request, promise: Promise<void>): void {
    this.running += 1;
    service.learn(request.index);
    const release = (): void => {
      this.running -= 1;
      if (this.running > 0) return;
      this.#onIdle?.();
      this.onFree();
    };
    promise.then(
      () => {
        this.counters.answered += 1;
        this.#end(request, CallStatus.CallOk, 0);
        release();
      },
      (error: unknown) => {
        this.#fail(service, request, error);
        release();
      },
    );
  }

  #fail(service: ServiceTable, request: Request, error: unknown): void {
    if (error instanceof Refusal) {
      this.counters.refused += 1;
      this.#end(request, CallStatus.CallRefused, error.errno);
      return;
    }
    this.counters.failed += 1;
    try {
      service.onError?.(error, request);
    } finally {
      const isMalformed = error instanceof CallError && error.code === CallErrorCode.MALFORMED;
      this.#end(request, isMalformed ? CallStatus.CallMalformed : CallStatus.CallFailed, 0);
    }
  }

  #end(request: Request, status: number, errno: number): void {
    request.answer(status, errno);
    this.#idle.push(request);
  }
}
