import { hasCompiler } from '../../support/c-peer.ts';
import { describe } from '../../support/index.ts';
import { buildServer, compareKernels } from './differential.ts';

describe('examples/cluster/kernel', (it) => {
  it('answers 2,000 random calls the same in TypeScript and C, and ends with the same bytes', async () => {
    // Without a C compiler there is nothing to compare with.
    if (!hasCompiler('gcc')) return;
    const built = buildServer();
    try {
      for (const seed of [1, 2]) await compareKernels(built, seed, 1000);
    } finally {
      built.close();
    }
  });
});
