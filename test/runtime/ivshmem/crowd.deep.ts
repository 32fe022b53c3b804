import { describeWithAddon } from '../../support/addon.ts';
import { crowd } from './crowd.ts';

describeWithAddon('ivshmem server: a crowd of 1,000', (it) => {
  for (const seed of [2, 3, 4]) {
    it(`has the same view as the server when it has come to rest, and nobody was disturbed: seed ${seed}`, async () => {
      await crowd(1000, 40, seed);
    });
  }
});
