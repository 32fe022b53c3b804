/** A condition that can be waited for: a level, not an edge, as `v2vk.h` promises of its events. */
import { ChannelError, ChannelErrorCode } from '../errors.ts';
import { limitOf, NO_OPTIONS, sleep, type WaitOptions } from './waiting.ts';

export interface EventSource {
  isSet(): boolean;
  /** Asks to be poked when it may have become set. @returns whether it is set after all */
  arm(): boolean;
}

/** Stays set as long as what it stands for is true; nobody can take it from another who waits. */
export class ChannelEvent {
  readonly #source: EventSource;
  readonly #name: string;
  readonly #waiting: Set<() => void> = new Set();
  readonly #listeners: Set<() => void> = new Set();
  #isScheduled = false;
  readonly #work: () => void = () => {
    this.#isScheduled = false;
    this.poke();
  };

  constructor(name: string, source: EventSource) {
    this.#name = name;
    this.#source = source;
  }

  /** Whether it is set now: there is something to read, or room, or a new state; or the end of the channel to be told of. */
  get isSet(): boolean {
    return this.#source.isSet();
  }

  /**
   * Waits until it is set.
   *
   * @throws ChannelError `SLUICE_ERR_CANCELLED`, `SLUICE_ERR_DEADLINE`
   */
  async wait(options: WaitOptions = NO_OPTIONS): Promise<void> {
    if (!(await this.until(options.signal, limitOf(options)))) {
      throw new ChannelError(ChannelErrorCode.DEADLINE, `the ${this.#name} event was not set in time`);
    }
  }

  /** Calls `listener` in each turn of the event loop at whose end it is set. */
  on(listener: () => void): void {
    this.#listeners.add(listener);
    if (this.#source.isSet()) this.#schedule();
    else this.#arm();
  }

  off(listener: () => void): void {
    this.#listeners.delete(listener);
  }

  /** For the runtime: false when the time, as `performance.now()` counts, is over. */
  async until(signal: AbortSignal | undefined, limit: number): Promise<boolean> {
    while (!this.#source.isSet()) {
      if (limit <= performance.now()) return false;
      const isWoken = await sleep(signal, limit, `waiting for the ${this.#name} event`, (wake) => {
        this.#waiting.add(wake);
        this.#arm();
        return () => this.#waiting.delete(wake);
      });
      if (!isWoken) return this.#source.isSet();
    }
    return true;
  }

  /** For the runtime: it may be set. */
  poke(): void {
    if (this.#waiting.size === 0 && this.#listeners.size === 0) return;
    if (!this.#source.isSet()) {
      this.#arm();
      return;
    }
    for (const wake of [...this.#waiting]) wake();
    for (const listener of [...this.#listeners]) listener();
    if (this.#listeners.size === 0) return;
    if (this.#source.isSet()) this.#schedule();
    else this.#arm();
  }

  #arm(): void {
    if (this.#source.arm()) this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(this.#work);
  }
}
