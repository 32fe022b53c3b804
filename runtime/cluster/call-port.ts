/** What calls need of a member of a cluster, as one of its threads has it. */

/** A member's segment. Counts were judged; words are not. */
export interface CallMemory {
  /** `sluice_call_slot` each; waiter w has those from w * {@link callsPerWaiter} on. */
  readonly calls: Int32Array;
  readonly callsPerWaiter: number;
  /** `sluice_waiter_lines` each. */
  readonly waiters: Int32Array;
  readonly waiterCount: number;
}

/** Another member, or this one. An object is one life of a number: after a death there is another for its successor. */
export interface CallPeer {
  readonly cxy: number;
  /** Tells a number that was used again: unique in this process. */
  readonly epoch: number;
  readonly memory: CallMemory;
  /** It died or left; never taken back. `news` of the own waiter moves after this does. */
  readonly isDead: boolean;
  /** Asks it for a call of the own waiter. @returns false when its FIFO is full, or others wait for room there */
  tryPost(slot: number, generation: number): boolean;
  /** The same, but when there is no room this thread stands in line, and is rung when it may try again. @returns whether it was posted */
  postInLine(slot: number, generation: number): boolean;
  /** Stands in line no more. */
  leaveLine(): void;
  /** Rings one of its waiters, if that sleeps; after having done something for it. Never waits. */
  wake(waiter: number): void;
  /** The same for all of its waiters: one of them, and nobody here knows which, has what this thread has given up. */
  wakeAll(): void;
}

/** How a thread rests. Where threads share a FIFO, requests go to those first that come first here. */
export const Rest = {
  /** It has nothing to do. */
  Free: 0,
  /** Handlers of it wait for something, and may go on at any moment. */
  Held: 1,
  /** It is blocked by a call of its own: promises of handlers that it runs meanwhile are not kept before that ends. */
  Blocked: 2,
} as const;
export type Rest = (typeof Rest)[keyof typeof Rest];

/** A request that was taken from the FIFO of the own member. */
export interface Inbox {
  /** Whose it is; null for a writer number that is nobody's. */
  readonly peer: CallPeer | null;
  readonly slot: number;
  readonly generation: number;
  /** What {@link forget} wants to know. */
  readonly entry: number;
  /** Takes the next one, if this thread is the reader. @param rest - what this thread does otherwise */
  tryTake(rest: Rest): boolean;
  /** Asks for a ring when there is something to take. @param rest - what this thread does meanwhile @returns false when there is already */
  arm(rest: Rest): boolean;
  /** A request that was taken is answered, or was none. */
  forget(entry: number): void;
  /** This thread does something else: where threads share a FIFO, another one is to be rung. */
  leave(): void;
  /** Other threads have read meanwhile. */
  resume(): void;
  /**
   * Leaves what was taken last, and not begun, to a thread that is not blocked, as its handler gives a promise.
   *
   * @returns false when there is none and will be none: begin it here
   */
  pass(): boolean;
  /** From now on until {@link unblock} promises of handlers are not kept on this thread. */
  block(): void;
  unblock(): void;
}

export interface CallPort {
  readonly cxy: number;
  /** Number of this thread's waiter. */
  readonly waiter: number;
  readonly memory: CallMemory;
  /** The member of that number as it is now; null when there is none, or it is dead. */
  peer(cxy: number): CallPeer | null;
  /** Blocks the thread until the bell of its waiter rings, or for nothing. @param timeoutMs - more than 0; Infinity for ever */
  sleep(timeoutMs: number): void;
}
