/** What each thread of a pool of tests answers. */
import type { ServiceMaker } from '../../../runtime/index.ts';

function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

const make: ServiceMaker = (calls, data) => ({
  handlers: {
    0: ({ descriptor }) => descriptor.set(1, descriptor.getU32(0) + (data as { offset: number }).offset),
    // Blocks its thread.
    1: ({ descriptor }) => sleep(descriptor.getU32(0)),
    // Asks back, as deep as it is told.
    2: ({ descriptor, source }) => {
      const depth = descriptor.getU32(0);
      if (depth > 0) descriptor.set(1, 1 + calls.callSync(source, { index: 2, args: [depth - 1] }).getU32(1));
    },
    3: async ({ descriptor }) => {
      await new Promise((resolve) => setTimeout(resolve, descriptor.getU32(0)));
      descriptor.set(1, 77);
    },
    4: () => process.exit(5),
    // Both ask back; the second argument says how the levels to come do, the next one in the lowest bit: 1 blocks.
    5: ({ descriptor, source }) => {
      const [depth, kinds] = [descriptor.getU32(0), descriptor.getU32(1)];
      if (depth === 0) return descriptor.set(2, 1);
      const next = { index: (kinds & 1) === 1 ? 5 : 6, args: [depth - 1, kinds >>> 1] };
      descriptor.set(2, 1 + calls.callSync(source, next).getU32(2));
    },
    6: async ({ descriptor, source }) => {
      const [depth, kinds] = [descriptor.getU32(0), descriptor.getU32(1)];
      if (depth === 0) return descriptor.set(2, 1);
      const next = { index: (kinds & 1) === 1 ? 5 : 6, args: [depth - 1, kinds >>> 1] };
      descriptor.set(2, 1 + (await calls.call(source, next)).getU32(2));
    },
  },
});
export default make;
