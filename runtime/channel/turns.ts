/** Iterations over messages: with a peer that is faster they never wait, and promises alone never let timers, signals and sockets have their turn. */
import { setImmediate } from 'node:timers/promises';

/** Some 50 us of the fastest iteration; one turn of an idle event loop takes about 1 us. */
const MESSAGES_PER_TURN = 256;

/** To be asked before each message. @param count - messages so far @returns a promise when it is the turn of the others */
export function turnOfOthers(count: number): Promise<void> | null {
  return count > 0 && count % MESSAGES_PER_TURN === 0 ? setImmediate() : null;
}
