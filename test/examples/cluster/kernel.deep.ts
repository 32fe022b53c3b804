import { randomInt } from 'node:crypto';
import { describe } from '../../support/index.ts';
import { buildServer, compareKernels } from './differential.ts';

describe('examples/cluster/kernel, at length', (it) => {
  it('answers 40,000 random calls the same in TypeScript and C, and ends with the same bytes', async () => {
    const built = buildServer();
    try {
      // A seed that fails is in the message.
      for (let round = 0; round < 10; round += 1) await compareKernels(built, randomInt(1, 2 ** 31 - 1), 4000);
    } finally {
      built.close();
    }
  });
});
