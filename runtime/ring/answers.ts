/** What `try...` calls say instead of an offset. */

/** There is no room: back-pressure, not an error. */
export const FULL = -1;
/** There is no record. */
export const EMPTY = -1;
/** Nothing can be written, or will come, any more; `error` of the channel says why. */
export const CLOSED = -2;
/** There was no room, and the record is counted and forgotten: what `backpressure: 'drop-newest'` says in place of FULL. */
export const DROPPED = -3;
