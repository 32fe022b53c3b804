/** Blocking a thread until something happens: a spin that learns how long it is worth while, then sleep in the system. */
import { isMainThread } from 'node:worker_threads';
import { ChannelError, ChannelErrorCode } from '../errors.ts';
import type { Endpoint } from './endpoint.ts';
import { blockingMs } from './waiting.ts';

/** Looks of the longest spin, about 50 us; and between two looks at the clock. */
const MOST_SPINS = 2048;
const CLOCK_EVERY = 256;
/** Waits between two questions to the kernel whether both sides share a core. */
const ASK_EVERY = 64;

export interface Condition {
  isMet(): boolean;
  /** Asks for a doorbell. @returns whether it is met after all */
  arm(): boolean;
}

export class Blocker {
  readonly #endpoint: Endpoint;
  readonly #blocksMainThread: boolean;
  #spins: number = MOST_SPINS;
  #waits = 0;
  #sharesCore = false;

  constructor(endpoint: Endpoint, blocksMainThread: boolean) {
    this.#endpoint = endpoint;
    this.#blocksMainThread = blocksMainThread;
  }

  /** @throws ChannelError `SLUICE_ERR_CANNOT_BLOCK` on the main thread, unless that was asked for */
  static check(blocksMainThread: boolean): void {
    if (!isMainThread || blocksMainThread) return;
    const text = 'a blocking call stops the event loop of the main thread: use a worker, or blocksMainThread';
    throw new ChannelError(ChannelErrorCode.CANNOT_BLOCK, text);
  }

  get isAllowed(): boolean {
    return !isMainThread || this.#blocksMainThread;
  }

  check(): void {
    Blocker.check(this.#blocksMainThread);
  }

  /** @param limit - as `performance.now()` counts @returns false when the time is over */
  wait(condition: Condition, limit: number): boolean {
    if (condition.isMet()) return true;
    if (this.#waits % ASK_EVERY === 0) this.#sharesCore = this.#endpoint.hasLeft || this.#endpoint.link.sharesCore;
    this.#waits += 1;
    if (!this.#sharesCore && this.#spin(condition, limit)) return true;
    for (;;) {
      const endpoint = this.#endpoint;
      // R8, W11, A5 of `docs/models.md`.
      if (condition.arm()) {
        if (condition.isMet()) return true;
        // A lie, or an end, that the next look will tell; sleeping now could miss it.
        endpoint.drain();
        if (performance.now() >= limit) return false;
        if (!endpoint.isOver) continue;
      }
      if (endpoint.hasLeft || endpoint.isOver) return condition.isMet();
      // Also after LINK_OTHER: a thread that is to end does so on the way back from here.
      endpoint.look(endpoint.link.wait(blockingMs(limit)));
      if (condition.isMet()) return true;
      if (performance.now() >= limit) return false;
    }
  }

  /** Twice as long while it pays, half as long when it did not; never less than a few looks, so that it is noticed when it pays again. */
  #spin(condition: Condition, limit: number): boolean {
    for (let i = 1; i <= this.#spins; i += 1) {
      if (condition.isMet()) {
        this.#spins = Math.min(this.#spins * 2, MOST_SPINS);
        return true;
      }
      if (i % CLOCK_EVERY === 0 && performance.now() >= limit) break;
    }
    this.#spins = Math.max(this.#spins >> 1, 16);
    return false;
  }
}
