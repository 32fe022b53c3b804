import { describeChannel, describeFaults } from './programs.ts';

describeChannel('channel of libsluice');
describeFaults('channel of libsluice: faults of the original');
