import { describeWithAddon } from '../../support/addon.ts';
import { crowd } from './crowd.ts';

describeWithAddon('ivshmem server: a crowd', (it) => {
  it('has the same view as the server when it has come to rest, and nobody was disturbed', async () => {
    await crowd(150, 12, 1);
  });
});
