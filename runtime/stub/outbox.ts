/** What waits until a transport has room, in order. */

export interface Attempt {
  /** @returns whether it is through */
  try(): boolean;
  /** It threw, or the connection closed while it waited. */
  fail(error: unknown): void;
}

export class Outbox {
  readonly #attempts: Attempt[] = [];

  get isEmpty(): boolean {
    return this.#attempts.length === 0;
  }

  /** Tries now, or once all before it are through. */
  add(attempt: Attempt): void {
    if (this.#attempts.length > 0 || !isThrough(attempt)) this.#attempts.push(attempt);
  }

  /** There is room again. */
  retry(): void {
    for (let attempt = this.#attempts[0]; attempt !== undefined; attempt = this.#attempts[0]) {
      if (!isThrough(attempt)) return;
      this.#attempts.shift();
    }
  }

  failAll(error: unknown): void {
    for (const attempt of this.#attempts.splice(0)) attempt.fail(error);
  }
}

/** One that throws must not stop those behind it. */
function isThrough(attempt: Attempt): boolean {
  try {
    return attempt.try();
  } catch (error) {
    attempt.fail(error);
    return true;
  }
}
