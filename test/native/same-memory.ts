import type { BuildOptions } from '../interop/stubs/build.ts';

/** ThreadSanitizer, for programs that are both sides of a channel: with one address for what both of them see. */
export const SAME_MEMORY: BuildOptions = {
  sanitize: 'thread',
  sources: ['test/native/same-memory.c'],
  flags: ['create', 'attach', 'close'].map((name) => `-Wl,--wrap=sluice__map_${name}`),
};
