/** What `try...` calls say instead of an offset. */

/** There is no room: back-pressure, not an error. */
export const FULL = -1;
/** There is no record. */
export const EMPTY = -1;
/** Nothing can be written, or will come, any more. */
export const CLOSED = -2;
