import { describeStubPool } from './stub-pool-cases.ts';

describeStubPool('a pool of threads for stubs', { sizes: [0, 2], ways: ['Exit'], blocking: ['vmmSetCow'], hasCorners: false });
