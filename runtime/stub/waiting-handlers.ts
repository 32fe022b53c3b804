/** Which handlers give promises: where that is to be known before they run. */
import type { Dispatch, Incoming } from './method.ts';

/** What dispatch would call next. */
const FOUND = Symbol('found');

/** Whether it is an `async` function, which always gives a promise. */
export function isAsync(handler: unknown): boolean {
  return typeof handler === 'function' && Object.prototype.toString.call(handler) === '[object AsyncFunction]';
}

/** What is known of handlers, by code. */
export interface KnownHandlers {
  /** Whether it gives promises; of one that is not `async` this is known once it has given one. */
  has(code: number): boolean;
  /** It has given one. */
  learn(code: number): void;
}

export class WaitingHandlers<Handlers extends object> implements KnownHandlers {
  readonly #dispatch: Dispatch<Handlers>;
  readonly #handlers: Handlers;
  readonly #known: Map<number, boolean> = new Map();

  constructor(dispatch: Dispatch<Handlers>, handlers: Handlers) {
    this.#dispatch = dispatch;
    this.#handlers = handlers;
  }

  has(code: number): boolean {
    const known = this.#known.get(code);
    if (known !== undefined) return known;
    const waits = isAsync(this.#find(code));
    this.#known.set(code, waits);
    return waits;
  }

  learn(code: number): void {
    this.#known.set(code, true);
  }

  /** What dispatch takes for that code; it goes no further than to reading the input. */
  #find(code: number): unknown {
    let found: unknown = null;
    const handlers = new Proxy(this.#handlers, {
      get(target, key) {
        found = Reflect.get(target, key);
        return found;
      },
    });
    const nothing = (): void => {};
    const call = { code, unknown: nothing, reserved: nothing, disabled: nothing, unimplemented: nothing };
    const read = (): never => {
      throw FOUND;
    };
    try {
      this.#dispatch(handlers, { ...call, read } as unknown as Incoming);
    } catch (reason) {
      if (reason !== FOUND) throw reason;
    }
    return found;
  }
}
