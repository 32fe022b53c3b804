/**
 * xorshift32: the same numbers for the same seed, as `draw` of `test/native/check.h` makes them in C.
 *
 * @param seed - not 0, of which it makes nothing but zeros
 * @returns what draws the next number, 0 to `limit` - 1; `limit` at most 2 ** 32
 */
export function xorshift(seed: number): (limit: number) => number {
  let state = seed | 0;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}
