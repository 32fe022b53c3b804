/** How a thread with an event loop hears of what others do for it. `docs/decisions/0009-cluster.md`, "Dozing". */
import { WaiterSleep } from '../../generated/segment/codes.ts';
import type { CallPort } from './call-port.ts';
import { ASLEEP, WAITER_WORDS } from './call-words.ts';

/** Looks without a bell in a row; then the event loop has its turn, with timers and sockets. */
const MOST_LOOKS = 8;

export class Alarm {
  readonly #waiters: Int32Array;
  readonly #at: number;
  readonly #onHeard: () => void;
  #isArmed = false;
  #looksLeft = MOST_LOOKS;
  #isLookDue = false;
  #isTurnDue = false;
  #wakeLook: () => void = () => {};

  /** @param onHeard - something may have been done for this thread, and no bell tells; called in the asynchronous context of the constructor */
  constructor({ memory, waiter }: CallPort, onHeard: () => void) {
    this.#waiters = memory.waiters;
    this.#at = waiter * WAITER_WORDS + ASLEEP;
    this.#onHeard = onHeard;
    void this.#lookWheneverDue();
  }

  /**
   * Step 5, K8. Who answers, posts or makes room does so, then looks here; this thread stores here, then begins a call, or looks at counters and
   * FIFO. So all that happens from now on rings.
   */
  arm(): void {
    this.#isArmed = true;
    Atomics.store(this.#waiters, this.#at, WaiterSleep.WaiterAsleep);
  }

  /** It looks at all that may have been done by now. */
  disarm(): void {
    this.#isArmed = false;
  }

  /** The event loop has brought the bell. */
  rung(): void {
    this.#looksLeft = MOST_LOOKS;
  }

  /** A blocking call has taken bells that were meant for the loop. */
  stolen(): void {
    this.#isArmed = false;
    if (this.#isTurnDue) return;
    this.#isTurnDue = true;
    setImmediate(() => {
      this.#isTurnDue = false;
      this.#onHeard();
    });
  }

  /** Before a call begins: what is done for it is seen by a look, when the code that begins it has come to an end, or rings. */
  expect(): void {
    // One look is enough: it finds whatever has happened since the word was DOZING. So that is stored once for each.
    if (this.#isLookDue) return;
    if (this.#looksLeft > 0) this.#doze();
    else if (!this.#isArmed) this.arm();
  }

  /** K13 of `docs/models.md`. */
  #doze(): void {
    if (!this.#isArmed) Atomics.store(this.#waiters, this.#at, WaiterSleep.WaiterDozing);
    // Taken back by somebody, whose bell is on its way.
    else if (!this.#move(WaiterSleep.WaiterAsleep, WaiterSleep.WaiterDozing)) return;
    this.#isLookDue = true;
    this.#wakeLook();
  }

  /** K14. Nobody has taken it back: then they ring from now on. */
  #look(): void {
    if (this.#move(WaiterSleep.WaiterDozing, WaiterSleep.WaiterAsleep)) {
      this.#isArmed = true;
      return;
    }
    this.#looksLeft -= 1;
    this.#onHeard();
  }

  #move(from: WaiterSleep, to: WaiterSleep): boolean {
    return Atomics.compareExchange(this.#waiters, this.#at, from, to) === from;
  }

  /** One that waits all the time, so that who begins a call lends it no context of its own. */
  async #lookWheneverDue(): Promise<never> {
    for (;;) {
      // What a look has found may have begun calls, from within that look: then the next one is due already, and nobody is left to be woken.
      if (this.#isLookDue) await undefined;
      else {
        await new Promise<void>((resolve) => {
          this.#wakeLook = resolve;
        });
      }
      this.#isLookDue = false;
      try {
        this.#look();
      } catch (error) {
        // As from a callback of the event loop.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
