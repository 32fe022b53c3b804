/** Calls that wait for their answers, by correlation. */

/** The newest stands beside the map: whoever makes one call after the other never touches it, which halves the cost of a call in process. */
export class WaitingCalls<Call extends { correlation: number }> {
  #newest: Call | null = null;
  readonly #others: Map<number, Call> = new Map();
  #last = 0;

  get size(): number {
    return this.#others.size + (this.#newest === null ? 0 : 1);
  }

  /** Gives the call a number that no other has, not 0. */
  add(call: Call): void {
    if (this.#newest !== null) this.#others.set(this.#newest.correlation, this.#newest);
    let correlation = following(this.#last);
    if (this.#others.size > 0) while (this.#others.has(correlation)) correlation = following(correlation);
    this.#last = correlation;
    call.correlation = correlation;
    this.#newest = call;
  }

  get(correlation: number): Call | undefined {
    const newest = this.#newest;
    return newest !== null && newest.correlation === correlation ? newest : this.#others.get(correlation);
  }

  /** @returns false when it was not there */
  delete(call: Call): boolean {
    if (this.#newest !== call) return this.#others.get(call.correlation) === call && this.#others.delete(call.correlation);
    this.#newest = null;
    return true;
  }

  /** Takes all of them out, oldest first. */
  drain(): Call[] {
    const all = [...this.#others.values()];
    if (this.#newest !== null) all.push(this.#newest);
    this.#others.clear();
    this.#newest = null;
    return all;
  }
}

function following(correlation: number): number {
  return correlation === 0xffffffff ? 1 : correlation + 1;
}
