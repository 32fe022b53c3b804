/** Looking at a region again and again where nobody rings: at once for a while, then in intervals of a millisecond. And the heartbeat. */

/** How long looks follow each other in every turn of the loop after something was found. */
const EAGER_MS = 2;
const INTERVAL_MS = 1;

export class RegionLoop {
  readonly #look: () => boolean;
  readonly #heart: NodeJS.Timeout | null;
  #isPolling = false;
  #isRef = false;
  #timer: NodeJS.Timeout | null = null;
  #immediate: NodeJS.Immediate | null = null;
  #eagerUntil = 0;

  /** @param look - looks at everything, and returns whether anything has changed */
  constructor(look: () => boolean, beatIntervalMs: number) {
    this.#look = look;
    this.#heart = beatIntervalMs > 0 ? setInterval(look, Math.max(beatIntervalMs / 2, 1)).unref() : null;
  }

  /** Whether there is something to look for, and whether that keeps the process alive. */
  set(isPolling: boolean, isRef: boolean): void {
    const begins = isPolling && !this.#isPolling;
    this.#isPolling = isPolling;
    this.#isRef = isRef;
    if (!isPolling) this.#cancel();
    else if (begins) {
      this.#eagerUntil = performance.now() + EAGER_MS;
      this.#next();
    } else {
      if (isRef) this.#timer?.ref();
      else this.#timer?.unref();
    }
  }

  stop(): void {
    this.set(false, false);
    if (this.#heart !== null) clearInterval(this.#heart);
  }

  #cancel(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#immediate !== null) clearImmediate(this.#immediate);
    this.#timer = null;
    this.#immediate = null;
  }

  #turn(): void {
    this.#timer = null;
    this.#immediate = null;
    if (this.#look()) this.#eagerUntil = performance.now() + EAGER_MS;
    if (this.#isPolling && this.#timer === null && this.#immediate === null) this.#next();
  }

  #next(): void {
    if (this.#isRef && performance.now() < this.#eagerUntil) {
      this.#immediate = setImmediate(() => this.#turn());
      return;
    }
    this.#timer = setTimeout(() => this.#turn(), INTERVAL_MS);
    if (!this.#isRef) this.#timer.unref();
  }
}
