/** What a member does for others: handlers by RPC index, and what it says where there is none. */
import { CallStatus } from '../../generated/segment/codes.ts';
import { isAsync } from '../stub/waiting-handlers.ts';
import type { Request } from './requests.ts';

/**
 * Serves one call: reads inputs from `request.descriptor` and writes outputs into it. To answer with an errno it throws `Refusal`; whatever else
 * it throws is `SLUICE_ERR_FAILED` for the caller. Served within a blocking call of the same thread, its promise can't be waited for.
 */
export type RpcHandler = (request: Request) => void | Promise<void>;

export interface Service {
  /** Handlers by RPC index. */
  readonly handlers: Readonly<Record<number, RpcHandler>>;
  /** Indexes are less than this: beyond is UNDEFINED. By default one more than the largest handler's. */
  readonly size?: number;
  /** Indexes that the schema keeps free. */
  readonly reserved?: readonly number[];
  /** Indexes whose feature is off. */
  readonly disabled?: readonly number[];
  /** Low halves of fingerprints by index, u32; 0 is not compared. */
  readonly fingerprints?: readonly number[];
  /** A handler threw what is no `Refusal`. The caller learns no more than `SLUICE_ERR_FAILED`. */
  readonly onError?: (error: unknown, request: Request) => void;
}

/** Above `UNIMPLEMENTED` of each index by default. */
const MOST_INDEXES = 65536;

/** A service as tables. */
export class ServiceTable {
  readonly onError: ((error: unknown, request: Request) => void) | undefined;
  readonly #handlers: (RpcHandler | null)[];
  readonly #statuses: Uint8Array;
  readonly #fingerprints: Int32Array;
  /** By index: 1 for handlers that give promises, as far as is known. */
  readonly #waits: Uint8Array;

  constructor({ handlers, size, reserved = [], disabled = [], fingerprints = [], onError }: Service) {
    const indexes = Object.keys(handlers).map(Number);
    const count = size ?? indexes.reduce((most, index) => Math.max(most, index), -1) + 1;
    if (!(Number.isInteger(count) && count >= 0 && count <= MOST_INDEXES)) {
      throw new RangeError(`a service has 0..${MOST_INDEXES} indexes: size=${count}`);
    }
    for (const index of [...indexes, ...reserved, ...disabled]) {
      if (!(Number.isInteger(index) && index >= 0 && index < count)) {
        throw new RangeError(`an index must be below ${count}: index=${index}`);
      }
    }
    this.#handlers = Array.from({ length: count }, (_, index) => handlers[index] ?? null);
    this.#statuses = new Uint8Array(count).fill(CallStatus.CallUnimplemented);
    for (const index of indexes) this.#statuses[index] = CallStatus.CallOk;
    for (const index of reserved) this.#statuses[index] = CallStatus.CallReserved;
    for (const index of disabled) this.#statuses[index] = CallStatus.CallDisabled;
    this.#fingerprints = Int32Array.from({ length: count }, (_, index) => fingerprints[index] ?? 0);
    this.#waits = Uint8Array.from(this.#handlers, (handler) => (isAsync(handler) ? 1 : 0));
    this.onError = onError;
  }

  /** What is to be said without asking the handler; OK if it is to be asked. Step 3 has the order. */
  judge(index: number, fingerprint: number): number {
    if (index >= this.#statuses.length) return CallStatus.CallUndefined;
    const status = this.#statuses[index] as number;
    if (status === CallStatus.CallReserved || status === CallStatus.CallDisabled) return status;
    const expected = this.#fingerprints[index] as number;
    if (expected !== fingerprint && expected !== 0 && fingerprint !== 0) return CallStatus.CallIncompatible;
    return status;
  }

  handler(index: number): RpcHandler {
    return this.#handlers[index] as RpcHandler;
  }

  /** Whether its handler gives promises: it is an `async` function, or has given one before. */
  waits(index: number): boolean {
    return this.#waits[index] === 1;
  }

  /** It has given one. */
  learn(index: number): void {
    this.#waits[index] = 1;
  }
}
