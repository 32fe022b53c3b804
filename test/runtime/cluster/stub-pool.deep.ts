import { describeStubPool } from './stub-pool-cases.ts';

describeStubPool('pools of 1 and 4 threads for stubs', {
  sizes: [1, 4],
  ways: ['Exit', 'Throw', 'Reject'],
  blocking: ['processMakeKill'],
  hasCorners: true,
});
